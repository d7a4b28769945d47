"""KLR3xx for warmups: those that never end, or spend an epoch at 0."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.facts.horizons import Bounds
from kumo_lr.facts.strategies import INTERVAL, WARMUP, peak_of_warmup, warmup_steps
from kumo_lr.findings import Severity
from kumo_lr.phrases import share_range
from kumo_lr.rules.record import Availability, Message, Objection, Rule
from kumo_lr.rules.subjects import Training
from kumo_lr.rules.training import (
    ANOTHER_CURVE,
    EPOCH,
    EXAMPLE,
    OF_TRAINING,
    STEP,
    replace,
    step_instead,
    steps_in,
    written,
)
from kumo_lr.rules.values import is_whole_ratio

_BY_STEP = (frozenset((STEP, WARMUP.name)),)
_BY_EPOCH = (frozenset((EPOCH, WARMUP.name)),)
_FEW = 100  # one step out of at least this many is not a warmup
_DEFAULT = f"{WARMUP.name}: {WARMUP.default}"
_GOOD = EXAMPLE.format("linear_with_warmup", "step", _DEFAULT)


def _peaks(training: Training) -> str:
    """Return how high the learning rate gets over all horizons, in words."""
    ratio_or_steps, by_epoch = training.arguments[WARMUP.name], training.interval == EPOCH
    max_epochs, steps_per_epoch = training.horizons
    peaks = [
        peak_of_warmup(warmup_steps(ratio_or_steps, steps * epochs), epochs if by_epoch else steps * epochs)
        for epochs in set(max_epochs)
        for steps in set(steps_per_epoch)
    ]
    return share_range(min(peaks), max(peaks))


def _warmup(training: Training, *, longest: bool) -> int:
    """Return the steps of the warmup in the longest or the shortest training."""
    total = training.horizons.longest if longest else training.horizons.shortest
    return warmup_steps(training.arguments[WARMUP.name], total)


@Rule(
    (Training,),
    "KLR301",
    "endless-warmup",
    severity=Severity.WARNING,
    traits=OF_TRAINING,
    on=_BY_STEP,
    summary="a warmup that is not over when training ends",
    rationale="An integer warmup counts optimisation steps, and an epoch has at most max_steps_per_epoch "
    "of them; a ratio close to 1 is rounded up to all of training. The learning rate never reaches "
    "base_lr, and training ends before the rest of the schedule begins.",
    bad=EXAMPLE.format("linear_with_warmup", "step", "warmup_ratio_or_steps: 50000"),
    good=_GOOD,
    fix=Availability.SOMETIMES,
    fix_note=f"{ANOTHER_CURVE} Writes the default, {WARMUP.default}.",
    messages={
        "steps": Message(
            "a warmup of {steps} steps never ends: training has {total}, and the learning rate peaks "
            "{peak} of base_lr",
            f"write a ratio, as in {WARMUP.default}{{fewer}}",
        ),
        "ratio": Message(
            "a warmup of ratio {ratio} is all of training: the learning rate never gets to base_lr",
            f"write a smaller ratio, as in {WARMUP.default}",
        ),
    },
).register
def endless_warmup(training: Training) -> Iterator[Objection]:
    warmup, total = training.arguments[WARMUP.name], training.horizons.longest
    if _warmup(training, longest=True) < total or is_whole_ratio(WARMUP, warmup):
        return  # json-fragile-ratio reports 1.0
    words: dict[str, object] = {"ratio": written(training, WARMUP.name), "peak": _peaks(training)}
    message = "ratio" if isinstance(warmup, float) else "steps"
    if message == "steps":
        most = "" if total == training.horizons.shortest else "at most "
        words |= {"steps": f"{warmup:,}", "total": f"{most}{total:,}"}
        fewest = training.horizons.shortest
        words["fewer"] = f", or fewer than {fewest:,} steps" if fewest >= _FEW else ""
    yield Objection(
        message, training.span(WARMUP.name), words, (), replace(training, WARMUP.name, str(WARMUP.default))
    )


@Rule(
    (Training,),
    "KLR302",
    "epoch-warmup",
    severity=Severity.WARNING,
    traits=OF_TRAINING,
    on=_BY_EPOCH,
    summary="a warmup with interval: epoch, which advances by only one step per epoch",
    rationale="Whatever the interval, the engine counts a warmup in optimisation steps, whether it is a "
    "ratio or a number. With interval: epoch the scheduler takes only one of these steps per epoch, so "
    "training ends near the start of the warmup. The first epoch runs at a learning rate of 0.",
    bad=EXAMPLE.format("cosine_with_warmup", "epoch", _DEFAULT),
    good=EXAMPLE.format("cosine_with_warmup", "step", _DEFAULT),
    fix=Availability.SOMETIMES,
    fix_note=f"{ANOTHER_CURVE} Writes interval: step.",
    messages={
        "low": Message(
            "with interval: epoch, the warmup of {steps} steps takes as many epochs: the learning rate is 0 "
            "in the first epoch and peaks {peak} of base_lr, in {when}",
            "write interval: step",
        ),
    },
).register
def epoch_warmup(training: Training) -> Iterator[Objection]:
    epochs, steps = training.horizons
    # A warmup that is a ratio is over soonest with the fewest steps per epoch and the most epochs.
    if warmup_steps(training.arguments[WARMUP.name], steps.low * epochs.high) < epochs.high:
        return
    low, high = _warmup(training, longest=False), _warmup(training, longest=True)
    when = f"epoch {epochs.low} of {epochs.low}" if epochs.low == epochs.high else "the last epoch"
    yield Objection(
        "low",
        training.span(INTERVAL.name),
        {
            "steps": Bounds(low, high),
            "peak": _peaks(training),
            "when": when,
        },
        (),
        replace(training, INTERVAL.name, STEP),
    )


@Rule(
    (Training,),
    "KLR304",
    "idle-first-epoch",
    severity=Severity.WARNING,
    traits=OF_TRAINING,
    on=_BY_EPOCH,
    unless=frozenset(("KLR302", "KLR303")),
    summary="a warmup with interval: epoch, which trains the first epoch at a learning rate of 0",
    rationale="A warmup starts at 0, and with interval: epoch the scheduler takes its first step after a "
    "whole epoch. That epoch costs as much as any other but does not change the model.",
    bad=EXAMPLE.format("constant_with_warmup", "epoch", "warmup_ratio_or_steps: 0.01"),
    good=EXAMPLE.format("constant_with_warmup", "step", "warmup_ratio_or_steps: 0.01"),
    fix=Availability.SOMETIMES,
    fix_note=f"{ANOTHER_CURVE} Writes interval: step, and a ratio if the warmup counted epochs; none if "
    "the number of epochs is not known.",
    messages={
        "idle": Message(
            "with interval: epoch and a warmup, the whole first epoch trains at a learning rate of 0",
            "write interval: step, and the warmup in optimisation steps or as a ratio",
        ),
    },
).register
def idle_first_epoch(training: Training) -> Iterator[Objection]:
    if _warmup(training, longest=False) >= 1:
        yield Objection("idle", training.span(INTERVAL.name), {}, (), step_instead(training))


@Rule(
    (Training,),
    "KLR308",
    "one-step-warmup",
    severity=Severity.WARNING,
    traits=OF_TRAINING,
    on=_BY_STEP,
    summary="a warmup of 1, which is one step, not all of training",
    rationale="An integer warmup is a number of optimisation steps, so 1 is a single step at a learning "
    "rate of 0. It is usually meant as a ratio.",
    bad=EXAMPLE.format("linear_with_warmup", "step", "warmup_ratio_or_steps: 1"),
    good=_GOOD,
    messages={
        "one": Message(
            "a warmup of 1 is an integer, so one step of {total}",
            f"write a ratio, as in {WARMUP.default}, or 0 for no warmup",
        ),
    },
).register
def one_step_warmup(training: Training) -> Iterator[Objection]:
    warmup = training.arguments[WARMUP.name]
    if type(warmup) is int and warmup == 1 and training.horizons.shortest >= _FEW:
        yield Objection("one", training.span(WARMUP.name), {"total": steps_in(training)})
