"""Write values in braces and brackets as blocks, which read better and have room for comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.document.compose import Document, compose
from kumo_lr.document.layout import Layout, is_flow
from kumo_lr.document.nodes import Entry, Mapping, Node, Scalar, Sequence
from kumo_lr.plan.field import builder_of, load_raw, read_fields
from kumo_lr.source import Replacement, Source, Span

_INDENT = 2
# What may be between the scalars: no comments, anchors, tags or aliases, which would be lost.
_SIGNS = re.compile(r"[\s\[\]{},:]*")


def as_block(source: Source, within: Span, at: str | None = None) -> Source | None:
    """Return a text with the part of a field that a span touches as a block, if it is in braces or brackets.

    That is the whole list, a candidate, or its arguments. The data stays the same. The result is None if
    there is no such part, if it holds comments, or if a block cannot be written there.
    """
    if source.is_json:
        return None
    layout = Layout(source)
    for edit in _edits(layout, within, at):
        if edit is not None:
            new = source.replaced([edit])
            return new if _data(new) == _data(source) else None
    return None


def _edits(layout: Layout, within: Span, at: str | None) -> Iterator[Replacement | None]:
    for field in read_fields(layout.source, at):
        node = field.node
        if node is None or not _touches(node, field.key, within):
            continue
        if is_flow(node):
            yield _below_key(layout, field.key, node)
            continue
        for item in node.items if isinstance(node, Sequence) else ():
            if is_flow(item) and _touches(item, None, within):
                yield _in_place(layout, item)
            elif isinstance(item, Mapping):
                entries = (entry for entry in item.entries if is_flow(entry.value))
                yield from (_entry(layout, e) for e in entries if _touches(e.value, e.key, within))


def _touches(node: Node, key: Node | None, within: Span) -> bool:
    start = node.span.start if key is None else key.span.start
    return start <= within.end and within.start <= node.span.end


def _entry(layout: Layout, entry: Entry) -> Replacement | None:
    return None if entry.merged else _below_key(layout, entry.key, entry.value)


def _below_key(layout: Layout, key: Node | None, node: Node) -> Replacement | None:
    """Return the edit that writes a value below its key."""
    if key is None or not _is_plain(layout, node):
        return None
    text = layout.source.text
    between = re.compile(r"\s*:(\s+)").fullmatch(text, key.span.end, node.span.start)
    if between is None:
        return None
    column = layout.column(key.span.start) + (_INDENT if isinstance(node, Mapping) else 0)
    lines = "".join(f"{layout.source.newline}{' ' * column}{line}" for line in _lines(node, text))
    return Replacement(Span(between.start(1), node.span.end), lines)


def _in_place(layout: Layout, node: Node) -> Replacement | None:
    """Return the edit that writes an item of a list behind its dash."""
    if not _is_plain(layout, node):
        return None
    joint = f"{layout.source.newline}{' ' * layout.column(node.span.start)}"
    return Replacement(node.span, joint.join(_lines(node, layout.source.text)))


def _is_plain(layout: Layout, node: Node) -> bool:
    """Return whether a value holds something, nothing that would be lost, and is the last on its line."""
    text, position = layout.source.text, node.span.start
    for scalar in _scalars(node):
        if not _SIGNS.fullmatch(text, position, scalar.span.start):
            return False
        position = max(position, scalar.span.end)
    rest = _SIGNS.fullmatch(text, position, node.span.end) is not None
    return rest and bool(_parts(node)) and layout.is_last_on_line(node.span.end)


def _parts(node: Node) -> tuple[object, ...]:
    return () if isinstance(node, Scalar) else node.entries if isinstance(node, Mapping) else node.items


def _scalars(node: Node) -> Iterator[Scalar]:
    """Yield the scalars in a value, in the order of the text."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield from (*_scalars(entry.key), *_scalars(entry.value))
    else:
        for item in node.items:
            yield from _scalars(item)


def _lines(node: Node, text: str) -> Iterator[str]:
    """Yield the lines of a value as a block, the first without indentation."""
    if not _parts(node):
        yield text[node.span.start : node.span.end]
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield from _entry_lines(entry, text)
    elif isinstance(node, Sequence):
        for item in node.items:
            first, *others = _lines(item, text)
            yield f"- {first}".rstrip()
            yield from (f"  {line}" for line in others)


def _entry_lines(entry: Entry, text: str) -> Iterator[str]:
    key = text[entry.key.span.start : entry.key.span.end]
    lines = _lines(entry.value, text)
    if not _parts(entry.value):
        yield f"{key}: {next(lines)}".rstrip()
        return
    yield f"{key}:"
    indent = " " * (_INDENT if isinstance(entry.value, Mapping) else 0)
    yield from (f"{indent}{line}" for line in lines)


def _data(source: Source) -> list[str] | None:
    """Return the data of all documents of a text; None if it cannot be read."""
    documents = list(compose(source))
    return [
        repr(load_raw(document.root, builder_of(source, document)))
        if isinstance(document, Document)
        else repr(document)
        for document in documents
    ]
