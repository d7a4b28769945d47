"""Format values for messages: quoted, listed, counted and printable."""

from __future__ import annotations

from collections.abc import Iterable

from kumo_lr.suggest import suggest

_LEAST = 0.001  # percent
_ALL = 100  # no smaller factor rounds up to it, and none below 1 rounds to 1: these limits mean something
_BELOW_LEAST = f"less than {_LEAST} %"
_BELOW_ALL = "more than 99.9 %"
# The wording of these two at the end of a range, where "to more than 99.9 %" would not read well.
_ENDS = {_BELOW_LEAST: "almost 0 %", _BELOW_ALL: "almost 100 %"}


def share(factor: float) -> str:
    """Return a factor, 0 or more, as percent: `100 %`, `99.9 %`, `0.9 %`, `less than 0.001 %`."""
    percent = 100 * factor
    if 0 < percent < _LEAST:
        return _BELOW_LEAST
    rounded = round(percent, 1) if percent >= 1 else float(f"{percent:.1g}")
    if percent < _ALL <= rounded:
        return _BELOW_ALL
    if percent < 1 <= rounded:
        rounded = 0.9
    return f"{rounded:,.1f}".removesuffix(".0") + " %" if rounded >= 1 else f"{rounded:.1g} %"


def share_range(low: float, high: float) -> str:
    """Return a range of factors with its preposition: `at 80 %`, `between 3 % and almost 100 %`."""
    least, most = share(low), share(high)
    if least == most:
        return f"at {least}"
    return f"between {_ENDS.get(least, least)} and {_ENDS.get(most, most)}"


_LONGEST_TOKEN = 60


def quote(text: str) -> str:
    """Return the user's own token in double quotes, shortened if long, with control characters escaped."""
    return f'"{printable(shortened(text))}"'


def dotted(path: Iterable[str | int]) -> str:
    """Return the path to a part of an object as Python spells it: `optimization.lr_scheduler[0].name`."""
    steps = (f".{step}" if str(step).isidentifier() else f"[{step!r}]" for step in path)
    return printable("".join(steps).removeprefix(".")) or "the plan"


def shortened(text: str) -> str:
    """Return a text with an ellipsis in place of its end if it is too long for a line."""
    return text if len(text) <= _LONGEST_TOKEN else text[: _LONGEST_TOKEN - 1] + "…"


def listed(words: Iterable[str]) -> str:
    """Return sorted words in double quotes: `"a", "b" or "c"`."""
    quoted = [f'"{word}"' for word in sorted(words)]
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


_KINDS = {
    "float": "a decimal number",
    "unloadable": "a value that PyYAML cannot load",
    "text": "text",
    "null": "null",
    "binary data": "binary data",
}


def article(kind: str) -> str:
    """Return a node's kind with its article: `a list`, `an integer`, `text`, `null`."""
    return _KINDS.get(kind) or f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def printable(text: str) -> str:
    """Escape the characters of a text that would break its line or control a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return the end of a sentence that suggests a word, or an empty text if none is close enough."""
    guess = suggest(word.upper() if word[:3].upper() == "KLR" else word, words)
    return f"; did you mean {listed(guess.words[:3])}?" if guess.words else ""
