"""Checks that end early: readers that are gone, interrupts, full disks, closed streams."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli import TIMEOUT, command, environment, feed, put, run, start, until_blocked
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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("shell", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "good.yaml", "--select", "nope"], 2),
        (["check", "--color", "maybe"], 2),
        (["check", "nope.yaml"], 2),
        (["resolve", "nope.yaml"], 2),
        (["check", "plan.yaml"], 1),
        (["resolve", "plan.yaml"], 1),
        (["check", "plan.yaml", "--diff"], 1),
        (["check", "good.yaml"], 0),
        (["frobnicate"], 2),
    ],
)
def test_standard_error_that_takes_nothing(arguments: list[str], code: int, shell: str) -> None:
    put("plan.yaml", BAD)
    put("good.yaml")
    assert run(*arguments, shell=shell)[::2] == (code, "")


@pytest.mark.parametrize("arguments", [["check", "--output-format", "sarif", "."], ["check"]], ids=" ".join)
def test_a_working_folder_that_is_gone(arguments: list[str], folder: Path) -> None:
    gone = folder / "gone"
    gone.mkdir()
    script = 'cd "$0" && rmdir "$0" && exec "$@"'
    done = subprocess.run(
        ["sh", "-c", script, str(gone), *command(*arguments)],
        capture_output=True,
        env=environment(),
        check=False,
    )
    said = b"kumo-lr: cannot check here: the current folder no longer exists\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", said)


# Interrupts the import of a module, by an exception or in a place where Python loses it.
INTERRUPTED_IMPORT = """
import sys
class Lost:
    def __del__(self): raise KeyboardInterrupt
class Finder:
    @staticmethod
    def find_spec(name, *_):
        if name == "{module}":
            {act}
sys.meta_path.insert(0, Finder)
sys.argv = ["kumo-lr", "check", "plan.yaml"]
from kumo_lr.cli.app import script
script()
"""


@pytest.mark.parametrize("act", ["raise KeyboardInterrupt", "Lost()"])
@pytest.mark.parametrize("module", ["kumo_lr.cli.dispatch", "kumo_lr.cli.check", "kumo_lr.check.runner"])
def test_interrupt_during_the_start(module: str, act: str) -> None:
    put("plan.yaml", BAD)
    program = INTERRUPTED_IMPORT.format(module=module, act=act)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=environment(), check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"kumo-lr: interrupted\n")


@pytest.mark.parametrize(
    ("arguments", "shell"),
    [
        (["check", "plan.yaml"], ">&-"),
        (["check", "plan.yaml", "--output-format", "json"], ">&-"),
        (["check", "plan.yaml", "--diff"], ">&-"),
        (["check", "nope.yaml"], "2>&-"),
        (["check", "--select", "nope"], "2>&-"),
        (["rules"], ">&-"),
        (["--version"], ">&-"),
        (["check", "--help"], ">&-"),
        (["check", "-"], "<&-"),
        (["check", "-", "--fix"], "<&-"),
    ],
)
def test_closed_streams(arguments: list[str], shell: str) -> None:
    put("plan.yaml", BAD)
    code, _, err = run(*arguments, shell=shell)
    assert "Traceback" not in err
    assert "Error" not in err
    if shell == ">&-" and "--diff" not in arguments:  # there is no diff to lose
        assert (code, err) == (2, "kumo-lr: cannot write the output: it is closed\n")
    assert code == 2 or shell != "<&-"
