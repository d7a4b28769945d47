"""Throws hostile, random and mutated inputs at the checker and the fixer: `python -m tests.fuzz`.

No input may make them raise, report a failed rule, point outside the text, or take long. What goes
wrong is shrunk and shown once for each place in the code where it went wrong; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from kumo_lr.check.checker import check_data, check_source
from kumo_lr.check.fixes import applicable, fix_source
from kumo_lr.check.question import Question
from kumo_lr.findings import Checked, Severity
from kumo_lr.rules import RULES
from kumo_lr.source import Source
from tests.fuzz.hostile import hostile
from tests.fuzz.texts import Input, inputs
from tests.support.sound import LONG, defects

SECONDS_EACH = 1.0  # for a random input, which is a few kilobytes at most
SECONDS_HOSTILE = 5.0
FIX_SHARE = 0.2
SHRINK_SECONDS = 10.0


class Failure(NamedTuple):
    """What went wrong with an input, and a key that is the same for the same defect."""

    key: str
    detail: str


class TooSlow(BaseException):
    """Raised by the alarm while an input is being checked."""


def run(data: Input, *, fixing: bool) -> list[str]:
    """Check, and fix if asked; give what is wrong with the outcome. Raises what they raise."""
    checked = check_data(data.data, data.name, Question(at=data.at))
    text = checked.source.text
    wrong = list(defects(text, checked.findings))
    if not checked.source.is_json and len(text) < LONG:  # PyYAML's own reader takes seconds for megabytes
        if not checked.findings and not loads(text, yaml.SafeLoader):
            wrong.append("PyYAML refuses a text without findings")
        if not errors(checked) and not loads(text, yaml.CSafeLoader):
            wrong.append("PyYAML with libyaml refuses a text without errors")
    if fixing:
        for unsafe in (False, True):
            wrong += fix_defects(checked, data.at, unsafe=unsafe)
    return wrong


def fix_defects(checked: Checked, at: str | None, *, unsafe: bool) -> Iterator[str]:
    def recheck(source: Source) -> Checked:
        return check_source(source, Question(at=at))

    fixed = fix_source(checked, unsafe=unsafe, recheck=recheck).checked
    yield from (f"after fixing: {wrong}" for wrong in defects(fixed.source.text, fixed.findings))
    if left := applicable(fixed.findings, unsafe=unsafe):
        yield f"fixes left (unsafe={unsafe}): {left[0].title}"
    again = fix_source(fixed, unsafe=unsafe, recheck=recheck)
    if again.applied:
        yield f"fixing is not idempotent (unsafe={unsafe})"
    # Text that becomes readable may show mistakes that nothing could see before.
    is_readable = not any(RULES[f.code].traits.unreadable for f in checked.findings)
    if is_readable and errors(fixed) > errors(checked):
        yield f"fixing adds errors (unsafe={unsafe})"


def errors(checked: Checked) -> int:
    """Return the number of errors."""
    return sum(finding.severity is Severity.ERROR for finding in checked.findings)


def loads(text: str, loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> bool:
    """Return whether a loader of PyYAML loads a text."""
    try:
        list(yaml.load_all(text, loader))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return False
    return True


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Stop what runs in it after some seconds, where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_number: int, _frame: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def attempt(data: Input, *, fixing: bool, seconds: float) -> Failure | None:
    """Run one input; give what went wrong with it."""
    try:
        with alarm(seconds):
            wrong = run(data, fixing=fixing)
    except TooSlow:
        return Failure(f"slow {data.label}", f"took more than {seconds} s")
    except Exception as error:  # noqa: BLE001 - any exception is what is looked for
        place = error.__traceback__
        where = ""
        while place is not None:
            code = place.tb_frame.f_code
            if "kumo_lr" in code.co_filename:
                where = f"{Path(code.co_filename).name}:{place.tb_lineno} {code.co_name}"
            place = place.tb_next
        return Failure(f"{type(error).__name__} {where}", repr(error)[:200])
    if not wrong:
        return None
    return Failure(re.sub(r"[0-9]+|\".*\"|\(.*\)", "", wrong[0]), wrong[0][:300])


def shrink(data: Input, failure: Failure, *, fixing: bool) -> Input:
    """Leave out what the failure does not need, for a while."""
    end = time.perf_counter() + SHRINK_SECONDS
    size = max(len(data.data) // 2, 1)
    while size:
        at = 0
        while at < len(data.data) and time.perf_counter() < end:
            smaller = data._replace(data=data.data[:at] + data.data[at + size :])
            found = attempt(smaller, fixing=fixing, seconds=SECONDS_EACH)
            if found is not None and found.key == failure.key:
                data = smaller
            else:
                at += size
        size //= 2
    return data


class Fuzzer:
    """Runs inputs and remembers what went wrong, and what took longest."""

    def __init__(self) -> None:
        self.failures: dict[str, int] = {}
        self.checked = 0
        self.fixed = 0
        self.slowest: list[tuple[float, str]] = []

    def feed(self, data: Input, *, fixing: bool, seconds: float, keep: int = 5) -> None:
        start = time.perf_counter()
        failure = attempt(data, fixing=fixing, seconds=seconds)
        taken = time.perf_counter() - start
        self.checked += 1
        self.fixed += fixing
        if len(self.slowest) < keep or taken > self.slowest[-1][0]:
            label = data.label or repr(data.data[:60])
            self.slowest = sorted([*self.slowest, (taken, label)], reverse=True)[:keep]
        if failure is not None:
            self.failures[failure.key] = self.failures.get(failure.key, 0) + 1
            if self.failures[failure.key] == 1:
                self.show(data, failure, fixing=fixing)

    def show(self, data: Input, failure: Failure, *, fixing: bool) -> None:
        say(f"FAILED {failure.detail}\n  [{failure.key}] {data.label} name={data.name} at={data.at}")
        if not failure.key.startswith("slow"):
            shown = data if len(data.data) > 50_000 else shrink(data, failure, fixing=fixing)
            say(f"  {len(shown.data)} bytes: {shown.data[:400]!r}")

    def report(self, title: str) -> None:
        say(f"slowest {title}: " + "; ".join(f"{taken:.2f} s {label}" for taken, label in self.slowest))
        self.slowest = []


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run the hostile inputs once, then `--count` random ones."""
    parser = argparse.ArgumentParser(description="Throw inputs at the checker and the fixer.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    start, fuzzer = time.perf_counter(), Fuzzer()
    for data in hostile():
        fuzzer.feed(data, fixing=False, seconds=SECONDS_HOSTILE)
    fuzzer.report("hostile")
    rng = random.Random(options.seed)
    source = inputs(rng)
    for _ in range(options.count):
        data = next(source)
        fuzzer.feed(data, fixing=rng.random() < FIX_SHARE, seconds=SECONDS_EACH)
    fuzzer.report("random")
    taken = time.perf_counter() - start
    total = sum(fuzzer.failures.values())
    for key, count in sorted(fuzzer.failures.items(), key=lambda item: -item[1]):
        say(f"  {count} x {key}")
    say(
        f"{fuzzer.checked} inputs checked, {fuzzer.fixed} of them fixed, {total} failed in "
        f"{len(fuzzer.failures)} ways, {taken:.0f} s, seed {options.seed}"
    )
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
