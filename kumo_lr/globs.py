r"""Translate `.gitignore` globs to regular expressions that match in time linear in the path.

`*` and `?` stop at a slash, `**` between slashes does not; `[a-z]`, `[!a]` and `[[:digit:]]` are choices
of one character, and `\` makes the next character an ordinary one. All as git reads them, but for
characters outside ASCII, which are one character here and several bytes to git.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.typed import NamedTuple

_STAR, _STARS, _SLASH = "*", "**", "/"
_NAME_END = "(?![^/])"  # before a slash, or the end
_NEVER = "(?!)"
_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t-\\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


class _Piece(NamedTuple):
    """A part of a glob: a slash, a wildcard for many characters, or the expression for one character."""

    text: str
    is_sign: bool = False


def expression(glob: str) -> str:
    """Return the regular expression for the paths that a glob matches; an invalid glob matches nothing.

    Use it with `match`: it starts at the start of a path and ends at the end of a name in it.

    There is at most one way to match, so it never backtracks far: the text between two wildcards has a
    fixed length, and its first match is as good as any later one.
    """
    try:
        pieces = list(_pieces(glob))
    except ValueError:
        return _NEVER
    names: list[list[_Piece]] = [[]]
    for piece in pieces:
        if piece.is_sign and piece.text == _SLASH:
            names.append([])
        else:
            names[-1].append(piece)
    return _path(names)


def _path(names: list[list[_Piece]]) -> str:
    """Return the expression for some names with slashes between them; `**` stands for any number."""
    runs: list[list[str]] = [[]]  # of names without a `**` between them
    for name in names:
        if name == [_Piece(_STARS, is_sign=True)]:
            runs.append([])
        else:
            runs[-1].append(_name(name))
    first, *middle, last = ["/".join(run) for run in runs] if len(runs) > 1 else ["", "/".join(runs[0])]
    if len(runs) == 1:
        return last
    text = f"{first}/" if first else ""
    text += "".join(f"(?:(?!{run})[^/]+/)*{run}/" for run in middle if run)
    # The last names end where the path does, so only one position is possible.
    return f"{text}(?:[^/]+/)*{last}" if last else f"{text}(?s:.+)"


def _name(pieces: list[_Piece]) -> str:
    """Return the expression for one name on a path, up to its end."""
    runs = [""]  # of characters without a `*` between them
    for piece in pieces:
        if piece.is_sign:
            runs.append("")
        else:
            runs[-1] += piece.text
    first, *middle = runs
    if not middle:
        return f"{first}{_NAME_END}"
    *middle, last = middle
    text = "".join(f"(?:(?!{run})[^/])*{run}" for run in middle if run)
    return f"{first}{text}[^/]*{last}{_NAME_END}"


def _pieces(glob: str) -> Iterator[_Piece]:
    """Split a glob into its pieces, or raise `ValueError` if it ends too early."""
    index = 0
    while index < len(glob):
        sign = glob[index]
        index += 1
        if sign == "*":
            end = index
            while glob.startswith("*", end):
                end += 1
            yield _Piece(_STAR if end == index else _STARS, is_sign=True)
            index = end
        elif sign == "/":
            yield _Piece(_SLASH, is_sign=True)
        elif sign == "?":
            yield _Piece("[^/]")
        elif sign == "[":
            text, index = _choice(glob, index)
            yield _Piece(text)
        elif sign == "\\":
            yield _Piece(re.escape(_at(glob, index)))
            index += 1
        else:
            yield _Piece(re.escape(sign))


def _at(glob: str, index: int) -> str:
    if index >= len(glob):
        raise ValueError("it ends too early")
    return glob[index]


def _choice(glob: str, index: int) -> tuple[str, int]:
    """Read `[...]` from after its bracket; return its expression and its end."""
    is_negated = _at(glob, index) in "!^"
    index += is_negated
    listed = ""
    last = ""  # the start of a possible range
    is_first = True
    while _at(glob, index) != "]" or is_first:
        is_first = False
        named = re.compile(r"\[:([^\]]*):\]").match(glob, index)
        if glob[index] == "-" and last and _at(glob, index + 1) != "]":
            end, index = _character(glob, index + 1)
            listed += f"{_escaped(last)}-{_escaped(end)}" if last <= end else ""
            last = ""
        elif named is not None:
            if named[1] not in _CLASSES:
                raise ValueError("it names no kind of characters")
            listed += _CLASSES[named[1]]
            index, last = named.end(), ""
        else:
            last, index = _character(glob, index)
            listed += _escaped(last)
    if not listed:
        return ("[^/]" if is_negated else _NEVER), index + 1
    return f"(?!/)[{'^' * is_negated}{listed}]", index + 1


def _character(glob: str, index: int) -> tuple[str, int]:
    """Read one character of a choice; return it and its end."""
    if glob[index] == "\\":
        index += 1
    return _at(glob, index), index + 1


def _escaped(character: str) -> str:
    return f"\\{character}" if character in "\\[]^-&~|" else character
