"""Add to findings behind an alias where the alias is, or where its anchor is."""

from __future__ import annotations

from collections.abc import Iterable

from kumo_lr.document.compose import RawNode
from kumo_lr.document.nodes import Builder, first_character
from kumo_lr.document.sharing import Sharing
from kumo_lr.document.uses import Uses
from kumo_lr.findings import Finding, Related
from kumo_lr.rules import RULES
from kumo_lr.rules.subjects import CandidateShape, DefaultsShape, FieldShape, KwargsShape, SectionShape
from kumo_lr.source import Source, Span

# Of a mistake behind many aliases, so many other uses are shown.
_MOST = 5
# Rules about the kind of a value, which they may underline by its key.
_SHAPES = {FieldShape, CandidateShape, KwargsShape, SectionShape, DefaultsShape}


def has_uses(finding: Finding, sharing: Sharing) -> bool:
    """Return whether a finding may be behind an alias."""
    return sharing.changed_by(finding.span) or not _SHAPES.isdisjoint(RULES[finding.code].subjects)


def with_uses(findings: Iterable[Finding], root: RawNode, source: Source, builder: Builder) -> list[Finding]:
    """Return the findings of a document; those behind an alias also have its place, or that of its anchor."""
    uses = Uses(root, source)
    told = []
    for finding in findings:
        places = [
            Related(words, source.location(span), span)
            for span, words in _places(finding, uses, builder).items()
        ]
        told.append(finding._replace(related=(*finding.related, *places)) if places else finding)
    return told


def _places(finding: Finding, uses: Uses, builder: Builder) -> dict[Span, str]:
    """Return other places of a finding, with a few words for each: those on its path come first."""
    places: dict[Span, str] = {}
    for use in uses.on(finding.path):
        if use.holds(finding.span) or not use.is_last:
            places[use.alias] = "used here"
        elif _SHAPES.intersection(RULES[finding.code].subjects):
            places[first_character(builder.build(use.target))] = "the value is here"
    for alias in uses.of(finding.span)[:_MOST]:
        places.setdefault(alias, "also used here")
    return places
