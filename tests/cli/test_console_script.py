"""The console script: it leaves at once, and loses nothing that was printed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import FIXTURES, ROOT

SCRIPT = "import sys; sys.argv = ['kumo-lr', *sys.argv[1:]]; from kumo_lr.cli.app import script; {}script()"
AT_EXIT = "import atexit; atexit.register(print, 'at exit'); "


def leave(*arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", SCRIPT.format(before), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("check", "fixtures/ok/plan.yaml"),
        ("check", "fixtures/documents/documentation.yaml"),
        ("check", "--no-such-option"),
        ("check", "--jobs", "0"),
        ("check", "no-such-file.yaml"),
        ("rules",),
    ],
    ids=" ".join,
)
def test_prints_and_ends_as_the_function_does(arguments: tuple[str, ...]) -> None:
    module = [sys.executable, "-m", "kumo_lr", *arguments]
    said = subprocess.run(module, cwd=ROOT, capture_output=True, text=True, check=False)

    left = leave(*arguments)

    assert (left.returncode, left.stdout, left.stderr) == (said.returncode, said.stdout, said.stderr)


def test_a_long_report_goes_through_a_pipe_whole(tmp_path: Path) -> None:
    bad = (FIXTURES / "documents" / "documentation.yaml").read_text(encoding="utf-8")
    (tmp_path / "plan.yaml").write_text("---\n".join([bad] * 500), encoding="utf-8")

    left = leave("check", str(tmp_path / "plan.yaml"), "--output-format", "json-lines")

    assert left.stdout.count('"code": "KLR201"') == 500


@pytest.mark.parametrize(
    ("before", "says"),
    [
        (AT_EXIT, ""),
        (f"{AT_EXIT}sys.settrace(lambda *_: None); ", "at exit\n"),
        (f"{AT_EXIT}sys.setprofile(lambda *_: None); ", "at exit\n"),
        (f"{AT_EXIT}sys.modules['coverage'] = sys; ", "at exit\n"),
    ],
    ids=["alone", "traced", "profiled", "covered"],
)
def test_what_observes_it_gets_its_turn(before: str, says: str) -> None:
    assert leave("check", "fixtures/ok/plan.yaml", "--quiet", before=before).stdout == says
