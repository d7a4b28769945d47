"""Check many files, in one process or several, and yield the results in the order of the files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial

from kumo_lr.check.checker import check_data, check_source, check_unreadable
from kumo_lr.check.question import Question
from kumo_lr.document.problems import Undecodable
from kumo_lr.facts.horizons import Known
from kumo_lr.files import UnreadableError, Walked, read
from kumo_lr.findings import Checked, Finding, Severity
from kumo_lr.rules import all_rules, is_about_training
from kumo_lr.source import Source
from kumo_lr.typed import NamedTuple, TypeAlias

# Starting worker processes costs as much as checking this many small files.
_WORTH_JOBS = 2000
_CHUNK = 250

_NOTHING_KNOWN = Known()

Input: TypeAlias = str | UnreadableError


class Selection(NamedTuple):
    """The parameters of the check of each text, and the codes of the rules that apply, None for all.

    `ignored_in` returns the codes that do not apply in the file at a path; `severities` has those that
    differ from the rules' own.
    """

    codes: frozenset[str] | None = None
    question: Question = Question()
    ignored_in: Callable[[str], frozenset[str]] | None = None
    severities: Mapping[str, Severity] = {}

    @classmethod
    def of(cls, codes: frozenset[str] | None, question: Question) -> Selection:
        """Return the selection of some rules, without those about training if none counts."""
        counts = question.known != _NOTHING_KNOWN or codes is None or any(map(is_about_training, codes))
        return cls(codes, question if counts else question._replace(known=None))

    def check(self, source: Source) -> Checked:
        """Check a decoded text."""
        return self.keep(check_source(source, self.question))

    def check_as_found(self, source: Source) -> Checked:
        """Check a decoded text of a file that was found in a folder."""
        return only_counted(self.check(source))

    def keep(self, checked: Checked) -> Checked:
        """Drop the findings of rules that do not apply, and set the severity of the others."""
        if not (checked.findings or checked.muted):
            return checked
        if self.codes is None and self.ignored_in is None and not self.severities:
            return checked
        codes = self.codes_in(checked.source.name)
        kept = tuple(self._weighed(finding) for finding in checked.findings if finding.code in codes)
        muted = tuple(
            muted._replace(finding=self._weighed(muted.finding))
            for muted in checked.muted
            if muted.finding.code in codes
        )
        return checked._replace(findings=kept, muted=muted)

    def codes_in(self, path: str) -> frozenset[str]:
        """Return the codes of the rules that apply in a file."""
        codes = frozenset(all_rules()) if self.codes is None else self.codes
        return codes if self.ignored_in is None else codes - self.ignored_in(path)

    def _weighed(self, finding: Finding) -> Finding:
        severity = self.severities.get(finding.code)
        return finding if severity is None else finding._replace(severity=severity)


def check_one(path: Input, selection: Selection) -> Checked:
    """Check one file; an unreadable file is a finding."""
    if isinstance(path, UnreadableError):
        return check_unreadable(path.path, str(path), path.help)
    try:
        # The bytes are not bound to a name, which would keep them in memory beside the text.
        checked = selection.keep(check_data(read(path), path, selection.question))
    except UnreadableError as error:
        return check_unreadable(path, str(error), error.help)
    return as_found(checked) if isinstance(path, Walked) else checked


def as_found(checked: Checked) -> Checked:
    """Drop the findings of a file that was found rather than named, if they are not for such files."""
    if not checked.findings:
        return checked
    return checked._replace(findings=()) if _is_foreign(checked) else only_counted(checked)


def only_counted(checked: Checked) -> Checked:
    """Drop the findings meant only for files that the caller names, and note that there were some."""
    only_named = _only_named()
    if only_named.isdisjoint([finding.code for finding in checked.findings]):
        return checked
    kept = tuple(finding for finding in checked.findings if finding.code not in only_named)
    return checked._replace(findings=kept, elsewhere=True)


@cache
def _only_named() -> frozenset[str]:
    """Return the codes of the rules that object to files that the caller names."""
    return frozenset(code for code, rule in all_rules().items() if rule.traits.only_named)


def _is_foreign(checked: Checked) -> bool:
    """Return whether a file that was found in a folder belongs to another program, broken or not."""
    if checked.has_field:
        return False
    if Undecodable in all_rules()[checked.findings[0].code].subjects:
        # Only the text before a bad byte is decoded; in UTF-16 every other byte is null.
        data = read(checked.source.name).replace(b"\0", b"")
        return re.search(rb"(?i)lr[-_. ]?sched", data) is None
    return not mentions_field(checked.source.text)


def mentions_field(text: str) -> bool:
    """Return whether a text has something like the name of the field."""
    return re.search(r"(?i)lr[-_. ]?sched", text) is not None


def check_files(paths: Iterable[Input], selection: Selection, jobs: int | None) -> Iterator[Checked]:
    """Check files in `jobs` processes; by default as many as there are cores, if it pays."""
    if jobs is None:
        paths = list(paths)
        jobs = _cores() if len(paths) >= _WORTH_JOBS else 1
    if jobs < 2:
        return (check_one(path, selection) for path in paths)
    return _check_in_processes(list(paths), selection, jobs)


def _cores() -> int:
    affinity: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def _check_in_processes(paths: list[Input], selection: Selection, jobs: int) -> Iterator[Checked]:
    from kumo_lr.check.workers import in_processes  # few runs have so many files

    chunks = [paths[i : i + _CHUNK] for i in range(0, len(paths), _CHUNK)]
    check = partial(_check_chunk, selection=selection)
    for chunk, results in zip(chunks, in_processes(check, chunks, jobs), strict=True):
        for path, result in zip(chunk, results, strict=True):
            # For a clean file, a worker does not send back the text.
            if isinstance(result, bool):
                yield Checked(Source("", str(path)), (), has_field=result)
            else:
                yield result


def _check_chunk(paths: list[Input], selection: Selection) -> list[Checked | bool]:
    """Check files; for a clean one, return only whether it has the field."""
    checks = (check_one(path, selection) for path in paths)
    return [c if c.findings or c.muted or c.elsewhere else c.has_field for c in checks]
