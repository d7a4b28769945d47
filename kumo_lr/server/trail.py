"""The way from the root of a document to an offset: what stands there, and what it is a part of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from yaml import MappingNode, SequenceNode

from kumo_lr.document.compose import RawNode
from kumo_lr.findings import Path
from kumo_lr.server.partial import ReadDocument

_DEEPEST = 1000  # more steps than a readable document has: aliases may lead round


class Step(NamedTuple):
    """One step of the way: a collection, and the entry or item of it that leads on.

    `number` counts the entries or items before it. `key` is the raw key of an entry, None for an item.
    `is_key` says that the way ends at the key.
    """

    parent: RawNode
    number: int
    key: RawNode | None
    value: RawNode
    is_key: bool = False

    @property
    def name(self) -> str | int:
        """The key as text, or the 0-based number of an item."""
        return self.number if self.key is None else str(self.key.value)


class Trail(NamedTuple):
    """The way to an offset: the document, and the steps from its root."""

    document: ReadDocument
    steps: tuple[Step, ...]

    @property
    def path(self) -> Path:
        """The path of what is at the offset."""
        return tuple(step.name for step in self.steps)

    @property
    def raw(self) -> RawNode:
        """The raw node at the offset, a key or a value."""
        if not self.steps:
            return self.document.root
        last = self.steps[-1]
        return last.key if last.is_key and last.key is not None else last.value


def trail_to(documents: Iterable[ReadDocument], offset: int, *, end: bool = True) -> Trail | None:
    """Return the way to an offset, as far in as there is a node; None outside of all documents.

    With `end`, the end of a node belongs to it.
    """
    for document in documents:
        if _holds(document.root, offset, end):
            return Trail(document, tuple(_steps(document.root, offset, end)))
    return None


def _steps(root: RawNode, offset: int, end: bool) -> list[Step]:
    steps: list[Step] = []
    raw: RawNode | None = root
    while raw is not None and len(steps) < _DEEPEST:
        step = _step(raw, offset, end)
        if step is None:
            break
        steps.append(step)
        raw = None if step.is_key else step.value
    return steps


def _step(raw: RawNode, offset: int, end: bool) -> Step | None:
    if isinstance(raw, MappingNode):
        for number, (key, value) in enumerate(raw.value):
            if _holds(key, offset, end):
                return Step(raw, number, key, value, is_key=True)
            if _holds(value, offset, end):
                return Step(raw, number, key, value)
    elif isinstance(raw, SequenceNode):
        for number, item in enumerate(raw.value):
            if _holds(item, offset, end):
                return Step(raw, number, None, item)
    return None


def _holds(raw: RawNode, offset: int, end: bool) -> bool:
    start, stop = raw.start_mark.index, raw.end_mark.index
    return bool(start <= offset < stop or (end and offset == stop))
