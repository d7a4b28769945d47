"""Tables of configs and resolved configs for notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kumo_lr.facts.strategies import INTERVAL, NAME
from kumo_lr.plan.models import Scheduler
from kumo_lr.report.html import code, shown, table
from kumo_lr.rules.values import spell

if TYPE_CHECKING:
    from kumo_lr.facts.slots import Number

NOTHING = "no scheduling"
_NOT_SET = "not set: Kumo applies candidates of its own"


def config_html(candidates: Sequence[Scheduler | None], notes: Mapping[str, object]) -> str:
    """Return candidates as a table with what is given of each; `notes` are about the plan."""
    rows = ((str(i), *_candidate(candidate)) for i, candidate in enumerate(candidates))
    note = ", ".join(f"{name}: {value}" for name, value in notes.items())
    return table(("", "strategy", "interval", "arguments"), rows, note if candidates else _NOT_SET)


def _candidate(candidate: Scheduler | None) -> tuple[str, str, str]:
    if candidate is None:
        return (shown(NOTHING), "", "")
    given = ", ".join(f"{name}: {spell(value)}" for name, value in candidate.kwargs.given.items())
    return (code(candidate.name), code(candidate.interval), code(given))


def resolved_html(
    candidates: Sequence[Scheduler | None], origins: Sequence[Mapping[str, object]], run_mode: str
) -> str:
    """Return candidates that will run as a table: a row for each value, with its origin."""
    rows = (row for i, pair in enumerate(zip(candidates, origins, strict=True)) for row in _values(i, *pair))
    return table(("", "value", "", "from"), rows, f"run mode {run_mode}")


def _values(
    index: int, candidate: Scheduler | None, origins: Mapping[str, object]
) -> Iterator[tuple[str, str, str, str]]:
    if candidate is None:
        (origin,) = origins.values()
        yield (str(index), shown(NOTHING), "", shown(origin))
        return
    values: dict[str, str | Number] = {
        NAME.name: candidate.name,
        INTERVAL.name: candidate.interval,
        **candidate.kwargs.given,
    }
    for name, value in values.items():
        first = str(index) if name == NAME.name else ""
        spelt = value if isinstance(value, str) else spell(value)
        yield (first, shown(name), code(spelt), shown(origins[name]))
