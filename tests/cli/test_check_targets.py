"""Files that `kumo-lr check` is asked to write, and must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import Cli, listing, put, run
from tests.support.cli_check import BAD


@pytest.mark.parametrize(
    "arguments",
    [
        ["--write-baseline", "plan.yaml"],
        ["--output", "plan.yaml"],
        ["--output-format", "json:plan.yaml"],
        ["plan.yaml", "--output-format", "json:./plan.yaml"],
        ["--output-format", "json:sub/plan.json"],
    ],
)
def test_a_plan_is_never_replaced(cli: Cli, arguments: list[str]) -> None:
    put("plan.yaml", BAD)
    put("sub/plan.json", '{"lr_scheduler": [null]}\n')
    code, out, err = cli("check", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("kumo-lr: cannot write ")
    assert Path("plan.yaml").read_text() == BAD
    assert Path("sub/plan.json").read_text() == '{"lr_scheduler": [null]}\n'


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--write-baseline", "notes.txt"], "cannot write notes.txt: it exists, and is not a baseline"),
        (["--write-baseline", ""], 'cannot write "": it has no name'),
        (["--write-baseline", "."], "cannot write .: it is a folder"),
        (["--write-baseline", "nope/x"], "cannot write nope/x: there is no such folder"),
        (
            ["--write-baseline", "b.out", "--diff"],
            "--write-baseline and --diff cannot be used together",
        ),
        (["--output", ""], 'cannot write "": it has no name'),
        (["--output", "plan.yaml"], "cannot write plan.yaml: this run reads it"),
        (["--output", "x/"], "cannot write x/: it is a folder"),
        (
            ["--output-format", "json:a.out", "--output-format", "sarif:./a.out"],
            "cannot write ./a.out: this run writes something else to it",
        ),
        (["--diff", "--output-format", "nope"], 'no output format "nope"; write one of full, '),
    ],
)
def test_targets_are_looked_at_before_a_check(cli: Cli, arguments: list[str], said: str) -> None:
    put("plan.yaml", BAD)
    put("notes.txt", "a text\n")
    before = listing()
    code, out, err = cli("check", "plan.yaml", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"kumo-lr: {said}")
    assert listing() == before


def test_a_device_is_written_to() -> None:
    put("plan.yaml", BAD)
    done = run("check", "plan.yaml", "--output-format", "json:/dev/stdout", shell="> out.txt")
    assert (done.code, done.err) == (1, "")
    text = Path("out.txt").read_text()
    assert '"code": "KLR201"' in text
    assert run("check", "plan.yaml", "--output-format", "json:/dev/null", "--quiet").code == 1
