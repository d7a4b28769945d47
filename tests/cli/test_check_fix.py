"""`kumo-lr check --fix`: what is changed, and what is reported as left."""

from __future__ import annotations

import os

import pytest

from tests.support.cli import Cli, put, run
from tests.support.cli_check import BAD, GOOD, LIST, OUTSIDE, STUCK, TWO, UNCLOSED, WARNED, outside
from tests.support.findings import found, printed


@outside
def test_fix_changes_nothing_else(cli: Cli, text: str) -> None:
    plan = put("plan.yaml", text)
    code, out, err = cli("check", "plan.yaml", "--fix")
    assert plan.read_bytes() == text.replace("exponental", "exponential").encode()
    count = text.count("exponental")
    assert (code, err) == (0, "")
    assert out == f"fixed {count} finding{'s' * (count > 1)}; 1 file checked: no findings\n"


@pytest.mark.parametrize("text", [GOOD, STUCK, WARNED, UNCLOSED, b"\xff\xfea\x00", b"\x00\x01", b""])
def test_fix_leaves_other_files_alone(cli: Cli, text: str | bytes) -> None:
    plan = put("plan.yaml", text)
    os.utime(plan, (1, 1))
    before = plan.read_bytes()
    plain = cli("check", "plan.yaml")
    assert cli("check", "plan.yaml", "--fix") == plain
    assert plan.read_bytes() == before
    assert plan.stat().st_mtime == 1


def test_fix_says_what_is_left(cli: Cli) -> None:
    plan = put("plan.yaml", TWO)
    code, out, err = cli("check", "plan.yaml", "--fix", "--output-format", "concise")
    assert plan.read_text() == TWO.replace("exponental", "exponential")
    assert (code, err) == (1, "")
    left = printed(GOOD.replace("epoch", "epok"), output_format="concise")
    assert found(left) == ["plan.yaml:3:13 KLR202"]
    assert out == (f"{left}fixed 1 finding; 1 file checked: 1 error (1 fixable with --fix --unsafe-fixes)\n")


def test_unsafe_fixes(cli: Cli) -> None:
    plan = put("plan.yaml", TWO)
    said = "fixed 2 findings; 1 file checked: no findings\n"
    assert cli("check", "plan.yaml", "--fix", "--unsafe-fixes") == (0, said, "")
    assert plan.read_text() == GOOD


def test_fix_heeds_select(cli: Cli) -> None:
    plan = put("plan.yaml", TWO)
    assert cli("check", "plan.yaml", "--fix", "--unsafe-fixes", "--select", "KLR202").code == 0
    assert plan.read_text() == BAD


def test_fix_in_a_folder_at_a_path(cli: Cli) -> None:
    plans = [put(f"folder/{name}.yaml", LIST) for name in "abc"]
    assert cli("check", "folder", "--fix", "--at", ".", "--quiet") == (0, "", "")
    assert {plan.read_text() for plan in plans} == {GOOD.partition("\n")[2]}


@pytest.mark.parametrize("text", [*OUTSIDE.values(), GOOD, ""], ids=[*OUTSIDE, "clean", "empty"])
def test_fix_of_stdin(cli: Cli, text: str) -> None:
    result = cli("check", "-", "--fix", stdin=text.encode())
    assert (result.code, result.raw) == (0, text.replace("exponental", "exponential").encode())


def test_fix_of_stdin_says_the_rest_on_stderr() -> None:
    result = run("check", "--fix", "--output-format", "concise", "-", stdin=TWO.encode())
    left = printed(GOOD.replace("epoch", "epok"), "<stdin>", output_format="concise")
    said = f"{left}fixed 1 finding; 1 file checked: 1 error (1 fixable with --fix --unsafe-fixes)\n"
    assert result == (1, TWO.replace("exponental", "exponential"), said)


@pytest.mark.parametrize(
    "data", [BAD.encode() + b"# caf\xe9\nother: 1\n", BAD.encode("utf-16"), UNCLOSED.encode(), b"\x00\x01"]
)
def test_fix_of_stdin_gives_back_what_it_cannot_read(cli: Cli, data: bytes) -> None:
    result = cli("check", "-", "--fix", stdin=data)
    assert result.raw == data
    assert result.code == 1
    assert "error[KLR00" in result.err
