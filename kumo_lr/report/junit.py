"""Render `junit`: JUnit XML with a test case for each file, which most CI servers read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from kumo_lr.findings import Checked, Finding, Severity
from kumo_lr.report.paths import Paths, title, told_with_places
from kumo_lr.report.tally import Tally, is_unanswerable, plural

# XML readers convert a literal carriage return to a line feed.
_RETURN = {"\r": "&#13;"}


def render_junit(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    """Yield one suite: a file with errors is a failure, an unreadable file is an error.

    The counts precede the cases, so the cases are kept until the last file is checked.
    """
    paths = Paths()
    counts: Counter[str] = Counter()
    cases: list[str] = []
    for checked in tally.count(results):
        outcome = _outcome(checked.findings)
        counts[outcome] += 1
        cases.append(_case(checked, outcome, paths.relative(checked.source.name)))
    totals = f'tests="{tally.files}" failures="{counts["failure"]}" errors="{counts["error"]}" time="0"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites {totals}>\n"
    yield f'  <testsuite name="kumo-lr" {totals}>\n'
    yield from cases
    yield "  </testsuite>\n</testsuites>\n"


def _outcome(findings: Sequence[Finding]) -> str:
    if any(map(is_unanswerable, findings)):
        return "error"
    return "failure" if any(finding.severity is Severity.ERROR for finding in findings) else ""


def _case(checked: Checked, outcome: str, path: str) -> str:
    case = f'    <testcase classname="kumo-lr" name={_attribute(path)} time="0"'
    if not checked.findings:
        return f"{case}/>\n"
    errors = [finding for finding in checked.findings if finding.severity is Severity.ERROR]
    warnings = [finding for finding in checked.findings if finding.severity is Severity.WARNING]
    parts = [f"{case}>\n"]
    if outcome:
        said = f"{title(errors[0])}: {told_with_places(errors[0])}"
        said = said if len(errors) == 1 else f"{plural(len(errors), 'error')}, first {said}"
        parts.append(f'      <{outcome} message={_attribute(said)} type="{errors[0].code}">')
        parts.append(f"{_lines(errors, path)}</{outcome}>\n")
    if warnings:
        parts.append(f"      <system-out>{_lines(warnings, path)}</system-out>\n")
    parts.append("    </testcase>\n")
    return "".join(parts)


def _lines(findings: Iterable[Finding], path: str) -> str:
    return "".join(f"{_text(_line(finding, path))}\n" for finding in findings)


def _line(finding: Finding, path: str) -> str:
    line, column = finding.location.start
    return f"{path}:{line}:{column}: {finding.severity} {title(finding)}: {told_with_places(finding)}"


def _text(text: str) -> str:
    return _ascii(escape(_allowed(text), _RETURN))


def _attribute(text: str) -> str:
    return _ascii(quoteattr(_allowed(text)))


def _allowed(text: str) -> str:
    """Escape the characters that XML 1.0 cannot represent, as Python does."""
    if text.isprintable():
        return text
    return "".join(c if _is_allowed(c) else c.encode("unicode_escape").decode() for c in text)


def _is_allowed(char: str) -> bool:
    return char in "\t\n\r" or " " <= char < "\ud800" or "\ue000" <= char < "\ufffe" or char > "\uffff"


def _ascii(text: str) -> str:
    """Write non-ASCII characters as references, so that no encoding on the way can corrupt them."""
    return text.encode("ascii", "xmlcharrefreplace").decode()
