"""Rules about training are asked only where they can object and be heard."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.check import asker
from kumo_lr.check.public import check_text
from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.strategies import INTERVAL, STRATEGIES, WARMUP, peak_of_warmup, warmup_steps
from kumo_lr.findings import Finding
from kumo_lr.rules import RULES, Rule
from kumo_lr.rules.roles import Role
from tests.support.properties import examples

SILENT = {code: rule for code, rule in RULES.items() if rule.unless}
WARMED = [name for name, strategy in STRATEGIES.items() if WARMUP in strategy.arguments]
warmups = st.integers(0, 40) | st.floats(0, 1) | st.sampled_from((1, 1.0, 0.0, 10_000))
lengths = st.integers(1, 30)
known = st.none() | lengths


@examples(300)
@given(st.sampled_from(WARMED), st.sampled_from(INTERVAL.choices), warmups, known, known)
def test_a_rule_that_is_not_asked_would_not_be_heard(
    name: str, interval: str, warmup: float, steps: int | None, epochs: int | None
) -> None:
    text = f"lr_scheduler:\n- name: {name}\n  interval: {interval}\n  kwargs: {{{WARMUP.name}: {warmup!r}}}\n"
    chosen = asker._rules_for

    def findings() -> tuple[Finding, ...]:
        return check_text(text, steps_per_epoch=steps, max_epochs=epochs).findings

    def always(kind: type, role: Role | None) -> tuple[Rule, ...]:
        return tuple(rule._replace(unless=frozenset()) for rule in chosen(kind, role))

    with mock.patch.object(asker, "_rules_for", always):
        found = findings()

    assert findings() == found


@pytest.mark.parametrize("rule", SILENT.values(), ids=lambda rule: rule.code)
def test_rules_make_later_ones_silent(rule: Rule) -> None:
    assert all(code < rule.code and set(RULES[code].subjects) == set(rule.subjects) for code in rule.unless)


@examples(300)
@given(st.sampled_from(WARMED), st.sampled_from(INTERVAL.choices), warmups, lengths, lengths)
def test_the_peak_of_a_warmup_is_that_of_the_curve(
    name: str, interval: str, warmup: float, steps: int, epochs: int
) -> None:
    schedule = Schedule(name, interval, {WARMUP.name: warmup}, steps_per_epoch=steps, max_epochs=epochs)
    length = warmup_steps(warmup, steps * epochs)

    assert peak_of_warmup(length, schedule.scheduler_steps) == schedule.peak.factor == max(schedule.factors())
