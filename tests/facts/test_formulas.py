"""A strategy is a record and a formula: whatever holds of the one holds of the other."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.foreign_names import OTHER_ARGUMENTS, OTHER_STRATEGIES, squash
from kumo_lr.facts.formulas import FORMULAS
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import ARGUMENTS, STRATEGIES, WARMUP, Strategy

every_strategy = pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)


def schedule(strategy: Strategy, **arguments: float) -> Schedule:
    examples = {slot.name: slot.examples[0] for slot in strategy.arguments}
    return Schedule(strategy.name, "step", examples | arguments, steps_per_epoch=50, max_epochs=8)


def test_every_strategy_has_a_formula() -> None:
    assert FORMULAS.keys() == STRATEGIES.keys()


@every_strategy
def test_a_strategy_decays_where_its_record_says_so(strategy: Strategy) -> None:
    curve = schedule(strategy)
    after_warmup = curve.factors()[curve.warmup_steps :]

    assert (min(after_warmup) < after_warmup[0]) == strategy.decays


@every_strategy
def test_every_argument_changes_the_curve(strategy: Strategy) -> None:
    for slot in strategy.arguments:
        limits = slot.integer or slot.float
        assert limits is not None
        other = limits.high if limits.high is not None else limits.low
        assert other is not None
        factors = {tuple(schedule(strategy, **{slot.name: n}).factors()) for n in (slot.examples[0], other)}

        assert len(factors) == 2, slot.name


@every_strategy
def test_what_is_required_has_no_default(strategy: Strategy) -> None:
    assert set(strategy.required) == {slot.name for slot in strategy.arguments if slot.default is None}


def test_what_kumo_has_is_no_name_of_another_library() -> None:
    assert OTHER_STRATEGIES.keys() & set(map(squash, STRATEGIES)) == set()
    assert OTHER_ARGUMENTS.keys() & set(map(squash, ARGUMENTS)) == set()


def test_the_default_set_writes_the_defaults_out() -> None:
    for mode in RUN_MODES.values():
        for candidate in mode.candidates:
            assert dict(candidate.kwargs) == {WARMUP.name: WARMUP.default}


# --- schedules as values ---------------------------------------------------------------------------


@every_strategy
@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda curve: pickle.loads(pickle.dumps(curve))]
)
def test_schedules_are_equal_by_value(strategy: Strategy, copied: Callable[[Any], Any]) -> None:
    curve = schedule(strategy)

    assert copied(curve) == curve
    assert hash(copied(curve)) == hash(curve)
    assert eval(repr(curve)) == curve
    assert curve != schedule(next(s for s in STRATEGIES.values() if s is not strategy))
    assert curve != curve.arguments


def test_a_warmup_of_a_step_is_not_all_of_training() -> None:
    linear = STRATEGIES["linear_with_warmup"]

    assert schedule(linear, warmup_ratio_or_steps=1) != schedule(linear, warmup_ratio_or_steps=1.0)


def test_schedules_do_not_change() -> None:
    curve = schedule(STRATEGIES["exponential"])

    with pytest.raises(AttributeError, match=r"^cannot set interval: "):
        curve.interval = "epoch"
    with pytest.raises(AttributeError, match=r"^cannot delete interval: "):
        del curve.interval
    with pytest.raises(TypeError):
        curve.arguments["gamma"] = 0.5  # type: ignore[index]  # the mapping is read-only


@every_strategy
def test_arguments_left_out_have_their_defaults(strategy: Strategy) -> None:
    given = {name: ARGUMENTS[name].examples[0] for name in strategy.required}

    curve = Schedule(strategy.name, "step", given, steps_per_epoch=2, max_epochs=2)

    defaults = {slot.name: slot.default for slot in strategy.arguments if slot.default is not None}
    assert curve.arguments == {**defaults, **given}
    assert list(curve.arguments) == list(strategy.argument_names)


def test_an_argument_without_a_default_is_needed() -> None:
    with pytest.raises(ValueError, match=r"^exponential needs gamma$"):
        Schedule("exponential", "step", {}, steps_per_epoch=2, max_epochs=2)


def test_a_base_lr_of_0_is_a_learning_rate_of_0() -> None:
    assert schedule(STRATEGIES["linear_with_warmup"]).lr(100, 0) == 0


def test_a_factor_after_scheduler_steps() -> None:
    curve = Schedule("exponential", "epoch", {"gamma": 0.5}, steps_per_epoch=10, max_epochs=4)

    assert [curve.factor_after(n) for n in range(5)] == [1.0, 0.5, 0.25, 0.125, 0.0625]
    assert curve.factor_after(2) == curve.factor(20)
    with pytest.raises(TypeError, match=r"^scheduler_steps is an integer, not float$"):
        curve.factor_after(1.0)  # type: ignore[arg-type]  # what the test is about


@pytest.mark.parametrize("warmup", [0, 3, 10**300])
@pytest.mark.parametrize("cycles", [1, 2, 7, 10**300])
def test_has_restarts_where_there_are_restarts(warmup: int, cycles: int) -> None:
    restarts = STRATEGIES["cosine_with_warmup_restarts"]
    for max_epochs in range(1, 8):
        arguments = {"warmup_ratio_or_steps": warmup, "num_cycles": cycles}
        curve = Schedule(restarts.name, "epoch", arguments, steps_per_epoch=2, max_epochs=max_epochs)

        assert curve.has_restarts == bool(curve.restarts)
