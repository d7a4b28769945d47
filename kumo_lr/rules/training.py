"""KLR3xx: a candidate that Kumo accepts but that will not do what it looks like.

A rule objects only if it is right for every horizon that the plan and the run mode allow. The
properties it tests are monotonic in the horizon, so the extremes are enough; nothing here walks
over steps.
"""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.document.layout import layout_of
from kumo_lr.document.patch import respell
from kumo_lr.facts.horizons import Bounds
from kumo_lr.facts.strategies import INTERVAL, NUM_CYCLES, WARMUP
from kumo_lr.findings import Safety, Severity
from kumo_lr.phrases import shortened
from kumo_lr.rules.record import (
    Availability,
    Hides,
    Message,
    Objection,
    Remedy,
    Rule,
    SecondPlace,
    Traits,
)
from kumo_lr.rules.remedies import remedy_of
from kumo_lr.rules.roles import REPEATED
from kumo_lr.rules.subjects import Training
from kumo_lr.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kumo_lr.facts.curves import Schedule

STEP, EPOCH = INTERVAL.choices
EXAMPLE = "lr_scheduler:\n- name: {}\n  interval: {}\n  kwargs:\n    {}\n"
ANOTHER_CURVE = "Unsafe: another curve will run."
# A candidate may have several of these mistakes, each at its own place.
OF_TRAINING = Traits(by_horizon=True, hides=Hides.SAME_SPAN)
IN_ANY_TRAINING = OF_TRAINING.replaced(by_horizon=False)


def schedule_for(training: Training, steps_per_epoch: int, max_epochs: int) -> Schedule:
    """Return the schedule of a candidate for one horizon."""
    from kumo_lr.facts.curves import Schedule  # most checks do not need a curve

    return Schedule(
        training.strategy,
        training.interval,
        training.arguments,
        steps_per_epoch=steps_per_epoch,
        max_epochs=max_epochs,
    )


def written(training: Training, name: str) -> str:
    """Return an argument as written, or its default."""
    value = training.value(name)
    return shortened(str(training.arguments[name]) if value is None else value.text)


def is_exact(training: Training) -> bool:
    """Return whether there is only one horizon."""
    return training.horizons.shortest == training.horizons.longest


def step_instead(training: Training) -> Remedy | None:
    """Return the fix that writes `interval: step`.

    A warmup of a few steps can only mean epochs, so it becomes the ratio that those are of training;
    None if that is not known.
    """
    remedy = replace(training, INTERVAL.name, STEP)
    warmup, epochs = training.arguments[WARMUP.name], training.horizons.max_epochs
    if remedy is None or isinstance(warmup, float) or warmup == 0:
        return remedy
    ratio = replace(training, WARMUP.name, f"{warmup / epochs.low:.3g}")
    if ratio is None or epochs.low != epochs.high or warmup >= epochs.low:
        return None
    return Remedy(f"{remedy.title}, {ratio.title}", (*remedy.edits, *ratio.edits), remedy.safety)


def steps_in(training: Training) -> str:
    """Return how many optimisation steps training has, in words."""
    return str(Bounds(training.horizons.shortest, training.horizons.longest))


def replace(training: Training, name: str, text: str) -> Remedy | None:
    """Return the fix that writes another value; unsafe, because it changes the curve."""
    node = training.value(name)
    if node is None:
        return None
    return remedy_of(
        f"replace {name}: {shortened(node.text)} by {name}: {text}", respell(node, text), Safety.UNSAFE
    )


@Rule(
    (Training,),
    "KLR307",
    "single-cycle",
    severity=Severity.WARNING,
    traits=IN_ANY_TRAINING,
    on=(frozenset((NUM_CYCLES.name,)),),
    summary="restarts with one cycle, which never restart",
    rationale="With num_cycles: 1 the curve is the same as that of cosine_with_warmup at every step.",
    bad=EXAMPLE.format("cosine_with_warmup_restarts", "step", "num_cycles: 1"),
    good=EXAMPLE.format("cosine_with_warmup_restarts", "step", "num_cycles: 2"),
    messages={
        "one": Message(
            "one cycle never restarts: the curve is that of cosine_with_warmup",
            "write name: cosine_with_warmup without num_cycles, or 2 cycles or more",
        ),
    },
).register
def single_cycle(training: Training) -> Iterator[Objection]:
    if training.arguments[NUM_CYCLES.name] == 1:
        yield Objection("one", training.span(NUM_CYCLES.name))


@Rule(
    (Training,),
    "KLR309",
    "repeated-candidate",
    severity=Severity.WARNING,
    traits=IN_ANY_TRAINING.replaced(unneeded=True),
    on=(frozenset((REPEATED,)),),
    summary="a candidate that is already in the list",
    rationale="The list holds candidates for a search. One that is there twice, perhaps with a default "
    "written out, is tried twice as often and tells you nothing new.",
    bad="lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n"
    f"- name: linear_with_warmup\n  interval: step\n  kwargs:\n    {WARMUP.name}: {WARMUP.default}\n",
    good="lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n"
    "- name: linear_with_warmup\n  interval: step\n  kwargs:\n    warmup_ratio_or_steps: 0.2\n",
    fix=Availability.SOMETIMES,
    fix_note="Unsafe, since you may have meant to change one of them: deletes the later one.",
    messages={
        "same": Message("the same candidate as on line {line}", "delete one of the two"),
        "filled": Message(
            "the same candidate as on line {line}, once defaults are filled in", "delete one of the two"
        ),
    },
).register
def repeated_candidate(training: Training) -> Iterator[Objection]:
    if training.earlier is not None:
        earlier = training.earlier
        message = "filled" if earlier.differs else "same"
        first = SecondPlace(earlier.place, "the first of the two")
        related = (first,) if earlier.place != training.place else ()  # an alias repeats the same text
        edits = None
        if training.node is not None and training.source is not None:
            from kumo_lr.document.items import remove_item  # few texts need such a fix

            edits = remove_item(layout_of(training.source), training.node)
        remedy = remedy_of("delete this one", edits, Safety.UNSAFE)
        yield Objection(message, training.place, {"line": earlier.line}, (), remedy, related)
