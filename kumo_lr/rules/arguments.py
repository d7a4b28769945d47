"""KLR203: arguments that a strategy does not take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.confusables import in_ascii
from kumo_lr.document.layout import layout_of
from kumo_lr.document.nodes import Mapping, Scalar
from kumo_lr.document.patch import Edits, insert_after, pair_like, remove_entry
from kumo_lr.facts.foreign_names import ENGINE_ARGUMENTS, OTHER_ARGUMENTS, OtherName, squash
from kumo_lr.facts.strategies import CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES
from kumo_lr.findings import Safety
from kumo_lr.phrases import listed, quote
from kumo_lr.rules.meanings import BY_EPOCH, interval_of, meant_argument
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Remedy, Rule
from kumo_lr.rules.remedies import keeps_meaning, other_words, remedy_of, rename, typo
from kumo_lr.rules.subjects import KwargsKey
from kumo_lr.suggest import suggest


@Rule(
    (KwargsKey,),
    "KLR203",
    "unknown-argument",
    summary="an argument that the strategy does not take",
    rationale="The engine passes kwargs to the strategy's class as keyword arguments. If the class does not "
    "know one, the engine refuses the candidate; if it ignores one, the argument has no effect.",
    bad="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gama: 0.9\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo, and for another library's name that says steps or ratio if the value is of "
    "that kind; otherwise unsafe or none.",
    messages={
        "typo": Message("unknown argument {key}", "did you mean {meant}?"),
        "stray": Message("unknown argument {key}", "did you mean {meant}? it belongs to {owners}"),
        "foreign": Message("unknown argument {key}", '{origin}; here it is "{meant}"{note}'),
        "nothing": Message("unknown argument {key}", "{origin}, without an equivalent in Kumo{note}"),
        "elsewhere": Message("{key} is not an argument of {strategy}", "it belongs to {owners}{engine}"),
        "unknown": Message("unknown argument {key}", "{strategy} takes {takes}"),
        "interval": Message("unknown argument {key}", "{origin}; write interval: {interval} beside kwargs"),
        "known": Message("unknown argument {key}", "{origin}; delete it, interval: {interval} says the same"),
    },
).register
def unknown_argument(key: KwargsKey) -> Iterator[Objection]:
    node, candidate = key.node, key.candidate
    strategy = candidate.strategy
    if strategy is None or _is_rest(key):
        return
    if (node.text in strategy.argument_names and node.kind == "text") or node.text in CANDIDATE_KEYS:
        return
    words: dict[str, object] = {
        "key": quote(node.text),
        "strategy": quote(strategy.name),
        "takes": listed(strategy.argument_names),
    }
    meant = None if ":" in in_ascii(node.text) else meant_argument(node.text, candidate)
    other = OTHER_ARGUMENTS.get(squash(in_ascii(node.text)))
    if meant is not None and meant not in strategy.argument_names:
        owners = listed(s.name for s in STRATEGIES.values() if meant in s.argument_names)
        engine = ENGINE_ARGUMENTS.get((strategy.name, node.text))
        words |= {"owners": owners, "engine": f"; {engine}" if engine else "", "meant": quote(meant)}
        known = node.text == meant
        yield Objection("elsewhere" if known else "stray", node.span, words, () if known else (meant,))
    elif squash(node.text) == BY_EPOCH and (interval := interval_of(key.value)) is not None:
        yield _by_epoch(key, {**words, "origin": OTHER_ARGUMENTS[BY_EPOCH].origin}, interval)
    elif other is not None:
        message = "foreign" if other.meant else "nothing"
        suggestions = (other.meant,) if other.meant else ()
        remedy = _rename_argument(key, other)
        yield Objection(message, node.span, words | other_words(other), suggestions, remedy)
    elif meant is not None and isinstance(node, Scalar):
        guess = suggest(node.text, strategy.argument_names)
        miss = typo(node, guess, {**words, "meant": listed(guess.words)})
        yield miss._replace(remedy=None) if meant in key.siblings else miss
    else:
        yield Objection("unknown", node.span, words)


def _by_epoch(key: KwargsKey, words: dict[str, object], interval: str) -> Objection:
    """Return the objection to a boolean that says what the interval is, or that it is as it is."""
    own = key.candidate.node.get(INTERVAL.name)
    is_said = own is not None and isinstance(own.value, Scalar) and own.value.text == interval
    title = "delete it" if is_said else f"write interval: {interval}"
    edits = _without_by_epoch(key, None if is_said else interval) if is_said or own is None else None
    remedy = remedy_of(title, edits, Safety.SAFE if is_said else Safety.UNSAFE)
    words["interval"] = interval
    return Objection("known" if is_said else "interval", key.node.span, words, (), remedy)


def _without_by_epoch(key: KwargsKey, interval: str | None) -> Edits | None:
    """Return the edits that delete a key of kwargs, and add the interval, unless it is there."""
    candidate, layout = key.candidate.node, layout_of(key.candidate.source)
    name, kwargs = candidate.get(NAME.name), candidate.get(KWARGS)
    inner = kwargs.value if kwargs is not None else None
    if not isinstance(inner, Mapping) or inner.shared or (not inner.flow and len(inner.entries) == 1):
        return None
    entry = next((entry for entry in inner.entries if entry.key.span == key.node.span), None)
    if entry is None or entry.merged or (not inner.flow and layout.has_comments(entry)):
        return None
    removed = remove_entry(layout, inner, entry)
    added: Edits | None = ()
    if interval is not None:
        pair = None if name is None else pair_like(name, INTERVAL.name, interval)
        added = None if name is None or pair is None else insert_after(layout.source, candidate, name, pair)
    return None if removed is None or added is None else (*added, *removed)


def _is_rest(key: KwargsKey) -> bool:
    """Return whether a key is the rest of a number that a comma split, which is reported at the number."""
    if not (key.node.text.isdigit() and isinstance(key.value, Scalar) and not key.value.text):
        return False
    line = key.candidate.source.text[: key.node.span.start].rpartition("\n")[2]
    return re.search(r"[\s:][-+]?[0-9][0-9_]*(?:,[0-9]+)*,\Z", line) is not None


def _rename_argument(key: KwargsKey, other: OtherName) -> Remedy | None:
    node, value = key.node, key.value
    if not other.meant or other.meant in key.siblings or not isinstance(node, Scalar):
        return None
    if other.kind is None:
        return rename(node, other.meant, safe=False)
    return rename(node, other.meant, safe=True) if keeps_meaning(other, value) else None
