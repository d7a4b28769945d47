"""Where the cursor is: the word there, and the part of a document that the word is."""

from __future__ import annotations

import re
from typing import NamedTuple

from yaml import MappingNode, ScalarNode

from kumo_lr.document.compose import RawNode
from kumo_lr.document.locate import find_plan
from kumo_lr.document.nodes import Builder
from kumo_lr.server.partial import ReadDocument
from kumo_lr.server.recovery import recover
from kumo_lr.server.trail import Step, trail_to
from kumo_lr.source import Source, Span

# The word is replaced by a sign that no plan has, to see where it belongs whatever it says.
_MARK = "\ufdd0"
_LEFT = re.compile(r"[\w.+~?-]*\Z")
_RIGHT = re.compile(r"[\w.+~?-]*")
_QUOTED = re.compile(
    r"""(?<![^\s\[{,:-])(?:"(?P<double>(?:[^"\\]|\\.)*)("|$)|'(?P<single>(?:[^']|'')*)('|$))"""
)
_STRUCTURE = re.compile(r"[,:{}\[\]]")
_WORD_FOLLOWS = re.compile(r"[ \t]*[^\s,:{}\[\]#]")
_ONLY_DASHES = re.compile(r"\s*(?:-\s+)*\Z")


class Word(NamedTuple):
    """The word at the cursor.

    Attributes:
        span: What to replace: the whole word, with its quotes.
        typed: What precedes the cursor, without the quote.
        quote: Its quote, if any.
        lead: A space if the word directly follows a colon or a dash.
        column: The 0-based column where it starts, after the lead.
        begins_line: Only dashes precede it on its line.
        has_dash: A dash precedes it on its line.
        has_colon: A colon follows it.
    """

    span: Span
    typed: str
    quote: str
    lead: str
    column: int
    begins_line: bool
    has_dash: bool
    has_colon: bool


class Cursor(NamedTuple):
    """The word at the cursor, and the way to it from the field, or from the root of the document.

    Attributes:
        source: The text.
        word: The word.
        root: The root of the document, in which the word is a mark.
        steps: All steps to the word.
        depth: The number of steps to the field; None if the word is not in a field.
        fields: The ids of the raw values of the fields.
    """

    source: Source
    word: Word
    root: RawNode
    steps: tuple[Step, ...]
    depth: int | None
    fields: frozenset[int]

    @property
    def inside(self) -> tuple[Step, ...]:
        """The steps from the field to the word."""
        steps = () if self.depth is None else self.steps[self.depth :]
        while len(steps) > 1 and steps[1].key is None:  # a candidate in a list of its own
            steps = steps[1:]
        return steps

    @property
    def parent(self) -> RawNode | None:
        """The collection that the word is in."""
        return self.steps[-1].parent if self.steps else None

    @property
    def in_flow(self) -> bool:
        """Whether the word is in braces or brackets."""
        return bool(self.parent is not None and self.parent.flow_style) or self.source.is_json

    @property
    def is_key(self) -> bool:
        """Whether the word is a key."""
        return bool(self.steps) and self.steps[-1].is_key

    def column_of(self, raw: RawNode) -> int:
        """Return the 0-based column of a raw node before the cursor."""
        return self.source.position(raw.start_mark.index).column - 1


def word_at(source: Source, offset: int) -> Word:
    """Return the word at an offset, which may be empty."""
    line = source.line_span(source.position(offset).line)
    text, at = source.text[line.start : line.end], offset - line.start
    start, end, quote = _bounds(text, at)
    typed = text[start + len(quote) : at]
    before = text[:start]
    lead = ""
    if not source.is_json and not quote and typed.startswith("-") and not before.strip(" \t-"):
        start, typed, before, lead = start + 1, typed[1:], text[: start + 1], " "
    elif before.endswith((":", "-")) and (before.endswith(":") or not before.strip(" \t-")):
        lead = " "
    begins_line = _ONLY_DASHES.match(before + lead) is not None
    after = text[end:].lstrip()
    return Word(
        Span(line.start + start, line.start + max(start, end)),
        typed,
        quote,
        lead,
        start + len(lead),
        begins_line,
        begins_line and "-" in before,
        after.startswith(":") and (quote != "" or after[1:2] in ("", " ", "\t")),
    )


def _bounds(text: str, at: int) -> tuple[int, int, str]:
    """Return the start and the end of the word at a column of a line, and its quote."""
    for quoted in _QUOTED.finditer(text):
        content = quoted["double"] if quoted["double"] is not None else quoted["single"]
        is_closed = len(quoted.group()) == len(content) + 2
        if quoted.start() < at and (at < quoted.end() or not is_closed):
            end = quoted.end()
            if not is_closed or _STRUCTURE.search(content):  # its quote belongs to what follows
                right = _RIGHT.match(text, at)
                end = right.end() if right else at
            if not _STRUCTURE.search(text[quoted.start() + 1 : at]):
                return quoted.start(), end, text[quoted.start()]
    left, right = _LEFT.search(text[:at]), _RIGHT.match(text, at)
    return left.start() if left else at, right.end() if right else at, ""


def cursor_at(source: Source, offset: int, at: str | None = None) -> Cursor | None:
    """Return where an offset is; None if what is there is no word of its own."""
    word = word_at(source, offset)
    before, after = source.text[: word.span.start], source.text[word.span.end :]
    sign = ""
    if word.begins_line and not (word.has_colon or source.is_json) and _continues(source, word):
        sign = ":"
    elif _WORD_FOLLOWS.match(after) or (source.is_json and word.span.start == word.span.end):
        sign = ","  # in braces, another key or item; the lines below are not the value of what is not there
    marked = Source(f"{before}{word.lead}{_MARK}{sign}{after}", source.name)
    documents = [
        ReadDocument(found.document.root, found.number, Builder(marked)) for found in recover(marked)
    ]
    trail = trail_to(documents, word.span.start + len(word.lead), end=False)
    if trail is None or not isinstance(trail.raw, ScalarNode) or trail.raw.value != _MARK:
        return None
    root = trail.document.root
    plan = find_plan(root, at)
    fields = frozenset(id(found.raw) for found in (*plan.fields, *plan.misplaced))
    depths = [0] if id(root) in fields else []
    depths += [
        depth for depth, step in enumerate(trail.steps, 1) if id(step.value) in fields and not step.is_key
    ]
    return Cursor(source, word, root, trail.steps, depths[-1] if depths else None, fields)


def _continues(source: Source, word: Word) -> bool:
    """Return whether the line below goes on with the mapping that the word is a key of, or begins."""
    below = next_line(source, word.span.end)
    return below is not None and below.column == word.column and not below.is_dash


class NextLine(NamedTuple):
    """The next line with content: its column, and whether it begins with a dash."""

    column: int
    is_dash: bool


def next_line(source: Source, offset: int) -> NextLine | None:
    """Return the next line of a document with content after that of an offset."""
    for line in range(source.position(offset).line + 1, len(source.line_starts) + 1):
        text = source.line(line)
        content = text.lstrip(" \t")
        if text.startswith(("---", "...")):
            break
        if content and not content.startswith("#"):
            return NextLine(len(text) - len(content), content == "-" or content.startswith(("- ", "-\t")))
    return None


def keys_of(raw: RawNode | None) -> dict[str, RawNode]:
    """Return the values of a raw mapping by key, without the word at the cursor."""
    if not isinstance(raw, MappingNode):
        return {}
    return {
        key.value: value for key, value in raw.value if isinstance(key, ScalarNode) and key.value != _MARK
    }


def list_before(cursor: Cursor) -> RawNode | None:
    """Return the field above the word whose next item the word could be, in a block.

    It is a list in the column of the word, or has no value yet.
    """
    word = cursor.word
    if not cursor.is_key or cursor.in_flow or not word.begins_line or word.has_dash or word.has_colon:
        return None
    step = cursor.steps[-1]
    if step.number == 0:
        return None
    above: RawNode = step.parent.value[step.number - 1][1]
    if id(above) not in cursor.fields:
        return None
    if isinstance(above, ScalarNode):
        return None if above.value else above
    is_beside = not above.flow_style and cursor.column_of(above) == cursor.word.column
    return above if is_beside and above.id == "sequence" else None
