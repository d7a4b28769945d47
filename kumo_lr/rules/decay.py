"""KLR3xx on decays: those of which training sees nothing, or nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, log, log10

from kumo_lr.horizons import Bounds
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Training
from kumo_lr.rules.training import (
    ANOTHER_CURVE,
    EPOCH,
    EXAMPLE,
    STEP,
    replace,
    schedule_for,
    steps_in,
    training_rule,
    written,
)
from kumo_lr.schedules import NEGLIGIBLE
from kumo_lr.shares import share
from kumo_lr.vocabulary import GAMMA, INTERVAL

_EXPONENTIAL = "exponential"
_DECAYING = ("linear_with_warmup", "cosine_with_warmup", "cosine_with_warmup_restarts")
_HARDLY = 0.9  # a decay that ends above this is none that anybody asked for


def _at_least(training: Training, factor: float) -> str:
    """Say what the longest training leaves of base_lr; a shorter one leaves more."""
    exact = training.horizons.shortest == training.horizons.longest
    return share(factor) if exact else f"at least {share(factor)}"


@training_rule(
    "KLR303",
    "unseen-decay",
    summary="a decay of which training sees next to nothing",
    rationale="Linear and cosine decay count optimisation steps, of which interval: epoch takes one an "
    "epoch; a gamma near 1 needs more steps than training has. The learning rate stays at about base_lr.",
    bad=EXAMPLE.format("linear_with_warmup", "epoch", "warmup_ratio_or_steps: 0"),
    good=EXAMPLE.format("linear_with_warmup", "step", "warmup_ratio_or_steps: 0"),
    fix=Availability.SOMETIMES,
    fix_note=f"{ANOTHER_CURVE} Writes interval: step for a linear or cosine decay. None for a gamma.",
    messages={
        "interval": Message(
            "with interval: epoch the decay over {total} steps takes as many epochs: the learning rate "
            "still is at {final} of base_lr in the last epoch",
            "write interval: step",
        ),
        "gamma": Message(
            "gamma {gamma} per {interval} hardly decays: the learning rate still is at {final} of base_lr in "
            "the end",
            "{way}",
        ),
    },
)
def unseen_decay(training: Training) -> Iterator[Objection]:
    if training.strategy == _EXPONENTIAL:
        gamma = training.arguments[GAMMA.name]
        longest = (
            training.horizons.longest if training.interval == STEP else training.horizons.max_epochs.high
        )
        if gamma < 1 and (final := gamma ** (longest - 1)) >= _HARDLY:
            way = f"write gamma: {_gamma_for(0.1, longest)} to end at a tenth of base_lr"
            words: dict[str, object] = {
                "gamma": written(training, GAMMA.name),
                "interval": training.interval,
                "final": _at_least(training, final),
            }
            words["way"] = way if longest > 1 else f"write interval: {STEP}"
            yield Objection("gamma", training.span(GAMMA.name), words)
        return
    if training.interval == STEP or training.strategy not in _DECAYING:
        return
    schedules = [schedule_for(training, *corner) for corner in training.horizons.corners()]
    # Past a restart, training has seen all of a decay.
    waves = max(s.num_cycles * s.progress(s.max_epochs - 1) for s in schedules)
    final = min(s.final_factor for s in schedules)
    if waves < 1 and final >= _HARDLY and all(s.warmup_end is not None for s in schedules):
        words = {"final": _at_least(training, final), "total": steps_in(training)}
        remedy = replace(training, INTERVAL.name, STEP)
        yield Objection("interval", training.span(INTERVAL.name), words, (), remedy)


@training_rule(
    "KLR305",
    "vanishing-decay",
    summary="a gamma that leaves nothing of the learning rate for most of training",
    rationale="gamma multiplies the learning rate at every interval. A value that decays gently once an "
    "epoch is gone within an epoch where the interval is step: 0.9 is below 1 % after 44 steps. What "
    "follows trains next to nothing, at full cost.",
    bad=EXAMPLE.format("exponential", "step", "gamma: 0.9"),
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note=f"{ANOTHER_CURVE} Writes interval: epoch where the gamma makes sense for it.",
    messages={
        "step": Message(
            "gamma {gamma} per step is below {negligible} of base_lr after {steps} of {total} steps",
            "for {gamma} per epoch write interval: epoch",
        ),
        "gamma": Message(
            "gamma {gamma} per {interval} is below {negligible} of base_lr after {steps} of {total} "
            "{interval}s",
            "write gamma: {better} to be there at the end",
        ),
    },
)
def vanishing_decay(training: Training) -> Iterator[Objection]:
    if training.strategy != _EXPONENTIAL:
        return
    gamma, epochs = training.arguments[GAMMA.name], training.horizons.max_epochs
    per_step = training.interval == STEP
    low = training.horizons.shortest if per_step else epochs.low
    high = training.horizons.longest if per_step else epochs.high
    gone = _steps_above(gamma, low)
    if 2 * gone > low:
        return
    per_epoch = gamma ** (epochs.high - 1) < _HARDLY and 2 * _steps_above(gamma, epochs.low) > epochs.low
    makes_sense = per_step and per_epoch
    words: dict[str, object] = {
        "gamma": written(training, GAMMA.name),
        "interval": training.interval,
        "negligible": share(NEGLIGIBLE),
        "steps": f"{gone:,}",
        "total": Bounds(low, high),
        "better": _gamma_for(NEGLIGIBLE, high),
    }
    remedy = replace(training, INTERVAL.name, EPOCH) if makes_sense else None
    yield Objection("step" if makes_sense else "gamma", training.span(GAMMA.name), words, (), remedy)


def _steps_above(gamma: float, most: int) -> int:
    """Give how many scheduler steps see a learning rate that is not negligible; `most` stands for more."""
    if gamma >= 1 or log(NEGLIGIBLE) / log(gamma) > most:
        return most
    steps = ceil(log(NEGLIGIBLE) / log(gamma))
    while steps > 1 and gamma ** (steps - 1) < NEGLIGIBLE:
        steps -= 1
    while gamma**steps >= NEGLIGIBLE:
        steps += 1
    return steps


def _gamma_for(final: float, steps: int) -> str:
    """Give the gamma that ends at a factor after so many scheduler steps, as far as digits matter."""
    gamma = final ** (1 / max(1, steps - 1))
    return f"{gamma:.{1 + ceil(-log10(1 - gamma))}f}"


@training_rule(
    "KLR306",
    "constant-exponential",
    summary="an exponential decay by 1, which is none",
    rationale="A gamma of 1 multiplies the learning rate by 1: it stays at base_lr, as it does with an empty "
    "candidate.",
    bad=EXAMPLE.format("exponential", "epoch", "gamma: 1"),
    good=GOOD,
    messages={
        "one": Message(
            "gamma {gamma} never decays: the learning rate stays at base_lr",
            "write a gamma below 1, or an empty candidate for no scheduling",
        ),
    },
)
def constant_exponential(training: Training) -> Iterator[Objection]:
    if training.arguments.get(GAMMA.name) == 1:
        yield Objection("one", training.span(GAMMA.name), {"gamma": written(training, GAMMA.name)})
