"""The result of a check, as immutable values that compare by content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from kumo_lr.source import Location, Source, Span
from kumo_lr.typed import Any, NamedTuple, NoReturn, TypeAlias, Value, cast

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


class Edit(Value):
    """A replacement of the text at `span` (offsets) by `text`; `location` is `span` in lines and columns."""

    span: Span
    location: Location
    text: str


class Fix(Value):
    """Edits that belong together, with a title in the imperative."""

    title: str
    safety: Safety
    edits: tuple[Edit, ...]


class Related(Value):
    """A second place that belongs to a finding, and what is there; `span` is `location` as offsets."""

    message: str
    location: Location
    span: Span


class Finding(Value):
    """One mistake: where it is, what is wrong, and what to do about it.

    `path` holds the document's own keys and indices. `location` has 1-based lines and columns, `span`
    the same place as offsets; in a plan object, which has no text, `file` is empty and both are its start.
    `document` is the 0-based index of the document in a file with several
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
    def place(self) -> str:
        """The place for people: file, line and column; in a plan object, which has no lines, the path."""
        from kumo_lr.phrases import dotted, printable  # few texts have findings

        if not self.file:
            return dotted(self.path)
        line, column = self.location.start
        return f"{printable(self.file)}:{line}:{column}"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as in the JSON output of `kumo-lr check`, as plain data."""
        return cast("dict[str, Any]", later("report.json_v1", "finding_data")(self))

    def _repr_html_(self) -> str:
        return str(later("report.html", "finding_html")(self))

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(str(self))

    def __str__(self) -> str:
        """Return the finding in one line, as `kumo-lr check --output-format concise` prints it."""
        return str(later("report.text", "one_line")(self))

    @property
    def sort_key(self) -> tuple[int, int, str, str]:
        """The key that sorts the findings of one file by place, then by code."""
        start, end = self.span
        return (start, end, self.code, self.message)


class Muted(NamedTuple):
    """A finding that a comment suppresses, with the comment's reason, which may be empty."""

    finding: Finding
    reason: str


class Checked(NamedTuple):
    """One checked text: its findings in order, whether it has the field, and what comments suppress.

    `elsewhere` says that it has the field's name elsewhere, which is only counted in files found in folders.
    """

    source: Source
    findings: tuple[Finding, ...]
    has_field: bool
    muted: tuple[Muted, ...] = ()
    elsewhere: bool = False


class Report:
    """The findings of a run, file by file, in reading order: a sequence of findings.

    `files` is the number of files checked, `without_field` the number of those that have no
    `lr_scheduler` field. Two reports are equal if these three are. A report is neither true nor false,
    because "if report" could mean that all is well, or that something was found.
    """

    __slots__ = ("_checked", "files", "findings", "without_field")
    __match_args__ = ("findings", "files", "without_field")

    findings: tuple[Finding, ...]
    files: int
    without_field: int
    _checked: tuple[Checked, ...] | str | None  # of one clean text only its name

    def __init__(self, findings: Iterable[Finding] = (), files: int = 1, without_field: int = 0) -> None:
        _fill(self, tuple(findings), files, without_field, None)

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

    def raise_for_errors(self) -> Report:
        """Return the report itself if it has no errors.

        Raises:
            ConfigError: It has errors; the message is `str(report)`.
        """
        if self.ok:
            return self
        raise ConfigError(str(self), self)

    def render(self, output_format: str = "full") -> str:
        """Return the report as `kumo-lr check --output-format` prints it.

        Args:
            output_format: `full`, `concise`, `json`, `json-lines`, `github`, `gitlab`, `junit`, `sarif`,
                `markdown` or `rdjson`.

        Raises:
            ValueError: There is no such format.
        """
        return str(later("report.faces", "rendered")(self, output_format))

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the JSON output of `kumo-lr check`, as plain data."""
        return cast("dict[str, Any]", later("report.faces", "report_data")(self))

    @property
    def checked(self) -> tuple[Checked, ...]:
        """The checked texts, for the renderers; without their text in a report made in a program."""
        if isinstance(self._checked, str):
            return (Checked(Source("", self._checked), (), has_field=not self.without_field),)
        return _regrouped(self) if self._checked is None else self._checked

    def __str__(self) -> str:
        """Return what `kumo-lr check` prints."""
        return self.render().rstrip("\n")

    def _repr_html_(self) -> str:
        return str(later("report.html", "report_html")(self))

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(str(self))

    def __repr__(self) -> str:
        return (
            f"Report(findings={self.findings!r}, files={self.files!r}, without_field={self.without_field!r})"
        )

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __getitem__(self, index: int) -> Finding:
        return self.findings[index]

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a report is neither true nor false: ask for report.ok (no errors) or len(report) (findings)"
        )

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def _values(self) -> tuple[tuple[Finding, ...], int, int]:
        return (self.findings, self.files, self.without_field)

    def __setattr__(self, name: str, _value: object) -> NoReturn:
        raise AttributeError(f"{name} of a Report cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{name} of a Report cannot be deleted")

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored, (*self._values(), self._checked))


_set = object.__setattr__


def _fill(
    report: Report,
    findings: tuple[Finding, ...],
    files: int,
    without_field: int,
    checked: tuple[Checked, ...] | str | None,
) -> Report:
    _set(report, "findings", findings)
    _set(report, "files", files)
    _set(report, "without_field", without_field)
    _set(report, "_checked", checked)
    return report


def _restored(
    findings: tuple[Finding, ...],
    files: int,
    without_field: int,
    checked: tuple[Checked, ...] | str | None,
) -> Report:
    return _fill(Report.__new__(Report), findings, files, without_field, checked)


def report_of(checked: Checked) -> Report:
    """Return the report of one checked text; its text is kept if something was found in it."""
    kept = (checked,) if checked.findings or checked.muted else checked.source.name
    return _restored(checked.findings, 1, int(not checked.has_field), kept)


def _regrouped(report: Report) -> tuple[Checked, ...]:
    """Return the findings of a report by file, in order, and what else it counts."""
    by_file: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_file.setdefault(finding.file, []).append(finding)
    clean = range(len(by_file), report.files)
    lacking = report.without_field - len(clean)
    return (
        *(
            Checked(Source("", file), tuple(findings), has_field=number >= lacking)
            for number, (file, findings) in enumerate(by_file.items())
        ),
        *(Checked(Source("", "<text>"), (), has_field=n >= report.without_field) for n in range(len(clean))),
    )


class ConfigError(ValueError):
    """A config that cannot be loaded, or cannot be used as requested.

    If the text has mistakes, `report` has the findings, and the message shows them as `kumo-lr check` does.
    """

    def __init__(self, message: str, report: Report | None = None) -> None:
        super().__init__(message)
        self.report = Report() if report is None else report

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the caller's lines and the message, without those of kumo_lr."""
        return cast("list[str]", later("report.faces", "traceback_of")(self))


def later(room: str, name: str) -> Callable[..., object]:
    """Return a function of a higher wing that a value calls to show itself, and that few checks need."""
    from importlib import import_module

    return cast("Callable[..., object]", getattr(import_module(f"kumo_lr.{room}"), name))
