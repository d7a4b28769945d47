"""Did-you-mean: the word that was surely meant, or the few that may have been, or nothing.

Case and separators cost little, a swap of two neighbours costs one edit, and the distance that
still counts as a typo grows with the length of the word.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

# Past this length no word of the field is within reach; it also bounds the work on hostile input.
_LONGEST = 64
_SEPARATORS = str.maketrans("", "", "_-. ")


class Guess(NamedTuple):
    """The nearest words, sorted; `sure` when there is one, close by, and no other is near."""

    words: tuple[str, ...] = ()
    sure: bool = False


NO_GUESS = Guess()


def squeeze(word: str) -> str:
    """Fold case and drop separators: `Cosine-With_Warmup` and `cosinewithwarmup` are one word."""
    return word.casefold().translate(_SEPARATORS)


def reach(word: str) -> int:
    """How many edits still count as a typo of `word`, by its length."""
    return 2 if len(word) < 12 else 3 if len(word) < 18 else 4


def suggest(word: str, choices: Iterable[str]) -> Guess:
    """Return the words among `choices` that are nearest to `word`, where near enough to be meant."""
    among = tuple(sorted(choices))
    return _suggest(word, among) if among and 0 < len(word) <= _LONGEST else NO_GUESS


@lru_cache(maxsize=4096)
def _suggest(word: str, choices: tuple[str, ...]) -> Guess:
    ranked = sorted((distance(word, choice), choice) for choice in choices)
    best = ranked[0][0]
    near = tuple(choice for cost, choice in ranked if cost == best and cost <= reach(choice))
    if not near:
        return NO_GUESS
    # A short word is a coin toss after two edits; a long one is not.
    certain = best <= (1 if len(near[0]) < 8 else 2)
    clear = len(ranked) == 1 or ranked[1][0] > best + 1
    return Guess(near, sure=certain and clear)


def distance(word: str, other: str) -> int:
    """Count the edits between two words; differing only in case costs 0, in separators 1."""
    literal = _edits(word.casefold(), other.casefold())
    if literal <= 1:
        return literal
    return min(literal, 1 + _edits(squeeze(word), squeeze(other)))


def _edits(word: str, other: str) -> int:
    """Count insertions, deletions, substitutions and swaps of neighbours (optimal alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(word, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and word[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
