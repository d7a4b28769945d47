"""Runs that are ended by a signal at any moment: nothing is damaged, left behind, or printed."""

from __future__ import annotations

import signal

import pytest

from tests.kill import KINDS, SIGNALS, kill_often

pytestmark = pytest.mark.slow


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: str(number.name))
@pytest.mark.parametrize("name", KINDS)
def test_a_signal_at_any_moment(name: str, number: signal.Signals) -> None:
    assert list(kill_often(name, number, runs=3, seed=2)) == []
