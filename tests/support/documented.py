"""The field as it is documented, drawn from its facts: strategies, their arguments, numbers in range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from kumo_lr import Scheduler, from_kumo
from kumo_lr.facts.slots import Number, Slot
from kumo_lr.facts.strategies import INTERVAL, STRATEGIES, WARMUP, Strategy

_HUGE = (10**300, int(1.7e308))
# Numbers that something may depend on: kinds, ends of ranges, halves that are rounded.
_NUMBERS: tuple[Number, ...] = (0, 0.0, 1, 1.0, 3, 100, 0.1, 0.25, 0.5, 0.9)
# Strategies with a warmup, which is all that they need.
WARMED = tuple(
    strategy.name
    for strategy in STRATEGIES.values()
    if strategy.argument(WARMUP.name) and not strategy.required
)


def fitting(slot: Slot) -> tuple[Number, ...]:
    """Return numbers that an argument takes, each once: those that its facts name, and others."""
    named = slot.examples if slot.default is None else (*slot.examples, slot.default)
    return tuple({repr(number): number for number in (*named, *_NUMBERS) if slot.takes(number)}.values())


def numbers(slot: Slot, most: int = 10**6, least: float = 0.0) -> st.SearchStrategy[Number]:
    """Draw any number that an argument takes; of integers and decimals without a limit, up to `most`.

    `least` is how near to 0 a decimal comes where 0 is not taken.
    """
    return st.one_of(*_ways(slot, most, least))


def _ways(slot: Slot, most: int, least: float) -> Iterator[st.SearchStrategy[Number]]:
    yield st.sampled_from(fitting(slot))
    if slot.integer is not None:
        low, high, is_open = slot.integer
        yield st.integers(int(low) + is_open, most if high is None else int(high))
        if high is None:
            yield st.sampled_from(_HUGE)
    if slot.float is not None:
        low, high, is_open = slot.float
        top = float(most if high is None else high)
        yield st.floats(max(low, least), top, exclude_min=is_open and not least)
        yield st.integers(1, 7).map(lambda digits: top * (1 - 10.0**-digits))


@st.composite
def candidates(
    draw: st.DrawFn,
    strategies: tuple[str, ...] = tuple(STRATEGIES),
    *,
    most: int = 10**6,
    least: float = 0.0,
    complete: bool = False,
) -> dict[str, Any]:
    """Draw a candidate, with all its arguments where `complete`, and with any of them elsewhere."""
    strategy = STRATEGIES[draw(st.sampled_from(strategies))]
    kwargs = {
        slot.name: draw(numbers(slot, most, least))
        for slot in draw(st.permutations(strategy.arguments))
        if complete or slot.name in strategy.required or draw(st.booleans())
    }
    interval = draw(st.sampled_from(INTERVAL.choices))
    return {"name": strategy.name, "interval": interval, "kwargs": kwargs}


@st.composite
def good_candidates(draw: st.DrawFn) -> Any:
    """Draw a candidate, null among them, with or without kwargs where they may be left out."""
    if draw(st.integers(0, 5)) == 0:
        return None
    candidate = draw(candidates())
    if not candidate["kwargs"] and draw(st.booleans()):
        del candidate["kwargs"]
    return candidate


def good_values() -> st.SearchStrategy[Any]:
    return st.one_of(st.lists(good_candidates(), min_size=1, max_size=3), st.just("???"))


def typed(candidate: dict[str, Any]) -> Scheduler:
    """Return a candidate of data as its model."""
    (made,) = from_kumo([candidate]).candidates
    assert made is not None
    return made


def example_of(strategy: Strategy, interval: str, *, complete: bool = True) -> dict[str, Any]:
    """Return a candidate with the first example of each of its arguments, or of those that it needs."""
    kwargs = {
        slot.name: slot.examples[0]
        for slot in strategy.arguments
        if complete or slot.name in strategy.required
    }
    return {"name": strategy.name, "interval": interval, "kwargs": kwargs}
