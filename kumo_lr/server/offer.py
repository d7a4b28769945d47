"""One offer of completion, and how it is spelt at the cursor."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from kumo_lr.server.cursor import Cursor, next_line
from kumo_lr.server.spelling import Style

_NESTED = ("{", "[", '"')
_ENDS = ("}", "]", ",", "- ")


class Kind(StrEnum):
    """The kinds of offers, which editors show with different signs."""

    CANDIDATE = "candidate"
    NAME = "name"
    KEY = "key"
    ARGUMENT = "argument"
    VALUE = "value"
    CODE = "code"
    KEYWORD = "keyword"


class Offer(NamedTuple):
    """A text that can be inserted, with a few words about it and its description in Markdown."""

    label: str
    kind: Kind
    text: str
    detail: str = ""
    documentation: str = ""


def style_at(cursor: Cursor) -> Style:
    """Return how what is at the cursor is written; for a value on the line of its key, what is in it."""
    column = cursor.word.column
    step = cursor.steps[-1] if cursor.steps else None
    if step is not None and step.key is not None and not step.is_key and not cursor.word.begins_line:
        column = cursor.column_of(step.key)
    return Style(cursor.source.is_json, cursor.in_flow, column, cursor.source.newline)


def spelt_word(cursor: Cursor, text: str) -> str:
    """Return a word with the quotes that it has, or needs."""
    quote = '"' if cursor.source.is_json else cursor.word.quote
    return f"{quote}{text}{quote}"


def inserted(cursor: Cursor, text: str) -> str:
    """Return a text as it is inserted, with the space or the comma that it needs."""
    is_part = cursor.in_flow and not _is_value(cursor) and not cursor.word.has_colon
    lead = "" if text.startswith(("\r", "\n")) else cursor.word.lead
    return f"{lead}{text}{_comma(cursor) if is_part else ''}"


def _comma(cursor: Cursor) -> str:
    """Return the comma that is missing between the cursor and another key or item behind it."""
    source, end = cursor.source, cursor.word.span.end
    rest = _rest_of_line(cursor)
    if rest:
        return "" if rest[0] in ",]}" else ", "
    below = next_line(source, end)
    is_beside = below is not None and below.column == cursor.word.column and cursor.word.begins_line
    begins = source.text[source.line_span(source.position(end).line).end :].lstrip()
    is_beside |= source.is_json and begins != ""
    return "," if begins.startswith(_NESTED) or (is_beside and not begins.startswith(_ENDS)) else ""


def is_separated(cursor: Cursor) -> bool:
    """Return whether what is at the cursor is apart from what is around it.

    In braces, a key or an item begins behind a brace or a comma, and another may follow. A value, and what
    is in a block, ends its line.
    """
    rest = _rest_of_line(cursor)
    is_value = _is_value(cursor)
    if rest and not cursor.word.has_colon and (is_value or not cursor.in_flow) and rest[0] not in ",]}":
        return False
    before = cursor.source.text[: cursor.word.span.start].rstrip()
    return not cursor.in_flow or is_value or before.endswith(("{", "[", ",")) or not before


def _is_value(cursor: Cursor) -> bool:
    return bool(cursor.steps) and cursor.steps[-1].key is not None and not cursor.is_key


def _rest_of_line(cursor: Cursor) -> str:
    """Return what follows the cursor on its line, without a comment."""
    source, end = cursor.source, cursor.word.span.end
    rest = source.text[end : source.line_span(source.position(end).line).end].strip()
    return "" if rest.startswith("#") else rest


def key_offer(cursor: Cursor, name: str, value: str, kind: Kind, detail: str, documentation: str) -> Offer:
    """Return the offer of a key with its value; only of the key if it has a colon."""
    rest = "" if cursor.word.has_colon else _behind_colon(cursor, value)
    text = inserted(cursor, spelt_word(cursor, name) + rest)
    return Offer(name, kind, text, detail, documentation)


def _behind_colon(cursor: Cursor, value: str) -> str:
    """Return a colon and a value, unless the lines below already are the value."""
    start, end = cursor.word.span
    if end > start and cursor.word.begins_line and has_value_below(cursor, cursor.word.column):
        return ": {" if cursor.in_flow else ":"
    return f":{value}" if value.startswith(("\r", "\n")) else f": {value}"


def has_value_below(cursor: Cursor, column: int) -> bool:
    """Return whether the next line belongs to the value of a key in a column: an item may be in it too."""
    below = next_line(cursor.source, cursor.word.span.end)
    return below is not None and (below.column > column or (below.is_dash and below.column == column))
