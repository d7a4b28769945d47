"""KLR118 to KLR120: candidates in a shape that other programs read, but Kumo does not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from kumo_lr.document.duplicates import same_data
from kumo_lr.document.layout import Layout, layout_of
from kumo_lr.document.nodes import Entry, Mapping, Node, Scalar, Sequence
from kumo_lr.facts.foreign_names import engine_match
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES
from kumo_lr.findings import Safety
from kumo_lr.phrases import listed, quote
from kumo_lr.rules.meanings import has_foreign_arguments, meant_key
from kumo_lr.rules.record import GOOD, TRIED, Availability, Hides, Message, Objection, Remedy, Rule
from kumo_lr.rules.remedies import remedy_of
from kumo_lr.rules.subjects import Candidate, CompetingKeys, NamedByKey, SeveralValues
from kumo_lr.source import Replacement

_MOST_COPIES = 20  # more candidates than that are not what a list was meant to be

_MOST_NAMED = 6  # of many keys for one, so many are named


@Rule(
    (NamedByKey,),
    "KLR118",
    "name-as-key",
    traits=TRIED.replaced(hides=Hides.NOTHING),
    summary="a strategy's name is a key, not the name of a candidate",
    rationale="A candidate says which strategy it is with `name`, and has `interval` and `kwargs` beside it. "
    "Kumo's data model refuses a strategy as a key.",
    bad="lr_scheduler:\n- exponential:\n    gamma: 0.9\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe if the interval is there too and the name is Kumo's; unsafe if the interval has to be "
    "made up, or the name is another library's; none "
    "if such a name has arguments.",
    messages={
        "one": Message("{key} is a key, not the name of a candidate", 'write "name: {name}"{rest}'),
        "other": Message(
            "{key} is a key, not the name of a candidate", 'write "name: ..." with one of Kumo\'s: {allowed}'
        ),
        "several": Message(
            "{key} is a key, not the name of a candidate", "make a candidate of each strategy: {names}"
        ),
    },
).register
def name_as_key(named: NamedByKey) -> Iterator[Objection]:
    head, name = named.heads[0], named.names[0]
    words: dict[str, object] = {
        "key": quote(head.name),
        "name": name,
        "allowed": listed(STRATEGIES),
        "rest": "" if _interval_in(named, head) else ", and an interval",
        "names": ", ".join(f'"- name: {word}"' for word in named.names),
    }
    message = "other" if None in named.names else "one" if len(named.heads) == 1 else "several"
    yield Objection(message, head.key.span, words, (), _write_out(named))


def _interval_in(named: NamedByKey, head: Entry) -> Entry | None:
    inner = head.value.entries if isinstance(head.value, Mapping) else ()
    entries = (*named.outer.entries, *inner)
    return next((e for e in entries if INTERVAL.name in (e.name, *meant_key(e.name).words)), None)


def _write_out(named: NamedByKey) -> Remedy | None:
    from kumo_lr.document.reshape import joined, list_of  # few texts need such a fix

    layout, heads, outer = layout_of(named.source), named.heads, named.outer
    is_several = len(heads) > 1
    if is_several and (not named.is_field or len(heads) < len(outer.entries)):
        return None
    edits: list[Replacement] = []
    safe = True
    for head, name in zip(heads, named.names, strict=True):
        interval = _interval_in(named, head)
        if has_foreign_arguments(head):
            return None
        safe = safe and interval is not None and engine_match(head.name) == name
        written = None if name is None else _write_one(layout, named, head, STRATEGIES[name].example_interval)
        if written is None:
            return None
        edits += written
    if named.is_field:
        items = list_of(layout, outer, heads if is_several else ()) if named.is_bare else None
        if items is None:
            return None
        gone = [span for span, text in edits if not text.strip(" ")]
        edits += [edit for edit in items if not any(s <= edit.span.start < e for s, e in gone)]
    title = f'write "name: {named.names[0]}"' if not is_several else "make a candidate of each strategy"
    return Remedy(title, joined(named.source, edits), Safety.SAFE if safe else Safety.UNSAFE)


def _write_one(layout: Layout, named: NamedByKey, head: Entry, interval: str) -> list[Replacement] | None:
    from kumo_lr.document.named_keys import Form, write_out  # few texts need such a fix
    from kumo_lr.document.reshape import INDENT, pairs_like

    name = engine_match(head.name) or named.names[named.heads.index(head)] or head.name
    words = [(NAME.name, name)]
    if _interval_in(named, head) is None:
        words.append((INTERVAL.name, interval))
    has_kwargs = named.outer.get(KWARGS) is not None
    if has_kwargs and head.value.kind != "null":
        return None
    indent = INDENT if named.is_field else 0
    form = Form(pairs_like(head, words), KWARGS, (INTERVAL.name, KWARGS), indent)
    return write_out(layout, named.outer, head, form)


@Rule(
    (CompetingKeys,),
    "KLR119",
    "competing-keys",
    summary="two keys of a candidate that stand for one",
    rationale="Kumo takes one value for each key and argument. Where two keys stand for one, perhaps under "
    "another library's names, only you know which was meant.",
    bad="lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs:\n    warmup_steps: 0\n"
    "    warmup_ratio: 0.1\n",
    good="lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs:\n"
    "    warmup_ratio_or_steps: 0.1\n",
    messages={
        "keys": Message(
            "{keys} stand for one {what}, {meant}",
            "keep one of them, as {meant}; no fix can tell which is meant",
        ),
        "equal": Message("{keys} stand for one {what}, {meant}", "keep one of them, as {meant}"),
    },
).register
def competing_keys(keys: CompetingKeys) -> Iterator[Objection]:
    is_split = _is_split(keys)
    names = [
        f"{quote(entry.name)} in kwargs" if is_split and entry.key.span in keys.inside else quote(entry.name)
        for entry in keys.entries[:_MOST_NAMED]
    ]
    more = len(keys.entries) - len(names)
    names += [f"{more:,} more"] if more else []
    words: dict[str, object] = {
        "keys": f"{', '.join(names[:-1])} and {names[-1]}",
        "what": "argument" if keys.meant in ARGUMENTS else "key",
        "meant": quote(keys.meant),
    }
    first, *others = (entry.value for entry in keys.entries)
    message = "equal" if all(same_data(first, value) for value in others) else "keys"
    yield Objection(message, keys.entries[0].key.span, words)


def _is_split(keys: CompetingKeys) -> bool:
    """Return whether some of the keys are in kwargs and some are not."""
    return len({entry.key.span in keys.inside for entry in keys.entries}) > 1


@Rule(
    (SeveralValues,),
    "KLR120",
    "several-values",
    traits=TRIED,
    summary="a list of values where a candidate has one",
    rationale="A plan lists several values for `base_lr`, but a candidate of `lr_scheduler` has one value "
    "for each key: several values are several candidates.",
    bad="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: [0.9, 0.95]\n",
    good="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n"
    "- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.95\n",
    fix=Availability.SOMETIMES,
    fix_note="Unsafe, since more schedulers are tried then: writes one candidate for each value, if all of "
    "them are valid.",
    messages={
        "list": Message("{slot} is a list of {count} values", "write one candidate for each value"),
    },
).register
def several_values(several: SeveralValues) -> Iterator[Objection]:
    value = several.entry.value
    if isinstance(value, Sequence):
        words: dict[str, object] = {"slot": several.slot.name, "count": len(value.items)}
        yield Objection("list", value.span, words, (), _write_each(several))


def _write_each(several: SeveralValues) -> Remedy | None:
    """Return the fix that writes a candidate for each value, or for each combination of several lists."""
    from kumo_lr.document.items import copy_item  # few texts need such a fix

    source = several.candidate.source
    lists = sorted([(several.entry, several.slot), *several.others], key=lambda found: found[0].value.span)
    if lists[0][0] is not several.entry or not several.is_item:
        return None  # the first list has the fix for all
    valid = _is_known(several.candidate)
    valid = valid and all(_is_valid(item, slot, several) for entry, slot in lists for item in _items(entry))
    spelt = [[(e.value, source.text[slice(*item.span)]) for item in _items(e)] for e, _ in lists]
    copies = [list(values) for values in product(*spelt)]
    if not valid or len(copies) > _MOST_COPIES:
        return None
    edits = copy_item(layout_of(source), several.candidate.node, copies)
    return remedy_of("write one candidate for each value", edits, Safety.UNSAFE)


def _is_known(candidate: Candidate) -> bool:
    """Return whether a candidate has the keys that it needs, and no mistake among them to be copied."""
    kwargs = candidate.node.get(KWARGS)
    inner = kwargs.value.entries if kwargs is not None and isinstance(kwargs.value, Mapping) else ()
    own, given = {entry.name for entry in candidate.node.entries}, {entry.name for entry in inner}
    return {NAME.name, INTERVAL.name} <= own <= {*CANDIDATE_KEYS} and given <= ARGUMENTS.keys()


def _items(entry: Entry) -> tuple[Node, ...]:
    return entry.value.items if isinstance(entry.value, Sequence) else ()


def _is_valid(item: Node, slot: Slot, several: SeveralValues) -> bool:
    """Return whether a slot takes a value; a strategy has to take the candidate's arguments too."""
    if not isinstance(item, Scalar) or item.shared:
        return False
    if not slot.choices:
        return slot.takes(item.value)
    if slot is not NAME or item.text not in STRATEGIES:
        return item.kind == "text" and item.text in slot.choices
    kwargs = several.candidate.node.get(KWARGS)
    inner = kwargs.value.entries if kwargs is not None and isinstance(kwargs.value, Mapping) else ()
    strategy, given = STRATEGIES[item.text], {entry.name for entry in inner}
    return given <= {*strategy.argument_names} and given >= {*strategy.required}
