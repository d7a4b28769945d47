"""Find what aliases and merge keys share: an edit there would change another place too."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from kumo_lr.document.compose import Document, RawNode
from kumo_lr.document.nodes import Builder
from kumo_lr.document.wellformed import children, collections_of, walk
from kumo_lr.source import Source, Span


def shared_nodes(document: Document) -> frozenset[int]:
    """Return the ids of the raw nodes that occur in more than one place."""
    return frozenset(id(raw) for raw in _shared(document))


def shared_parts(document: Document) -> frozenset[int]:
    """Return the ids of the raw nodes that occur in more than one place, and of all that they contain."""
    parts: set[int] = set()
    for raw in _shared(document):
        parts.add(id(raw))
        parts.update(id(child) for inner in walk(raw, set(), scalars=False) for child in children(inner))
    return frozenset(parts)


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


def shared_spans(document: Document, source: Source, builder: Builder) -> list[Span]:
    """Return the spans of the nodes that occur in more than one place, with their anchors.

    They are sorted and disjoint. That of a block extends to the end of its last line, since what is
    inserted there belongs to it.
    """
    spans: list[Span] = []
    for span in sorted(_span(raw, source, builder) for raw in _shared(document)):
        if not spans or spans[-1].end <= span.start:
            spans.append(span)
        elif span.end > spans[-1].end:
            spans[-1] = Span(spans[-1].start, span.end)
    return spans


def _span(raw: RawNode, source: Source, builder: Builder) -> Span:
    start, end = raw.start_mark.index, builder.span(raw).end
    if raw.id != "scalar" and not raw.flow_style:
        end = source.line_span(source.position(end).line).end + 1
    return Span(start, end)


def touches(edit: Span, shared: list[Span]) -> bool:
    """Return whether an edit changes one of the shared spans, which are sorted and disjoint."""
    index = bisect_left(shared, (edit.end, 0))
    overlaps = index > 0 and shared[index - 1].end > edit.start
    return overlaps or edit in shared[index : index + 1]


def _shared(document: Document) -> Iterator[RawNode]:
    seen: set[int] = set()
    found: set[int] = set()
    for raw in collections_of(document):
        for child in children(raw):
            if id(child) in seen and id(child) not in found:
                found.add(id(child))
                yield child
            seen.add(id(child))
