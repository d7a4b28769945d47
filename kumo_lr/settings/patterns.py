"""Patterns for files and folders, as `.gitignore` reads them: one meaning on every platform.

A pattern with a slash in it is seen from the folder of the settings; any other is a name that may
stand in any folder. What stands in a folder that matches, matches too. `*` and `?` stop at a slash,
`**` does not; `[abc]` and `{yaml,yml}` are choices, and a slash at the end asks for a folder.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache, reduce
from types import ModuleType

from kumo_lr.globs import expression

_WILD = r"\*+|\?|\[!?(?:\]|[^\]])[^\]]*\]|[{},]|[^*?\[{},]+|\["
# So many ways to read a pattern are each tried with every path.
_MOST_CHOICES = 100


def matches(pattern: str, path: str) -> bool:
    """Return whether a pattern matches a path with "/" in it, or a folder on the way to it.

    The path is seen from the folder of the settings; that of a folder ends with "/". Raises
    `ValueError` for what is no pattern.
    """
    return compiled(pattern).fullmatch(path) is not None


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """Make a regular expression of a pattern. Raises `ValueError` that says why that cannot be."""
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
    """Return the globs that one name of a pattern stands for: `{a,b}` is for each of its words."""
    has_choice = re.search(r"\{[^{}]*\}", part) is not None and part.count("{") == part.count("}")
    outer: list[tuple[list[str], list[str]]] = []
    done: list[str] = []  # words of the choice we are in, and the beginnings of the one that is read
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
    """Return each beginning with each end. Raises `ValueError` where there are too many."""
    if len(beginnings) * len(ends) > _MOST_CHOICES:
        raise ValueError(f"it stands for more than {_MOST_CHOICES} names")
    return [f"{beginning}{between}{end}" for beginning in beginnings for end in ends]


def _glob(sign: str) -> str:
    """Spell a sign as `.gitignore` does, where more characters have a meaning."""
    if sign[0] != "[":
        return sign
    if len(sign) == 1:
        return "\\["
    for first, last in re.findall(r"(?s)(.)-(.)", sign[1:-1].removeprefix("!")):
        if first > last:
            raise ValueError(f"bad character range {first}-{last}")
    return "[" + re.sub(r"[\[^]", r"\\\g<0>", sign[1:-1]) + "]"


def relative(path: str, folder: str, *, is_folder: bool = False, flavour: ModuleType = os.path) -> str:
    """Return a path as patterns see it: from a folder, with "/" on every platform.

    `flavour` is the module that knows the paths of a platform.
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
