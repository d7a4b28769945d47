"""Runs the command line, in this process or as a program of its own, and makes files for it."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias
from unicodedata import combining, east_asian_width

import pytest

import kumo_lr
from tests.support.cli_check import GOOD

HOME = Path(kumo_lr.__file__).resolve().parents[1]
TIMEOUT = 30
not_root = pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")


class Result(NamedTuple):
    """How a run ended; `out` and `err` are the streams as text."""

    code: int
    out: str
    err: str

    @property
    def raw(self) -> bytes:
        """Standard output as it was written."""
        return self.out.encode("utf-8", "surrogateescape")


Cli: TypeAlias = Callable[..., Result]


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without what changes output, and with `changes`."""
    dropped = (
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "LINES",
        "LANG",
        "LANGUAGE",
        "TERM",
        "CLICOLOR_FORCE",
    )
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith(("PYTHON", "LC_"))
    }
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(HOME), **changes}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "kumo_lr", *arguments]


def decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def run(
    *arguments: str,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
    shell: str = "",
    timeout: float = TIMEOUT,
) -> Result:
    """Run the program; `shell` is a redirection to run it with."""
    full = command(*arguments)
    if shell:
        full = ["/bin/sh", "-c", f'exec "$@" {shell}', "sh", *full]
    done = subprocess.run(
        full, input=stdin, capture_output=True, env=env or environment(), timeout=timeout, check=False
    )
    return Result(done.returncode, decoded(done.stdout), decoded(done.stderr))


@contextlib.contextmanager
def start(*arguments: str, stdout: int = subprocess.PIPE) -> Iterator[subprocess.Popen[bytes]]:
    """Start the program with pipes all around; whatever still runs in the end is killed."""
    with subprocess.Popen(
        command(*arguments),
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    ) as program:
        try:
            yield program
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)


def put(name: str, text: str | bytes = GOOD) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def listing(folder: str = ".") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def names(result: Result) -> list[str]:
    """Return the files that concise findings name."""
    return [line.split(":")[0] for line in result.out.splitlines()]


def feed(fifo: str, data: bytes | None) -> int:
    """Open a FIFO once its reader has; write and close, or with None give what to close."""
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            descriptor = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError:
            assert time.monotonic() < deadline, "nobody read the FIFO"
            time.sleep(0.01)
    if data is not None:
        os.write(descriptor, data)
        os.close(descriptor)
    return descriptor


def until_blocked(program: subprocess.Popen[bytes]) -> None:
    """Wait until a program sleeps in a system call.

    Python answers a signal that comes between two instructions and a blocking read only after that
    read, so a test that interrupts a read must know that it has begun.
    """
    deadline = time.monotonic() + TIMEOUT
    before = ""
    while True:
        status = Path(f"/proc/{program.pid}/status").read_text()
        now = "".join(line for line in status.splitlines() if "State" in line or "ctxt_switches" in line)
        if now == before and "(sleeping)" in now:
            return
        assert time.monotonic() < deadline, "the program never slept"
        before = now
        time.sleep(0.1)


def columns(text: str) -> int:
    """Count the columns that a terminal gives a text."""
    return sum(
        0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1 for character in text
    )


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def on_terminal(*arguments: str, **changes: str) -> str:
    """Run the program with its output on a terminal, and give what it printed."""
    terminal, other = pty.openpty()
    env = environment(TERM="xterm-256color") | changes
    with subprocess.Popen(
        command(*arguments), stdin=subprocess.DEVNULL, stdout=other, stderr=other, env=env
    ) as program:
        os.close(other)
        printed = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while data := os.read(terminal, 65536):
                printed += data
        program.wait(TIMEOUT)
    os.close(terminal)
    return decoded(printed).replace("\r\n", "\n")
