"""The formulas of a preview's page, in a real browser."""

from __future__ import annotations

import json
import math
import random
from typing import Any

from kumo_lr import CosineWithWarmupRestarts, loads
from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.strategies import STRATEGIES
from tests.support.engine import CURVES
from tests.support.page import Browser, Candidate, close, data_of, in_browser, preview, schedule


def computed(browser: Browser, rows: list[tuple[Candidate, int, int]], steps: list[list[int]]) -> list[Any]:
    """Let the page compute factors at steps, and facts; one for each row."""
    asked = [
        {"candidate": candidate, "steps_per_epoch": row[1], "max_epochs": row[2], "steps": numbers}
        for candidate, row, numbers in zip(data_of([row[0] for row in rows]), rows, steps, strict=True)
    ]
    answers: list[Any] = browser.evaluate(
        f"""{json.dumps(asked)}.map(({{ candidate, steps_per_epoch, max_epochs, steps }}) => {{
          const schedule = kumoLr.scheduleOf(candidate, steps_per_epoch, max_epochs);
          return {{
            ...kumoLr.facts(schedule),
            restartSteps: kumoLr.restartSteps(schedule, 1e6),
            factors: steps.map((step) => kumoLr.factor(schedule, step)),
          }};
        }})"""
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


def _loaded(scheduler: dict[str, Any] | None) -> Candidate:
    (candidate,) = loads(json.dumps({"lr_scheduler": [scheduler]})).candidates
    return candidate


@in_browser
def test_the_oracle(browser: Browser) -> None:
    rows = [(_loaded(row["scheduler"]), row["steps_per_epoch"], row["max_epochs"]) for row in CURVES]
    browser.show(preview())

    found = computed(browser, rows, [list(range(len(row["lr_at_step"]))) for row in CURVES])

    for row, asked, answer in zip(CURVES, rows, found, strict=True):
        for factor, rate in zip(answer["factors"], row["lr_at_step"], strict=True):
            assert math.isclose(row["base_lr"] * factor, rate, rel_tol=1e-9), row["scheduler"]
        assert disagreements(answer, schedule(*asked)) == [], row["scheduler"]


def _random_row(dice: random.Random) -> tuple[Candidate, int, int]:
    steps_per_epoch, max_epochs = dice.choice((1, 2, 7, 30, 1000, 2000)), dice.choice((1, 2, 8, 12, 16))
    total = steps_per_epoch * max_epochs
    strategy = dice.choice([*STRATEGIES.values(), None])
    # 0.5 and the like round to even; an integer is steps, even where the float is a ratio.
    numbers = (
        *(0, 1, 2, 3, 12, 10**300, 0.0, 0.25, 0.5, 0.9, 0.9999, 1.0, 1e-3, total, dice.randint(1, total)),
        *(dice.random(), 1 - dice.random(), dice.randint(0, 2 * total)),
    )
    if strategy is None:
        return None, steps_per_epoch, max_epochs
    kwargs = {slot.name: dice.choice([*filter(slot.takes, numbers)]) for slot in strategy.arguments}
    interval = dice.choice(("step", "epoch"))
    return (
        _loaded({"name": strategy.name, "interval": interval, "kwargs": kwargs}),
        steps_per_epoch,
        max_epochs,
    )


@in_browser
def test_random_schedules(browser: Browser) -> None:
    dice = random.Random(20)
    rows = [_random_row(dice) for _ in range(400)]
    ends = [steps_per_epoch * max_epochs for _, steps_per_epoch, max_epochs in rows]
    steps = [[0, end - 1, end, *(dice.randrange(end) for _ in range(20))] for end in ends]
    browser.show(preview())

    found = computed(browser, rows, steps)

    for row, numbers, answer in zip(rows, steps, found, strict=True):
        wanted = schedule(*row)
        assert all(map(close, answer["factors"], map(wanted.factor, numbers))), row
        assert disagreements(answer, wanted) == [], row


@in_browser
def test_rounding_half_to_even(browser: Browser) -> None:
    numbers = [0.0, 0.49999999999999994, 0.5, 1.5, 2.5, 3.5, 4503599627370495.5, 2.0**53, 1e300]
    browser.show(preview())

    assert browser.evaluate(f"{numbers}.map(kumoLr.roundHalfEven)") == list(map(round, numbers))


@in_browser
def test_long_training_is_sampled(browser: Browser) -> None:
    many = tuple(
        CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": cycles}) for cycles in range(1, 61)
    )
    browser.show(preview(many, 1_000_000, 16))

    counts, keys, milliseconds = browser.evaluate(
        """(() => {
          const begin = performance.now();
          const [steps, ...curves] = kumoLr.samples(kumoLr.state.schedules, [0, 16e6]);
          const time = performance.now() - begin;
          const counts = curves.map((curve) => curve.filter((factor) => factor !== undefined).length);
          const defined = curves.map((curve) => new Set(steps.filter((_, i) => curve[i] !== undefined)));
          const restarts = kumoLr.state.schedules.map((schedule) => kumoLr.restartSteps(schedule, 99));
          const keys = restarts.map((steps, i) =>
            steps.every((step) => defined[i].has(step) && defined[i].has(step - 1)));
          return [counts, keys, time];
        })()"""
    )
    assert min(counts) >= 2000
    assert max(counts) <= 2000 + 2 * 60 + 20
    assert all(keys)
    assert milliseconds < 2000  # and a fifth of a second where nothing else runs
    assert browser.cells("restarts") == list(map(float, range(60)))


@in_browser
def test_more_cycles_than_can_be_counted(browser: Browser) -> None:
    browser.show(
        preview((CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 10**12}),), 10**9, 9)
    )

    assert browser.text("td.restarts") == "above 200,000"
    assert browser.text("td.below") == "not counted"
    assert browser.pixels()[0] > 0
