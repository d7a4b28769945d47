"""Decide which candidates of a field need no check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kumo_lr.check.fast_path import Identity, documented, is_safe, safe_numbers
from kumo_lr.document.compose import RawNode
from kumo_lr.facts.horizons import Horizons
from kumo_lr.typed import NamedTuple


class Doubt(NamedTuple):
    """A candidate that a rule may object to.

    If `identity` is not None, the candidate is written as documented, and only rules about training may.
    """

    position: int
    raw: RawNode
    identity: Identity | None


class Candidates:
    """The candidates of one field, in order. Without `horizons`, no rule about training applies."""

    def __init__(self, raws: Sequence[RawNode], horizons: Horizons | None) -> None:
        self.raws = raws
        self.horizons = horizons
        self.displaced: list[Doubt] = []  # equal to an earlier one that was read only later
        self._first: dict[Identity, int] = {}

    def in_doubt(self, *, tagged: bool) -> Iterator[Doubt]:
        """Yield the candidates that may have findings, in order, and record the others.

        `tagged` says that the text has tags, with which no candidate is certain to be clean.
        """
        safe = None if self.horizons is None else safe_numbers(self.horizons)
        first_of = self._first.setdefault
        for index, raw in enumerate(self.raws):
            identity = None if tagged else documented(raw)
            if identity is None or (
                safe is not None and not (is_safe(identity, safe) and first_of(identity, index) == index)
            ):
                yield Doubt(index, raw, identity)

    def first_equal(self, identity: Identity, position: int) -> int:
        """Return the position of the first candidate with an identity, which may be this one.

        A later one that passed as the first one until now comes into doubt.
        """
        first = self._first.setdefault(identity, position)
        if first > position:
            self.displaced.append(Doubt(first, self.raws[first], identity))
            first = self._first[identity] = position
        return first
