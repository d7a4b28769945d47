"""The JSON Schema: what is published, and that it agrees with the checker as far as it can."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import jsonschema_rs
import pytest
import yaml
from hypothesis import given

import kumo_lr
from kumo_lr.check.checker import check_source
from kumo_lr.check.question import Question
from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.findings import Finding, Severity
from kumo_lr.plan.schema import DRAFTS, Draft, json_schema, schema_text
from kumo_lr.source import from_text
from tests.support.cases import at_of, cases
from tests.support.engine import ROWS
from tests.support.paths import FIXTURES, SCHEMAS
from tests.support.properties import examples
from tests.support.values import field_values

ALL = [(draft, field) for draft in DRAFTS for field in (False, True)]
VALIDATORS = {"draft-07": jsonschema.Draft7Validator, "2020-12": jsonschema.Draft202012Validator}
FAST: dict[bool, Any] = {
    field: jsonschema_rs.validator_for(json_schema(field=field)) for field in (False, True)
}


def _validators(*, field: bool) -> Iterator[Any]:
    """Return a validator of each library for each draft."""
    for draft in DRAFTS:
        schema = json_schema(draft, field=field)
        yield VALIDATORS[draft](schema)
        yield jsonschema_rs.validator_for(schema)


# --- what the checker refuses, and no schema can see ----------------------------------------------


class Blind(NamedTuple):
    """A rule that a schema cannot hold, and why."""

    codes: tuple[str, ...]
    reason: str


BLIND = (
    Blind(("KLR206",), "100.0 and 100 are one number to JSON Schema, and it knows no largest one"),
    Blind(("KLR205",), "3.0 is an integer to JSON Schema"),
    Blind(("KLR207",), "JSON has no NaN, and what reads YAML compares it with nothing"),
    Blind(("KLR004", "KLR112"), "a reader has dropped the first of two equal keys"),
    Blind(("KLR101",), "a misspelt field is a section like any other that is none of its business"),
    Blind(("KLR114",), "a misplaced field further in than a section, or under a near miss of its name"),
    Blind(("KLR115", "KLR116"), "what a section does not take passes, be it meant for the field or not"),
    Blind(("KLR113",), "'???' passes for a section, because other programs write it there"),
    Blind(("KLR122",), "a reader has dropped the keys of the first of two candidates in one mapping"),
    Blind(("KLR121",), "editors would offer the keys of the other plan, too"),
    Blind(("KLR999",), "of kumo-lr itself"),
)
BLIND_CODES = {code for blind in BLIND for code in blind.codes}


def _errors(value: Any) -> list[Finding]:
    """Check a value of the field as YAML."""
    text = yaml.safe_dump(value, sort_keys=False)
    findings = kumo_lr.check_text(text, at=".").findings
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def _is_json(value: Any) -> bool:
    """Whether a value is one that a reader of JSON can give."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 2**63  # beyond it, libraries differ in what a number is
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(_is_json, value))
    return value is None or isinstance(value, str | bool)


def _assert_agrees(value: Any) -> None:
    errors = _errors(value)
    if FAST[True].is_valid(value):
        assert {finding.code for finding in errors} <= BLIND_CODES, value
        assert all(_is_whole(value, finding) for finding in errors if finding.code in ("KLR205", "KLR206"))
    else:
        assert errors, f"the schema alone refuses {value}"


def _is_whole(value: Any, finding: Finding) -> bool:
    """Whether a finding is about a decimal number without a fraction, or a number beyond floats."""
    for step in finding.path:
        value = value[step]
    return isinstance(value, float) and value == int(value)


@pytest.mark.parametrize("part", range(5))
def test_agrees_on_the_engines_rows(part: int) -> None:
    for row in ROWS[part::5]:
        if _is_json(row["lr_scheduler"]):
            _assert_agrees(row["lr_scheduler"])


@pytest.mark.slow
@examples(600)
@given(field_values())
def test_agrees_on_any_value(value: Any) -> None:
    if _is_json(value):
        _assert_agrees(value)


def _documents(path: Path) -> list[Any]:
    try:
        if path.suffix == ".json":
            documents = [json.loads(path.read_bytes())]
        else:
            documents = list(yaml.safe_load_all(path.read_text(encoding="utf-8-sig")))
        return documents if all(map(_is_json, documents)) else []
    except (yaml.YAMLError, ValueError, RecursionError):
        return []


FILES = sorted([*cases(), *(FIXTURES / "ok").iterdir()])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FIXTURES)))
def test_agrees_on_every_fixture(path: Path) -> None:
    """All libraries and drafts give one verdict, and the checker, for which the file is a plan, too."""
    documents = _documents(path)
    field = at_of(path) is not None
    if not documents:
        return
    verdicts = {
        all(validator.is_valid(document) for document in documents) for validator in _validators(field=field)
    }
    text = path.read_text(encoding="utf-8-sig")
    checked = check_source(
        from_text(text, path.name), Question(at=at_of(path), is_plan=True, suppressing=False)
    )
    errors = [f for f in checked.findings if f.severity is Severity.ERROR and f.code >= "KLR1"]
    # A misplaced field under another name passes, with everything in it.
    misplaced = [f.path for f in errors if f.code == "KLR114"]
    codes = {f.code for f in errors if not any(f.path[: len(p)] == p != f.path for p in misplaced)}
    unreadable = any(f.code < "KLR1" for f in checked.findings)

    assert len(verdicts) == 1
    if verdicts == {False}:
        assert codes or unreadable
    else:
        assert codes <= BLIND_CODES


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (
            [
                {
                    "name": "constant_with_warmup",
                    "interval": "step",
                    "kwargs": {"warmup_ratio_or_steps": 100.0},
                }
            ],
            "KLR206",
        ),
        (
            [{"name": "cosine_with_warmup_restarts", "interval": "step", "kwargs": {"num_cycles": 3.0}}],
            "KLR205",
        ),
        (
            [
                {
                    "name": "constant_with_warmup",
                    "interval": "step",
                    "kwargs": {"warmup_ratio_or_steps": math.nan},
                }
            ],
            "KLR207",
        ),
    ],
)
def test_what_no_schema_can_see(value: Any, code: str) -> None:
    assert [finding.code for finding in _errors(value)] == [code]
    for validator in _validators(field=True):
        if code != "KLR207" or isinstance(validator, jsonschema.Draft7Validator):
            assert validator.is_valid(value)


# --- what is published -----------------------------------------------------------------------------


@pytest.mark.parametrize(("draft", "field"), ALL)
def test_a_schema_is_one(draft: Draft, field: bool) -> None:
    schema = json_schema(draft, field=field)

    VALIDATORS[draft].check_schema(schema)
    assert schema["$schema"] == DRAFTS[draft]
    assert json.loads(schema_text(draft, field=field)) == schema
    assert (SCHEMAS / f"{FIELD if field else 'plan'}.{draft}.json").read_text(encoding="utf-8") == (
        schema_text(draft, field=field)
    )


def test_both_drafts_say_the_same() -> None:
    for field in (False, True):
        old = schema_text("draft-07", field=field).replace("/definitions/", "/$defs/")
        old = old.replace('"definitions"', '"$defs"').replace(DRAFTS["draft-07"], DRAFTS["2020-12"])
        assert schema_text("2020-12", field=field) == old.replace("draft-07", "2020-12")


def test_every_strategy_has_a_snippet_that_is_valid() -> None:
    snippets = json_schema()["definitions"]["item"]["else"]["defaultSnippets"]

    assert [snippet["label"] for snippet in snippets] == ["null", *STRATEGIES]


def test_what_a_caller_does_to_a_schema_stays_there() -> None:
    schema = json_schema()
    schema["allOf"][0]["then"]["properties"][FIELD] = True
    schema["definitions"]["candidate"].clear()

    assert json_schema() == json.loads(schema_text("draft-07", field=False))


PLANS = [
    {"model_plan": {FIELD: "x"}},
    {"model_plan": {FIELD: [None]}},
    {"model_plan": {FIELD: [1]}},
    {"optimization": "x", FIELD: [None]},
    {"optimization": {FIELD: [None]}, "model_plan": []},
    {"optimization": None, "model_plan": {"optimization": "???"}},
    {"other": 1, "training_job": "x"},
    {FIELD: [None], "other": 1},
    {FIELD: [None], "optimization": {"max_epochs": 8}},
    {FIELD: [None], "optimization": None},
    {FIELD: [None], "training_job": {}},
    {FIELD: [None], "model_plan": {}},
    {"training_job": {FIELD: [None]}},
    {"model_architecture": {FIELD: "x"}, "optimization": {FIELD: [None]}},
    {"model_plan": {"neighbor_sampling": {FIELD: [None]}}},
]


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_agrees_on_where_the_field_stands(plan: Any) -> None:
    report = kumo_lr.check_text(yaml.safe_dump(plan))

    assert {validator.is_valid(plan) for validator in _validators(field=False)} == {report.ok}


def test_another_draft() -> None:
    with pytest.raises(ValueError, match=r'^no draft "4"; there are draft-07, 2020-12$'):
        json_schema("4")  # type: ignore[arg-type] # that it is wrong is what is tested


@pytest.mark.parametrize(("draft", "field"), ALL)
def test_a_schema_for_completion_refuses_nothing(draft: Draft, field: bool) -> None:
    schema = json_schema(draft, field=field, completion=True)
    VALIDATORS[draft].check_schema(schema)
    validators: list[Any] = [VALIDATORS[draft](schema), jsonschema_rs.validator_for(schema)]
    wrong: list[Any] = [None, "x", 1, [], {}, [1], [{}], [{"name": 1, "interval": [], "kwargs": "x"}]]
    plans = [{"run_mode": 1, "optimization": {FIELD: value, "max_epochs": value}} for value in wrong]
    documents = [document for path in FILES for document in _documents(path)]

    refused = [
        instance
        for instance in (*wrong, *plans, *({FIELD: value} for value in wrong), *documents)
        for validator in validators
        if not validator.is_valid(instance)
    ]

    assert refused == []
    assert schema["$id"] == f"urn:kumo-lr:{FIELD if field else 'plan'}:completion:{draft}"


# --- what others make of it ------------------------------------------------------------------------

STORE = FIXTURES.parent / "docs" / "schemastore"


@pytest.mark.parametrize("path", sorted(STORE.rglob("*.kumo.*")), ids=lambda path: path.name)
def test_the_files_for_schemastore(path: Path) -> None:
    (document,) = _documents(path)

    assert {validator.is_valid(document) for validator in _validators(field=False)} == {
        path.parent.name == "test"
    }
    assert kumo_lr.check_file(path).ok is (path.parent.name == "test")
    patterns = json.loads((STORE / "catalog.json").read_text())["fileMatch"]
    assert any(path.match(pattern) for pattern in patterns)


@pytest.mark.slow
@pytest.mark.parametrize("draft", DRAFTS)
def test_check_jsonschema_gives_the_same_verdicts(draft: Draft, tmp_path: Path) -> None:
    files: list[str] = []
    verdicts: dict[str, bool] = {}
    validator = VALIDATORS[draft](json_schema(draft))
    for path in (path for path in FILES if at_of(path) is None):
        for index, document in enumerate(_documents(path)):
            file = tmp_path / f"{len(files)}-{path.stem}-{index}.json"
            file.write_text(json.dumps(document))
            files.append(str(file))
            verdicts[str(file)] = validator.is_valid(document)
    schema = SCHEMAS / f"plan.{draft}.json"
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "-o", "json", "--schemafile", str(schema), *files],
        capture_output=True,
        text=True,
        check=False,
    )
    refused = {error["filename"] for error in json.loads(done.stdout)["errors"]}

    assert len(files) > 50
    assert refused == {file for file, valid in verdicts.items() if not valid}


def test_check_jsonschema_says_each_mistake_in_one_line(tmp_path: Path) -> None:
    """The first line about a file is the mistake, not that a candidate is not null."""
    candidate = {"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 0.9}}
    wrong = {
        "name": {**candidate, "name": "exponental"},
        "interval": {**candidate, "interval": "epochs"},
        "kwargs.gamma": {**candidate, "kwargs": {"gamma": 2}},
    }
    at = {path: f"$.optimization.{FIELD}[1].{path}" for path in wrong}
    for path, mistaken in wrong.items():
        plan = {"optimization": {FIELD: [None, mistaken]}}
        (tmp_path / f"{path}.json").write_text(json.dumps(plan), encoding="utf-8")
    schema = SCHEMAS / "plan.draft-07.json"
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), *tmp_path.iterdir()],
        capture_output=True,
        text=True,
        check=False,
    )

    lines = [line.strip().removeprefix(f"{tmp_path}/") for line in done.stdout.splitlines()[1:]]
    names = list(STRATEGIES)
    assert sorted(lines) == [
        f"interval.json::{at['interval']}: 'epochs' is not one of ['step', 'epoch']",
        f"kwargs.gamma.json::{at['kwargs.gamma']}: 2 is greater than the maximum of 1",
        f"name.json::{at['name']}: 'exponental' is not one of {names}",
    ]


def test_the_wheel_has_the_schemas() -> None:
    settings = tomllib.loads((FIXTURES.parent / "pyproject.toml").read_text(encoding="utf-8"))

    assert settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"] == {
        "schemas": "kumo_lr/schemas"
    }
