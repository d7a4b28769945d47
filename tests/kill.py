"""Ends runs of the program by signals at random moments: `python -m tests.kill 100`.

Whatever the moment, each file must be as it was or as it is after a whole run, no process may be left two
seconds later, no temporary file but after KILL, and no traceback of ours. What goes wrong is listed; the
exit code is 1 then.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.support.cli import command, environment
from tests.support.cli_check import BAD, GOOD

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
SECONDS_LEFT = 2.0
LONGEST = 60.0
SHOWN = 20
# A plan that is long enough for writing it to take a while.
LONG = "".join(f"# {number}\n" for number in range(20_000)) + "lr_scheduler:\n- name: exponential\n"


class Kind(NamedTuple):
    """A command, and the files to run it on."""

    arguments: tuple[str, ...]
    files: Mapping[str, str]


KINDS = {
    "check": Kind(("check", "."), {"plan.yaml": GOOD}),
    "check --jobs 2": Kind(("check", ".", "--jobs", "2"), {f"{i:04}.yaml": BAD for i in range(1500)}),
    "check --fix": Kind(("check", ".", "--fix"), {f"{i:03}.yaml": BAD for i in range(150)}),
    # With workers there are threads, which receive signals too.
    "check --fix --jobs 2": Kind(
        ("check", ".", "--fix", "--jobs", "2"), {f"{i:03}.yaml": BAD for i in range(600)}
    ),
    "resolve --in-place": Kind(("resolve", "plan.yaml", "--in-place"), {"plan.yaml": LONG}),
}


class Expected(NamedTuple):
    """What a whole run makes of the files, and the seconds that it takes."""

    files: Mapping[str, bytes]
    seconds: float


def start(kind: Kind, folder: str) -> subprocess.Popen[bytes]:
    for name, text in kind.files.items():
        Path(folder, name).write_text(text, encoding="utf-8")
    return subprocess.Popen(
        command(*kind.arguments),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )


def hear_signals() -> None:
    """Let programs that are started hear what a shell keeps from its jobs in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def content(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def expected_of(kind: Kind) -> Expected:
    """Run a command to its end."""
    with tempfile.TemporaryDirectory() as folder:
        before = time.monotonic()
        with start(kind, folder) as program:
            program.communicate(timeout=LONGEST)
        return Expected(content(folder), time.monotonic() - before)


def kill(kind: Kind, expected: Expected, number: signal.Signals, after: float) -> Iterator[str]:
    """Yield what is wrong once a run has been ended by a signal after some seconds."""
    with tempfile.TemporaryDirectory() as folder, start(kind, folder) as program:
        time.sleep(after)
        program.send_signal(number)
        try:
            _, err = program.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            yield "it went on"
            os.killpg(program.pid, signal.SIGKILL)
            return
        yield from wrong_end(program.returncode, err.decode(), number)
        if alive(program.pid):
            yield "a process is left"
            os.killpg(program.pid, signal.SIGKILL)
        yield from wrong_files(kind, expected, content(folder), may_leave=number is signal.SIGKILL)


def wrong_end(code: int, err: str, number: signal.Signals) -> Iterator[str]:
    # Python itself prints a traceback if it is interrupted before the program begins.
    if "Traceback" in err and "/kumo_lr/" in err.replace("kumo_lr/__main__.py", ""):
        yield f"a traceback: {err}"
    own = "Traceback" not in err and number is signal.SIGINT
    if code not in (0, 1, -number) and not (own and code == 130 and err == "kumo-lr: interrupted\n"):
        yield f"exit code {code}: {err}"


def wrong_files(
    kind: Kind, expected: Expected, found: Mapping[str, bytes], *, may_leave: bool
) -> Iterator[str]:
    for name, text in kind.files.items():
        if found.get(name) not in (text.encode(), expected.files[name]):
            yield f"{name} is damaged"
    left = sorted(set(found) - set(kind.files))
    if left and not may_leave:
        yield f"left behind: {', '.join(left)}"


def alive(session: int) -> bool:
    """Return whether a process of a session is left after a while."""
    deadline = time.monotonic() + SECONDS_LEFT
    while any(of_session(path.name, session) for path in Path("/proc").iterdir()):
        if time.monotonic() > deadline:
            return True
        time.sleep(0.02)
    return False


def of_session(pid: str, session: int) -> bool:
    try:
        return pid.isdecimal() and os.getsid(int(pid)) == session
    except ProcessLookupError:
        return False


def kill_often(name: str, number: signal.Signals, runs: int, seed: int) -> Iterator[str]:
    """Yield what is wrong in any of several runs that end at random moments."""
    kind, chance = KINDS[name], random.Random(f"{seed} {name} {number}")
    expected = expected_of(kind)
    for _ in range(runs):
        after = chance.uniform(0, expected.seconds * 1.05)
        for wrong in kill(kind, expected, number, after):
            yield f"{name}, {number.name} after {after:.4f} s: {wrong}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=int, nargs="?", default=100, help="of each command and signal")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    hear_signals()
    wrongs: Counter[str] = Counter()
    for name in KINDS:
        for number in SIGNALS:
            found = list(kill_often(name, number, options.runs, options.seed))
            wrongs.update(found)
            sys.stdout.write(f"{name}, {number.name}: {options.runs} runs, {len(found)} wrong\n")
            sys.stdout.flush()
    sys.stdout.writelines(f"{wrong}\n" for wrong in [*wrongs][:SHOWN])
    return int(bool(wrongs))


if __name__ == "__main__":
    sys.exit(main())
