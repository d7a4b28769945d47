"""Render `full` and `concise`: text for people, in a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import category, east_asian_width

from kumo_lr.findings import Checked, Finding, Safety, Severity
from kumo_lr.phrases import printable
from kumo_lr.report.tally import FIXES_OF_FILES, FIXES_OF_PLANS, Tally
from kumo_lr.source import Location, Source

_BOLD, _RED, _YELLOW, _BLUE, _CYAN = "1", "1;31", "1;33", "1;34", "36"
_COLORS = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW}
# A long line is cut to this many columns around the finding.
_WINDOW = 100
_LEAD = 30


def paint(text: str, style: str, color: bool) -> str:
    """Return text with the escapes of a terminal style, which is the parameter of an SGR sequence."""
    return f"\x1b[{style}m{text}\x1b[0m" if color and text else text


def render_concise(results: Iterable[Checked], tally: Tally, color: bool) -> Iterator[str]:
    """Yield one line for each finding: `file:line:column: severity CODE message; help`."""
    for checked in tally.count(results):
        for finding in checked.findings:
            yield f"{one_line(finding, color=color)}\n"


def one_line(finding: Finding, *, color: bool = False) -> str:
    """Return a finding in one line: `file:line:column: severity CODE message; help`."""
    place = paint(f"{finding.place}:", _BOLD, color)
    code = paint(f"{finding.severity} {finding.code}", _COLORS[finding.severity], color)
    help_ = f"; {finding.help}" if finding.help else ""
    return f"{place} {code} {finding.message}{help_}"


def render_full(results: Iterable[Checked], tally: Tally, color: bool) -> Iterator[str]:
    """Yield each finding with its line, the place underlined, and the help."""
    for checked in tally.count(results):
        for finding in checked.findings:
            yield _full(finding, checked.source, color)


def _full(finding: Finding, source: Source, color: bool) -> str:
    severity = paint(f"{finding.severity}[{finding.code}]", _COLORS[finding.severity], color)
    place = paint(f"{finding.place}:", _BOLD, color)
    parts = [f"{place} {severity} {paint(finding.message, _BOLD, color)}"]
    gutter = max(len(str(place.start.line)) for place in (finding.location, *_locations(finding)))
    if source.text:
        text = source.line_at(finding.span.start)
        parts += _snippet(text, finding.location, "^", _COLORS[finding.severity], gutter, color)
    for related in finding.related if source.text else ():
        line, column = related.location.start
        parts.append(f"{' ' * gutter} {paint(':::', _BLUE, color)} {printable(finding.file)}:{line}:{column}")
        text = source.line_at(related.span.start)
        *shown, mark = _snippet(text, related.location, "-", _BLUE, gutter, color)
        parts += [*shown, f"{mark} {paint(related.message, _BLUE, color)}"]
    help_ = help_of(finding)
    if help_:
        parts.append(f"{' ' * gutter} {paint('= help:', _CYAN, color)} {help_}")
    return "\n".join(parts) + "\n\n"


def help_of(finding: Finding) -> str:
    """Return the help of a finding, with what would apply its fix."""
    return " ".join(filter(None, [finding.help, _fix_flags(finding)]))


def snippet(source: Source, place: Location) -> list[str]:
    """Return the lines that show a place, without colours."""
    return _snippet(source.line(place.start.line), place, "^", "", len(str(place.start.line)), False)[1:]


def _fix_flags(finding: Finding) -> str:
    """Return the options that would apply a fix, or the function that would in a plan object."""
    if finding.fix is None:
        return ""
    safe, unsafe = FIXES_OF_FILES if finding.file else FIXES_OF_PLANS
    return f"({safe if finding.fix.safety is Safety.SAFE else unsafe})"


def _locations(finding: Finding) -> Iterator[Location]:
    return (related.location for related in finding.related)


def _snippet(line: str, place: Location, sign: str, style: str, gutter: int, color: bool) -> list[str]:
    """Return the lines that show a place: its first line, and a sign below each character of it."""
    text, mark = _marked(line, place, sign)
    bar = paint(f"{' ' * gutter} |", _BLUE, color)
    number = paint(f"{place.start.line:{gutter}} |", _BLUE, color)
    return [bar, f"{number} {text}".rstrip(), f"{bar} {paint(mark, style, color)}"]


def _marked(line: str, place: Location, sign: str) -> tuple[str, str]:
    """Return the first line of a place, cut around it if long, and the line that underlines it."""
    start, end = place
    first = start.column - 1
    last = end.column - 1 if end.line == start.line else len(line)
    left, right = _window(line, first)
    shown = _visible(line[left:right])
    lead, tail = "…" if left else "", "…" if right < len(line) else ""
    before = _width(_visible(line[left:first])) + len(lead)
    marked = _width(_visible(line[first : min(last, right)]))
    return f"{lead}{shown}{tail}", " " * before + sign * max(marked, 1)


def _window(line: str, first: int) -> tuple[int, int]:
    """Return the part of a line to show: all of it, or as many columns as fit around the finding."""
    near = line[max(0, first - _WINDOW) : first + _WINDOW]
    if len(line) <= len(near) and _width(_visible(near)) <= _WINDOW:
        return 0, len(line)
    left, room = first, _LEAD
    while left and (room := room - _width(_visible(line[left - 1]))) >= 0:
        left -= 1
    right, room = left, _WINDOW
    while right < len(line) and (room := room - _width(_visible(line[right]))) >= 0:
        right += 1
    while left and right == len(line) and (room := room - _width(_visible(line[left - 1]))) >= 0:
        left -= 1
    return left, right


def _visible(text: str) -> str:
    """Return text for a terminal, with each control character and tab as one space."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " for c in text)


def _width(text: str) -> int:
    """Count terminal columns: East Asian wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if category(c) in ("Mn", "Me") else 2 if east_asian_width(c) in "WF" else 1 for c in text)
