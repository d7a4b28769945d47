"""What is no training, no step and no learning rate to a schedule."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from kumo_lr import CosineWithWarmup
from kumo_lr.facts.strategies import LONGEST
from tests.support.curves import schedule


@pytest.mark.parametrize("number", [0, -1])
def test_a_training_has_steps(number: int) -> None:
    with pytest.raises(ValueError, match=f"^steps_per_epoch is {number}; it is 1 or more$"):
        schedule(None, number, 2)
    with pytest.raises(ValueError, match=f"^max_epochs is {number}; it is 1 or more$"):
        schedule(None, 2, number)


@pytest.mark.parametrize("number", [True, 1.0, "1", None, np.float64(1), [1]])
def test_lengths_are_integers(number: Any) -> None:
    kind = type(number).__name__
    with pytest.raises(TypeError, match=f"^steps_per_epoch is an integer, not {kind}$"):
        schedule(None, number, 2)
    with pytest.raises(TypeError, match=f"^max_epochs is an integer, not {kind}$"):
        schedule(None, 2, number)


@pytest.mark.parametrize("lengths", [(LONGEST + 1, 1), (2**30, 2**30)])
def test_a_float_has_to_count_the_steps(lengths: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is above 9007199254740992; a float cannot count that far"):
        schedule(None, *lengths)


@pytest.mark.parametrize("step", [-1, LONGEST + 1, 10**400], ids=lambda step: f"{step!r:.6}")
def test_steps_are_counted_from_0(step: int) -> None:
    with pytest.raises(ValueError, match=f"^step is {step}; steps are counted from 0"):
        schedule("linear_with_warmup", 2, 2).factor(step)


@pytest.mark.parametrize(
    ("steps", "wrong"), [(np.array([0, -1, 3]), -1), (np.array([0, 2**64 - 1], dtype=np.uint64), 2**64 - 1)]
)
def test_steps_of_an_array_are_counted_from_0(steps: Any, wrong: int) -> None:
    with pytest.raises(ValueError, match=f"^a step is {wrong}; steps are counted from 0"):
        schedule("linear_with_warmup", 2, 2).factor(steps)


@pytest.mark.parametrize("step", [True, 1.0, "1", None, [1], np.array(1.0), np.float64(1)])
def test_a_step_is_an_integer(step: Any) -> None:
    with pytest.raises(TypeError, match=r"^step is an integer, not "):
        schedule("linear_with_warmup", 2, 2).factor(step)


@pytest.mark.parametrize("steps", [np.array([1.0]), np.array([True]), np.array(["1"]), np.array([None])])
def test_steps_of_an_array_are_integers(steps: Any) -> None:
    with pytest.raises(TypeError, match=f"^steps are integers, not {steps.dtype}$"):
        schedule("linear_with_warmup", 2, 2).factor(steps)


@pytest.mark.parametrize("base_lr", [math.nan, math.inf, -0.1])
def test_a_base_lr_is_a_finite_number(base_lr: float) -> None:
    with pytest.raises(ValueError, match=f"^base_lr is {base_lr}; it is a finite number, 0 or more$"):
        schedule(None, 2, 2).lr(0, base_lr)


def test_a_model_says_what_is_wrong_with_a_training() -> None:
    with pytest.raises(ValueError, match=r"^max_epochs is 0; it is 1 or more$"):
        CosineWithWarmup(interval="step").schedule(steps_per_epoch=1, max_epochs=0)
