"""Render `rdjson`: the Reviewdog Diagnostic Format, with fixes as suggestions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kumo_lr.facts.plan_layout import DOCUMENTATION
from kumo_lr.findings import Checked, Finding, Fix, Safety, Severity
from kumo_lr.report.paths import Paths, told
from kumo_lr.report.tally import Tally
from kumo_lr.rules import RULES
from kumo_lr.source import BOM, Location, Position, Source
from kumo_lr.typed import Any

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING"}
# A suggestion is one piece of text, so edits further apart than this are not suggested.
_LONGEST = 2000


def render_rdjson(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    """Yield one document with the source and an object for each finding, piece by piece."""
    source = json.dumps({"name": "kumo-lr", "url": DOCUMENTATION})
    yield f'{{\n  "source": {source},\n  "diagnostics": ['
    paths = Paths()
    separator = "\n"
    for checked in tally.count(results):
        places = _Places(checked.source)
        for finding in checked.findings:
            diagnostic = _diagnostic(finding, places, paths.relative(finding.file))
            yield f"{separator}    {json.dumps(diagnostic)}"
            separator = ",\n"
    yield "]\n}\n" if separator == "\n" else "\n  ]\n}\n"


class _Places:
    """Positions as the format counts them: columns are 1-based bytes of UTF-8."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._last = Position(0, 1)
        self._bytes = 0

    def range(self, location: Location) -> dict[str, Any]:
        """Return the start and the exclusive end."""
        return {"start": self._position(location.start), "end": self._position(location.end)}

    def _position(self, position: Position) -> dict[str, int]:
        mark = len(BOM) if self.source.has_bom and position.line == 1 else 0
        return {"line": position.line, "column": self._before(position) + mark + 1}

    def _before(self, position: Position) -> int:
        """Count the bytes before a position in its line, starting from the previous position.

        A file may be one line with thousands of findings: counting from its start for each would be slow.
        """
        text = self.source.text
        if text.isascii():
            return position.column - 1
        if position.line != self._last.line:
            self._last, self._bytes = Position(position.line, 1), 0
        start = self.source.line_starts[position.line - 1] - 1
        here, last = start + position.column, start + self._last.column
        self._bytes += len(text[last:here].encode()) - len(text[here:last].encode())
        self._last = position
        return self._bytes


def _diagnostic(finding: Finding, places: _Places, path: str) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": told(finding),
        "location": {"path": path, "range": places.range(finding.location)},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code, "url": RULES[finding.code].reference},
    }
    if finding.related:
        diagnostic["relatedLocations"] = [
            {"message": related.message, "location": {"path": path, "range": places.range(related.location)}}
            for related in finding.related
        ]
    if finding.fix is not None and finding.fix.safety is Safety.SAFE:  # one click applies it
        suggestion = _suggestion(finding.fix, places)
        diagnostic |= {"suggestions": [suggestion]} if suggestion else {}
    return diagnostic


def _suggestion(fix: Fix, places: _Places) -> dict[str, Any] | None:
    """Return a fix as one replacement: several would be read as alternatives."""
    edits = sorted(fix.edits, key=lambda edit: edit.span)
    first, last = edits[0], edits[-1]
    if last.span.end - first.span.start > _LONGEST:
        return None
    text, position = "", first.span.start
    for edit in edits:
        text += places.source.text[position : edit.span.start] + edit.text
        position = edit.span.end
    return {"range": places.range(Location(first.location.start, last.location.end)), "text": text}
