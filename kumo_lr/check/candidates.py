"""What training makes of the candidates of a field: which of them need no look, what to ask of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kumo_lr.check.fast_path import EMPTY, Identity, filled, gentle, identity_of, spotless
from kumo_lr.document.compose import RawNode
from kumo_lr.document.locate import Length
from kumo_lr.document.nodes import Builder, Mapping, Node, Scalar
from kumo_lr.document.nodes import Sequence as SequenceOfNodes
from kumo_lr.facts.horizons import Horizons, Known, contradiction
from kumo_lr.facts.slots import Number, Slot
from kumo_lr.facts.strategies import CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES
from kumo_lr.findings import Path
from kumo_lr.rules.subjects import ContradictedLength, Earlier, Training
from kumo_lr.source import Source, Span

_KEYS = frozenset(CANDIDATE_KEYS)
_NO_KWARGS = Mapping((), Span(0, 0), flow=True, shared=False)


class _Read(NamedTuple):
    """A documented candidate as read: None for no scheduling, else all that its strategy needs."""

    strategy: str | None
    interval: str
    given: dict[str, Number]

    @property
    def arguments(self) -> dict[str, Number]:
        """The arguments with which it runs."""
        return self.given if self.strategy is None else filled(STRATEGIES[self.strategy], self.given)

    @property
    def identity(self) -> Identity:
        """What tells it from others."""
        return EMPTY if self.strategy is None else identity_of(self.strategy, self.interval, self.arguments)


class Forecast:
    """The candidates of one field, in their order. Without `horizons`, nothing is asked of training."""

    def __init__(
        self,
        candidates: Sequence[RawNode],
        horizons: Horizons | None,
        source: Source,
        builder: Callable[[], Builder],
    ) -> None:
        self._candidates = candidates
        self._horizons = horizons
        self._source = source
        self._builder = builder
        self._gentle = None if horizons is None else gentle(horizons)
        # By the hash of an identity, which takes less memory; what looks like a repetition is looked at.
        self._first: dict[int, int] = {}

    def passes(self, index: int, raw: RawNode) -> bool:
        """Whether a candidate of a text without tags is certainly free of findings."""
        identity = spotless(raw, self._gentle)
        if identity is None:
            return False
        return self._gentle is None or self._first.setdefault(hash(identity), index) == index

    def training(self, index: int, node: Node, place: Span) -> Training | None:
        """Return what to ask about a candidate; None where it has mistakes, or nobody asks."""
        read = _read(node) if self._horizons is not None else None
        if read is None or self._horizons is None:
            return None
        first = self._first.setdefault(hash(read.identity), index)
        earlier = None if first == index else self._earlier(first, read)
        return Training(read.strategy, read.interval, read.arguments, self._horizons, node, place, earlier)

    def _earlier(self, index: int, read: _Read) -> Earlier | None:
        """Return what stands before; None where only the hashes are the same."""
        raw = self._candidates[index]
        other = _read(self._builder().build(raw))
        if other is None or other.identity != read.identity:
            return None
        line = self._source.position(raw.start_mark.index).line
        return Earlier(line, other.given.keys() != read.given.keys())


def contradictions(
    known: Known, lengths: Iterable[Length], span: Callable[[RawNode], Span]
) -> Iterator[tuple[Path, ContradictedLength]]:
    """Return what a plan sets so that the caller cannot be right, with its paths."""
    for length in lengths:
        number = length.number
        if number is not None and (asked := contradiction(known, length.name, number)):
            yield length.path, ContradictedLength(span(length.raw), length.name, number, *asked)


def _read(node: Node) -> _Read | None:
    """Read a candidate that is as documented, in a list of its own or not; None for any other."""
    if isinstance(node, SequenceOfNodes) and len(node.items) == 1:
        node = node.items[0]
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
    """Return the values that count by key: own entries before merged ones, later ones before earlier."""
    own = {entry.name: entry.value for entry in mapping.entries if not entry.merged}
    return {entry.name: entry.value for entry in reversed(mapping.entries) if entry.merged} | own


def _word(node: Node | None, slot: Slot) -> str | None:
    is_word = isinstance(node, Scalar) and node.kind == "text" and node.text in slot.choices
    return node.text if is_word and node is not None else None
