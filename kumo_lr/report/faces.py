"""How a report shows itself: in any output format, and as plain data."""

from __future__ import annotations

from kumo_lr.findings import Checked, ConfigError, Finding, Report
from kumo_lr.phrases import did_you_mean
from kumo_lr.report import FORMATS
from kumo_lr.report.json_v1 import VERSION, finding_data, summary_data
from kumo_lr.report.tally import Tally
from kumo_lr.typed import Any

_PLAN = "<plan>"  # the name of a plan object for programs that know only files
# The formats that can do without a file and its lines.
_OF_PLACES = frozenset(("full", "concise", "json", "json-lines", "markdown"))


def rendered(report: Report, output_format: str) -> str:
    """Return a report as a check prints it in a format, or raise `ValueError` for an unknown one."""
    known = FORMATS.get(output_format)
    if known is None:
        hint = did_you_mean(output_format, FORMATS) or f"; write one of {', '.join(FORMATS)}"
        raise ValueError(f'no output format "{output_format}"{hint}')
    results = report.checked
    if output_format not in _OF_PLACES:
        results = tuple(map(_as_file, results))
    tally = Tally()
    text = "".join(known.render(results, tally, False))
    return f"{text}{tally.summary}\n" if known.for_people else text


def summary_of(report: Report) -> str:
    """Return the last line of what a check prints."""
    tally = Tally()
    for _ in tally.count(report.checked):
        pass
    return tally.summary


def traceback_of(error: ConfigError) -> list[str]:
    """Return the lines of a traceback that are not of this package, and the message."""
    import traceback
    from pathlib import Path

    package = str(Path(__file__).parents[1] / "_").removesuffix("_")
    frames = traceback.extract_tb(error.__traceback__)
    kept = [frame for frame in frames if not frame.filename.startswith(package)]
    shown = "".join(traceback.format_list(kept)).splitlines()
    return [*shown, f"{type(error).__name__}: {error}"]


def _as_file(checked: Checked) -> Checked:
    """Return a checked plan object as a file, with the path of each finding in its message."""
    if checked.source.name:
        return checked
    findings = tuple(map(_in_file, checked.findings))
    return checked._replace(source=type(checked.source)("", _PLAN), findings=findings)


def _in_file(finding: Finding) -> Finding:
    return finding._replace(file=_PLAN, message=f"{finding.place}: {finding.message}", related=(), fix=None)


def report_data(report: Report) -> dict[str, Any]:
    """Return a report as the `json` format has it."""
    tally = Tally()
    findings = [finding_data(f) for checked in tally.count(report.checked) for f in checked.findings]
    return {"version": VERSION, "findings": findings, "summary": summary_data(tally)}
