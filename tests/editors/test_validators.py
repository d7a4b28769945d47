"""Validators of JSON Schema agree on the schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema.validators import validator_for

from kumo_lr.plan.candidate_schema import Schema
from kumo_lr.plan.schema import DRAFTS, json_schema
from kumo_lr.settings.schema import settings_schema
from tests.support.cases import plans
from tests.support.editors import ask, documents_in, needs_servers
from tests.support.language_server import Message

pytestmark = needs_servers

SCHEMAS = [json_schema(draft, field=field) for draft in DRAFTS for field in (False, True)]


def _instances() -> Iterator[Any]:
    """Return the data of all fixtures, as JSON has it: dates are texts, and keys too."""
    for path in plans():
        try:
            text = path.read_bytes().decode("utf-8-sig")
            for document in documents_in(text):
                yield json.loads(json.dumps(document, default=str, allow_nan=False))
        # No text, no YAML, or nothing that JSON could hold.
        except (UnicodeDecodeError, yaml.YAMLError, ValueError, TypeError, RecursionError):
            continue


@pytest.fixture(scope="session")
def instances() -> list[Any]:
    return list(_instances())


@pytest.fixture(scope="session")
def by_ajv(instances: list[Any]) -> list[Message]:
    return ask("ajv_check.mjs", [{"schema": schema, "instances": instances} for schema in SCHEMAS])


def test_ajv_compiles_the_schemas_in_strict_mode(by_ajv: list[Message]) -> None:
    assert [(answer["error"], answer["logged"]) for answer in by_ajv] == [(None, [])] * len(SCHEMAS)


OTHERS = {
    **{
        schema["$id"]: schema
        for draft in DRAFTS
        for field in (False, True)
        for schema in (json_schema(draft, field=field, completion=True),)
    },
    **{schema["$id"]: schema for schema in map(settings_schema, DRAFTS)},
}


def test_ajv_compiles_the_other_schemas_in_strict_mode() -> None:
    requests = [{"schema": schema, "instances": [{}, {"fail-on": 1}]} for schema in OTHERS.values()]

    answers = dict(zip(OTHERS, ask("ajv_check.mjs", requests), strict=True))

    assert answers == {
        name: {"error": None, "logged": [], "valid": [True, "settings" not in name]} for name in OTHERS
    }


def _by_jsonschema(schema: Schema, instances: list[Any]) -> list[bool]:
    validator = validator_for(schema)
    validator.check_schema(schema)
    return list(map(validator(schema).is_valid, instances))


def test_validators_agree(instances: list[Any], by_ajv: list[Message]) -> None:
    assert len(instances) > 150
    verdicts = [_by_jsonschema(schema, instances) for schema in SCHEMAS]

    differing = [
        (schema["$id"], instance)
        for schema, ours, theirs in zip(SCHEMAS, verdicts, by_ajv, strict=True)
        for instance, mine, other in zip(instances, ours, theirs["valid"], strict=True)
        if mine != other
    ]
    assert differing == []
    assert [set(verdict) for verdict in verdicts] == [{True, False}] * len(SCHEMAS)
    plan_07, field_07, plan_2020, field_2020 = verdicts
    assert plan_07 == plan_2020
    assert field_07 == field_2020
