"""The lines that a suppression comment covers.

A comment after a value covers its line, and what begins or ends there: behind an opening bracket, a key or
a dash without anything else, the value that follows; behind a closing bracket, the value that ends. A
comment on a line of its own covers the next line; as the last thing in a candidate, its kwargs or brackets,
it covers those.
"""

from __future__ import annotations

import re

from kumo_lr.document.extents import Extent, Extents
from kumo_lr.source import Source
from kumo_lr.typed import NamedTuple

# What may come between a key or a dash, and the comment before its value.
_PROPERTIES = r"(?:\s+[&!]\S*)*$"
_OPENS_VALUE = re.compile(":" + _PROPERTIES)
_OPENS_ITEM = re.compile(r"(?:^|\s)-" + _PROPERTIES)


class Lines(NamedTuple):
    """A range of 1-based lines, of which both are included."""

    first: int
    last: int


class CoveredLines:
    """The lines that the comments of one text cover."""

    def __init__(self, source: Source, extents: Extents) -> None:
        self._source = source
        self._extents = extents
        self._next: dict[int, int] = {}

    def is_alone(self, start: int) -> bool:
        """Return whether a comment is on a line of its own."""
        return not self._before(start)

    def all_from(self, start: int, word: str) -> Lines:
        """Return the lines from a comment to the end of the text, or all lines for `ignore-file`."""
        first = 1 if word == "ignore-file" else self._source.position(start).line
        return Lines(first, len(self._source.line_starts))

    def covered(self, start: int) -> Lines:
        """Return the lines that an `ignore` at an offset covers."""
        line = self._source.position(start).line
        if self.is_alone(start):
            return self._alone(start, line)
        extent = self._opened(start) or self._closed(start)
        if extent is None:
            return Lines(line, line)
        lines = self._lines_of(extent)
        return Lines(min(line, lines.first), max(line, lines.last))

    def _before(self, start: int) -> str:
        """Return what precedes a comment on its line."""
        return self._source.text[self._source.line_starts[self._line(start) - 1] : start].rstrip()

    def _line(self, offset: int) -> int:
        return self._source.position(offset).line

    def _lines_of(self, extent: Extent) -> Lines:
        return Lines(self._line(extent.start), self._line(extent.end))

    def _alone(self, start: int, line: int) -> Lines:
        after = self._next_line(line)
        ended = self._ended(start, line, after)
        if ended is not None:
            return Lines(self._line(ended.start), line)
        return Lines(line, after or line)

    def _next_line(self, line: int) -> int:
        """Return the next line that is neither blank nor a comment, or 0."""
        passed = []
        found, last = 0, len(self._source.line_starts)
        while not found and line < last:
            if line in self._next:
                found = self._next[line]
                break
            passed.append(line)
            line += 1
            content = self._source.line(line).strip()
            found = line if content and not content.startswith("#") else 0
        # The comments of one block share an answer, so that each line is visited once.
        self._next.update(dict.fromkeys(passed, found))
        return found

    def _ended(self, start: int, line: int, after: int) -> Extent | None:
        """Return what a comment on a line of its own is the last thing of, if anything."""
        following = self._source.line(after) if after else ""
        within = next((each for each in self._extents.around(start) if each.flow), None)
        if within is not None and within.value < start < within.end:
            return within if following.strip()[:1] in ("}", "]") else None
        column = start - self._source.line_starts[line - 1]
        if after and len(following) - len(following.lstrip()) >= column:
            return None
        for extent in self._extents.before(start):
            if extent.in_flow or isinstance(extent.label, int):
                continue
            indent = self._source.position(extent.start).column - 1
            if indent <= column:
                ended = self._extents.outer(extent) if indent == column else extent
                return ended if ended is not None and self._is_in_item(ended) else None
        return None

    def _is_in_item(self, extent: Extent) -> bool:
        """Return whether an extent is an item of a list or within one: the last thing of a plan is none."""
        around: Extent | None = extent
        while around is not None and isinstance(around.label, str):
            around = self._extents.outer(around)
        return around is not None

    def _opened(self, start: int) -> Extent | None:
        """Return the entry or item whose value begins after a comment."""
        before, line = self._before(start), self._line(start)
        if before.endswith(("{", "[")):
            return next((extent for extent in self._extents.around(start) if extent.flow), None)
        if _OPENS_VALUE.search(before):
            for extent in self._extents.around(start):
                if isinstance(extent.label, str):
                    return extent if extent.value > start else None
        elif _OPENS_ITEM.search(before):
            content = re.compile(r"(?:\s+|#[^\r\n]*)*").match(self._source.text, start)
            offset = content.end() if content else start
            around = [each for each in self._extents.around(offset) if self._line(each.start) >= line]
            return around[-1] if around and isinstance(around[-1].label, int) else None
        return None

    def _closed(self, start: int) -> Extent | None:
        """Return the entry or item whose brackets are closed before a comment."""
        before = self._before(start).rstrip(", \t")
        if not before.endswith(("}", "]")):
            return None
        end = self._source.line_starts[self._line(start) - 1] + len(before)
        return next((each for each in self._extents.around(end) if each.flow and each.end == end), None)
