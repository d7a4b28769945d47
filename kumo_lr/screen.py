"""A quick look that passes candidates about which no rule has anything to say.

Nearly every candidate of nearly every file is written as documented. Recognising that on raw nodes
takes a tenth of the time that building nodes and asking the rules takes. The screen knows no more
than the vocabulary, and a property test holds that no rule objects to what it passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from kumo_lr.composing import RawNode
from kumo_lr.horizons import Horizons
from kumo_lr.rules import RULES
from kumo_lr.rules.record import Training
from kumo_lr.vocabulary import GAMMA, INTERVAL, KWARGS, NAME, STRATEGIES, Number, Range, Strategy

_NULLS = frozenset(("", "null", "~"))
_INTERVALS = frozenset(INTERVAL.choices)

_LONGEST_NUMBER = 30

_Ranges = tuple[Range | None, Range | None]
_ARGUMENTS: dict[str, dict[str, _Ranges]] = {
    strategy.name: {slot.name: (slot.integer, slot.float) for slot in strategy.arguments}
    for strategy in STRATEGIES.values()
}
_TRAINING = tuple(rule.check for rule in RULES.values() if rule.subject is Training)
_Texts: TypeAlias = tuple[tuple[str, str], ...]


class Spotless(NamedTuple):
    """A candidate without findings: what tells it from others, and the arguments it has been given."""

    identity: str
    given: frozenset[str] = frozenset()


EMPTY = Spotless("no scheduling")


def spotless(raw: RawNode, horizons: Horizons | None) -> Spotless | None:
    """Pass a candidate of a text without tags that is certainly free of findings; else None.

    Without `horizons`, nobody asks what training makes of it.
    """
    entries = raw.value
    if entries.__class__ is str:
        return EMPTY if not raw.style and entries in _NULLS else None
    name: str | None = None
    interval: str | None = None
    kwargs: RawNode = None
    try:
        for key, value in entries:
            word = key.value
            if word == NAME.name and name is None:
                name = value.value
            elif word == INTERVAL.name and interval is None:
                interval = value.value
            elif word == KWARGS and kwargs is None and value.id == "mapping":
                kwargs = value.value
            else:
                return None
        if name not in _ARGUMENTS or interval not in _INTERVALS:
            return None
        texts = []
        for key, value in kwargs or ():
            if value.id != "scalar" or value.style or len(value.value) > _LONGEST_NUMBER:
                return None
            texts.append((key.value, value.value))
        return _judge(name, interval, tuple(texts), horizons)
    except TypeError:  # a list of something else, or a collection where a word should stand
        return None


@lru_cache(maxsize=4096)
def _judge(name: str, interval: str, texts: _Texts, horizons: Horizons | None) -> Spotless | None:
    """Judge a candidate by what is written; most are written many times."""
    given = {}
    for argument, text in texts:
        ranges = _ARGUMENTS[name].get(argument)
        number = None if ranges is None or argument in given else _number(ranges, text)
        if number is None:
            return None
        given[argument] = number
    if any(argument not in given for argument in STRATEGIES[name].required):
        return None
    arguments = filled(STRATEGIES[name], given)
    if horizons is not None:
        training = Training(name, interval, arguments, horizons)
        for check in _TRAINING:
            for _ in check(training):
                return None
    return Spotless(identity_of(name, interval, arguments), frozenset(given))


def filled(strategy: Strategy, given: Mapping[str, Number]) -> dict[str, Number]:
    """Give the arguments with which a strategy runs, those left out as their defaults."""
    arguments = {slot.name: given.get(slot.name, slot.default) for slot in strategy.arguments}
    return {name: number for name, number in arguments.items() if number is not None}


def identity_of(name: str, interval: str, arguments: Mapping[str, Number]) -> str:
    """Give what tells a candidate from others: 1 and 1.0 of a warmup, but not of a gamma."""
    shown = (float(number) if argument == GAMMA.name else number for argument, number in arguments.items())
    return f"{name} {interval} {list(shown)}"


def _number(ranges: _Ranges, text: str) -> Number | None:
    """Read a number in range, in the one spelling that every reader of YAML and JSON shares."""
    integer, decimal = ranges
    whole, point, fraction = text.partition(".")
    if not whole.isdecimal() or not text.isascii() or (whole[0] == "0" and whole != "0"):
        return None
    if not point:
        return int(whole) if integer is not None and integer.holds(int(whole)) else None
    if decimal is None or not fraction.isdecimal():
        return None
    number = float(text)
    # 1.0 has a finding of its own, and no other bound of a range has one.
    return number if decimal.holds(number) and number != decimal.high else None
