"""Find where a comment that suppresses a finding can be written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.check.question import MARKER
from kumo_lr.findings import Edit, Finding, Fix, Safety
from kumo_lr.rules import is_mutable
from kumo_lr.source import Replacement, Source, Span


def can_be_ignored(finding: Finding, source: Source) -> bool:
    """Return whether a comment can suppress a finding: JSON has none."""
    return not source.is_json and is_mutable(finding.code)


def ignores_on_line(finding: Finding, source: Source) -> Iterator[Fix]:
    """Yield the ways to suppress a finding in its line, the most usual first.

    Not every way works everywhere: in a block scalar, "#" does not start a comment.
    """
    line = finding.location.start.line
    title = f"ignore {finding.code} on this line"
    text, span = source.line(line), source.line_span(line)
    newline, indent = source.newline, re.match(r"[ \t]*", text)
    known = _extended(text, span.start, "ignore", finding.code)
    if known is not None:
        yield _fix(source, title, known)
    blank = "" if text.endswith(" ") else " "
    at = Span(span.end, span.end)
    yield _fix(source, title, Replacement(at, f"{blank} {_comment('ignore', finding.code)}"))
    above = Span(span.start, span.start)
    lead = indent.group() if indent else ""
    yield _fix(source, title, Replacement(above, f"{lead}{_comment('ignore', finding.code)}{newline}"))


def ignores_in_file(finding: Finding, source: Source) -> Iterator[Fix]:
    """Yield the ways to suppress all findings of a rule in a file, the most usual first."""
    title = f"ignore {finding.code} in this file"
    last = _top_comments(source)
    for line in range(1, last + 1):
        known = _extended(source.line(line), source.line_span(line).start, "ignore-file", finding.code)
        if known is not None:
            yield _fix(source, title, known)
    text = f"{_comment('ignore-file', finding.code)}{source.newline}"
    starts = source.line_starts
    # Other programs look for their own comments in the first line.
    for offset in dict.fromkeys((starts[min(last, len(starts) - 1)], 0)):
        yield _fix(source, title, Replacement(Span(offset, offset), text))


def _top_comments(source: Source) -> int:
    """Return how many lines a text starts with that are comments or directives."""
    count = 0
    while count < len(source.line_starts) and source.line(count + 1).startswith(("#", "%")):
        count += 1
    return count


def _comment(word: str, code: str) -> str:
    return f"# {MARKER} {word}[{code}]"


def _extended(line: str, start: int, word: str, code: str) -> Replacement | None:
    """Return the edit that adds a code to a comment of the same kind, if the line has one."""
    match = re.search(rf"(?:^|\s)#[ \t]*{MARKER}[ \t]*{word}\[([^\]]*)\]", line)
    if match is None:
        return None
    end = start + match.start(1) + len(match[1].rstrip(" ,"))
    return Replacement(Span(end, end), f", {code}" if match[1].strip(" ,") else code)


def _fix(source: Source, title: str, edit: Replacement) -> Fix:
    return Fix(title, Safety.SAFE, (Edit(edit.span, source.location(edit.span), edit.text),))
