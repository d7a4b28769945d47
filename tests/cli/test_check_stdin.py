"""`kumo-lr check -`: plans from standard input."""

from __future__ import annotations

from tests.support.cli import Cli, put
from tests.support.cli_check import BAD, BAD_CONCISE, BAD_FULL, BAD_SUMMARY, CLEAN_SUMMARY, GOOD


def test_stdin(cli: Cli) -> None:
    result = cli("check", "-", stdin=BAD.encode())
    assert result == (1, BAD_FULL.replace("plan.yaml", "<stdin>") + BAD_SUMMARY, "")
    assert cli("check", "-", stdin=GOOD.encode()) == (0, CLEAN_SUMMARY, "")


def test_stdin_filename(cli: Cli) -> None:
    result = cli("check", "-", "--stdin-filename", "some/plan.yaml", stdin=BAD.encode())
    assert result == (1, BAD_FULL.replace("plan.yaml", "some/plan.yaml") + BAD_SUMMARY, "")


def test_stdin_as_json(cli: Cli) -> None:
    text = b'{"lr_scheduler": [null],}\n'
    assert cli("check", "-", stdin=text).code == 0
    code, out, _ = cli("check", "-", "--stdin-filename", "plan.json", stdin=text)
    assert code == 1
    assert out.startswith("plan.json:1:24: error[KLR001] ")


def test_stdin_beside_files(cli: Cli) -> None:
    put("plan.yaml", BAD)
    result = cli("check", "-", "plan.yaml", "--output-format", "concise", stdin=BAD.encode())
    findings = BAD_CONCISE.replace("plan.yaml", "<stdin>") + BAD_CONCISE
    assert result == (1, findings + "2 files checked: 2 errors (2 fixable with --fix)\n", "")


def test_empty_stdin(cli: Cli) -> None:
    assert cli("check", "-") == (0, "1 file checked: no findings (no lr_scheduler field)\n", "")
