"""Shares in words, for people."""

from __future__ import annotations

_LEAST = 0.001  # percent
# Nothing rounds up to these: "100 %" is all of it, and 1 % is where training begins to do something.
_BOUNDS = (1, 100)


def share(factor: float) -> str:
    """Spell a factor, 0 or more, as percent: `100 %`, `99.9 %`, `0.9 %`, `less than 0.001 %`."""
    percent = 100 * factor
    if 0 < percent < _LEAST:
        return f"less than {_LEAST} %"
    rounded = round(percent, 1) if percent >= 1 else float(f"{percent:.1g}")
    if any(percent < bound <= rounded for bound in _BOUNDS):
        rounded -= 0.1
    return f"{rounded:,.1f}".removesuffix(".0") + " %" if rounded >= 1 else f"{rounded:.1g} %"
