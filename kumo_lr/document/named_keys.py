"""Write a strategy that is a key, `exponential: {}`, as a name; part of the patch layer."""

from __future__ import annotations

from collections.abc import Collection

from kumo_lr.document.layout import Layout
from kumo_lr.document.moves import cut_lines, lines_of, shifted_text
from kumo_lr.document.nodes import Entry, Mapping
from kumo_lr.document.patch import Edits, remove_entry
from kumo_lr.document.reshape import has_merges, is_bare, is_one_line, is_open, separator, words_like
from kumo_lr.source import Replacement, Span
from kumo_lr.typed import NamedTuple


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
        written = (", " if is_new else between).join(form.pairs)
        return _dissolve(layout, outer, head, value, written, form.indent)
    moved = _moved(layout, value, beside[0], layout.column(head.key.span.start) + form.indent)
    if len(beside) > 1 or moved is None:
        return None
    text, removed = moved
    return [Replacement(head.key.span, between.join([*form.pairs, text, key])), *removed]


def _moved(layout: Layout, value: Mapping, entry: Entry, column: int) -> tuple[str, Edits] | None:
    """Return an entry of a value as it is to be written at a column, with the edits that remove it there."""
    source = layout.source
    text = source.text[entry.key.span.start : entry.value.span.end]
    if not is_open(layout, value, entry) or not is_one_line(text):
        return None
    if value.flow:
        removed = remove_entry(layout, value, entry)
        return None if removed is None else (text, removed)
    lines = lines_of(layout, entry)
    if lines is None:
        return None
    shifted = shifted_text(source.text[slice(*lines)], column - layout.column(entry.key.span.start))
    return None if shifted is None else (shifted.lstrip(" "), (cut_lines(layout, lines),))


def _dissolve(
    layout: Layout, outer: Mapping, head: Entry, value: Mapping, written: str, indent: int
) -> list[Replacement] | None:
    """Return the edits that put the entries of the value of an entry in its place, after what is written.

    They replace the indentation of whole lines, so that other edits of it can be left out.
    """
    start, (opening, closing) = head.key.span.start, value.span
    if not value.flow:
        lines = Span(layout.start_with_comments(opening), layout.line_end(layout.end_of(value)))
        shifted = _indented(layout, lines, layout.column(start) + indent - layout.column(opening))
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


def _indented(layout: Layout, lines: Span, by: int) -> list[Replacement] | None:
    """Return the edits that write the indentation of lines anew, changed by some columns."""
    edits, source = [], layout.source
    for number in range(source.position(lines.start).line, source.position(lines.end).line + 1):
        start, end = source.line_span(number)
        text = source.text[start:end]
        width = len(text) - len(text.lstrip(" "))
        if text.strip():
            if width + by < 0:
                return None
            edits.append(Replacement(Span(start, start + width), " " * (width + by)))
    return edits
