"""The layout of a text beyond its nodes: lines, comments, aliases and tags.

Comments and aliases are found with libyaml's own scanner, once, on first use.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache

import yaml

from kumo_lr.document.nodes import Entry, Mapping, Node, Scalar, Sequence
from kumo_lr.source import Source, Span
from kumo_lr.typed import Any, NamedTuple

# What may separate a key from its own value: a colon, anchors, tags, comments, blanks.
_BEFORE_VALUE = r"\s*:(?:\s+(?:[&!][^\s]*|#[^\r\n]*))*\s*"
_ALIAS = r"\s*:\s+(\*[^\s,}\]]+)"
# libyaml also ends a line, and its comment, at these characters.
_LINE_END = r"[\r\n\x85\u2028\u2029]"


class _Tokens(NamedTuple):
    """The spans in which `#` does not start a comment, and the spans of aliases, each in order."""

    scalars: list[Span]
    aliases: list[Span]


class Layout:
    """The layout of one text."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def _tokens(self) -> _Tokens:
        found = _Tokens([], [])
        if self.source.is_json:  # JSON has neither comments nor aliases
            return found
        try:
            for token in yaml.scan(self.source.text, Loader=yaml.CSafeLoader):
                self._add(token, found)
        except (yaml.YAMLError, UnicodeDecodeError):
            pass  # a later document may not be readable
        return found

    def _add(self, token: Any, found: _Tokens) -> None:
        start, end = token.start_mark.index, token.end_mark.index
        if isinstance(token, yaml.AliasToken):
            found.aliases.append(Span(start, end))
        elif isinstance(token, yaml.ScalarToken):
            if token.style in ("|", ">"):  # a comment may follow the indicator
                start = self._end_of_line(start)
            found.scalars.append(Span(start, end))

    def _end_of_line(self, offset: int) -> int:
        match = re.compile(_LINE_END).search(self.source.text, offset)
        return match.start() if match else len(self.source.text)

    def comments(self, within: Span) -> list[Span]:
        """Return the spans of the comments that start within a span; each extends to the end of its line."""
        text, found = self.source.text, []
        at = -1 if self.source.is_json else text.find("#", *within)
        while at >= 0:
            scalars = self._tokens.scalars
            index = bisect_right(scalars, (at, len(text))) - 1
            if index >= 0 and at < scalars[index].end:
                end = scalars[index].end
            else:
                end = self._end_of_line(at)
                found.append(Span(at, end))
            at = text.find("#", end, within.end)
        return found

    def line_span(self, offset: int) -> Span:
        """Return the span of the line at an offset, without its line end."""
        return self.source.line_span(self.source.position(offset).line)

    def line_end(self, offset: int) -> int:
        """Return the end of the line at an offset."""
        return self.line_span(offset).end

    def start_with_comments(self, offset: int) -> int:
        """Return the start of the line at an offset, or of the comments about it, directly above it.

        They are indented like it. Comments at the top of a document are about all of it.
        """
        source, indent = self.source, " " * self.column(offset)
        first = line = source.position(offset).line
        while first > 1:
            above = source.line_span(first - 1)
            mark = above.start + len(indent)
            if source.text[above.start : mark + 1] != f"{indent}#" or not self.comments(Span(mark, mark + 1)):
                break
            first -= 1
        is_top = first == 1 or source.text[slice(*source.line_span(first - 1))].startswith(("---", "%"))
        return source.line_starts[(line if is_top else first) - 1]

    def has_comments(self, entry: Entry) -> bool:
        """Return whether comments are about an entry: directly above it, or on its lines."""
        start, end = self.start_with_comments(entry.key.span.start), self.line_end(entry.value.span.end)
        return bool(self.comments(Span(start, end)))

    def column(self, offset: int) -> int:
        """Return the 0-based column of an offset."""
        return self.source.position(offset).column - 1

    def is_first_on_line(self, offset: int) -> bool:
        """Return whether only blanks precede an offset on its line."""
        return not self.source.text[self.line_span(offset).start : offset].strip()

    def is_last_on_line(self, offset: int) -> bool:
        """Return whether only blanks and a comment follow an offset on its line."""
        return self.source.text[offset : self.line_end(offset)].strip()[:1] in ("", "#")

    def is_written(self, node: Node, text: str) -> bool:
        """Return whether a node is written exactly as a given text."""
        return self.source.text[node.span.start : node.span.end] == text

    def in_braces(self, mapping: Mapping) -> bool:
        """Return whether a mapping is in braces: a single pair in a list, as in `[name: x]`, needs none."""
        return mapping.flow and self.source.text[mapping.span.start] == "{"

    def stands_here(self, entry: Entry) -> bool:
        """Return whether the value of an entry is written after its key, rather than behind an alias."""
        between = self.source.text[entry.key.span.end : entry.value.span.start]
        return not entry.merged and re.fullmatch(_BEFORE_VALUE, between) is not None

    def alias(self, entry: Entry) -> Span | None:
        """Return the span of the alias that is the value of an entry, if any."""
        match = re.compile(_ALIAS).match(self.source.text, entry.key.span.end)
        return None if entry.merged or match is None else Span(*match.span(1))

    def item_aliases(self, sequence: Sequence) -> dict[int, Span]:
        """Return the spans of the aliases that are items of a list, by item index."""
        found: dict[int, Span] = {}
        spans = self._tokens.aliases if "*" in self.source.text else []
        cursor = sequence.span.start
        for index, item in enumerate(sequence.items):
            ahead = bisect_left(spans, (cursor, 0))
            if ahead < len(spans) and not cursor <= item.span.start < spans[ahead].start:
                found[index] = spans[ahead]
                cursor = spans[ahead].end
            else:
                cursor = item.span.end if is_flow(item) else self.line_end(item.span.end)
        return found

    def value_span(self, entry: Entry) -> Span:
        """Return the span of an entry's value with its tag, or of the alias in its place."""
        alias = self.alias(entry)
        if alias is not None:
            return alias
        start, end = entry.key.span.end, entry.value.span.start
        if not isinstance(entry.value, Scalar):
            return entry.value.span
        tag = re.search(r"![^\s]*\s+$", self.source.text[start:end])
        return Span(start + tag.start() if tag else end, entry.value.span.end)

    def end_in_braces(self, mapping: Mapping) -> int:
        """Return the end of the last token in a mapping's braces that is not a comment."""
        start, end = mapping.span.start + 1, mapping.span.end - 1
        comments = self.comments(Span(start, end))
        while True:
            end = start + len(self.source.text[start:end].rstrip())
            if not comments or comments[-1].end < end:
                return end
            end = comments.pop().start

    def end_of(self, node: Node) -> int:
        """Return the end of a block mapping, including the blank lines that belong to its last value."""
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


@lru_cache(maxsize=1)
def layout_of(source: Source) -> Layout:
    """Return the layout of a text, which is scanned once for all its findings."""
    return Layout(source)


def is_flow(node: Node) -> bool:
    """Return whether a node is written in braces or brackets."""
    return not isinstance(node, Scalar) and node.flow


def _last(node: Mapping | Sequence) -> Node | None:
    items = [entry.value for entry in node.entries] if isinstance(node, Mapping) else node.items
    return items[-1] if items else None
