"""Convert positions to and from those of editors: 0-based lines and columns, in units of an encoding.

The Language Server Protocol counts columns in UTF-16 code units, or in UTF-8 bytes or code points if client
and server agree. A line ends at LF, CR LF or CR alone, and at no other character.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from enum import StrEnum

from kumo_lr.source import Location, Position, Source, Span, from_text
from kumo_lr.typed import NamedTuple


class PositionEncoding(StrEnum):
    """The unit in which an editor counts columns: UTF-8 bytes, UTF-16 code units, or code points."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"

    def width(self, character: str) -> int:
        """Return how many units a character takes."""
        code = ord(character)
        if self is PositionEncoding.UTF8:
            return 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)
        return 1 + (self is PositionEncoding.UTF16 and code > 0xFFFF)


class EditorPosition(NamedTuple):
    """A 0-based line, and a 0-based column in units of an encoding."""

    line: int
    character: int


class EditorRange(NamedTuple):
    """A range from `start` up to, but not including, `end`."""

    start: EditorPosition
    end: EditorPosition


def editor_range(
    text: str, location: Location, encoding: PositionEncoding = PositionEncoding.UTF16
) -> EditorRange:
    """Return a location, such as that of a finding or an edit, as an editor counts.

    Args:
        text: The text that was checked, with its byte order mark, if any: an editor counts it.
        location: A range in 1-based lines and columns.
        encoding: The unit of the editor's columns; UTF-16 is the default of the Language Server Protocol.
    """
    return EncodedPositions(from_text(text, "<text>"), encoding).range(location)


class _WideLine(NamedTuple):
    """The characters of a line that take more than one unit: their columns and units, and the excess.

    `excess` has the additional units of all before each, and of all at its end.
    """

    columns: list[int]
    units: list[int]
    excess: list[int]


_NARROW = _WideLine([], [], [0])


class EncodedPositions:
    """The positions of one text in one encoding; a line is read once, when it is first asked for."""

    def __init__(self, source: Source, encoding: PositionEncoding) -> None:
        self.source = source
        self.encoding = encoding
        self._is_narrow = encoding is PositionEncoding.UTF32 or source.text.isascii()
        self._mark = encoding.width("\ufeff") if source.has_bom else 0
        self._lines: dict[int, _WideLine] = {}

    def range(self, location: Location) -> EditorRange:
        """Return a location as an editor counts."""
        return EditorRange(self.position(location.start), self.position(location.end))

    def of_span(self, span: Span) -> EditorRange:
        """Return a span as an editor counts."""
        return self.range(self.source.location(span))

    def position(self, position: Position) -> EditorPosition:
        """Return a 1-based line and column as an editor counts."""
        line, column = position.line, position.column - 1
        wide = self._wide(line)
        character = column + wide.excess[bisect_left(wide.columns, column)]
        return EditorPosition(line - 1, character + (self._mark if line == 1 else 0))

    def offset(self, position: EditorPosition) -> int:
        """Return the offset of an editor's position: the nearest one, if it is outside the text."""
        starts = self.source.line_starts
        if position.line < 0:
            return 0
        if position.line >= len(starts):
            return len(self.source.text)
        line = position.line + 1
        column = self._column(line, position.character - (self._mark if line == 1 else 0))
        start, end = self.source.line_span(line)
        return min(start + max(column, 0), end)

    def own(self, position: EditorPosition) -> Position:
        """Return an editor's position as a 1-based line and column."""
        return self.source.position(self.offset(position))

    def span(self, within: EditorRange) -> Span:
        """Return the span of an editor's range, which may be the wrong way round."""
        start, end = sorted((self.offset(within.start), self.offset(within.end)))
        return Span(start, end)

    def _column(self, line: int, units: int) -> int:
        """Return the 0-based column of a number of units; within a character, where it starts."""
        wide = self._wide(line)
        before = bisect_right(wide.units, units) - 1
        if before < 0:
            return units
        if units == wide.units[before]:
            return wide.columns[before]
        return max(wide.columns[before], units - wide.excess[before + 1])

    def _wide(self, line: int) -> _WideLine:
        if self._is_narrow or line > len(self.source.line_starts):
            return _NARROW
        found = self._lines.get(line)
        if found is None:
            found = self._lines[line] = self._read(self.source.line(line))
        return found

    def _read(self, text: str) -> _WideLine:
        if text.isascii():
            return _NARROW
        read = _WideLine([], [], [0])
        for column, character in enumerate(text):
            width = self.encoding.width(character)
            if width > 1:
                read.columns.append(column)
                read.units.append(column + read.excess[-1])
                read.excess.append(read.excess[-1] + width - 1)
        return read
