"""Our named tuples are what `typing` would make."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr import typed


class _Ours(typed.NamedTuple):
    """A docstring."""

    a: int
    b: str = "x"
    c: tuple[int, ...] = ()

    @property
    def both(self) -> str:
        """A property."""
        return f"{self.a}{self.b}"


class _Theirs(typing.NamedTuple):
    """A docstring."""

    a: int
    b: str = "x"
    c: tuple[int, ...] = ()

    @property
    def both(self) -> str:
        """A property."""
        return f"{self.a}{self.b}"


class _Long(typed.NamedTuple):
    """More fields than the constructors that are written out."""

    a: int
    b: int
    c: int
    d: int
    e: int
    f: int
    g: int
    h: int
    i: int
    j: int = 10


def _done(make: Any, call: Any) -> object:
    """Return what a call gives, or the kind of error."""
    try:
        made = call(make)
    except Exception as error:  # noqa: BLE001 - the kind of which the two have in common
        return type(error)
    return (
        (tuple(made), repr(made).lstrip("_").replace("Theirs", "Ours")) if isinstance(made, tuple) else made
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda make: make(1),
        lambda make: make(1, "y"),
        lambda make: make(b="y", a=1),
        lambda make: make(1, "y", (2,)),
        lambda make: make(),
        lambda make: make(1, 2, 3, 4),
        lambda make: make(1, d=3),
        lambda make: make(1, a=3),
        lambda make: make(1)._replace(b="z"),
        lambda make: make(1)._replace(),
        lambda make: make(1).both,
        lambda make: make(1).b,
        lambda make: make(1) == (1, "x", ()),
        lambda make: hash(make(1)) == hash((1, "x", ())),
        lambda make: make._fields,
        lambda make: make(1)._asdict(),
        lambda make: make.__match_args__,
        lambda make: make.__doc__,
        lambda make: copy.copy(make(1)),
        lambda make: copy.deepcopy(make(1)),
        lambda make: setattr(make(1), "a", 2),
        lambda make: setattr(make(1), "z", 2),
        lambda make: [*make(1)],
        lambda make: make(1)[:2],
        lambda make: sorted([make(2), make(1)])[0].a,
    ],
)
def test_they_behave_alike(call: Any) -> None:
    assert _done(_Ours, call) == _done(_Theirs, call)


@given(st.integers(), st.text(), st.lists(st.integers()))
def test_they_survive_pickling(a: int, b: str, c: list[int]) -> None:
    ours = _Ours(a, b, tuple(c))

    assert pickle.loads(pickle.dumps(ours)) == ours
    assert type(pickle.loads(pickle.dumps(ours))) is _Ours


def test_one_with_many_fields() -> None:
    long = _Long(1, 2, 3, 4, 5, 6, 7, 8, i=9)

    assert long == (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    assert long._replace(a=0).a == 0
    assert pickle.loads(pickle.dumps(long)) == long
    with pytest.raises(TypeError):
        _Long(1)  # type: ignore[call-arg]  # too few


class _Value(typed.Value):
    """A value that a program gets."""

    a: int
    b: str = "x"


class _OtherValue(typed.Value):
    """The same fields, in another value."""

    a: int
    b: str = "x"


@pytest.mark.parametrize("other", [_OtherValue(1), (1, "x"), [1, "x"], None])
def test_values_equal_their_own_kind_alone(other: object) -> None:
    value = _Value(1)

    assert value == _Value(1)
    assert not value != _Value(1)  # noqa: SIM202 - the operator is tested
    assert value != _Value(2)
    assert value != other
    assert other != value
    assert not value == other  # noqa: SIM201 - the operator is tested
    assert not other == value  # noqa: SIM201 - the operator is tested
    assert len({value, _Value(1), _OtherValue(1), (1, "x")}) == 3
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.deepcopy(value) == value
    assert value._replace(a=2) == _Value(2)


def test_matching() -> None:
    match _Ours(1):
        case _Ours(a, b=b):
            assert (a, b) == (1, "x")


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match="_Ours has no field z"):
        _Ours(1)._replace(z=1)  # type: ignore[call-arg]  # there is no z
