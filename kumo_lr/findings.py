"""The result of a check, as immutable values that compare by content."""

from __future__ import annotations

from enum import StrEnum

from kumo_lr.source import Location, Source, Span
from kumo_lr.typed import NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]


class Severity(StrEnum):
    """The severity of a finding.

    `error`: the value is unreadable, undocumented, or refused by Kumo's data model or engine. `warning`: Kumo
    accepts the value, but it is unlikely to train as intended, or another reader reads it differently.
    """

    ERROR = "error"
    WARNING = "warning"


class Safety(StrEnum):
    """The safety of a fix.

    `safe`: the intended meaning is unambiguous. `unsafe`: review the change before keeping it.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"


class Edit(NamedTuple):
    """A replacement of the text at `span` (offsets) by `text`; `location` is `span` in lines and columns."""

    span: Span
    location: Location
    text: str


class Fix(NamedTuple):
    """Edits that belong together, with a title in the imperative."""

    title: str
    safety: Safety
    edits: tuple[Edit, ...]


class Related(NamedTuple):
    """A second place that belongs to a finding, and what is there; `span` is `location` as offsets."""

    message: str
    location: Location
    span: Span


class Finding(NamedTuple):
    """One mistake: where it is, what is wrong, and what to do about it.

    `path` holds the document's own keys and indices. `location` has 1-based lines and columns, `span`
    the same place as offsets. `document` is the 0-based index of the document in a file with several
    documents, otherwise None. `related` are other places that belong to the mistake, such as the first of
    two equal keys.
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
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[Span, str, str]:
        """The key that sorts the findings of one file by place, then by code."""
        return (self.span, self.code, self.message)


class Muted(NamedTuple):
    """A finding that a comment suppresses, with the comment's reason, which may be empty."""

    finding: Finding
    reason: str


class Report(NamedTuple):
    """The findings of a run, file by file, in reading order.

    `files` is the number of files checked, `without_field` the number of those that have no
    `lr_scheduler` field.
    """

    findings: tuple[Finding, ...] = ()
    files: int = 1
    without_field: int = 0

    @property
    def ok(self) -> bool:
        """Whether there are no errors; warnings are allowed."""
        return self.errors == 0

    @property
    def errors(self) -> int:
        """The number of errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """The number of warnings."""
        return len(self.findings) - self.errors

    @property
    def fixable(self) -> int:
        """The number of findings with a safe fix."""
        return self._fixes(Safety.SAFE)

    @property
    def fixable_unsafe(self) -> int:
        """The number of findings with an unsafe fix."""
        return self._fixes(Safety.UNSAFE)

    def _fixes(self, safety: Safety) -> int:
        return sum(f.fix is not None and f.fix.safety is safety for f in self.findings)


class Checked(NamedTuple):
    """One checked text: its findings in order, whether it has the field, and what comments suppress.

    `elsewhere` says that it has the field's name elsewhere, which is only counted in files found in folders.
    """

    source: Source
    findings: tuple[Finding, ...]
    has_field: bool
    muted: tuple[Muted, ...] = ()
    elsewhere: bool = False
