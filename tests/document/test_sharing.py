"""What aliases and merge keys share, and the edits that would change it."""

from __future__ import annotations

import pytest

from kumo_lr.document.compose import Document, compose
from kumo_lr.document.sharing import Sharing, touches
from kumo_lr.source import Source, Span


def spans_of(text: str) -> list[Span]:
    source = Source(text)
    (document,) = compose(source)
    assert isinstance(document, Document)
    return Sharing(document, source).spans


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("a: &x 1\nb: *x\n", ["&x 1"]),
        ("a: &x {c: 1}\nb: *x\n", ["&x {c: 1}"]),
        ("a: &x\n  c: 1  # note\nb: *x\n", ["&x\n  c: 1  # note\n"]),
        ("a: &x\n  c: &y 1\nb: *x\nd: *y\n", ["&x\n  c: &y 1\n"]),
        ("a: &x {c: 1}\nb: {<<: *x}\nd: &y [1]\ne: [*y]\n", ["&x {c: 1}", "&y [1]"]),
        ("a: &x 1\nb: 2\n", []),
    ],
)
def test_what_occurs_in_two_places_is_shared(text: str, shared: list[str]) -> None:
    assert [text[span.start : span.end] for span in spans_of(text)] == shared


@pytest.mark.parametrize(
    ("start", "end", "is_touched"),
    [
        *((3, 3, False), (3, 4, True), (5, 6, True), (7, 7, False), (7, 9, False), (2, 10, True)),
        *((12, 12, True), (11, 12, False), (12, 13, False)),
    ],
)
def test_an_edit_touches_what_it_is_in(start: int, end: int, is_touched: bool) -> None:
    assert touches(Span(start, end), [Span(3, 7), Span(12, 12)]) is is_touched
