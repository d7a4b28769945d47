"""The arguments of strategies as Pydantic models, and as typed dicts for type checkers.

Bounds, defaults and descriptions come from the facts. Strategies that take the same arguments share a
model.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any, Literal, TypeAlias, TypedDict

from pydantic import Field

from kumo_lr.facts.slots import Number, Range, Slot
from kumo_lr.facts.strategies import ARGUMENTS, GAMMA, INTERVAL, KWARGS, NAME, NUM_CYCLES, STRATEGIES, WARMUP
from kumo_lr.findings import Path
from kumo_lr.plan.strict_model import ExactModel


def _within(slot: Slot, kind: Literal["integer", "float"]) -> Any:
    """Return the bounds of a number, which without an upper limit are those of a float."""
    limits: Range = getattr(slot, kind)
    high = int(sys.float_info.max) if limits.high is None else limits.high
    return Field(gt=limits.low, le=high) if limits.low_open else Field(ge=limits.low, le=high)


def _argument(slot: Slot) -> Any:
    """Return the model field of an argument; one without a default is required."""
    if slot.default is None:
        return Field(description=slot.summary)
    return Field(slot.default, description=slot.summary)


Ratio: TypeAlias = Annotated[float, _within(WARMUP, "float")]
Steps: TypeAlias = Annotated[int, _within(WARMUP, "integer")]
Gamma: TypeAlias = Annotated[float, _within(GAMMA, "float")]
Cycles: TypeAlias = Annotated[int, _within(NUM_CYCLES, "integer")]


class Kwargs(ExactModel, frozen=True):
    """The arguments of a strategy; those left out have their defaults."""

    @classmethod
    def _in_field(cls, value: Any) -> tuple[object, Path]:
        # Any strategy with exactly these arguments will do: the errors are the same.
        name = next(s.name for s in STRATEGIES.values() if {*s.argument_names} == cls.model_fields.keys())
        candidate = {NAME.name: name, INTERVAL.name: INTERVAL.choices[0], KWARGS: value}
        return [candidate], (0, KWARGS)

    @classmethod
    def _is_exact(cls, key: str, value: Any) -> bool:
        slot = ARGUMENTS[key]
        if isinstance(value, bool):
            return False
        kinds = [kind for kind, limits in ((int, slot.integer), (float, slot.float)) if limits is not None]
        return isinstance(value, tuple(kinds))

    @property
    def given(self) -> dict[str, Number]:
        """The arguments that were given, by name, in the documentation's order."""
        names = type(self).model_fields
        return {name: getattr(self, name) for name in names if name in self.model_fields_set}

    def to_kumo(self) -> dict[str, Number]:
        """Return the given arguments as plain data."""
        return self.given


class WarmupKwargs(Kwargs, frozen=True):
    """Arguments of the strategies that have a warmup, and nothing else to set."""

    warmup_ratio_or_steps: Ratio | Steps = _argument(WARMUP)


class ExponentialKwargs(Kwargs, frozen=True):
    """Arguments of `exponential`."""

    gamma: Annotated[Gamma, Field(description=GAMMA.summary)]


class RestartsKwargs(Kwargs, frozen=True):
    """Arguments of `cosine_with_warmup_restarts`."""

    num_cycles: Cycles = _argument(NUM_CYCLES)
    warmup_ratio_or_steps: Ratio | Steps = _argument(WARMUP)


# The types of mappings passed as kwargs, for type checkers and editors.
class WarmupArguments(TypedDict, total=False):
    """`kwargs` of the strategies that have a warmup, and nothing else to set, as a mapping."""

    warmup_ratio_or_steps: float | int


class ExponentialArguments(TypedDict):
    """`kwargs` of `exponential`, as a mapping."""

    gamma: float


class RestartsArguments(TypedDict, total=False):
    """`kwargs` of `cosine_with_warmup_restarts`, as a mapping."""

    num_cycles: int
    warmup_ratio_or_steps: float | int
