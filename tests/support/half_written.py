"""Plans that are being written: a good one up to the cursor, or with a line missing elsewhere."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from kumo_lr.document.compose import Document, RawNode, compose
from kumo_lr.facts.plan_layout import FIELD, HOME
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS, INTERVAL, NAME
from kumo_lr.source import Source
from tests.support.damage import plan


class HalfWritten(NamedTuple):
    """A text, the offset of its cursor, and the word that the finished plan has there."""

    source: Source
    offset: int
    word: str


class _Place(NamedTuple):
    """A word of a plan: where it is, and the lines that it cannot be understood without."""

    word: str
    start: int
    end: int
    lines: frozenset[int]
    is_key: bool


def half_written(seed: int) -> HalfWritten:
    """Return a plan that is being written."""
    rng = random.Random(seed)
    source = finished(rng)
    (document,) = compose(source)
    assert isinstance(document, Document)
    place = rng.choice(list(_places(document.root, source, (), frozenset())))
    # A few words are as likely as each other before a letter is typed.
    least = 1 if place.word not in (*CANDIDATE_KEYS, *ARGUMENTS, *INTERVAL.choices) else 0
    cursor = place.start + rng.randint(least, len(place.word) - 1)
    if rng.random() < 0.5:
        return HalfWritten(Source(source.text[:cursor], source.name), cursor, place.word)
    return _without_a_line(source, place, cursor, rng)


def _without_a_line(source: Source, place: _Place, cursor: int, rng: random.Random) -> HalfWritten:
    """Return a text in which the word is half-written, and another line is missing."""
    line = source.position(cursor).line
    end = place.end
    if rng.random() < 0.5 and place.is_key:
        end = source.line_span(line).end
    text = source.text[:cursor] + source.text[end:]
    kept = {*place.lines, line, *_firsts(source)}
    others = [number for number in range(1, len(source.line_starts)) if number not in kept]
    if others:
        starts = Source(text, source.name).line_starts
        gone = rng.choice(others)
        text = text[: starts[gone - 1]] + text[starts[gone] :]
        cursor -= starts[gone] - starts[gone - 1] if gone < line else 0
    return HalfWritten(Source(text, source.name), cursor, place.word)


def _firsts(source: Source) -> Iterator[int]:
    """Yield the lines where candidates begin: without one, two candidates become another one."""
    for number in range(1, len(source.line_starts) + 1):
        if source.line(number).lstrip().startswith("- "):
            yield number


def finished(rng: random.Random) -> Source:
    """Return a plan without mistakes: in blocks, in braces or as JSON."""
    data: dict[str, Any] = plan(rng)
    style = rng.choice(["block", "kwargs in braces", "braces", "json"])
    if style == "json":
        return Source(json.dumps(data, indent=2), "plan.json")
    if style == "braces":
        field = data[HOME][FIELD]
        data[HOME][FIELD] = [] if not field else ["candidates"]
        text = yaml.safe_dump(data, sort_keys=False)
        items = "".join(f"\n  - {_in_braces(item)}" for item in field)
        return Source(text.replace("\n  - candidates", items), "plan.yaml")
    flow = None if style == "kwargs in braces" else False
    return Source(yaml.safe_dump(data, sort_keys=False, default_flow_style=flow), "plan.yaml")


def _in_braces(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_in_braces(inner)}" for key, inner in value.items()) + "}"
    return "null" if value is None else str(value)


def _places(
    raw: RawNode, source: Source, path: tuple[str | int, ...], lines: frozenset[int]
) -> Iterator[_Place]:
    """Yield the words of the field and of the keys that lead to it."""
    lines |= {source.position(raw.start_mark.index).line}
    if raw.id == "mapping":
        for key, value in raw.value:
            inner = (*path, str(key.value))
            if _is_of_field(inner):
                yield _place(key, lines, is_key=True)
            below = lines | {source.position(key.start_mark.index).line}
            yield from _places(value, source, inner, below)
    elif raw.id == "sequence":
        for number, item in enumerate(raw.value):
            yield from _places(item, source, (*path, number), lines)
    elif path[-1] in (NAME.name, INTERVAL.name) and FIELD in path:
        yield _place(raw, lines, is_key=False)


def _is_of_field(path: tuple[str | int, ...]) -> bool:
    return path in ((HOME,), (HOME, FIELD)) or path[:2] == (HOME, FIELD)


def _place(raw: RawNode, lines: frozenset[int], *, is_key: bool) -> _Place:
    start = raw.start_mark.index + (1 if raw.style else 0)
    word = str(raw.value)
    return _Place(word, start, start + len(word), lines, is_key)
