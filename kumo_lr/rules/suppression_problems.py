"""What can be wrong with suppression comments: subjects of rules."""

from __future__ import annotations

from kumo_lr.records import Record
from kumo_lr.source import Span
from kumo_lr.typed import TypeAlias


class UnusedSuppression(Record):
    """Subject: a rule in a suppression comment that has nothing to suppress there."""

    span: Span
    token: str


class MalformedSuppression(Record):
    """Subject: a suppression comment that names no rule."""

    span: Span


class MisspeltSuppression(Record):
    """Subject: a comment that would be a suppression if it began with `meant`; `token` is what it has."""

    span: Span
    token: str
    meant: str


class UnknownSuppression(Record):
    """Subject: a name in a suppression comment that is not a rule's; `near` are the nearest names.

    `is_prefix` says that rules' codes begin with it, which --select would take.
    """

    span: Span
    token: str
    near: tuple[str, ...]
    is_prefix: bool


class FixedSuppression(Record):
    """Subject: a rule in a suppression comment that can't be muted."""

    span: Span
    token: str


class InlineRange(Record):
    """Subject: a `disable` or `enable` that follows something on its line; `word` is which."""

    span: Span
    word: str


class NeedlessRange(Record):
    """Subject: a rule in a comment that neither starts a range nor ends one.

    `since` is the line where it is disabled already; if it is None, it is not disabled.
    """

    span: Span
    token: str
    since: int | None


SuppressionProblem: TypeAlias = (
    UnusedSuppression
    | MalformedSuppression
    | MisspeltSuppression
    | UnknownSuppression
    | FixedSuppression
    | InlineRange
    | NeedlessRange
)
