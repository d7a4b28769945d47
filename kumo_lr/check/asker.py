"""Pass subjects to the rules, and turn their objections into findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kumo_lr.findings import Edit, Finding, Fix, Path, Related
from kumo_lr.rules import RULES
from kumo_lr.rules.record import Hides, Objection, Remedy, SecondPlace
from kumo_lr.rules.subjects import Subject
from kumo_lr.source import Source, Span
from kumo_lr.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kumo_lr.rules import Rule

_BY_SUBJECT: dict[type, list[Rule]] = {}
for _rule in RULES.values():
    for _subject in _rule.subjects:
        _BY_SUBJECT.setdefault(_subject, []).append(_rule)
_CRASH = RULES["KLR999"]


class Asker:
    """A collector of the findings of one document.

    `document` is its index in the text; `is_kept` says whether the text at a span must stay as it is, so
    that no fix can change it.
    """

    def __init__(
        self, source: Source, document: int = 0, is_kept: Callable[[Span], bool] | None = None
    ) -> None:
        self.source = source
        self.document = document
        self.is_kept = is_kept
        self.findings: list[Finding] = []

    def ask(self, subject: Subject, path: Path) -> None:
        """Pass a subject to its rules, and collect the objections that no earlier one hides."""
        hidden: set[Span] = set()
        for rule in _BY_SUBJECT[type(subject)]:
            try:
                found = [
                    self._finding(rule, objection, path)
                    for objection in rule.check(subject)
                    if objection.span not in hidden
                ]
            except Exception as error:  # noqa: BLE001 - a defect in one rule must not stop the others
                words: dict[str, object] = {"code": rule.code, "error": repr(error)}
                self.findings.append(self._finding(_CRASH, Objection("crash", Span(0, 0), words), path))
                continue
            self.findings.extend(found)
            hides = rule.traits.hides
            if found and hides is Hides.LATER:
                return
            if hides is Hides.SAME_SPAN:
                hidden.update(finding.span for finding in found)

    def _finding(self, rule: Rule, objection: Objection, path: Path) -> Finding:
        message = rule.messages[objection.message]
        return Finding(
            file=self.source.name,
            code=rule.code,
            rule=rule.slug,
            severity=rule.severity,
            message=message.problem.format_map(objection.words),
            help=message.help.format_map(objection.words) if message.help else None,
            path=path,
            location=self.source.location(objection.span),
            suggestions=objection.suggestions,
            fix=self._fix(objection.remedy) if objection.remedy else None,
            document=self.document,
            span=objection.span,
            related=self._related(objection.related) if objection.related else (),
        )

    def _related(self, places: Iterable[SecondPlace]) -> tuple[Related, ...]:
        return tuple(Related(p.message, self.source.location(p.span), p.span) for p in places)

    def _fix(self, remedy: Remedy) -> Fix | None:
        if self.is_kept is not None and any(self.is_kept(edit.span) for edit in remedy.edits):
            return None
        edits = (Edit(e.span, self.source.location(e.span), e.text) for e in remedy.edits)
        return Fix(remedy.title, remedy.safety, tuple(edits))
