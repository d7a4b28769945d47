"""Spaces that are none to YAML, and characters of no width, where they keep the field from being read."""

from __future__ import annotations

import re
from bisect import bisect_right

from kumo_lr.document.problems import Invisible
from kumo_lr.facts.plan_layout import FIELD, PLAN_SECTIONS
from kumo_lr.facts.strategies import ARGUMENTS, INTERVAL, KWARGS, NAME
from kumo_lr.source import Source, Span

KEYS = (FIELD, NAME.name, INTERVAL.name, KWARGS, *ARGUMENTS, *PLAN_SECTIONS)
_LONGEST = 200  # more of a line than that is no place to look for a key

_BLANK = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NO_WIDTH = "\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff"
INVISIBLE = re.compile(f"[{_BLANK}{_NO_WIDTH}]")
_RUN = f"[ {_BLANK}{_NO_WIDTH}]*[{_BLANK}{_NO_WIDTH}][ {_BLANK}{_NO_WIDTH}]*"
_GAP = f"[ {_BLANK}{_NO_WIDTH}]*"
_NO_SPACE_BEFORE = (":", ",", "}", "]", "\r", "\n", "")
_KEY = "[\"']?(?:" + "|".join(sorted(KEYS)) + ")[\"']?"
# Where such characters are spaces to a person: what is on their line before them, and after.
_PLACES = (
    (r" *(?:- *)*\Z", rf"(?:-{_GAP})*{_KEY}{_GAP}(?::|\Z)"),
    (rf"(?:.*[{{,\s-])?{_KEY}\Z", ":"),
    (rf"(?:.*[{{,\s-])?{_KEY}{_GAP}:\Z", ""),
    (r".*[{,]\Z", rf"{_KEY}{_GAP}:"),
    (rf"(?:.*[{{,\s-])?{_KEY}{_GAP}:.*\S\Z", r"#|[,}\]]|\Z"),
)


def invisible_problems(source: Source) -> list[Invisible]:
    """Find runs of such characters where a person sees the indentation, or the space beside a colon."""
    text = source.text
    problems = []
    for run in re.finditer(_RUN, text):
        start, end = source.line_span(source.position(run.start()).line)
        before = text[max(start, run.start() - _LONGEST) : run.start()]
        after = text[run.end() : min(end, run.end() + _LONGEST)]
        if re.search(r"(?:^|\s)#", before) is None and any(
            re.match(left, before) and re.match(right, after) for left, right in _PLACES
        ):
            problems.append(invisible_at(source, Span(*run.span()), leading=not before.strip()))
    return problems


def made_visible(text: str, problems: list[Invisible]) -> str:
    """Return a text with plain spaces for the runs that have a problem; every offset is kept."""
    parts: list[str] = []
    done = 0
    for start, end in (problem.span for problem in problems):
        parts += [text[done:start], " " * (end - start)]
        done = end
    return "".join([*parts, text[done:]])


def outside(problems: list[Invisible], quoted: list[Span]) -> list[Invisible]:
    """Return the problems that do not start in one of some spans, which are in order."""
    starts = [span.start for span in quoted]
    kept = []
    for problem in problems:
        index = bisect_right(starts, problem.span.start) - 1
        if index < 0 or problem.span.start >= quoted[index].end:
            kept.append(problem)
    return kept


def invisible_at(source: Source, span: Span, *, leading: bool) -> Invisible:
    """Return the problem with a run of such characters; `leading` says that it is indentation."""
    run = source.text[span.start : span.end]
    return Invisible(span, run, leading, _spaces_for(run, source.text, span, leading=leading))


def _spaces_for(run: str, text: str, span: Span, *, leading: bool) -> str:
    """Return what to write for a run: a space for each that a person sees, where a space belongs.

    One alone is no indentation. After a dash or a colon, and before a comment, there is a space in any case;
    before a colon, a comma or a bracket, and at the end of a line, there is none.
    """
    spaces = "".join(" " for sign in run if is_blank(sign))
    if leading:
        return "" if len(run) == 1 else spaces
    after = text[span.end : span.end + 1]
    if after in _NO_SPACE_BEFORE:
        return ""
    return spaces or (" " if text[span.start - 1 : span.start] in ("-", ":") or after == "#" else "")


def is_blank(character: str) -> bool:
    """Return whether a character looks like a space, rather than like nothing."""
    return re.match(f"[ {_BLANK}]", character) is not None


def breaks_indentation(problem: Invisible) -> bool:
    """Return whether a run is indentation of another width than it has characters: offsets cannot be kept."""
    return problem.leading and len(problem.spaces) != len(problem.run)
