"""Recognise clean candidates quickly, without building nodes or running rules.

Nearly every candidate of nearly every file is written as documented. Recognising that on raw nodes takes
a tenth of the time of building nodes and running the rules. The fast path uses only the field's facts and
the numbers that no rule about training objects to. A property test ensures that no rule objects to a
candidate that it recognises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from kumo_lr.document.compose import RawNode, RawPairs
from kumo_lr.document.condensed import Condensed
from kumo_lr.facts.horizons import Bounds, Horizons
from kumo_lr.facts.slots import Number, Range
from kumo_lr.facts.strategies import (
    GAMMA,
    HARDLY_LESS,
    INTERVAL,
    KWARGS,
    NAME,
    NEGLIGIBLE,
    NUM_CYCLES,
    STRATEGIES,
    VANISHED_BY,
    WARMUP,
)
from kumo_lr.records import Record
from kumo_lr.typed import Any, TypeAlias, cast

_NULLS = frozenset(("", "null", "~"))
_STEP, _EPOCH = INTERVAL.choices
_INTERVALS = frozenset(INTERVAL.choices)
_NONE_GIVEN: dict[str, Number] = {}
_LONGEST_NUMBER = 30
_RATIO = WARMUP.float
_MARGIN = 0.01  # more than the rounding error of a power

_Ranges: TypeAlias = tuple[Range | None, Range | None]
_ARGUMENTS: dict[str, dict[str, _Ranges]] = {
    strategy.name: {slot.name: (slot.integer, slot.float) for slot in strategy.arguments}
    for strategy in STRATEGIES.values()
}
_REQUIRED = {strategy.name: frozenset(strategy.required) for strategy in STRATEGIES.values()}
_DEFAULTS: dict[str, tuple[Number | None, ...]] = {
    strategy.name: tuple(slot.default for slot in strategy.arguments) for strategy in STRATEGIES.values()
}

Identity: TypeAlias = tuple[Any, ...]
"""What tells a candidate from others: its name, its interval and its arguments, defaults filled in."""
EMPTY: Identity = ()


class SafeNumbers(Record):
    """Bounds within which no rule about training objects to a number; others may be fine too.

    Safe gammas are between the two of their interval; safe warmup ratios and steps are below theirs.
    """

    gammas: dict[str, tuple[float, float]]
    ratio: float
    steps: int


@lru_cache(maxsize=64)
def safe_numbers(horizons: Horizons) -> SafeNumbers:
    """Return the bounds of numbers that are safe in all given horizons."""
    longest, epochs = horizons.longest, horizons.max_epochs
    steps = {_STEP: Bounds(horizons.shortest, longest), _EPOCH: epochs}
    return SafeNumbers(
        {interval: (_lowest_gamma(low), _highest_gamma(high)) for interval, (low, high) in steps.items()},
        # endless-warmup objects if round(ratio * longest) >= longest.
        ratio=1 - 1 / longest,
        # endless-warmup objects if warmup >= longest.
        steps=longest,
    )


def _lowest_gamma(steps: int) -> float:
    """Return a gamma above which a decay over a number of scheduler steps does not vanish too soon.

    vanishing-decay objects if gamma ** (VANISHED_BY * steps) < NEGLIGIBLE.
    """
    return (1 + _MARGIN) * float(NEGLIGIBLE ** (1 / (VANISHED_BY * steps)))


def _highest_gamma(steps: int) -> float:
    """Return a gamma below which a decay over a number of scheduler steps is noticeable.

    unseen-decay objects if gamma ** (steps - 1) >= HARDLY_LESS.
    """
    return float((HARDLY_LESS - _MARGIN) ** (1 / (steps - 1))) if steps > 1 else 0.0


def documented(raw: RawNode | Condensed) -> Identity | None:
    """Return the identity of a candidate that is certainly written as documented, or None for any other.

    No rule objects to it but those about training. The text must have no tags.
    """
    if type(raw) is Condensed:
        return raw.content
    if raw.id == "scalar":
        return EMPTY if not raw.style and raw.value in _NULLS else None
    try:
        name, interval, kwargs = _words(raw.value)
        ranges = _ARGUMENTS[name]
        given = _given(ranges, kwargs) if kwargs else _NONE_GIVEN
        known = interval in _INTERVALS
    except (TypeError, KeyError):  # a collection where a word should be, or an unknown word
        return None
    required = _REQUIRED[name]
    if given is None or not known or (required and not required <= given.keys()):
        return None
    return (name, interval, *map(given.get, ranges, _DEFAULTS[name]))


def condense(raw: RawNode) -> RawNode:
    """Return what is left of a candidate in a long list: its identity, if that is all that a check needs."""
    identity = documented(raw)
    return raw if identity is None else cast("RawNode", Condensed(identity))


def is_safe(identity: Identity, safe: SafeNumbers) -> bool:
    """Return whether a documented candidate is certainly free of objections about training."""
    if identity is EMPTY:
        return True
    name, interval, *numbers = identity
    for number, is_safe_number in zip(numbers, _CHECKS[name], strict=True):
        if number is not None and not is_safe_number(number, interval, safe):
            return False
    return True


def _words(entries: RawPairs) -> tuple[Any, Any, RawPairs | None]:
    """Return the name, interval and raw kwargs of a candidate, or raise `KeyError` if it has no such keys."""
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


def _given(ranges: dict[str, _Ranges], kwargs: RawPairs) -> dict[str, Number] | None:
    """Return the arguments that are written out, or raise `KeyError` for one that is not recognised."""
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


def _is_never_safe(_number: Number, _interval: str, _safe: SafeNumbers) -> bool:
    return False


def _is_safe_gamma(gamma: Number, interval: str, safe: SafeNumbers) -> bool:
    low, high = safe.gammas[interval]
    return low < gamma < high


def _is_safe_warmup(warmup: Number, interval: str, safe: SafeNumbers) -> bool:
    # Rules object to every warmup with `interval: epoch`, and one-step-warmup to 1.
    if interval == _EPOCH or warmup == 1:
        return False
    return warmup < (safe.ratio if warmup.__class__ is float else safe.steps)


def _is_safe_number_of_cycles(cycles: Number, _interval: str, _safe: SafeNumbers) -> bool:
    return cycles != 1  # single-cycle objects to 1


# By argument; an argument without an entry is never safe, and is left to the rules.
_IS_SAFE: dict[str, Callable[[Number, str, SafeNumbers], bool]] = {
    GAMMA.name: _is_safe_gamma,
    WARMUP.name: _is_safe_warmup,
    NUM_CYCLES.name: _is_safe_number_of_cycles,
}
_CHECKS = {
    strategy.name: tuple(_IS_SAFE.get(slot.name, _is_never_safe) for slot in strategy.arguments)
    for strategy in STRATEGIES.values()
}


def identity_of(name: str, interval: str, arguments: Mapping[str, Number]) -> Identity:
    """Return the identity of a candidate with all its arguments; warmups of 1 and 1.0 differ."""
    is_ratio = {key: isinstance(n, float) and key == WARMUP.name for key, n in arguments.items()}
    numbers = (str(n) if n == 1 and is_ratio[key] else n for key, n in arguments.items())
    return (name, interval, *numbers)


def _number(ranges: _Ranges, text: str) -> Number | None:
    """Return a number in range that every reader of YAML and JSON reads alike, or None."""
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
    value = float(text)
    # A ratio of 1.0 has its own finding, unlike any other bound of a range.
    is_whole_ratio = value == 1 and decimal is _RATIO
    return value if decimal.holds(value) and not is_whole_ratio else None
