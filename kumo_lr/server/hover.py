"""What to show for a place in a plan: its rule, its strategy, or what a number means here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kumo_lr.document.locate import HOMES
from kumo_lr.document.plan_numbers import RUN_MODE_PATHS
from kumo_lr.facts.horizons import LENGTHS, NOTHING_KNOWN, Known
from kumo_lr.facts.plan_layout import FIELD, FIELD_PATHS, FIELD_SUMMARY, NOT_SET_SUMMARY, SECTION_SUMMARIES
from kumo_lr.facts.run_modes import RUN_MODE, RUN_MODES
from kumo_lr.facts.strategies import NO_SCHEDULING_SUMMARY
from kumo_lr.findings import Finding
from kumo_lr.report.explain import rule_page, sentence
from kumo_lr.rules import find
from kumo_lr.server.comments import suppression_at
from kumo_lr.server.descriptions import (
    Training,
    argument_text,
    interval_text,
    kwargs_text,
    name_text,
    slot_text,
)
from kumo_lr.server.partial import (
    WrittenCandidate,
    WrittenField,
    WrittenValue,
    offset_of,
    read_documents,
    read_fields,
)
from kumo_lr.server.trail import trail_to
from kumo_lr.source import Location, Position, Source, Span

_BREAK = "\n\n---\n\n"
_PREFIXES = frozenset(path[:end] for path in FIELD_PATHS for end in range(1, len(path)))


class Hover(NamedTuple):
    """A text in Markdown, and the range that it is about."""

    markdown: str
    location: Location


class _Part(NamedTuple):
    """A part of a plan with its description in Markdown."""

    span: Span
    markdown: str


def hover(
    source: Source,
    position: Position,
    findings: Iterable[Finding] = (),
    *,
    known: Known = NOTHING_KNOWN,
    at: str | None = None,
) -> Hover | None:
    """Return what to show for a position; None if there is nothing to say.

    Args:
        source: The text, which may be half-written.
        position: A 1-based line and column, in code points.
        findings: The findings of the text.
        known: What the caller specifies about training.
        at: The dotted path of the field if it is elsewhere than documented.
    """
    offset = offset_of(source, position)
    if offset is None:
        return None
    comment = suppression_at(source, offset)
    if comment is not None:
        rule = find(source.text[comment.span.start : comment.span.end]) if comment.is_rule else None
        return None if rule is None else Hover(rule_page(rule.code), source.location(comment.span))
    parts = [
        _Part(finding.span, _of_finding(finding)) for finding in findings if _holds(finding.span, offset)
    ]
    inner = _in_fields(read_fields(source, at), offset, known) or _in_plan(source, offset)
    parts += [inner] if inner is not None else []
    if not parts:
        return None
    shown = dict.fromkeys(part.markdown for part in parts)
    return Hover(_BREAK.join(shown), source.location(parts[0].span))


def _holds(span: Span, offset: int) -> bool:
    return span.start <= offset <= span.end


def _of_finding(finding: Finding) -> str:
    words = f"{finding.message}: {finding.help}" if finding.help else finding.message
    return f"{words}\n\n{rule_page(finding.code)}"


def _in_fields(fields: Iterable[WrittenField], offset: int, known: Known) -> _Part | None:
    for field in fields:
        if field.key is not None and _holds(field.key, offset):
            return _Part(field.key, f"### {FIELD}\n\n{sentence(FIELD_SUMMARY)} {sentence(NOT_SET_SUMMARY)}")
        for candidate in field.candidates:
            if _holds(candidate.span, offset):
                training = Training(field.horizons(known), known.run_mode or field.run_mode)
                return _in_candidate(candidate, offset, training)
    return None


def _in_candidate(candidate: WrittenCandidate, offset: int, training: Training) -> _Part | None:
    if candidate.is_null:
        return _Part(candidate.span, sentence(NO_SCHEDULING_SUMMARY))
    strategy = candidate.strategy
    for name, argument in candidate.arguments.items():
        span, slot = _at(argument, offset), strategy and strategy.argument(name)
        if span is not None and slot is not None and strategy is not None:
            return _Part(span, argument_text(candidate, slot, strategy, training))
    if (span := _at(candidate.name, offset)) is not None:
        return _Part(span, name_text(candidate, training))
    if candidate.interval is not None and (span := _at(candidate.interval, offset)) is not None:
        return _Part(span, interval_text(candidate.interval.text))
    kwargs = candidate.kwargs
    if kwargs is not None and kwargs.is_own and _holds(kwargs.key, offset):
        return _Part(kwargs.key, kwargs_text(strategy))
    return None


def _at(value: WrittenValue | None, offset: int) -> Span | None:
    """Return the span of the key or the value at an offset."""
    if value is None or not value.is_own:
        return None
    return next((span for span in (value.key, value.span) if _holds(span, offset)), None)


def _in_plan(source: Source, offset: int) -> _Part | None:
    """Return the description of a part of a plan around the field."""
    trail = trail_to(read_documents(source), offset)
    if trail is None or not trail.steps or not isinstance(trail.path[-1], str):
        return None
    name, around, text = str(trail.path[-1]), trail.path[:-1], None
    if name == RUN_MODE.name and trail.path in RUN_MODE_PATHS:
        text = _run_mode_text()
    elif name in LENGTHS and around in HOMES:
        text = slot_text(LENGTHS[name])
    elif trail.path in _PREFIXES and trail.steps[-1].is_key:
        text = f"### {name}\n\n{sentence(SECTION_SUMMARIES[name])}"
    return None if text is None else _Part(trail.document.builder.span(trail.raw), text)


def _run_mode_text() -> str:
    rows = (
        f"* `{mode.name}`: {mode.max_epochs} epochs of {mode.min_steps_per_epoch:,} to "
        f"{mode.max_steps_per_epoch:,} steps"
        for mode in RUN_MODES.values()
    )
    return "\n\n".join([slot_text(RUN_MODE), "\n".join(rows)])
