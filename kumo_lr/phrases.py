"""Shares in words, for people."""

from __future__ import annotations

_LEAST = 0.001  # percent
_ALL = 100  # nothing rounds up to it, nor to 1, where training begins to do something


def share(factor: float) -> str:
    """Spell a factor, 0 or more, as percent: `100 %`, `99.9 %`, `0.9 %`, `less than 0.001 %`."""
    percent = 100 * factor
    if 0 < percent < _LEAST:
        return f"less than {_LEAST} %"
    rounded = round(percent, 1) if percent >= 1 else float(f"{percent:.1g}")
    if percent < _ALL <= rounded:
        return "more than 99.9 %"
    if percent < 1 <= rounded:
        rounded = 0.9
    return f"{rounded:,.1f}".removesuffix(".0") + " %" if rounded >= 1 else f"{rounded:.1g} %"
