"""The paths that git ignores in a repository, by `.gitignore` files and `.git/info/exclude`.

Ignore files apply only inside a repository, and a nested repository does not inherit from the outer
one, as in ripgrep and Ruff. The user's own ignore file (`core.excludesFile`) is not read, so that a check
finds the same on every machine. Whether git already tracks a file makes no difference.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container
from functools import lru_cache

from kumo_lr.files import UnreadableError, read
from kumo_lr.globs import expression
from kumo_lr.typed import NamedTuple

_REPOSITORY = ".git"
_IGNORED = ".gitignore"
_EXCLUDED = ".git/info/exclude"
# A larger file was not written by hand, and every line costs time for every name.
_LARGEST = 1 << 20


class _Line(NamedTuple):
    """A line of an ignore file: the pattern, and what a match means."""

    glob: str
    keeps: bool  # it starts with "!"
    is_for_folders: bool
    is_for_names: bool  # a glob without a slash matches names in any folder


class IgnoreFile:
    """The lines of one ignore file, for the paths below its folder."""

    def __init__(self, text: str, *, skip: int = 0, lead: str = "") -> None:
        """Parse the lines of a file.

        Paths are matched relative to its folder: without their first `skip` characters, prefixed by `lead`.
        """
        self._skip, self._lead = skip, lead
        self._lines = [line for row in text.split("\n") if (line := _line(row)) is not None]
        self._names = _screen([line.glob for line in self._lines if line.is_for_names])
        self._paths = _screen([line.glob for line in self._lines if not line.is_for_names])

    def verdict(self, path: str, name: str, *, is_folder: bool) -> bool | None:
        """Return whether a path is ignored (True) or kept (False), or None if no line matches it."""
        seen = f"{self._lead}{path[self._skip :]}".replace(os.sep, "/")
        if not (self._names(name) or self._paths(seen)):
            return None
        for line in reversed(self._lines):  # the last match counts
            if is_folder or not line.is_for_folders:
                text = name if line.is_for_names else seen
                if _compiled(line.glob).fullmatch(text) is not None:
                    return not line.keeps
        return None


def _line(row: str) -> _Line | None:
    row = row.removesuffix("\r")
    if row.startswith("#"):
        return None
    bare = row.rstrip(" ")
    if (len(bare) - len(bare.rstrip("\\"))) % 2:  # its last space is escaped
        bare = row[: len(bare) + 1]
    glob = bare.removeprefix("!")
    is_for_folders = glob.endswith("/")
    glob = glob.removesuffix("/")
    is_for_names = "/" not in glob
    glob = glob.removeprefix("/")
    return _Line(glob, bare.startswith("!"), is_for_folders, is_for_names) if glob else None


@lru_cache(maxsize=4096)
def _compiled(glob: str) -> re.Pattern[str]:
    return re.compile(expression(glob))


def _screen(globs: list[str]) -> Callable[[str], bool]:
    """Return a cheap test that rules out most texts that no glob matches.

    Lists of a hundred globs are common, and most globs are words, or words after or before a `*`.
    """
    words: set[str] = set()
    beginnings: list[str] = []
    ends: list[str] = []
    others: list[str] = []
    for glob in globs:
        if not _is_wild(glob):
            words.add(glob)
        elif not _is_wild(glob[1:]):
            (ends if glob[0] == "*" else others).append(glob[1:] if glob[0] == "*" else glob)
        elif glob.endswith("*") and not _is_wild(glob[:-1]):
            beginnings.append(glob[:-1])
        else:
            others.append(glob)
    starts, stops = tuple(beginnings), tuple(ends)
    rest = re.compile("|".join(map(expression, others))).fullmatch if others else None

    def may_match(text: str) -> bool:
        return (
            text in words
            or text.endswith(stops)
            or text.startswith(starts)
            or (rest is not None and rest(text) is not None)
        )

    return may_match if globs else _nothing


def _is_wild(glob: str) -> bool:
    return re.search(r"[*?\[\\]", glob) is not None


def _nothing(_text: str) -> bool:
    return False


class IgnoreFiles(NamedTuple):
    """The ignore files that apply in a folder, outermost first; none outside a repository."""

    files: tuple[IgnoreFile, ...] = ()
    in_repository: bool = False

    def ignore(self, path: str, name: str, *, is_folder: bool) -> bool:
        """Return whether a path is ignored; the innermost file with a matching line decides."""
        for file in reversed(self.files):
            verdict = file.verdict(path, name, is_folder=is_folder)
            if verdict is not None:
                return verdict
        return False

    def inside(self, folder: str, names: Container[str], *, skip: int) -> IgnoreFiles:
        """Return the ignore files that apply in a subfolder whose entries are `names`."""
        inner = self
        if _REPOSITORY in names:
            inner = IgnoreFiles(_read(folder, _EXCLUDED, skip=skip), in_repository=True)
        if inner.in_repository and _IGNORED in names:
            inner = inner._replace(files=inner.files + _read(folder, _IGNORED, skip=skip))
        return inner


def ignore_files_above(top: str, *, skip: int) -> IgnoreFiles:
    """Return the ignore files above a folder, whose prefix in the paths below it has `skip` characters."""
    outer: list[tuple[str, str]] = []  # folders, with the path from each to the walked one
    lead = ""
    try:
        folder = os.path.realpath(top)
        while not os.path.lexists(os.path.join(folder, _REPOSITORY)):
            parent, name = os.path.split(folder)
            if parent == folder:
                return IgnoreFiles()
            folder, lead = parent, f"{name}/{lead}"
            outer.append((folder, lead))
    except (OSError, ValueError):  # the working folder is gone, or the path is invalid
        return IgnoreFiles()
    if not outer:
        return IgnoreFiles()  # the walk reads the folder's own file
    files = _read(folder, _EXCLUDED, skip=skip, lead=lead)
    for folder, lead in reversed(outer):
        files += _read(folder, _IGNORED, skip=skip, lead=lead)
    return IgnoreFiles(files, in_repository=True)


def _read(folder: str, name: str, *, skip: int, lead: str = "") -> tuple[IgnoreFile, ...]:
    """Return an ignore file, or None if it is missing or unreadable."""
    try:
        data = read(os.path.join(folder, name), only_files=True)
    except UnreadableError:
        return ()
    if len(data) > _LARGEST:
        return ()
    return (IgnoreFile(data.decode("utf-8-sig", "surrogateescape"), skip=skip, lead=lead),)
