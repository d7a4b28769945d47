"""What a file of settings may hold, and what cannot be read."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kumo_lr.errors import SettingsError
from kumo_lr.facts.horizons import MOST
from kumo_lr.settings.discovery import find_settings
from kumo_lr.settings.load import (
    Settings,
    load_settings,
)
from kumo_lr.settings.table import SETTINGS
from tests.support.settings import EVERYTHING, TABLE, error_of, finding_of, load_text, underlined


@pytest.mark.parametrize("name", ["kumo-lr.toml", "pyproject.toml"])
def test_every_setting(name: str) -> None:
    head = TABLE if name == "pyproject.toml" else "\n"

    assert load_text(head + EVERYTHING, name) == Settings(
        select=("KLR1", "KLR2", "endless-warmup"),
        ignore=("KLR4", "single-cycle"),
        per_file_ignores={"**/old/*.yaml": ("KLR3",)},
        severity={"KLR3": "error", "engine-only-name": "warning"},
        run_mode="BEST",
        steps_per_epoch=1000,
        max_epochs=20,
        at="experiments.0.lr_scheduler",
        include=("*.plan", ".kumo/"),
        exclude=("generated/", "*.draft.yaml"),
        output_format=("full", "json:findings.json"),
        fail_on="warning",
        fail_on_empty=True,
        baseline="kumo-lr-baseline.json",
        origins={setting: f"{name}:{line}" for line, setting in enumerate(SETTINGS, 2)},
        folder=".",
    )


def test_a_setting_is_a_field() -> None:
    assert [setting.field for setting in SETTINGS.values()] == list(Settings._fields[: len(SETTINGS)])


def test_settings_go_to_other_processes() -> None:
    settings = load_text(EVERYTHING)

    assert pickle.loads(pickle.dumps(settings)) == settings


def test_paths_lead_from_where_we_are(folder: Path) -> None:
    (folder / "a").mkdir()
    settings = load_text('output-format = "json:out/x.json"\nbaseline = "b.json"\n', "a/kumo-lr.toml")

    assert settings.folder == "a"
    assert settings.output_format == ("json:a/out/x.json",)
    assert settings.baseline == "a/b.json"


def test_a_run_mode_in_any_case() -> None:
    assert load_text('run-mode = "fast"\n').run_mode == "FAST"


def test_a_length_of_training_may_be_the_longest() -> None:
    assert load_text(f"max-epochs = {MOST}\n").max_epochs == MOST
    assert finding_of(f"max-epochs = {MOST + 1}\n").code == "KLR912"


def test_a_rule_that_only_warns_may_be_said_to_warn() -> None:
    """Only a rule that must stay an error cannot be lowered, though neither can be left out."""
    assert load_text("severity = {KLR901 = 'warning'}\n").severity == {"KLR901": "warning"}
    assert finding_of("severity = {KLR001 = 'warning'}\n").code == "KLR912"


def test_a_byte_order_mark() -> None:
    assert load_text(b"\xef\xbb\xbfmax-epochs = 3\r\n").origins == {"max-epochs": "kumo-lr.toml:1"}


@pytest.mark.parametrize(
    "text",
    [
        "[tool.kumo-lr]\nmax-epochs = 3\n",
        '[tool."kumo-lr"]\nmax-epochs = 3\n',
        "[ tool . 'kumo-lr' ] # here\n\"max-epochs\" = 3\n",
        "[tool]\nkumo-lr = {max-epochs = 3}\n",
        "[tool]\nkumo-lr.max-epochs = 3\n",
        "\ntool.kumo-lr.max-epochs = 3\n",
        "tool = {x = [{}, '}'],\tkumo-lr = { max-epochs = 3 } }\n",
    ],
)
def test_all_ways_to_write_the_table(text: str, folder: Path) -> None:
    (folder / "pyproject.toml").write_text(text)
    settings = load_settings(find_settings(".") or "")
    line = text[: text.index("max-epochs")].count("\n") + 1
    error = error_of(text.replace("= 3", "= 0"), "pyproject.toml")
    (finding,) = error.findings

    assert settings.max_epochs == 3
    assert settings.origins == {"max-epochs": f"pyproject.toml:{line}"}
    assert underlined(finding, error) == "0"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("max-epochs = \n", (1, 14), "not TOML: invalid value"),
        ("a = 1\r\nmax-epochs = x\r\n", (2, 14), "not TOML: invalid value"),
        ("max-epochs = 3\nmax-epochs = 3\n", (2, 15), "not TOML: cannot overwrite a value"),
        ("a = '''\n", (2, 1), "not TOML: expected \"'''\" at the end"),
        (f"a = {'[' * 100_000}", (1, 1), "not TOML: it is nested too deep"),
        (f"a = {'9' * 5000}", (1, 1), "not TOML: exceeds the limit"),
        (b"# ok\na = '\xff'\n", (2, 6), "not UTF-8: byte 0xff cannot be decoded"),
    ],
    ids=range(7),
)
@pytest.mark.parametrize("name", ["kumo-lr.toml", "pyproject.toml"])
def test_broken_files(
    text: str | bytes, place: tuple[int, int], message: str, name: str, folder: Path
) -> None:
    data = text.encode() if isinstance(text, str) else text
    finding = finding_of(data, name)

    assert finding.code == "KLR913"
    assert tuple(finding.location.start) == place
    assert re.sub('"\'\'\'"|"""""', "\"'''\"", finding.message).startswith(message)
    (folder / "pyproject.toml").write_bytes(data + b"# tool.kumo-lr")
    (folder / "kumo-lr.toml").unlink(missing_ok=True)
    with pytest.raises(SettingsError):
        find_settings(".")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_no_permission(folder: Path) -> None:  # pragma: no cover
    path = folder / "kumo-lr.toml"
    path.touch(0)
    with pytest.raises(SettingsError) as caught:
        load_settings("kumo-lr.toml")

    assert caught.value.findings[0].help == "check its permissions"


def test_no_file() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings("x.toml")

    (finding,) = caught.value.findings
    assert str(caught.value) == "x.toml:1:1: cannot be read: no such file or directory"
    assert (finding.code, finding.help) == ("KLR913", "check the path")


def test_settings_cost_nothing_where_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    code = (
        "import sys; from kumo_lr.settings.discovery import find_settings; "
        "find_settings('.'); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    heavy = {"tomllib", "json", "pathlib", "kumo_lr.settings.toml_places", "kumo_lr.settings.read"}
    assert heavy & set(done.stdout.split()) == set()
