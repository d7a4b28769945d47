"""Lines and columns of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.source import Location, Position, Source, Span
from tests.support.properties import examples
from tests.support.sound import position_of

texts = st.text(st.sampled_from("ab\n\r\x85\u2028\ud83d"), max_size=12)


def test_positions_are_counted_as_the_source_does() -> None:
    text = "a\r\nb\rc\n\n\x85d"
    source = Source(text)
    assert [source.position(i) for i in range(len(text) + 1)] == [
        position_of(text, i) for i in range(len(text) + 1)
    ]


@pytest.mark.parametrize("is_indexed", [False, True])
@examples(300)
@given(texts, st.integers(0, 12), st.integers(0, 12))
def test_few_places_are_found_without_an_index(is_indexed: bool, text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    source = Source(text)
    if is_indexed:
        assert source.line_starts[0] == 0

    first, last = (Position(*position_of(text, offset)) for offset in (start, end))
    assert source.location(Span(start, end)) == Location(first, last)
    assert source.line_at(start) == Source(text).line(first.line)


def test_many_places_are_found_with_an_index() -> None:
    text = "ab\n" * 40
    source = Source(text)

    for offset in range(len(text)):
        assert source.position(offset) == position_of(text, offset)
        assert source.line_at(offset) == "ab"
