"""Runs of `resolve` and `diff` that end early: readers that are gone, full disks, closed streams."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.cli import TIMEOUT, put, run, start
from tests.support.cli_resolve import BAD

pytestmark = pytest.mark.slow


ALL = [
    ["resolve", "a.yaml"],
    ["resolve", "a.yaml", "--minimal"],
    ["resolve", "a.yaml", "--output-format", "json"],
    ["diff", "a.yaml", "b.yaml"],
    ["diff", "a.yaml", "b.yaml", "--output-format", "json"],
]
of_all = pytest.mark.parametrize("arguments", ALL, ids=" ".join)


@pytest.mark.usefixtures("two")
@of_all
def test_reader_that_is_gone(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with start(*arguments, stdout=writer) as program:
        os.close(writer)
        _, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, err) == (141, b"")


@pytest.mark.usefixtures("two")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@of_all
def test_full_disk(arguments: list[str]) -> None:
    said = "kumo-lr: cannot write the output: no space left on device\n"
    assert run(*arguments, shell=">/dev/full") == (2, "", said)


@pytest.mark.usefixtures("two")
@of_all
def test_closed_streams(arguments: list[str]) -> None:
    said = "kumo-lr: cannot write the output: it is closed\n"
    assert run(*arguments, shell=">&-") == (2, "", said)
    put("a.yaml", BAD)
    code, out, err = run(*arguments, shell="2>&-")
    assert (code, out, err) == (1 + (arguments[0] == "diff"), "", "")
