"""What can be wrong with settings: a record for each problem, with its position.

Each is a subject of the rule that reports it. `place` names a setting or a part of one in words, and
`example` is a line that would be valid in the file.
"""

from __future__ import annotations

from kumo_lr.findings import Safety
from kumo_lr.records import Record
from kumo_lr.source import Span
from kumo_lr.typed import TypeAlias


class Meant(Record):
    """What a wrong word may mean: the nearest words, or what to do if none is near.

    `spelt` is what to write instead, quotes included; "" if that is not clear enough for a fix.
    """

    near: tuple[str, ...]
    otherwise: str
    spelt: str = ""
    safety: Safety = Safety.UNSAFE


class UnknownSetting(Record):
    """A name that is not a setting, or not a table of settings under `tool`."""

    span: Span
    given: str
    meant: Meant
    is_table: bool = False


class WrongKind(Record):
    """A value of a kind that its setting does not take."""

    span: Span
    place: str
    found: str
    wanted: str
    example: str


class UnknownWord(Record):
    """A word that is not one of the choices; `what` is what it should be, such as a run mode or a rule."""

    span: Span
    what: str
    given: str
    meant: Meant


class OutOfRange(Record):
    """A whole number above `most`, or below 1 if `most` is None; `number` is None if too long to show."""

    span: Span
    place: str
    number: int | None
    most: int | None
    example: str


class EmptySetting(Record):
    """A text or a list that must not be empty."""

    span: Span
    place: str
    example: str


class FixedRule(Record):
    """A rule that cannot be ignored or, if `lowered`, cannot be made a warning."""

    span: Span
    given: str
    lowered: bool = False


class WrongPattern(Record):
    """A text that is not a file pattern."""

    span: Span
    given: str
    reason: str


class NoFile(Record):
    """An output format with a colon but no path after it."""

    span: Span
    given: str
    name: str


class SecondFormat(Record):
    """A second output format for standard output."""

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
