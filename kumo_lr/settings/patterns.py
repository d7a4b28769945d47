"""Patterns for files and folders, as `.gitignore` reads them: one meaning on every platform.

A pattern with a slash in it is seen from the folder of the settings; any other is a name that may
stand in any folder. What stands in a folder that matches, matches too. `*` and `?` stop at a slash,
`**` does not; `[abc]` and `{yaml,yml}` are choices, and a slash at the end asks for a folder.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from types import ModuleType

_WILD = r"\*+|\?|\[!?(?:\]|[^\]])[^\]]*\]|[{},]|[^*?\[{},]+|\["


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern matches a path with "/" in it, or a folder on the way to it.

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
    parts = [_part(part) for part in body.split("/")]
    text = "".join(parts[:-1]) + (".+" if body.split("/")[-1] == "**" else parts[-1].removesuffix("/"))
    head = "" if is_anchored else "(?:.*/)?"
    tail = "/.*" if pattern.endswith("/") else "(?:/.*)?"
    try:
        return re.compile(f"(?s:{head}{text}{tail})")
    except re.error as error:
        raise ValueError(error.msg) from None


def _part(part: str) -> str:
    """Return the expression for one name on a path, and the slash behind it."""
    if part == "**":
        return "(?:[^/]+/)*"
    has_choice = re.search(r"\{[^{}]*\}", part) is not None and part.count("{") == part.count("}")
    pieces = []
    depth = 0
    for sign in re.findall(_WILD, part):
        depth += (sign == "{") - (sign == "}")
        pieces.append(_piece(sign, has_choice=has_choice, inside=depth > 0))
    return "".join(pieces) + "/"


def _piece(sign: str, *, has_choice: bool, inside: bool) -> str:
    if sign[0] == "*":
        return "[^/]*"
    if sign == "?":
        return "[^/]"
    if has_choice and sign in ("{", "}"):
        return {"{": "(?:", "}": ")"}[sign]
    if has_choice and inside and sign == ",":
        return "|"
    if sign[0] == "[" and len(sign) > 1:
        negated = sign[1] == "!"
        listed = re.sub(r"([\\\[\]^&~|])", r"\\\1", sign[1 + negated : -1])
        return f"(?!/)[{'^' * negated}{listed}]"
    return re.escape(sign)


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
