"""Applies fixes to a text until nothing is left to fix, and never leaves it worse than it was.

An edit touches its own span and nothing else: comments, quotes, indentation and line ends stay.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kumo_lr.findings import Checked, Finding, Fix, Safety, Severity
from kumo_lr.rules import RULES
from kumo_lr.rules.subjects import Training
from kumo_lr.source import Source, Span

# A fix can uncover one more mistake, seldom two: this bound is never reached, and keeps runs finite.
_MOST_PASSES = 10


class Fixed(NamedTuple):
    """What fixing led to: the check of the new text, and how many fixes were applied."""

    checked: Checked
    applied: int


def fix_source(checked: Checked, recheck: Callable[[Source], Checked], *, unsafe: bool = False) -> Fixed:
    """Apply the safe fixes of a checked text, and the unsafe ones if asked, pass by pass.

    `recheck` checks what came out as `checked` was checked: with the same rules and field. A fix
    that would do harm in this text is left out, and its finding keeps none.
    """
    applied = 0
    for _ in range(_MOST_PASSES):
        fixes = applicable(checked.findings, unsafe=unsafe)
        better, harmless = _apply(checked, fixes, recheck)
        if not harmless:
            return Fixed(_without(checked, fixes), applied)
        checked, applied = better, applied + len(harmless)
    return Fixed(checked, applied)


def _without(checked: Checked, fixes: list[Fix]) -> Checked:
    if not fixes:
        return checked
    refused = set(fixes)
    findings = (f._replace(fix=None) if f.fix in refused else f for f in checked.findings)
    return checked._replace(findings=tuple(findings))


def applicable(findings: Iterable[Finding], *, unsafe: bool) -> list[Fix]:
    """Return the fixes that may be applied together: of two that overlap, the first in the text."""
    chosen: list[Fix] = []
    taken: list[Span] = []  # in order, and apart from each other
    for finding in findings:
        fix = finding.fix
        if fix is None or (fix.safety is Safety.UNSAFE and not unsafe):
            continue
        spans = [edit.span for edit in fix.edits]
        if not any(_is_taken(span, taken) for span in spans):
            chosen.append(fix)
            for span in spans:
                insort(taken, span)
    return chosen


def _is_taken(span: Span, taken: list[Span]) -> bool:
    """Return whether a span overlaps one of others that are in order; two at one place overlap too."""
    index = bisect_left(taken, span)
    before = index > 0 and (taken[index - 1].end > span.start or taken[index - 1].start == span.start)
    return before or (
        index < len(taken) and (taken[index].start < span.end or taken[index].start == span.start)
    )


def _apply(
    checked: Checked, fixes: list[Fix], recheck: Callable[[Source], Checked]
) -> tuple[Checked, list[Fix]]:
    """Apply those of some fixes that do no harm; where some do, find out which by halves."""
    if not fixes:
        return checked, []
    together = recheck(apply_edits(checked.source, fixes))
    if not _is_worse(together, checked, frozenset(fixes)):
        return together, fixes
    if len(fixes) == 1:
        return checked, []
    middle = len(fixes) // 2
    halves = [_apply(checked, half, recheck) for half in (fixes[:middle], fixes[middle:])]
    harmless = [fix for _, half in halves for fix in half]
    if len(harmless) == len(fixes):  # harmless apart, harmful together
        return halves[0]
    return _apply(checked, harmless, recheck)


def _is_worse(after: Checked, before: Checked, fixes: frozenset[Fix]) -> bool:
    """Return whether a text lost its field, lets less of itself be read, or has a finding in place of one.

    What training makes of a candidate can be told only once it has no other mistake: that a fix brings
    it to light is no harm.
    """
    if before.has_field and not after.has_field:
        return True
    before_findings, after_findings = _of_the_text(before), _of_the_text(after)
    if len(after_findings) > sum(finding.fix not in fixes for finding in before_findings):
        return True
    return _weight(after.findings) > _weight(before.findings)


def _of_the_text(checked: Checked) -> list[Finding]:
    return [finding for finding in checked.findings if Training not in RULES[finding.code].subjects]


def _weight(findings: Iterable[Finding]) -> tuple[int, int]:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    return (sum(RULES[finding.code].traits.unreadable for finding in errors), len(errors))


def apply_edits(source: Source, fixes: Iterable[Fix]) -> Source:
    """Return the text with the edits of some fixes applied; the edits must not overlap."""
    return source.replaced((edit.span, edit.text) for fix in fixes for edit in fix.edits)
