"""Running commands in interleaved rounds, and comparing their times."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_SECONDS = 900.0
# `ru_maxrss` is in KiB, except on macOS, where it is in bytes.
MAXRSS_PER_MIB = 1024 * 1024 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Command:
    """What to run, how to call it in a table, and the exit code without which its time means nothing.

    `rounds` caps how often a slow one takes part.
    """

    label: str
    argv: tuple[str, ...]
    cwd: Path
    exit_code: int = 0
    rounds: int | None = None


@dataclass(frozen=True)
class Sample:
    """One run of a command."""

    seconds: float
    peak_mib: float
    exit_code: int
    errors: str


class CommandError(Exception):
    """A command let a mistake pass, or refused what is valid: its time would mean nothing."""


def child_environment() -> dict[str, str]:
    """Return this environment without what would change how the children start.

    `PYTHONDONTWRITEBYTECODE`, for one, makes every start compile again.
    """
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("PYTHON") and key != "NODE_OPTIONS"
    }


def run_once(command: Command) -> Sample:
    """Run a command, its output thrown away, and measure its wall time and peak memory.

    The peak is that of the largest process, not the sum over worker processes.
    """
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.argv,
            cwd=command.cwd,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        watchdog = threading.Timer(TIMEOUT_SECONDS, process.kill)
        watchdog.start()
        # Not `process.wait()`: only `wait4` tells the memory of this one child.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        watchdog.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        text = errors.read(2000).decode(errors="replace")
    return Sample(seconds, usage.ru_maxrss / MAXRSS_PER_MIB, process.returncode, text)


def run_checked(command: Command) -> Sample:
    """Run a command that must exit with its code."""
    sample = run_once(command)
    if sample.exit_code != command.exit_code:
        raise CommandError(
            f"{command.label} exited with {sample.exit_code}, not {command.exit_code}, "
            f"on {command.argv[-1]}\n{sample.errors}"
        )
    return sample


def interleave(commands: Sequence[Command], rounds: int) -> dict[str, list[Sample]]:
    """Run the commands in turn, round after round, so that a slow spell of the machine hits all.

    A command that takes part in every round first runs once untimed, to fill the caches.
    """
    samples: dict[str, list[Sample]] = {command.label: [] for command in commands}
    for command in commands:
        if command.rounds is None:
            run_checked(command)
    for index in range(rounds):
        for command in commands:
            if command.rounds is None or index < command.rounds:
                samples[command.label].append(run_checked(command))
    return samples


def median(values: Sequence[float]) -> float:
    """Return the median. The `statistics` module would double the memory of this process.

    A child's peak starts from its parent's, so this process must stay small.
    """
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def median_seconds(samples: Sequence[Sample]) -> float:
    """Return the median wall time."""
    return median([sample.seconds for sample in samples])


def median_peak(samples: Sequence[Sample]) -> float:
    """Return the median peak memory in MiB."""
    return median([sample.peak_mib for sample in samples])


def ratio(samples: Sequence[Sample], baseline: Sequence[Sample]) -> float:
    """Return the median, over the rounds that both took part in, of one time over the other."""
    pairs = zip(samples, baseline, strict=False)
    return median([sample.seconds / base.seconds for sample, base in pairs])
