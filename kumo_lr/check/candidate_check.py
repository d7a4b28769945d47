"""Check one candidate: pass it, its keys and its values to the rules."""

from __future__ import annotations

from kumo_lr.check.asker import Asker
from kumo_lr.document.nodes import Entry, Mapping, Node, is_mistagged, place_of
from kumo_lr.facts.foreign_names import squash
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import CANDIDATE_KEYS, KWARGS, NAME, Strategy
from kumo_lr.findings import Path
from kumo_lr.rules.meanings import (
    BY_EPOCH,
    competing_keys,
    has_foreign_arguments,
    may_mean_something,
    meant_for,
    named_nothing,
    several_values,
    slot_of_argument,
    slot_of_key,
    strategies_as_keys,
    strategy_of,
    wrapped,
    written_out,
)
from kumo_lr.rules.subjects import Candidate, CandidateKey, KwargsKey, KwargsShape, NamedByKey, Value
from kumo_lr.source import Source, Span

# A mapping with more keys than this, which merge keys may repeat often, is no candidate in another shape.
_MOST_KEYS = 100


class CandidateCheck:
    """The check of the candidates of one document.

    `strays` are the keys of candidates that are written beside the field.
    """

    def __init__(self, source: Source, asker: Asker, strays: frozenset[str]) -> None:
        self._strays = strays
        self._source = source
        self._asker = asker
        self._merged: set[tuple[Span, str | None]] = set()
        # By level, outside kwargs or inside: merged entries that mean nothing and were checked there.
        self._idle: tuple[set[int], set[int]] = (set(), set())
        self._answered: frozenset[Span] = frozenset()  # keys and values of this candidate with a finding

    def candidate(
        self, node: Mapping, path: Path, named: NamedByKey | None = None, *, is_item: bool = True
    ) -> None:
        """Check a candidate; `named` has strategies as keys, if it is known to have some."""
        is_small = len(node.entries) <= _MOST_KEYS
        node = self._without_idle(node)
        if named is None and is_item and is_small:
            named = strategies_as_keys(node, self._source, is_field=False, is_bare=True)
        if named is None and (around := wrapped(node)) is not None:
            self._wrapped(node, around, path)
            return
        if named is None:
            self._keys(node, path, is_item=is_item, is_small=is_small)
            return
        self._asker.ask(named, path)
        for index, head in enumerate(named.heads):
            if has_foreign_arguments(head):
                continue
            written, interval = written_out(named, index)
            self._keys(written, path, head, interval, is_item=False, is_small=is_small)

    def _without_idle(self, node: Mapping) -> Mapping:
        """Return a candidate without what it merges from large mappings, after others, to no effect.

        A thousand candidates may merge a mapping of a thousand keys.
        """
        kwargs = node.get(KWARGS)
        inner = kwargs.value if kwargs is not None else None
        if kwargs is not None and isinstance(inner, Mapping) and len(inner.entries) > _MOST_KEYS:
            kept = kwargs._replace(value=_without(inner, self._idle[True]))
            node = node._replace(entries=tuple(kept if e is kwargs else e for e in node.entries))
        return _without(node, self._idle[False]) if len(node.entries) > _MOST_KEYS else node

    def _wrapped(self, node: Mapping, around: Entry, path: Path) -> None:
        """Check a candidate, or a list of candidates, with a needless key around it."""
        outer = Candidate(node, place_of(node), None, self._source, self._strays)
        path = (*path, around.name)
        self._asker.ask(CandidateKey(around.key, around.value, frozenset([around.name]), outer), path)
        if isinstance(around.value, Mapping):
            self.candidate(around.value, path, is_item=False)

    def _keys(
        self,
        node: Mapping,
        path: Path,
        head: Entry | None = None,
        interval: Entry | None = None,
        *,
        is_item: bool,
        is_small: bool = True,
    ) -> None:
        """Check the keys of a candidate.

        The key of `head` is its name, and the value may have its `interval`.
        """
        siblings = frozenset(entry.name for entry in node.entries)
        keys = [(entry, meant_for(entry.name, siblings)) for entry in node.entries]
        candidate = Candidate(node, place_of(node), strategy_of(keys, node), self._source, self._strays)
        nothing = named_nothing(candidate) if head is None and is_small else None
        if nothing is not None:
            self._asker.ask(nothing, (*path, NAME.name))
            return
        self._asker.ask(candidate, path)
        self._answered = frozenset()
        if is_small:
            self._answered = self._ask_as_a_whole(candidate, path, is_item=is_item)
        for entry, meant in keys:
            if entry.merged and self._is_known(entry, candidate.strategy, inside=False):
                continue
            is_written = head is None or (entry.key.span != head.key.span and entry is not interval)
            name = entry.name if is_written or head is None else head.name
            is_known = _is_one_of(entry.key, CANDIDATE_KEYS) or entry.key.span in self._answered
            if is_written and not is_known:
                self._asker.ask(CandidateKey(entry.key, entry.value, siblings, candidate), (*path, name))
            if meant == KWARGS:
                self._kwargs(entry, candidate, (*path, name), is_written=is_written)
            elif (slot := slot_of_key(meant)) and (is_written or entry is interval):
                self.value(slot, entry, path if is_written else (*path, name))

    def _ask_as_a_whole(self, candidate: Candidate, path: Path, *, is_item: bool) -> frozenset[Span]:
        """Ask about keys that are one mistake together, and return what needs no other check."""
        entries = candidate.node.entries
        answered = {entry.value.span for entry in entries if squash(entry.name) == BY_EPOCH}
        for keys in competing_keys(candidate):
            self._asker.ask(keys, (*path, *_way_to(keys.entries[0], candidate)))
            answered.update(entry.key.span for entry in keys.entries)
        for several in several_values(candidate, is_item=is_item):
            self._asker.ask(several, (*path, *_way_to(several.entry, candidate)))
            answered.add(several.entry.value.span)
        return frozenset(answered)

    def _kwargs(self, kwargs: Entry, candidate: Candidate, path: Path, *, is_written: bool) -> None:
        node = kwargs.value
        if is_mistagged(node):
            return
        if is_written:
            self._asker.ask(KwargsShape(node, kwargs.key.span, self._source, candidate), path)
        if not isinstance(node, Mapping):
            return
        siblings = frozenset(entry.name for entry in node.entries)
        own = candidate.strategy.argument_names if candidate.strategy else ()
        for entry in node.entries:
            if entry.merged and self._is_known(entry, candidate.strategy, inside=True):
                continue
            if not _is_one_of(entry.key, own) and entry.key.span not in self._answered:
                key = KwargsKey(entry.key, entry.value, siblings, candidate)
                self._asker.ask(key, (*path, entry.name))
            if slot := slot_of_argument(entry.name, candidate):
                self.value(slot, entry, path)

    def _is_known(self, entry: Entry, strategy: Strategy | None, *, inside: bool) -> bool:
        """Return whether a merged entry was already checked elsewhere, under the same strategy."""
        place = (entry.key.span, strategy.name if strategy else None)
        known = place in self._merged
        self._merged.add(place)
        # Arguments of an unknown strategy are not checked yet.
        is_checked = not known and (strategy is not None or not inside)
        if is_checked and not may_mean_something(entry):
            self._idle[inside].add(id(entry))
        return known

    def value(self, slot: Slot, entry: Entry, path: Path) -> None:
        """Check the value of a slot."""
        if is_mistagged(entry.value) or entry.value.span in self._answered:
            return
        if _is_one_of(entry.value, slot.choices):
            return
        value = Value(slot, entry.value, entry.key.span, self._source)
        self._asker.ask(value, (*path, entry.name))


def _without(mapping: Mapping, idle: set[int]) -> Mapping:
    """Return a mapping without some entries; the first two tell whether it has one, or several."""
    first, rest = mapping.entries[:2], mapping.entries[2:]
    return mapping._replace(entries=(*first, *(entry for entry in rest if id(entry) not in idle)))


def _is_one_of(node: Node, words: tuple[str, ...]) -> bool:
    """Return whether a key or a value is a word that belongs there, to which no rule objects."""
    return node.text in words and node.kind == "text"


def _way_to(entry: Entry, candidate: Candidate) -> Path:
    """Return the path from a candidate to one of its entries, or to one in its kwargs."""
    return (entry.name,) if entry in candidate.node.entries else (KWARGS, entry.name)
