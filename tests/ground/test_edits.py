"""The edits between two texts: they lead from one to the other, and change no more than they need."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kumo_lr import edits_between, fix_text
from kumo_lr.source import Source, Span

TEXTS = st.lists(st.sampled_from(["a", "b: c", "\n", "\r\n", "\r", "\U0001f600", "\u2028"]), max_size=10)


@given(TEXTS, TEXTS)
def test_edits_lead_to_the_other_text(one: list[str], other: list[str]) -> None:
    before, after = "".join(one), "".join(other)

    edits = edits_between(before, after)

    source = Source(before)
    assert source.replaced((edit.span, edit.text) for edit in edits).text == after
    for edit in edits:
        assert edit.location == source.location(edit.span)
        for offset in edit.span:
            assert not before[:offset].endswith("\r") or not before[offset:].startswith("\n")
    spans = [edit.span for edit in edits]
    assert all(first.end <= second.start for first, second in pairwise(spans))


def test_nothing_to_change() -> None:
    assert edits_between("a\nb", "a\nb") == ()


def test_each_change_is_as_small_as_its_lines_allow() -> None:
    text = (
        "lr_scheduler:\n- name: csoine_with_warmup\n  interval: step\n- name: exponental\n  interval: step\n"
    )
    fixed = fix_text(text).text

    edits = edits_between(text, fixed)

    assert [(text[edit.span.start : edit.span.end], edit.text) for edit in edits] == [
        ("so", "os"),
        ("", "i"),
    ]


def test_long_texts_are_not_compared_line_by_line() -> None:
    before = "".join(f"{number}\n" for number in range(3000))
    after = "".join(f"{-number}\n" for number in range(3000))

    (edit,) = edits_between(before, after)

    assert edit.span == Span(len("0\n"), len(before) - len("2999\n"))
    assert before[: edit.span.start] + edit.text + before[edit.span.end :] == after
