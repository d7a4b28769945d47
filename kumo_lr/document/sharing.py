"""Find what aliases and merge keys share: an edit there would change another place too."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from itertools import chain

from kumo_lr.document.compose import Document, RawNode
from kumo_lr.document.nodes import Builder
from kumo_lr.document.wellformed import children, collections_of, walk
from kumo_lr.source import Source, Span


class Sharing:
    """What a document with aliases shares. Each answer is found once, when it is asked for."""

    def __init__(self, document: Document, source: Source) -> None:
        self._document = document
        self._source = source

    @cached_property
    def _nodes(self) -> list[RawNode]:
        """The raw nodes that occur in more than one place."""
        once: set[int] = set()
        again: dict[int, RawNode] = {}
        see = once.add
        for raw in collections_of(self._document):
            for child in chain.from_iterable(raw.value) if raw.id == "mapping" else raw.value:
                if id(child) in once:
                    again[id(child)] = child
                else:
                    see(id(child))
        return list(again.values())

    @cached_property
    def nodes(self) -> frozenset[int]:
        """The ids of the raw nodes that occur in more than one place."""
        return frozenset(map(id, self._nodes))

    @cached_property
    def parts(self) -> frozenset[int]:
        """The ids of the raw nodes that occur in more than one place, and of all that they contain."""
        inside = (
            child
            for raw in self._nodes
            for inner in walk(raw, set(), scalars=False)
            for child in children(inner)
        )
        return self.nodes.union(map(id, inside))

    @cached_property
    def spans(self) -> list[Span]:
        """The spans of the nodes that occur in more than one place, with their anchors.

        They are sorted and disjoint. That of a block extends to the end of its last line, since what is
        inserted there belongs to it.
        """
        spans: list[Span] = []
        for span in sorted(map(self._span, self._nodes)):
            if not spans or spans[-1].end <= span.start:
                spans.append(span)
            elif span.end > spans[-1].end:
                spans[-1] = Span(spans[-1].start, span.end)
        return spans

    def _span(self, raw: RawNode) -> Span:
        source = self._source
        start, end = raw.start_mark.index, Builder(source).span(raw).end
        if raw.id != "scalar" and not raw.flow_style:
            end = source.line_span(source.position(end).line).end + 1
        return Span(start, end)

    def changed_by(self, span: Span) -> bool:
        """Return whether an edit of a span would change what is shared."""
        return touches(span, self.spans)


def shared_with(fields: list[RawNode], shared: frozenset[int]) -> frozenset[int]:
    """Return the ids of those shared nodes that are in one of some fields, or are one."""
    inside = {id(raw) for raw in fields}
    for field in fields:
        inside.update(id(child) for raw in walk(field, set(), scalars=False) for child in children(raw))
    return shared & inside


def anchor_at(text: str, raw: RawNode) -> str:
    """Return the anchor of a node, with its sign, or "" if it has none."""
    match = re.compile(r"&[^\s,\[\]{}]+").match(text, raw.start_mark.index)
    return match.group() if match else ""


def touches(edit: Span, shared: list[Span]) -> bool:
    """Return whether an edit changes one of the shared spans, which are sorted and disjoint."""
    index = bisect_left(shared, (edit.end, 0))
    overlaps = index > 0 and shared[index - 1].end > edit.start
    return overlaps or edit in shared[index : index + 1]
