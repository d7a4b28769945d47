"""Find the places of keys and values in a TOML text, which tomllib does not provide.

The text has been read by tomllib before: this only finds places, and stops silently at syntax that it does
not support. The places found until then are correct.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress

from kumo_lr.findings import Path
from kumo_lr.source import Span
from kumo_lr.typed import NamedTuple, TypeAlias

_QUOTED = r""""(?:\\.|[^"\\\n])*"|'[^'\n]*'"""
_KEY = re.compile(rf"[ \t]*([A-Za-z0-9_-]+|{_QUOTED})[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SIMPLE = re.compile(
    r'"""(?:\\[\s\S]|[^\\])*?"""(?!")'
    r"|'''[\s\S]*?'''(?!')"
    rf"|{_QUOTED}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[ ][0-9][^\s,\]}#]*"
    r"|[^\s,\[\]{}#\"'=]+"
)


class Place(NamedTuple):
    """The spans of a key, with its quotes, and its value; a table opened by a header is only its key."""

    key: Span
    value: Span


Places: TypeAlias = dict[Path, Place]
_Part: TypeAlias = tuple[str, Span]


class _UnknownError(ValueError):
    """Syntax that the scanner does not support."""


def find_places(text: str, table: Path) -> Places:
    """Return the places of everything in a table, by path from the table; `()` is the table itself."""
    scanner = _Scanner(text, table)
    with suppress(ValueError, RecursionError):
        scanner.scan()
    return scanner.places


class _Scanner:
    """The scan of one text."""

    def __init__(self, text: str, table: Path) -> None:
        self.text = text
        self.table = table
        self.at = 0
        self.places: Places = {}
        # The number of tables so far in each array of tables.
        self.counts: dict[Path, int] = {}

    def scan(self) -> None:
        """Scan all statements."""
        current: Path = ()
        self.blank()
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                current = self.header()
            else:
                self.pair(current)
            self.blank()

    def note(self, path: Path, key: Span, value: Span) -> None:
        """Record a place if it is in the table and the first one of its path."""
        depth = len(self.table)
        if path[:depth] == self.table:
            self.places.setdefault(path[depth:], Place(key, value))

    def header(self) -> Path:
        """Read `[a.b]` or `[[a.b]]`, and return the path of the statements that follow."""
        is_array = self.text.startswith("[[", self.at)
        self.at += 1 + is_array
        parts = self.key()
        self.expect("]" * (1 + is_array))
        path: Path = ()
        for index, (name, span) in enumerate(parts):
            path = (*path, name)
            self.note(path, span, span)
            if is_array and index == len(parts) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.note(path, span, span)
        return path

    def pair(self, path: Path) -> None:
        """Read `key = value`."""
        parts = self.key()
        self.expect("=")
        self.blank()
        for name, span in parts[:-1]:
            path = (*path, name)
            self.note(path, span, span)
        name, span = parts[-1]
        self.value((*path, name), span)

    def key(self) -> list[_Part]:
        """Read the parts of a dotted key."""
        parts = []
        while True:
            match = _KEY.match(self.text, self.at)
            if match is None:
                raise _UnknownError
            word = match[1]
            name = next(iter(tomllib.loads(f"{word} = 0"))) if word[0] in "\"'" else word
            parts.append((name, Span(*match.span(1))))
            self.at = match.end()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def value(self, path: Path, key: Span | None) -> None:
        """Read a value; an item of a list counts as its own key."""
        start = self.at
        opening = self.text[start : start + 1]
        known = len(self.places)
        # Containers are recorded before their contents.
        self.note(path, key or Span(start, start), Span(start, start))
        if opening == "[":
            self.items(path)
        elif opening == "{":
            self.entries(path)
        else:
            match = _SIMPLE.match(self.text, start)
            if match is None:
                raise _UnknownError
            self.at = match.end()
        inner = path[len(self.table) :]
        if len(self.places) > known and path[: len(self.table)] == self.table:
            span = Span(start, self.at)
            self.places[inner] = Place(key or span, span)

    def items(self, path: Path) -> None:
        """Read a list."""
        self.at += 1
        index = 0
        while not self.closes("]"):
            self.value((*path, index), None)
            index += 1

    def entries(self, path: Path) -> None:
        """Read an inline table."""
        self.at += 1
        while not self.closes("}"):
            self.pair(path)

    def closes(self, bracket: str) -> bool:
        """Skip separators, and return whether a list or table ends here."""
        self.blank()
        if self.text.startswith(",", self.at):
            self.at += 1
            self.blank()
        if self.text.startswith(bracket, self.at):
            self.at += 1
            return True
        return False

    def expect(self, token: str) -> None:
        """Skip a token."""
        if not self.text.startswith(token, self.at):
            raise _UnknownError
        self.at += len(token)

    def blank(self) -> None:
        """Skip white space, line ends and comments, all of which TOML allows between tokens."""
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
