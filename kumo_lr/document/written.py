"""A candidate as it is written, whose parts are built when a rule asks for their places."""

from __future__ import annotations

from functools import cached_property

from kumo_lr.document.compose import RawNode, RawPairs
from kumo_lr.document.nodes import Builder, Mapping, Node, Scalar, place_of, unlisted
from kumo_lr.facts.strategies import KWARGS, NAME
from kumo_lr.records import Record
from kumo_lr.source import Span


class Earlier(Record):
    """An earlier, equal candidate: what to underline there, and whether it leaves out other arguments."""

    place: Span
    line: int
    differs: bool


class Written:
    """The raw node of a candidate.

    `is_plain` says that it is written as documented, without tags and merge keys, so that a value can be
    built without the rest. `node` is its node, if that is known already.
    """

    def __init__(
        self, raw: RawNode, builder: Builder, *, is_plain: bool = False, node: Node | None = None
    ) -> None:
        self.raw = raw
        self._builder = builder
        self._is_plain = is_plain and raw.id == "mapping"
        self._node = node
        self._values: dict[str, Scalar | None] = {}

    @cached_property
    def node(self) -> Node:
        """The candidate, without a list of its own around it."""
        return unlisted(self._builder.build(self.raw) if self._node is None else self._node)

    @cached_property
    def place(self) -> Span:
        """What to underline for the candidate as a whole."""
        name = self.value(NAME.name) if self._is_plain else None
        is_inside = name is not None and name.span.start > self.raw.start_mark.index  # rather than an alias
        return name.span if name is not None and is_inside else place_of(self.node)

    @property
    def given(self) -> frozenset[str]:
        """The names of the arguments that are written out, in a candidate that is valid."""
        if self._is_plain:
            kwargs = _find(self.raw.value, KWARGS)
            return frozenset(key.value for key, _ in kwargs.value) if kwargs is not None else frozenset()
        entry = self.node.get(KWARGS) if isinstance(self.node, Mapping) else None
        inner = entry.value if entry is not None else None
        return frozenset(e.name for e in inner.entries) if isinstance(inner, Mapping) else frozenset()

    def value(self, name: str) -> Scalar | None:
        """Return the value of a key or an argument; None if it is not written out."""
        if name not in self._values:
            self._values[name] = self._plain_value(name) if self._is_plain else _value(self.node, name)
        return self._values[name]

    def _plain_value(self, name: str) -> Scalar | None:
        pairs: RawPairs = self.raw.value
        found = _find(pairs, name)
        if found is None:
            kwargs = _find(pairs, KWARGS)
            found = None if kwargs is None else _find(kwargs.value, name)
        node = None if found is None else self._builder.build(found)
        return node if isinstance(node, Scalar) else None


def _find(pairs: RawPairs, name: str) -> RawNode | None:
    return next((value for key, value in pairs if key.value == name), None)


def _value(node: Node, name: str) -> Scalar | None:
    entry = node.get(name) if isinstance(node, Mapping) else None
    if entry is None and isinstance(node, Mapping):
        kwargs = node.get(KWARGS)
        inner = kwargs.value if kwargs is not None else None
        entry = inner.get(name) if isinstance(inner, Mapping) else None
    return entry.value if entry is not None and isinstance(entry.value, Scalar) else None
