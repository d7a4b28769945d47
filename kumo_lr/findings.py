"""What a check gives back: frozen values with full equality and one sort order."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from kumo_lr.source import Location, Source, Span

Path: TypeAlias = tuple[str | int, ...]


class Severity(StrEnum):
    """`error`: outside the field, unreadable or refused by the engine. `warning`: a trap inside it."""

    ERROR = "error"
    WARNING = "warning"


class Safety(StrEnum):
    """`safe`: the meaning for Kumo is surely what was meant. `unsafe`: look before you keep it."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Edit(NamedTuple):
    """Replace the text at `span` (offsets; `location` says the same in lines) by `text`."""

    span: Span
    location: Location
    text: str


class Fix(NamedTuple):
    """Edits that go together, with a title in the imperative."""

    title: str
    safety: Safety
    edits: tuple[Edit, ...]


class Finding(NamedTuple):
    """One mistake: where it stands, what is wrong, and what to do about it.

    `path` holds the document's own keys and indices. `document` is the 0-based index of the
    document in a file that holds several, else None. `span` is `location` as offsets.
    """

    file: str
    code: str
    rule: str
    severity: Severity
    message: str
    help: str | None
    path: Path
    location: Location
    suggestions: tuple[str, ...]
    fix: Fix | None
    document: int | None
    span: Span

    @property
    def sort_key(self) -> tuple[Span, str, str]:
        """Order within one file: by place, then by code."""
        return (self.span, self.code, self.message)


class Muted(NamedTuple):
    """A finding that a comment suppresses, with the reason that the comment gives, which may be empty."""

    finding: Finding
    reason: str


class Report(NamedTuple):
    """The findings of a run, file by file, in reading order.

    `files` counts the files that were checked, `without_field` those of them in which no
    `lr_scheduler` field stands.
    """

    findings: tuple[Finding, ...] = ()
    files: int = 1
    without_field: int = 0

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings are allowed."""
        return self.errors == 0

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return len(self.findings) - self.errors

    @property
    def fixable(self) -> int:
        """How many findings have a safe fix."""
        return self._fixes(Safety.SAFE)

    @property
    def fixable_unsafe(self) -> int:
        """How many findings have an unsafe fix."""
        return self._fixes(Safety.UNSAFE)

    def _fixes(self, safety: Safety) -> int:
        return sum(f.fix is not None and f.fix.safety is safety for f in self.findings)


class Checked(NamedTuple):
    """One checked text: its findings in order, whether the field stands in it, and what comments mute."""

    source: Source
    findings: tuple[Finding, ...]
    has_field: bool
    muted: tuple[Muted, ...] = ()
