"""Move entries of a mapping to where they belong, with their comments; part of the patch layer.

In block mappings, whole lines move and change their indentation; in braces, pairs move. The result is None
if an anchor, an alias or something else on the same lines would move too.
"""

from __future__ import annotations

import re

from kumo_lr.document.layout import Layout, layout_of
from kumo_lr.document.nodes import Entry, Mapping, Scalar
from kumo_lr.document.patch import Edits, append_in_braces, remove_entry, remove_value
from kumo_lr.source import Replacement, Source, Span

INDENT = 2


def move_into_section(source: Source, plan: Mapping, outer: Mapping, entry: Entry, name: str) -> Edits | None:
    """Return the edits that move an entry of a mapping into the section of this name of a plan.

    The section may be absent or null; otherwise it must not have the entry's key.
    """
    layout, home = layout_of(source), plan.get(name)
    if _is_taken(home, entry) or not layout.stands_here(entry) or entry.value.shared or plan.shared:
        return None
    if home is not None and (home.merged or not layout.stands_here(home)):
        return None
    if outer.flow:
        return _move_in_braces(layout, plan, outer, entry, home, name)
    return _move_lines(layout, plan, outer, entry, home, name)


def _is_taken(home: Entry | None, entry: Entry) -> bool:
    """Return whether a section already has the key, or is not a mapping."""
    if home is None:
        return False
    value = home.value
    if isinstance(value, Mapping):
        return value.get(entry.name) is not None or value.shared
    return value.kind != "null" or value.shared


def _move_in_braces(
    layout: Layout, plan: Mapping, outer: Mapping, entry: Entry, home: Entry | None, name: str
) -> Edits | None:
    source, key = layout.source, entry.key
    whole = Span(key.span.start, entry.value.span.end)
    pair = source.text[whole.start : whole.end]
    if not layout.in_braces(outer) or has_references(pair):
        return None
    quote = key.quote if isinstance(key, Scalar) else ""
    if home is None and outer.span == plan.span:
        before = Replacement(Span(whole.start, whole.start), f"{quote}{name}{quote}: {{")
        return (before, Replacement(Span(whole.end, whole.end), "}"))
    removed = remove_entry(layout, outer, entry)
    if removed is None or layout.comments(whole) or not plan.flow:
        return None
    if home is None:
        return (*removed, *append_pair(layout, plan, f"{quote}{name}{quote}: {{{pair}}}"))
    if isinstance(home.value, Mapping):
        return (*removed, *append_pair(layout, home.value, _aligned(layout, pair, entry, home.value)))
    span = layout.value_span(home)
    blank = "" if source.text[span.start - 1].isspace() else " "
    return (*removed, Replacement(span, f"{blank}{{{pair}}}"))


def _aligned(layout: Layout, pair: str, entry: Entry, home: Mapping) -> str:
    """Return the lines of a pair in braces with the indentation that they have below the others of `home`."""
    start = entry.key.span.start
    if not home.entries or not layout.is_first_on_line(start):
        return pair
    first, *rest = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", pair)
    if len(rest) + 1 != len(pair.splitlines()):  # signs in a text that Python takes for the end of a line
        return pair
    by = layout.column(home.entries[-1].key.span.start) - layout.column(start)
    shifted = shifted_text("".join(rest), by)
    return pair if shifted is None else first + shifted


def append_pair(layout: Layout, home: Mapping, pair: str) -> Edits:
    """Append a pair to a mapping in braces; edits at the same place become one."""
    texts: dict[Span, str] = {}
    for span, text in append_in_braces(layout, home, pair):
        texts[span] = texts.get(span, "") + text
    return tuple(Replacement(span, text) for span, text in texts.items())


def _move_lines(
    layout: Layout, plan: Mapping, outer: Mapping, entry: Entry, home: Entry | None, name: str
) -> Edits | None:
    lines, emptied = lines_of(layout, entry), _empty(layout, plan, outer)
    if lines is None or emptied is None or plan.flow:
        return None
    column = layout.column(entry.key.span.start)
    if home is None:
        moved = _move_into_new(layout, plan, outer, lines, column, name)
    elif isinstance(home.value, Mapping) and home.value.flow and home.value.entries:
        moved = _append_flow(layout, outer, entry, home.value)
    else:
        moved = move_below(layout, lines, column, home)
    return None if moved is None else (*emptied, *moved)


def _empty(layout: Layout, plan: Mapping, outer: Mapping) -> Edits | None:
    """Return the edits that make a section empty braces if its only entry leaves it; Kumo refuses null."""
    if outer.span == plan.span or len(outer.entries) > 1:
        return ()
    for section in plan.entries:
        if section.value.span == outer.span and not section.merged:
            colon = _behind_colon(layout, section.key.span.end)
            if colon > section.key.span.end and layout.is_last_on_line(colon):
                return (Replacement(Span(colon, colon), " {}"),)
    return None


def _move_into_new(
    layout: Layout, plan: Mapping, outer: Mapping, lines: Span, column: int, name: str
) -> Edits | None:
    """Return the edits that put lines, indented to a column, into a section that is still to be written."""
    if outer.span != plan.span:
        at, left = layout.line_end(layout.end_of(plan)), layout.column(plan.span.start)
        return place_lines(layout, lines, at, left + INDENT - column, head=f"{' ' * left}{name}:")
    head = Replacement(Span(lines.start, lines.start), f"{' ' * column}{name}:{layout.source.newline}")
    moved = shift_lines(layout, lines, INDENT)
    return None if moved is None else _joined(head, moved)


def move_below(layout: Layout, lines: Span, column: int, home: Entry) -> Edits | None:
    """Return the edits that put lines, indented to a column, below the entries of a block section."""
    value = home.value
    cleared: Edits = ()
    if isinstance(value, Mapping) and value.entries:
        at, target = layout.line_end(layout.end_of(value)), layout.column(value.span.start)
    else:
        if value.span.end > value.span.start:
            cleared = remove_value(layout.source, layout.value_span(home))
        at = layout.line_end(max(value.span.end, home.key.span.end))
        target = layout.column(home.key.span.start) + INDENT
        if layout.source.text[home.key.span.end : at].strip(" :{}~nul")[:1] not in ("", "#"):
            return None
    placed = place_lines(layout, lines, at, target - column)
    return None if placed is None else (*cleared, *placed)


def _append_flow(layout: Layout, outer: Mapping, entry: Entry, home: Mapping) -> Edits | None:
    """Move a block entry whose value is in brackets into the braces of its section."""
    value, text = entry.value, layout.source.text[entry.key.span.start : entry.value.span.end]
    if isinstance(value, Scalar) or not value.flow or "\n" in text or has_references(text):
        return None
    if layout.has_comments(entry):  # they would stay where it was
        return None
    removed = remove_entry(layout, outer, entry)
    return None if removed is None else (*append_pair(layout, home, text), *removed)


def place_lines(
    layout: Layout, lines: Span, at: int, by: int, *, head: str = "", text: str | None = None
) -> Edits | None:
    """Return the edits that put lines below the line that ends at an offset, and shift them.

    `head` is a line to put before them, `text` what to write instead of them.
    """
    source = layout.source
    between = source.text[at : lines.start]
    is_as_written = not head and text is None
    if (
        is_as_written
        and at < lines.start
        and all(line.strip()[:1] in ("", "#") for line in between.splitlines())
    ):
        return shift_lines(layout, lines, by)
    text = source.text[lines.start : lines.end] if text is None else text
    shifted = shifted_text(text, by)
    if shifted is None or has_references(text):
        return None
    above = f"{head}{source.newline}" if head else ""
    if at == lines.end:  # they are the last lines, so the line above them can replace them
        return (Replacement(lines, f"{above}{shifted}"),)
    return (Replacement(Span(at, at), f"{source.newline}{above}{shifted}"), cut_lines(layout, lines))


def cut_lines(layout: Layout, lines: Span) -> Replacement:
    """Return the edit that removes lines, with the line end after them, or before them at the end."""
    source = layout.source
    number = source.position(lines.end).line
    if number < len(source.line_starts):
        return Replacement(Span(lines.start, source.line_starts[number]), "")
    start = source.position(lines.start).line
    return Replacement(Span(source.line_span(start - 1).end if start > 1 else 0, lines.end), "")


def lines_of(layout: Layout, entry: Entry) -> Span | None:
    """Return the span of the lines of an entry and of the comments above it, if nothing else is there."""
    start, end = entry.key.span.start, layout.end_of(entry.value)
    end = max(end, entry.key.span.end)
    if not layout.is_first_on_line(start) or not layout.is_last_on_line(_behind_colon(layout, end)):
        return None
    return Span(layout.start_with_comments(start), layout.line_end(end))


def _behind_colon(layout: Layout, offset: int) -> int:
    """Return the end of the colon after a key without a value, or the offset."""
    match = re.compile(r"[ ]*:(?=\s|$)").match(layout.source.text, offset)
    return match.end() if match else offset


def shift_lines(layout: Layout, lines: Span, by: int) -> Edits | None:
    """Return the edits that change the indentation of lines by some columns; blank lines stay."""
    edits: list[Replacement] = []
    source = layout.source
    first, last = source.position(lines.start).line, source.position(lines.end).line
    for number in range(first, last + 1):
        start, end = source.line_span(number)
        text = source.text[start:end]
        if not text.strip():
            continue
        if by >= 0:
            edits.append(Replacement(Span(start, start), " " * by))
        elif text[:-by].strip(" ") == "":
            edits.append(Replacement(Span(start, start - by), ""))
        else:
            return None
    return tuple(edits)


def shifted_text(text: str, by: int) -> str | None:
    """Return lines with their indentation changed by some columns; blank lines stay."""
    lines = text.splitlines(keepends=True)
    if by < 0 and any(line.strip() and line[:-by].strip(" ") for line in lines):
        return None
    return "".join((" " * by + line if by > 0 else line[-by:]) if line.strip() else line for line in lines)


def has_references(text: str) -> bool:
    """Return whether a text may have anchors or aliases."""
    return re.search(r"(?:^|[\s,\[{])[&*]", text) is not None


def _joined(head: Replacement, moved: Edits) -> Edits:
    """Join the text before lines and the indentation of the first of them into one edit."""
    first, *others = moved
    return (Replacement(first.span, head.text + first.text), *others)
