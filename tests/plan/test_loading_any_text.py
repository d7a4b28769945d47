"""A text is loaded where a check finds no error in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kumo_lr import (
    Config,
    ConfigError,
    check_text,
)
from kumo_lr.check.checker import check_source
from kumo_lr.check.question import Question
from kumo_lr.source import from_text
from tests.support.cases import at_of
from tests.support.configs import FIELD, FILES, documents_of, loaded, refusal, sentences
from tests.support.engine import fields_in
from tests.support.properties import examples
from tests.support.texts import texts


def is_in_the_way(document: Any) -> bool:
    """Whether something stands where a plan, or a section of it that holds the field, should."""
    if document in (None, "???"):
        return False
    if not isinstance(document, dict):
        return True
    plan = document.get("model_plan")
    return any(
        section not in (None, "???") and not isinstance(section, dict)
        for section in (
            plan,
            document.get("optimization"),
            plan.get("optimization") if isinstance(plan, dict) else None,
        )
    )


def assert_loads_as_checked(text: str, name: str = "<text>") -> None:
    """Hold how loading and checking a text belong together.

    - A text with an error is not loaded, and what is raised holds the same findings.
    - A text with the field and without errors is loaded, every field of it, as the models take it. Only
      where a comment mutes errors it may be refused: where the models refuse it, and the report says why.
    - A text without the field gives one config that is not set; or KLR113, where what stands in the
      place of a section of the plan, or of the plan, is neither a mapping nor nothing; or KLR117, where
      the field stands elsewhere.
    """
    report, result = check_text(text, name), loaded(text, name)
    text = text.removeprefix("\ufeff")
    if not report.ok:
        assert isinstance(result, ConfigError)
        assert result.report == report
        return
    documents = documents_of(text, is_json=name.endswith(".json"))
    if report.without_field:
        if isinstance(result, ConfigError):
            if {finding.code for finding in result.report.findings} == {"KLR117"}:
                assert "lr_scheduler" in text
                return
            assert {code for code, _, _ in sentences(result.report)} == {"KLR113"}
        else:
            assert result == (Config(),)
        if documents is not None and "kumo-lr:" not in text:
            assert isinstance(result, ConfigError) == any(map(is_in_the_way, documents))
        return
    if isinstance(result, ConfigError):
        assert "kumo-lr:" in text, result
        assert not result.report.ok
        unmuted = check_source(from_text(text, name), Question(suppressing=False)).findings
        assert result.report.findings == unmuted
        return
    fields = [field for document in documents or [] for field in fields_in(document)]
    if documents is not None and "kumo-lr:" not in text:
        assert len(result) == len(fields)
        assert [repr(config.candidates) for config in result] == [
            repr(FIELD.validate_python(field)) for field in fields
        ]
    for field in fields if len(fields) == len(result) else ():
        assert refusal(field) is None  # no comment makes a number of a text


@pytest.mark.slow
@examples(1000)
@given(st.one_of(texts(), texts(damaged=False)), st.sampled_from(("x.yaml", "x.yaml", "x.json")))
@example(
    "lr_scheduler:\n- name: exponential\n  interval: step\n  kwargs: {gamma: '1'} # kumo-lr: ignore[KLR204]",
    "x.yaml",
)
@example("lr_scheduler:\n- - [] # kumo-lr: ignore[KLR105]\n", "x.yaml")
@example("optimization: [1]\n", "x.yaml")
@example("- 1\n", "x.yaml")
@example("optimization: '???'\n---\n5\n", "x.yaml")
def test_a_text_is_loaded_where_it_has_no_error(text: str, name: str) -> None:
    assert_loads_as_checked(text, name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_fixture_is_loaded_where_it_has_no_error(path: Any) -> None:
    text = path.read_bytes().decode()
    if at_of(path) is None:
        assert_loads_as_checked(text, path.name)
    else:
        assert isinstance(loaded(text, path.name, "."), ConfigError) != check_text(text, path.name, at=".").ok
