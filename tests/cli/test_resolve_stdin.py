"""`kumo-lr resolve -`: plans from standard input."""

from __future__ import annotations

import json

import pytest

from tests.support.cli import Cli, put, run
from tests.support.cli_resolve import (
    BAD,
    BAD_SAID,
    DATA,
    NO_STDIN,
    PLAN,
    PLAN_FULL,
    PLAN_MINIMAL,
    SHORT,
    default_field,
)


def test_stdin(cli: Cli) -> None:
    assert cli("resolve", "-", stdin=PLAN.encode()) == (0, PLAN_FULL, "")
    assert cli("resolve", "-", "--minimal", stdin=PLAN_FULL.encode()) == (0, PLAN_MINIMAL, "")
    assert cli("resolve", "-") == (0, default_field(), "")


def test_stdin_filename(cli: Cli) -> None:
    arguments = ("resolve", "-", "--stdin-filename")
    assert cli(*arguments, "bad.yaml", stdin=BAD.encode()) == (1, "", BAD_SAID)
    assert cli("resolve", "-", stdin=BAD.encode()) == (1, "", BAD_SAID.replace("bad.yaml", "<stdin>"))
    code, out, _ = cli(*arguments, "some/plan.json", stdin=b"{}\n")
    assert (code, json.loads(out)) == (0, {"lr_scheduler": DATA})
    data = json.loads(cli(*arguments, "x.yaml", "--output-format", "json", stdin=SHORT.encode()).out)
    assert data["file"] == data["fields"][0]["origins"][0]["name"]["source"] == "x.yaml"


@pytest.mark.slow
def test_closed_stdin() -> None:
    put("plan.yaml", SHORT)
    assert run("resolve", "-", shell="<&-") == (2, "", NO_STDIN)
    assert run("resolve", "-", "--output-format", "json", shell="<&-") == (2, "", NO_STDIN)
    assert run("diff", "-", "plan.yaml", shell="<&-") == (2, "", NO_STDIN)
    assert run("diff", "plan.yaml", "-", shell="<&-") == (2, "", NO_STDIN)
