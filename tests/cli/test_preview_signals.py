"""Previews that end early: readers that are gone, full disks, closed streams."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.cli import TIMEOUT, put, run, start
from tests.support.cli_preview import ALL, FEW
from tests.support.cli_resolve import BAD

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("output", [[], ["--output", "x.csv"]], ids=["text", "file"])
def test_reader_that_is_gone(output: list[str]) -> None:
    put("plan.yaml", ALL)
    reader, writer = os.pipe()
    os.close(reader)
    with start("preview", "plan.yaml", *output, stdout=writer) as program:
        os.close(writer)
        _, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, err) == (0 if output else 141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_full_disk() -> None:
    put("plan.yaml", ALL)
    said = "kumo-lr: cannot write the output: no space left on device\n"
    assert run("preview", "plan.yaml", shell=">/dev/full") == (2, "", said)
    assert run("preview", "plan.yaml", *FEW, "--output", "x.csv", shell=">/dev/full") == (0, "", "")


def test_closed_streams() -> None:
    put("plan.yaml", ALL)
    put("bad.yaml", BAD)
    said = "kumo-lr: cannot write the output: it is closed\n"
    assert run("preview", "plan.yaml", shell=">&-") == (2, "", said)
    assert run("preview", "plan.yaml", *FEW, "--output", "x.csv", shell=">&-") == (0, "", "")
    assert run("preview", "bad.yaml", shell="2>&-") == (1, "", "")
