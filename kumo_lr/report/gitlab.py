"""Render `gitlab`: a Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kumo_lr.findings import Checked, Finding, Severity
from kumo_lr.report.paths import Fingerprints, Paths, title, told_with_places
from kumo_lr.report.tally import Tally
from kumo_lr.typed import Any

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def render_gitlab(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    """Yield a JSON array with one object for each finding, piece by piece."""
    paths, fingerprints = Paths(), Fingerprints()
    separator = "[\n"
    for checked in tally.count(results):
        for finding in checked.findings:
            path = paths.relative(finding.file)
            issue = _issue(finding, path, fingerprints.of(finding, checked.source, path))
            yield f"{separator}  {json.dumps(issue)}"
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _issue(finding: Finding, path: str, fingerprint: str) -> dict[str, Any]:
    return {
        # A merge request shows only the description.
        "description": f"{title(finding)}: {told_with_places(finding)}",
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": path, "lines": {"begin": finding.location.start.line}},
    }
