"""The field as Pydantic models: one for each strategy, told apart by `name`, strict and frozen.

Bounds, defaults and descriptions come from the vocabulary. A model refuses what `kumo-lr check`
calls an error, with the same codes and words, and takes the rest: text is no number, a boolean no
integer, and `1` (a step) stays apart from `1.0` (all of training).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias, TypedDict, get_args

from pydantic import (
    Field,
    PlainSerializer,
    ValidationError,
    WrapValidator,
)

from kumo_lr.facts.curves import Schedule, schedule_of
from kumo_lr.facts.plan_layout import NOT_SET
from kumo_lr.facts.slots import Number, Range, Slot
from kumo_lr.facts.strategies import ARGUMENTS, GAMMA, INTERVAL, KWARGS, NAME, NUM_CYCLES, STRATEGIES, WARMUP
from kumo_lr.findings import Path
from kumo_lr.plan.strict_model import ExactModel, explained

Interval: TypeAlias = Literal["step", "epoch"]


def _within(slot: Slot, kind: Literal["integer", "float"]) -> Any:
    """Bound a number; without an upper limit of its own it ends where a float does."""
    limits: Range = getattr(slot, kind)
    if limits.high is None:
        return Field(ge=limits.low, le=int(sys.float_info.max))
    if limits.low_open:
        return Field(gt=limits.low, le=limits.high)
    return Field(ge=limits.low, le=limits.high)


def _argument(slot: Slot) -> Any:
    """Describe an argument; one without a default is required."""
    if slot.default is None:
        return Field(description=slot.summary)
    return Field(slot.default, description=slot.summary)


def _name(name: str) -> Any:
    return Field(name, description=STRATEGIES[name].summary)


def _interval() -> Any:
    return Field(description=INTERVAL.summary)


Ratio: TypeAlias = Annotated[float, _within(WARMUP, "float")]
Steps: TypeAlias = Annotated[int, _within(WARMUP, "integer")]
Gamma: TypeAlias = Annotated[float, _within(GAMMA, "float")]
Cycles: TypeAlias = Annotated[int, _within(NUM_CYCLES, "integer")]


class _Kwargs(ExactModel, frozen=True):
    """The arguments of a strategy; one that was left out reads as its default."""

    _strategy: ClassVar[str]  # one that takes these arguments, and no others

    @classmethod
    def _in_field(cls, value: Any) -> tuple[object, Path]:
        candidate = {"name": cls._strategy, "interval": "step", "kwargs": value}
        return [candidate], (0, "kwargs")

    @classmethod
    def _is_exact(cls, key: str, value: Any) -> bool:
        slot = ARGUMENTS[key]
        if isinstance(value, bool):
            return False
        kinds = [kind for kind, limits in ((int, slot.integer), (float, slot.float)) if limits is not None]
        return isinstance(value, tuple(kinds))

    @property
    def given(self) -> dict[str, Number]:
        """The arguments that were not left out, by name, in the documentation's order."""
        names = type(self).model_fields
        return {name: getattr(self, name) for name in names if name in self.model_fields_set}

    def to_kumo(self) -> dict[str, Number]:
        """Return the arguments as plain data, as far as given."""
        return self.given


class WarmupKwargs(_Kwargs, frozen=True):
    """Arguments of the strategies that have a warmup, and nothing else to set."""

    _strategy = "constant_with_warmup"

    warmup_ratio_or_steps: Ratio | Steps = _argument(WARMUP)


class ExponentialKwargs(_Kwargs, frozen=True):
    """Arguments of `exponential`."""

    _strategy = "exponential"

    gamma: Annotated[Gamma, Field(description=GAMMA.summary)]


class RestartsKwargs(_Kwargs, frozen=True):
    """Arguments of `cosine_with_warmup_restarts`."""

    _strategy = "cosine_with_warmup_restarts"

    num_cycles: Cycles = _argument(NUM_CYCLES)
    warmup_ratio_or_steps: Ratio | Steps = _argument(WARMUP)


# What a type checker and an editor know of a mapping that is passed as kwargs.
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


class _Scheduler(ExactModel, frozen=True):
    """One candidate."""

    name: str
    interval: Interval = _interval()
    kwargs: _Kwargs

    @classmethod
    def _in_field(cls, value: Any) -> tuple[object, Path]:
        own = {"name": cls.model_fields["name"].default}
        return [own | value if isinstance(value, dict) else value], (0,)

    @classmethod
    def _is_exact(cls, key: str, value: Any) -> bool:
        return key == KWARGS or isinstance(value, str)

    def model_post_init(self, _context: object, /) -> None:
        """Count the name as given, so that no way to dump a candidate loses it."""
        self.model_fields_set.add(NAME.name)

    def to_kumo(self) -> dict[str, Any]:
        """Return the candidate as plain data: `name`, `interval`, and `kwargs` as far as given."""
        return {"name": self.name, "interval": self.interval, "kwargs": self.kwargs.given}

    def schedule(self, *, steps_per_epoch: int, max_epochs: int) -> Schedule:
        """Return the learning rate over one training, as Kumo's engine computes it.

        `steps_per_epoch` is the number of optimisation steps in an epoch, `max_epochs` the number of
        epochs. Raises `ValueError` where one of them is below 1, `TypeError` where it is no integer.
        """
        return schedule_of(
            self.name,
            self.interval,
            self.kwargs.given,
            steps_per_epoch=steps_per_epoch,
            max_epochs=max_epochs,
        )


# Pydantic takes a mapping where a model stands, and type checkers do not know: each model of a strategy
# says for them what its constructor takes.
class ConstantWithWarmup(_Scheduler, frozen=True):
    """A warmup from 0 to base_lr, then base_lr."""

    name: Literal["constant_with_warmup"] = _name("constant_with_warmup")
    kwargs: WarmupKwargs = Field(default_factory=WarmupKwargs)

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: WarmupKwargs | WarmupArguments = ...,
            name: Literal["constant_with_warmup"] = ...,
        ) -> None: ...


class LinearWithWarmup(_Scheduler, frozen=True):
    """A warmup from 0 to base_lr, then a straight line down to 0."""

    name: Literal["linear_with_warmup"] = _name("linear_with_warmup")
    kwargs: WarmupKwargs = Field(default_factory=WarmupKwargs)

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: WarmupKwargs | WarmupArguments = ...,
            name: Literal["linear_with_warmup"] = ...,
        ) -> None: ...


class Exponential(_Scheduler, frozen=True):
    """Multiplies the learning rate by gamma at every interval, from base_lr on; no warmup."""

    name: Literal["exponential"] = _name("exponential")
    kwargs: ExponentialKwargs

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: ExponentialKwargs | ExponentialArguments,
            name: Literal["exponential"] = ...,
        ) -> None: ...


class CosineWithWarmup(_Scheduler, frozen=True):
    """A warmup from 0 to base_lr, then half a cosine wave down to 0."""

    name: Literal["cosine_with_warmup"] = _name("cosine_with_warmup")
    kwargs: WarmupKwargs = Field(default_factory=WarmupKwargs)

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: WarmupKwargs | WarmupArguments = ...,
            name: Literal["cosine_with_warmup"] = ...,
        ) -> None: ...


class CosineWithWarmupRestarts(_Scheduler, frozen=True):
    """A warmup from 0 to base_lr, then num_cycles times down to 0 and back at once to base_lr."""

    name: Literal["cosine_with_warmup_restarts"] = _name("cosine_with_warmup_restarts")
    kwargs: RestartsKwargs = Field(default_factory=RestartsKwargs)

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: RestartsKwargs | RestartsArguments = ...,
            name: Literal["cosine_with_warmup_restarts"] = ...,
        ) -> None: ...


def _validate_candidate(value: Any, validate: Callable[[Any], Any]) -> Any:
    try:
        return validate(value)
    except ValidationError as error:
        raise explained("candidate", value, [value], (0,), error) from None


_AnyScheduler: TypeAlias = (
    ConstantWithWarmup | LinearWithWarmup | Exponential | CosineWithWarmup | CosineWithWarmupRestarts
)
MODELS: tuple[type[_Scheduler], ...] = get_args(_AnyScheduler)
Scheduler: TypeAlias = Annotated[
    _AnyScheduler, Field(discriminator="name"), WrapValidator(_validate_candidate)
]
"""A candidate that is not empty, told apart by its name."""
Candidates: TypeAlias = tuple[Scheduler | None, ...]


def _validate_field(value: Any, validate: Callable[[Any], Candidates]) -> Candidates:
    if isinstance(value, str | tuple) and value in (NOT_SET, ()):
        return ()
    try:
        return validate(tuple(map(_flat, value)) if isinstance(value, list | tuple) else value)
    except ValidationError as error:
        raise explained("lr_scheduler", value, value, (), error) from None


def _flat(candidate: Any) -> Any:
    """Return a candidate as Kumo takes it: out of a list of its own, and null where it is empty."""
    if isinstance(candidate, list) and len(candidate) == 1 and candidate[0].__class__ is not list:
        candidate = candidate[0]
    return None if candidate in ([], {}) else candidate


def to_kumo(candidates: Candidates) -> list[dict[str, Any] | None] | str:
    """Return candidates as plain data that Kumo takes; `'???'`, its sign for not set, without any."""
    return [None if candidate is None else candidate.to_kumo() for candidate in candidates] or NOT_SET


LRSchedulerField: TypeAlias = Annotated[
    tuple[Scheduler | None, ...],
    Field(min_length=1, strict=True),
    WrapValidator(_validate_field),
    PlainSerializer(to_kumo),
]
"""The whole field, for use in other Pydantic models: a tuple of candidates, None = no scheduling.

It takes a list as a file holds it, models in it or not. Not set (`'???'`) is the empty tuple.
"""
