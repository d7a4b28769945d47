"""No rule objects to keys and values that belong where they are, so none is asked about them."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.check import candidate_check, candidates
from kumo_lr.check.public import check_text
from tests.support.properties import examples
from tests.support.texts import FILENAMES, texts
from tests.support.values import field_values, to_block, to_json


def assert_agree(text: str, filename: str) -> None:
    with mock.patch.object(candidates, "documented", lambda _raw: None):
        found = check_text(text, filename).findings
        with mock.patch.object(candidate_check, "_is_one_of", lambda _node, _words: False):
            assert check_text(text, filename).findings == found


@pytest.mark.slow
@examples(600)
@given(texts(damaged=False), st.sampled_from(FILENAMES))
def test_texts(text: str, filename: str) -> None:
    assert_agree(text, filename)


@examples(300)
@given(field_values(), st.booleans())
def test_values(value: Any, as_json: bool) -> None:
    text, filename = (to_json(value), "plan.json") if as_json else (to_block(value), "plan.yaml")
    assert_agree(text, filename)
