"""Any data is taken, or refused by the errors that the documentation names."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

import kumo_lr
from kumo_lr import (
    Config,
    ConfigError,
    from_kumo,
    loads,
    loads_all,
    resolve,
)
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.plan.defaults import KUMO_DEFAULTS
from kumo_lr.plan.rewrite import minimised, written_out
from tests.support.configs import FIELD, assert_resolves, attempt
from tests.support.plans import BARE, ODD, plans
from tests.support.properties import examples
from tests.support.texts import DAMAGE, texts
from tests.support.values import candidate_values

MODELS = (
    kumo_lr.ConstantWithWarmup,
    kumo_lr.Exponential,
    kumo_lr.CosineWithWarmupRestarts,
    kumo_lr.WarmupKwargs,
    kumo_lr.ExponentialKwargs,
    kumo_lr.RestartsKwargs,
)


class Odd:
    """What compares as an array does: with no truth in it."""

    def __eq__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise ValueError("ambiguous")

    __hash__ = object.__hash__


class Word(str):
    __slots__ = ()


def junk() -> st.SearchStrategy[Any]:
    keys = st.one_of(
        st.sampled_from(("lr_scheduler", "optimization", "run_mode", "name", "interval", "kwargs", "gamma")),
        st.sampled_from((1, None, True, 0.5, ("a", 1), b"k", "", "\ud800", datetime.date(2020, 1, 1), "a.b")),
    )
    moment = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=-3)))
    odd: list[Any] = [
        *(float("nan"), float("inf"), 10**400, 10**4000, -(10**4000), 1j, None, True, "???", "\ud800", "\0"),
        *(datetime.date(2020, 1, 1), moment, b"\xff", bytearray(b"x"), {1, 2}, frozenset((1,)), range(3), ()),
        *(
            object,
            Odd(),
            Word("exponential"),
            Word("???"),
            "exponential",
            "step",
            Ellipsis,
            ...,
            KUMO_DEFAULTS,
        ),
        *(Config(), resolve(Config()), kumo_lr.WarmupKwargs(), FIELD, RUN_MODES),
    ]
    leaves = st.one_of(st.sampled_from(odd), scalars(), candidate_values())
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.lists(inner, max_size=2).map(tuple),
            st.dictionaries(keys, inner, max_size=3),
        ),
        max_leaves=8,
    )


def scalars() -> st.SearchStrategy[Any]:
    return st.one_of(st.integers(), st.floats(), st.text(max_size=5), st.binary(max_size=3))


def assert_refused_as_documented(value: Any) -> None:
    """Hold that data is taken, or refused by the errors that the documentation names."""
    for use in (FIELD.validate_python, Config, *(model.model_validate for model in MODELS)):
        with contextlib.suppress(ValidationError):
            use(value)
    for inner in ({"interval": "step", "kwargs": value}, {"interval": value}, {"name": value}):
        for model in MODELS[:3]:
            with contextlib.suppress(ValidationError):
                model.model_validate(inner)
    for plan in (value, {"lr_scheduler": value}, {"optimization": value}, {"run_mode": value}):
        with contextlib.suppress(ConfigError):
            assert_resolves(from_kumo(plan), "best")


def cyclic_list() -> Any:
    value: list[Any] = []
    value.append(value)
    return value


def cyclic_candidate() -> Any:
    value: dict[str, Any] = {"name": "exponential", "interval": "step"}
    value["kwargs"] = value
    return [value]


def candidate_of(name: str, key: str, value: Any) -> Any:
    return {"name": name, "interval": "step", "kwargs": {key: value}}


def deep(levels: int, kind: Callable[[Any], Any]) -> Any:
    value: Any = None
    for _ in range(levels):
        value = kind(value)
    return value


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(cyclic_list, id="cyclic list"),
        pytest.param(cyclic_candidate, id="cyclic candidate"),
        pytest.param(lambda: [[cyclic_list()]], id="cyclic list in a list"),
        *(
            pytest.param(lambda n=n, kind=kind: deep(n, kind), id=f"{n} {name}")
            for n in (50, 99, 120, 300, 3000, 30000)
            for name, kind in (
                ("lists", lambda value: [value]),
                ("tuples", lambda value: (value,)),
                ("mappings", lambda value: {"kwargs": value}),
            )
        ),
        # Python itself refuses to write these.
        pytest.param(lambda: 10**5000, id="a huge integer"),
        *(
            pytest.param(
                lambda name=name, key=key, huge=huge: [candidate_of(name, key, huge)], id=f"{name} {key}"
            )
            for name, key in (
                ("exponential", "gamma"),
                ("linear_with_warmup", "warmup_ratio_or_steps"),
                ("cosine_with_warmup_restarts", "num_cycles"),
                ("cosine_with_warmup_restarts", "x"),
            )
            for huge in (10**5000, -(10**5000))
        ),
        pytest.param(lambda: [{10**5000: 1}], id="a huge key"),
        pytest.param(lambda: [Odd()], id="an array"),
        pytest.param(
            lambda: [{"name": "exponential", "interval": "step", "kwargs": Odd()}], id="array kwargs"
        ),
    ],
)
def test_data_without_end_is_refused(make: Callable[[], Any]) -> None:
    assert_refused_as_documented(make())


@pytest.mark.slow
@examples(500)
@given(junk())
@example(b"\xef")
@example([datetime.date(2020, 1, 1)] * 2)
def test_any_data_is_taken_or_refused(value: Any) -> None:
    assert_refused_as_documented(value)


def assert_text_is_taken_or_refused(text: str) -> None:
    for name in ("x.yaml", "x.json"):
        for at in (None, ".", "lr_scheduler", "lr_scheduler.0", "*", "*.*", "x.1", "optimization"):
            try:
                fields = [*map(resolve, loads_all(text, name, at=at))]
            except ConfigError:
                continue
            for use in (written_out, minimised):
                with contextlib.suppress(ConfigError):
                    use(fields)
    attempt(loads, text)
    attempt(from_kumo, text)
    attempt(resolve, Config(), run_mode=text)


@pytest.mark.slow
@examples(250)
@given(st.one_of(texts(), st.text(max_size=60), plans().map(lambda plan: plan[0])))
@example("")
@example("a: 1\n")
@example("{")
@example("\ud800")
@example('["\\ud800"]')
def test_any_text_is_taken_or_refused(text: str) -> None:
    assert_text_is_taken_or_refused(text)


@pytest.mark.slow
@examples(250)
@given(
    st.lists(
        st.sampled_from(
            (*DAMAGE, *BARE, *ODD, "lr_scheduler: ", "[null]", "- null\n", "'???'", "{}", "&a ", "*a")
        ),
        max_size=8,
    )
)
def test_any_row_of_pieces_is_taken_or_refused(pieces: list[str]) -> None:
    assert_text_is_taken_or_refused("".join(pieces).replace("¤", ""))
