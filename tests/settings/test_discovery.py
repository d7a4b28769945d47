"""Which file of settings counts."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import kumo_lr
from kumo_lr.errors import SettingsError
from kumo_lr.files import OWN_FILES
from kumo_lr.settings.discovery import find_settings
from kumo_lr.settings.load import (
    Settings,
    load_settings,
)
from tests.support.settings import TABLE, error_of, load_text


@pytest.mark.parametrize("name", [*OWN_FILES, "pyproject.toml"])
def test_the_nearest_file_counts(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    head = TABLE if name == "pyproject.toml" else ""
    (folder / "kumo-lr.toml").write_text("max-epochs = 1\n")
    (folder / "a" / name).write_text(f"{head}max-epochs = 2\n")
    monkeypatch.chdir(inner)
    found = find_settings(".")

    assert found == f"..{os.sep}{name}"
    assert load_settings(found).max_epochs == 2
    assert find_settings(str(inner)) == str(folder / "a" / name)
    assert find_settings("../..") == f"..{os.sep}..{os.sep}kumo-lr.toml"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[project]\n",
        '[project]\ndependencies = ["kumo-lr"]\n',
        "tool = 3 # kumo-lr\n",
        "not TOML [",
        "\xff",
    ],
)
def test_a_pyproject_without_the_table_is_passed_over(text: str, folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "kumo-lr.toml").touch()
    (folder / "a" / "pyproject.toml").write_bytes(text.encode("latin-1"))

    assert find_settings("a") == "kumo-lr.toml"


def test_nothing_up_to_the_root(tmp_path: Path) -> None:
    if any((above / name).exists() for above in tmp_path.parents for name in OWN_FILES):
        pytest.skip("somebody's settings are above")  # pragma: no cover

    assert find_settings(str(tmp_path)) is None
    assert find_settings(tmp_path.anchor) is None


def test_an_empty_table_counts_and_sets_nothing(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(TABLE)

    assert find_settings(".") == "pyproject.toml"
    assert load_settings("pyproject.toml") == Settings() == load_text("")


@pytest.mark.parametrize(
    ("one", "other"), [("kumo-lr.toml", "pyproject.toml"), (".kumo-lr.toml", "kumo-lr.toml")]
)
def test_two_files_in_one_folder(one: str, other: str, folder: Path) -> None:
    for name in (one, other):
        (folder / name).write_text(TABLE)
    with pytest.raises(SettingsError) as caught:
        find_settings(".")

    assert caught.value.findings == ()
    assert str(caught.value).startswith("settings found in ")
    assert str(caught.value).endswith("; keep one of them")
    assert set(re.findall(r"[\w.-]+\.toml", str(caught.value))) == {one, other}


def test_a_linked_folder_and_a_linked_file(folder: Path) -> None:
    (folder / "real" / "inner").mkdir(parents=True)
    (folder / "shared.toml").write_text("max-epochs = 3\n")
    (folder / "real" / "kumo-lr.toml").symlink_to(folder / "shared.toml")
    (folder / "link").symlink_to(folder / "real")
    found = find_settings("link/inner")

    assert found == "link/kumo-lr.toml"
    assert load_settings(found).max_epochs == 3


@pytest.mark.parametrize("target", ["nowhere", "kumo-lr.toml"])
def test_a_link_that_leads_nowhere_is_said(target: str, folder: Path) -> None:
    (folder / "kumo-lr.toml").symlink_to(target)
    found = find_settings(".")
    assert found == "kumo-lr.toml"
    with pytest.raises(SettingsError) as caught:
        load_settings(found)

    (finding,) = caught.value.findings
    assert finding.code == "KLR913"
    assert finding.message.startswith("cannot be read: ")


def test_folders_by_these_names_hold_no_settings(folder: Path) -> None:
    for name in (*OWN_FILES, "pyproject.toml"):
        (folder / "a" / name).mkdir(parents=True)
    (folder / "kumo-lr.toml").touch()

    assert find_settings("a") == "kumo-lr.toml"


def test_a_current_directory_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(os, "getcwd", fail)

    assert find_settings(".") is None


def test_a_pyproject_that_is_named_has_the_table() -> None:
    assert str(error_of("[project]\n", "pyproject.toml")) == "pyproject.toml has no table [tool.kumo-lr]"


def test_the_settings_for_a_file_are_those_of_its_own_folder(folder: Path) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "kumo-lr.toml").write_text("max-epochs = 1\n")
    (folder / "a" / "kumo-lr.toml").write_text("max-epochs = 2\n")

    found = [
        kumo_lr.settings_for(path) for path in ("plan.yaml", folder / "a" / "b" / "plan.yaml", "c/d/e.yaml")
    ]

    assert [settings.max_epochs for settings in found] == [1, 2, 1]


def test_a_file_without_settings_has_the_defaults(folder: Path) -> None:
    assert kumo_lr.settings_for(folder / "plan.yaml") == Settings()


def test_settings_for_a_file_with_mistakes(folder: Path) -> None:
    (folder / "kumo-lr.toml").write_text("max-epochs = 0\n")

    with pytest.raises(kumo_lr.SettingsError) as caught:
        kumo_lr.settings_for(folder / "plan.yaml")

    assert [finding.code for finding in caught.value.findings] == ["KLR912"]
