"""The schema of settings takes what we take, and refuses what we refuse."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest

from kumo_lr.plan.schema import DRAFTS
from kumo_lr.settings.schema import settings_schema, settings_schema_text
from kumo_lr.settings.table import SETTINGS
from tests.support.settings import EVERYTHING, MISTAKES, VALIDATORS


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_schema_takes_what_we_take(draft: Any) -> None:
    schema = settings_schema(draft)
    VALIDATORS[draft].check_schema(schema)
    validator = VALIDATORS[draft](schema)

    assert json.loads(settings_schema_text(draft)) == schema
    assert list(schema["properties"]) == list(SETTINGS)
    for said in schema["properties"].values():
        assert said["title"]
        assert said["description"].endswith(".")
        assert said["examples"]
    validator.validate(tomllib.loads(EVERYTHING))
    validator.validate({})


def test_no_such_draft() -> None:
    with pytest.raises(ValueError, match="no draft"):
        settings_schema("draft-04")  # type: ignore[arg-type]  # that it is wrong is what is tested


# What a schema cannot see, or what it has no words for.
_BLIND = ("can't be ignored", "only one format", "starts with")


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_schema_refuses_what_we_refuse(draft: Any) -> None:
    validator = VALIDATORS[draft](settings_schema(draft))
    passed = [
        text
        for text, _, message, _ in MISTAKES
        if validator.is_valid(_plain(tomllib.loads(text))) and not any(word in message for word in _BLIND)
    ]

    assert passed == []


def _plain(data: Any) -> Any:
    """Return data as JSON has it: a date is something else than text."""
    return json.loads(json.dumps(data, default=lambda _: {"date": True}))
