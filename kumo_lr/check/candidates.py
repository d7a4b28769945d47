"""Decide which candidates of a field need no check, and what the rules about training check of others.

This module and the fast path each define what a documented candidate is, as do the rules and the models,
because each needs a different part of it. Property tests ensure that they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kumo_lr.check.fast_path import EMPTY, Identity, identity_if_clean, identity_of, safe_numbers
from kumo_lr.document.compose import RawNode
from kumo_lr.document.nodes import Builder, Mapping, Node, Scalar, place_of, unlisted
from kumo_lr.document.plan_numbers import Length
from kumo_lr.facts.horizons import Horizons, Known, contradiction
from kumo_lr.facts.slots import Number, Slot
from kumo_lr.facts.strategies import CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES
from kumo_lr.findings import Path
from kumo_lr.rules.subjects import ContradictedLength, Earlier, Training
from kumo_lr.source import Source, Span

_KEYS = frozenset(CANDIDATE_KEYS)
_NO_KWARGS = Mapping((), Span(0, 0), flow=True, shared=False)


class _Read(NamedTuple):
    """A documented candidate as read; `strategy` is None for no scheduling."""

    strategy: str | None
    interval: str
    given: dict[str, Number]

    @property
    def arguments(self) -> dict[str, Number]:
        """The arguments that the candidate runs with."""
        return self.given if self.strategy is None else STRATEGIES[self.strategy].filled(self.given)

    @property
    def identity(self) -> Identity:
        """The values that distinguish it from other candidates."""
        return EMPTY if self.strategy is None else identity_of(self.strategy, self.interval, self.arguments)


class Candidates:
    """The candidates of one field, in order. Without `horizons`, no rule about training applies."""

    def __init__(
        self,
        raws: Sequence[RawNode],
        horizons: Horizons | None,
        source: Source,
        builder: Callable[[], Builder],
    ) -> None:
        self._raws = raws
        self._horizons = horizons
        self._source = source
        self._builder = builder
        self._first: dict[Identity, int] = {}

    def to_look_at(self, *, tagged: bool) -> Iterator[tuple[int, RawNode]]:
        """Yield the candidates that may have findings, in order, and record the others.

        `tagged` says that the text has tags, with which no candidate is certain to be clean.
        """
        safe = None if self._horizons is None else safe_numbers(self._horizons)
        first_of = self._first.setdefault
        for index, raw in enumerate(self._raws):
            identity = None if tagged else identity_if_clean(raw, safe)
            if identity is None or (safe is not None and first_of(identity, index) != index):
                yield index, raw

    def training(self, index: int, node: Node, place: Span) -> Training | None:
        """Return a candidate's subject for the rules about training.

        The result is None if the candidate has mistakes, or if no rule about training applies. Earlier
        candidates must have been recorded, or passed to this method.
        """
        read = _read(node) if self._horizons is not None else None
        if read is None or self._horizons is None:
            return None
        first = self._first.setdefault(read.identity, index)
        earlier = None if first == index else self._earlier(first, read)
        return Training(
            read.strategy,
            read.interval,
            read.arguments,
            self._horizons,
            node,
            place,
            earlier,
            self._source,
        )

    def _earlier(self, index: int, read: _Read) -> Earlier:
        """Return the place of an equal, earlier candidate, and whether it gives different arguments."""
        raw = self._raws[index]
        node = self._builder().build(raw)
        other = _read(node)
        differs = other is not None and other.given.keys() != read.given.keys()
        place = place_of(unlisted(node))
        return Earlier(place, self._source.position(raw.start_mark.index).line, differs)


def contradictions(
    known: Known, lengths: Iterable[Length], builder: Callable[[], Builder]
) -> Iterator[tuple[Path, ContradictedLength]]:
    """Yield the plan's lengths of training that contradict the caller, with their paths."""
    if known.max_epochs is None and known.steps_per_epoch is None:
        return
    for length in lengths:
        number = length.number
        if number is not None and (asked := contradiction(known, length.name, number)):
            yield length.path, ContradictedLength(builder().span(length.raw), length.name, number, *asked)


def _read(node: Node) -> _Read | None:
    """Return a candidate that is as documented, in its own list or not, or None for any other."""
    node = unlisted(node)
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
    """Return the effective values by key: own entries override merged ones, later ones override earlier."""
    own = {entry.name: entry.value for entry in mapping.entries if not entry.merged}
    return {entry.name: entry.value for entry in reversed(mapping.entries) if entry.merged} | own


def _word(node: Node | None, slot: Slot) -> str | None:
    is_word = isinstance(node, Scalar) and node.kind == "text" and node.text in slot.choices
    return node.text if is_word and node is not None else None
