"""Edits of a text that insert and remove entries of its mappings, and leave the rest as it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

import yaml

from kumo_lr.document.compose import Document, compose
from kumo_lr.document.nodes import Entry, Mapping, Node, Scalar, Sequence
from kumo_lr.facts.plan_layout import AUTHORITIES, NOT_SET
from kumo_lr.findings import Path
from kumo_lr.plan.field import builder_of, load_raw
from kumo_lr.rules.values import spell
from kumo_lr.source import Source, Span

# What stands between a key and a value of its own: a colon, anchors, tags, comments, blanks.
_BEFORE_VALUE = r"\s*:(?:\s+(?:[&!][^\s]*|#[^\r\n]*))*\s*"
# A comment behind values that were filled in, up to the end of its line.
_OWN_MARK = "# default: "
_ORIGIN = rf"(?:{'|'.join(map(re.escape, AUTHORITIES.values()))}|not set, so .*|.*:[0-9]+)"
_OWN_COMMENT = rf"\s*{_OWN_MARK}(?:{_ORIGIN}|\w+ \({_ORIGIN}\)(?:, .*\))?)$"
_ALIAS = r"\s*:\s+(\*[^\s,}\]]+)"


class Line(NamedTuple):
    """A line to insert, and where its value comes from, for the comment behind it."""

    text: str
    origin: str = ""

    def __str__(self) -> str:
        return f"{self.text}  {_OWN_MARK}{self.origin}" if self.origin else self.text

    @property
    def note(self) -> str:
        """The comment where it stands behind other values too: it names its own."""
        key = self.text.partition(":")[0].strip()
        return f"{key} ({self.origin})" if key else self.origin

    def indented(self, levels: int) -> Line:
        """Indent the line."""
        return self._replace(text=f"{'  ' * levels}{self.text}")


class Editor:
    """Collects edits of one text."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._edits: dict[Span, str] = {}
        self._comments: dict[int, list[str]] = {}
        self._lines: dict[int, str] = {}

    @property
    def edits(self) -> list[tuple[Span, str]]:
        """The edits: what is replaced, then comments for the ends of lines, then lines below."""
        # Several candidates on one line have mostly the same to say.
        notes = [
            (Span(end, end), f"  {_OWN_MARK}{', '.join(dict.fromkeys(words))}")
            for end, words in self._comments.items()
        ]
        lines = [(Span(end, end), text) for end, text in self._lines.items()]
        return [*_outermost(self._edits), *notes, *lines]

    def replace(self, span: Span, text: str) -> None:
        """Put `text` in the place of `span`; what two aliases lead to is edited once."""
        self._edits[span] = text

    def line_end(self, offset: int) -> int:
        """Return the end of the line on which an offset lies."""
        return self.source.line_span(self.source.position(offset).line).end

    def column(self, offset: int) -> int:
        """Return the 0-based column of an offset."""
        return self.source.position(offset).column - 1

    def insert_lines(self, offset: int, column: int, lines: Iterable[Line]) -> None:
        """Insert lines below the one on which an offset lies, indented to a 0-based column."""
        newline = self.source.newline
        end = self.line_end(offset)
        indented = [f"{' ' * column}{line}" for line in lines]
        if end == len(self.source.text) and self.column(end) == 0:  # there is no line to be below
            self._lines[end] = "".join(f"{line}{newline}" for line in indented)
        else:
            self._lines[end] = "".join(f"{newline}{line}" for line in indented)

    def insert_in_braces(self, mapping: Mapping, pairs: str, lines: Iterable[Line]) -> None:
        """Insert `key: value` pairs at the end of a mapping in braces, with the origins of some lines."""
        text, start, end = self.source.text, mapping.span.start + 1, mapping.span.end - 1
        inside = _without_comments(text[start:end])
        at = start + len(inside)
        last = mapping.entries[-1] if mapping.entries else None
        comma = "" if not inside or inside.endswith(",") else ","
        if last is None or last.merged or not self.is_first_on_line(last.key.span.start):
            blank = " " if inside else ""
            self.replace(Span(at, at), f"{comma}{blank}{pairs}")
            self.comment(at, lines)
            return
        column = self.column(last.key.span.start)
        line_end = self.line_end(at)
        if line_end < end:  # what follows on the line is a comment, if anything
            origins = ", ".join(line.note for line in lines if line.origin)
            self.replace(Span(at, at), comma)
            self.insert_lines(at, column, [Line(pairs, "" if self.source.is_json else origins)])
        else:
            self.replace(Span(at, at), f"{comma}{self.source.newline}{' ' * column}{pairs}")
            self.comment(at, lines)

    def remove_entry(self, mapping: Mapping, entry: Entry) -> bool:
        """Remove an entry of a mapping, and keep the comments that stand in it; whether that can be done."""
        start, end = entry.key.span.start, entry.value.span.end
        if not mapping.flow:
            return self._remove_lines(start, end)
        index = mapping.entries.index(entry)
        if index:
            start = mapping.entries[index - 1].value.span.end
        elif len(mapping.entries) > 1:
            end = mapping.entries[1].key.span.start
        else:
            start, end = mapping.span.start + 1, mapping.span.end - 1
        removed = re.sub(_OWN_COMMENT, "", self.source.text[start:end], flags=re.MULTILINE)
        if "#" in removed or any(e.value.shared or e.merged for e in mapping.entries):
            return False
        self.replace(Span(start, end), "")
        self.remove_own_comment(end)
        return True

    def empty_value(self, entry: Entry) -> None:
        """Write empty braces behind a key whose value has gone."""
        end = entry.key.span.end
        colon = self.source.text.index(":", end) + 1
        self.replace(Span(colon, colon), " {}")

    def _remove_lines(self, start: int, end: int) -> bool:
        """Remove the lines of an entry, but for comments; not where a dash stands before it."""
        first, last = (self.source.position(offset).line for offset in (start, end))
        if not self.is_first_on_line(start):
            return False
        kept = []
        for line in range(first, last + 1):
            comment = re.search(r"(?:^|\s)(#.*)", re.sub(_OWN_COMMENT, "", self.source.line(line)))
            if comment:
                kept.append(f"{' ' * self.column(start)}{comment[1]}{self.source.newline}")
        starts = self.source.line_starts
        after = starts[last] if last < len(starts) else len(self.source.text)
        text = "".join(kept)
        if after == self.source.line_span(last).end:  # the text ends without a line end
            text = text.removesuffix(self.source.newline)
        self.replace(Span(starts[first - 1], after), text)
        return True

    def remove_own_comment(self, offset: int) -> None:
        """Remove the comment that says where a value comes from, behind it on its line."""
        line = self.source.line_span(self.source.position(offset).line)
        match = re.search(_OWN_COMMENT, self.source.text[offset : line.end])
        if match:
            self.replace(Span(offset + match.start(), line.end), "")

    def is_first_on_line(self, offset: int, *, after_dash: bool = False) -> bool:
        """Whether nothing but blanks, or the dashes of lists, stand before an offset on its line."""
        line = self.source.line_span(self.source.position(offset).line)
        before = self.source.text[line.start : offset]
        return re.fullmatch(r"(?:\s|-\s)*" if after_dash else r"\s*", before) is not None

    def item_aliases(self, sequence: Sequence) -> dict[int, Span]:
        """Return the spans of the aliases that are items of a list, by the index of the item."""
        spans = alias_spans(self.source.text) if "*" in self.source.text else []
        found: dict[int, Span] = {}
        cursor = sequence.span.start
        for index, item in enumerate(sequence.items):
            ahead = bisect_left(spans, (cursor, 0))
            if ahead < len(spans) and not cursor <= item.span.start < spans[ahead].start:
                found[index] = spans[ahead]
                cursor = spans[ahead].end
            else:
                cursor = item.span.end if is_flow(item) else self.line_end(item.span.end)
        return found

    def is_empty(self, mapping: Mapping) -> bool:
        """Whether a mapping is written as braces with nothing in them."""
        return self.source.text[mapping.span.start : mapping.span.end] == "{}"

    def comment(self, offset: int, lines: Iterable[Line]) -> None:
        """Put the comments of some lines at the end of the line on which an offset lies; JSON has none."""
        words = [line.note for line in lines if line.origin]
        if words and not self.source.is_json:
            self._comments.setdefault(self.line_end(offset), []).extend(words)

    def key(self, name: str) -> str:
        """Spell a key."""
        return f'"{name}"' if self.source.is_json else name

    def stands_here(self, entry: Entry) -> bool:
        """Whether the value of an entry stands behind its key, and not where an alias leads."""
        between = self.source.text[entry.key.span.end : entry.value.span.start]
        return not entry.merged and re.fullmatch(_BEFORE_VALUE, between) is not None

    def value_span(self, entry: Entry) -> Span:
        """Return the span of an entry's value, with its tag; or of the alias that stands for it."""
        alias = self.alias(entry)
        if alias is not None:
            return alias
        start, end = entry.key.span.end, entry.value.span.start
        if not isinstance(entry.value, Scalar):
            return entry.value.span
        tag = re.search(r"![^\s]*\s+$", self.source.text[start:end])
        return Span(start + tag.start() if tag else end, entry.value.span.end)

    def end_of(self, node: Node) -> int:
        """Return the end of a block mapping, with the blank lines that belong to its last value."""
        end = node.span.end
        while isinstance(node, Mapping | Sequence) and not node.flow and (below := _last(node)):
            node = below
        text = self.source.text
        if re.match(r"[|>][0-9]*\+", text[node.span.start : node.span.start + 3]):
            while end < len(text) and not text[end : (after := self._next_line_end(end))].strip():
                end = after
        return end

    def _next_line_end(self, offset: int) -> int:
        line = self.source.position(offset).line
        starts = self.source.line_starts
        return self.source.line_span(line + 1).end if line < len(starts) else len(self.source.text)

    def alias(self, entry: Entry) -> Span | None:
        """Return the span of the alias that stands as the value of an entry, if one does."""
        match = re.compile(_ALIAS).match(self.source.text, entry.key.span.end)
        return None if entry.merged or match is None else Span(*match.span(1))

    def flow(self, value: object) -> str:
        """Write plain data in braces and brackets, as YAML or JSON by the name of the text."""
        if isinstance(value, dict):
            return (
                "{" + ", ".join(f"{self.key(key)}: {self.flow(inner)}" for key, inner in value.items()) + "}"
            )
        if isinstance(value, list):
            return "[" + ", ".join(map(self.flow, value)) + "]"
        if isinstance(value, str):
            return self.key(value)
        return spell(value) if isinstance(value, int | float) else "null"


def _outermost(edits: dict[Span, str]) -> Iterator[tuple[Span, str]]:
    """Return edits in order, without those inside of another one: what goes takes its comments along."""
    end = 0
    for span, text in sorted(edits.items(), key=lambda edit: (edit[0].start, -edit[0].end)):
        if span.start >= end:
            yield span, text
            end = span.end


def _last(node: Mapping | Sequence) -> Node | None:
    items = [entry.value for entry in node.entries] if isinstance(node, Mapping) else node.items
    return items[-1] if items else None


def _without_comments(inside: str) -> str:
    """Return what stands in braces up to the last thing that is no blank and no comment."""
    while True:
        inside = inside.rstrip()
        line = inside[max(inside.rfind("\n"), inside.rfind("\r")) + 1 :]
        comment = re.search(r"(?:^|\s)#", line)
        # A `#` in quotes starts no comment.
        if comment is None or any(line[: comment.start()].count(quote) % 2 for quote in "'\""):
            return inside
        inside = inside[: len(inside) - len(line) + comment.start()]


def alias_spans(text: str) -> list[Span]:
    """Return the spans of all aliases of a text, in order."""
    events = yaml.parse(text, Loader=yaml.CSafeLoader)
    aliases: list[Any] = [event for event in events if isinstance(event, yaml.AliasEvent)]
    return [Span(alias.start_mark.index, alias.end_mark.index) for alias in aliases]


def rest_of(source: Source, fields: AbstractSet[tuple[int, Path]]) -> list[str]:
    """Return all documents of a text as data spelt out, without the fields at some documents' paths.

    Sections that hold nothing else are left out too.
    """
    rest = []
    for index, document in enumerate(d for d in compose(source) if isinstance(d, Document)):
        data = load_raw(document.root, builder_of(source, document))
        for number, path in fields:
            data = _without(data, path) if number == index else data
        rest.append("nothing" if _is_nothing(data) else repr(data))
    return [] if rest == ["nothing"] else rest


def _is_nothing(data: object) -> bool:
    return data in (None, {}, NOT_SET)


def _without(data: object, path: Path) -> object:
    if not path:
        return None
    step, *rest = path
    if isinstance(data, dict) and step in data:
        inner = _without(data[step], tuple(rest))
        kept = {key: value for key, value in data.items() if key != step}
        return kept or None if _is_nothing(inner) else {**kept, step: inner}
    if isinstance(data, list) and isinstance(step, int):
        return [_without(item, tuple(rest)) if i == step else item for i, item in enumerate(data)]
    return data


def is_flow(node: Node) -> bool:
    """Whether a node is written in braces or brackets."""
    return not isinstance(node, Scalar) and node.flow
