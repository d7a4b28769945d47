"""Render `markdown`: a table of findings, for pull requests, wikis and job summaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kumo_lr.findings import Checked, Finding
from kumo_lr.phrases import printable
from kumo_lr.report.paths import Paths, title, told_with_places
from kumo_lr.report.tally import Tally, plural

_HEAD = "| | file | place | rule | finding |\n| --- | --- | --- | --- | --- |\n"
# Characters with a meaning within a line. Those that a table or HTML would interpret first are written as
# references, which Markdown readers decode only after finding the cells.
_ESCAPES = {c: f"\\{c}" for c in "*_[]~"} | {c: f"&#{ord(c)};" for c in "|\\`<>&"}
_ESCAPED = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")


def render_markdown(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    """Yield a table with a row for each finding, if any, and a summary line."""
    paths = Paths()
    head = _HEAD
    for checked in tally.count(results):
        for finding in checked.findings:
            yield f"{head}{_row(finding, paths)}"
            head = ""
    yield f"{'' if head else chr(10)}{_summary(tally)}"


def bounded_table(results: Iterable[Checked], tally: Tally, largest: int) -> str:
    """Return a summary line, a table of at most `largest` bytes, and a note on the findings it leaves out."""
    paths = Paths()
    rows: list[str] = []
    room, left_out = largest, 0
    for checked in tally.count(results):
        for finding in checked.findings:
            row = "" if left_out else _row(finding, paths)
            room -= len(row.encode())
            if left_out or room < 0:
                left_out += 1
            else:
                rows.append(row)
    parts = [_summary(tally)]
    if rows:
        parts.append(_HEAD + "".join(rows))
    if left_out:
        parts.append(f"The table leaves out {plural(left_out, 'more finding')}, for want of room.\n")
    return "\n".join(parts)


def _summary(tally: Tally) -> str:
    return f"{escaped(tally.summary)}\n"


def _row(finding: Finding, paths: Paths) -> str:
    line, column = finding.location.start
    file, place = (paths.relative(finding.file), f"{line}:{column}") if finding.file else ("", finding.place)
    # Lines and columns have their own cell: some sites turn a number between two colons into an emoji.
    cells = (str(finding.severity), file, place, title(finding))
    return f"| {' | '.join(escaped(cell) for cell in (*cells, told_with_places(finding)))} |\n"


def escaped(text: str) -> str:
    """Escape a text so that Markdown shows it literally, on one line, also in a table."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match.group()], printable(text))
