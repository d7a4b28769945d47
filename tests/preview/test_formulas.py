"""The formulas of the page, run by node alone, against the engine's curves and those of Python."""

from __future__ import annotations

import json
import math
import random
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.horizons import Bounds
from kumo_lr.facts.slots import Number, Range, Slot
from kumo_lr.facts.strategies import INTERVAL, LONGEST, NEGLIGIBLE, STRATEGIES
from kumo_lr.preview.build import Curve, Preview
from kumo_lr.preview.page import page_html
from tests.support.engine import CURVES
from tests.support.page import close
from tests.support.paths import ROOT

FORMULAS = ROOT / "kumo_lr" / "preview" / "assets" / "formulas.js"
NODE = shutil.which("node") or ""
HUGE = 10**300

pytestmark = pytest.mark.skipif(not NODE, reason="node is not installed")

# Computes the factors of each asked schedule, and what it comes to.
COMPUTE = """
const answer = ({ curve, steps_per_epoch, max_epochs, steps }) => {
  const schedule = scheduleOf(curve, steps_per_epoch, max_epochs);
  return {
    ...facts(schedule, NEGLIGIBLE),
    restartSteps: restartSteps(schedule, 1e6),
    factors: steps.map((step) => factor(schedule, step)),
  };
};
"""


def run(script: str) -> Any:
    """Return the value of the last expression of a script behind the formulas."""
    text = f"{FORMULAS.read_text(encoding='utf-8')}\n{script}"
    done = subprocess.run(
        [NODE, "--input-type=commonjs", "-"],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def of_the_page(schedules: Sequence[Schedule]) -> list[dict[str, Any]]:
    """Return the curves as the page is handed them."""
    curves = tuple(Curve("", None, None, schedule) for schedule in schedules)
    page = page_html(Preview("plan.yaml", "NORMAL", 1, 1, Bounds(1, 1), None, False, curves))
    (text,) = re.findall(r'id="data">(.*?)</script>', page, re.DOTALL)
    shown: list[dict[str, Any]] = json.loads(text)["curves"]
    return shown


def computed(schedules: Sequence[Schedule], steps: Sequence[Sequence[int]]) -> list[dict[str, Any]]:
    asked = [
        {
            "curve": curve,
            "steps_per_epoch": schedule.steps_per_epoch,
            "max_epochs": schedule.max_epochs,
            "steps": list(numbers),
        }
        for curve, schedule, numbers in zip(of_the_page(schedules), schedules, steps, strict=True)
    ]
    compute = COMPUTE.replace("NEGLIGIBLE", repr(NEGLIGIBLE))
    answers: list[dict[str, Any]] = run(
        f"{compute} console.log(JSON.stringify({json.dumps(asked)}.map(answer)));"
    )
    return answers


def disagreements(found: dict[str, Any], wanted: Schedule) -> list[str]:
    numbers = {
        "peak": (found["peak"]["factor"], wanted.peak.factor),
        "final": (found["final"], wanted.final_factor),
        "share": (found["shareBelow"], wanted.share_below()),
    }
    exact = {
        "warmup end": (found["warmupEnd"], wanted.warmup_end),
        "step of the peak": (found["peak"]["step"], wanted.peak.step),
        "restarts": (found["restarts"], len(wanted.restarts)),
        "steps of restarts": (found["restartSteps"], list(wanted.restarts)),
    }
    return [what for what, pair in numbers.items() if not close(*pair)] + [
        what for what, (ours, theirs) in exact.items() if ours != theirs
    ]


def test_the_curves_of_the_engine() -> None:
    schedules = [
        Schedule(
            row["scheduler"]["name"],
            row["scheduler"]["interval"],
            row["scheduler"]["kwargs"],
            steps_per_epoch=row["steps_per_epoch"],
            max_epochs=row["max_epochs"],
        )
        for row in CURVES
    ]

    found = computed(schedules, [range(len(row["lr_at_step"])) for row in CURVES])

    for row, schedule, answer in zip(CURVES, schedules, found, strict=True):
        for factor, rate in zip(answer["factors"], row["lr_at_step"], strict=True):
            assert math.isclose(row["base_lr"] * factor, rate, rel_tol=1e-9), row["scheduler"]
        assert disagreements(answer, schedule) == [], row["scheduler"]


def a_number(dice: random.Random, slot: Slot, total: int) -> Number:
    """Draw a number that a slot takes: its examples, its ends, and what lies between them."""
    drawn: list[Number] = list(slot.examples)
    if slot.integer is not None:
        drawn += [dice.randint(*_ends(slot.integer, 2 * total)) for _ in range(3)]
        drawn += [1, HUGE if slot.integer.high is None else 1]
    if slot.float is not None:
        low, high = slot.float.low, 4.0 if slot.float.high is None else slot.float.high
        # 0.5 and the like round to even; an integer is steps, even where the float is a ratio.
        drawn += [low + (high - low) * part for part in (0.25, 0.5, 1.0, 1 - dice.random(), dice.random())]
        drawn = [float(number) if slot.integer is None else number for number in drawn]
    return dice.choice([number for number in drawn if slot.takes(number)])


def _ends(limits: Range, most: int) -> tuple[int, int]:
    return int(limits.low), most if limits.high is None else int(limits.high)


def a_schedule(dice: random.Random) -> Schedule:
    steps_per_epoch, max_epochs = dice.choice((1, 2, 7, 30, 1000, 2000)), dice.choice((1, 2, 8, 12, 16))
    total = steps_per_epoch * max_epochs
    strategy = dice.choice([*STRATEGIES.values(), None])
    slots = strategy.arguments if strategy is not None else ()
    return Schedule(
        strategy.name if strategy is not None else None,
        dice.choice(INTERVAL.choices),
        {slot.name: a_number(dice, slot, total) for slot in slots},
        steps_per_epoch=steps_per_epoch,
        max_epochs=max_epochs,
    )


def test_random_schedules() -> None:
    dice = random.Random(20)
    schedules = [a_schedule(dice) for _ in range(400)]
    steps = [
        [0, s.total_steps - 1, s.total_steps, *(dice.randrange(s.total_steps) for _ in range(20))]
        for s in schedules
    ]

    found = computed(schedules, steps)

    assert {schedule.strategy for schedule in schedules} == {None, *STRATEGIES}
    for schedule, numbers, answer in zip(schedules, steps, found, strict=True):
        assert all(map(close, answer["factors"], map(schedule.factor, numbers))), schedule
        assert disagreements(answer, schedule) == [], schedule


def test_there_is_a_formula_for_every_strategy() -> None:
    assert set(run("console.log(JSON.stringify(Object.keys(FORMULAS)));")) == {"null", *STRATEGIES}


def test_rounding_half_to_even() -> None:
    numbers = [0.0, 0.49999999999999994, 0.5, 1.5, 2.5, 3.5, 4503599627370495.5, 2.0**53, 1e300]

    assert run(f"console.log(JSON.stringify({numbers}.map(roundHalfEven)));") == list(map(round, numbers))


def test_many_cycles_are_not_counted() -> None:
    curve = Schedule(
        "cosine_with_warmup_restarts", "step", {"num_cycles": HUGE}, steps_per_epoch=LONGEST, max_epochs=1
    )

    script = f"""
    const facts_ = facts(scheduleOf({json.dumps(of_the_page([curve])[0])}, {LONGEST}, 1), 0.01);
    console.log(JSON.stringify([facts_.restarts, facts_.shareBelow]));
    """
    assert run(script) == [None, None]
