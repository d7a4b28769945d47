"""Braces and brackets as blocks: the same data, and nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr import check_text
from kumo_lr.plan.rewrite.block import as_block
from kumo_lr.source import Source, Span
from tests.support.documented import good_candidates
from tests.support.properties import examples


def block(text: str, at: int, name: str = "plan.yaml") -> str | None:
    new = as_block(Source(text, name), Span(at, at))
    return None if new is None else new.text


FIELD = "lr_scheduler: [{name: exponential, interval: epoch, kwargs: {gamma: 0.9}}, null]  # ours\nx: 1\n"
ITEMS = """\
optimization:
    lr_scheduler:
    - {'name': linear_with_warmup,  # not this one
       interval: step}
    - {'name': linear_with_warmup,
       interval: step, kwargs: {}}
    - name: exponential
      interval: step
      kwargs: {gamma: 0.9}
"""


@pytest.mark.parametrize(
    ("text", "here", "expected"),
    [
        pytest.param(
            FIELD,
            "name",
            "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n"
            "- null  # ours\nx: 1\n",
            id="the list",
        ),
        pytest.param(
            FIELD.replace("\n", "\r\n"),
            "gamma",
            "lr_scheduler:\r\n- name: exponential\r\n  interval: epoch\r\n  kwargs:\r\n    gamma: 0.9\r\n"
            "- null  # ours\r\nx: 1\r\n",
            id="other line ends",
        ),
        pytest.param(ITEMS, "{'name': linear_with_warmup,  #", None, id="a comment inside"),
        pytest.param(
            ITEMS,
            "kwargs: {}",
            ITEMS.replace(
                "{'name': linear_with_warmup,\n       interval: step, kwargs: {}}",
                "'name': linear_with_warmup\n      interval: step\n      kwargs: {}",
            ),
            id="a candidate",
        ),
        pytest.param(
            ITEMS,
            "gamma",
            ITEMS.replace("kwargs: {gamma: 0.9}", "kwargs:\n        gamma: 0.9"),
            id="the arguments",
        ),
        pytest.param(ITEMS, "optimization", None, id="elsewhere"),
        pytest.param("lr_scheduler: []\n", "[", None, id="nothing to write"),
        pytest.param("{lr_scheduler: [null]}\n", "[", None, id="within braces"),
        pytest.param("lr_scheduler: [&a {name: exponential}, *a]\n", "name", None, id="an anchor"),
        pytest.param("lr_scheduler: [!!map {name: exponential}]\n", "name", None, id="a tag"),
        pytest.param("lr_scheduler: [null]; x\n", "[", None, id="text that cannot be read"),
    ],
)
def test_block(text: str, here: str, expected: str | None) -> None:
    assert block(text, text.index(here)) == expected


def test_json_has_no_blocks() -> None:
    assert block('{"lr_scheduler": [null]}', 18, "plan.json") is None


@examples(100)
@given(st.lists(good_candidates(), min_size=1, max_size=3), st.integers(0, 400))
def test_the_data_stays(candidates: list[Any], at: int) -> None:
    """JSON is YAML, so a list of it is as dense as braces can be."""
    text = f"a: 1\nlr_scheduler: {json.dumps(candidates)}\n"
    new = block(text, min(at, len(text)))

    if new is None:
        assert at < len("a: 1\n") or at > len(text) - 1
        return
    assert yaml.safe_load(new) == yaml.safe_load(text)
    assert "{" not in new.replace("{}", "")
    assert [f.code for f in check_text(new).findings] == [f.code for f in check_text(text).findings]
