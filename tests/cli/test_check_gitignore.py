"""`kumo-lr check` in a git repository: what git ignores is skipped, unless it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import Cli, names, put
from tests.support.cli_check import BAD
from tests.support.cli_reports import BRIEF


@pytest.fixture
def repository() -> None:
    Path(".git").mkdir()
    put(".gitignore", "generated/\n")
    put("generated/plan.yaml", BAD)
    put("plan.yaml", BAD)


@pytest.mark.usefixtures("repository")
def test_ignored_files_are_skipped(cli: Cli) -> None:
    assert names(cli("check", ".", *BRIEF)) == ["plan.yaml"]
    assert names(cli("check", "generated/plan.yaml", *BRIEF)) == ["generated/plan.yaml"]


@pytest.mark.usefixtures("repository")
def test_ignored_files_are_checked_on_request(cli: Cli) -> None:
    found = names(cli("check", ".", *BRIEF, "--no-respect-gitignore"))

    assert sorted(found) == ["generated/plan.yaml", "plan.yaml"]
