"""Match files and folders by patterns as in `.gitignore`, alike on every platform.

A pattern with a slash is relative to the folder of the settings; any other matches a name in any
folder. Everything in a matching folder matches. `*` and `?` stop at a slash, `**` does not; `[abc]` and
`{yaml,yml}` are choices, and a pattern that ends in a slash matches only folders.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import lru_cache, reduce
from types import ModuleType

from kumo_lr.globs import expression

_WILD = r"\*+|\?|\[!?(?:\]|[^\]])[^\]]*\]|[{},]|[^*?\[{},]+|\["
# Each expansion of a pattern is tried with every path.
_MOST_CHOICES = 100


def matches(pattern: str, path: str) -> bool:
    """Return whether a pattern matches a path, or a folder on the way to it.

    The path is relative to the folder of the settings and uses "/"; that of a folder ends with "/".

    Raises:
        ValueError: The pattern is invalid.
    """
    return compiled(pattern).fullmatch(path) is not None


def any_matches(patterns: Iterable[str], folder: str, path: str, is_folder: bool) -> bool:
    """Return whether one of several patterns, relative to a folder, matches a file or folder."""
    seen = relative(path, folder, is_folder=is_folder)
    return any(matches(pattern, seen) for pattern in patterns)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the regular expression of a pattern, or raise `ValueError` with the reason it is invalid."""
    if "\\" in pattern:
        raise ValueError('it has "\\" in it')
    if pattern.startswith("!"):
        raise ValueError('it starts with "!"')
    plain = re.sub(r"^(?:\./)*(?=.)", "", pattern)
    body = plain.strip("/")
    if not body:
        raise ValueError("it names nothing")
    is_anchored = plain != pattern or "/" in plain.rstrip("/")
    first, *others = map(_choices, body.split("/"))
    globs = [glob for glob in reduce(_joined, others, first) if glob]
    if not globs:
        raise ValueError("it names nothing")
    head = "" if is_anchored else "(?:.*/)?"
    tail = "/.*" if pattern.endswith("/") else "(?:/.*)?"
    return re.compile(f"(?s:{head}(?:{'|'.join(map(expression, globs))}){tail})")


def _choices(part: str) -> list[str]:
    """Return the globs of one name of a pattern, one for each choice in braces."""
    has_choice = re.search(r"\{[^{}]*\}", part) is not None and part.count("{") == part.count("}")
    outer: list[tuple[list[str], list[str]]] = []
    done: list[str] = []  # complete words of the current choice, and beginnings of the current word
    begun = [""]
    for sign in re.findall(_WILD, part):
        if has_choice and sign == "{":
            outer.append((done, begun))
            done, begun = [], [""]
        elif has_choice and sign == "}":
            if not outer:
                raise ValueError('it has a "}" without a "{"')
            words = done + begun
            done, begun = outer.pop()
            begun = _joined(begun, words, "")
        elif outer and sign == ",":
            done, begun = done + begun, [""]
        else:
            begun = [word + _glob(sign) for word in begun]
    if outer:
        raise ValueError('it has a "{" without a "}"')
    return begun


def _joined(beginnings: list[str], ends: list[str], between: str = "/") -> list[str]:
    """Return every beginning with every end, or raise `ValueError` if there are too many."""
    if len(beginnings) * len(ends) > _MOST_CHOICES:
        raise ValueError(f"it stands for more than {_MOST_CHOICES} names")
    return [f"{beginning}{between}{end}" for beginning in beginnings for end in ends]


def _glob(sign: str) -> str:
    """Escape a character for `.gitignore`, in which more characters are special."""
    if sign[0] != "[":
        return sign
    if len(sign) == 1:
        return "\\["
    for first, last in re.findall(r"(?s)(.)-(.)", sign[1:-1].removeprefix("!")):
        if first > last:
            raise ValueError(f"bad character range {first}-{last}")
    return "[" + re.sub(r"[\[^]", r"\\\g<0>", sign[1:-1]) + "]"


def relative(path: str, folder: str, *, is_folder: bool = False, flavour: ModuleType = os.path) -> str:
    """Return a path as patterns expect it: relative to a folder, with "/" on every platform.

    `flavour` is the path module of a platform.
    """
    try:
        seen = flavour.relpath(path, folder)
        if seen.startswith(".."):  # by another way than a link leads
            real = flavour.join(flavour.realpath(flavour.dirname(path)), flavour.basename(path))
            seen = flavour.relpath(real, flavour.realpath(folder))
    except ValueError:  # another drive
        seen = path
    seen = seen.replace(flavour.sep, "/")
    return f"{seen}/" if is_folder and seen != "." else seen
