"""What often keeps a text from being YAML, and is no YAML at all: conflict markers and templates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.confusables import COLONS, DASHES
from kumo_lr.document.compose import Document, RawNode, raw_nodes
from kumo_lr.document.invisible import INVISIBLE, KEYS, invisible_at
from kumo_lr.document.problems import (
    Invisible,
    JsonSyntax,
    LookalikeSign,
    MergeConflict,
    MissingSpace,
    PrintedObject,
    Problem,
    Syntax,
    Template,
)
from kumo_lr.facts.plan_layout import FIELD, PLAN_SECTIONS, WRAPPER
from kumo_lr.source import Replacement, Source, Span

_MARKER = re.compile(r"^(?:<{7}|\|{7}|>{7})(?=[ \r\n]|\Z)|^={7}(?=\r?$)", re.MULTILINE)
# A marker that was indented, or left behind, explains only an error close to it.
_LONE_MARKER = re.compile(r"[ \t]*(<{7}|\|{7}|>{7}|={7})(?![^ \r\n])")
_EXPRESSION = re.compile(r"\{\{(?!\{)[^{}\r\n]*\}\}")
_STATEMENT = re.compile(r"\{%[^\r\n]*?%\}|\{#[^\r\n]*?#\}")
# Placeholders that start with a character that cannot start a value: @NAME@, %NAME%, %(NAME)s.
_SIGNED = re.compile(r"@[A-Za-z_][\w.-]*@|%[A-Za-z_][\w.-]*%|%\([\w.-]+\)[a-z]|<%.*?%>")
# One that opens a mapping where YAML does not expect any.
_UNFILLED = re.compile(r"\$\{[^{}\r\n]*\}?")
_KEY = "(?:" + "|".join(sorted(KEYS)) + ")"
_MISSING = re.compile(rf"[ ]*(?:-[ ]+)*(?:(-)(?={_KEY}[ ]*:)|{_KEY}(:)(?=[^\s:])(?!{INVISIBLE.pattern}))")
_ANY_WORD = re.compile(r"[ ]*(?:-[ ]+)*(?:(-)(?=[A-Za-z~{\[&*'\"])|[A-Za-z_]\w*(:)(?=[^\s:/]))")
# Where an invisible character is indentation, or the space after a colon.
_UNSEEN = re.compile(
    rf"(?: *(?:- +)*[\w.-]+ *:)?([ ]*{INVISIBLE.pattern}(?:[ ]|{INVISIBLE.pattern})*)(?=[^\s#])"
)
# Two signs that are none to YAML: a long dash at the start of an item, and a full-width colon.
_SIGN = re.compile(
    rf"^[ ]*([{DASHES}])(?=[ ]*(?:{_KEY}[ ]*[:{COLONS}]|null|~))"
    rf"|(?:^[ ]*(?:[-{DASHES}][ ]*)*|[{{,][ ]*|(?<=[{DASHES}])[ ]*){_KEY}[ ]*([{COLONS}])",
    re.MULTILINE,
)
_NO_COLON = re.compile(rf"[ ]*(?:-[ ]+)*({_KEY})[ ]+[^\s:#][^:\r\n]*$", re.MULTILINE)
_GLUED_KEY = re.compile(rf"(?<=[\s{{,]){_KEY}(:)(?=[^\s,}}\]])")
_NO_COLON_AFTER_KEY = "could not find expected ':'"
_GLUED_MAPPING = "found unexpected ':'"
# What libyaml says where a line that lacks a space is not what the next one needs.
_CONSEQUENCES = (
    "mapping values are not allowed in this context",
    "could not find expected ':'",
    "did not find expected key",
    "did not find expected '-' indicator",
    "did not find expected <document start>",
)
_FEW_LINES = 3  # back from where libyaml gives up
# An object of Kumo as it is printed, alone or as the first in a list.
_PRINTED = re.compile(r"\s*\[?\s*([A-Z]\w*Plan(?:Info)?|LRScheduler(?:Config)?)\(\s*\w+=")
_DICT = re.compile(r"\s*\{\s*'\w+'\s*:")
_NONE = re.compile(r"\bNone\b(?=\s*[,}\]])")


def printed_object(source: Source) -> PrintedObject | None:
    """Return what Python printed, if a text is that: an object of Kumo, or a plan as a dict with None."""
    match = _PRINTED.match(source.text)
    if match is not None:
        return PrintedObject(Span(*match.span(1)), match[1])
    none = _NONE.search(source.text) if _DICT.match(source.text) else None
    if none is None:
        return None
    import ast  # few texts look like Python's

    try:
        value = ast.literal_eval(source.text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    is_plan = isinstance(value, dict) and not value.keys().isdisjoint((FIELD, WRAPPER, *PLAN_SECTIONS))
    return PrintedObject(Span(*none.span()), "dict") if is_plan else None


def likelier(problem: Problem, source: Source) -> Problem:
    """Return the cause of a syntax error, where the text shows it: an open conflict or a template."""
    if not isinstance(problem, Syntax | JsonSyntax):
        return problem
    printed = printed_object(source)
    if printed is not None:
        return printed
    marker = _MARKER.search(source.text)
    if marker is not None and "<<<<<<<" in source.text:
        return MergeConflict(Span(*marker.span()))
    if placeholder := _placeholder(source.text, problem.span.start):
        return placeholder
    if isinstance(problem, JsonSyntax):
        invisible = INVISIBLE.match(source.text, problem.span.start)
        return invisible_at(source, problem.span, leading=False) if invisible else problem
    near = (_lone_marker, _unseen, _other_sign, _glued_mapping, _missing_space, _missing_colon)
    causes = (cause for cause in (find(source, problem) for find in near) if cause is not None)
    return _template_before(source, problem.span.start) or next(causes, problem)


def _placeholder(text: str, place: int) -> Template | None:
    """Return the placeholder at a place, or the one whose brace is there."""
    if signed := _SIGNED.match(text, place):
        return Template(Span(*signed.span()))
    matches = (_UNFILLED.match(text, start) for start in (place, place - 1) if start >= 0)
    return next((Template(Span(*match.span()), "a placeholder") for match in matches if match), None)


def _lines_above(source: Source, problem: Syntax) -> Iterator[Span]:
    """Yield the lines that may have led to a syntax error, from above, up to that of the error."""
    last = source.position(problem.span.start).line
    lines = set(range(max(last - _FEW_LINES, 1), last + 1))
    if problem.opened is not None:
        lines.add(source.position(problem.opened).line)
    yield from map(source.line_span, sorted(lines))


def _lone_marker(source: Source, problem: Syntax) -> MergeConflict | None:
    """Return a marker of a conflict that was indented, or that was left behind."""
    matches = (_LONE_MARKER.match(source.text, *line) for line in _lines_above(source, problem))
    return next((MergeConflict(Span(*match.span(1))) for match in matches if match), None)


def _unseen(source: Source, problem: Syntax) -> Invisible | None:
    """Return the first run of invisible characters in the indentation or behind a key."""
    if source.text.isascii() or problem.said not in _CONSEQUENCES:
        return None
    for line in _lines_above(source, problem):
        if match := _UNSEEN.match(source.text, *line):
            return invisible_at(source, Span(*match.span(1)), leading=match.start(1) == line.start)
    return None


def _other_sign(source: Source, problem: Syntax) -> LookalikeSign | None:
    """Return the first long dash or full-width colon beside a known key."""
    if source.text.isascii() or problem.said not in _CONSEQUENCES:
        return None
    near = list(_lines_above(source, problem))
    found: tuple[Span, str, str] | None = None
    edits: list[Replacement] = []
    for match in _SIGN.finditer(source.text):
        group = match.lastindex or 0
        meant, span = "-:"[group - 1], Span(*match.span(group))
        space = "" if source.text[span.end : span.end + 1] in " \r\n" else " "
        edits.append(Replacement(span, meant + space))
        if found is None and any(line.start <= span.start < line.end for line in near):
            found = (span, match[group], meant)
    return LookalikeSign(*found, tuple(edits)) if found is not None else None


def _missing_colon(source: Source, problem: Syntax) -> Syntax | None:
    """Return the error at a known key without a colon, which libyaml reports on the line below."""
    if problem.said not in _CONSEQUENCES or problem.said == _NO_COLON_AFTER_KEY:
        return None
    for line in _lines_above(source, problem):
        if match := _NO_COLON.match(source.text, *line):
            return Syntax(Span(*match.span(1)), _NO_COLON_AFTER_KEY, "", match.start(1))
    return None


def _glued_mapping(source: Source, problem: Syntax) -> MissingSpace | None:
    """Return the colon before a brace or bracket, between brackets, with those of its line like it."""
    if problem.said != _GLUED_MAPPING:
        return None
    line = source.line_span(source.position(problem.span.start).line)
    found = [Span(*match.span(1)) for match in _GLUED_KEY.finditer(source.text, *line)]
    if problem.span not in found:
        return None
    return MissingSpace(problem.span, ":", tuple(span for span in found if span != problem.span))


def _missing_space(source: Source, problem: Syntax) -> MissingSpace | None:
    """Return the first dash or colon without a space: that of a known key, or of the line above."""
    if problem.said not in _CONSEQUENCES:
        return None
    lines = list(_lines_above(source, problem))
    matches = [match for line in lines if (match := _MISSING.match(source.text, *line))]
    matches += [match for line in lines[-2:] if (match := _ANY_WORD.match(source.text, *line))]
    for match in matches:
        group = match.lastindex or 0
        span = Span(*match.span(group))
        others = tuple(_other_dashes(source, span)) if match[group] == "-" else ()
        return MissingSpace(span, match[group], others)
    return None


def _other_dashes(source: Source, dash: Span) -> Iterator[Span]:
    """Yield what else lacks a space because the dashes of a list do: other dashes, and lines below one.

    Lines that are aligned with the word behind a dash are no longer so when that gets its space.
    """
    column = dash.start - source.line_span(source.position(dash.start).line).start
    glued = re.compile(rf" {{{column}}}(-)(?=[A-Za-z~{{\[&*'\"])")
    is_item = is_aligned = False
    for number in range(1, len(source.line_starts) + 1):
        line = source.line_span(number)
        text = source.text[slice(*line)]
        indent = len(text) - len(text.lstrip(" "))
        if match := glued.match(source.text, *line):
            is_item, is_aligned = True, False
            if match.start(1) != dash.start:
                yield Span(*match.span(1))
        elif not text.strip():
            continue
        elif indent <= column:
            is_item = False
        elif is_item and (is_aligned or indent == column + 1):
            is_aligned = True
            yield Span(line.start, line.start)
        else:
            is_item = False


def glued_field(root: RawNode, source: Source) -> MissingSpace | None:
    """Return the colon without a space that keeps a document from having the field, as a line of text."""
    for raw in raw_nodes(root):
        if raw.id == "scalar" and not raw.style and FIELD in raw.value:
            line = source.line_span(source.position(raw.start_mark.index).line)
            match = _MISSING.match(source.text, *line)
            if match and match.start(2) > raw.start_mark.index:
                return MissingSpace(Span(*match.span(2)), match[2])
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


def template_in(document: Document, source: Source) -> Template | None:
    """Return the first template that libyaml took for a mapping whose key is a mapping."""
    if "{{" not in source.text:
        return None
    mappings = (raw for raw in raw_nodes(document.root) if raw.id == "mapping" and raw.value)
    starts = (raw.start_mark.index for raw in mappings if raw.value[0][0].id == "mapping")
    return next(filter(None, (_template_at(source, start) for start in sorted(starts))), None)


def _template_at(source: Source, start: int) -> Template | None:
    """Return the template that starts at a place, that of a mapping in braces."""
    match = _EXPRESSION.match(source.text, start)
    return None if match is None else Template(Span(*match.span()))
