"""What is checked beside the field depends on whether the field is there; and tags are never passed over."""

from __future__ import annotations

import pytest

from kumo_lr import check_text
from kumo_lr.check.checker import check_source
from kumo_lr.check.question import Question
from kumo_lr.source import Source

FIELD = "lr_scheduler: [null]\n"


def codes_of(text: str, question: Question | None = None) -> list[str]:
    return [finding.code for finding in check_source(Source(text), question or Question()).findings]


@pytest.mark.parametrize(("text", "code"), [("run_mode: fsat\n", "KLR208"), ("optimization: 5\n", "KLR113")])
def test_another_programs_setting_is_a_mistake_only_in_a_plan(text: str, code: str) -> None:
    assert codes_of(text) == []
    assert codes_of(text, Question(is_plan=True)) == [code]
    assert codes_of(text + FIELD) == [code]


def test_a_document_has_the_field_only_where_it_is_found() -> None:
    assert check_text("a: 1\n").without_field == 1
    assert check_text(FIELD).without_field == 0


@pytest.mark.parametrize(
    ("candidate", "code"),
    [
        ("!!str null", "KLR104"),
        ("{name: linear_with_warmup, interval: step, kwargs: {warmup_ratio_or_steps: !!str 0.2}}", "KLR204"),
        ("{name: linear_with_warmup, interval: step, kwargs: !!seq {warmup_ratio_or_steps: 0.2}}", "KLR111"),
    ],
)
def test_a_candidate_with_a_tag_is_no_clean_one(candidate: str, code: str) -> None:
    assert codes_of(f"lr_scheduler: [{candidate}]\n")[:1] == [code]
