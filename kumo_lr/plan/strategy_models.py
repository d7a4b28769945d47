"""The model of each strategy.

Written by `python -m tests.regenerate`, from the strategies in `kumo_lr.facts` and the models of their
arguments. Pydantic also accepts a mapping in place of a model, which type checkers cannot infer, so each
model declares its constructor for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import Field

from kumo_lr.plan.candidate import Candidate, Interval, name_field
from kumo_lr.plan.kwargs import (
    ExponentialArguments,
    ExponentialKwargs,
    RestartsArguments,
    RestartsKwargs,
    WarmupArguments,
    WarmupKwargs,
)


class ConstantWithWarmup(Candidate, frozen=True):
    """A warmup from 0 to base_lr, then base_lr."""

    name: Literal["constant_with_warmup"] = name_field("constant_with_warmup")
    kwargs: WarmupKwargs = Field(default_factory=WarmupKwargs)

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: WarmupKwargs | WarmupArguments = ...,
            name: Literal["constant_with_warmup"] = ...,
        ) -> None: ...


class LinearWithWarmup(Candidate, frozen=True):
    """A warmup from 0 to base_lr, then a straight line down to 0."""

    name: Literal["linear_with_warmup"] = name_field("linear_with_warmup")
    kwargs: WarmupKwargs = Field(default_factory=WarmupKwargs)

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: WarmupKwargs | WarmupArguments = ...,
            name: Literal["linear_with_warmup"] = ...,
        ) -> None: ...


class Exponential(Candidate, frozen=True):
    """Multiplies the learning rate by gamma at every interval, from base_lr on; no warmup."""

    name: Literal["exponential"] = name_field("exponential")
    kwargs: ExponentialKwargs

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: ExponentialKwargs | ExponentialArguments,
            name: Literal["exponential"] = ...,
        ) -> None: ...


class CosineWithWarmup(Candidate, frozen=True):
    """A warmup from 0 to base_lr, then half a cosine wave down to 0."""

    name: Literal["cosine_with_warmup"] = name_field("cosine_with_warmup")
    kwargs: WarmupKwargs = Field(default_factory=WarmupKwargs)

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: WarmupKwargs | WarmupArguments = ...,
            name: Literal["cosine_with_warmup"] = ...,
        ) -> None: ...


class CosineWithWarmupRestarts(Candidate, frozen=True):
    """A warmup from 0 to base_lr, then num_cycles times down to 0 and back at once to base_lr."""

    name: Literal["cosine_with_warmup_restarts"] = name_field("cosine_with_warmup_restarts")
    kwargs: RestartsKwargs = Field(default_factory=RestartsKwargs)

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: RestartsKwargs | RestartsArguments = ...,
            name: Literal["cosine_with_warmup_restarts"] = ...,
        ) -> None: ...


AnyScheduler: TypeAlias = (
    ConstantWithWarmup | LinearWithWarmup | Exponential | CosineWithWarmup | CosineWithWarmupRestarts
)
