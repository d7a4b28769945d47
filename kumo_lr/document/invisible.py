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
_KEY = "[\"']?(?:" + "|".join(sorted(KEYS)) + ")[\"']?"
# Where such characters are spaces to a person: what is on their line before them, and after.
_PLACES = (
    (r" *(?:- *)*\Z", rf"(?:-{_GAP})*{_KEY}{_GAP}(?::|\Z)"),
    (rf"(?:.*[{{,\s-])?{_KEY}\Z", ":"),
    (rf"(?:.*[{{,\s-])?{_KEY}{_GAP}:\Z", ""),
    (r".*[{,]\Z", rf"{_KEY}{_GAP}:"),
    (rf"(?:.*[{{,\s-])?{_KEY}{_GAP}:.*\S\Z", r"#|[,}\]]|\Z"),
)


def name_of(character: str) -> str:
    """Name a character that cannot be seen: `a no-break space (U+00A0)`."""
    import unicodedata  # only needed for a message

    name = unicodedata.name(character, "invisible character").lower()
    article = "an" if name[0] in "aeiou" else "a"
    return f"{article} {name} (U+{ord(character):04X})"


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
            problems.append(Invisible(Span(*run.span()), run.group(), not before.strip()))
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


def spaces_for(problem: Invisible) -> str:
    """Return what to write for a run: a space for each that a person sees; one alone is no indentation."""
    run = problem.run
    if problem.leading and len(run) == 1:
        return ""
    spaces = "".join(" " if sign == " " or re.match(f"[{_BLANK}]", sign) else "" for sign in run)
    return spaces if problem.leading else spaces or " "


def breaks_indentation(problem: Invisible) -> bool:
    """Return whether a run is indentation of another width than it has characters: offsets cannot be kept."""
    return problem.leading and len(spaces_for(problem)) != len(problem.run)
