"""Every fixture, whole output compared, through the API and the command line."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from kumo_lr import check_file, check_text
from kumo_lr.check.checker import check_data, check_source
from kumo_lr.check.fixes import applicable, fix_source
from kumo_lr.check.question import Question
from kumo_lr.cli.app import main
from kumo_lr.source import Location, Position
from tests.support.cases import at_of, cases
from tests.support.generated import COMMAND, generated, stale
from tests.support.goldens import goldens, report
from tests.support.paths import FIXTURES

CASES = cases()
SILENT = sorted(path for path in (FIXTURES / "ok").iterdir())


def _id(path: Path) -> str:
    return str(path.relative_to(FIXTURES))


@pytest.mark.slow
def test_generated_files_are_up_to_date() -> None:
    names = [str(path) for path in stale(generated())]

    assert names == [], f"run `{COMMAND}`, and read what it changes"


def test_there_are_fixtures() -> None:
    assert len(CASES) > 50
    assert len(SILENT) > 10


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_command_line_prints_the_golden(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case.parent)
    monkeypatch.setenv("NO_COLOR", "1")
    at = ["--at", "."] if at_of(case) else []

    code = main(["check", case.name, *at])

    golden = case.with_suffix(".out").read_bytes().decode()
    assert golden == capsys.readouterr().out
    assert code == (1 if "error[" in golden else 0)


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_api_gives_what_the_command_line_prints(case: Path) -> None:
    data = case.read_bytes()
    checked = check_data(data, case.name, Question(at=at_of(case)))

    assert case.with_suffix(".out").read_bytes().decode() == report(checked)
    assert checked.findings == tuple(
        finding._replace(file=case.name) for finding in check_file(case, at=at_of(case)).findings
    )
    if "KLR002" not in {finding.code for finding in checked.findings}:
        text = data.decode()
        assert checked.findings == check_text(text, case.name, at=at_of(case)).findings


@pytest.mark.parametrize("case", CASES, ids=_id)
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_fixing_on_disk_gives_the_golden(
    case: Path, unsafe: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / case.name
    shutil.copyfile(case, copy)
    options = ["--fix", "--unsafe-fixes"] if unsafe else ["--fix"]
    at = ["--at", "."] if at_of(case) else []

    main(["check", str(copy), *options, *at])
    capsys.readouterr()

    wanted = goldens(case)
    golden = case
    for suffix in (".fixed", ".unsafe") if unsafe else (".fixed",):
        path = case.with_suffix(f"{suffix}{case.suffix}")
        golden = path if path in wanted else golden
    assert golden.read_bytes() == copy.read_bytes()


def _comments(text: str) -> list[str]:
    return sorted(line.partition("#")[2] for line in text.splitlines() if "#" in line)


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_fixes_converge_and_keep_comments(case: Path) -> None:
    checked = check_data(case.read_bytes(), case.name, Question(at=at_of(case)))
    for unsafe in (False, True):
        recheck = partial(check_source, question=Question(at=at_of(case)))
        fixed = fix_source(checked, recheck, unsafe=unsafe).checked

        assert applicable(fixed.findings, unsafe=unsafe) == []
        assert fix_source(fixed, recheck, unsafe=unsafe).checked.source.text == fixed.source.text
        # Comments move with the entries that they are about, so their order may change.
        assert _comments(fixed.source.text) == _comments(checked.source.text)


@pytest.mark.parametrize("path", SILENT, ids=_id)
def test_silent_files(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_file(path).findings == ()
    assert main(["check", str(path), "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_the_documented_example() -> None:
    example = FIXTURES / "documents" / "documentation.yaml"
    (finding,) = check_file(example).findings

    assert finding.code == "KLR201"
    assert finding.location == Location(Position(3, 9), Position(3, 37))
    assert finding.suggestions == ("cosine_with_warmup_restarts",)
    before = example.read_text()
    fixed = fix_source(check_data(before.encode(), "plan.yaml"), check_source).checked
    assert fixed.findings == ()
    wrong, right = "cosine_with_warumup_restarts", "cosine_with_warmup_restarts"
    assert before.replace(wrong, right) == fixed.source.text
