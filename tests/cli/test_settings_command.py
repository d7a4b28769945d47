"""`kumo-lr settings`: what is in force, and where it comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kumo_lr.settings.table import SETTINGS
from tests.support.cli import Cli, put

EFFECTIVE = """\
settings of ../pyproject.toml

select            default               (all rules)
ignore            ../pyproject.toml:2   ["KLR4", "single-cycle"]
per-file-ignores  ../pyproject.toml:7   "old/*.yaml" = ["KLR3"]
severity          ../pyproject.toml:10  KLR3 = "error"
run-mode          default               (the plan's own, or any)
steps-per-epoch   default               (by the run mode)
max-epochs        ../pyproject.toml:3   20
at                default               (where it is documented to be)
include           default               (none)
exclude           default               (none)
output-format     ../pyproject.toml:4   ["full", "json:../a.out"]
fail-on           default               (error)
fail-on-empty     default               (false)
baseline          ../pyproject.toml:5   "../known.json"
"""


def test_settings_in_force(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put(
        "pyproject.toml",
        '[tool.kumo-lr]\nignore = ["KLR4", "single-cycle"]\nmax-epochs = 20\n'
        'output-format = ["full", "json:a.out"]\nbaseline = "known.json"\n\n'
        '[tool.kumo-lr.per-file-ignores]\n"old/*.yaml" = ["KLR3"]\n\n'
        '[tool.kumo-lr.severity]\nKLR3 = "error"\n',
    )
    Path("a").mkdir()
    monkeypatch.chdir("a")
    code, out, err = cli("settings")
    assert (code, out, err) == (0, EFFECTIVE, "")
    assert cli("settings", "--config", "../pyproject.toml") == (0, EFFECTIVE, "")
    code, out, err = cli("settings", "--output-format", "json")
    data = json.loads(out)
    assert (code, err, data["version"], data["file"]) == (0, "", 1, "../pyproject.toml")
    assert list(data["settings"]) == list(SETTINGS)
    default = {"kind": "default", "file": None, "line": None}
    assert data["settings"]["select"] == {"value": None, "origin": default}
    assert data["settings"]["severity"] == {
        "value": {"KLR3": "error"},
        "origin": {"kind": "file", "file": "../pyproject.toml", "line": 10},
    }


def test_no_settings_in_force(cli: Cli) -> None:
    code, out, err = cli("settings")
    assert (code, err) == (0, "")
    assert out.startswith("no settings file\n\nselect            default  (all rules)\n")
    put("kumo-lr.toml", 'fail-on = "never"\n')
    assert cli("settings", "--isolated").out == out
    data = json.loads(cli("settings", "--isolated", "--output-format", "json").out)
    assert data["file"] is None
    assert {row["value"] for row in data["settings"].values()} == {None}
