"""Suggest the words nearest to a misspelt one.

Case and separators cost little, swapping two adjacent letters costs one edit, and the distance that
still counts as a typo grows with the length of the word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from kumo_lr.typed import NamedTuple

# No word of the field is near a longer one; the limit also bounds the work on hostile input.
_LONGEST = 64
_SEPARATORS = str.maketrans("", "", "_-. ")
# The letters of a word as bits, to rule out words with little in common: 32 kinds of letter, up to four
# of each.
_KINDS = 32
_OF_A_KIND = 4
_KIND = (1 << _OF_A_KIND) - 1


class Guess(NamedTuple):
    """The nearest words, sorted; `sure` if there is exactly one, and it is unambiguous."""

    words: tuple[str, ...] = ()
    sure: bool = False


NO_GUESS = Guess()


class _Form(NamedTuple):
    """A word as compared: case-folded, also without separators, and the letters of that form."""

    folded: str
    squeezed: str
    letters: int


class _Choice(NamedTuple):
    """A candidate word, with the positions of each character in each of its forms, as bits."""

    word: str
    form: _Form
    folded: Mapping[str, int]
    squeezed: Mapping[str, int]


def squeeze(word: str) -> str:
    """Fold case and drop separators: `Cosine-With_Warmup` and `cosinewithwarmup` are one word."""
    return word.casefold().translate(_SEPARATORS)


def reach(word: str) -> int:
    """Return how many edits still count as a typo of `word`, by its length."""
    return 2 if len(word) < 12 else 3 if len(word) < 18 else 4


def suggest(word: str, choices: Iterable[str]) -> Guess:
    """Return the words among `choices` that are nearest to `word`, if near enough to be typos of it."""
    among = tuple(choices)
    if not word.isascii():
        from kumo_lr.confusables import in_ascii  # few words have other letters

        word = in_ascii(word[: _LONGEST + 1])
    return _suggest(word, among) if among and 0 < len(word) <= _LONGEST else NO_GUESS


@lru_cache(maxsize=4096)
def _suggest(word: str, words: tuple[str, ...]) -> Guess:
    by_length, best = _choices(words)
    typed = _form(word)
    costs = []
    # Distances are exact only up to two edits beyond the nearest word; others are ruled out anyway, nearly
    # all of them by their length or letters: an edit removes at most one, and adds at most one.
    own, count, most = typed.letters, len(typed.squeezed), best + 1
    for length in sorted(by_length, key=lambda length: abs(length - count)):
        if abs(length - count) > most:
            break
        for letters, choice in by_length[length]:
            if (letters & ~own).bit_count() > most or (own & ~letters).bit_count() > most:
                continue
            cost = _distance(typed, choice, most)
            costs.append((cost, choice.word))
            best = min(best, cost)
            most = best + 1
    costs.sort(key=lambda found: found[1])
    near = tuple(choice for cost, choice in costs if cost == best and cost <= reach(choice))
    if not near:
        return NO_GUESS
    # Two edits make a short word ambiguous, but not a long one.
    certain = best <= (1 if len(near[0]) < 8 else 2)
    clear = sum(cost <= best + 1 for cost, _ in costs) == 1
    return Guess(near, sure=certain and clear)


@lru_cache(maxsize=128)
def _choices(words: tuple[str, ...]) -> tuple[dict[int, list[tuple[int, _Choice]]], int]:
    """Return the words to compare with, by length, with their letters, and the most edits that any allows."""
    by_length: dict[int, list[tuple[int, _Choice]]] = {}
    for choice in map(_choice, words):
        by_length.setdefault(len(choice.form.squeezed), []).append((choice.form.letters, choice))
    return by_length, max(map(reach, words))


def distance(word: str, other: str) -> int:
    """Count the edits between two words; differing only in case costs 0, in separators 1."""
    typed, choice = _form(word), _choice(other)
    return _distance(typed, choice, len(typed.folded) + len(choice.form.folded))


@lru_cache(maxsize=256)
def _form(word: str) -> _Form:
    squeezed = squeeze(word)
    return _Form(word.casefold(), squeezed, _letters(squeezed))


def _choice(word: str) -> _Choice:
    form = _form(word)
    return _Choice(word, form, _places(form.folded), _places(form.squeezed))


def _places(text: str) -> dict[str, int]:
    """Return the positions of each character in a text, as bits: the first position is the lowest bit."""
    places: dict[str, int] = {}
    for index, character in enumerate(text):
        places[character] = places.get(character, 0) | 1 << index
    return places


def _letters(text: str) -> int:
    """Return a set of bits: one for the first letter of a kind, another for the second, and so on."""
    letters = 0
    for character in text:
        kind = _KIND << ord(character) % _KINDS * _OF_A_KIND
        letters |= ((letters & kind) << 1 | kind & -kind) & kind
    return letters


def _distance(word: _Form, choice: _Choice, most: int) -> int:
    """Count the edits between two words; return any number above `most` if there are more than that."""
    form = choice.form
    literal = _edits(word.folded, len(form.folded), choice.folded, most)
    if literal <= 1 or (word.folded == word.squeezed and form.folded == form.squeezed):
        return literal
    return min(literal, 1 + _edits(word.squeezed, len(form.squeezed), choice.squeezed, most - 1))


def _edits(word: str, count: int, places: Mapping[str, int], most: int) -> int:
    """Count insertions, deletions, substitutions and swaps of neighbours (optimal alignment).

    `count` is the length of the other word, `places` the positions of each character in it. The result is
    any number above `most` if there are more edits than that. A column of the distance table is kept as
    bits that say whether each cell is one more, or one less, than the cell above: H. Hyyrö, "A
    bit-vector algorithm for computing Levenshtein and Damerau edit distances", Nordic Journal of
    Computing 10 (2003).
    """
    if not count or abs(len(word) - count) > most:
        return max(len(word), count)
    every = (1 << count) - 1
    last = 1 << count - 1
    more, less = every, 0  # of cells in a column, compared with the one above
    kept, before = 0, 0
    left = len(word)
    for character in word:
        here = places.get(character, 0)
        swapped = (~kept & here) << 1 & before
        kept = ((here & more) + more ^ more | here | less | swapped) & every
        right_more = less | every & ~(kept | more)  # compared with the cell to the left
        right_less = kept & more
        count += bool(right_more & last) - bool(right_less & last)
        left -= 1
        if count - left > most:  # each remaining character can reduce it by one
            return count - left
        right_more = right_more << 1 | 1
        more = (right_less << 1 | ~(kept | right_more)) & every
        less = right_more & kept
        before = here
    return count
