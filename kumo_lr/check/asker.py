"""Pass subjects to the rules, and turn their objections into findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from kumo_lr.findings import Edit, Finding, Fix, Path, Related
from kumo_lr.rules import RULES
from kumo_lr.rules.record import Hides, Objection, Remedy, SecondPlace
from kumo_lr.rules.roles import Role, role_of
from kumo_lr.rules.subjects import Subject
from kumo_lr.source import Location, Source, Span
from kumo_lr.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kumo_lr.rules import Rule

_CRASH = RULES["KLR999"]


@cache
def _rules_for(kind: type, role: Role | None) -> tuple[Rule, ...]:
    """Return the rules that look at subjects of a class in a role, in the order of their codes."""
    about = (rule for rule in RULES.values() if kind in rule.subjects)
    return tuple(rule for rule in about if role is None or not rule.on or any(on <= role for on in rule.on))


class Asker:
    """A collector of the findings of one document.

    `document` is its index in the text, None for the first; `is_kept` says whether the text at a span must
    stay as it is, so that no fix can change it.
    """

    def __init__(
        self, source: Source, document: int | None = None, is_kept: Callable[[Span], bool] | None = None
    ) -> None:
        self.source = source
        self.document = document
        self.is_kept = is_kept
        self.findings: list[Finding] = []

    def ask(self, subject: Subject, path: Path) -> None:
        """Pass a subject to its rules, and collect the objections that no earlier one hides."""
        findings = self.findings
        hidden: set[Span] = set()
        spoken: set[str] = set()
        kind: type = type(subject)
        for rule in _rules_for(kind, role_of(subject)):
            if not spoken.isdisjoint(rule.unless):
                continue
            before = len(findings)
            try:
                for objection in rule.check(subject):
                    if objection.span not in hidden:
                        findings.append(self._finding(rule, objection, path))
            except Exception as error:  # noqa: BLE001 - a defect in one rule must not stop the others
                words: dict[str, object] = {"code": rule.code, "error": repr(error)}
                findings[before:] = [self._finding(_CRASH, Objection("crash", Span(0, 0), words), path)]
                continue
            if len(findings) == before:
                continue
            hides = rule.traits.hides
            if hides is Hides.LATER:
                return
            if hides is Hides.SAME_SPAN:
                hidden.update(finding.span for finding in findings[before:])
            spoken.add(rule.code)

    def _finding(self, rule: Rule, objection: Objection, path: Path) -> Finding:
        key, span, words, suggestions, remedy, related = objection
        problem, help_ = rule.messages[key]
        location = self.source.location(span)
        # By position, because names take as long as the rest.
        return Finding(
            self.source.name,
            rule.code,
            rule.slug,
            rule.severity,
            problem.format_map(words),
            help_.format_map(words) if help_ else None,
            path,
            location,
            suggestions,
            self._fix(remedy, span, location) if remedy else None,
            self.document,
            span,
            self._related(related) if related else (),
        )

    def _related(self, places: Iterable[SecondPlace]) -> tuple[Related, ...]:
        return tuple(Related(p.message, self.source.location(p.span), p.span) for p in places)

    def _fix(self, remedy: Remedy, place: Span, location: Location) -> Fix | None:
        """Return the fix of a finding, whose place and location most fixes share."""
        title, edits, safety = remedy
        if self.is_kept is not None and any(self.is_kept(edit.span) for edit in edits):
            return None
        locate = self.source.location
        told = [Edit(span, location if span == place else locate(span), text) for span, text in edits]
        return Fix(title, safety, tuple(told))
