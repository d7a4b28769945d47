"""Change the shape around what is written: lists, candidates and kwargs; part of the patch layer.

Each function returns the edits that make one change, or None if an anchor, an alias or a tag is in the way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import pairwise

from kumo_lr.document.layout import Layout
from kumo_lr.document.moves import (
    append_pair,
    cut_lines,
    has_references,
    lines_of,
    move_below,
    shift_lines,
    shifted_text,
)
from kumo_lr.document.nodes import Entry, Mapping, Scalar
from kumo_lr.document.patch import Edits, insert_after, remove_entry, replace
from kumo_lr.source import Replacement, Source, Span

INDENT = 2


def joined(source: Source, edits: Iterable[Replacement]) -> Edits:
    """Return the edits of a change as one, so that no other fix edits what is between them."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    start, end = ordered[0].span.start, max(edit.span.end for edit in ordered)
    text, position = "", start
    for span, written in ordered:
        text += source.text[position : span.start] + written
        position = span.end
    return (Replacement(Span(start, end), text + source.text[position:end]),)


def is_one_line(text: str) -> bool:
    """Return whether a text has no line end."""
    return "\n" not in text and "\r" not in text


def words_like(entry: Entry, words: Iterable[str]) -> list[str]:
    """Return words in the quotes of the key of an entry."""
    quote = entry.key.quote if isinstance(entry.key, Scalar) else ""
    return [f"{quote}{word}{quote}" for word in words]


def pairs_like(entry: Entry, pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return pairs of words in the quotes of the key of an entry."""
    return [": ".join(words_like(entry, pair)) for pair in pairs]


def separator(layout: Layout, mapping: Mapping, entry: Entry) -> str:
    """Return what separates the entries of a mapping: a comma, or a line end and the indentation."""
    if mapping.flow:
        return ", "
    return layout.source.newline + " " * layout.column(entry.key.span.start)


def is_open(layout: Layout, mapping: Mapping, entry: Entry) -> bool:
    """Return whether an entry is written in this mapping, which is not shared, without `?` before its key."""
    if mapping.shared or entry.merged or (mapping.flow and not layout.in_braces(mapping)):
        return False
    text, start, end = layout.source.text, entry.key.span.start, entry.key.span.end
    before = text[layout.line_span(start).start : start]
    is_simple = re.search(r"(?:^|[\s\[{,-])[?&!][^\s]*\s*$", before) is None
    return is_simple and re.match(r"[ ]*:", text[end:]) is not None


def is_bare(layout: Layout, entry: Entry) -> bool:
    """Return whether nothing but comments is between the colon of an entry and its value."""
    between = layout.source.text[entry.key.span.end : entry.value.span.start]
    return re.fullmatch(r"\s*:(?:\s+#[^\r\n]*)*\s*", between) is not None


def list_of(layout: Layout, mapping: Mapping, heads: Collection[Entry] = ()) -> list[Replacement] | None:
    """Return the edits that make a list of a mapping; each of `heads` starts an item.

    Without them, the mapping is the only item. In blocks, an item extends to the next one.
    """
    start, end = mapping.span
    if mapping.shared:
        return None
    if not mapping.flow:
        return _dashed(layout, mapping, {start, *(head.key.span.start for head in heads)})
    if not layout.in_braces(mapping):
        return None
    edits = [Replacement(Span(start, start), "["), Replacement(Span(end, end), "]")]
    for before, entry in pairwise(mapping.entries):
        if entry in heads:
            if not (layout.stands_here(before) and layout.stands_here(entry)):
                return None
            behind, at = before.value.span.end, entry.key.span.start
            edits += (Replacement(Span(behind, behind), "}"), Replacement(Span(at, at), "{"))
    return edits


def _dashed(layout: Layout, mapping: Mapping, starts: set[int]) -> list[Replacement] | None:
    first = mapping.span.start
    if not layout.is_first_on_line(first):
        return None
    lines = Span(layout.line_span(first).start, layout.line_end(layout.end_of(mapping)))
    shifted = shift_lines(layout, lines, INDENT)
    if shifted is None:
        return None
    column = layout.column(first)
    marks = {start - column if layout.is_first_on_line(start) else start: start for start in starts}
    if not marks.keys() <= {edit.span.start for edit in shifted}:
        return None
    return [
        Replacement(Span(marks[at], marks[at]), "- ") if at in marks else Replacement(Span(at, at), text)
        for (at, _), text in shifted
    ]


def wrap_entry(layout: Layout, mapping: Mapping, entry: Entry, key: str) -> Edits | None:
    """Return the edits that put an entry alone below a new key, in the same place."""
    text = layout.source.text[entry.key.span.start : entry.value.span.end]
    if not is_open(layout, mapping, entry) or not layout.stands_here(entry) or not is_one_line(text):
        return None
    start, end = entry.key.span.start, entry.value.span.end
    head = f"{words_like(entry, [key])[0]}:"
    if mapping.flow:
        return (Replacement(Span(start, start), f"{head} {{"), Replacement(Span(end, end), "}"))
    below = separator(layout, mapping, entry) + " " * INDENT
    return (Replacement(Span(start, start), f"{head}{below}"),)


def unwrap_entry(layout: Layout, mapping: Mapping) -> Edits | None:
    """Return the edits that leave the mapping under the only key of another one in place of that one."""
    (entry,) = mapping.entries
    value, start = entry.value, entry.key.span.start
    if not isinstance(value, Mapping) or value.shared or not is_open(layout, mapping, entry):
        return None
    opening, closing = value.span
    if layout.source.text[entry.key.span.end : opening].strip() != ":":
        return None
    if value.flow:
        whole = mapping.span if mapping.flow else Span(start, closing)
        cuts = (Span(whole.start, opening), Span(closing, whole.end))
        if any(layout.comments(cut) for cut in cuts):
            return None
        return joined(layout.source, [Replacement(cut, "") for cut in cuts])
    lines = Span(layout.line_span(opening).start, layout.line_end(layout.end_of(value)))
    shifted = shift_lines(layout, lines, layout.column(start) - layout.column(opening))
    if shifted is None or not layout.is_first_on_line(opening):
        return None
    return joined(layout.source, (Replacement(Span(start, opening), ""), *shifted[1:]))


def move_in(layout: Layout, mapping: Mapping, entry: Entry, home: Entry) -> Edits | None:
    """Return the edits that move an entry of a mapping into the mapping under another key, or null."""
    inner, text = home.value, layout.source.text[entry.key.span.start : entry.value.span.end]
    if not is_open(layout, mapping, entry) or not is_open(layout, mapping, home) or inner.shared:
        return None
    if not (layout.stands_here(entry) and layout.stands_here(home)) or has_references(text):
        return None
    if isinstance(inner, Mapping) and (inner.flow and (inner.entries or mapping.flow)):
        removed = remove_entry(layout, mapping, entry)
        left_behind = not mapping.flow and layout.has_comments(entry)
        if removed is None or left_behind or not layout.in_braces(inner) or not is_one_line(text):
            return None
        return joined(layout.source, (*removed, *append_pair(layout, inner, text)))
    lines = lines_of(layout, entry)
    if mapping.flow or lines is None or (isinstance(inner, Mapping) and has_merges(inner)):
        return None
    edits = move_below(layout, lines, layout.column(entry.key.span.start), home)
    return None if edits is None else joined(layout.source, edits)


def has_merges(mapping: Mapping) -> bool:
    """Return whether a merge key gives a mapping some of its entries."""
    return any(entry.merged for entry in mapping.entries)


def move_out(layout: Layout, mapping: Mapping, home: Entry, entry: Entry) -> Edits | None:
    """Return the edits that move an entry out of the mapping under a key, to above, below or beside it."""
    inner, text = home.value, layout.source.text[entry.key.span.start : entry.value.span.end]
    if (
        not isinstance(inner, Mapping)
        or not is_open(layout, mapping, home)
        or not is_open(layout, inner, entry)
    ):
        return None
    if not (layout.stands_here(entry) and layout.stands_here(home)) or has_references(text):
        return None
    if not is_one_line(text) or has_merges(inner):
        return None
    if not inner.flow:
        lift = _dedent_last if entry is inner.entries[-1] else _lift
        return lift(layout, home, entry, inner)
    removed, added = remove_entry(layout, inner, entry), insert_after(layout.source, mapping, home, text)
    return None if removed is None or added is None else joined(layout.source, (*removed, *added))


def _dedent_last(layout: Layout, home: Entry, entry: Entry, inner: Mapping) -> Edits | None:
    lines, column = lines_of(layout, entry), layout.column(home.key.span.start)
    if lines is None:
        return None
    edits = shift_lines(layout, lines, column - layout.column(entry.key.span.start))
    if edits is None:
        return None
    if len(inner.entries) == 1:
        if not is_bare(layout, home):
            return None
        colon = layout.source.text.index(":", home.key.span.end) + 1
        edits = (*edits, Replacement(Span(colon, colon), " {}"))
    return joined(layout.source, edits)


def _lift(layout: Layout, home: Entry, entry: Entry, inner: Mapping) -> Edits | None:
    """Return the edits that put the lines of an entry above the key of the mapping that it is in."""
    lines, start = lines_of(layout, entry), home.key.span.start
    by = layout.column(start) - layout.column(inner.span.start)
    text = None if lines is None else shifted_text(layout.source.text[slice(*lines)], by)
    if lines is None or text is None or has_references(text):
        return None
    if layout.is_first_on_line(start):
        at = layout.start_with_comments(start)
        above = Replacement(Span(at, at), f"{text}{layout.source.newline}")
    else:  # behind the dash of the candidate
        indent = " " * layout.column(start)
        above = Replacement(Span(start, start), f"{text.lstrip(' ')}{layout.source.newline}{indent}")
    return joined(layout.source, (above, cut_lines(layout, lines)))


def replace_whole(layout: Layout, mapping: Mapping, text: str) -> Edits | None:
    """Return the edits that replace a mapping by a word, and keep the comments in it."""
    source, (start, end) = layout.source, mapping.span
    if mapping.shared or has_references(source.text[start:end]):
        return None
    if mapping.flow:
        return None if layout.comments(Span(start, end)) else replace(source, mapping, text)
    if has_merges(mapping) or not layout.is_last_on_line(end):
        return None
    last = layout.line_end(end)
    comments = [source.text[slice(*span)] for span in layout.comments(Span(start, last))]
    below = source.newline + " " * layout.column(start)
    is_beside = layout.comments(Span(start, layout.line_end(start))) != []
    written = text + "".join(f"{'  ' if is_beside and not i else below}{c}" for i, c in enumerate(comments))
    return (Replacement(Span(start, last), written),)
