"""Suppression comments: `# kumo-lr: ignore[CODE, slug] reason` and `# kumo-lr: ignore-file[...]`.

A comment after a value covers findings that start on its line; a comment on its own line covers the
next line that is not a comment. Unreadable text (KLR00x) cannot be suppressed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kumo_lr.findings import Finding, Muted
from kumo_lr.rules import BY_SLUG, RULES, find, is_mutable
from kumo_lr.rules.subjects import (
    FixedSuppression,
    MalformedSuppression,
    SuppressionProblem,
    UnknownSuppression,
    UnusedSuppression,
)
from kumo_lr.source import Source, Span
from kumo_lr.suggest import suggest

_COMMENT = r"(?m)(?:(?<=\s)|^)#[ \t]*kumo-lr:[ \t]*([^\r\n]*)"
_DIRECTIVE = r"(ignore|ignore-file)\[([^\]]*)\]"
_RULE = r"[^\s,]+"


# More than the names of all rules need.
_LONGEST = 2000


class _Mute(NamedTuple):
    """A rule that a comment suppresses on a line, or in the whole file (None), with the reason."""

    code: str
    line: int | None
    span: Span
    token: str
    reason: str


class Suppressed(NamedTuple):
    """The findings that comments leave, those that they suppress, and the mistakes in the comments."""

    kept: list[Finding]
    muted: list[Muted]
    problems: list[SuppressionProblem]


def apply_suppressions(source: Source, findings: Sequence[Finding], scalars: Iterable[Span]) -> Suppressed:
    """Separate the findings that comments suppress from the others.

    `scalars` are the spans of quoted and block scalars, in which `#` does not start a comment.
    """
    mutes, problems = _read_comments(source, sorted(scalars))
    by_place: dict[tuple[str, int | None], list[_Mute]] = {}
    for mute in mutes:
        by_place.setdefault((mute.code, mute.line), []).append(mute)
    used: set[_Mute] = set()
    kept, muted = [], []
    for finding in findings:
        places = ((finding.code, None), (finding.code, finding.location.start.line))
        hits = [mute for place in places for mute in by_place.get(place, ())]
        used.update(hits)
        if hits:
            muted.append(Muted(finding, hits[0].reason))
        else:
            kept.append(finding)
    for mute in mutes:
        # A suppressed finding may be missing for another caller: an editor knows no run mode.
        if mute not in used and not RULES[mute.code].traits.by_horizon:
            problems.append(UnusedSuppression(mute.span, mute.token))
    return Suppressed(kept, muted, problems)


def _read_comments(source: Source, scalars: list[Span]) -> tuple[list[_Mute], list[SuppressionProblem]]:
    mutes: list[_Mute] = []
    problems: list[SuppressionProblem] = []
    lines = _Lines(source)
    for comment in re.finditer(_COMMENT, source.text):
        start = comment.start()
        before = bisect_right(scalars, (start, len(source.text)))
        if before and start < scalars[before - 1].end:
            continue
        directive = re.match(_DIRECTIVE, comment[1])
        named = directive[2] if directive and len(directive[2]) <= _LONGEST else ""
        tokens = list(re.finditer(_RULE, named))
        if directive is None or not tokens:
            span = Span(start, comment.start(1) + len(comment[1].rstrip()))
            problems.append(MalformedSuppression(span))
            continue
        line = None if directive[1] == "ignore-file" else lines.covered(start)
        offset = comment.start(1) + directive.start(2)
        for token in tokens:
            span = Span(offset + token.start(), offset + token.end())
            problem = _unmutable(token.group(), span)
            if problem is not None:
                problems.append(problem)
            elif rule := find(token.group()):
                mutes.append(
                    _Mute(rule.code, line, span, token.group(), comment[1][directive.end() :].strip())
                )
    return mutes, problems


def _unmutable(token: str, span: Span) -> UnknownSuppression | FixedSuppression | None:
    rule = find(token)
    if rule is None:
        guess = (
            suggest(token.upper(), filter(is_mutable, RULES))
            if token[:3].upper() == "KLR"
            else suggest(token, BY_SLUG)
        )
        return UnknownSuppression(span, token, guess.words[:3])
    return None if is_mutable(rule.code) else FixedSuppression(span, token)


class _Lines:
    """The lines that comments cover: their own, or the next one that is neither blank nor a comment."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._next: dict[int, int] = {}

    def covered(self, start: int) -> int:
        """Return the line that a comment at an offset covers."""
        source = self._source
        line = source.position(start).line
        if source.text[source.line_span(line).start : start].strip():
            return line
        passed = []
        last = len(source.line_starts)
        while line not in self._next and line < last:
            passed.append(line)
            line += 1
            content = source.line(line).strip()
            if content and not content.startswith("#"):
                break
        found = self._next.get(line, line)
        # The comments of one block share an answer, so that each line is visited once.
        self._next.update(dict.fromkeys(passed, found))
        return found
