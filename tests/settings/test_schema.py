"""The schema of settings takes what we take, and refuses what we refuse."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kumo_lr.plan.schema import DRAFTS
from kumo_lr.settings.schema import settings_schema, settings_schema_text
from kumo_lr.settings.table import SETTINGS
from tests.support.paths import ROOT, SCHEMAS
from tests.support.settings import EVERYTHING, MISTAKES, VALIDATORS


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_schema_takes_what_we_take(draft: Any) -> None:
    schema = settings_schema(draft)
    VALIDATORS[draft].check_schema(schema)
    validator = VALIDATORS[draft](schema)

    assert json.loads(settings_schema_text(draft)) == schema
    assert list(schema["properties"]) == list(SETTINGS)
    for said in schema["properties"].values():
        assert said["title"]
        assert said["description"].endswith(".")
        assert said["examples"]
    validator.validate(tomllib.loads(EVERYTHING))
    validator.validate({})


def test_no_such_draft() -> None:
    with pytest.raises(ValueError, match="no draft"):
        settings_schema("draft-04")  # type: ignore[arg-type]  # that it is wrong is what is tested


# What a schema cannot see, or what it has no words for.
_BLIND = ("can't be ignored", "only one format", "starts with")


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_schema_refuses_what_we_refuse(draft: Any) -> None:
    validator = VALIDATORS[draft](settings_schema(draft))
    passed = [
        text
        for text, _, message, _ in MISTAKES
        if validator.is_valid(_plain(tomllib.loads(text))) and not any(word in message for word in _BLIND)
    ]

    assert passed == []


def test_patterns_are_those_of_ecma_262() -> None:
    """In unicode mode, which JSON Schema asks for, "-" may not be escaped outside of brackets."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--check-metaschema", *map(str, SCHEMAS.glob("*.json"))],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout.strip()) == (0, "ok -- validation done")


TOMBI = shutil.which("tombi", path=os.pathsep.join([str(Path(sys.executable).parent), *os.get_exec_path()]))
WRONG = """\
run-mod = "FAST"
fail-on = "warnings"
[severity]
KLR3 = "fatal"
"""


@pytest.mark.skipif(TOMBI is None and "CI" not in os.environ, reason="tombi is not installed")
def test_an_editor_of_toml_shows_each_mistake(tmp_path: Path) -> None:
    """The files are as `docs/editors.md` says: the settings, and a table of `pyproject.toml`."""
    (tmp_path / "settings.schema.json").write_text(settings_schema_text("draft-07"), encoding="utf-8")
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    (config,) = re.findall(r"```toml\n(\[\[schemas\]\].*?)```", page, re.DOTALL)
    (tmp_path / "tombi.toml").write_text(config, encoding="utf-8")
    (tmp_path / "kumo-lr.toml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.kumo-lr]\nexclud = ["a"]\n', encoding="utf-8")
    (tmp_path / "fine").mkdir()
    (tmp_path / "fine" / "kumo-lr.toml").write_text(EVERYTHING, encoding="utf-8")

    done = subprocess.run(
        [str(TOMBI), "lint", "--offline", "."],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    found = re.findall(r"Error: (.*)\n +at (?:\./)?(\S+)", done.stdout + done.stderr)
    levels = '["error", "warning", "never"]'
    assert sorted(found) == [
        ('"exclud" is not allowed', "pyproject.toml:2:1"),
        ('"run-mod" is not allowed', "kumo-lr.toml:1:1"),
        (f'the value must be one of {levels}, but found "warnings"', "kumo-lr.toml:2:11"),
        ('the value must be one of ["error", "warning"], but found "fatal"', "kumo-lr.toml:4:8"),
    ]


def _plain(data: Any) -> Any:
    """Return data as JSON has it: a date is something else than text."""
    return json.loads(json.dumps(data, default=lambda _: {"date": True}))
