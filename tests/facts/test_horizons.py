"""How long training may be."""

from __future__ import annotations

from typing import Any

from kumo_lr.facts.horizons import Bounds, Horizons, Known, horizons_of
from kumo_lr.facts.run_modes import RUN_MODES


def test_bounds_come_from_the_caller_the_plan_and_the_run_mode() -> None:
    def bounds(known: Known, mode: str | None = None, **numbers: int) -> Horizons:
        return horizons_of(known, mode, numbers)

    anything = bounds(Known())
    assert anything == (Bounds(8, 16), Bounds(30, 2000))
    assert (anything.shortest, anything.longest) == (240, 32_000)
    assert bounds(Known(), "FAST") == (Bounds(8, 8), Bounds(30, 1000))
    assert bounds(Known("BEST"), "FAST") == (Bounds(16, 16), Bounds(30, 2000))
    assert bounds(Known(), "FAST", max_epochs=3) == (Bounds(3, 3), Bounds(30, 1000))
    assert bounds(Known(), None, max_steps_per_epoch=10) == (Bounds(8, 16), Bounds(10, 10))
    assert bounds(Known(), None, min_steps_per_epoch=5000) == (Bounds(8, 16), Bounds(5000, 5000))
    assert bounds(Known(), None, min_steps_per_epoch=9, max_steps_per_epoch=3) == (
        Bounds(8, 16),
        Bounds(3, 9),
    )
    assert bounds(Known(None, 7, 5), "FAST") == (Bounds(5, 5), Bounds(7, 7))
    name: Any
    for name, mode in RUN_MODES.items():
        assert bounds(Known(name)).max_epochs == Bounds(mode.max_epochs, mode.max_epochs)
