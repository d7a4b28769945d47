"""How like a word that is being typed is to one that it may become."""

from __future__ import annotations

from enum import IntEnum

from kumo_lr.suggest import distance, reach, squeeze

_LONGEST = 64  # no word of a plan is near a longer one
_SHORTEST = 3  # letters, to tell a typo from another word


class Likeness(IntEnum):
    """How a typed text relates to a word, the likest first."""

    BEGINS = 0
    SQUEEZED = 1
    WITHIN = 2
    LETTERS = 3
    NEAR = 4
    NONE = 5


def likeness(typed: str, word: str) -> Likeness:
    """Return how like a typed text is to a word.

    The text begins the word, begins it without case and separators, is within it, has letters of it in
    their order, or is near it or its beginning, as a typo is.
    """
    if word.startswith(typed):
        return Likeness.BEGINS
    short, long = squeeze(typed), squeeze(word)
    if long.startswith(short):
        return Likeness.SQUEEZED
    if short in long:
        return Likeness.WITHIN
    letters = iter(long)
    if all(letter in letters for letter in short):
        return Likeness.LETTERS
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return Likeness.NONE
    most = min(reach(word), 1 + len(typed) // 5)
    near = min(distance(typed, word), distance(typed, word[: len(typed)]))
    return Likeness.NEAR if near <= most else Likeness.NONE
