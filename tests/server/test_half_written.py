"""While a plan is written, completion offers what the finished plan has, and hints stay."""

from __future__ import annotations

import random

import pytest

from kumo_lr.document.compose import Document, compose
from kumo_lr.server.completion import completions
from kumo_lr.server.hints import hints
from kumo_lr.server.likeness import Likeness
from kumo_lr.server.partial import read_fields
from kumo_lr.source import Source, Span
from tests.support.half_written import finished, half_written
from tests.support.server_features import applied, new_errors

_PLANS = 200
_FIRST = 3


@pytest.mark.parametrize("seed", range(_PLANS))
def test_completion_offers_what_comes(seed: int) -> None:
    source, offset, word = half_written(seed)

    offered = [completion.label for completion in completions(source, source.position(offset))]

    assert word in offered[:_FIRST], f"{source.text[:offset]}¦{source.text[offset:]}"


def _is_readable(source: Source) -> bool:
    return all(isinstance(part, Document) for part in compose(source))


@pytest.mark.parametrize("seed", range(_PLANS))
def test_what_is_inserted_is_right(seed: int) -> None:
    """In a text that is readable so far, every offer keeps it so; where more follows, that which fits it."""
    source, offset, word = half_written(seed)
    found = completions(source, source.position(offset)) if _is_readable(source) else []
    is_end = offset == len(source.text)

    for completion in found:
        if completion.label == word or (is_end and int(completion.sort_text[0]) <= Likeness.WITHIN):
            after = applied(source, completion)
            assert _is_readable(Source(after, source.name)), after
            assert new_errors(source.text, after, source.name) == [], after


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_no_offer_makes_a_plan_unreadable(seed: int) -> None:
    """Wherever the cursor is, what is inserted leaves text that can be read; lines may be empty."""
    rng = random.Random(seed)
    whole = finished(rng)
    lines = whole.text.split("\n")
    for _ in range(3):
        lines.insert(rng.randrange(len(lines)), " " * rng.randrange(9))
    source = Source("\n".join(lines), whole.name)
    offsets = range(len(source.text) + 1) if _is_readable(source) else []

    for offset in rng.sample(offsets, min(len(offsets), 30)):
        for completion in completions(source, source.position(offset)):
            after = applied(source, completion)
            assert _is_readable(Source(after, source.name)), after


def _others(source: Source, written: Span, length: int) -> set[tuple[int, str]]:
    """Return the hints outside of a span, with their offsets in a text in which the span has a length."""
    found = set()
    for hint in hints(source):
        offset = source.line_starts[hint.position.line - 1] + hint.position.column - 1
        if not written.start <= offset <= written.end:
            behind = offset > written.end
            found.add((offset + (length - written.end + written.start) * behind, hint.label))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_no_hint_flickers(seed: int) -> None:
    """The hints of all other candidates stay at every keystroke that writes one anew."""
    rng = random.Random(seed)
    source = finished(rng)
    (field,) = read_fields(source)
    start, end = rng.choice(field.candidates).span
    wanted = _others(source, Span(start, end), 0)

    for typed in range(start, end + 1):
        text = source.text[:typed] + source.text[end:]
        found = _others(Source(text, source.name), Span(start, typed), 0)
        assert wanted <= found, f"{text[:typed]}¦{text[typed:]}"
