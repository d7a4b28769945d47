"""Files of settings: where they are looked for, and which cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from kumo_lr.errors import SettingsError
from kumo_lr.settings.load import load_settings
from tests.support.cli import Cli, on_terminal, put, run
from tests.support.cli_check import BAD, BAD_CONCISE
from tests.support.cli_reports import BRIEF, CONCISE, formats
from tests.support.findings import found, shown


@pytest.mark.parametrize("name", ["pyproject.toml", "kumo-lr.toml", ".kumo-lr.toml"])
@pytest.mark.parametrize("where", [".", "a", "a/b"])
def test_settings_are_found_upwards(cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, where: str) -> None:
    head = "[tool.kumo-lr]\n" if name == "pyproject.toml" else ""
    put(name, f'{head}ignore = ["KLR201"]\n')
    put("a/b/plan.yaml", BAD)
    monkeypatch.chdir(where)
    assert cli("check", "--quiet") == (0, "", "")
    assert cli("check", *BRIEF, "--isolated").code == 1


def test_the_nearest_settings_count(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("kumo-lr.toml", 'ignore = ["KLR201"]\n')
    put("a/kumo-lr.toml", 'ignore = ["KLR3"]\n')
    put("b/pyproject.toml", "[tool.other]\nx = 1\n")
    for name in "ab":
        put(f"{name}/plan.yaml", BAD)
    # Those of the folder in which the program runs.
    assert cli("check", *BRIEF, "a") == (0, "", "")
    monkeypatch.chdir("a")
    assert cli("check", *BRIEF) == (1, BAD_CONCISE, "")
    monkeypatch.chdir("../b")
    assert cli("check", *BRIEF) == (0, "", "")


def test_settings_by_name(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("ci/strict.toml", 'ignore = ["KLR201"]\n')
    put("kumo-lr.toml", 'fail-on = "never"\n')
    assert cli("check", *BRIEF) == (0, BAD_CONCISE, "")
    assert cli("check", *BRIEF, "--isolated") == (1, BAD_CONCISE, "")
    assert cli("check", *BRIEF, "--config", "ci/strict.toml") == (0, "", "")


@pytest.mark.parametrize("name", ["check", "settings"])
def test_settings_that_cannot_be_had(cli: Cli, name: str) -> None:
    put("plan.yaml", BAD)
    put("a.toml", "")
    put("pyproject.toml", "[project]\n")
    refused = "kumo-lr: --isolated and --config cannot be used together\n"
    assert cli(name, "--config", "a.toml", "--isolated") == (2, "", refused)
    no_table = "kumo-lr: pyproject.toml has no table [tool.kumo-lr]\n"
    assert cli(name, "--config", "pyproject.toml") == (2, "", no_table)
    assert cli(name, "--config", "nope.toml") == (2, "", refusal("nope.toml"))
    assert found(refusal("nope.toml")) == ["nope.toml:1:1 KLR913"]


@pytest.mark.parametrize("name", ["check", "settings"])
def test_two_files_of_settings_in_one_folder(cli: Cli, name: str) -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", "")
    put("pyproject.toml", "[tool.kumo-lr]\n")
    said = "kumo-lr: settings found in kumo-lr.toml and pyproject.toml; keep one of them\n"
    assert cli(name) == (2, "", said)
    assert cli(name, "--isolated").code != 2
    assert cli(name, "--config", "kumo-lr.toml").code != 2


def refusal(name: str) -> str:
    """Return what is said of settings that cannot be used."""
    with pytest.raises(SettingsError) as caught:
        load_settings(name)
    return f"{shown(caught.value.checked)}kumo-lr: cannot use the settings in {name}\n"


MISSPELT = 'igonre = ["KLR201"]\nfail-on = "eror"\n'


@pytest.mark.parametrize("args", [["check", "--fix"], ["check", "-"], ["settings"]])
@pytest.mark.parametrize(
    ("name", "text", "places"),
    [
        ("kumo-lr.toml", MISSPELT, ["1:1 KLR911", "2:11 KLR912"]),
        ("pyproject.toml", "[tool.kumo-lr\n", ["1:14 KLR913"]),
    ],
)
def test_wrong_settings_are_shown_and_nothing_is_checked(
    cli: Cli, args: list[str], name: str, text: str, places: list[str]
) -> None:
    put("plan.yaml", BAD)
    put(name, text)
    said = refusal(name)
    assert found(said) == [f"{name}:{place}" for place in places]
    assert cli(*args) == (2, "", said)
    assert Path("plan.yaml").read_text() == BAD
    assert cli("check", "--isolated", "--quiet", *CONCISE) == (1, BAD_CONCISE, "")


def test_wrong_settings_on_a_terminal_and_for_a_program() -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", MISSPELT)
    assert "\x1b[1;31m" in on_terminal("check")
    assert run("check", *formats("json")) == (2, "", refusal("kumo-lr.toml"))


def test_a_broken_pyproject_of_others(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("pyproject.toml", "[tool.other\n")
    assert cli("check", *BRIEF) == (1, BAD_CONCISE, "")


def test_a_number_of_steps_that_is_too_large_in_settings(cli: Cli) -> None:
    put("plan.yaml")
    put("kumo-lr.toml", "steps-per-epoch = 100000000\n")
    code, out, err = cli("check", "plan.yaml")
    assert (code, out) == (2, "")
    assert found(err) == ["kumo-lr.toml:1:19 KLR912"]
