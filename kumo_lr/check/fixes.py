"""Apply fixes to a text until nothing is left to fix, without making it worse.

An edit changes only its own span: comments, quotes, indentation and line ends stay as they are.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable

from kumo_lr.findings import Checked, Finding, Fix, Safety, Severity
from kumo_lr.rules import all_rules, is_about_training, is_tried
from kumo_lr.source import Source, Span
from kumo_lr.typed import NamedTuple

# A fix may uncover another mistake, rarely two; this bound only guarantees that runs are finite.
_MOST_PASSES = 20
# In a text with more such mistakes, the fixes of the others are tried only when they are applied.
_MOST_TRIALS = 10


class Fixed(NamedTuple):
    """The result of fixing: the check of the new text, and the findings that were fixed, in order."""

    checked: Checked
    applied: tuple[Finding, ...]


def fix_source(checked: Checked, recheck: Callable[[Source], Checked], *, unsafe: bool = False) -> Fixed:
    """Apply the safe fixes of a checked text, and optionally the unsafe ones, in several passes.

    `recheck` checks the new text as `checked` was checked: with the same rules and field. A fix that would
    make this text worse is not applied, and is removed from its finding.
    """
    applied: tuple[Finding, ...] = ()
    for _ in range(_MOST_PASSES):
        fixes = applicable(checked.findings, unsafe=unsafe)
        if not fixes:
            break
        better, harmless = _apply(checked, fixes, recheck)
        if harmless:
            chosen = set(map(id, harmless))
            applied += tuple(finding for finding in checked.findings if id(finding.fix) in chosen)
            checked = better
        else:  # they may have kept others away that they overlap
            checked = _without(checked, fixes)
    return Fixed(checked, applied)


def cures(checked: Checked, finding: Finding, fix: Fix, recheck: Callable[[Source], Checked]) -> bool:
    """Return whether a fix of one finding removes it, and makes the text no worse."""
    after = recheck(apply_edits(checked.source, [fix]))
    if _count(after, {finding.code}) >= _count(checked, {finding.code}):
        return False
    findings = tuple(f._replace(fix=fix) if f is finding else f for f in checked.findings)
    return not _is_worse(after, checked._replace(findings=findings), frozenset([fix]))


def confirmed(checked: Checked, recheck: Callable[[Source], Checked]) -> Checked:
    """Return a checked text without the fixes that would not be applied, among those that have to be tried.

    Such a fix changes the shape of a text, and only another check of all of it can tell what comes out.
    """
    tried = [f for f in checked.findings if f.fix is not None and is_tried(f.code)][:_MOST_TRIALS]
    refused = [f.fix for f in tried if f.fix is not None and not _apply(checked, [f.fix], recheck)[1]]
    return _without(checked, refused) if refused else checked


def _without(checked: Checked, fixes: list[Fix]) -> Checked:
    refused = set(fixes)
    findings = (f._replace(fix=None) if f.fix in refused else f for f in checked.findings)
    return checked._replace(findings=tuple(findings))


def applicable(findings: Iterable[Finding], *, unsafe: bool) -> list[Fix]:
    """Return the fixes that can be applied together: of two that overlap, the first in the text."""
    chosen: list[Fix] = []
    taken: list[Span] = []  # sorted and disjoint
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
    """Return whether a span overlaps one of a sorted list; two insertions at one offset overlap too."""
    index = bisect_left(taken, span)
    before = index > 0 and (taken[index - 1].end > span.start or taken[index - 1].start == span.start)
    return before or (
        index < len(taken) and (taken[index].start < span.end or taken[index].start == span.start)
    )


def _apply(
    checked: Checked, fixes: list[Fix], recheck: Callable[[Source], Checked]
) -> tuple[Checked, list[Fix]]:
    """Apply the fixes that do no harm, and find those that do by bisection."""
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
    if len(harmless) == len(fixes):  # harmless separately, harmful together
        return halves[0]
    return _apply(checked, harmless, recheck)


def _is_worse(after: Checked, before: Checked, fixes: frozenset[Fix]) -> bool:
    """Return whether a text lost its field, is less readable, or has a new finding in place of another.

    Rules about training apply only to a candidate without other mistakes, and other rules only to text that
    can be read, so a finding of theirs that a fix uncovers is no harm.
    """
    if before.has_field and not after.has_field:
        return True
    cured = {f.code for f in before.findings if f.fix in fixes and all_rules()[f.code].traits.unreadable}
    if cured:
        return _count(after, cured) >= _count(before, cured)
    if _makes_repeated(after, before, fixes):
        return True
    before_findings, after_findings = _of_the_text(before), _of_the_text(after)
    if len(after_findings) > sum(finding.fix not in fixes for finding in before_findings):
        return True
    return _weight(after.findings) > _weight(before.findings)


def _makes_repeated(after: Checked, before: Checked, fixes: frozenset[Fix]) -> bool:
    """Return whether fixes for training make a candidate equal to another, which would then be deleted."""
    unneeded = {code for code, rule in all_rules().items() if rule.traits.unneeded}
    codes = {finding.code for finding in before.findings if finding.fix in fixes} - unneeded
    changes = any(map(is_about_training, codes))
    return changes and _count(after, unneeded) > _count(before, unneeded)


def _of_the_text(checked: Checked) -> list[Finding]:
    return [finding for finding in checked.findings if not is_about_training(finding.code)]


def _count(checked: Checked, codes: set[str]) -> int:
    return sum(finding.code in codes for finding in checked.findings)


def _weight(findings: Iterable[Finding]) -> tuple[int, int]:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    return (sum(all_rules()[finding.code].traits.unreadable for finding in errors), len(errors))


def apply_edits(source: Source, fixes: Iterable[Fix]) -> Source:
    """Return the text with the edits of fixes applied; the edits must not overlap."""
    return source.replaced((edit.span, edit.text) for fix in fixes for edit in fix.edits)
