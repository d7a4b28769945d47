"""Spell what completion inserts: in blocks, in braces, or as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kumo_lr.facts.slots import Number, Slot
from kumo_lr.facts.strategies import INTERVAL, KWARGS, NAME, Strategy
from kumo_lr.rules.values import spell

_INDENT = "  "


class Style(NamedTuple):
    """How a place is written: as JSON, in braces, or in blocks whose lines are `column` spaces in."""

    json: bool
    flow: bool
    column: int
    newline: str

    def word(self, text: str) -> str:
        """Return a key or a word."""
        return f'"{text}"' if self.json else text

    def deeper(self, by: int = 2) -> Style:
        """Return the style of what is further in."""
        return self._replace(column=self.column + by)

    def line(self, text: str) -> str:
        """Return a text on a line of its own, after what is before it."""
        return f"{self.newline}{' ' * self.column}{text}"

    def pairs(self, pairs: Mapping[str, str]) -> str:
        """Return spelt values with their keys, without braces."""
        written = [f"{self.word(key)}: {value}" for key, value in pairs.items()]
        return ", ".join(written) if self.flow else f"{self.newline}{' ' * self.column}".join(written)

    def nested(self, pairs: Mapping[str, str]) -> str:
        """Return spelt values as the value of a key, behind its colon and a space."""
        if self.flow:
            return f"{{{self.pairs(pairs)}}}"
        inner = self.deeper()
        return inner.line(inner.pairs(pairs)) if pairs else "{}"


def number_for(slot: Slot) -> Number:
    """Return a number to begin with: the default of an argument, or an example."""
    return slot.examples[0] if slot.default is None else slot.default


def numbers_for(slots: Iterable[Slot]) -> dict[str, str]:
    """Return numbers to begin with as spelt, by argument."""
    return {slot.name: spell(number_for(slot)) for slot in slots}


def candidate_pairs(strategy: Strategy, style: Style) -> str:
    """Return a whole candidate without braces or dash."""
    words = {NAME.name: style.word(strategy.name), INTERVAL.name: style.word(strategy.example_interval)}
    kwargs = style.nested(numbers_for(strategy.arguments))
    return style.pairs(words | {KWARGS: kwargs}).replace(
        f"{KWARGS}: {style.newline}", f"{KWARGS}:{style.newline}"
    )


def candidate_item(strategy: Strategy, style: Style) -> str:
    """Return a whole candidate as an item of a list: in braces, or with a dash."""
    if style.flow:
        return f"{{{candidate_pairs(strategy, style)}}}"
    return f"- {candidate_pairs(strategy, style.deeper())}"
