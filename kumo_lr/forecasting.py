"""What training makes of the candidates of a field: which of them need no look, what to ask of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kumo_lr.composing import RawNode
from kumo_lr.fields import Length
from kumo_lr.horizons import Horizons, Known, contradiction
from kumo_lr.nodes import Mapping, Node, Scalar
from kumo_lr.rules.record import Earlier, Training
from kumo_lr.screen import EMPTY, Spotless, filled, identity_of, spotless
from kumo_lr.source import Source, Span
from kumo_lr.vocabulary import CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES, Number, Slot

_KEYS = frozenset(CANDIDATE_KEYS)
_NO_KWARGS = Mapping((), Span(0, 0), flow=True, shared=False)


class _Seen(NamedTuple):
    """Where an identity stood first: the candidate's place in the list, its offset, what it was given."""

    number: int
    offset: int
    given: frozenset[str]


class _Read(NamedTuple):
    """A documented candidate as read: None for no scheduling, else all that its strategy needs."""

    strategy: str | None
    interval: str
    given: dict[str, Number]


class Forecast:
    """The candidates of one field, in their order. Without `horizons`, nothing is asked of training."""

    def __init__(self, horizons: Horizons | None, source: Source) -> None:
        self.horizons = horizons
        self._source = source
        self._seen: dict[str, _Seen] = {}

    def passes(self, index: int, raw: RawNode) -> bool:
        """Whether a candidate of a text without tags is certainly free of findings."""
        found = spotless(raw, self.horizons)
        return found is not None and (self.horizons is None or self._is_first(index, raw, found))

    def _is_first(self, index: int, raw: RawNode, found: Spotless) -> bool:
        seen = _Seen(index, raw.start_mark.index, found.given)
        return self._seen.setdefault(found.identity, seen).number == index

    def training(self, index: int, node: Node, place: Span) -> Training | None:
        """Give what to ask about a candidate; None where it has mistakes, or nobody asks."""
        read = _read(node) if self.horizons is not None else None
        if read is None or self.horizons is None:
            return None
        identity, arguments = EMPTY.identity, read.given
        if read.strategy is not None:
            arguments = filled(STRATEGIES[read.strategy], read.given)
            identity = identity_of(read.strategy, read.interval, arguments)
        given = frozenset(read.given)
        seen = self._seen.setdefault(identity, _Seen(index, node.span.start, given))
        earlier = None
        if seen.number != index:
            earlier = Earlier(self._source.position(seen.offset).line, seen.given != given)
        return Training(read.strategy, read.interval, arguments, self.horizons, node, place, earlier)


def contradictions(known: Known, lengths: Iterable[Length]) -> Iterator[tuple[Length, dict[str, str]]]:
    """Give what a plan sets so that the caller cannot be right, with the words to say so."""
    for length in lengths:
        asked = contradiction(known, length.name, length.number)
        if asked is not None:
            words = {"key": length.name, "number": f"{length.number:,}"}
            yield length, {**words, "word": asked[0], "known": f"{asked[1]:,}"}


def _read(node: Node) -> _Read | None:
    """Read a candidate that is as documented; None for any other."""
    if _is_empty(node):
        return _Read(None, "", {})
    if not isinstance(node, Mapping):
        return None
    values = _values(node)
    name, interval = _word(values.get(NAME.name), NAME), _word(values.get(INTERVAL.name), INTERVAL)
    kwargs = values.get(KWARGS, _NO_KWARGS)
    if name is None or interval is None or not isinstance(kwargs, Mapping) or values.keys() - _KEYS:
        return None
    strategy, given = STRATEGIES[name], dict[str, Number]()
    for argument, value in _values(kwargs).items():
        slot = strategy.argument(argument)
        number = value.value if isinstance(value, Scalar) else None
        if slot is None or not isinstance(number, int | float) or not slot.takes(number):
            return None
        given[argument] = number
    return None if set(strategy.required) - given.keys() else _Read(name, interval, given)


def _is_empty(node: Node) -> bool:
    if isinstance(node, Scalar):
        return node.kind == "null"
    return not (node.entries if isinstance(node, Mapping) else node.items)


def _values(mapping: Mapping) -> dict[str, Node]:
    """Give the values that count by key: own entries before merged ones, later ones before earlier."""
    own = {entry.name: entry.value for entry in mapping.entries if not entry.merged}
    return {entry.name: entry.value for entry in reversed(mapping.entries) if entry.merged} | own


def _word(node: Node | None, slot: Slot) -> str | None:
    is_word = isinstance(node, Scalar) and node.kind == "text" and node.text in slot.choices
    return node.text if is_word and node is not None else None
