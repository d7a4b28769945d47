"""`markdown`: a table of findings, for pull requests, wikis and the summary of a job."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kumo_lr.findings import Checked, Finding
from kumo_lr.phrases import printable
from kumo_lr.report.paths import Paths, title, told
from kumo_lr.report.tally import Tally, plural

_HEAD = "| | file | place | rule | finding |\n| --- | --- | --- | --- | --- |\n"
# What has a meaning within a line. Characters that a table or HTML would take first go by number,
# which every reader of Markdown undoes only after it has found the cells.
_ESCAPES = {c: f"\\{c}" for c in "*_[]~"} | {c: f"&#{ord(c)};" for c in "|\\`<>&"}
_ESCAPED = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")


def render_markdown(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    """Return a table with a row a finding, where there is one, and what was found in one line."""
    paths = Paths()
    head = _HEAD
    for checked in tally.count(results):
        for finding in checked.findings:
            yield f"{head}{_row(finding, paths)}"
            head = ""
    yield f"{'' if head else chr(10)}{_summary(tally)}"


def bounded_table(results: Iterable[Checked], tally: Tally, largest: int) -> str:
    """Return what was found in one line, then a table of at most so many bytes, and what it leaves out."""
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
    # The place has a cell of its own: some sites make a picture of a number between two colons.
    cells = (str(finding.severity), paths.relative(finding.file), f"{line}:{column}", title(finding))
    return f"| {' | '.join(escaped(cell) for cell in (*cells, told(finding)))} |\n"


def escaped(text: str) -> str:
    """Spell a text so that Markdown shows it as it is, on one line, in a table too."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match.group()], printable(text))
