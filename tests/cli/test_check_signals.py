"""Checks that end early: readers that are gone, interrupts, full disks, closed streams."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.support.cli import TIMEOUT, feed, put, run, start, until_blocked
from tests.support.cli_check import BAD


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_reader_that_has_had_enough(jobs: str) -> None:
    for index in range(600):
        put(f"{index:03}.yaml", BAD)
    with start("check", "--jobs", jobs) as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith(b"000.yaml:2:9:")
        program.stdout.close()
        _, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, err) == (141, b"")


@pytest.mark.parametrize("arguments", [["rules"], ["explain", "KLR201"], ["--help"], ["check", "--help"]])
def test_reader_that_is_gone_from_the_start(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with start(*arguments, stdout=writer) as program:
        os.close(writer)
        _, err = program.communicate(timeout=TIMEOUT)
    assert err == b""


@pytest.mark.usefixtures("interruptible")
def test_interrupt_while_reading_stdin() -> None:
    with start("check", "-") as program:
        assert program.stdin is not None
        # More than a pipe holds: once it is written, the program reads.
        program.stdin.write(b"#" * 500_000)
        program.stdin.flush()
        until_blocked(program)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, out, err) == (130, b"", b"kumo-lr: interrupted\n")


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupt_while_checking(jobs: str) -> None:
    os.mkfifo("fifo.yaml")
    put("plan.yaml")
    with start("check", "fifo.yaml", "plan.yaml", "--jobs", jobs) as program:
        descriptor = feed("fifo.yaml", None)
        until_blocked(program)
        # As a terminal does it: to the program and all that it started.
        os.killpg(program.pid, signal.SIGINT)
        out, err = program.communicate(timeout=TIMEOUT)
        os.close(descriptor)
    assert (program.returncode, out, err) == (130, b"", b"kumo-lr: interrupted\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [["check", "plan.yaml"], ["check", "plan.yaml", "--diff"], ["rules"]])
def test_full_disk(arguments: list[str]) -> None:
    put("plan.yaml", BAD)
    code, _, err = run(*arguments, shell=">/dev/full")
    assert "Traceback" not in err
    assert (code, "no space left on device" in err.lower()) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "shell"),
    [
        (["check", "plan.yaml"], ">&-"),
        (["check", "plan.yaml", "--output-format", "json"], ">&-"),
        (["check", "plan.yaml", "--diff"], ">&-"),
        (["check", "nope.yaml"], "2>&-"),
        (["check", "--select", "nope"], "2>&-"),
        (["rules"], ">&-"),
        (["check", "-"], "<&-"),
        (["check", "-", "--fix"], "<&-"),
    ],
)
def test_closed_streams(arguments: list[str], shell: str) -> None:
    put("plan.yaml", BAD)
    code, _, err = run(*arguments, shell=shell)
    assert "Traceback" not in err
    assert "Error" not in err
    assert code == 2 or shell != "<&-"
