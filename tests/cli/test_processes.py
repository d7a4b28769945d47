"""Every command as a program of its own: it prints and ends as in the process of the other tests."""

from __future__ import annotations

import pytest

from kumo_lr.cli.commands import COMMANDS
from tests.support.cli import Cli, put, run
from tests.support.cli_check import BAD, GOOD

RUNS = {
    "check": ["check", "plan.yaml", "bad.yaml"],
    "resolve": ["resolve", "plan.yaml"],
    "diff": ["diff", "plan.yaml", "plan.yaml"],
    "preview": ["preview", "plan.yaml"],
    "schema": ["schema"],
    "explain": ["explain", "KLR201"],
    "rules": ["rules"],
    "settings": ["settings"],
    "completion": ["completion", "bash"],
    "no command": [],
    "no such command": ["chek"],
    "wrong option": ["check", "--fail-on", "errors"],
}


def test_every_command_is_run() -> None:
    """The server does not end of its own accord: tests/server has its tests."""
    assert {words[0] for words in RUNS.values() if words} | {"server"} >= set(COMMANDS)


@pytest.mark.parametrize("arguments", RUNS.values(), ids=RUNS)
def test_a_program_does_what_the_function_does(cli: Cli, arguments: list[str]) -> None:
    put("plan.yaml", GOOD)
    put("bad.yaml", BAD)
    assert run(*arguments) == cli(*arguments)
