"""What can be done about the findings of a document, and with its candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from time import monotonic
from typing import NamedTuple

from kumo_lr.check.fixes import applicable, apply_edits, cures, fix_source
from kumo_lr.edits import replacements
from kumo_lr.findings import Checked, Edit, Finding, Fix, Safety
from kumo_lr.phrases import quote
from kumo_lr.server.ignores import can_be_ignored, ignores_in_file, ignores_on_line
from kumo_lr.source import Replacement, Source, Span

# Each is tried on the text, which takes as long as a check.
_MOST_FINDINGS = 8
_PATIENCE = 0.4  # seconds, after which a large text offers what has been tried so far
_MOST_SUGGESTIONS = 5

Recheck = Callable[[Source], Checked]


class ActionKind(StrEnum):
    """The kinds of actions, as editors ask for them."""

    QUICK_FIX = "quickfix"
    FIX_ALL = "source.fixAll.kumo-lr"
    REWRITE = "refactor.rewrite.kumo-lr"

    def is_wanted(self, only: Iterable[str] | None) -> bool:
        """Return whether an editor asks for this kind, or one that includes it; None asks for all."""
        return only is None or any(not kind or f"{self}.".startswith(f"{kind}.") for kind in only)


class Action(NamedTuple):
    """A change of a document that its user can choose, and the finding that it cures, if it is one."""

    title: str
    kind: ActionKind
    edits: tuple[Replacement, ...]
    finding: Finding | None = None
    is_preferred: bool = False


def quick_fixes(checked: Checked, within: Span, recheck: Recheck) -> Iterator[Action]:
    """Yield what cures the findings in a range: fixes, suggestions and comments that ignore them."""
    found = [finding for finding in checked.findings if _touches(finding.span, within)]
    end = monotonic() + _PATIENCE
    for finding in found[:_MOST_FINDINGS]:
        yield from _cures(checked, finding, recheck)
        if monotonic() > end:
            return
    for finding in found[:_MOST_FINDINGS]:
        if monotonic() > end:
            return
        if can_be_ignored(finding, checked.source):
            for ways in (ignores_on_line, ignores_in_file):
                fix = _narrowest(checked, finding, ways(finding, checked.source), recheck)
                if fix is not None:
                    yield _action(fix, finding)


def _narrowest(checked: Checked, finding: Finding, ways: Iterable[Fix], recheck: Recheck) -> Fix | None:
    """Return the first of the ways to ignore a finding that ignore the fewest others, if one works."""
    best, most = None, -1
    for fix in ways:
        if cures(checked, finding, fix, recheck):
            left = len(recheck(apply_edits(checked.source, [fix])).findings)
            if left > most:
                best, most = fix, left
            if left == len(checked.findings) - 1:
                break
    return best


def _touches(span: Span, within: Span) -> bool:
    return span.start <= within.end and within.start <= span.end


def _cures(checked: Checked, finding: Finding, recheck: Recheck) -> Iterator[Action]:
    """Yield the fix of a finding, and the other suggestions in their order."""
    fix = finding.fix
    if fix is not None and cures(checked, finding, fix, recheck):
        is_safe = fix.safety is Safety.SAFE
        action = _action(fix, finding)
        yield action._replace(
            title=action.title if is_safe else f"{action.title} (unsafe)", is_preferred=is_safe
        )
    written = "".join(edit.text for edit in fix.edits) if fix is not None else ""
    for word in finding.suggestions[:_MOST_SUGGESTIONS]:
        other = None if fix is not None and word in written else _instead(checked, finding, word)
        if other is not None and cures(checked, finding, other, recheck):
            yield _action(other, finding)


def _instead(checked: Checked, finding: Finding, word: str) -> Fix | None:
    """Return the fix that writes a suggestion, in the way of the fix that writes the first one."""
    fix, best = finding.fix, finding.suggestions[0]
    written = checked.source.text[finding.span.start : finding.span.end]
    quoted = len(written) > 1 and written[0] in "'\"" and written[-1] == written[0]
    mark = written[0] if quoted else ""
    title = f"replace {quote(written[1:-1] if quoted else written)} by {quote(word)}"
    if fix is not None:
        edits = tuple(edit._replace(text=edit.text.replace(best, word)) for edit in fix.edits)
        return Fix(title, fix.safety, edits) if edits != fix.edits else None
    edit = Edit(finding.span, finding.location, f"{mark}{word}{mark}")
    return Fix(title, Safety.UNSAFE, (edit,)) if written else None


def _action(fix: Fix, finding: Finding) -> Action:
    edits = tuple(Replacement(edit.span, edit.text) for edit in fix.edits)
    return Action(f"{fix.title[:1].upper()}{fix.title[1:]}", ActionKind.QUICK_FIX, edits, finding)


def can_fix_all(checked: Checked) -> bool:
    """Return whether a text has safe fixes."""
    return bool(applicable(checked.findings, unsafe=False))


def fix_all(checked: Checked, recheck: Recheck) -> tuple[Replacement, ...]:
    """Return the edits of all safe fixes, as `kumo-lr check --fix` applies them."""
    fixed = fix_source(checked, recheck).checked
    return tuple(replacements(checked.source, fixed.source))
