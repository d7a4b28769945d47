"""Slots with other ranges than today's: the schema, the models and the words follow what they take."""

from __future__ import annotations

from typing import Annotated, Any

import jsonschema_rs
import pytest
from pydantic import TypeAdapter, ValidationError

from kumo_lr.facts.slots import Range, Slot
from kumo_lr.facts.strategies import ARGUMENTS
from kumo_lr.plan.candidate_schema import number_schema
from kumo_lr.plan.kwargs import _within

SLOTS = (
    *ARGUMENTS.values(),
    Slot("power", "a number above 0", integer=Range(1, None), float=Range(0.0, None, low_open=True)),
    Slot("open", "an integer above 3", integer=Range(3, None, low_open=True)),
    Slot("share", "a number from 0 to 1", float=Range(0.0, 1.0), integer=Range(0, 1)),
)
NUMBERS = (0, 1, 2, 3, 4, -1, 10**18, 0.5, 1.5, 2.5, 3.5, -0.5, 1e-9, 1e6 + 0.5)
every_slot = pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)


@every_slot
def test_the_schema_takes_what_a_slot_takes(slot: Slot) -> None:
    validator = jsonschema_rs.validator_for(number_schema(slot))

    assert [n for n in NUMBERS if validator.is_valid(n)] == [n for n in NUMBERS if slot.takes(n)]


@every_slot
@pytest.mark.parametrize("kind", [int, float])
def test_a_model_bounds_numbers_as_a_slot_does(slot: Slot, kind: type) -> None:
    limits = slot.integer if kind is int else slot.float
    if limits is not None:
        bound: Any = Annotated[kind, _within(slot, "integer" if kind is int else "float")]
        adapter = TypeAdapter(bound)
        for number in filter(lambda number: type(number) is kind, NUMBERS):
            try:
                adapter.validate_python(number)
            except ValidationError:
                assert not limits.holds(number), number
            else:
                assert limits.holds(number), number


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Range(0, None), "0 or more"),
        (Range(0, None, low_open=True), "above 0"),
        (Range(0, 1), "0 up to 1"),
        (Range(0, 1, low_open=True), "above 0 up to 1"),
    ],
)
def test_a_range_says_what_it_holds(limits: Range, words: str) -> None:
    assert str(limits) == words
