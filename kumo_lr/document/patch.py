"""Edit a text in terms of its nodes, for the rules' fixes and for rewriting.

Each function returns the edits that make one change to the data and leave every other byte as it is, or
None if that is not possible: a fix must not change what an alias shares or a merge key includes. The
functions that never return None are for rewriting, which reads its result again to confirm it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kumo_lr.document.layout import Layout, layout_of
from kumo_lr.document.nodes import Entry, Mapping, Node, Scalar, Sequence
from kumo_lr.source import Replacement, Source, Span
from kumo_lr.typed import TypeAlias

Edits: TypeAlias = tuple[Replacement, ...]


def respell(node: Node, word: str) -> Edits | None:
    """Return the edits that replace a key or a value by a word, in the same quotes."""
    if not isinstance(node, Scalar) or not node.editable:
        return None
    return (Replacement(node.span, f"{node.quote}{word}{node.quote}"),)


def replace(source: Source, node: Node, text: str) -> Edits | None:
    """Return the edits that replace a scalar, or a flow collection, by `text`."""
    editable = node.editable if isinstance(node, Scalar) else node.flow and not node.shared
    if not editable or node.span.start == node.span.end:
        return None
    return (Replacement(node.span, before_comment(text, source, node.span.end)),)


def unwrap(source: Source, node: Sequence) -> Edits | None:
    """Return the edits that replace a list by its only item."""
    (item,) = node.items
    if node.shared or item.shared:
        return None
    start, end = node.span
    if not node.flow:
        # The dash becomes a space, so that the item's keys keep their column.
        return (Replacement(Span(start, start + 1), " "),)
    before, after = Span(start, item.span.start), Span(item.span.end, end)
    if source.text[start + 1 : before.end].strip() or source.text[after.start : end - 1].strip(" \t\r\n,"):
        return None
    return (Replacement(before, ""), Replacement(after, before_comment("", source, end)))


def replace_value(source: Source, entry: Entry, text: str) -> Edits | None:
    """Return the edits that write `text` as the value of an entry, which may be empty."""
    node = entry.value
    if entry.merged or ":" not in source.text[entry.key.span.end : node.span.start]:
        return None
    if node.span.start < node.span.end:
        return replace(source, node, text)
    if not isinstance(node, Scalar) or not node.editable:
        return None
    blank = "" if source.text[node.span.start - 1].isspace() else " "
    return (Replacement(node.span, f"{blank}{text}"),)


def remove_value(source: Source, span: Span) -> Edits:
    """Return the edits that remove the text at a span and the blanks before it."""
    start = span.start
    while source.text[start - 1 : start] == " ":
        start -= 1
    return (Replacement(Span(start, span.end), before_comment("", source, span.end)),)


def before_comment(written: str, source: Source, end: int) -> str:
    """Separate a plain scalar from a comment that directly followed a quote or bracket."""
    closed = written[-1:] in tuple("]}'\"")
    return f"{written} " if source.text[end : end + 1] == "#" and not closed else written


def pair_like(entry: Entry, key: str, word: str) -> str | None:
    """Return a pair of a key and a word in the quotes of an entry, or None if that is no pair of scalars."""
    own, value = entry.key, entry.value
    if entry.merged or not (isinstance(own, Scalar) and isinstance(value, Scalar)):
        return None
    if not (own.editable and value.editable):
        return None
    quote = value.quote if own.quote else ""
    return f"{own.quote}{key}{own.quote}: {quote}{word}{quote}"


def insert_after(source: Source, mapping: Mapping, entry: Entry, pair: str) -> Edits | None:
    """Return the edits that insert a pair directly after an entry: below it, or beside it in braces."""
    layout, end = layout_of(source), entry.value.span.end
    if mapping.shared or not layout.stands_here(entry):
        return None
    if layout.in_braces(mapping):
        return (Replacement(Span(end, end), f", {pair}"),)
    end = layout.end_of(entry.value)
    if mapping.flow or not layout.is_last_on_line(end):
        return None
    return (insert_lines(layout, end, layout.column(entry.key.span.start), [pair]),)


def insert_lines(layout: Layout, offset: int, column: int, lines: Iterable[str]) -> Replacement:
    """Return the edit that inserts lines below the one at an offset, indented to a 0-based column."""
    newline, end = layout.source.newline, layout.line_end(offset)
    indented = [f"{' ' * column}{line}" for line in lines]
    if end == len(layout.source.text) and layout.column(end) == 0:  # there is no line to insert below
        text = "".join(f"{line}{newline}" for line in indented)
    else:
        text = "".join(f"{newline}{line}" for line in indented)
    return Replacement(Span(end, end), text)


def has_room_for_line(layout: Layout, mapping: Mapping) -> bool:
    """Return whether a pair appended to a mapping in braces would be the last thing on its line."""
    return (
        _has_lines(layout, mapping) and layout.line_end(layout.end_in_braces(mapping)) < mapping.span.end - 1
    )


def _has_lines(layout: Layout, mapping: Mapping) -> bool:
    last = mapping.entries[-1] if mapping.entries else None
    return last is not None and not last.merged and layout.is_first_on_line(last.key.span.start)


def append_in_braces(layout: Layout, mapping: Mapping, pair: str) -> Edits:
    """Return the edits that append a pair to a mapping in braces, on its own line if the last entry has one.

    The comment after the last entry stays there. The pair can have a comment if `has_room_for_line`.
    """
    source, at = layout.source, layout.end_in_braces(mapping)
    is_open = at == mapping.span.start + 1
    comma = "" if is_open or source.text[at - 1] == "," else ","
    if not _has_lines(layout, mapping):
        blank = "" if is_open else " "
        return (Replacement(Span(at, at), f"{comma}{blank}{pair}"),)
    column = layout.column(mapping.entries[-1].key.span.start)
    if has_room_for_line(layout, mapping):
        return (Replacement(Span(at, at), comma), insert_lines(layout, at, column, [pair]))
    return (Replacement(Span(at, at), f"{comma}{source.newline}{' ' * column}{pair}"),)


def _whole(comment: str) -> str:
    return comment


def remove_entry(
    layout: Layout, mapping: Mapping, entry: Entry, *, kept: Callable[[str], str] = _whole
) -> Edits | None:
    """Return the edits that remove an entry, and keep the comments in it.

    `kept` returns the part of a comment to keep. The result is None if a comment in braces would be lost,
    or if a dash precedes the entry of a block. Removing the only entry of a block leaves null.
    """
    if not layout.stands_here(entry):
        return None
    if mapping.flow:
        return _remove_in_braces(layout, mapping, entry, kept)
    return _remove_lines(layout, entry, kept)


def remove_repeated(layout: Layout, mapping: Mapping, entry: Entry) -> Edits | None:
    """Return the edits that remove an entry whose key and value the mapping has twice.

    The result is None if an alias leads to a part of it, or if it holds text whose end depends on its layout.
    """
    if mapping.shared or not (_is_own(entry.key) and _is_own(entry.value)):
        return None
    return remove_entry(layout, mapping, entry)


def _is_own(node: Node) -> bool:
    """Return whether no alias leads into a node, and no tag or block scalar is in it."""
    if isinstance(node, Scalar):
        return node.editable
    if isinstance(node, Mapping):
        return not node.shared and all(
            not e.merged and _is_own(e.key) and _is_own(e.value) for e in node.entries
        )
    return not node.shared and all(map(_is_own, node.items))


def _remove_in_braces(
    layout: Layout, mapping: Mapping, entry: Entry, kept: Callable[[str], str]
) -> Edits | None:
    if not layout.in_braces(mapping) or any(e.value.shared or e.merged for e in mapping.entries):
        return None
    index = mapping.entries.index(entry)
    if index:
        span = Span(mapping.entries[index - 1].value.span.end, entry.value.span.end)
    elif len(mapping.entries) > 1:
        span = Span(entry.key.span.start, mapping.entries[1].key.span.start)
    else:
        span = Span(mapping.span.start + 1, mapping.span.end - 1)
    if any(kept(comment) for comment in _comments(layout, span)):
        return None
    return (Replacement(span, ""),)


def _comments(layout: Layout, span: Span) -> list[str]:
    return [layout.source.text[start:end] for start, end in layout.comments(span)]


def _remove_lines(layout: Layout, entry: Entry, kept: Callable[[str], str]) -> Edits | None:
    source, start = layout.source, entry.key.span.start
    if not layout.is_first_on_line(start):
        return None
    last = source.position(entry.value.span.end).line
    lines = Span(layout.line_span(start).start, source.line_span(last).end)
    indent, newline = " " * layout.column(start), source.newline
    comments = filter(None, map(kept, _comments(layout, lines)))
    text = "".join(f"{indent}{comment}{newline}" for comment in comments)
    starts = source.line_starts
    after = starts[last] if last < len(starts) else len(source.text)
    if after == lines.end:  # the text does not end with a line end
        text = text.removesuffix(newline)
    return (Replacement(Span(lines.start, after), text),)
