"""Nothing crashes the checker, and every span lies inside the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kumo_lr.check.checker import check_data
from kumo_lr.check.public import check_text
from kumo_lr.check.question import Question
from tests.support.properties import examples
from tests.support.sound import assert_sound, defects
from tests.support.texts import COMMENTS, DAMAGE, FILENAMES, HEADS, KEYS, NUMBERS, WORDS, texts

PLACES = (
    None,
    ".",
    "lr_scheduler",
    "optimization.lr_scheduler",
    "lr_scheduler.0",
    "lr_scheduler.0.kwargs",
    "*",
    "*.*.kwargs",
    "x.1",
)


def assert_all_sound(text: str) -> None:
    body = text.removeprefix("\ufeff")
    for filename in FILENAMES:
        for at in PLACES:
            report = check_text(text, filename, at=at)
            assert list(defects(body, report.findings)) == []


@examples(300)
@given(st.text(max_size=60))
def test_any_text_is_checked(text: str) -> None:
    assert_all_sound(text)


@examples(300)
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"#%, \t\r\n\\<=~0.9\ufeff\x85\u2028", max_size=40))
def test_any_text_of_yaml_signs_is_checked(text: str) -> None:
    assert_all_sound(text)


@pytest.mark.slow
@examples(400)
@given(texts())
def test_any_text_like_the_field_is_checked(text: str) -> None:
    assert_all_sound(text)


@examples(300)
@given(
    st.lists(st.sampled_from((*DAMAGE, *HEADS, *KEYS, *WORDS, *NUMBERS, *COMMENTS, "run_mode")), max_size=12)
)
@example(["run_mode"])
@example(["- ", "run_mode"])
@example(["!%ED%A0%80 ", "x"])
def test_any_row_of_pieces_is_checked(pieces: list[str]) -> None:
    assert_all_sound("".join(pieces))


@examples(200)
@given(st.binary(max_size=60), st.sampled_from(FILENAMES), st.sampled_from(PLACES))
def test_any_bytes_are_checked(data: bytes, filename: str, at: str | None) -> None:
    assert_sound(check_data(data, filename, Question(at=at)))


@pytest.mark.slow
@examples(150)
@given(
    texts(), st.sampled_from(("utf-8", "latin-1", "utf-16", "utf-16-le", "utf-8-sig")), st.binary(max_size=2)
)
def test_any_encoding_is_checked(text: str, encoding: str, end: bytes) -> None:
    assert_sound(check_data(text.encode(encoding, "replace") + end, "plan.yaml"))
