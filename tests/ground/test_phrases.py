"""Words for people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.phrases import share, share_range
from tests.support.properties import examples


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (0.0, "0 %"),
        (1e-300, "less than 0.001 %"),
        (0.0000099, "less than 0.001 %"),
        (0.00001, "0.001 %"),
        (0.0000463, "0.005 %"),
        (0.0007, "0.07 %"),
        (0.00458, "0.5 %"),
        (0.00875, "0.9 %"),
        (0.00996, "0.9 %"),
        (0.01, "1 %"),
        (0.07, "7 %"),
        (0.29, "29 %"),
        (0.3138, "31.4 %"),
        (0.999, "99.9 %"),
        (0.9997, "more than 99.9 %"),
        (1.0, "100 %"),
        (12.5, "1,250 %"),
    ],
)
def test_share(factor: float, words: str) -> None:
    assert share(factor) == words


@examples(100)
@given(st.floats(0, 1), st.floats(0, 1))
def test_shares_keep_what_counts(one: float, other: float) -> None:
    """A bigger factor never has a smaller share, and only all of it is 100 %."""
    low, high = (
        0.0005 if words.startswith("less") else float(words.split()[-2]) + words.startswith("more") / 20
        for words in map(share, sorted((one, other)))
    )

    assert low <= high
    assert (share(one) == "100 %") == (one == 1)
    assert (float(share(one).split()[-2]) >= 1) == (100 * one >= 1)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.8, 0.8, "at 80 %"),
        (0.8, 0.80001, "at 80 %"),
        (0.99996, 0.99999, "at more than 99.9 %"),
        (1e-6, 2e-6, "at less than 0.001 %"),
        (0.004, 0.312, "between 0.4 % and 31.2 %"),
        (0.03, 0.99997, "between 3 % and almost 100 %"),
        (1e-6, 0.5, "between almost 0 % and 50 %"),
        (0, 1, "between 0 % and 100 %"),
    ],
)
def test_a_range_can_be_read_aloud(low: float, high: float, said: str) -> None:
    assert share_range(low, high) == said
