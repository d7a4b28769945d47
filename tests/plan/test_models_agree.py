"""The models refuse what the checker calls an error, in its words, and nothing else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml
from hypothesis import given

from kumo_lr import (
    check_text,
)
from tests.support.cases import at_of
from tests.support.configs import FILES, documents_of, refusal, sentences
from tests.support.engine import ROWS, fields_in
from tests.support.properties import examples
from tests.support.values import PlainDumper, values


def as_yaml(value: Any) -> str:
    """Write data without aliases, so that a mistake which stands twice is told twice."""
    return yaml.dump(value, Dumper=PlainDumper, sort_keys=False, allow_unicode=True)


def assert_agree(value: Any) -> None:
    """Hold that the models refuse what the checker calls an error, in its words, and nothing else."""
    report = check_text(as_yaml(value), "x.yaml", at=".")
    error = refusal(value)
    assert report.ok == (error is None), (report.findings, error)
    if error is not None:
        said = [(detail["type"], detail["loc"], detail["msg"]) for detail in error.errors()]
        assert said == sentences(report)


@pytest.mark.parametrize(
    "value",
    [
        *(
            [[[]]],
            [[{}]],
            [[None]],
            [[[[]]]],
            [[[None]]],
            [[[], []]],
            [[]],
            [{}],
            [None],
            [],
            {},
            None,
            "???",
        ),
        [{"name": "exponential", "interval": "step", "kwargs": {"gamma": True}}],
        [[{"name": "exponential", "interval": "step", "kwargs": {"gamma": 0.5}}]],
        [{"name": "constant_with_warmup", "interval": "step", "kwargs": None}],
        ["none", "exponential"],
        [datetime.date(2020, 1, 1)] * 2,
    ],
    ids=repr,
)
def test_the_models_refuse_what_the_checker_does_of_a_shape(value: Any) -> None:
    assert_agree(value)


@pytest.mark.slow
@examples(1200)
@given(values())
def test_the_models_refuse_what_the_checker_does(value: Any) -> None:
    assert_agree(value)
    # With aliases, as PyYAML writes equal objects, the findings are fewer; whether there are any is not.
    assert check_text(yaml.safe_dump(value), "x.yaml", at=".").ok == (refusal(value) is None)


@pytest.mark.slow
def test_the_models_refuse_what_the_checker_does_of_the_engines_rows() -> None:
    for row in ROWS:
        assert_agree(row["lr_scheduler"])


@pytest.mark.slow
def test_the_models_refuse_what_the_checker_does_of_the_fixtures() -> None:
    seen = 0
    for path in FILES:
        text = path.read_text(encoding="utf-8-sig")
        for document in documents_of(text, is_json=path.suffix == ".json") or []:
            for field in [document] if at_of(path) else fields_in(document):
                try:
                    as_yaml(field)
                except (ValueError, RecursionError):
                    continue  # an integer of thousands of digits, an alias to itself
                assert_agree(field)
                seen += 1
    assert seen > 100
