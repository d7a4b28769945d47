"""Texts with a cursor, and what the features of the language server make of them."""

from __future__ import annotations

from typing import NamedTuple

from kumo_lr import check_text
from kumo_lr.findings import Finding
from kumo_lr.rules import is_about_training
from kumo_lr.server.completion import Completion, completions
from kumo_lr.server.partial import offset_of
from kumo_lr.source import Location, Source, Span, from_text

CURSOR = "¦"
# What a person sees of a place that is still to be typed: an empty value, or a part that is missing yet.
TO_BE_TYPED = ("KLR103", "KLR106", "KLR107", "KLR108", "KLR113")
EMPTY = ("KLR201", "KLR202", "KLR205", "KLR111")


class Typed(NamedTuple):
    """A text without its cursor, and the offset of the cursor."""

    source: Source
    offset: int


def typed(text: str, filename: str = "plan.yaml") -> Typed:
    """Return a text and the offset of its cursor."""
    offset = text.index(CURSOR)
    return Typed(from_text(text.replace(CURSOR, ""), filename), offset)


def completed(text: str, filename: str = "plan.yaml", *, at: str | None = None) -> list[Completion]:
    """Return what is offered at the cursor of a text."""
    source, offset = typed(text, filename)
    return completions(source, source.position(offset), at=at)


def labels(text: str, filename: str = "plan.yaml", *, at: str | None = None) -> list[str]:
    """Return the labels of what is offered at the cursor of a text."""
    return [completion.label for completion in completed(text, filename, at=at)]


def span_of(source: Source, location: Location) -> Span:
    """Return the offsets of a location."""
    start, end = offset_of(source, location.start), offset_of(source, location.end)
    assert start is not None
    assert end is not None
    return Span(start, end)


def applied(source: Source, completion: Completion) -> str:
    """Return a text with what is offered inserted."""
    return source.replaced([(span_of(source, completion.location), completion.text)]).text


def is_still_to_be_typed(finding: Finding) -> bool:
    """Return whether a finding only says that a part of a candidate is not there yet."""
    return finding.code in TO_BE_TYPED or (
        finding.code in EMPTY and ("empty" in finding.message or '""' in finding.message)
    )


def _is_choice(finding: Finding) -> bool:
    """Return whether a finding is about what a person chooses, such as an interval, among what Kumo takes."""
    return is_about_training(finding.code)


def new_errors(before: str, after: str, filename: str) -> list[Finding]:
    """Return the findings of a text that are neither those of an earlier one nor still to be typed."""
    known = {(finding.code, finding.message) for finding in check_text(before, filename).findings}
    return [
        finding
        for finding in check_text(after, filename).findings
        if (finding.code, finding.message) not in known
        and not (is_still_to_be_typed(finding) or _is_choice(finding))
    ]
