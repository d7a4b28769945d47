"""Write a strategy that is a key, `exponential: {}`, as a name; part of the patch layer."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from kumo_lr.document.layout import Layout
from kumo_lr.document.moves import shift_lines
from kumo_lr.document.nodes import Entry, Mapping
from kumo_lr.document.patch import remove_entry
from kumo_lr.document.reshape import has_merges, is_bare, is_one_line, is_open, separator, words_like
from kumo_lr.source import Replacement, Span


class Form(NamedTuple):
    """How an entry whose key is a name is to be written.

    Attributes:
        pairs: What to write in place of the key.
        key: The key for its value.
        beside: The keys in its value that belong beside it.
        indent: How much other edits indent the lines of a block.
    """

    pairs: list[str]
    key: str
    beside: Collection[str]
    indent: int = 0


def write_out(layout: Layout, outer: Mapping, head: Entry, form: Form) -> list[Replacement] | None:
    """Return the edits that write out an entry whose key is a name.

    The result is None if they would change what an anchor or an alias shares.
    """
    value, start = head.value, head.key.span.start
    if not is_open(layout, outer, head):
        return None
    between = separator(layout, outer, head) + ("" if outer.flow else " " * form.indent)
    if isinstance(value, Mapping):
        return _with_value(layout, outer, head, form, between)
    if value.kind != "null" or value.shared or not is_bare(layout, head):
        return None
    end = max(value.span.end, _behind_colon(layout, head))
    return [Replacement(Span(start, end), between.join(form.pairs))]


def _behind_colon(layout: Layout, entry: Entry) -> int:
    return layout.source.text.index(":", entry.key.span.end) + 1


def _with_value(
    layout: Layout, outer: Mapping, head: Entry, form: Form, between: str
) -> list[Replacement] | None:
    value = head.value
    entries = value.entries if isinstance(value, Mapping) else ()
    (key,) = words_like(head, [form.key])
    beside = [entry for entry in entries if entry.name in form.beside]
    if not isinstance(value, Mapping) or not beside:
        return [Replacement(head.key.span, between.join([*form.pairs, key]))]
    if value.shared or not is_bare(layout, head) or has_merges(value):
        return None
    if len(beside) == len(entries):
        is_new = value.flow and not outer.flow  # in braces of its own
        return _dissolve(layout, outer, head, value, (", " if is_new else between).join(form.pairs))
    moved = layout.source.text[beside[0].key.span.start : beside[0].value.span.end]
    removed = remove_entry(layout, value, beside[0]) if is_open(layout, value, beside[0]) else None
    if len(beside) > 1 or removed is None or not is_one_line(moved):
        return None
    return [Replacement(head.key.span, between.join([*form.pairs, moved, key])), *removed]


def _dissolve(
    layout: Layout, outer: Mapping, head: Entry, value: Mapping, written: str
) -> list[Replacement] | None:
    """Return the edits that put the entries of the value of an entry in its place, after what is written."""
    start, (opening, closing) = head.key.span.start, value.span
    if not value.flow:
        lines = Span(layout.line_span(opening).start, layout.line_end(layout.end_of(value)))
        shifted = shift_lines(layout, lines, layout.column(start) - layout.column(opening))
        if shifted is None or not layout.is_first_on_line(opening):
            return None
        return [Replacement(Span(start, _behind_colon(layout, head)), written), *shifted]
    has_comma = layout.source.text[layout.end_in_braces(value) - 1] == ","
    if layout.comments(Span(start, closing)) or has_comma or not (outer.flow or len(outer.entries) == 1):
        return None
    if not outer.flow:
        return [Replacement(Span(start, opening + 1), f"{{{written}, ")]
    end = Replacement(Span(closing - 1, closing), "")
    return [Replacement(Span(start, opening + 1), f"{written}, "), end]
