"""Applies fixes to a text until nothing is left to fix, and never leaves it worse than it was.

An edit touches its own span and nothing else: comments, quotes, indentation and line ends stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kumo_lr.checker import Checked
from kumo_lr.findings import Edit, Finding, Fix, Safety, Severity
from kumo_lr.source import Source

# A fix can uncover one more mistake, seldom two; a file that is still not stable is left as it is.
_MOST_PASSES = 10


class Fixed(NamedTuple):
    """What fixing led to: the check of the new text, and how many fixes were applied."""

    checked: Checked
    applied: int


def fix_source(checked: Checked, recheck: Callable[[Source], Checked], *, unsafe: bool = False) -> Fixed:
    """Apply the safe fixes of a checked text, and the unsafe ones if asked, pass by pass.

    `recheck` checks what came out as `checked` was checked: with the same rules and field.
    """
    applied = 0
    for _ in range(_MOST_PASSES):
        fixes = applicable(checked.findings, unsafe=unsafe)
        better, count = _apply_pass(checked, fixes, recheck)
        if not count:
            break
        checked, applied = better, applied + count
    return Fixed(checked, applied)


def applicable(findings: Iterable[Finding], *, unsafe: bool) -> list[Fix]:
    """Give the fixes that may be applied together: of two that overlap, the first in the text."""
    chosen: list[Fix] = []
    taken: list[Edit] = []
    for finding in findings:
        fix = finding.fix
        if fix is None or (fix.safety is Safety.UNSAFE and not unsafe):
            continue
        if not any(_overlap(edit, other) for edit in fix.edits for other in taken):
            chosen.append(fix)
            taken.extend(fix.edits)
    return chosen


def _overlap(edit: Edit, other: Edit) -> bool:
    if edit.span.start == other.span.start:
        return True
    return edit.span.start < other.span.end and other.span.start < edit.span.end


def _apply_pass(
    checked: Checked, fixes: list[Fix], recheck: Callable[[Source], Checked]
) -> tuple[Checked, int]:
    if not fixes:
        return checked, 0
    together = recheck(apply_edits(checked.source, fixes))
    if not _is_worse(together, checked):
        return together, len(fixes)
    # Some fix does harm in this text: find out which, one at a time.
    for fix in fixes:
        alone = recheck(apply_edits(checked.source, [fix]))
        if not _is_worse(alone, checked):
            return alone, 1
    return checked, 0


def _is_worse(after: Checked, before: Checked) -> bool:
    """Whether a text lost its field, has more errors, or lets less of itself be read."""
    if before.has_field and not after.has_field:
        return True
    return _weight(after.findings) > _weight(before.findings)


def _weight(findings: Iterable[Finding]) -> tuple[int, int]:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    return (sum(finding.code < "KLR100" for finding in errors), len(errors))


def apply_edits(source: Source, fixes: Iterable[Fix]) -> Source:
    """Give the text with the edits of some fixes applied; the edits must not overlap."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(edit for fix in fixes for edit in fix.edits):
        pieces += (source.text[position : edit.span.start], edit.text)
        position = edit.span.end
    pieces.append(source.text[position:])
    return Source("".join(pieces), source.name, has_bom=source.has_bom)
