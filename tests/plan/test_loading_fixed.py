"""Texts that are loaded with their safe fixes applied; files stay as they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr import (
    Config,
    ConfigError,
    ConstantWithWarmup,
    Exponential,
    fix_text,
    load,
    load_all,
    loads,
    loads_all,
    resolve,
)
from tests.support.properties import examples
from tests.support.values import PlainDumper

FIXABLE = """\
lr_scheduler:
- - name: exponental
    interval: epoch
    kwargs: {gamma: "0.9"}
  - name: constant_with_warmup
    interval: step
- {}
"""
LOADED = (
    Exponential(interval="epoch", kwargs={"gamma": 0.9}),
    ConstantWithWarmup(interval="step"),
    None,
)
CANDIDATES = [
    None,
    {"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 0.9}},
    {"name": "linear_with_warmup", "interval": "step", "kwargs": {}},
]
STYLES = {"block": False, "flow": True}


def test_a_file_is_loaded_fixed_and_stays_as_it_is(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_bytes(b"\xef\xbb\xbf" + FIXABLE.replace("\n", "\r\n").encode())
    before = plan.read_bytes()

    with pytest.raises(ConfigError):
        load(plan)

    assert load(plan, fix=True) == Config(LOADED)
    assert load_all(plan, fix=True) == (Config(LOADED),)
    assert plan.read_bytes() == before


def test_a_text_is_loaded_fixed() -> None:
    twice = f"{FIXABLE}---\nlr_scheduler: [[null]]\n"

    assert loads(FIXABLE, fix=True) == Config(LOADED)
    assert loads_all(twice, fix=True) == (Config(LOADED), Config((None,)))
    assert loads(fix_text(FIXABLE).text) == Config(LOADED)


def test_a_path_is_heeded() -> None:
    assert loads("a: [[null], {}]\n", at="a", fix=True) == Config((None, None))


@pytest.mark.parametrize("load_text", [loads, loads_all])
def test_what_cannot_be_fixed_is_reported_as_it_is_in_the_text(load_text: Callable[..., object]) -> None:
    text = "lr_scheduler: [[null], {name: linear_with_warmup, interval: steps, x: 1}]\n"

    with pytest.raises(ConfigError) as caught:
        load_text(text, fix=True)

    # The errors are at their places in the text as it is.
    assert [(finding.rule, finding.location.start.column) for finding in caught.value.report.findings] == [
        ("nested-candidate", 16),
        ("unknown-interval", 61),
        ("unknown-key", 68),
    ]


def test_unsafe_fixes_are_not_applied() -> None:
    with pytest.raises(ConfigError, match="KLR103"):
        loads("lr_scheduler: []\n", fix=True)


def test_what_was_fixed_can_be_resolved() -> None:
    resolved = resolve(loads(FIXABLE, "plan.yaml", fix=True))

    assert resolved.candidates[0] == LOADED[0]
    assert str(resolved.origins[0]["gamma"]) == "plan.yaml:4"


@st.composite
def nested(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """Return candidates, and the same ones in lists of their own, some with {} or [] for None."""
    flat: list[Any] = []

    def one(depth: int) -> Any:
        if depth and draw(st.booleans()):
            return [one(depth - 1) for _ in range(draw(st.integers(1, 3)))]
        flat.append(draw(st.sampled_from(CANDIDATES)))
        return flat[-1] if flat[-1] is not None else draw(st.sampled_from((None, {}, [])))

    return flat, [one(3) for _ in range(draw(st.integers(1, 3)))]


@examples(300)
@given(nested(), st.sampled_from((*STYLES, "json")), st.sampled_from(("\n", "\r\n")))
def test_candidates_in_lists_are_loaded_flat(
    both: tuple[list[Any], list[Any]], style: str, newline: str
) -> None:
    flat, value = both
    plan = {"optimization": {"lr_scheduler": value, "max_epochs": 3}}
    if style == "json":
        text = json.dumps(plan, indent=2)
    else:
        text = yaml.dump(plan, Dumper=PlainDumper, sort_keys=False, default_flow_style=STYLES[style])

    config = loads(text.replace("\n", newline), "plan.json" if style == "json" else "plan.yaml", fix=True)

    assert config.to_kumo() == flat
