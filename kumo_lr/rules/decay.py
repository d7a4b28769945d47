"""KLR3xx for decays: those that hardly begin, or are over too soon."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, log, log10

from kumo_lr.facts.horizons import Bounds
from kumo_lr.facts.strategies import GAMMA, HARDLY_LESS, INTERVAL, NEGLIGIBLE, VANISHED_BY, WARMUP
from kumo_lr.findings import Severity
from kumo_lr.phrases import share
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Rule
from kumo_lr.rules.roles import DECAYS
from kumo_lr.rules.subjects import Training
from kumo_lr.rules.training import (
    ANOTHER_CURVE,
    EPOCH,
    EXAMPLE,
    IN_ANY_TRAINING,
    OF_TRAINING,
    STEP,
    is_exact,
    replace,
    schedule_for,
    step_instead,
    steps_in,
    written,
)
from kumo_lr.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kumo_lr.facts.curves import Schedule

_GAMMA = frozenset((GAMMA.name,))


def _left(training: Training, factor: float) -> str:
    """Return what is left of base_lr at the end, in words; not exact between the extreme horizons."""
    return share(factor) if is_exact(training) else f"more than {share(HARDLY_LESS)}"


@Rule(
    (Training,),
    "KLR303",
    "unseen-decay",
    severity=Severity.WARNING,
    traits=OF_TRAINING,
    on=(_GAMMA, frozenset((EPOCH, DECAYS))),
    unless=frozenset(("KLR302",)),
    summary="a decay that has hardly begun when training ends",
    rationale="A decay after a warmup counts optimisation steps, but with interval: epoch the scheduler "
    "takes only one per epoch; a gamma close to 1 needs more steps than training has. Either way the "
    "learning rate stays close to base_lr.",
    bad=EXAMPLE.format("linear_with_warmup", "epoch", "warmup_ratio_or_steps: 0"),
    good=EXAMPLE.format("linear_with_warmup", "step", "warmup_ratio_or_steps: 0"),
    fix=Availability.SOMETIMES,
    fix_note=f"{ANOTHER_CURVE} Writes interval: step for a decay after a warmup, and a ratio if the "
    "warmup counted epochs. None for a gamma.",
    messages={
        "interval": Message(
            "with interval: epoch, the scheduler takes {epochs} of {total} steps: the learning rate is "
            "{first}still at {final} of base_lr in the last epoch",
            "write interval: step",
        ),
        "gamma": Message(
            "gamma {gamma} per {interval} hardly decays: the learning rate is still at {final} of base_lr at "
            "the end",
            "write gamma: {better} to end at a tenth of base_lr after {longest} {interval}s",
        ),
        "once": Message(
            "gamma {gamma} per epoch never applies: training has one epoch", "write interval: step"
        ),
    },
).register
def unseen_decay(training: Training) -> Iterator[Objection]:
    if GAMMA.name in training.arguments:
        gamma = training.arguments[GAMMA.name]
        longest = (
            training.horizons.longest if training.interval == STEP else training.horizons.max_epochs.high
        )
        if gamma < 1 and (final := gamma ** (longest - 1)) >= HARDLY_LESS and training.horizons.longest > 1:
            words: dict[str, object] = {
                "gamma": written(training, GAMMA.name),
                "interval": training.interval,
                "final": _left(training, final),
                "better": _gamma_for(0.1, longest),
                "longest": f"{longest:,}",
            }
            yield Objection("gamma" if longest > 1 else "once", training.span(GAMMA.name), words)
        return
    schedules = list(_extremes(training))
    # After a restart, a whole decay has run.
    if any(s.warmup_end is None or s.has_restarts for s in schedules):
        return
    final = min(s.final_factor for s in schedules)
    if final >= HARDLY_LESS:
        words = {
            "final": _left(training, final),
            "first": "0 in the first epoch, and " if all(s.warmup_steps for s in schedules) else "",
            "epochs": training.horizons.max_epochs,
            "total": steps_in(training),
        }
        yield Objection("interval", training.span(INTERVAL.name), words, (), step_instead(training))


def _extremes(training: Training) -> Iterator[Schedule]:
    """Yield the schedules of the extreme horizons, and those that rounding may lead to in between."""
    for corner in training.horizons.corners():
        schedule = schedule_for(training, *corner)
        yield schedule
        if not is_exact(training) and isinstance(training.arguments[WARMUP.name], float):
            warmup = schedule.warmup_steps
            for steps in (max(0, warmup - 1), warmup + 1):
                rounded = {**training.arguments, WARMUP.name: steps}
                yield schedule_for(training._replace(arguments=rounded), *corner)


@Rule(
    (Training,),
    "KLR305",
    "vanishing-decay",
    severity=Severity.WARNING,
    traits=OF_TRAINING,
    on=(_GAMMA,),
    summary="a gamma so small that the learning rate is close to 0 for most of training",
    rationale="gamma multiplies the learning rate at every interval. A value that decays gently once per "
    "epoch is far too small at every step: 0.9 is below 1 % of base_lr after 44 steps. The rest of "
    "training costs as much as ever and changes almost nothing.",
    bad=EXAMPLE.format("exponential", "step", "gamma: 0.9"),
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note=f"{ANOTHER_CURVE} Writes interval: epoch if the gamma makes sense with it.",
    messages={
        "step": Message(
            "gamma {gamma} per step is below {negligible} of base_lr after {steps} of {total} steps",
            "for {gamma} per epoch, write interval: epoch",
        ),
        "gamma": Message(
            "gamma {gamma} per {interval} is below {negligible} of base_lr after {steps} of {total} "
            "{interval}s",
            "write gamma: {better} to get there after {longest} {interval}s",
        ),
    },
).register
def vanishing_decay(training: Training) -> Iterator[Objection]:
    gamma, epochs = training.arguments[GAMMA.name], training.horizons.max_epochs
    per_step = training.interval == STEP
    low = training.horizons.shortest if per_step else epochs.low
    high = training.horizons.longest if per_step else epochs.high
    gone = _steps_above(gamma, low)
    if gone > VANISHED_BY * low:
        return
    seen_by_epoch = gamma ** (epochs.high - 1) < HARDLY_LESS
    makes_sense = per_step and seen_by_epoch and _steps_above(gamma, epochs.low) > VANISHED_BY * epochs.low
    words: dict[str, object] = {
        "gamma": written(training, GAMMA.name),
        "interval": training.interval,
        "negligible": share(NEGLIGIBLE),
        "steps": f"{gone:,}",
        "total": Bounds(low, high),
        "better": _gamma_for(NEGLIGIBLE, high),
        "longest": f"{high:,}",
    }
    remedy = replace(training, INTERVAL.name, EPOCH) if makes_sense else None
    yield Objection("step" if makes_sense else "gamma", training.span(GAMMA.name), words, (), remedy)


def _steps_above(gamma: float, most: int) -> int:
    """Return how many scheduler steps have a learning rate that is not negligible, but at most `most`."""
    if gamma >= 1 or log(NEGLIGIBLE) / log(gamma) > most:
        return most
    steps = ceil(log(NEGLIGIBLE) / log(gamma))
    while steps > 1 and gamma ** (steps - 1) < NEGLIGIBLE:
        steps -= 1
    while gamma**steps >= NEGLIGIBLE:
        steps += 1
    return steps


def _gamma_for(final: float, steps: int) -> str:
    """Return the gamma that reaches a factor after this many scheduler steps, to a sensible precision."""
    gamma = final ** (1 / max(1, steps - 1))
    return f"{gamma:.{1 + ceil(-log10(1 - gamma))}f}"


@Rule(
    (Training,),
    "KLR306",
    "constant-exponential",
    severity=Severity.WARNING,
    traits=IN_ANY_TRAINING,
    on=(_GAMMA,),
    summary="an exponential decay with a gamma of 1, which never decays",
    rationale="A gamma of 1 multiplies the learning rate by 1, so it stays at base_lr, just as with an empty "
    "candidate.",
    bad=EXAMPLE.format("exponential", "epoch", "gamma: 1"),
    good=GOOD,
    messages={
        "one": Message(
            "gamma {gamma} never decays: the learning rate stays at base_lr",
            "write a gamma below 1, or an empty candidate for no scheduling",
        ),
    },
).register
def constant_exponential(training: Training) -> Iterator[Objection]:
    if training.arguments[GAMMA.name] == 1:
        yield Objection("one", training.span(GAMMA.name), {"gamma": written(training, GAMMA.name)})
