"""A quick look that passes candidates about which no rule has anything to say.

Nearly every candidate of nearly every file is written as documented. Recognising that on raw nodes
takes a tenth of the time that building nodes and asking the rules takes. The screen knows no more
than the vocabulary, and a property test holds that no rule objects to what it passes.
"""

from __future__ import annotations

from kumo_lr.composing import RawNode
from kumo_lr.vocabulary import INTERVAL, KWARGS, NAME, STRATEGIES, Range

_NULLS = frozenset(("", "null", "~"))
_INTERVALS = frozenset(INTERVAL.choices)

_LONGEST_NUMBER = 30

_Ranges = tuple[Range | None, Range | None]
_ARGUMENTS: dict[str | None, dict[str, _Ranges]] = {
    strategy.name: {slot.name: (slot.integer, slot.float) for slot in strategy.arguments}
    for strategy in STRATEGIES.values()
}
_REQUIRED: dict[str | None, int] = {strategy.name: len(strategy.required) for strategy in STRATEGIES.values()}


def is_spotless(raw: RawNode) -> bool:
    """Whether a candidate of a text without tags is certainly free of findings."""
    entries = raw.value
    if entries.__class__ is str:
        return not raw.style and entries in _NULLS
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
                return False
        arguments = _ARGUMENTS.get(name)
        if arguments is None or interval not in _INTERVALS:
            return False
    except TypeError:  # a list of something else, or a collection where a word should stand
        return False
    return _takes(arguments, kwargs) if kwargs else not _REQUIRED[name]


def _takes(arguments: dict[str, _Ranges], kwargs: RawNode) -> bool:
    if len(kwargs) == 1:
        key, value = kwargs[0]
        ranges = arguments.get(key.value) if key.value.__class__ is str else None
        return ranges is not None and value.id == "scalar" and not value.style and _holds(ranges, value.value)
    seen = set()
    for pair in kwargs:
        if not _takes(arguments, [pair]):
            return False
        seen.add(pair[0].value)
    # The one argument that is required is the only one that its strategy takes.
    return len(seen) == len(kwargs)


def _holds(ranges: _Ranges, text: str) -> bool:
    """Whether a number is in range, in the one spelling that every reader of YAML and JSON shares."""
    integer, decimal = ranges
    whole, point, fraction = text.partition(".")
    if not whole.isdecimal() or not text.isascii() or len(text) > _LONGEST_NUMBER:
        return False
    if whole[0] == "0" and whole != "0":
        return False
    if not point:
        return integer is not None and integer.holds(int(whole))
    if decimal is None or not fraction.isdecimal():
        return False
    number = float(text)
    # 1.0 has a finding of its own, and no other bound of a range has one.
    return decimal.holds(number) and number != decimal.high
