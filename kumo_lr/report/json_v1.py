"""Render `json` and `json-lines`: the versioned contract for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kumo_lr.findings import Checked, Finding
from kumo_lr.report.tally import Tally
from kumo_lr.source import Location
from kumo_lr.typed import Any

VERSION = 1


def render_json(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    """Yield one document with `version`, `findings` and `summary`, piece by piece."""
    yield f'{{\n  "version": {VERSION},\n  "findings": ['
    separator = "\n"
    for checked in tally.count(results):
        for finding in checked.findings:
            yield f"{separator}    {_line(finding_data(finding))}"
            separator = ",\n"
    closing = "]" if separator == "\n" else "\n  ]"
    yield f'{closing},\n  "summary": {_line(summary_data(tally))}\n}}\n'


def render_json_lines(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    """Yield one line for each finding, as in `findings` of the `json` format."""
    for checked in tally.count(results):
        for finding in checked.findings:
            yield f"{_line(finding_data(finding))}\n"


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=True)


def summary_data(tally: Tally) -> dict[str, int]:
    """Return the counts of a run."""
    return {
        "files": tally.files,
        "errors": tally.errors,
        "warnings": tally.warnings,
        "fixable": tally.fixable,
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as in the contract; it has `document` only in a file of several documents.

    In a plan object, which only programs can check, `file` and each `location` are null.
    """
    fix, file = finding.fix, finding.file
    data: dict[str, Any] = {
        "file": file or None,
        "code": finding.code,
        "rule": finding.rule,
        "severity": str(finding.severity),
        "message": finding.message,
        "help": finding.help,
        "path": list(finding.path),
        "location": _location(finding.location) if file else None,
        "suggestions": list(finding.suggestions),
        "related": [
            {"message": r.message, "location": _location(r.location) if file else None}
            for r in finding.related
        ],
        "fix": None,
    }
    if finding.document is not None:
        data["document"] = finding.document
    if fix is not None:
        edits = [{**_location(edit.location), "text": edit.text} for edit in fix.edits]
        data["fix"] = {"title": fix.title, "safety": str(fix.safety), "edits": edits}
    return data


def _location(location: Location) -> dict[str, Any]:
    return {
        "start": {"line": location.start.line, "column": location.start.column},
        "end": {"line": location.end.line, "column": location.end.column},
    }
