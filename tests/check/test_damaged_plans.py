"""Plans with one structural damage each: where Kumo reads another field, or none, there is a finding."""

from __future__ import annotations

import random

import pytest

from kumo_lr import check_text
from kumo_lr.findings import Severity
from tests.support.damage import Text, damaged, plan, verdict, written

PLANS = 300  # 2,000 take ten seconds


def _plan(seed: int) -> tuple[Text, random.Random]:
    rng = random.Random(seed)
    return written(plan(rng), rng), rng


@pytest.mark.slow
def test_undamaged_plans_have_no_errors() -> None:
    for seed in range(PLANS):
        text, _ = _plan(seed)

        findings = check_text(*text).findings

        assert verdict(text).refuses == "", text.text
        assert [f for f in findings if f.severity is Severity.ERROR] == [], text.text


@pytest.mark.slow
def test_damage_to_the_field_is_found() -> None:
    silent, harmful, unreadable = [], 0, 0
    for seed in range(PLANS):
        text, rng = _plan(seed)
        broken = damaged(text, rng)
        before, after = verdict(text), verdict(broken)
        if after.refuses or after.reads != before.reads:
            harmful += 1
            unreadable += after.refuses.startswith("unreadable")
            if check_text(*broken).ok:
                silent.append((seed, broken.text, after))

    assert harmful > PLANS / 3
    assert unreadable < harmful / 4
    assert silent == []
