"""Configs go to text and data and back, and resolving twice is resolving once."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr import (
    Config,
    check_text,
    dump,
    from_kumo,
    loads,
    loads_all,
)
from tests.support.configs import FIELD, MODES, assert_resolves, attempt, same, wreck
from tests.support.documented import good_values
from tests.support.properties import examples
from tests.support.texts import texts
from tests.support.values import values


@pytest.mark.slow
@examples(400)
@given(good_values())
def test_a_config_goes_to_text_and_data_and_back(value: Any) -> None:
    config = Config(value)
    text = dump(config)
    assert check_text(text).ok
    assert config == loads(text)
    plan = {"optimization": {"max_epochs": 8, "lr_scheduler": config.to_kumo()}}
    in_plan = "optimization:\n  max_epochs: 8\n" + "".join(f"  {line}\n" for line in text.splitlines())
    ways = [
        loads(text),
        from_kumo(config.to_kumo()),
        from_kumo({"lr_scheduler": config.to_kumo()}),
        from_kumo(plan),
        from_kumo(json.dumps(plan)),
        from_kumo(json.dumps({"model_plan": plan}, indent=1)),
        from_kumo({"model_plan": plan}),
        Config(FIELD.validate_python(config.candidates)),
        Config(FIELD.validate_python(config.to_kumo())),
        Config(FIELD.validate_python(FIELD.dump_python(config.candidates))),
    ]
    if config.is_set:
        ways.append(from_kumo(json.dumps(config.to_kumo())))
    for back in ways:
        assert same(back, config)
        assert back == config
        assert hash(back) == hash(config)
        assert dump(back) == (in_plan if back.training.max_epochs == 8 else text)


@pytest.mark.slow
@examples(250)
@given(good_values(), st.sampled_from(MODES))
def test_resolving_twice_is_resolving_once(value: Any, mode: Any) -> None:
    before = copy.deepcopy(value)
    config = Config(value)
    assert_resolves(config, mode)
    assert repr(value) == repr(before)
    wreck(value)
    assert same(config, Config(before))


@pytest.mark.slow
@examples(300)
@given(values())
def test_nothing_changes_what_it_is_given(value: Any) -> None:
    before = copy.deepcopy(value)
    for use in (FIELD.validate_python, Config, from_kumo):
        attempt(use, value)
    assert repr(value) == repr(before)


@pytest.mark.slow
@examples(300)
@given(texts(damaged=False), st.sampled_from(MODES))
def test_what_a_text_holds_is_resolved_once(text: str, mode: Any) -> None:
    for config in attempt(loads_all, text) or ():
        assert_resolves(config, mode)
