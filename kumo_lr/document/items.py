"""Copy and remove items of a list; part of the patch layer."""

from __future__ import annotations

import re

from kumo_lr.document.layout import Layout
from kumo_lr.document.moves import has_references
from kumo_lr.document.nodes import Mapping, Node, Scalar
from kumo_lr.document.patch import Edits
from kumo_lr.source import Replacement, Span


def _dash_before(layout: Layout, node: Node) -> int | None:
    """Return the offset of the dash before an item of a block list, if they are on one line."""
    line = layout.line_span(node.span.start).start
    match = re.fullmatch(r"( *)-(?: +|$)", layout.source.text[line : node.span.start])
    return None if match is None else line + match.end(1)


def _comma_before(layout: Layout, node: Node) -> int | None:
    """Return the offset of the comma before an item of a list in brackets."""
    before = layout.source.text[: node.span.start].rstrip()
    at = len(before) - 1
    line = layout.line_span(max(at, 0)).start
    is_comment = any(span.end > at for span in layout.comments(Span(line, at + 1)))
    return at if before.endswith(",") and not is_comment else None


def remove_item(layout: Layout, node: Node) -> Edits | None:
    """Return the edits that remove an item of a list, not the first one, and keep its comments."""
    source, (start, end) = layout.source, node.span
    if node.shared or has_references(source.text[start:end]):
        return None
    dash = _dash_before(layout, node)
    if dash is None:
        comma = _comma_before(layout, node)
        if comma is None or layout.comments(Span(comma, end)):
            return None
        return (Replacement(Span(comma, end), ""),)
    end = max(layout.end_of(node), dash + 1)
    if not layout.is_last_on_line(end):
        return None
    lines = Span(layout.line_span(dash).start, layout.line_end(end))
    comments = [source.text[slice(*span)] for span in layout.comments(lines)]
    text = "".join(f"{source.newline}{' ' * (dash - lines.start)}{comment}" for comment in comments)
    before = source.position(lines.start).line - 1
    return (Replacement(Span(source.line_span(before).end, lines.end), text),) if before else None


def copy_item(layout: Layout, node: Mapping, values: list[list[tuple[Node, str]]]) -> Edits | None:
    """Return the edits that write an item of a list several times, each time with some values replaced.

    The first copy keeps the comments.
    """
    source, (start, end) = layout.source, node.span
    if node.shared or has_references(source.text[start:end]) or any(e.merged for e in node.entries):
        return None
    copies = [[_in_place(layout, value, word) for value, word in copy] for copy in values]
    if any(layout.comments(cut) for cut, _ in copies[0]):
        return None
    dash = _dash_before(layout, node)
    if dash is not None:
        if not layout.is_last_on_line(end):
            return None
        line = layout.line_span(dash).start
        between, end = source.newline + source.text[line:start], layout.line_end(end)
    elif source.text[:start].rstrip()[-1:] in ("[", ","):
        between = ", "
    else:
        return None
    whole = Span(start, end)
    cuts = _comments(layout, whole)
    written = [_cut(layout, whole, copy if i == 0 else [*copy, *cuts]) for i, copy in enumerate(copies)]
    return (Replacement(whole, between.join(written)),)


def _in_place(layout: Layout, value: Node, word: str) -> tuple[Span, str]:
    """Return the span to replace by a word, from the colon on if the value is a list with dashes."""
    start, end = value.span
    if isinstance(value, Scalar) or value.flow:
        return value.span, word
    before = layout.source.text[:start].rstrip()
    return Span(len(before), end), f" {word}"


def _cut(layout: Layout, span: Span, cuts: list[tuple[Span, str]]) -> str:
    """Return the text of a span with some parts of it replaced."""
    text, position = "", span.start
    for cut, word in sorted(cuts):
        text += layout.source.text[position : cut.start] + word
        position = cut.end
    return text + layout.source.text[position : span.end]


def _comments(layout: Layout, span: Span) -> list[tuple[Span, str]]:
    """Return what to cut to leave out comments, with the lines that have nothing else."""
    source, cuts = layout.source, list[tuple[Span, str]]()
    for start, end in layout.comments(span):
        before = source.text[span.start : start]
        blank = len(before) - len(before.rstrip(" \t"))
        line_end = re.search(r"(?:\r\n|\r|\n)$", before[: len(before) - blank])
        cuts.append((Span(start - blank - (len(line_end.group()) if line_end else 0), end), ""))
    return cuts
