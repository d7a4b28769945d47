"""Lines and columns of a text."""

from __future__ import annotations

from kumo_lr.source import Source
from tests.support.sound import position_of


def test_positions_are_counted_as_the_source_does() -> None:
    text = "a\r\nb\rc\n\n\x85d"
    source = Source(text)
    assert [source.position(i) for i in range(len(text) + 1)] == [
        position_of(text, i) for i in range(len(text) + 1)
    ]
