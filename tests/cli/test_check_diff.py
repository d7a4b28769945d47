"""`kumo-lr check --diff`: what a fix would change, as a patch."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.support.cli import TIMEOUT, Cli, environment, listing, put, run
from tests.support.cli_check import BAD, GOOD, STUCK, TWO, WARNED, apply_patch, outside


def test_diff() -> None:
    plan = put("plan.yaml", BAD)
    code, out, _ = run("check", "plan.yaml", "--diff")
    assert code == 1
    assert out == (
        "--- plan.yaml\n+++ plan.yaml\n@@ -1,4 +1,4 @@\n lr_scheduler:\n-- name: exponental\n"
        "+- name: exponential\n   interval: epoch\n   kwargs: {gamma: 0.9}\n"
    )
    assert plan.read_text() == BAD
    assert listing() == ["plan.yaml"]


def test_diff_does_not_claim_to_have_fixed(cli: Cli) -> None:
    put("plan.yaml", BAD)
    for options in (["--diff"], ["--diff", "--fix"]):
        _, _, err = cli("check", "plan.yaml", *options)
        assert "1 finding" in err
        assert not err.startswith("fixed")


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (WARNED, 0), (STUCK, 1), ("", 0)])
def test_diff_of_what_stays(cli: Cli, text: str, code: int) -> None:
    put("plan.yaml", text)
    assert cli("check", "plan.yaml", "--diff")[:2] == (code, "")


def test_diff_wins_over_fix(cli: Cli) -> None:
    plan = put("plan.yaml", BAD)
    both = cli("check", "plan.yaml", "--diff", "--fix")
    assert both[:2] == cli("check", "plan.yaml", "--diff")[:2]
    assert plan.read_text() == BAD


def test_diff_with_unsafe_fixes(cli: Cli) -> None:
    put("plan.yaml", TWO)
    assert apply_patch(TWO.encode(), cli("check", "plan.yaml", "--diff").raw).count(b"epok") == 1
    unsafe = cli("check", "plan.yaml", "--diff", "--unsafe-fixes")
    assert unsafe.code == 1
    assert apply_patch(TWO.encode(), unsafe.raw) == GOOD.encode()


def test_diff_still_tells_what_cannot_be_read(cli: Cli) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "plan.yaml", "nope.yaml", "--diff")
    assert code == 2
    assert out.startswith("--- plan.yaml\n")
    assert "nope.yaml" in err


@outside
def test_diff_is_the_fix(cli: Cli, text: str) -> None:
    put("plan.yaml", text)
    result = cli("check", "plan.yaml", "--diff")
    assert result.code == 1
    assert apply_patch(text.encode(), result.raw) == text.replace("exponental", "exponential").encode()


def test_diff_of_stdin(cli: Cli) -> None:
    result = cli("check", "-", "--diff", "--stdin-filename", "x.yaml", stdin=BAD.encode())
    assert result.out.startswith("--- x.yaml\n+++ x.yaml\n@@ ")
    assert apply_patch(BAD.encode(), result.raw) == GOOD.encode()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_diff_keeps_the_bytes_of_the_file(encoding: str) -> None:
    text = "# café 学習\n" + BAD
    put("plan.yaml", text)
    result = run("check", "plan.yaml", "--diff", env=environment(PYTHONIOENCODING=encoding))
    assert apply_patch(text.encode(), result.raw) == text.replace("exponental", "exponential").encode()


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch program")
@pytest.mark.parametrize("name", ["plan.yaml", "sub/plan.yaml", "two words.yaml", "ünï学.yaml"])
def test_diff_is_taken_by_patch(cli: Cli, name: str) -> None:
    plan = put(name, BAD)
    result = cli("check", name, "--diff")
    done = subprocess.run(
        ["patch", "-p0"], input=result.raw, capture_output=True, check=False, timeout=TIMEOUT
    )
    assert (done.returncode, plan.read_text()) == (0, GOOD), done.stdout


def test_diff_keeps_a_name_on_its_line(cli: Cli) -> None:
    put("two\nlines.yaml", BAD)
    lines = cli("check", ".", "--diff").out.splitlines()
    assert [line[:4] for line in lines[:3]] == ["--- ", "+++ ", "@@ -"]
