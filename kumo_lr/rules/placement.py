"""KLR114 to KLR117 and KLR121: the field, or a part of it, in a place where Kumo does not read it."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.document.meanings import CANDIDATE
from kumo_lr.document.nodes import Entry, Mapping, Scalar, Sequence
from kumo_lr.facts.foreign_names import OTHER_ARGUMENTS, OTHER_KEYS, squash
from kumo_lr.facts.plan_layout import FIELD, HOME, INNER_KEYS, WRAPPER
from kumo_lr.facts.strategies import ARGUMENTS, KWARGS, NAME, STRATEGIES
from kumo_lr.findings import Safety, Severity
from kumo_lr.phrases import quote
from kumo_lr.rules.meanings import stands_for
from kumo_lr.rules.record import GOOD, TRIED, Availability, Message, Objection, Remedy, Rule, Traits
from kumo_lr.rules.remedies import keeps_meaning, remedy_of, rename
from kumo_lr.rules.subjects import (
    FieldElsewhere,
    MisplacedField,
    NestedSection,
    StrayKeys,
    WrappedBeside,
)
from kumo_lr.suggest import suggest

_CANDIDATE = "- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n"
EXAMPLE_FIELD = "".join(f"  {line}\n" for line in f"{FIELD}:\n{_CANDIDATE}".splitlines())
EXAMPLE_PLAN = f"{HOME}:\n  max_epochs: 8\n"
# The messages for a key with another library's name, by the messages for the same key with its own.
_BY_ANOTHER_NAME = {
    "beside": "foreign",
    "argument": "foreign-argument",
    "elsewhere": "foreign-elsewhere",
}
_DROPPED = "Kumo drops it here and tries its default schedulers, or refuses the plan"


_MISPLACED: tuple[type[MisplacedField | NestedSection], ...] = (MisplacedField, NestedSection)


@Rule(
    _MISPLACED,
    "KLR114",
    "misplaced-field",
    traits=TRIED,
    summary="lr_scheduler, or a section, is in a place in a plan where Kumo does not read it",
    rationale="In a plan, Kumo reads the field only in `optimization`. Anywhere else its data model silently "
    "drops the key, so the default schedulers run; its engine refuses the plan.",
    bad=f"{EXAMPLE_PLAN}{FIELD}:\n{_CANDIDATE}",
    good=f"{EXAMPLE_PLAN}{EXAMPLE_FIELD}",
    fix=Availability.SOMETIMES,
    fix_note="Unsafe, since other schedulers run then: moves the field into `optimization` if that has none. "
    "A section that had nothing else becomes `{}`.",
    messages={
        "top": Message("{key} is beside {section}, not in it", "indent it into {home}{renamed}; {dropped}"),
        "alone": Message("{key} is beside the sections of a plan", "move it into {home}{renamed}; {dropped}"),
        "section": Message("{key} is in {section}", "move it into {home}{renamed}; {dropped}"),
        "renamed": Message(
            "{key} holds candidates, but is not the field's name",
            "name it lr_scheduler, in {home}; {dropped}",
        ),
        "spare": Message(
            "{key} holds candidates, but {home} has lr_scheduler",
            "add them there, or delete it: Kumo drops it",
        ),
        "moved": Message("{key} is beside {section}, not in it", "move it into {home}{renamed}; {dropped}"),
        "merged": Message("{anchor} brings {key} into {section}", "write it in {home}; {dropped}"),
        "emptied": Message(
            "{key} is outside {home}, whose own is empty", "move it there, in its place; {dropped}"
        ),
        "anchored": Message(
            "{key} is outside {home}, which has only an alias for it",
            "write the list there, in place of the alias; Kumo drops it here",
        ),
        "nested": Message("{key} is in {section}", "move it to the top of the plan: Kumo drops it here"),
        "second": Message("{key} is outside {home}, which has one", "delete it: Kumo drops it here"),
    },
).register
def misplaced_field(field: MisplacedField | NestedSection) -> Iterator[Objection]:
    if isinstance(field, NestedSection):
        yield Objection("nested", field.node.span, {"key": field.node.text, "section": field.inside})
    else:
        yield _misplaced(field)


def _misplaced(field: MisplacedField) -> Objection:
    home = field.plan.get(HOME)
    inner = home.value if home is not None else None
    message = "section" if field.section else "alone" if home is None else "top"
    own = inner.get(FIELD) if isinstance(inner, Mapping) else None
    is_taken = own is not None
    if message == "top" and field.outer.flow:
        message = "moved"
    if field.key.text != FIELD and not suggest(field.key.text, (FIELD,)).sure:
        message = "spare" if is_taken else "renamed"
    elif own is not None:
        message = _beside_own(field, own)
    elif field.anchor:
        message = "merged"
    words: dict[str, object] = {
        "key": quote(field.key.text),
        "section": field.section or (HOME if not field.anchor else "the top of a plan"),
        "anchor": field.anchor,
        "home": ".".join(map(str, (*field.path, HOME))),
        "renamed": "" if field.key.text == FIELD else f" as {FIELD}",
        "dropped": _DROPPED,
    }
    if message == "renamed" and field.section == HOME and isinstance(field.key, Scalar):
        remedy = rename(field.key, FIELD, safe=False)
    else:
        remedy = None if is_taken else _move(field)
    return Objection(message, field.key.span, words, remedy=remedy)


def _beside_own(field: MisplacedField, own: Entry) -> str:
    """Return the message about a field outside the section that has its own."""
    if own.value.span == field.value.span and field.key.span.start < own.key.span.start:
        return "anchored"
    is_list = isinstance(field.value, Sequence)
    return "emptied" if is_list and own.value.kind == "null" else "second"


def _move(field: MisplacedField) -> Remedy | None:
    entry = field.outer.get(FIELD)
    if any(isinstance(step, int) for step in field.path):
        return None  # a plan in a list, where Kumo does not read its field either
    if entry is None or not isinstance(field.value, Sequence) or field.key.text != FIELD:
        return None
    from kumo_lr.document.moves import move_into_section  # few texts need such a fix

    edits = move_into_section(field.source, field.plan, field.outer, entry, HOME)
    return remedy_of(f"move it into {HOME}", edits, Safety.UNSAFE)


@Rule(
    (StrayKeys,),
    "KLR115",
    "stray-candidate-key",
    traits=TRIED,
    summary="a key or an argument of a candidate is outside the candidates",
    rationale="`name`, `interval` and `kwargs` belong in a candidate, and arguments in its kwargs. Beside "
    "the field, in another section or at the top of a plan, Kumo's data model silently drops them; its "
    "engine refuses the plan.",
    bad=f"{HOME}:\n  {FIELD}:\n  -\n  name: cosine_with_warmup\n  interval: step\n",
    good=f"{HOME}:\n  {FIELD}:\n  -\n    name: cosine_with_warmup\n    interval: step\n",
    fix=Availability.SOMETIMES,
    fix_note="Unsafe: indents the keys into the last candidate if they directly follow it, or moves them "
    "into the only one, if that has none of them. An argument goes into `kwargs`; another library's name is "
    "translated if its value means the same.",
    messages={
        "beside": Message(
            "{keys} {are} beside lr_scheduler, not in a candidate",
            "move {it} into the candidate; Kumo drops {it} here, or refuses the plan",
        ),
        "argument": Message(
            "{keys} {are} beside lr_scheduler, not in the kwargs of a candidate",
            "move it into kwargs; Kumo drops it here, or refuses the plan",
        ),
        "candidate": Message(
            "{keys} {are} beside lr_scheduler, not in its list of candidates",
            "move it into the list; Kumo drops it here, or refuses the plan",
        ),
        "foreign-argument": Message(
            "{keys} {are} beside lr_scheduler, not in the kwargs of a candidate",
            "{origin}write it as {meant} in kwargs; Kumo drops it here, or refuses the plan",
        ),
        "foreign": Message(
            "{keys} {are} beside lr_scheduler, not in a candidate",
            "{origin}write it as {meant} in a candidate; Kumo drops it here, or refuses the plan",
        ),
        "elsewhere": Message(
            "{keys} {are} {where}, not in a candidate of lr_scheduler",
            "move {it} into {home}; Kumo drops {it} here, or refuses the plan",
        ),
        "fallen": Message(
            "{keys} {are} {where}, not in {inner}",
            "move {it} into {inner}, or into {home}; Kumo drops {it} here, or refuses the plan",
        ),
        "foreign-elsewhere": Message(
            "{keys} {are} {where}, not in a candidate of lr_scheduler",
            "{origin}write it as {meant} in {home}; Kumo drops it here, or refuses the plan",
        ),
    },
).register
def stray_candidate_key(stray: StrayKeys) -> Iterator[Objection]:
    names = [quote(entry.name) for entry in stray.entries]
    first, is_several, is_argument = stray.entries[0].name, len(names) > 1, stray.meant in ARGUMENTS
    other = OTHER_ARGUMENTS.get(squash(first)) or OTHER_KEYS.get(squash(first))
    words: dict[str, object] = {
        "keys": f"{', '.join(names[:-1])} and {names[-1]}" if is_several else names[0],
        "are": "are" if is_several else "is",
        "it": "them" if is_several else "it",
        "meant": stray.meant,
        "origin": f"{other.origin}; " if other is not None else "",
        "where": f"in {stray.section}" if stray.section else "at the top of a plan",
        "home": "the kwargs of a candidate" if is_argument else "a candidate",
    }
    message = "elsewhere" if stray.field is None else "argument" if is_argument else "beside"
    inner = next((e.name for e in stray.outer.entries if first in INNER_KEYS.get(e.name, ())), "")
    words["inner"] = inner
    if stray.meant == CANDIDATE:
        message = "candidate"
    elif inner and message == "elsewhere":
        message = "fallen"
    elif first != stray.meant:
        message = _BY_ANOTHER_NAME[message]
    yield Objection(message, stray.entries[0].key.span, words, remedy=_move_inside(stray))


def _move_inside(stray: StrayKeys) -> Remedy | None:
    """Return the fix that moves keys into a candidate, and writes another library's name as Kumo's."""
    first, field = stray.entries[0], stray.field
    if (
        field is None
        or stray.meant == CANDIDATE
        or not keeps_meaning(OTHER_ARGUMENTS.get(squash(first.name)), first.value)
    ):
        return None
    into = KWARGS if stray.meant in ARGUMENTS else None
    if not _is_welcome(stray):
        return None
    name = stray.meant if first.name != stray.meant else None
    from kumo_lr.document.candidate_moves import move_into_candidate  # few texts need such a fix

    edits = move_into_candidate(stray.source, stray.outer, list(stray.entries), field, into=into, name=name)
    return remedy_of("move it into the candidate", edits, Safety.UNSAFE)


def _is_welcome(stray: StrayKeys) -> bool:
    """Return whether the last candidate has none of the keys, under any name, and takes the arguments."""
    field = stray.field.value if stray.field is not None else None
    last = field.items[-1] if isinstance(field, Sequence) and field.items else None
    if not isinstance(last, Mapping):
        return True
    kwargs, name = last.get(KWARGS), last.get(NAME.name)
    claimed = {stands_for(entry) for entry in (*last.entries, *_inner(kwargs))}
    if not claimed.isdisjoint((stray.meant, *(entry.name for entry in stray.entries[1:]))):
        return False
    strategy = STRATEGIES.get(name.value.text) if name is not None else None
    inner = [entry.name for outer in stray.entries if stands_for(outer) == KWARGS for entry in _inner(outer)]
    moved = [stray.meant] if stray.meant in ARGUMENTS else inner
    return strategy is None or all(argument in strategy.argument_names for argument in moved)


def _inner(kwargs: Entry | None) -> tuple[Entry, ...]:
    return kwargs.value.entries if kwargs is not None and isinstance(kwargs.value, Mapping) else ()


@Rule(
    (WrappedBeside,),
    "KLR121",
    "plan-beside-model-plan",
    summary="sections of a plan are beside model_plan",
    rationale="A plan is the whole file, or all of it is in `model_plan`. With sections in both places, Kumo "
    "reads those of one, and silently drops the others; its engine refuses the file.",
    bad=f"{WRAPPER}:\n{EXAMPLE_PLAN}{EXAMPLE_FIELD}",
    good=f"{EXAMPLE_PLAN}{EXAMPLE_FIELD}",
    messages={
        "empty": Message(
            "{key} is empty, and sections of a plan are beside it", "indent them into it, or delete {key}"
        ),
        "lost": Message(
            "{lost} {are} beside {key}, not in it", "indent {it} into {key}; Kumo drops {it} here"
        ),
        "two": Message(
            "sections of a plan are beside {key}, which has a plan of its own", "keep one of the two plans"
        ),
    },
).register
def plan_beside_model_plan(wrapper: WrappedBeside) -> Iterator[Objection]:
    names = [node.text for node in wrapper.lost]
    words: dict[str, object] = {
        "key": wrapper.node.text,
        "lost": " and ".join(names),
        "are": "are" if len(names) > 1 else "is",
        "it": "them" if len(names) > 1 else "it",
    }
    message = "empty" if wrapper.is_empty else "lost" if names else "two"
    place = wrapper.lost[0] if message == "lost" else wrapper.node
    yield Objection(message, place.span, words)


@Rule(
    (FieldElsewhere,),
    "KLR117",
    "field-elsewhere",
    severity=Severity.WARNING,
    traits=Traits(only_named=True),
    summary="lr_scheduler is in a mapping that is not part of a plan",
    rationale="Kumo reads the field alone in a file, or in `optimization` in a plan. A file that has it "
    "elsewhere is not checked, since it may be another program's; in folders, such files are counted.",
    bad=f"training:\n  {FIELD}: [null]\n",
    good=GOOD,
    messages={
        "elsewhere": Message(
            "lr_scheduler is in {outer}, where Kumo does not read it", "to check it there, use --at {at}"
        ),
        "dotted": Message(
            "lr_scheduler is below {outer}, where Kumo does not read it", "move it to a file of its own"
        ),
    },
).register
def field_elsewhere(field: FieldElsewhere) -> Iterator[Objection]:
    steps = [str(step) for step in field.path]
    reachable = not any("." in step or not step for step in steps)
    words: dict[str, object] = {"outer": ".".join(steps[:-1]) if reachable else quote(steps[0])}
    yield Objection("elsewhere" if reachable else "dotted", field.node.span, {**words, "at": ".".join(steps)})
