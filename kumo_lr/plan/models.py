"""The field as strict and frozen Pydantic models: one for each strategy, discriminated by `name`.

Bounds, defaults and descriptions come from the facts. A model refuses what `kumo-lr check` reports as an
error, with the same codes and words, and accepts the rest: text is not a number, a boolean is not an
integer, and `1` (a step) differs from `1.0` (all of training).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeAlias, get_args

from pydantic import (
    Field,
    PlainSerializer,
    ValidationError,
    WrapValidator,
)

from kumo_lr.facts.plan_layout import NOT_SET
from kumo_lr.plan.candidate import Candidate
from kumo_lr.plan.strategy_models import AnyScheduler
from kumo_lr.plan.strict_model import explained


def _validate_candidate(value: Any, validate: Callable[[Any], Any]) -> Any:
    try:
        return validate(value)
    except ValidationError as error:
        raise explained("candidate", value, [value], (0,), error) from None


MODELS: tuple[type[Candidate], ...] = get_args(AnyScheduler)
Scheduler: TypeAlias = Annotated[
    AnyScheduler, Field(discriminator="name"), WrapValidator(_validate_candidate)
]
"""A candidate that is not empty, told apart by its name."""
Candidates: TypeAlias = tuple[Scheduler | None, ...]


def _validate_field(value: Any, validate: Callable[[Any], Candidates]) -> Candidates:
    if isinstance(value, str | tuple) and value in (NOT_SET, ()):
        return ()
    try:
        return validate(tuple(value) if isinstance(value, list) else value)
    except ValidationError as error:
        raise explained("lr_scheduler", value, value, (), error) from None


def to_kumo(candidates: Candidates) -> list[dict[str, Any] | None] | str:
    """Return candidates as plain data for Kumo, or `'???'`, its placeholder for an unset field."""
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
