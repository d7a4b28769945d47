"""Frozen records: their fields, what they are made of, and what they refuse."""

from __future__ import annotations

import pickle
from copy import copy
from typing import Any

import pytest

from kumo_lr.records import Record


class Point(Record):
    x: int
    y: int = 0

    @property
    def sum(self) -> int:
        return self.x + self.y


class Other(Record):
    x: int
    y: int = 0


def test_fields_by_position_and_by_name() -> None:
    assert Point(1) == Point(x=1) == Point(1, 0) == Point(y=0, x=1)
    assert (Point(1, 2).x, Point(1, y=2).y, Point(1, 2).sum) == (1, 2, 3)


def test_another_value_is_another_record() -> None:
    point = Point(1, 2)

    assert point.replaced(y=3) == Point(1, 3)
    assert point == Point(1, 2)
    assert point != Point(1, 3)
    assert len({Point(1, 2), point, Point(1)}) == 2


def test_records_of_two_classes_differ() -> None:
    one: object = Point(1)

    assert one != Other(1)
    assert one != (1, 0)


def test_a_record_says_what_it_holds() -> None:
    assert repr(Point(1)) == "Point(x=1, y=0)"


def test_a_record_is_matched_by_position() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_a_record_travels() -> None:
    point = Point(1, 2)

    assert pickle.loads(pickle.dumps(point)) == copy(point) == point


def test_a_record_cannot_be_changed() -> None:
    point: Any = Point(1)
    with pytest.raises(AttributeError, match="x of a Point cannot be set"):
        point.x = 2

    assert point.x == 1


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((), {"y": 1}), ((1, 2, 3), {}), ((1,), {"z": 2}), ((1,), {"x": 2})],
)
def test_what_does_not_fit_is_refused(values: tuple[int, ...], named: dict[str, int]) -> None:
    make: Any = Point
    with pytest.raises(TypeError, match="Point takes x, y"):
        make(*values, **named)
