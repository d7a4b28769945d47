"""Flatten a list in a list: its items become items of the outer list; part of the patch layer.

Items keep their columns, so only brackets, commas and dashes change. The result is None if an anchor or an
alias shares any of it, or if a comment or a tag is in the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.document.layout import Layout, layout_of
from kumo_lr.document.nodes import Mapping, Node, Sequence
from kumo_lr.document.patch import Edits, before_comment
from kumo_lr.source import Replacement, Source, Span

# What may precede an item in a block: dashes, comments and anchors.
_DASH = r"(?:\s++|#[^\r\n]*+|&\S++)*+(-)(?=\s|\Z)"
_TAG = r"![^\s]*\s+(?:#[^\r\n]*\s+)*\Z"
_LONGEST_TAG = 200
_BRACKETS = r"[\s,\[\]]*"


def dash_of(source: Source, start: int) -> int | None:
    """Return the 0-based column of the dashes of a list that starts at an offset; None if it has brackets."""
    return source.position(start).column - 1 if source.text[start : start + 1] == "-" else None


def leaves_of(node: Sequence) -> list[Node]:
    """Return the items of a list, with nested lists replaced by their items; shared and empty ones stay."""
    leaves: list[Node] = []
    for item in node.items:
        if isinstance(item, Sequence) and item.items and not item.shared:
            leaves += leaves_of(item)
        else:
            leaves.append(item)
    return leaves


def flatten(source: Source, node: Sequence, dash: int | None) -> Edits | None:
    """Return the edits that make the items of a list, and of the lists in it, items of the list around it.

    `dash` is the 0-based column of the dashes of the list around it; None if that is in brackets.
    """
    leaves = leaves_of(node)
    nested = list(_lists_in(node))
    is_tagged = re.compile(_TAG).search(source.text, max(0, node.span.start - _LONGEST_TAG), node.span.start)
    if node.shared or is_tagged or any(leaf.shared for leaf in leaves):
        return None
    if all(inner.flow for inner in nested):
        return _flatten_brackets(source, node, leaves, dash)
    if any(inner.flow for inner in nested):
        return None
    return _flatten_dashes(source, node, leaves, dash)


def _lists_in(node: Sequence) -> Iterator[Sequence]:
    yield node
    for item in node.items:
        if isinstance(item, Sequence) and item.items and not item.shared:
            yield from _lists_in(item)


def _flatten_brackets(source: Source, node: Sequence, leaves: list[Node], dash: int | None) -> Edits | None:
    text, edits = source.text, list[Replacement]()
    start = node.span.start
    for index, leaf in enumerate(leaves):
        gap = Span(start, leaf.span.start)
        if gap.start > gap.end or not re.compile(_BRACKETS).fullmatch(text, *gap):
            return None
        if index == 0:
            edits.append(Replacement(gap, ""))
        elif dash is not None:
            edits.append(Replacement(gap, f"{source.newline}{' ' * dash}- "))
        elif "]" in (between := text[gap.start : gap.end]) or "[" in between:
            _, newline, tail = between.rpartition("\n")
            indent = re.sub(r"[\[\],]", "", tail)
            edits.append(Replacement(gap, f",{source.newline}{indent}" if newline else ", "))
        start = leaf.span.end
    after = Span(start, node.span.end)
    if not re.compile(_BRACKETS).fullmatch(text, *after):
        return None
    edits.append(Replacement(after, before_comment("", source, after.end)))
    return tuple(edits)


def _flatten_dashes(source: Source, node: Sequence, leaves: list[Node], dash: int | None) -> Edits | None:
    layout, edits = layout_of(source), list[Replacement]()
    start = node.span.start
    for index, leaf in enumerate(leaves):
        dashes = _dashes(source.text, Span(start, leaf.span.start))
        if not dashes:
            return None
        head = _head(layout, dashes[0], dash) if index else Span(dashes[0], dashes[0])
        if head is None:
            return None
        edits += _moved(source, leaf, head, dashes, bullet="-" if index else "")
        # The value of the last key of a block may be an alias, which its span does not include.
        start = layout.line_end(leaf.span.end) if _is_block(leaf) else leaf.span.end
    return tuple(edits)


def _is_block(leaf: Node) -> bool:
    return isinstance(leaf, Mapping) and not leaf.flow


def _dashes(text: str, gap: Span) -> list[int]:
    """Return the offsets of the dashes in what precedes an item."""
    dashes, at = list[int](), gap.start
    while match := re.compile(_DASH).match(text, at, gap.end):
        dashes.append(match.start(1))
        at = match.end()
    return dashes


def _head(layout: Layout, offset: int, dash: int | None) -> Span | None:
    """Return the span from the column of the outer dashes to another dash, if only spaces precede that."""
    line = layout.line_span(offset).start
    is_blank = not layout.source.text[line:offset].strip(" ")
    return Span(line + dash, offset) if dash is not None and is_blank and line + dash <= offset else None


def _moved(source: Source, leaf: Node, head: Span, dashes: list[int], bullet: str) -> Iterator[Replacement]:
    """Yield the edits that write `bullet` at the start of `head`, and remove the dashes of an item."""
    if not _is_block(leaf) and not source.text[head.end : leaf.span.start].strip(" -"):
        blank = " " if bullet and leaf.span.start < leaf.span.end else ""
        yield Replacement(Span(head.start, leaf.span.start), f"{bullet}{blank}")
        return
    if bullet:
        dashes = dashes[1:]
        column = "" if source.text[head.end + 1] in "\r\n" else " " * (head.end - head.start)
        yield Replacement(Span(head.start, head.end + 1), f"{bullet}{column}")
    # A dash becomes a space, so that the keys of the item keep their column.
    yield from (Replacement(Span(at, at + 1), " ") for at in dashes)
