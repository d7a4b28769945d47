"""The count that a terminal shows while a check takes long."""

from __future__ import annotations

import os
import pty
import subprocess
import threading

import pytest

from tests.support.cli import TIMEOUT, command, decoded, environment, feed, on_terminal, put, start
from tests.support.cli_check import BAD, BAD_CONCISE, CLEAN_SUMMARY, GOOD
from tests.support.cli_reports import BRIEF, CONCISE


def terminal_run(*args: str, texts: tuple[str, ...], out: bool = True) -> tuple[int, str, str]:
    """Check some files and a slow one; gives the code, what the terminal got, and what a pipe did."""
    for index, text in enumerate(texts):
        put(f"{index}.yaml", text)
    os.mkfifo("slow.yaml")
    paths = [f"{index}.yaml" for index in range(len(texts))]
    terminal, other = pty.openpty()
    program = subprocess.Popen(
        command("check", *paths, "slow.yaml", "--color", "never", *args),
        stdin=subprocess.DEVNULL,
        stdout=other if out else subprocess.PIPE,
        stderr=other,
        env=environment(TERM="xterm"),
    )
    os.close(other)

    def serve() -> None:
        writer = feed("slow.yaml", None)
        threading.Event().wait(1.2)
        os.write(writer, GOOD.encode())
        os.close(writer)

    server = threading.Thread(target=serve)
    server.start()
    printed = b""
    try:
        while data := os.read(terminal, 65536):
            printed += data
    except OSError:  # the other end is closed
        pass
    rest = program.stdout.read() if program.stdout is not None else b""
    if program.stdout is not None:
        program.stdout.close()
    code = program.wait(TIMEOUT)
    server.join()
    os.close(terminal)
    return code, decoded(printed).replace("\r\n", "\n"), decoded(rest)


CLEAR = "\r\x1b[K"


def test_progress_is_shown_and_taken_away() -> None:
    code, shown, _ = terminal_run(*CONCISE, texts=(GOOD, GOOD))
    assert code == 0
    assert shown == f"{CLEAR}3 files checked, 0 findings{CLEAR}3 files checked: no findings\n"


@pytest.mark.slow
def test_progress_beside_a_pipe() -> None:
    code, shown, rest = terminal_run(*CONCISE, texts=(BAD, BAD), out=False)
    assert (code, shown) == (1, f"{CLEAR}3 files checked, 2 findings{CLEAR}")
    first = BAD_CONCISE.replace("plan", "0")
    second = BAD_CONCISE.replace("plan", "1")
    assert rest == f"{first}{second}3 files checked: 2 errors (2 fixable with --fix)\n"


@pytest.mark.slow
def test_no_progress_where_it_is_not_asked_for() -> None:
    assert terminal_run(*BRIEF, texts=(GOOD,)) == (0, "", "")


@pytest.mark.slow
def test_no_progress_in_a_pipe() -> None:
    os.mkfifo("slow.yaml")
    with start("check", "slow.yaml") as program:
        writer = feed("slow.yaml", None)
        threading.Event().wait(1.2)
        os.write(writer, GOOD.encode())
        os.close(writer)
        out, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, out, err) == (0, CLEAN_SUMMARY.encode(), b"")


def test_a_quick_check_shows_no_progress() -> None:
    put("plan.yaml")
    assert on_terminal("check", "--color", "never") == CLEAN_SUMMARY
