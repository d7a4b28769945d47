"""KLR116: a key that would change the length of training is not where, or what, Kumo reads."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.document.nodes import Scalar
from kumo_lr.facts.plan_layout import HOME, JOB
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.findings import Safety
from kumo_lr.phrases import quote
from kumo_lr.rules.placement import EXAMPLE_FIELD, EXAMPLE_PLAN
from kumo_lr.rules.record import TRIED, Availability, Message, Objection, Rule
from kumo_lr.rules.remedies import remedy_of, rename
from kumo_lr.rules.subjects import LengthKey
from kumo_lr.suggest import suggest


@Rule(
    (LengthKey,),
    "KLR116",
    "misnamed-length",
    traits=TRIED,
    summary="a key that would change the length of training is misspelt or in the wrong section",
    rationale="Kumo silently drops a key that it does not know, and trains as long as the run mode "
    "says; its engine refuses the plan. The effect of warmups and decays depends on that length.",
    bad=f"{HOME}:\n  max_epoch: 8\n{EXAMPLE_FIELD}",
    good=f"{EXAMPLE_PLAN}{EXAMPLE_FIELD}",
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo; unsafe for another library's name, and for a move into `optimization`; none "
    "if the right key is there too.",
    messages={
        "typo": Message("unknown key {key}", "did you mean {meant}? Kumo drops it, and keeps its default"),
        "misplaced": Message("{key} is {where}", "move it into {home}: Kumo drops it here"),
        "both": Message("unknown key {key} {where}", "write it as {meant} in {home}: Kumo drops it here"),
        "mode": Message("{key} is {where}", "move it into {home}: Kumo drops it here"),
    },
).register
def misnamed_length(length: LengthKey) -> Iterator[Objection]:
    node, meant = length.node, length.meant
    words: dict[str, object] = {
        "key": quote(node.text),
        "meant": quote(meant),
        "where": f"in {length.section}" if length.section else "at the top of a plan",
        "home": HOME if meant != RUN_MODE.name else "the plan, outside its sections",
    }
    taken = length.outer.get(meant)
    is_mode = meant == RUN_MODE.name
    if node.text == meant:
        edits = None
        if taken is not None and not is_mode:
            from kumo_lr.document.moves import move_into_section  # few texts need such a fix

            edits = move_into_section(length.source, length.plan, length.outer, taken, HOME)
        remedy = remedy_of(f"move it into {HOME}", edits, Safety.UNSAFE)
        yield Objection("mode" if is_mode else "misplaced", node.span, words, remedy=remedy)
        return
    if length.section not in (("", JOB) if is_mode else (HOME,)):
        yield Objection("both", node.span, words)
        return
    remedy = None
    if isinstance(node, Scalar) and taken is None and not length.contested:
        remedy = rename(node, meant, safe=suggest(node.text, (meant,)).sure)
    yield Objection("typo", node.span, words, (meant,), remedy)
