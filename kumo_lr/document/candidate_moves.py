"""Move entries beside the field into a candidate of it, with their comments; part of the patch layer.

If they directly follow the field in blocks, they belong to its last candidate, and their lines are indented.
Otherwise they are moved if the field has only one candidate. The result is None if an anchor, an alias or
something else on the same lines would move too.
"""

from __future__ import annotations

import re

from kumo_lr.document.layout import Layout, is_flow, layout_of
from kumo_lr.document.moves import (
    INDENT,
    append_pair,
    has_references,
    lines_of,
    place_lines,
    shift_lines,
)
from kumo_lr.document.nodes import Entry, Mapping, Node, Scalar, Sequence
from kumo_lr.document.patch import Edits, remove_entry
from kumo_lr.source import Replacement, Source, Span


def move_into_candidate(
    source: Source,
    outer: Mapping,
    entries: list[Entry],
    field: Entry,
    *,
    into: str | None = None,
    name: str | None = None,
) -> Edits | None:
    """Return the edits that move entries beside the field into a candidate that has none of their keys.

    `into` is the key of the candidate under which they belong, None for the candidate itself. `name` is the
    new name of a single entry.
    """
    layout = layout_of(source)
    if any(not layout.stands_here(entry) or entry.value.shared for entry in (field, *entries)):
        return None
    follows = _follow(outer, field, entries) and name is None
    if follows and not outer.flow:
        edits = _indent(layout, entries, field.value, into)
        if edits is not None:
            return edits
    candidate = _candidate(field.value, follows)
    if candidate is None or candidate.shared or any(entry.merged for entry in candidate.entries):
        return None
    if candidate.flow:
        return _move_into_braces(layout, outer, entries, candidate, into, name)
    return _move_lines(layout, outer, entries, candidate, into, name)


def _candidate(field: Node, follows: bool) -> Mapping | None:
    """Return the candidate that is meant: the only one, or the last one if the entries follow it."""
    items = field.items if isinstance(field, Sequence) and not field.shared else ()
    candidate = items[-1] if len(items) == 1 or (items and follows) else None
    return candidate if isinstance(candidate, Mapping) and candidate.entries else None


def _move_into_braces(
    layout: Layout,
    outer: Mapping,
    entries: list[Entry],
    candidate: Mapping,
    into: str | None,
    name: str | None,
) -> Edits | None:
    target, wrapper = _target(candidate, entries, into, name)
    if target is None or not layout.in_braces(target) or (target.flow and not target.entries and not into):
        return None
    pairs = [_pair(layout, entry, name) for entry in entries]
    removed = [remove_entry(layout, outer, entry) for entry in entries]
    if not outer.flow and any(map(layout.has_comments, entries)):  # they would stay where the entries were
        return None
    is_first = outer.flow and outer.entries[0] in entries and len(entries) > 1
    if is_first or None in pairs or None in removed:
        return None
    key = entries[0].key
    quote = key.quote if isinstance(key, Scalar) else ""
    text = ", ".join(filter(None, pairs))
    text = f"{quote}{wrapper}{quote}: {{{text}}}" if wrapper else text
    return (*append_pair(layout, target, text), *(edit for edits in removed for edit in edits or ()))


def _target(
    candidate: Mapping, entries: list[Entry], into: str | None, name: str | None
) -> tuple[Mapping | None, str | None]:
    """Return the mapping that takes the entries, and the key to write around them, if it is missing."""
    inner = candidate.get(into) if into is not None else None
    target = candidate if inner is None else inner.value
    if not isinstance(target, Mapping) or target.shared or any(entry.merged for entry in target.entries):
        return None, None
    names = {name} if name is not None else {entry.name for entry in entries}
    is_taken = any(entry.name in names for entry in target.entries)
    return None if is_taken else target, into if inner is None else None


def _pair(layout: Layout, entry: Entry, name: str | None) -> str | None:
    """Return an entry as a pair in braces, or None if it is not written in one line or has an anchor."""
    key, value = entry.key, entry.value
    text = layout.source.text[key.span.end : value.span.end]
    is_plain = isinstance(value, Scalar) and value.plain and re.search(r"[,\[\]{}]", value.text)
    if not isinstance(key, Scalar) or is_plain or not (isinstance(value, Scalar) or is_flow(value)):
        return None
    if value.span.start == value.span.end or "\n" in text or "#" in text or has_references(text):
        return None
    return f"{key.quote}{name or key.text}{key.quote}{text}"


def _move_lines(
    layout: Layout,
    outer: Mapping,
    entries: list[Entry],
    candidate: Mapping,
    into: str | None,
    name: str | None,
) -> Edits | None:
    """Move the lines of an entry below the candidate's others, or into its kwargs in braces."""
    inner, lines = candidate.get(into) if into is not None else None, lines_of(layout, entries[0])
    if inner is not None and is_flow(inner.value):
        return _move_into_braces(layout, outer, entries, candidate, into, name)
    if len(entries) > 1 or lines is None:
        return None
    head, text = "", None if name is None else _renamed(layout, lines, entries[0], name)
    if inner is not None and _is_empty(inner.value) and layout.stands_here(inner):
        column = layout.column(inner.key.span.start) + INDENT
        at = layout.line_end(inner.value.span.end)
    else:
        target, wrapper = _target(candidate, entries, into, name)
        if target is None or not target.entries:
            return None
        column, at = layout.column(target.entries[-1].key.span.start), layout.line_end(layout.end_of(target))
        if wrapper:
            head, column = f"{' ' * column}{wrapper}:", column + INDENT
    return place_lines(
        layout, lines, at, column - layout.column(entries[0].key.span.start), head=head, text=text
    )


def _renamed(layout: Layout, lines: Span, entry: Entry, name: str) -> str:
    """Return the lines of an entry with another name."""
    text, span = layout.source.text, entry.key.span
    quote = entry.key.quote if isinstance(entry.key, Scalar) else ""
    return f"{text[lines.start : span.start]}{quote}{name}{quote}{text[span.end : lines.end]}"


def _indent(layout: Layout, entries: list[Entry], field: Node, into: str | None) -> Edits | None:
    """Indent entries that directly follow the field; if it is empty, they get a dash."""
    spans = [span for entry in entries if (span := lines_of(layout, entry)) is not None]
    if len(spans) < len(entries) or field.shared:
        return None
    first = entries[0].key.span.start
    lines, column = Span(spans[0].start, spans[-1].end), layout.column(first)
    if _is_empty(field) and into is None:
        moved = shift_lines(layout, lines, INDENT)
        line = layout.line_span(first).start
        return (
            None
            if moved is None
            else tuple(
                Replacement(Span(first, first), "- ") if edit.span.start == line else edit for edit in moved
            )
        )
    last = field.items[-1] if isinstance(field, Sequence) and field.items and not field.flow else None
    if into is not None:
        inner = last.get(into) if isinstance(last, Mapping) and not last.flow else None
        target = _column_below(layout, inner, entries)
    else:
        target = _column_inside(layout, field, last, entries)
    return None if target is None or target <= column else shift_lines(layout, lines, target - column)


def _follow(outer: Mapping, field: Entry, entries: list[Entry]) -> bool:
    """Return whether entries directly follow the field, in order."""
    start = outer.entries.index(field) + 1
    return list(outer.entries[start : start + len(entries)]) == entries


def _column_inside(layout: Layout, field: Node, last: Node | None, entries: list[Entry]) -> int | None:
    """Return the column of the keys of the last candidate, if it can take these too."""
    if isinstance(last, Mapping):
        return _column_of_keys(layout, last, entries)
    if isinstance(last, Scalar) and _is_empty(last):
        return layout.column(field.span.start) + INDENT
    return None


def _column_below(layout: Layout, entry: Entry | None, entries: list[Entry]) -> int | None:
    """Return the column of the keys below an entry, or where they would start if there are none."""
    if entry is None or entry.merged or not layout.stands_here(entry):
        return None
    value = entry.value
    if isinstance(value, Mapping):
        return _column_of_keys(layout, value, entries)
    return layout.column(entry.key.span.start) + INDENT if _is_empty(value) else None


def _is_empty(value: Node) -> bool:
    """Return whether nothing is written for a value, so that lines below it can become its content."""
    return value.kind == "null" and value.span.start == value.span.end and not value.shared


def _column_of_keys(layout: Layout, mapping: Mapping, entries: list[Entry]) -> int | None:
    if mapping.flow or mapping.shared or not mapping.entries or mapping.entries[-1].merged:
        return None
    taken = {entry.name for entry in entries} & {entry.name for entry in mapping.entries}
    return None if taken else layout.column(mapping.entries[-1].key.span.start)
