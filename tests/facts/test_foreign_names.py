"""Names from other libraries."""

from __future__ import annotations

from kumo_lr.facts.foreign_names import OTHER_STRATEGIES, squash
from kumo_lr.facts.strategies import STRATEGIES


def test_no_strategy_is_called_foreign() -> None:
    assert OTHER_STRATEGIES.keys() & {squash(name) for name in STRATEGIES} == set()


def test_foreign_names_stand_for_strategies() -> None:
    meant = {other.meant for other in OTHER_STRATEGIES.values()} - {None}

    assert meant == set(STRATEGIES)
    assert {other.nearest for other in OTHER_STRATEGIES.values()} - {None} <= set(STRATEGIES)
