"""The table of a comparison for notebooks."""

from __future__ import annotations

from kumo_lr.facts.strategies import NAME
from kumo_lr.plan.compare import Compared, Side
from kumo_lr.plan.html import NOTHING
from kumo_lr.report.html import code, shown, table


def comparison_html(comparison: Compared, summary: str) -> str:
    """Return a comparison as a table: a row for each value that differs, and for each candidate alone."""
    rows: list[tuple[str, ...]] = []
    for difference in comparison.differences:
        left, right = difference
        if left is None or right is None:
            sides = ["" if side is None else _described(side) for side in difference]
            rows.append((shown("candidate"), "", *sides))
            continue
        name = code(left.values[NAME.name].value)
        for value, (before, after) in difference.changes.items():
            rows.append((name, shown(value), code(before.value), code(after.value)))
    return table(("", "", *comparison.names), rows, summary)


def _described(side: Side) -> str:
    words = [f"{name}: {value.value}" for name, value in side.values.items()]
    values = ", ".join(words).removeprefix(f"{NAME.name}: ")
    return code(values) if values else shown(NOTHING)
