"""The settings in force, shown."""

from __future__ import annotations

import json

from kumo_lr.settings.load import (
    Settings,
)
from kumo_lr.settings.show import settings_json, settings_text
from kumo_lr.settings.table import SETTINGS
from tests.support.settings import load_text


def test_settings_in_force() -> None:
    settings = load_text(
        "ignore = ['KLR4']\nmax-epochs = 3\nexclude = []\n[severity]\nKLR3 = 'error'\nKLR401 = 'error'\n"
        "[per-file-ignores]\n'a/*' = ['KLR3']\n"
    )

    assert settings_text(
        settings, "kumo-lr.toml", {"max-epochs": 5, "select": ["KLR2,KLR3"], "at": None}
    ) == (
        "settings of kumo-lr.toml\n"
        "\n"
        'select            command line    ["KLR2,KLR3"]\n'
        'ignore            kumo-lr.toml:1  ["KLR4"]\n'
        'per-file-ignores  kumo-lr.toml:7  "a/*" = ["KLR3"]\n'
        'severity          kumo-lr.toml:4  KLR3 = "error"\n'
        '                                  KLR401 = "error"\n'
        "run-mode          default         (the plan's own, or any)\n"
        "steps-per-epoch   default         (by the run mode)\n"
        "max-epochs        command line    5\n"
        "at                default         (where it is documented to be)\n"
        "include           default         (none)\n"
        "exclude           kumo-lr.toml:3  []\n"
        "output-format     default         (full)\n"
        "fail-on           default         (error)\n"
        "fail-on-empty     default         (false)\n"
        "baseline          default         (none)\n"
    )
    assert settings_text(Settings(), None, {}).startswith("no settings file\n\nselect            default  (")


def test_settings_in_force_as_json() -> None:
    settings = load_text("severity = {KLR3 = 'error'}\nignore = ['KLR4']\n")
    data = json.loads(settings_json(settings, "kumo-lr.toml", {"fail-on": "never"}))
    default = {"kind": "default", "file": None, "line": None}

    assert (data["version"], data["file"], list(data["settings"])) == (1, "kumo-lr.toml", list(SETTINGS))
    assert data["settings"]["severity"] == {
        "value": {"KLR3": "error"},
        "origin": {"kind": "file", "file": "kumo-lr.toml", "line": 1},
    }
    assert data["settings"]["ignore"]["value"] == ["KLR4"]
    assert data["settings"]["fail-on"] == {"value": "never", "origin": {**default, "kind": "command line"}}
    assert data["settings"]["select"] == {"value": None, "origin": default}
