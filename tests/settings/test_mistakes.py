"""The exact place of every mistake in settings, and what to do about it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kumo_lr.check.fixes import apply_edits
from kumo_lr.findings import Safety, Severity
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_full
from kumo_lr.settings.discovery import find_settings
from kumo_lr.settings.table import SETTINGS
from kumo_lr.source import Position
from tests.support.settings import MISTAKES, TABLE, error_of, finding_of, underlined


@pytest.mark.parametrize(("text", "marked", "message", "help_"), MISTAKES, ids=lambda text: str(text)[:20])
def test_mistakes(text: str, marked: str, message: str, help_: str) -> None:
    error = error_of(f"# first\n{text}\n")
    (finding,) = error.findings
    line, column = finding.location.start

    assert (underlined(finding, error), finding.message, finding.help) == (marked, message, help_)
    assert finding.code == ("KLR911" if message.startswith("no setting") else "KLR912")
    assert finding.severity is Severity.ERROR
    assert finding.document is None
    assert str(error) == f"kumo-lr.toml:{line}:{column}: {message}"
    (windows,) = error_of(f"# first\n{text}\n".replace("\n", "\r\n").encode()).findings
    assert (windows.location, windows.message) == (finding.location, message)


def test_all_mistakes_at_once() -> None:
    text = "".join(f"{name} = -1\n" for name in SETTINGS) + 'ingore = 3\nx = 1\n"exclud" = "a"\n'
    findings = error_of(TABLE + text, "pyproject.toml").findings

    assert [finding.location.start.line for finding in findings] == [*range(2, 17), 17, 18]
    assert {finding.code for finding in findings} == {"KLR911", "KLR912"}


def test_the_value_of_a_misspelt_setting_is_looked_at() -> None:
    findings = error_of('run_mode = "FASTT"\n').findings

    assert [f.message for f in findings] == ['no setting "run_mode"', 'no run mode "FASTT"']


@pytest.mark.parametrize("name", ["kumo_lr", "kumolr", "Kumo-LR", "'kumo.lr'"])
def test_a_misspelt_table(name: str, folder: Path) -> None:
    text = f"[tool.{name}]\nmax-epochs = 0\n"
    (folder / "pyproject.toml").write_text(text)
    assert find_settings(".") == "pyproject.toml"
    error = error_of(text, "pyproject.toml")
    bare = name.strip("'")

    assert [f.message for f in error.findings] == [
        f'no table "{bare}" under tool',
        '"max-epochs" is 0, and cannot be below 1',
    ]
    assert error.findings[0].help == 'did you mean "kumo-lr"?'
    fix = error.findings[0].fix
    assert fix is not None
    assert "kumo-lr" in tomllib.loads(apply_edits(error.source, [fix]).text)["tool"]


def test_a_misspelt_table_beside_the_right_one() -> None:
    finding = finding_of("[tool.kumo-lr]\n[tool.kumo_lr]\n", "pyproject.toml")

    assert (finding.location.start, finding.fix) == (Position(2, 7), None)


@pytest.mark.parametrize("value", ["3", "'x'", "[]", "[{max-epochs = 3}]"])
def test_the_table_is_no_table(value: str) -> None:
    error = error_of(f"[tool]\nkumo-lr = {value}\n", "pyproject.toml")
    (finding,) = error.findings

    assert underlined(finding, error) == value
    assert finding.message.startswith('"tool.kumo-lr" is ')
    assert finding.message.endswith(", not a table")


def test_safe_fixes_are_told_and_keep_quotes() -> None:
    text = "'ingore' = ['KLR401', 'single_cycle']\nseverity.\"endless_warmup\" = 'eror'\n"
    error = error_of(text)
    fixes = [finding.fix for finding in error.findings if finding.fix]

    assert apply_edits(error.source, fixes).text == (
        "'ignore' = ['KLR401', 'single-cycle']\nseverity.\"endless-warmup\" = 'error'\n"
    )
    assert [fix.title for fix in fixes][:2] == [
        'replace "ingore" by "ignore"',
        'replace "single_cycle" by "single-cycle"',
    ]
    assert {fix.safety for fix in fixes} == {Safety.SAFE}
    # `--fix` is for plans, so it is not offered here.
    assert not any(finding.fix for finding in error.checked.findings)


def test_no_fix_where_the_right_name_is_taken() -> None:
    finding = finding_of("ignore = []\ningore = []\n")

    assert (finding.fix, finding.suggestions) == (None, ("ignore",))


def test_mistakes_are_shown_as_those_of_plans() -> None:
    error = error_of('[tool.kumo-lr]\nselect = ["KLR3"]\nmax-epoch = 3\nfail-on = "eror"\n', "pyproject.toml")

    assert str(error) == "pyproject.toml: 2 mistakes in the settings"
    assert "".join(render_full([error.checked], Tally(), False)) == (
        'pyproject.toml:3:1: error[KLR911] no setting "max-epoch"\n'
        "  |\n"
        "3 | max-epoch = 3\n"
        "  | ^^^^^^^^^\n"
        '  = help: did you mean "max-epochs"?\n'
        "\n"
        'pyproject.toml:4:11: error[KLR912] no level "eror"\n'
        "  |\n"
        '4 | fail-on = "eror"\n'
        "  |           ^^^^^^\n"
        '  = help: did you mean "error"?\n'
        "\n"
    )
