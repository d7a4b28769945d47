"""Against what the real engine said and did of 1,500 values and more: `fixtures/engine/verdicts.json`.

`tests/oracle` says how they were made: whether the engine takes the value, and whether stepping every
candidate through 4 epochs of 25 steps gave finite learning rates between 0 and base_lr, not all 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from kumo_lr import Report, check_text
from kumo_lr.facts.strategies import CANDIDATE_KEYS, INTERVAL, STRATEGIES
from tests.support.engine import ROWS


def _is_documented(value: Any) -> bool:
    """Whether a value uses documented names, keys and kinds in range only, and trains."""
    return isinstance(value, list) and bool(value) and all(map(_is_documented_candidate, value))


def _is_documented_candidate(candidate: Any) -> bool:
    if candidate is None:
        return True
    if not isinstance(candidate, dict) or not set(candidate) <= set(CANDIDATE_KEYS):
        return False
    strategy = STRATEGIES.get(candidate["name"]) if isinstance(candidate.get("name"), str) else None
    kwargs = candidate.get("kwargs", {})
    if strategy is None or candidate.get("interval") not in INTERVAL.choices or not isinstance(kwargs, dict):
        return False
    slots = {name: strategy.argument(name) for name in kwargs}
    return all(slot is not None and slot.takes(kwargs[name]) for name, slot in slots.items())


def _reports(row: dict[str, Any]) -> Iterator[Report]:
    """Check a value as block style, flow style and JSON."""
    value = {"lr_scheduler": row["lr_scheduler"]}
    yield check_text(yaml.safe_dump(value, sort_keys=False), "plan.yaml")
    yield check_text(yaml.safe_dump(value, sort_keys=False, default_flow_style=True), "plan.yaml")
    yield check_text(json.dumps(value), "plan.json")


@pytest.mark.parametrize("part", range(10))
def test_agrees_with_the_engine(part: int) -> None:
    for row in ROWS[part::10]:
        trains = row["engine_accepts"] and row["trains"] is not False
        for report in _reports(row):
            if not row["engine_accepts"]:
                assert not report.ok, f"refused, and no error: {row}"
            if not trains:
                assert report.findings, f"missed: {row}"
            elif _is_documented(row["lr_scheduler"]):
                assert report.ok, f"false alarm: {row} {report.findings}"
            if not report.findings:
                assert trains, f"false accept: {row}"


def test_the_rows_show_every_case() -> None:
    documented = [row for row in ROWS if _is_documented(row["lr_scheduler"])]

    assert len(ROWS) >= 1500
    assert sum(row["engine_accepts"] for row in ROWS) > 500
    assert sum(row["trains"] is False for row in ROWS) > 15
    assert len(documented) > 400


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_engine_was_asked_about_every_strategy(strategy: str) -> None:
    fields = [(row, row["lr_scheduler"]) for row in ROWS if isinstance(row["lr_scheduler"], list)]
    rows = [
        row for row, field in fields if any(isinstance(c, dict) and c.get("name") == strategy for c in field)
    ]

    assert {row["engine_accepts"] for row in rows} == {True, False}
    assert len(rows) >= 20
