"""How many examples a property is tried on."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, settings


def examples(count: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a property on the same `count` examples everywhere and every time."""
    return settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
