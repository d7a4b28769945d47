"""The fast path agrees with the rules."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kumo_lr.check import candidates
from kumo_lr.check.checker import check_source
from kumo_lr.check.fast_path import Identity, documented
from kumo_lr.check.question import Question
from kumo_lr.facts.horizons import Known
from kumo_lr.facts.strategies import STRATEGIES, Strategy
from kumo_lr.findings import Finding
from kumo_lr.source import from_text
from tests.support.properties import examples
from tests.support.texts import FILENAMES, texts
from tests.support.values import field_values, to_block, to_json

# What the caller knows about training; with None, training is not checked.
KNOWN = (Known(), Known("FAST", 100), None)


def findings_of(text: str, filename: str, known: Known | None) -> tuple[Finding, ...]:
    return check_source(from_text(text, filename), Question(known=known)).findings


def findings_of_the_rules(text: str, filename: str, known: Known | None) -> tuple[Finding, ...]:
    with mock.patch.object(candidates, "documented", lambda _raw: None):
        return findings_of(text, filename, known)


@pytest.mark.slow
def test_the_fast_path_passes_nothing_that_a_rule_objects_to() -> None:
    passed = []

    def counted(raw: Any) -> Identity | None:
        identity = documented(raw)
        if identity is not None:
            passed.append(raw)
        return identity

    def assert_agree(text: str, filename: str, known: Known | None) -> None:
        with mock.patch.object(candidates, "documented", counted):
            findings = findings_of(text, filename, known)
        assert findings == findings_of_the_rules(text, filename, known)

    @examples(600)
    @given(texts(damaged=False), st.sampled_from(FILENAMES), st.sampled_from(KNOWN))
    def agree(text: str, filename: str, known: Known | None) -> None:
        assert_agree(text, filename, known)

    @examples(600)
    @given(field_values(), st.booleans(), st.sampled_from(KNOWN))
    @example([{"name": "exponential", "interval": "step", "kwargs": {"gamma": 1.5}}], False, None)
    def agree_on_values(value: Any, as_json: bool, known: Known | None) -> None:
        text, filename = (to_json(value), "plan.json") if as_json else (to_block(value), "plan.yaml")
        assert_agree(text, filename, known)

    agree()
    agree_on_values()
    assert len(passed) > 100, "the property holds of nothing"


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=lambda strategy: strategy.name)
def test_numbers_beside_the_bounds_of_an_argument(strategy: Strategy, known: Known | None) -> None:
    """The fast path knows the bounds of each argument, whatever training would make of them."""
    for slot in strategy.arguments:
        required = {name: strategy.argument(name) for name in strategy.required if name != slot.name}
        others = {name: other.examples[0] for name, other in required.items() if other is not None}
        for number in (0, 0.0, 0.5, 1, 1.0, 1.5, 2, 3.0):
            candidate = {"name": strategy.name, "interval": "step", "kwargs": {**others, slot.name: number}}
            text = to_block([candidate])
            findings = findings_of(text, "plan.yaml", known)

            assert findings == findings_of_the_rules(text, "plan.yaml", known)
            assert slot.takes(number) == all(finding.severity != "error" for finding in findings)
