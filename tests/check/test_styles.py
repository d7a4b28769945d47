"""Block style, flow style and JSON have the same findings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from kumo_lr.check.public import check_text
from tests.support.properties import examples
from tests.support.values import field_values, to_block, to_flow, to_json

# What a rule says of YAML's spellings can't be said of JSON; a dumper writes none of them.
YAML_ONLY = {
    "KLR401",  # numbers that YAML 1.1 and 1.2 read differently: JSON has one grammar of numbers
}


@pytest.mark.slow
@examples(700)
@given(field_values())
def test_block_flow_and_json_have_the_same_findings(value: Any) -> None:
    block, flow, as_json = (
        {(f.code, f.path) for f in check_text(text, filename).findings if f.code not in YAML_ONLY}
        for text, filename in (
            (to_block(value), "plan.yaml"),
            (to_flow(value), "plan.yaml"),
            (to_json(value), "plan.json"),
        )
    )
    assert block == flow == as_json
