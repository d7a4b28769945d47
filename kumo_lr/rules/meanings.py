"""What the keys of a candidate stand for: its own keys and arguments, or a strategy in place of a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from kumo_lr.confusables import in_ascii
from kumo_lr.document.nodes import Entry, Mapping, Node, Scalar, Sequence
from kumo_lr.facts.foreign_names import (
    NO_SCHEDULING_WORDS,
    OTHER_ARGUMENTS,
    OTHER_KEYS,
    engine_match,
    squash,
)
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES, Strategy
from kumo_lr.rules.subjects import Candidate, CompetingKeys, NamedByKey, NamedNothing, SeveralValues
from kumo_lr.rules.words import meant_strategy, other_strategy
from kumo_lr.source import Source, Span
from kumo_lr.suggest import Guess, suggest

BY_EPOCH = "byepoch"  # squashed; mmengine's key, which says whether a scheduler acts once an epoch
_WORDS = {NAME.name: NAME, INTERVAL.name: INTERVAL}


@lru_cache(maxsize=4096)
def meant_key(name: str) -> Guess:
    """Return the candidate key that a misspelt or foreign one stands for."""
    other = OTHER_KEYS.get(squash(name))
    if other is not None and other.meant:
        return Guess((other.meant,))
    return suggest(name, CANDIDATE_KEYS)


def meant_for(name: str, siblings: frozenset[str]) -> str:
    """Return the documented key that a candidate's key is or unambiguously means; else its own name."""
    if name in CANDIDATE_KEYS:
        return name
    guess = meant_key(name)
    single = len(guess.words) == 1 and guess.words[0] not in siblings
    return guess.words[0] if single and name not in ARGUMENTS else name


def meant_argument(name: str, candidate: Candidate) -> str | None:
    """Return the argument that a word means, by its name, a typo of it or another library's name."""
    name = in_ascii(name).partition(":")[0]  # `{gamma:0.9}` is one word to YAML
    if name in ARGUMENTS:
        return name
    other = OTHER_ARGUMENTS.get(squash(name))
    if other is not None:
        return other.meant
    own = candidate.strategy.argument_names if candidate.strategy else ()
    words = suggest(name, own).words or suggest(name, ARGUMENTS).words
    return words[0] if words else None


def slot_of_key(name: str) -> Slot | None:
    """Return the slot of the value under a candidate's key, which may be an argument's."""
    return _WORDS.get(name) or ARGUMENTS.get(name)


def slot_of_argument(name: str, candidate: Candidate) -> Slot | None:
    """Return the slot of the value under a key of kwargs; None if the value cannot be checked."""
    strategy = candidate.strategy
    meant = meant_argument(name, candidate) if strategy else name
    other = OTHER_ARGUMENTS.get(squash(name))
    if name != meant and (":" in in_ascii(name) or (other is not None and other.kind is not None)):
        return None  # there is no value yet, or the number means something else in that library
    taken = strategy is None or meant in strategy.argument_names
    return ARGUMENTS.get(meant) if meant and taken else _WORDS.get(name)


def interval_of(by_epoch: Node) -> str | None:
    """Return the interval that the value of `by_epoch` decides."""
    value = by_epoch.value if isinstance(by_epoch, Scalar) else None
    return INTERVAL.choices[value] if isinstance(value, bool) else None


def said_interval(candidate: Candidate) -> str | None:
    """Return the interval that `by_epoch` in kwargs decides."""
    kwargs = candidate.node.get(KWARGS)
    inner = kwargs.value.entries if kwargs is not None and isinstance(kwargs.value, Mapping) else ()
    said = (interval_of(entry.value) for entry in inner if squash(entry.name) == BY_EPOCH)
    return next(filter(None, said), None)


def wrapped(node: Mapping) -> Entry | None:
    """Return the only entry of a candidate, if its value is a candidate itself, or a list of them."""
    entry = node.entries[0] if len(node.entries) == 1 else None
    if entry is None or entry.merged or _key_meant(entry) == KWARGS:
        return None
    items = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
    return entry if items and all(map(_is_named, items)) else None


def _is_named(node: Node) -> bool:
    return isinstance(node, Mapping) and node.get(NAME.name) is not None


def has_name(node: Mapping) -> bool:
    """Return whether a mapping has a candidate's name, under whatever key."""
    return any(_key_meant(entry) == NAME.name for entry in node.entries)


def strategy_of(keys: Iterable[tuple[Entry, str]], node: Mapping) -> Strategy | None:
    """Return the strategy that a candidate unambiguously names, by its keys and what they stand for."""
    values = [_single(entry.value) for entry, meant in keys if meant == NAME.name]
    names = [value.text for value in values if value.kind == "text"]
    kwargs = node.get(KWARGS)
    inner = kwargs.value.get(NAME.name) if kwargs is not None and isinstance(kwargs.value, Mapping) else None
    if not names and inner is not None and inner.value.kind == "text":
        names = [inner.value.text]  # misplaced, but clear
    return meant_strategy(names[-1]) if names else None


def _single(node: Node) -> Node:
    """Return the only item of a list, or what is no such list itself."""
    return node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else node


def strategies_as_keys(node: Mapping, source: Source, *, is_field: bool, is_bare: bool) -> NamedByKey | None:
    """Return the entries of a mapping without a name whose keys are strategies, if there are any."""
    if has_name(node):
        return None
    heads = tuple(filter(_is_strategy, node.entries))
    if not heads:
        return None
    strategies = [meant_strategy(head.name) for head in heads]
    names = tuple(strategy.name if strategy else None for strategy in strategies)
    return NamedByKey(heads, names, node, source, is_field, is_bare)


def _is_strategy(entry: Entry) -> bool:
    name, squashed = entry.name, squash(entry.name)
    if entry.key.kind != "text" or name in ARGUMENTS or squashed in OTHER_ARGUMENTS or meant_key(name).words:
        return False
    if name in STRATEGIES or engine_match(name):
        return True
    is_other = other_strategy(name) is not None or bool(suggest(name, STRATEGIES).words)
    return is_other and squashed not in OTHER_KEYS and entry.value.kind in ("mapping", "null")


def has_foreign_arguments(head: Entry) -> bool:
    """Return whether a strategy as a key is another library's, and so are the arguments in its value."""
    is_foreign = engine_match(head.name) is None and not suggest(head.name, STRATEGIES).words
    return is_foreign and isinstance(head.value, Mapping) and bool(head.value.entries)


def written_out(named: NamedByKey, index: int) -> tuple[Mapping, Entry | None]:
    """Return the candidate that a strategy as a key stands for, and its interval if it is in the value.

    What is not written has the key's place.
    """
    head = named.heads[index]
    entries = [Entry(_word(head, NAME.name), _word(head, head.name))]
    entries += [entry for entry in named.outer.entries if entry not in named.heads and index == 0]
    value = head.value
    inner = value.entries if isinstance(value, Mapping) else ()
    own = {key: entry for entry in inner if (key := _key_meant(entry)) in CANDIDATE_KEYS}
    if own.keys() | {_key_meant(e) for e in entries} >= {INTERVAL.name}:
        entries += [own[INTERVAL.name]] if INTERVAL.name in own else []
    else:
        entries.append(Entry(_word(head, INTERVAL.name), _word(head, INTERVAL.choices[0])))
    if KWARGS in own:
        entries.append(Entry(_word(head, KWARGS), own[KWARGS].value))
    elif value.kind != "null":
        if isinstance(value, Mapping):
            value = value._replace(entries=tuple(e for e in inner if e not in own.values()))
        entries.append(Entry(_word(head, KWARGS), value))
    return named.outer._replace(entries=tuple(entries)), own.get(INTERVAL.name)


def _word(head: Entry, text: str) -> Scalar:
    """Return a word that is not written, in place of a key."""
    return Scalar("text", text, text, head.key.span, plain=True, shared=True, editable=False)


def _key_meant(entry: Entry) -> str | None:
    """Return the key of a candidate that a key is or stands for."""
    if entry.key.kind != "text":
        return None
    words = (entry.name,) if entry.name in CANDIDATE_KEYS else meant_key(entry.name).words
    return words[0] if len(words) == 1 and entry.name not in ARGUMENTS else None


def stands_for(entry: Entry) -> str | None:
    """Return the key or the argument that a key is or stands for, whatever the strategy."""
    other = OTHER_ARGUMENTS.get(squash(entry.name))
    argument = entry.name if entry.name in ARGUMENTS else other.meant if other is not None else None
    return _key_meant(entry) or argument


def may_mean_something(entry: Entry) -> bool:
    """Return whether a key may stand for one of a candidate or of kwargs, in whatever strategy."""
    name = entry.name
    if not name.isascii() or ":" in name or squash(name) in OTHER_KEYS or stands_for(entry) is not None:
        return True
    words = [tuple(ARGUMENTS), *(strategy.argument_names for strategy in STRATEGIES.values())]
    return bool(meant_key(name).words) or any(suggest(name, choices).words for choices in words)


def competing_keys(candidate: Candidate) -> Iterator[CompetingKeys]:
    """Yield the keys of a candidate, and of its kwargs, that stand for the same."""
    found: dict[str, list[Entry]] = {}
    inside: set[Span] = set()
    for entry in candidate.node.entries:
        meant = _claimed(entry, candidate)
        if meant is not None:
            found.setdefault(meant, []).append(entry)
    kwargs = candidate.node.get(KWARGS)
    for entry in kwargs.value.entries if kwargs is not None and isinstance(kwargs.value, Mapping) else ():
        if entry.name == KWARGS:
            continue  # misplaced-key reports it
        own = entry.name in CANDIDATE_KEYS and entry.key.kind == "text"
        meant = entry.name if own else _argument_meant(entry, candidate)
        if meant is not None:
            found.setdefault(meant, []).append(entry)
            inside.add(entry.key.span)
    for meant, entries in found.items():
        places = {(entry.name, entry.key.span in inside) for entry in entries}
        if len(places) > 1:  # the same key twice is a duplicate
            ordered = tuple(sorted(entries, key=lambda entry: (entry.merged, entry.key.span)))
            yield CompetingKeys(ordered, frozenset(inside), meant)


def _claimed(entry: Entry, candidate: Candidate) -> str | None:
    """Return the key or argument that a key of a candidate unambiguously stands for."""
    other = OTHER_KEYS.get(squash(entry.name))
    if entry.key.kind != "text" or entry.name in CANDIDATE_KEYS:
        return entry.name if entry.key.kind == "text" else None
    if other is not None:
        return other.meant
    guess = suggest(entry.name, CANDIDATE_KEYS)
    return _argument_meant(entry, candidate) or (guess.words[0] if guess.sure else None)


def _argument_meant(entry: Entry, candidate: Candidate) -> str | None:
    if entry.key.kind != "text" or ":" in in_ascii(entry.name):
        return None
    if entry.name in ARGUMENTS or squash(entry.name) in OTHER_ARGUMENTS:
        return meant_argument(entry.name, candidate)
    own = candidate.strategy.argument_names if candidate.strategy else tuple(ARGUMENTS)
    guess = suggest(entry.name, own)
    return guess.words[0] if guess.sure else None


def named_nothing(candidate: Candidate) -> NamedNothing | None:
    """Return the name of a candidate if it says that there is no scheduling, and nothing else does."""
    name = candidate.node.get(NAME.name)
    if name is None or name.value.shared or not isinstance(name.value, Scalar):
        return None
    value = name.value
    word = value.kind == "text" and squash(value.text) in NO_SCHEDULING_WORDS
    is_nothing = word or value.kind == "null" or value.value is False
    kwargs = candidate.node.get(KWARGS)
    arguments = kwargs.value.entries if kwargs is not None and isinstance(kwargs.value, Mapping) else ()
    known = all(_key_meant(entry) is not None for entry in candidate.node.entries)
    return NamedNothing(candidate, name) if is_nothing and known and (word or not arguments) else None


def several_values(candidate: Candidate, *, is_item: bool) -> list[SeveralValues]:
    """Return the lists of several values of a candidate where one is expected."""
    lists: list[tuple[Entry, Slot]] = []
    for entry in candidate.node.entries:
        slot = {NAME.name: NAME, INTERVAL.name: INTERVAL}.get(entry.name) or ARGUMENTS.get(entry.name)
        if slot is not None and _is_several(entry.value):
            lists.append((entry, slot))
    kwargs = candidate.node.get(KWARGS)
    for entry in kwargs.value.entries if kwargs is not None and isinstance(kwargs.value, Mapping) else ():
        argument = slot_of_argument(entry.name, candidate)
        if argument is not None and _is_several(entry.value):
            lists.append((entry, argument))
    return [
        SeveralValues(entry, slot, candidate, tuple(lists[:i] + lists[i + 1 :]), is_item)
        for i, (entry, slot) in enumerate(lists)
    ]


def _is_several(node: Node) -> bool:
    return (
        isinstance(node, Sequence)
        and node.kind == "list"
        and len(node.items) > 1
        and all(isinstance(item, Scalar) for item in node.items)
    )
