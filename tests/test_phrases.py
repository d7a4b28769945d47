"""Words for people, as they are read aloud."""

from __future__ import annotations

import pytest

from kumo_lr.phrases import share_range


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
