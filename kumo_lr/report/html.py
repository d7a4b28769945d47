"""Tables for notebooks: plain HTML without scripts, in the notebook's own font and colours.

Colours of our own are only those of badges, which bring their background, so that any theme fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from kumo_lr.findings import Checked, Finding, Report, Severity
from kumo_lr.phrases import printable
from kumo_lr.report.faces import summary_of
from kumo_lr.report.text import help_of, snippet

_CELL = "text-align: left; vertical-align: top; padding: 4px 12px 4px 0"
_PRE = (
    "margin: 4px 0 0; padding: 0 0 0 8px; border-left: 2px solid #8886; background: none; color: inherit; "
    "font-family: monospace; white-space: pre; overflow-x: auto"
)
_BADGES = {Severity.ERROR: ("#b3261e", "#fff"), Severity.WARNING: ("#ffd166", "#000")}


def shown(text: object) -> str:
    """Return text for HTML, with control characters escaped."""
    return escape(printable(str(text)))


def code(text: object) -> str:
    """Return text in the font of code."""
    return f'<span style="font-family: monospace">{shown(text)}</span>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], note: str = "") -> str:
    """Return a table; the cells of its rows are HTML, the head and the note below are text."""
    tops = "".join(_cell("th", shown(cell)) for cell in head)
    body = "".join(f"<tr>{''.join(_cell('td', cell) for cell in row)}</tr>" for row in rows)
    inner = f"<table><thead><tr>{tops}</tr></thead><tbody>{body}</tbody></table>" if body else ""
    return f"<div>{inner}{f'<p>{shown(note)}</p>' if note else ''}</div>"


def _cell(tag: str, inner: str) -> str:
    return f'<{tag} style="{_CELL}">{inner}</{tag}>'


def report_html(report: Report) -> str:
    """Return the findings of a report as a table, with the lines that they are about."""
    rows = (_row(finding, checked) for checked in report.checked for finding in checked.findings)
    return table(("", "place", "rule", "finding"), rows, summary_of(report))


def finding_html(finding: Finding) -> str:
    """Return a finding as a table of one row."""
    return table(("", "place", "rule", "finding"), [_row(finding, None)])


def _row(finding: Finding, checked: Checked | None) -> tuple[str, ...]:
    return (
        _badge(finding.severity),
        code(finding.place),
        f"{shown(finding.code)} {shown(finding.rule)}",
        _told(finding, checked),
    )


def _badge(severity: Severity) -> str:
    ground, text = _BADGES[severity]
    style = f"background: {ground}; color: {text}; border-radius: 3px; padding: 1px 6px"
    return f'<span style="{style}">{severity}</span>'


def _told(finding: Finding, checked: Checked | None) -> str:
    """Return the message, the help and the line of a finding."""
    parts = [f"<strong>{shown(finding.message)}</strong>"]
    help_ = help_of(finding)
    if help_:
        parts.append(f"<br>{shown(help_)}")
    if checked is not None and checked.source.text:
        lines = snippet(checked.source, finding.location)
        parts.append(f'<pre style="{_PRE}">{escape(chr(10).join(lines))}</pre>')
    return "".join(parts)
