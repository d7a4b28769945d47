"""A quick look that passes candidates about which no rule has anything to say.

Nearly every candidate of nearly every file is written as documented. Recognising that on raw nodes
takes a tenth of the time that building nodes and asking the rules takes. The screen knows no more
than the vocabulary, and which numbers are safe from every rule about training; a property test holds
that no rule objects to what it passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from kumo_lr.document.compose import RawNode
from kumo_lr.facts.horizons import Horizons
from kumo_lr.facts.slots import Number, Range
from kumo_lr.facts.strategies import (
    GAMMA,
    INTERVAL,
    KWARGS,
    NAME,
    NEGLIGIBLE,
    NUM_CYCLES,
    STRATEGIES,
    WARMUP,
    Strategy,
)

_NULLS = frozenset(("", "null", "~"))
_STEP, _EPOCH = INTERVAL.choices
_INTERVALS = frozenset(INTERVAL.choices)
_NONE_GIVEN: dict[str, Number] = {}
_LONGEST_NUMBER = 30
_LARGEST_RATIO = 0.98  # what is below leaves a step behind the warmup wherever there are a hundred
_ENOUGH = 100
_WARMUP = 0.1 if WARMUP.default is None else WARMUP.default

_Ranges = tuple[Range | None, Range | None]
_ARGUMENTS: dict[str, dict[str, _Ranges]] = {
    strategy.name: {slot.name: (slot.integer, slot.float) for slot in strategy.arguments}
    for strategy in STRATEGIES.values()
}
_REQUIRED: dict[str, int] = {strategy.name: len(strategy.required) for strategy in STRATEGIES.values()}
_DEFAULTS: dict[str, tuple[Number | None, ...]] = {
    strategy.name: tuple(slot.default for slot in strategy.arguments) for strategy in STRATEGIES.values()
}

Identity: TypeAlias = tuple[str | Number | None, ...]
"""What tells a candidate from others: its name, its interval and its arguments, defaults filled in."""
EMPTY: Identity = ()


class Gentle(NamedTuple):
    """Numbers that no rule about training objects to: gammas by interval, and steps of a warmup."""

    gammas: dict[str, tuple[float, float]]
    steps: int


@lru_cache(maxsize=64)
def gentle(horizons: Horizons) -> Gentle:
    """Return numbers that are certainly gentle in some horizons; there may be more of them."""
    epochs = horizons.max_epochs
    spans = {_STEP: (horizons.shortest, horizons.longest), _EPOCH: epochs}
    gammas: dict[str, tuple[float, float]] = {
        interval: (1.01 * NEGLIGIBLE ** (2 / low), 0.89 ** (1 / (high - 1)) if high > 1 else 0.0)
        for interval, (low, high) in spans.items()
    }
    return Gentle(gammas, horizons.longest if horizons.shortest > _ENOUGH else 0)


def spotless(raw: RawNode, calm: Gentle | None) -> Identity | None:
    """Return the identity of a candidate of a text without tags that is certainly free of findings.

    Without `calm`, nobody asks what training makes of it.
    """
    entries = raw.value
    if entries.__class__ is str:
        return EMPTY if not raw.style and entries in _NULLS else None
    try:
        name, interval, kwargs = _words(entries)
        ranges = _ARGUMENTS[name]
        given = _given(ranges, kwargs) if kwargs else _NONE_GIVEN
        known = interval in _INTERVALS
    except (TypeError, KeyError):  # a collection where a word should stand, or another word
        return None
    # The one argument that is required is the only one that its strategy takes.
    if given is None or not known or len(given) < _REQUIRED[name]:
        return None
    if calm is not None and not _is_gentle(interval, given, calm):
        return None
    return (name, interval, *map(given.get, ranges, _DEFAULTS[name]))


def _words(entries: RawNode) -> tuple[Any, Any, RawNode]:
    """Return the name, the interval and the raw kwargs of a candidate. Raises `KeyError` for any other."""
    name = interval = kwargs = None
    for key, value in entries:
        word = key.value
        if word == NAME.name and name is None:
            name = value.value
        elif word == INTERVAL.name and interval is None:
            interval = value.value
        elif word == KWARGS and kwargs is None and value.id == "mapping":
            kwargs = value.value
        else:
            raise KeyError(word)
    return name, interval, kwargs


def _given(ranges: dict[str, _Ranges], kwargs: RawNode) -> dict[str, Number] | None:
    """Return the arguments that are written out. Raises `KeyError` for one that is not taken."""
    given: dict[str, Number] = {}
    for key, value in kwargs:
        argument = key.value
        if value.id != "scalar" or value.style or argument in given:
            return None
        number = _number(ranges[argument], value.value)
        if number is None:
            return None
        given[argument] = number
    return given


def _is_gentle(interval: str, given: Mapping[str, Number], calm: Gentle) -> bool:
    gamma = given.get(GAMMA.name)
    if gamma is not None:
        low, high = calm.gammas[interval]
        return low < gamma < high
    if interval == _EPOCH or given.get(NUM_CYCLES.name) == 1:
        return False
    warmup = given.get(WARMUP.name, _WARMUP)
    if warmup.__class__ is float:
        return warmup < _LARGEST_RATIO and calm.steps > 0
    return warmup != 1 and warmup < calm.steps


def filled(strategy: Strategy, given: Mapping[str, Number]) -> dict[str, Number]:
    """Return the arguments with which a strategy runs, those left out as their defaults."""
    arguments = {slot.name: given.get(slot.name, slot.default) for slot in strategy.arguments}
    return {name: number for name, number in arguments.items() if number is not None}


def identity_of(name: str, interval: str, arguments: Mapping[str, Number]) -> Identity:
    """Return the identity of a candidate whose arguments are filled in; 1 and 1.0 of a warmup differ."""
    numbers = (str(n) if n == 1 and key == WARMUP.name else n for key, n in arguments.items())
    return (name, interval, *numbers)


def _number(ranges: _Ranges, text: str) -> Number | None:
    """Read a number in range, in the one spelling that every reader of YAML and JSON shares."""
    integer, decimal = ranges
    whole, point, fraction = text.partition(".")
    if not whole.isdecimal() or not text.isascii() or len(text) > _LONGEST_NUMBER:
        return None
    if whole[0] == "0" and whole != "0":
        return None
    if not point:
        number = int(whole)
        return number if integer is not None and integer.holds(number) else None
    if decimal is None or not fraction.isdecimal():
        return None
    ratio = float(text)
    # 1.0 has a finding of its own, and no other bound of a range has one.
    return ratio if decimal.holds(ratio) and ratio != decimal.high else None
