"""The learning rate in closed form, against what an engine was seen to do and against walking every step."""

from __future__ import annotations

import math
import sys
from importlib.util import find_spec
from itertools import pairwise
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kumo_lr import (
    Config,
    ConstantWithWarmup,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Exponential,
    LinearWithWarmup,
    Scheduler,
)
from kumo_lr.facts.curves import Point, Schedule
from kumo_lr.facts.strategies import (
    INTERVAL,
    LONGEST,
    NEGLIGIBLE,
    NUM_CYCLES,
    STRATEGIES,
    WARMUP,
    Strategy,
    warmup_steps,
)
from tests.support.curves import schedule
from tests.support.documented import WARMED, example_of, numbers, typed
from tests.support.engine import CURVES as ROWS
from tests.support.properties import examples

MISSING = " and ".join(name for name in ("torch", "torch_geometric") if find_spec(name) is None)
FALLING = tuple(name for name in WARMED if STRATEGIES[name].decays)
RESTARTS = "cosine_with_warmup_restarts"
HUGE = int(sys.float_info.max)
DEFAULT_STEPS = warmup_steps(WARMUP.default or 0, 30 * 12)
EXACTLY = 1e-15  # of factors computed in another order


@st.composite
def schedules(draw: st.DrawFn, strategies: tuple[str | None, ...] = (None, *STRATEGIES)) -> Schedule:
    """Draw a schedule short enough to be walked."""
    steps_per_epoch, max_epochs = draw(st.integers(1, 40)), draw(st.integers(1, 8))
    strategy = draw(st.sampled_from(strategies))
    interval = draw(st.sampled_from(INTERVAL.choices))
    slots = STRATEGIES[strategy].arguments if strategy else ()
    most = 2 * steps_per_epoch * max_epochs
    arguments = {slot.name: draw(numbers(slot, most, least=1e-3)) for slot in slots}
    return schedule(strategy, steps_per_epoch, max_epochs, interval, **arguments)


def changed(schedule: Schedule, interval: str, **arguments: float) -> Schedule:
    """Return a schedule of the same training with another interval, and other arguments."""
    return Schedule(
        schedule.strategy,
        interval,
        {**schedule.arguments, **arguments},
        steps_per_epoch=schedule.steps_per_epoch,
        max_epochs=schedule.max_epochs,
    )


def taken(schedule: Schedule, step: int) -> int:
    """Count how often the scheduler was stepped before an optimisation step."""
    return step // schedule.steps_per_epoch if schedule.interval == "epoch" else step


def cycle(schedule: Schedule, step: int) -> int:
    """Return the cycle that a step is in, -1 in the warmup; in floats, as training computes it."""
    after = taken(schedule, step) - schedule.warmup_steps
    if after < 0:
        return -1
    progress = float(after) / float(max(1, schedule.total_steps - schedule.warmup_steps))
    return math.floor(float(schedule.arguments["num_cycles"]) * progress)


# --- what an engine was seen to do -----------------------------------------------------------------


def _row_id(row: dict[str, Any]) -> str:
    scheduler = row["scheduler"]
    arguments = [f"{name}={value!r}" for name, value in scheduler["kwargs"].items()]
    horizon = f"{row['steps_per_epoch']}x{row['max_epochs']}"
    return "-".join([scheduler["name"], scheduler["interval"], horizon, *arguments])


@pytest.mark.parametrize("row", ROWS, ids=_row_id)
def test_oracle(row: dict[str, Any]) -> None:
    (candidate,) = Config([row["scheduler"]]).candidates
    assert candidate is not None
    curve = candidate.schedule(steps_per_epoch=row["steps_per_epoch"], max_epochs=row["max_epochs"])

    rates = [curve.lr(step, row["base_lr"]) for step in range(curve.total_steps + 1)]

    assert rates == pytest.approx(row["lr_at_step"], rel=1e-9, abs=sys.float_info.min)


def test_the_oracle_knows_every_strategy_and_interval() -> None:
    seen = {(row["scheduler"]["name"], row["scheduler"]["interval"]) for row in ROWS}

    assert seen == {(name, interval) for name in STRATEGIES for interval in INTERVAL.choices}


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {MISSING}")
def test_side_by_side() -> None:
    from tests.side_by_side import FEW_HORIZONS, cases, difference

    differences = {case: difference(case) for case in cases(FEW_HORIZONS)}

    assert len(differences) > 500
    # Only torch's own exponential multiplies step by step; the others are the same formulas.
    assert max(d for case, d in differences.items() if case.scheduler.name == "exponential") < 1e-13
    assert max(d for case, d in differences.items() if case.scheduler.name != "exponential") < EXACTLY


# --- what holds of every schedule ------------------------------------------------------------------


@given(schedules())
@examples(300)
def test_factors_are_the_factor_of_every_step(schedule: Schedule) -> None:
    factors = schedule.factors()

    assert factors == [schedule.factor(step) for step in range(schedule.total_steps)]
    assert all(type(factor) is float and 0 <= factor <= 1 for factor in factors)
    assert 0 <= schedule.factor(schedule.total_steps) <= 1


@given(schedules())
@examples(300)
def test_facts_are_those_of_the_walk(schedule: Schedule) -> None:
    factors = schedule.factors()
    highest = max(factors)

    assert len(factors) == schedule.total_steps
    assert schedule.peak == Point(factors.index(highest), highest)
    assert schedule.final_factor == factors[-1]
    after = (s for s in range(schedule.total_steps) if taken(schedule, s) >= schedule.warmup_steps)
    assert schedule.warmup_end == next(after, None)
    assert schedule.epoch(0) == 1
    assert schedule.epoch(schedule.total_steps - 1) == schedule.max_epochs


@given(schedules(), st.sampled_from((NEGLIGIBLE, 0.0, 0.5, 1.0, 2.0)) | st.floats(0, 1))
@example(schedule(RESTARTS, 49, 1, warmup_ratio_or_steps=0, num_cycles=49), NEGLIGIBLE)
@examples(300)
def test_share_below_counts_steps(schedule: Schedule, factor: float) -> None:
    below = sum(seen < factor for seen in schedule.factors())

    assert schedule.share_below(factor) == below / schedule.total_steps


@given(schedules((RESTARTS,)))
@example(schedule(RESTARTS, 49, 1, warmup_ratio_or_steps=0, num_cycles=49))  # 49 * (1 / 49) is below 1
@example(schedule(RESTARTS, 50, 1, warmup_ratio_or_steps=1, num_cycles=98))
@examples(500)
def test_restarts_begin_cycles(schedule: Schedule) -> None:
    steps = range(schedule.total_steps)
    begun = [s for s in steps[1:] if cycle(schedule, s) > max(0, cycle(schedule, s - 1))]

    assert list(schedule.restarts) == begun


@given(schedules((RESTARTS,)), st.data())
@examples(200)
def test_there_is_a_restart_less_than_cycles(schedule: Schedule, data: st.DataObject) -> None:
    span = schedule.total_steps - schedule.warmup_steps
    assume(span >= 2)
    schedule = changed(schedule, "step", num_cycles=data.draw(st.integers(1, span // 2)))
    factors = schedule.factors()

    rises = [b for b, (one, other) in enumerate(pairwise(factors), 1) if other > one]

    assert len(schedule.restarts) == schedule.arguments["num_cycles"] - 1
    assert list(schedule.restarts) == [step for step in rises if step > schedule.warmup_steps]


@given(schedules(tuple(name for name in STRATEGIES if name != RESTARTS)))
@examples(100)
def test_others_never_restart(schedule: Schedule) -> None:
    assert schedule.restarts == ()


@given(schedules(WARMED))
@examples(200)
def test_no_jump_at_the_end_of_the_warmup(schedule: Schedule) -> None:
    schedule = changed(schedule, "step")
    end = schedule.warmup_steps
    assume(0 < end < schedule.total_steps)

    assert schedule.factor(end) - schedule.factor(end - 1) <= 1 / end + EXACTLY
    assert schedule.factor(end) == 1


@given(schedules(FALLING))
@examples(200)
def test_what_falls_ends_at_nothing(schedule: Schedule) -> None:
    assume(schedule.warmup_steps < schedule.total_steps)

    assert schedule.factor_after(schedule.total_steps) == 0


@given(schedules())
@examples(200)
def test_an_epoch_has_one_learning_rate_with_interval_epoch(schedule: Schedule) -> None:
    factors = changed(schedule, "epoch").factors()
    size = schedule.steps_per_epoch
    epochs = [factors[start : start + size] for start in range(0, len(factors), size)]

    assert all(len(epoch) == size and len(set(epoch)) == 1 for epoch in epochs)
    assert [epoch[0] for epoch in epochs] == [schedule.factor_after(n) for n in range(schedule.max_epochs)]


# --- particular schedules --------------------------------------------------------------------------


@pytest.mark.parametrize("interval", INTERVAL.choices)
@pytest.mark.parametrize("strategy", [None, *STRATEGIES])
def test_one_step(strategy: str | None, interval: str) -> None:
    gamma = {"gamma": 0.5} if strategy == "exponential" else {}
    curve = schedule(strategy, 1, 1, interval, **gamma)

    assert curve.factors() == [1.0]  # a tenth of a step rounds to none
    assert curve.restarts == ()
    assert curve.peak == Point(0, 1.0)
    assert curve.share_below() == 0


@pytest.mark.parametrize("strategy", WARMED)
@pytest.mark.parametrize("warmup", [10, 11, 1.0, 10**300, HUGE], ids=lambda warmup: f"{warmup!r:.6}")
def test_a_warmup_as_long_as_training(strategy: str, warmup: float) -> None:
    curve = schedule(strategy, 5, 2, warmup_ratio_or_steps=warmup)

    assert curve.warmup_end is None
    assert curve.factors() == [step / float(curve.warmup_steps) for step in range(10)]
    assert curve.peak == Point(9, 9 / float(curve.warmup_steps))
    assert curve.restarts == ()
    assert list(curve.factor(np.arange(10))) == curve.factors()


@pytest.mark.parametrize("strategy", WARMED)
@pytest.mark.parametrize("warmup", [0, 0.0, 0.04])
def test_no_warmup(strategy: str, warmup: float) -> None:
    curve = schedule(strategy, 5, 2, warmup_ratio_or_steps=warmup)

    assert curve.warmup_steps == curve.warmup_end == 0
    assert curve.peak == Point(0, 1.0)


@pytest.mark.parametrize(
    ("ratio_or_steps", "total", "steps"),
    [
        (0.25, 10, 2),
        (0.35, 10, 4),
        (0.75, 10, 8),
        (0.5, 1, 0),
        (0.5, 3, 2),
        (1.0, 7, 7),
        (1, 7, 1),
        (9, 7, 9),
    ],
)
def test_a_ratio_rounds_half_to_even(ratio_or_steps: float, total: int, steps: int) -> None:
    assert warmup_steps(ratio_or_steps, total) == steps


def test_steps_of_the_scheduler_count_against_the_length_in_optimisation_steps() -> None:
    curve = schedule("cosine_with_warmup", 100, 10, "epoch", warmup_ratio_or_steps=0.002)

    assert (curve.total_steps, curve.scheduler_steps, curve.warmup_steps) == (1000, 10, 2)
    assert (curve.warmup_end, curve.peak) == (200, Point(200, 1.0))
    assert curve.final_factor == pytest.approx(0.5 * (1 + math.cos(math.pi * 7 / 998)))


def test_more_cycles_than_steps() -> None:
    curve = schedule(RESTARTS, 4, 1, warmup_ratio_or_steps=0, num_cycles=10**300)

    assert curve.restarts == (1, 2, 3)
    assert curve.factors() == [1.0] * 4
    assert curve.factor(4) == 0


MODELS: list[tuple[Scheduler, dict[str, float | None], int]] = [
    (ConstantWithWarmup(interval="step"), {"warmup_ratio_or_steps": WARMUP.default}, DEFAULT_STEPS),
    (LinearWithWarmup(interval="epoch"), {"warmup_ratio_or_steps": WARMUP.default}, DEFAULT_STEPS),
    (
        CosineWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 1}),
        {"warmup_ratio_or_steps": 1},
        1,
    ),
    (
        CosineWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 1.0}),
        {"warmup_ratio_or_steps": 1.0},
        360,
    ),
    (
        CosineWithWarmupRestarts(interval="step"),
        {"num_cycles": NUM_CYCLES.default, "warmup_ratio_or_steps": WARMUP.default},
        DEFAULT_STEPS,
    ),
    (
        CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 7}),
        {"num_cycles": 7, "warmup_ratio_or_steps": WARMUP.default},
        DEFAULT_STEPS,
    ),
    (Exponential(interval="epoch", kwargs={"gamma": 0.9}), {"gamma": 0.9}, 0),
]


@pytest.mark.parametrize(("model", "arguments", "warmup"), MODELS)
def test_models_have_schedules(model: Scheduler, arguments: dict[str, float], warmup: int) -> None:
    curve = model.schedule(steps_per_epoch=30, max_epochs=12)

    assert curve == Schedule(model.name, model.interval, arguments, steps_per_epoch=30, max_epochs=12)
    assert (curve.arguments, curve.warmup_steps) == (arguments, warmup)
    assert (curve.steps_per_epoch, curve.max_epochs) == (30, 12)


@pytest.mark.parametrize("interval", INTERVAL.choices)
@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
def test_every_model_has_the_schedule_of_its_arguments(strategy: Strategy, interval: str) -> None:
    candidate = example_of(strategy, interval, complete=False)
    defaults = {slot.name: slot.default for slot in strategy.arguments if slot.default is not None}

    curve = typed(candidate).schedule(steps_per_epoch=30, max_epochs=12)

    arguments = defaults | candidate["kwargs"]
    assert curve == Schedule(strategy.name, interval, arguments, steps_per_epoch=30, max_epochs=12)


def test_no_scheduling() -> None:
    curve = schedule(None, 3, 2)

    assert curve.factors() == [1.0] * 6
    assert (curve.peak, curve.final_factor, curve.warmup_end, curve.restarts) == (Point(0, 1.0), 1.0, 0, ())
    assert curve.lr(5, 0.25) == 0.25


# --- arrays ----------------------------------------------------------------------------------------


@given(schedules(), st.data())
@examples(200)
def test_an_array_gives_what_its_steps_give(schedule: Schedule, data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.integers(0, 3 * schedule.total_steps), max_size=40))
    array = np.array(steps, dtype=np.int64)

    factors = schedule.factor(array)

    assert factors.dtype == np.float64
    assert factors.tolist() == pytest.approx([schedule.factor(s) for s in steps], rel=1e-14, abs=EXACTLY)
    assert array.tolist() == steps


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("shape", [(6,), (2, 3), (3, 1, 2), (0,), (2, 0)])
def test_an_array_keeps_its_shape(strategy: str, shape: tuple[int, ...]) -> None:
    gamma = {"gamma": 0.5} if strategy == "exponential" else {}
    steps = np.arange(math.prod(shape)).reshape(shape)

    factors = schedule(strategy, 3, 2, "step", **gamma).factor(steps)

    assert factors.shape == shape
    assert factors.dtype == np.float64


@pytest.mark.parametrize("interval", INTERVAL.choices)
@pytest.mark.parametrize(
    "dtype", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", ">i4"]
)
def test_all_integers_are_steps(dtype: str, interval: str) -> None:
    curve = schedule("linear_with_warmup", 1000, 2, interval)  # an epoch longer than int8 can say

    factors = curve.factor(np.array([0, 1, 127], dtype=dtype))

    assert factors.tolist() == [curve.factor(0), curve.factor(1), curve.factor(127)]


@pytest.mark.parametrize("step", [np.int64(3), np.uint8(3), np.array(3)])
def test_a_number_of_numpy_is_a_step(step: Any) -> None:
    factor = schedule("linear_with_warmup", 4, 2).factor(step)

    assert type(factor) is float
    assert factor == schedule("linear_with_warmup", 4, 2).factor(3)


def test_a_numpy_integer_is_a_length() -> None:
    length: Any = np.int64(4)

    assert type(schedule(None, length, 2).total_steps) is int


@pytest.mark.parametrize("interval", INTERVAL.choices)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_arrays_at_the_limits(strategy: str, interval: str) -> None:
    """Nothing overflows, or NumPy would warn."""
    slots = STRATEGIES[strategy].arguments
    largest = {slot.name: HUGE if slot.takes(HUGE) else 5e-324 for slot in slots}
    names = STRATEGIES[strategy].argument_names
    steps = np.array([0, 1, 2**52, LONGEST])
    for arguments in ({name: largest[name] for name in names}, {n: largest[n] for n in names[:1]}):
        curve = Schedule(strategy, interval, arguments, steps_per_epoch=2**20, max_epochs=2**33)

        assert curve.factor(steps).tolist() == [curve.factor(step) for step in steps.tolist()]


# --- long trainings --------------------------------------------------------------------------------


@pytest.mark.parametrize("total", [10**6, LONGEST])
@pytest.mark.parametrize("interval", INTERVAL.choices)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_long_trainings_are_not_walked(strategy: str, interval: str, total: int) -> None:
    gamma = {"gamma": 1 - 1e-9} if strategy == "exponential" else {}
    for steps_per_epoch in (1, 2**6, total):
        curve = schedule(strategy, steps_per_epoch, total // steps_per_epoch, interval, **gamma)
        with mock.patch.object(Schedule, "_at", autospec=True, side_effect=Schedule._at) as at:
            curve.factor(total // 2)
            assert at.call_count == 1
            assert (curve.peak.factor, curve.final_factor >= 0) == (curve.factor(curve.peak.step), True)
            assert len(curve.restarts) <= 2
            assert 0 <= curve.share_below() <= 1
        assert at.call_count < 350


@pytest.mark.parametrize("cycles", [2, 3, 1000])
def test_restarts_of_a_long_training(cycles: int) -> None:
    curve = schedule(RESTARTS, LONGEST, 1, warmup_ratio_or_steps=0, num_cycles=cycles)

    restarts = curve.restarts

    # At its very last step, rounding takes this long a training to the top once more.
    assert restarts[: cycles - 1] == pytest.approx([n * LONGEST / cycles for n in range(1, cycles)], abs=2)
    assert all(cycle(curve, step) > cycle(curve, step - 1) for step in restarts)


@pytest.mark.parametrize("strategy", [None, *STRATEGIES])
@pytest.mark.parametrize("base_lr", [0, 0.0])
def test_a_base_lr_of_0_is_0_all_along(strategy: str | None, base_lr: float) -> None:
    slots = STRATEGIES[strategy].arguments if strategy else ()
    arguments = {slot.name: slot.examples[0] for slot in slots}
    flat = Schedule(strategy, "step", arguments, steps_per_epoch=4, max_epochs=2)

    assert [flat.lr(step, base_lr) for step in range(9)] == [0.0] * 9


@pytest.mark.parametrize(
    ("cycles", "warmup", "restarts"), [(1, 0, False), (2, 0, True), (3, 0, True), (3, 60, False)]
)
def test_a_restart_is_one_where_training_sees_it(cycles: int, warmup: int, restarts: bool) -> None:
    curve = schedule(RESTARTS, 10, 6, num_cycles=cycles, warmup_ratio_or_steps=warmup)

    assert (curve.has_restarts, bool(curve.restarts)) == (restarts, restarts)
