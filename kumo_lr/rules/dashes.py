"""KLR122: candidates that lack a dash between them, or have one too many within."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.findings import Safety
from kumo_lr.phrases import quote
from kumo_lr.rules.record import GOOD, TRIED, Availability, Message, Objection, Rule
from kumo_lr.rules.remedies import remedy_of
from kumo_lr.rules.subjects import MisplacedDash


@Rule(
    (MisplacedDash,),
    "KLR122",
    "misplaced-dash",
    traits=TRIED,
    summary="a dash is missing between two candidates, or is within one",
    rationale="Each candidate starts with a dash. Without it, the keys of two candidates are in one mapping, "
    "and PyYAML takes the last of each. With a dash before every key, each key is a candidate of its own, "
    "and Kumo's data model refuses it.",
    bad="lr_scheduler:\n- name: exponential\n- interval: epoch\n- kwargs:\n    gamma: 0.9\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Unsafe, since other schedulers run then: writes the missing dash, or a space for each one too "
    "many.",
    messages={
        "missing": Message("{key} is in this candidate again", 'start a candidate with "- " here'),
        "braces": Message("{keys} {are} apart from the candidate above", "write all its keys in one mapping"),
        "spare": Message("{keys} {are} apart from the candidate above", 'drop the "- " before {it}'),
    },
).register
def misplaced_dash(misplaced: MisplacedDash) -> Iterator[Objection]:
    from kumo_lr.document.dashes import add_dashes, drop_dashes  # few texts need such a fix

    source, dash = misplaced.source, misplaced.dash
    if misplaced.names:
        edits = None if dash is None else add_dashes(source, misplaced.names, dash)
        remedy = remedy_of('write the missing "- "', edits, Safety.UNSAFE)
        key = misplaced.names[0].key
        yield Objection("missing", key.span, {"key": quote(key.text)}, remedy=remedy)
        return
    first, *others = misplaced.parts
    keys = [quote(entry.name) for part in others for entry in part.entries]
    words: dict[str, object] = {
        "keys": f"{', '.join(keys[:-1])} and {keys[-1]}" if len(keys) > 1 else keys[0],
        "are": "are" if len(keys) > 1 else "is",
        "it": "them" if len(keys) > 1 else "it",
    }
    edits = None if dash is None else drop_dashes(source, first, others, dash)
    remedy = remedy_of('drop the "- "', edits, Safety.UNSAFE)
    message = "braces" if dash is None else "spare"
    yield Objection(message, others[0].entries[0].key.span, words, remedy=remedy)
