"""Fixtures of the command line's tests."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kumo_lr.cli.app import main
from tests.support.cli import Cli, Result, decoded, put
from tests.support.cli_check import BAD
from tests.support.cli_reports import CANDIDATE
from tests.support.cli_resolve import LEFT, RIGHT


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Cli]:
    """Run the command line in this process."""
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsysbinary.readouterr()
        return Result(code, decoded(out), decoded(err))

    yield call
    gc.enable()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let started programs be interrupted, even where this one was started to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def github(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run the command line as a step of a job that has a summary already."""
    put("plan.yaml", BAD)
    put("summary.md", "before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    return cli


@pytest.fixture
def known(cli: Cli) -> Cli:
    """Have a baseline with two findings of one file and one of another."""
    put("plan.yaml", BAD + CANDIDATE)
    put("sub/plan.yaml", BAD)
    assert cli("check", "--write-baseline", "known.out") == (0, "3 known findings in known.out\n", "")
    return cli


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw as in a pipe, wherever the tests run."""
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    """Set the umask, until the test is over."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


@pytest.fixture
def two() -> None:
    """Two plans that differ in all ways."""
    put("a.yaml", LEFT)
    put("b.yaml", RIGHT)
