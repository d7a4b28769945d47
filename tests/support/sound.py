"""What must hold of every check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kumo_lr.findings import Checked, Finding
from kumo_lr.source import Location, Position, Span

LINE_END = r"\r\n|\n|\r"
LONG = 100_000  # places in longer texts are not counted again: that would take longer than the check


def position_of(text: str, offset: int) -> Position:
    """Return the line and column of an offset, by counting."""
    before = text[:offset]
    if before.endswith("\r") and text[offset : offset + 1] == "\n":
        before = before[:-1]  # between CR and LF: still on the line that they end
    ends = [match.end() for match in re.finditer(LINE_END, before)]
    return Position(len(ends) + 1, offset - (ends[-1] if ends else 0) + 1)


def span_defects(text: str, span: Span, location: Location, what: str) -> Iterator[str]:
    if not 0 <= span.start <= span.end <= len(text):
        yield f"{what}: span {tuple(span)} outside the text of {len(text)} characters"
        return
    if len(text) < LONG and location != Location(position_of(text, span.start), position_of(text, span.end)):
        yield f"{what}: location {location} is not where the span {tuple(span)} is"


def finding_defects(text: str, finding: Finding) -> Iterator[str]:
    if finding.code == "KLR999":
        yield f"KLR999: {finding.message}"
    yield from span_defects(text, finding.span, finding.location, finding.code)
    for edit in finding.fix.edits if finding.fix else ():
        yield from span_defects(text, edit.span, edit.location, f"{finding.code} edit")
    for related in finding.related:
        yield from span_defects(text, related.span, related.location, f"{finding.code} related")


def defects(text: str, findings: Iterable[Finding], *, most: int = 50) -> Iterator[str]:
    """Return what is wrong with the findings of a text whose byte order mark is left out."""
    found = list(findings)
    if found != sorted(found, key=lambda finding: finding.sort_key):
        yield "findings are not sorted"
    if len({(finding.sort_key, finding.path, finding.document) for finding in found}) < len(found):
        yield "findings are not distinct"
    if len({finding.document is None for finding in found}) > 1:
        yield "some findings name their document, others of the same text do not"
    for finding in found[:most]:
        yield from finding_defects(text, finding)


def assert_sound(checked: Checked) -> None:
    assert list(defects(checked.source.text, checked.findings)) == []
