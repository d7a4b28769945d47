"""Render `github`: workflow commands, which GitHub Actions turns into annotations, and job summaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kumo_lr.findings import Checked, Finding, Severity
from kumo_lr.report.markdown import bounded_table
from kumo_lr.report.paths import Paths, title, told_with_places
from kumo_lr.report.tally import Tally, plural

# GitHub shows this many annotations of a kind for a step, and drops the rest silently.
_MOST = 10
# How many files with further findings are named.
_NAMED = 3
# GitHub refuses summaries above 1 MiB per step, which other programs of the step may share.
_LARGEST_SUMMARY = 900_000


def render_github(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    """Yield one annotation for each finding, errors first; the tenth of a kind summarises the rest."""
    paths = Paths()
    kinds = {severity: _Kind(severity) for severity in (Severity.ERROR, Severity.WARNING)}
    for checked in tally.count(results):
        for finding in checked.findings:
            kinds[finding.severity].add(finding)
    for kind in kinds.values():
        yield from kind.commands(paths)


def step_summary(results: Iterable[Checked], tally: Tally) -> str:
    """Return the Markdown for the file that `$GITHUB_STEP_SUMMARY` names, below 1 MiB."""
    return f"### kumo-lr\n\n{bounded_table(results, tally, _LARGEST_SUMMARY)}\n"


class _Kind:
    """The findings of one severity: the first ones, and the files of the others."""

    def __init__(self, severity: Severity) -> None:
        self._severity = severity
        self._first: list[Finding] = []
        self._more = 0
        self._files: dict[str, None] = {}

    def add(self, finding: Finding) -> None:
        """Add the next finding."""
        if len(self._first) < _MOST:
            self._first.append(finding)
        else:
            self._more += 1
            self._files[finding.file] = None

    def commands(self, paths: Paths) -> Iterator[str]:
        """Yield the commands to print."""
        if self._more:
            last = self._first.pop()
            self._more += 1
            self._files = {last.file: None, **self._files}
        for finding in self._first:
            yield _command(finding, paths)
        if self._more:
            words = plural(self._more, f"more {self._severity}")
            where = _data(f"{words}, in {self._where(paths)}")
            yield f"::{self._severity} title={_property(f'kumo-lr: {words}')}::{where}\n"

    def _where(self, paths: Paths) -> str:
        names = [paths.relative(file) for file in self._files]
        rest = len(names) - _NAMED
        if rest > 0:
            return f"{', '.join(names[:_NAMED])} and {plural(rest, 'more file')}"
        return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _command(finding: Finding, paths: Paths) -> str:
    start, end = finding.location
    place = {"line": start.line, "endLine": end.line}
    if start.line == end.line:
        # GitHub allows columns on one line only. Its end is exclusive, as in a location.
        place |= {"col": start.column, "endColumn": end.column}
    properties = {"file": paths.relative(finding.file), **place, "title": title(finding)}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{finding.severity} {listed}::{_data(told_with_places(finding))}\n"


def _data(text: str) -> str:
    # Logs may be shown in a terminal, which would act on an escape sequence in a file's name.
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "\N{REPLACEMENT CHARACTER}", text)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
