"""Findings in objects: with the paths to their places, and without lines, which objects do not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kumo_lr.document.compose import Document, compose
from kumo_lr.document.raw_paths import paths_to
from kumo_lr.findings import Finding, Fix, Related
from kumo_lr.phrases import dotted
from kumo_lr.source import Location, Position, Source, Span

_NOWHERE = Location(Position(1, 1), Position(1, 1))
_NO_SPAN = Span(0, 0)
_ON_LINE = re.compile(r"\bas on line [\d,]+")
# Advice for the command line, and what it is for an object.
_ADVICE = (
    (re.compile(r"(?:to check it there, )?use --at \S+(?: if .*)?$"), "pass that part of it"),
    (re.compile(r"name the field itself: --at \S+$"), "pass the field itself"),
    (re.compile(r"write each to a file of its own, or name a field with --at, .*$"), "pass one of the plans"),
)


def without_lines(source: Source, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings of an object that was written as a text, as places in the object."""
    findings = tuple(findings)
    starts = [related.span.start for finding in findings for related in finding.related]
    paths: dict[int, tuple[str | int, ...]] = {}
    if starts:
        (document, *_) = (part for part in compose(source) if isinstance(part, Document))
        paths = paths_to(document.root, starts)
    for finding in findings:
        # A candidate is underlined at its name, and is the place itself.
        depth = len(finding.path)
        second = [dotted(paths.get(related.span.start, ())[:depth]) for related in finding.related]
        message = _ON_LINE.sub(f"as {second[0]}", finding.message) if second else finding.message
        related = (
            Related(f"{each.message}, {path}", _NOWHERE, _NO_SPAN)
            for each, path in zip(finding.related, second, strict=True)
        )
        yield finding._replace(
            file="",
            message=message,
            help=None if finding.help is None else _advice(finding.help),
            location=_NOWHERE,
            span=_NO_SPAN,
            related=tuple(related),
            fix=None if finding.fix is None else Fix(finding.fix.title, finding.fix.safety, ()),
        )


def _advice(text: str) -> str:
    for pattern, words in _ADVICE:
        text = pattern.sub(words, text)
    return text
