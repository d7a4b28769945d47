"""Long lists lose the nodes that a check does not need, and no finding."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml import MappingNode

from kumo_lr.check import checker, fast_path
from kumo_lr.check.checker import check_source
from kumo_lr.check.public import check_text
from kumo_lr.check.question import Question
from kumo_lr.document import compose
from kumo_lr.document.condensed import Condensed, CondensedError, is_condensed
from kumo_lr.facts.horizons import Known
from kumo_lr.findings import Finding
from kumo_lr.source import from_text
from tests.support.properties import examples
from tests.support.texts import FILENAMES, texts
from tests.support.values import field_values, to_block, to_json

GOOD = "- name: linear_with_warmup\n  interval: step\n  kwargs:\n    warmup_ratio_or_steps: 0.{:04}\n"


def findings_of(text: str, filename: str, known: Known | None) -> tuple[Finding, ...]:
    return check_source(from_text(text, filename), Question(known=known)).findings


@pytest.mark.slow
def test_condensing_changes_no_finding() -> None:
    condensed: list[Any] = []

    def counted(raw: Any) -> Any:
        item = condense(raw)
        condensed.extend([item] if is_condensed(item) else [])
        return item

    condense = fast_path.condense

    def assert_equal(text: str, filename: str, known: Known | None) -> None:
        expected = findings_of(text, filename, known)
        with (
            mock.patch.object(compose, "LONG", 2),
            mock.patch.object(compose, "_is_shallow", lambda _text: False),
            mock.patch.object(checker, "condense", counted),
        ):
            assert findings_of(text, filename, known) == expected

    @examples(600)
    @given(texts(damaged=False), st.sampled_from(FILENAMES), st.sampled_from((Known(), None)))
    def on_texts(text: str, filename: str, known: Known | None) -> None:
        assert_equal(text, filename, known)

    @examples(600)
    @given(field_values(), field_values(), st.booleans(), st.sampled_from((Known(), None)))
    def on_values(value: Any, other: Any, as_json: bool, known: Known | None) -> None:
        items = value * 3 + other if isinstance(value, list) and isinstance(other, list) else value
        text, filename = (to_json(items), "plan.json") if as_json else (to_block(items), "plan.yaml")
        assert_equal(text, filename, known)

    on_texts()
    on_values()
    assert len(condensed) > 100, "the property holds of nothing"


def test_a_condensed_item_is_taken_for_nothing_else() -> None:
    item: Any = Condensed(("exponential", "step", 0.9))
    assert is_condensed(item)
    for use in (
        lambda: isinstance(item, MappingNode),
        lambda: item.id,
        lambda: item.value,
        lambda: item.start_mark,
    ):
        with pytest.raises(CondensedError):
            use()


LONG_LIST = "lr_scheduler:\n" + "".join(GOOD.format(number) for number in range(1, 3000))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LONG_LIST, []),
        (LONG_LIST + "- name: csoine_with_warmup\n  interval: step\n", [("KLR201", 11998)]),
        (LONG_LIST + "- null\n", []),
        # The second of two equal candidates needs the nodes of both.
        (LONG_LIST + GOOD.format(1500) + "- null\n", [("KLR309", 11998)]),
        ("optimisation:\n  " + LONG_LIST.replace("\n", "\n  ").rstrip(" "), [("KLR101", 1)]),
        ("training_job:\n  " + LONG_LIST.replace("\n", "\n  ").rstrip(" "), [("KLR114", 2)]),
    ],
    ids=["clean", "an error at the end", "null at the end", "repeated", "misspelt section", "misplaced"],
)
def test_long_lists(text: str, expected: list[tuple[str, int]]) -> None:
    findings = check_text(text, "plan.yaml").findings
    assert [(finding.code, finding.location.start.line) for finding in findings] == expected
