"""Positions as editors count them, in three encodings, whatever ends a line elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr import Location, Position, PositionEncoding, editor_range
from kumo_lr.encodings import EditorPosition, EditorRange, EncodedPositions
from kumo_lr.source import Source, Span, from_text
from tests.support.editor import offset

SIGNS = "ab\U0001f600\u00e9\u6f22\u2028\u0085\ufeff\v\f\r\n"
TEXTS = st.text(st.sampled_from(SIGNS), max_size=14)
ENCODINGS = st.sampled_from(PositionEncoding)


@given(TEXTS, ENCODINGS)
def test_every_offset_has_its_position(text: str, encoding: PositionEncoding) -> None:
    source = from_text(text, "plan.yaml")
    positions = EncodedPositions(source, encoding)
    mark = int(source.has_bom)

    for at in range(len(source.text) + 1):
        if source.text[at - 1 : at + 1] == "\r\n" and at:
            continue  # there is no place between the two
        line, character = positions.position(source.position(at))
        assert offset(text, {"line": line, "character": character}, encoding) == at + mark
        assert positions.offset(EditorPosition(line, character)) == at


@given(TEXTS, ENCODINGS, st.integers(-2, 20), st.integers(-2, 40))
def test_any_position_leads_into_the_text(
    text: str, encoding: PositionEncoding, line: int, character: int
) -> None:
    source = from_text(text, "plan.yaml")

    at = EncodedPositions(source, encoding).offset(EditorPosition(line, character))

    assert 0 <= at <= len(source.text)
    if 0 <= line < len(source.line_starts):
        assert source.line_span(line + 1).start <= at <= source.line_span(line + 1).end


@pytest.mark.parametrize(("encoding", "start"), [("utf-8", 9), ("utf-16", 5), ("utf-32", 4)])
def test_a_location_of_a_text_with_a_mark(encoding: str, start: int) -> None:
    location = Location(Position(1, 4), Position(2, 1))

    found = editor_range("\ufeff\U0001f600ab\u2028\nx", location, PositionEncoding(encoding))

    assert found == EditorRange(EditorPosition(0, start), EditorPosition(1, 0))


def test_a_position_within_a_character_is_where_it_starts() -> None:
    positions = EncodedPositions(Source("a\U0001f600b"), PositionEncoding.UTF8)

    assert [positions.offset(EditorPosition(0, unit)) for unit in range(7)] == [0, 1, 1, 1, 1, 2, 3]


def test_a_range_the_wrong_way_round() -> None:
    positions = EncodedPositions(Source("abc\ndef"), PositionEncoding.UTF16)

    assert positions.span(EditorRange(EditorPosition(1, 1), EditorPosition(0, 2))) == Span(2, 5)
