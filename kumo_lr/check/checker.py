"""Check a text: read it, check each document, apply suppressions, and sort the findings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property

from kumo_lr.check.fast_path import condense
from kumo_lr.check.question import Question, hints_of
from kumo_lr.check.screening import Screening
from kumo_lr.document.compose import Condense, Document, compose
from kumo_lr.document.condensed import CondensedError
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.document.problems import (
    Invisible,
    LibyamlOnly,
    Problem,
    Tab,
    Undecodable,
    UnreadableFile,
)
from kumo_lr.document.wellformed import quoted_spans, tab_problems
from kumo_lr.findings import Checked, Finding, Muted
from kumo_lr.source import DecodingError, Source, Span, decode
from kumo_lr.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kumo_lr.document.extents import Extents
    from kumo_lr.rules.suppression_problems import SuppressionProblem

_ALL = Question()


def check_data(data: bytes, filename: str, question: Question = _ALL) -> Checked:
    """Decode and check the bytes of a file, as `check_source` checks a decoded text."""
    try:
        source = decode(data, filename)
    except DecodingError as error:
        # The text before the bad byte is enough to locate that byte.
        end = len(error.text)
        problem = Undecodable(Span(end, end), str(error), error.help)
        return _unreadable(Source(error.text, filename), problem)
    del data  # a large file has enough copies in memory already
    return check_source(source, question)


def check_unreadable(filename: str, reason: str, help_: str) -> Checked:
    """Return the finding of a file that could not be read at all."""
    return _unreadable(Source("", filename), UnreadableFile(Span(0, 0), reason, help_))


def _unreadable(source: Source, problem: Undecodable | UnreadableFile) -> Checked:
    from kumo_lr.check.asker import Asker

    asker = Asker(source)
    asker.ask(problem, ())
    return Checked(source, tuple(asker.findings), has_field=False)


def check_source(source: Source, question: Question = _ALL) -> Checked:
    """Check a decoded text."""
    with collector_off():
        # Free the nodes before the collector is enabled again, or it would visit them all.
        try:
            checked = _TextCheck(source, question, condense).run()
        except CondensedError:
            checked = _TextCheck(source, question, None).run()
    if not checked.findings or question.is_trial:
        return checked
    from kumo_lr.rules import is_tried  # few texts have findings

    if not any(finding.fix is not None and is_tried(finding.code) for finding in checked.findings):
        return checked
    from kumo_lr.check.fixes import confirmed  # few findings have fixes that are tried

    trial = question._replace(is_trial=True)
    return confirmed(checked, lambda source: check_source(source, trial))


class _TextCheck:
    """The check of one text."""

    def __init__(self, source: Source, question: Question, condense: Condense | None) -> None:
        self._source = source
        self._condense = condense
        self._question = question
        self._hints = hints_of(source)
        self._findings: list[Finding] = []
        self._has_field = False
        self._readable = True
        self._ends: list[int] = []  # the roots of the documents
        # Quoted and block scalars, in which tabs are allowed and "#" does not start a comment.
        self._scalars: list[Span] = []

    def run(self) -> Checked:
        """Check the text."""
        invisible: list[Invisible] = []
        hints = self._hints
        needs_all = hints.tabs or hints.comments or hints.unloadable
        for document in compose(self._source, None if needs_all else self._condense):
            if isinstance(document, Document):
                self._document(document, len(self._ends))
            elif isinstance(document, Invisible):
                invisible.append(document)
            else:
                self._unreadable(document, len(self._ends))
        if self._readable and self._is_printed():
            return self._checked()
        if invisible:
            self._ask_in_place(invisible)
        self._scalars.sort()
        if self._hints.tabs and self._readable:
            self._ask_in_place(tab_problems(self._source, self._scalars))
        if self._hints.libyaml_only and self._readable:
            from kumo_lr.document.python_reader import libyaml_only  # few texts have these signs

            # The name or key that a finding is about already may well become another one.
            known = {finding.span for finding in self._findings}
            self._ask_in_place(p for p in libyaml_only(self._source) if p.span not in known)
        if self._findings or self._hints.comments:
            return self._checked()
        return Checked(self._source, (), self._has_field)

    def _document(self, document: Document, index: int) -> None:
        self._ends.append(document.root.end_mark.index)
        if self._hints.tabs or self._hints.comments:
            self._scalars.extend(quoted_spans(document.root, self._source.text))
        if self._hints.comments:
            self._all_extents.add(document.root)
        screening = Screening(self._source, self._question, self._hints, document)
        self._has_field |= screening.has_field
        if screening.is_clean:
            return
        from kumo_lr.check.document_check import DocumentCheck  # clean documents need no rules

        findings = DocumentCheck(screening, index).run()
        # To libyaml a template is a mapping used as a key, so it never passes without a finding.
        if not findings or "{{" not in self._source.text or not self._is_template(document, index):
            self._findings += findings

    def _is_printed(self) -> bool:
        """Report what Python printed in place of all findings, and return whether the text is that."""
        text = self._source.text
        # Neither is a plan to YAML, and both have one of these signs.
        if not (text.startswith("{'") or (not self._has_field and "(" in text)):
            return False
        from kumo_lr.document.causes import printed_object  # few texts come from Python

        printed = printed_object(self._source)
        if printed is None:
            return False
        self._findings.clear()
        self._unreadable(printed, 0)
        return True

    def _is_template(self, document: Document, index: int) -> bool:
        """Report the template in a document instead of its findings, and return whether there is one."""
        from kumo_lr.document.causes import template_in  # few texts have templates

        template = template_in(document, self._source)
        if template is not None:
            self._unreadable(template, index)
        return template is not None

    def _unreadable(self, problem: Problem, index: int) -> None:
        from kumo_lr.check.asker import Asker
        from kumo_lr.document.causes import likelier  # nearly all texts can be read

        self._readable = False
        asker = Asker(self._source, index or None)
        asker.ask(likelier(problem, self._source), ())
        self._findings += asker.findings

    @cached_property
    def _all_extents(self) -> Extents:
        from kumo_lr.document.extents import Extents  # few texts have suppression comments

        return Extents(self._source)

    def _ask_in_place(self, problems: Iterable[Invisible | Tab | LibyamlOnly | SuppressionProblem]) -> None:
        """Pass problems of the text to the rules, each with the document it belongs to."""
        from kumo_lr.check.asker import Asker

        for problem in problems:
            index = bisect_left(self._ends, problem.span.start)
            asker = Asker(self._source, min(index, max(len(self._ends) - 1, 0)) or None)
            asker.ask(problem, ())
            self._findings += asker.findings

    def _checked(self) -> Checked:
        """Return the findings in order, without duplicates and suppressed ones."""
        muted: list[Muted] = []
        if len(self._findings) > 1:
            self._findings = _unique(self._findings)
        # In text that could not be read, comments cannot be recognised.
        if self._hints.comments and self._question.suppressing and self._readable:
            from kumo_lr.check.suppressions import apply_suppressions  # few texts have such comments

            found = apply_suppressions(self._source, self._findings, self._scalars, self._all_extents)
            self._findings, muted = found.kept, found.muted
            self._ask_in_place(found.problems)
        if self._findings and self._question.suppressing and self._readable and "kumo" in self._source.text:
            from kumo_lr.check.suppressions import near_misses  # few texts have such comments

            self._ask_in_place(near_misses(self._source))
        findings = self._findings
        if len(findings) > 1:
            findings.sort(key=lambda finding: finding.sort_key)
        if len(self._ends) + (not self._readable) > 1:
            findings = list(map(_numbered, findings))
            muted = [entry._replace(finding=_numbered(entry.finding)) for entry in muted]
        return Checked(self._source, tuple(findings), self._has_field, tuple(muted))


def _unique(findings: list[Finding]) -> list[Finding]:
    """Return findings without duplicates: a mistake behind several aliases is one mistake."""
    unique = {(finding.sort_key, finding.document): finding for finding in reversed(findings)}
    return list(unique.values())


def _numbered(finding: Finding) -> Finding:
    """Return a finding with its document's index, for a text with several documents."""
    return finding._replace(document=0) if finding.document is None else finding
