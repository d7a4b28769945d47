"""A check leaves no reference cycles: they would keep the nodes of all documents until the run ends."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from kumo_lr.check.public import check_text
from tests.support.paths import FIXTURES

PLANS = sorted(path for path in FIXTURES.glob("documents/a*.yaml") if "fixed" not in path.name)


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.name)
def test_documents_with_aliases_are_freed_at_once(plan: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    assert "*" in text
    check_text(text)  # imports leave cycles
    gc.collect()
    gc.disable()
    try:
        check_text(text)
        assert gc.collect() == 0
    finally:
        gc.enable()
