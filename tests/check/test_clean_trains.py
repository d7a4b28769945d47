"""What has no finding trains."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from kumo_lr.check.public import check_text
from tests.support.engine import accepted, fields_in
from tests.support.plans import plans
from tests.support.properties import examples
from tests.support.texts import texts
from tests.support.values import field_values, to_block, to_json


@pytest.mark.slow
def test_a_value_without_findings_trains() -> None:
    clean = []

    @examples(1200)
    @given(field_values())
    @example([{"name": "cosine_with_warmup_restarts", "interval": "step", "kwargs": {"num_cycles": 10**400}}])
    def holds(value: Any) -> None:
        for text, filename in ((to_block(value), "plan.yaml"), (to_json(value), "plan.json")):
            if not check_text(text, filename).findings:
                clean.append(text)
                assert accepted(value)

    holds()
    assert len(clean) > 50, "the property holds of nothing"


@pytest.mark.slow
def test_a_text_without_findings_trains() -> None:
    clean = []

    @examples(800)
    @given(st.one_of(texts(damaged=False), plans().map(lambda plan: plan[0])))
    def holds(text: str) -> None:
        if check_text(text).findings or "ignore" in text:
            return
        try:
            documents = list(yaml.safe_load_all(text))
        except (yaml.YAMLError, ValueError):
            return  # another property holds that this is said, where it is ours to say
        for document in documents:
            for field in fields_in(document):
                clean.append(text)
                assert accepted(field)

    holds()
    assert len(clean) > 50, "the property holds of nothing"
