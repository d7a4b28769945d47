"""Suppression comments: `ignore`, `ignore-file`, and ranges from `disable` to `enable`.

Each is written as in `# kumo-lr: ignore[CODE, slug] reason`. `check.suppressed_lines` says which lines a
comment covers. Unreadable text (KLR00x) cannot be suppressed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from kumo_lr.check.question import MARKER
from kumo_lr.check.suppressed_lines import CoveredLines, Lines
from kumo_lr.document.extents import Extents
from kumo_lr.findings import Finding, Muted
from kumo_lr.rules import BY_SLUG, RULES, codes_of, find, is_mutable
from kumo_lr.rules.suppression_problems import (
    FixedSuppression,
    InlineRange,
    MalformedSuppression,
    MisspeltSuppression,
    NeedlessRange,
    SuppressionProblem,
    UnknownSuppression,
    UnusedSuppression,
)
from kumo_lr.source import Source, Span
from kumo_lr.suggest import suggest
from kumo_lr.typed import NamedTuple

# What each kind of comment suppresses.
DIRECTIVES = {
    "ignore": "findings here",
    "ignore-file": "findings in the whole file",
    "disable": "findings from here on",
    "enable": "nothing from here on",
}
COMMENT = r"(?m)(?:(?<=\s)|^)#[ \t]*kumo-lr:[ \t]*([^\r\n]*)"
# What looks like such a comment, and is none.
_NEAR_MISS = r"(?mi)(?:(?<=\s)|^)#[ \t]*(kumo[-_ ]?lr[ \t]*:?)[ \t]*(?:ignore|disable|enable|noqa)\b[^\r\n]*"
_DIRECTIVE = rf"({'|'.join(DIRECTIVES)})\[([^\]]*)\]"
_RULE = r"[^\s,]+"


# More than the names of all rules need.
_LONGEST = 2000


class _Mute(NamedTuple):
    """A rule that a comment suppresses on some lines, with the reason.

    `wide` says that the lines are those where findings start, as in a range or the whole file, rather than
    all lines of what a finding is about.
    """

    code: str
    lines: Lines
    wide: bool
    span: Span
    token: str
    reason: str


class Suppressed(NamedTuple):
    """The findings that comments leave, those that they suppress, and the mistakes in the comments."""

    kept: list[Finding]
    muted: list[Muted]
    problems: list[SuppressionProblem]


def apply_suppressions(
    source: Source, findings: Sequence[Finding], scalars: Iterable[Span], extents: Extents
) -> Suppressed:
    """Separate the findings that comments suppress from the others.

    `scalars` are the spans of quoted and block scalars, in which `#` does not start a comment.
    """
    reader = _Reader(source, sorted(scalars), extents)
    reader.read()
    hits: dict[int, _Mute] = {}
    used: set[_Mute] = set()
    for wide in (False, True):
        by_code: dict[str, list[_Mute]] = {}
        for mute in reader.mutes:
            if mute.wide is wide:
                by_code.setdefault(mute.code, []).append(mute)
        places: dict[str, dict[int, Lines]] = {}
        for index, finding in enumerate(findings):
            if finding.code in by_code:
                lines = _lines_of(finding, source, extents, wide=wide)
                places.setdefault(finding.code, {})[index] = lines
        for code, found in places.items():
            used.update(_matched(by_code[code], found, hits))
    for mute in reader.mutes:
        # A suppressed finding may be missing for another caller: an editor knows no run mode.
        if mute not in used and not RULES[mute.code].traits.by_horizon:
            reader.problems.append(UnusedSuppression(mute.span, mute.token))
    kept = [finding for index, finding in enumerate(findings) if index not in hits]
    muted = [Muted(findings[index], hits[index].reason) for index in sorted(hits)]
    return Suppressed(kept, muted, reader.problems)


def near_misses(source: Source) -> Iterator[MisspeltSuppression]:
    """Yield the comments that would suppress something if they were spelt right."""
    for comment in re.finditer(_NEAR_MISS, source.text):
        if comment[1] != MARKER:
            yield MisspeltSuppression(Span(*comment.span(1)), comment[1], MARKER)


def _matched(mutes: list[_Mute], found: dict[int, Lines], hits: dict[int, _Mute]) -> Iterator[_Mute]:
    """Add the findings that are suppressed to `hits`, each with a comment, and yield all such comments."""
    by_lines = _Overlaps([mute.lines for mute in mutes])
    for index, lines in found.items():
        hit = by_lines.of(lines)
        if hit is not None:
            hits[index] = mutes[hit]
    overlaps = _Overlaps(list(found.values()))
    for mute in mutes:
        if overlaps.of(mute.lines) is not None:
            yield mute


def _lines_of(finding: Finding, source: Source, extents: Extents, *, wide: bool) -> Lines:
    """Return the line where a finding starts, or the lines of what it is about."""
    start = finding.location.start.line
    label = finding.path[-1] if finding.path else None
    extent = None if wide else extents.of_finding(finding.span.start, label)
    if extent is None:
        return Lines(start, start)
    return Lines(min(start, source.position(extent.start).line), max(start, source.position(extent.end).line))


class _Overlaps:
    """An index of ranges of lines."""

    def __init__(self, ranges: Sequence[Lines]) -> None:
        order = sorted(range(len(ranges)), key=ranges.__getitem__)
        self._starts = [ranges[index].first for index in order]
        self._furthest: list[int] = []  # of those up to each, the one with the last end
        self._ranges = ranges
        for index in order:
            before = self._furthest[-1] if self._furthest else index
            self._furthest.append(index if ranges[index].last > ranges[before].last else before)

    def of(self, lines: Lines) -> int | None:
        """Return the index of a range that overlaps some lines, if there is one."""
        before = bisect_right(self._starts, lines.last)
        furthest = self._furthest[before - 1] if before else None
        if furthest is None or self._ranges[furthest].last < lines.first:
            return None
        return furthest


class _Reader:
    """A reader of the suppression comments of a text."""

    def __init__(self, source: Source, scalars: list[Span], extents: Extents) -> None:
        self.mutes: list[_Mute] = []
        self.problems: list[SuppressionProblem] = []
        self._source = source
        self._scalars = scalars
        self._lines = CoveredLines(source, extents)
        self._open: dict[str, _Mute] = {}  # the ranges that have not ended, by code

    def read(self) -> None:
        """Read all comments."""
        for comment in re.finditer(COMMENT, self._source.text):
            start = comment.start()
            before = bisect_right(self._scalars, (start, len(self._source.text)))
            if not before or start >= self._scalars[before - 1].end:
                self._comment(comment)
        self.mutes += self._open.values()
        self.mutes.sort(key=lambda mute: mute.span)

    def _comment(self, comment: re.Match[str]) -> None:
        start = comment.start()
        span = Span(start, comment.start(1) + len(comment[1].rstrip()))
        directive = re.match(_DIRECTIVE, comment[1])
        named = directive[2] if directive and len(directive[2]) <= _LONGEST else ""
        tokens = list(re.finditer(_RULE, named))
        if directive is None or not tokens:
            self.problems.append(MalformedSuppression(span))
            return
        word, reason = directive[1], comment[1][directive.end() :].strip()
        if word in ("disable", "enable") and not self._lines.is_alone(start):
            self.problems.append(InlineRange(span, word))
            return
        lines = self._lines.covered(start) if word == "ignore" else self._lines.all_from(start, word)
        offset = comment.start(1) + directive.start(2)
        for token in tokens:
            span = Span(offset + token.start(), offset + token.end())
            problem = _unmutable(token.group(), span)
            if problem is not None:
                self.problems.append(problem)
            elif rule := find(token.group()):
                mute = _Mute(rule.code, lines, word != "ignore", span, token.group(), reason)
                self._add(mute, word)

    def _add(self, mute: _Mute, word: str) -> None:
        """Add what a comment says about a rule: a range is complete when it ends."""
        before = self._open.get(mute.code)
        if word == "disable" and before is None:
            self._open[mute.code] = mute
        elif word == "enable" and before is not None:
            del self._open[mute.code]
            self.mutes.append(before._replace(lines=Lines(before.lines.first, mute.lines.first)))
        elif word in ("disable", "enable"):
            self.problems.append(NeedlessRange(mute.span, mute.token, before and before.lines.first))
        else:
            self.mutes.append(mute)


def _unmutable(token: str, span: Span) -> UnknownSuppression | FixedSuppression | None:
    rule = find(token)
    if rule is None:
        guess = (
            suggest(token.upper(), filter(is_mutable, RULES))
            if token[:3].upper() == "KLR"
            else suggest(token, BY_SLUG)
        )
        return UnknownSuppression(span, token, guess.words[:3], bool(codes_of(token)))
    return None if is_mutable(rule.code) else FixedSuppression(span, token)
