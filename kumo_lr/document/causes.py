"""What often keeps a text from being YAML, and is no YAML at all: conflict markers and templates."""

from __future__ import annotations

import re

from kumo_lr.document.invisible import INVISIBLE, KEYS
from kumo_lr.document.problems import (
    Invisible,
    JsonSyntax,
    MergeConflict,
    MissingSpace,
    Problem,
    Syntax,
    Template,
)
from kumo_lr.source import Source, Span

_MARKER = re.compile(r"^(?:<{7}|\|{7}|>{7})(?=[ \r\n]|\Z)|^={7}(?=\r?$)", re.MULTILINE)
_EXPRESSION = re.compile(r"\{\{(?!\{)[^{}\r\n]*\}\}")
_STATEMENT = re.compile(r"\{%[^\r\n]*?%\}|\{#[^\r\n]*?#\}")


_KEY = "(?:" + "|".join(sorted(KEYS)) + ")"
_MISSING = re.compile(rf"[ ]*(?:-[ ]+)*(?:(-)(?={_KEY}[ ]*:)|{_KEY}(:)(?=[^\s:]))")
# What libyaml says where a line that lacks a space is not what the next one needs.
_CONSEQUENCES = (
    "mapping values are not allowed in this context",
    "could not find expected ':'",
    "did not find expected key",
    "did not find expected '-' indicator",
)
_FEW_LINES = 3  # back from where libyaml gives up


def likelier(problem: Problem, source: Source) -> Problem:
    """Return the cause of a syntax error, where the text shows it: an open conflict or a template."""
    if not isinstance(problem, Syntax | JsonSyntax):
        return problem
    marker = _MARKER.search(source.text)
    if marker is not None and "<<<<<<<" in source.text:
        return MergeConflict(Span(*marker.span()))
    if isinstance(problem, JsonSyntax):
        invisible = INVISIBLE.match(source.text, problem.span.start)
        return Invisible(problem.span, invisible.group(), leading=False) if invisible else problem
    return _template_before(source, problem.span.start) or _missing_space(source, problem) or problem


def _missing_space(source: Source, problem: Syntax) -> MissingSpace | None:
    """Return the dash or colon without a space on the line of a syntax error, or just above it."""
    if problem.said not in _CONSEQUENCES:
        return None
    last = source.position(problem.span.start).line
    for line in range(last, max(last - _FEW_LINES, 0), -1):
        start, end = source.line_span(line)
        if match := _MISSING.match(source.text, start, end):
            return MissingSpace(Span(*match.span(match.lastindex or 0)), match[match.lastindex or 0])
    return None


def _template_before(source: Source, place: int) -> Template | None:
    """Return the first template, where there is one no later than the line of a place."""
    line_end = source.line_span(source.position(place).line).end
    for match in re.finditer(f"{_STATEMENT.pattern}|{_EXPRESSION.pattern}", source.text[:line_end]):
        line = source.line_span(source.position(match.start()).line)
        before = source.text[line.start : match.start()]
        if re.search(r"(?:^|\s)#|[\"']", before) is None:
            return Template(Span(*match.span()))
    return None


def template_at(source: Source, start: int) -> Template | None:
    """Return the template that starts at a place, that of a mapping in braces."""
    match = _EXPRESSION.match(source.text, start)
    return None if match is None else Template(Span(*match.span()))
