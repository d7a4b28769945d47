"""A text and its positions: offsets, 1-based lines and columns, and UTF-16 columns for editors.

Offsets count Unicode code points from the start of the text, without its byte order mark.
A line ends at LF, CR LF or CR, as editors count them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from kumo_lr.typed import NamedTuple, Value

BOM = b"\xef\xbb\xbf"
_LINE_END = r"\r\n|\n|\r"
_FEW = 10


class Span(Value):
    """Half-open range of offsets in a text."""

    start: int
    end: int


class Replacement(NamedTuple):
    """The replacement of the text at `span` by `text`."""

    span: Span
    text: str


class Position(Value):
    """A 1-based line and a 1-based column, in Unicode code points."""

    line: int
    column: int


class Location(Value):
    """A range of text from `start` up to, but not including, `end`."""

    start: Position
    end: Position


class DecodingError(ValueError):
    """Bytes that are not UTF-8. `text` is what precedes the bad byte, `help` says what to do."""

    def __init__(self, message: str, help_: str, text: str) -> None:
        super().__init__(message)
        self.help = help_
        self.text = text


class Source:
    """A decoded text with the name that findings show; its line index is built on first use."""

    __slots__ = ("_counted", "_starts", "has_bom", "name", "text")

    def __init__(self, text: str, name: str = "<text>", *, has_bom: bool = False) -> None:
        self.text = text
        self.name = name
        self.has_bom = has_bom
        self._starts: list[int] = []
        self._counted = 0

    @property
    def original(self) -> str:
        """The text with its byte order mark, if any."""
        return f"\ufeff{self.text}" if self.has_bom else self.text

    @property
    def is_json(self) -> bool:
        """Whether the text is JSON, by its file name."""
        return self.name.lower().endswith(".json")

    @property
    def newline(self) -> str:
        """The first line end of the text, or LF if it has none."""
        match = re.search(_LINE_END, self.text)
        return match.group() if match else "\n"

    @property
    def line_starts(self) -> list[int]:
        """The offset of the first character of each line."""
        if not self._starts:
            self._starts = [0, *(match.end() for match in re.finditer(_LINE_END, self.text))]
        return self._starts

    def _is_counting(self) -> bool:
        """Return whether to count lines rather than to build an index, which takes as long as ten counts."""
        if self._starts or self._counted >= _FEW or "\r" in self.text:
            return False
        self._counted += 1
        return True

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset."""
        if self._is_counting():
            text = self.text
            return Position(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def location(self, span: Span) -> Location:
        """Return the line and column of both ends of a span."""
        start, end = span
        line, column = begin = self.position(start)
        inside = self.text[start:end]
        if "\n" in inside or "\r" in inside:
            return Location(begin, self.position(end))
        return Location(begin, Position(line, column + end - start))

    def line_span(self, line: int) -> Span:
        """Return the span of a 1-based line, without its line end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def line(self, line: int) -> str:
        """Return the text of a 1-based line, without its line end."""
        span = self.line_span(line)
        return self.text[span.start : span.end]

    def line_at(self, offset: int) -> str:
        """Return the text of the line of an offset, without its line end."""
        if not self._is_counting():
            return self.line(self.position(offset).line)
        end = self.text.find("\n", offset)
        return self.text[self.text.rfind("\n", 0, offset) + 1 : end if end >= 0 else len(self.text)]

    def replaced(self, edits: Iterable[tuple[Span, str]]) -> Source:
        """Return the text with disjoint spans replaced. Insertions at one offset keep their order."""
        pieces: list[str] = []
        position = 0
        for span, text in sorted(edits, key=lambda edit: edit[0]):
            pieces += (self.text[position : span.start], text)
            position = span.end
        pieces.append(self.text[position:])
        return Source("".join(pieces), self.name, has_bom=self.has_bom)

    def encode(self) -> bytes:
        """Return the text as UTF-8, with its original byte order mark, if any."""
        data = self.text.encode("utf-8")
        return BOM + data if self.has_bom else data


def from_text(text: str, name: str) -> Source:
    """Return the source of a text, with or without a byte order mark."""
    has_bom = text.startswith("\ufeff")
    return Source(text[has_bom:], name, has_bom=has_bom)


def decode(data: bytes, name: str) -> Source:
    """Decode UTF-8 with or without a byte order mark.

    Raises:
        DecodingError: The bytes are not UTF-8; its help names the likely encoding.
    """
    has_bom = data.startswith(BOM)
    try:
        return Source(data.decode("utf-8-sig" if has_bom else "utf-8"), name, has_bom=has_bom)
    except UnicodeDecodeError as error:
        body = data[len(BOM) :] if has_bom else data
        raise DecodingError(
            f"not UTF-8: byte 0x{body[error.start]:02x} cannot be decoded",
            _likely_encoding(data),
            body[: error.start].decode("utf-8"),
        ) from None


def _likely_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (data[:1] != data[1:2] and b"\0" in data[:2]):
        return "it looks like UTF-16; save it as UTF-8"
    if b"\0" in data:
        return "it looks like no text at all; check the path"
    return "it looks like Latin-1 or Windows-1252; save it as UTF-8"
