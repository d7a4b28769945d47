"""The field as Pydantic models: one for each strategy, told apart by `name`, strict and frozen.

Bounds, defaults and descriptions come from the vocabulary. A model refuses what `kumo-lr check`
calls an error, with the same codes and words, and takes the rest: text is no number, a boolean no
integer, and `1` (a step) stays apart from `1.0` (all of training).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypeAlias, TypedDict

from pydantic import (
    BaseModel,
    Field,
    PlainSerializer,
    ValidationError,
    WrapValidator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from kumo_lr.findings import Finding, Path
from kumo_lr.vocabulary import (
    GAMMA,
    INTERVAL,
    NOT_SET,
    NUM_CYCLES,
    STRATEGIES,
    WARMUP,
    Number,
    Range,
    Slot,
)
from kumo_lr.wording import findings_of, sentence

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


def _explained(
    title: str, value: Any, field: object, prefix: Path, error: ValidationError
) -> ValidationError:
    """Tell what is wrong with a value in the checker's words.

    `field` is a field in which the value stands, after the steps of `prefix`. Pydantic's own words
    stay where the value is beyond YAML.
    """
    findings = [f for f in findings_of(field) if f.path[: len(prefix)] == prefix]
    details = [_detail(finding, finding.path[len(prefix) :], value) for finding in findings]
    return ValidationError.from_exception_data(title, details) if details else error


def _detail(finding: Finding, path: Path, value: Any) -> InitErrorDetails:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
    words = {
        "words": sentence(finding),
        "rule": finding.rule,
        "help": finding.help,
        "suggestions": finding.suggestions,
    }
    error = PydanticCustomError(finding.code, "{words}", words)
    return InitErrorDetails(type=error, loc=path, input=value)


class _Model(BaseModel, strict=True, extra="forbid", frozen=True, allow_inf_nan=False):
    """What all models share. Numbers are equal within a kind only: `1` is not `1.0`."""

    @classmethod
    def _in_field(cls, value: Any) -> tuple[object, Path]:
        """Give a field in which a value of this model stands, and where."""
        raise NotImplementedError

    @model_validator(mode="wrap")
    @classmethod
    def _validate(cls, value: Any, validate: Callable[[Any], Self]) -> Self:
        try:
            return validate(value)
        except ValidationError as error:
            raise _explained(cls.__name__, value, *cls._in_field(value), error) from None

    def __eq__(self, other: object) -> bool:
        if super().__eq__(other) is not True:
            return NotImplemented
        return [*map(type, vars(self).values())] == [*map(type, vars(other).values())]

    # Equal models hold equal numbers, so what Pydantic makes of the values will do.
    __hash__ = BaseModel.__hash__


class _Kwargs(_Model, frozen=True):
    """The arguments of a strategy; one that was left out reads as its default."""

    _strategy: ClassVar[str]  # one that takes these arguments, and no others

    @classmethod
    def _in_field(cls, value: Any) -> tuple[object, Path]:
        candidate = {"name": cls._strategy, "interval": "step", "kwargs": value}
        return [candidate], (0, "kwargs")

    @property
    def given(self) -> dict[str, Number]:
        """The arguments that were not left out, by name, in the documentation's order."""
        names = type(self).model_fields
        return {name: getattr(self, name) for name in names if name in self.model_fields_set}

    def to_kumo(self) -> dict[str, Number]:
        """Give the arguments as plain data, as far as given."""
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


class _Scheduler(_Model, frozen=True):
    """One candidate."""

    name: str
    interval: Interval = _interval()
    kwargs: _Kwargs

    @classmethod
    def _in_field(cls, value: Any) -> tuple[object, Path]:
        own = {"name": cls.model_fields["name"].default}
        return [own | value if isinstance(value, dict) else value], (0,)

    def to_kumo(self) -> dict[str, Any]:
        """Give the candidate as plain data: `name`, `interval`, and `kwargs` as far as given."""
        return {"name": self.name, "interval": self.interval, "kwargs": self.kwargs.given}


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


Scheduler: TypeAlias = (
    ConstantWithWarmup | LinearWithWarmup | Exponential | CosineWithWarmup | CosineWithWarmupRestarts
)
Candidates: TypeAlias = tuple[Scheduler | None, ...]


def _validate_field(value: Any, validate: Callable[[Any], Candidates]) -> Candidates:
    if isinstance(value, str | tuple) and value in (NOT_SET, ()):
        return ()
    try:
        return validate(tuple(map(_flat, value)) if isinstance(value, list | tuple) else value)
    except ValidationError as error:
        raise _explained("lr_scheduler", value, value, (), error) from None


def _flat(candidate: Any) -> Any:
    """Give a candidate as Kumo takes it: out of a list of its own, and null where it is empty."""
    if isinstance(candidate, list) and len(candidate) == 1 and candidate[0].__class__ is not list:
        candidate = candidate[0]
    return None if candidate in ([], {}) else candidate


def to_kumo(candidates: Candidates) -> list[dict[str, Any] | None] | str:
    """Give candidates as plain data that Kumo takes; `'???'`, its sign for not set, where there are none."""
    return [None if candidate is None else candidate.to_kumo() for candidate in candidates] or NOT_SET


LRSchedulerField: TypeAlias = Annotated[
    tuple[Annotated[Scheduler, Field(discriminator="name")] | None, ...],
    Field(min_length=1, strict=True),
    WrapValidator(_validate_field),
    PlainSerializer(to_kumo),
]
"""The whole field, for use in other Pydantic models: a tuple of candidates, None = no scheduling.

It takes a list as a file holds it, models in it or not. Not set (`'???'`) is the empty tuple.
"""
