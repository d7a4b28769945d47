"""What can be wrong with settings: a record for each problem, with where it is.

Each is a subject of the rule that reports it. A `place` is a setting or a part of one, in words, and an
`example` a line that may stand in the file.
"""

from __future__ import annotations

from typing import TypeAlias

from kumo_lr.findings import Safety
from kumo_lr.records import Record
from kumo_lr.source import Span


class Meant(Record):
    """What was meant by a word: the nearest ones, or what to do where none is near.

    `spelt` is what to write instead, with its quotes; "" = that is not clear enough for a fix.
    """

    near: tuple[str, ...]
    otherwise: str
    spelt: str = ""
    safety: Safety = Safety.UNSAFE


class UnknownSetting(Record):
    """A name that is no setting, or in `tool` no table of settings."""

    span: Span
    given: str
    meant: Meant
    is_table: bool = False


class WrongKind(Record):
    """A value of another kind than its setting takes."""

    span: Span
    place: str
    found: str
    wanted: str
    example: str


class UnknownWord(Record):
    """A word that is none of the choices: no run mode, no rule; `what` is what it should be."""

    span: Span
    what: str
    given: str
    meant: Meant


class OutOfRange(Record):
    """A whole number above `most`, or without one, below 1; None = it is too long to be written out."""

    span: Span
    place: str
    number: int | None
    most: int | None
    example: str


class EmptySetting(Record):
    """A text or a list that has to hold something."""

    span: Span
    place: str
    example: str


class FixedRule(Record):
    """A rule that cannot be ignored, or with `lowered`, be made a warning."""

    span: Span
    given: str
    lowered: bool = False


class WrongPattern(Record):
    """A text that is no pattern of files."""

    span: Span
    given: str
    reason: str


class NoFile(Record):
    """An output format with a colon that no path follows."""

    span: Span
    given: str
    name: str


class SecondFormat(Record):
    """An output format that goes to standard output, where another one goes already."""

    span: Span
    name: str


class NotToml(Record):
    """A file whose text is not TOML."""

    span: Span
    reason: str


class Undecoded(Record):
    """A file that is not UTF-8."""

    span: Span
    reason: str
    help: str


class NotOpened(Record):
    """A file that cannot be read."""

    span: Span
    reason: str
    help: str


InvalidSetting: TypeAlias = (
    WrongKind | UnknownWord | OutOfRange | EmptySetting | FixedRule | WrongPattern | NoFile | SecondFormat
)
UnreadableSettings: TypeAlias = NotToml | Undecoded | NotOpened
SettingsProblem: TypeAlias = UnknownSetting | InvalidSetting | UnreadableSettings
