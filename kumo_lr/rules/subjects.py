"""What rules look at: each subject is a place where one mistake can stand."""

from __future__ import annotations

from collections.abc import Mapping as _Mapping
from typing import NamedTuple, TypeAlias

from kumo_lr.document.compose import ReadProblem
from kumo_lr.document.nodes import Mapping, Node, Scalar
from kumo_lr.facts.horizons import Horizons
from kumo_lr.facts.slots import Number, Slot
from kumo_lr.facts.strategies import KWARGS, Strategy
from kumo_lr.source import Source, Span


class Reading(NamedTuple):
    """Subject: something that no reader, or not every reader, gets through."""

    problem: ReadProblem


class Shape(NamedTuple):
    """Subject: a node that should be a list, a candidate or a mapping; `role` says which.

    `place` is what to underline where the node as a whole is the mistake.
    """

    role: str
    node: Node
    place: Span
    source: Source
    candidate: Candidate | None = None


class Key(NamedTuple):
    """Subject: one key, in the plan, in a candidate or in its kwargs; `role` says where.

    `siblings` are the keys of the same mapping. In a plan they hold the one key that was meant, and
    `value` is set where that key is taken.
    """

    role: str
    node: Node
    value: Node | None
    siblings: frozenset[str]
    candidate: Candidate | None = None


class Value(NamedTuple):
    """Subject: the scalar at a slot of the vocabulary; `place` is its key."""

    slot: Slot
    node: Node
    place: Span
    source: Source


class Candidate(NamedTuple):
    """Subject: a candidate as a whole. `strategy` is the one named or surely meant, if any."""

    node: Mapping
    place: Span
    strategy: Strategy | None
    source: Source


class Earlier(NamedTuple):
    """A candidate that stands before another one; `differs` = it leaves out other arguments."""

    line: int
    differs: bool


class Training(NamedTuple):
    """Subject: a candidate without mistakes, with the arguments and in all horizons that it may run.

    `strategy` is None for no scheduling. `earlier` is an equal candidate of the same field. Without a
    `node`, nobody asks where things stand.
    """

    strategy: str | None
    interval: str
    arguments: _Mapping[str, Number]
    horizons: Horizons
    node: Node | None = None
    place: Span = Span(0, 0)
    earlier: Earlier | None = None

    def value(self, name: str) -> Scalar | None:
        """Return the value of a key or an argument, where it is written out."""
        entry = self.node.get(name) if isinstance(self.node, Mapping) else None
        if entry is None and isinstance(self.node, Mapping):
            kwargs = self.node.get(KWARGS)
            inner = kwargs.value if kwargs is not None else None
            entry = inner.get(name) if isinstance(inner, Mapping) else None
        return entry.value if entry is not None and isinstance(entry.value, Scalar) else None

    def span(self, name: str) -> Span:
        """Return what to underline for a key or an argument: its value, or the candidate."""
        value = self.value(name)
        return self.place if value is None else value.span


Subject: TypeAlias = Reading | Shape | Key | Value | Candidate | Training
