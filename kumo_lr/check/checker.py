"""Text to findings: read, check each document, apply suppressions, sort once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from kumo_lr.check.asker import Asker
from kumo_lr.check.document_check import DocumentCheck
from kumo_lr.check.question import Question, hints_of
from kumo_lr.document.compose import Document, compose
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.document.problems import Tab, Undecodable, UnreadableFile
from kumo_lr.document.wellformed import quoted_spans, tab_problems
from kumo_lr.facts.horizons import known_of
from kumo_lr.findings import Checked, Finding, Muted, Report
from kumo_lr.rules.subjects import SuppressionProblem
from kumo_lr.source import DecodingError, Source, Span, decode, from_text

_ALL = Question()


def check_text(
    text: str,
    filename: str = "<text>",
    *,
    at: str | None = None,
    run_mode: str | None = None,
    steps_per_epoch: int | None = None,
    max_epochs: int | None = None,
) -> Report:
    """Check a text and report what is wrong with its `lr_scheduler` field.

    `filename` is shown in findings; one that ends in `.json` is read as JSON. `at` is the dotted
    path of the field where it stands elsewhere than documented, `"."` where the text is the list
    itself. `run_mode`, in any case, and the numbers are what is known about training; the fewer, the
    more a candidate must be sure to go wrong before a warning says so.

    Never raises for a bad config. Raises `ValueError` for an unknown run mode or a number below 1.
    """
    known = known_of(run_mode, steps_per_epoch, max_epochs)
    checked = check_source(from_text(text, filename), Question(at=at, known=known))
    return Report(checked.findings, 1, int(not checked.has_field))


def check_data(data: bytes, filename: str, question: Question = _ALL) -> Checked:
    """Check the bytes of a file; like `check_source`, for text that is still to be decoded."""
    try:
        source = decode(data, filename)
    except DecodingError as error:
        # Only the text before the bad byte is known; it is enough to say where that byte is.
        end = len(error.text)
        problem = Undecodable(Span(end, end), str(error), error.help)
        return _unreadable(Source(error.text, filename), problem)
    del data  # a large file is in memory often enough
    return check_source(source, question)


def check_unreadable(filename: str, reason: str, help_: str) -> Checked:
    """Report a file that could not be read at all."""
    return _unreadable(Source("", filename), UnreadableFile(Span(0, 0), reason, help_))


def _unreadable(source: Source, problem: Undecodable | UnreadableFile) -> Checked:
    asker = Asker(source)
    asker.ask(problem, ())
    return Checked(source, tuple(map(_unnumbered, asker.findings)), has_field=False)


def check_source(source: Source, question: Question = _ALL) -> Checked:
    """Check a decoded text."""
    with collector_off():
        # The nodes are gone before the collector is back: it would look at them all.
        return _TextCheck(source, question).run()


class _TextCheck:
    """One run over one text."""

    def __init__(self, source: Source, question: Question) -> None:
        self._source = source
        self._question = question
        self._hints = hints_of(source)
        self._findings: list[Finding] = []
        self._has_field = False
        self._readable = True
        self._ends: list[int] = []  # of the documents
        # Quoted and block scalars, in which a tab is a tab, and a "#" starts no comment.
        self._scalars: list[Span] = []

    def run(self) -> Checked:
        """Check the text."""
        for index, document in enumerate(compose(self._source)):
            if isinstance(document, Document):
                self._document(document, index)
            else:
                self._readable = False
                asker = Asker(self._source, index)
                asker.ask(document, ())
                self._findings += asker.findings
        self._scalars.sort()
        if self._hints.tabs and self._readable:
            self._ask_in_place(tab_problems(self._source, self._scalars))
        return self._checked()

    def _document(self, document: Document, index: int) -> None:
        self._ends.append(document.root.end_mark.index)
        if self._hints.tabs or self._hints.comments:
            self._scalars.extend(quoted_spans(document.root, self._source.text))
        check = DocumentCheck(self._source, self._question, self._hints, document, index)
        self._findings += check.run()
        self._has_field |= check.has_field

    def _ask_in_place(self, problems: Iterable[Tab | SuppressionProblem]) -> None:
        """Ask about problems of the text, each in the document that it stands in."""
        for problem in problems:
            index = bisect_left(self._ends, problem.span.start)
            asker = Asker(self._source, min(index, max(len(self._ends) - 1, 0)))
            asker.ask(problem, ())
            self._findings += asker.findings

    def _checked(self) -> Checked:
        """Return what was found, said once, without what comments suppress, and in order."""
        muted: list[Muted] = []
        self._findings = _unique(self._findings)
        # Where some of the text could not be read, nothing tells a comment from text.
        if self._hints.comments and self._question.suppressing and self._readable:
            from kumo_lr.check.suppressions import apply_suppressions  # few texts have such comments

            found = apply_suppressions(self._source, self._findings, self._scalars)
            self._findings, muted = found.kept, found.muted
            self._ask_in_place(found.problems)
        findings = sorted(self._findings, key=lambda finding: finding.sort_key)
        if len(self._ends) + (not self._readable) < 2:
            findings = list(map(_unnumbered, findings))
            muted = [entry._replace(finding=_unnumbered(entry.finding)) for entry in muted]
        return Checked(self._source, tuple(findings), self._has_field, tuple(muted))


def _unique(findings: list[Finding]) -> list[Finding]:
    """Return findings once each: what several aliases lead to is one mistake."""
    unique = {(finding.sort_key, finding.document): finding for finding in reversed(findings)}
    return list(unique.values())


def _unnumbered(finding: Finding) -> Finding:
    """Return a finding of a text with one document, which needs no number."""
    return finding._replace(document=None)
