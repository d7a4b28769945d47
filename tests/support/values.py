"""Data of the field, in which every part can be wrong, and how it is written."""

from __future__ import annotations

import datetime
import json
import math
from typing import Any

import yaml
from hypothesis import strategies as st

from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import ARGUMENTS as SLOTS
from kumo_lr.facts.strategies import STRATEGIES, WARMUP
from tests.support.documented import fitting
from tests.support.texts import ARGUMENTS, INTERVALS, KEYS, NAMES


def has_no_limit(slot: Slot) -> bool:
    return slot.integer is not None and slot.integer.high is None


def own_names(name: str) -> tuple[str, ...]:
    """Return the arguments of a strategy; of what is none, those that most strategies take."""
    return STRATEGIES[name].argument_names if name in STRATEGIES else (WARMUP.name,)


def scalar_values() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.sampled_from(
            (0, 1, 3, 100, -1, 0.0, 0.1, 0.9, 1.0, 1.5, 100.0, -0.5, 1e-05, 1e16, 10**400, 10**60)
        ),
        st.sampled_from(
            (math.nan, math.inf, -math.inf, None, True, False, "0.9", "9e-1", "1e3", "10%", "", "x")
        ),
        st.integers(-2, 50),
        st.floats(0, 1),
    )


# Numbers of the right kind, which may be larger than any that can be trained with.
FITTING = {
    slot.name: st.sampled_from((*fitting(slot), *((10**60, 10**400) if has_no_limit(slot) else ())))
    for slot in SLOTS.values()
}


@st.composite
def candidate_values(draw: st.DrawFn) -> Any:
    form = draw(st.integers(0, 11))
    if form < 2:
        return draw(
            st.sampled_from((None, None, {}, [], "exponential", [None], [[None]], 1, True, [None, None]))
        )
    strategy = draw(st.sampled_from((*STRATEGIES, *STRATEGIES, *NAMES)))
    names = own_names(strategy) if draw(st.integers(0, 5)) else ARGUMENTS
    kwargs: Any = {
        name: draw(FITTING[name] if name in FITTING and draw(st.integers(0, 2)) else scalar_values())
        for name in names
        if draw(st.integers(0, 3))
    }
    if draw(st.integers(0, 11)) == 0:
        kwargs = draw(st.sampled_from((None, [], "x", [{"gamma": 0.9}])))
    candidate = {
        "name": strategy,
        "interval": draw(st.sampled_from(("step", "epoch", *INTERVALS))),
        "kwargs": kwargs,
    }
    if draw(st.integers(0, 7)) == 0:
        del candidate[draw(st.sampled_from(tuple(candidate)))]
    if draw(st.integers(0, 11)) == 0:
        candidate[draw(st.sampled_from(KEYS))] = draw(scalar_values())
    return [candidate] if form == 2 else candidate


def field_values() -> st.SearchStrategy[Any]:
    lists = st.lists(candidate_values(), min_size=1, max_size=3)
    others: st.SearchStrategy[Any] = st.sampled_from(
        (None, [], {}, "???", "exponential", 1, {"name": "exponential"})
    )
    return st.one_of(lists, lists, lists, lists, lists, others)


class PlainDumper(yaml.SafeDumper):
    """Writes equal values out instead of as aliases, which JSON does not have."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def to_block(value: Any) -> str:
    return yaml.dump({"lr_scheduler": value}, Dumper=PlainDumper, default_flow_style=False, sort_keys=False)


def to_flow(value: Any) -> str:
    return yaml.dump({"lr_scheduler": value}, Dumper=PlainDumper, default_flow_style=True, sort_keys=False)


def to_json(value: Any) -> str:
    return json.dumps({"lr_scheduler": value})


@st.composite
def shapes(draw: st.DrawFn) -> Any:
    """Return lists and mappings in each other, of what stands in the field, in any place."""
    leaves = st.one_of(
        candidate_values(),
        candidate_values(),
        st.sampled_from((None, "???", 1, 0.5, True, "step", "exponential", b"x", 10**400)),
        st.sampled_from((datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1, 12, 30))),
    )
    keys = st.sampled_from(("name", "interval", "kwargs", "gamma", 1, True, None, 0.5))
    value = st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=2), st.lists(inner, max_size=1), st.dictionaries(keys, inner, max_size=2)
        ),
        max_leaves=4,
    )
    return draw(st.one_of(value, st.lists(value, max_size=2)))


def values() -> st.SearchStrategy[Any]:
    return st.one_of(field_values(), shapes())
