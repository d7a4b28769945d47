"""What git ignores in a repository: its `.gitignore` files, and `.git/info/exclude`.

They count inside a repository alone, and a repository within another one does not inherit from it: so do
ripgrep and Ruff. The ignore file of the user (`core.excludesFile`) does not count: a check is to find the
same on every machine. Nor does it matter whether git already tracks a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container
from functools import lru_cache
from typing import NamedTuple

from kumo_lr.files import UnreadableError, read
from kumo_lr.globs import expression

_REPOSITORY = ".git"
_IGNORED = ".gitignore"
_EXCLUDED = ".git/info/exclude"
# A file of more bytes than this is no list that people wrote; each line of one costs time at each name.
_LARGEST = 1 << 20


class _Line(NamedTuple):
    """A line of an ignore file: what it matches, and what that means."""

    glob: str
    keeps: bool  # it starts with "!"
    is_for_folders: bool
    is_for_names: bool  # without a slash in it, a glob is for names in any folder


class IgnoreFile:
    """The lines of one ignore file, for the paths below its folder."""

    def __init__(self, text: str, *, skip: int = 0, lead: str = "") -> None:
        """Take the lines of a file.

        Paths are seen from its folder: without their first `skip` characters, and with `lead` before them.
        """
        self._skip, self._lead = skip, lead
        self._lines = [line for row in text.split("\n") if (line := _line(row)) is not None]
        self._names = _screen([line.glob for line in self._lines if line.is_for_names])
        self._paths = _screen([line.glob for line in self._lines if not line.is_for_names])

    def verdict(self, path: str, name: str, *, is_folder: bool) -> bool | None:
        """Whether a path is ignored (True) or kept (False); None where no line is about it."""
        seen = f"{self._lead}{path[self._skip :]}".replace(os.sep, "/")
        if not (self._names(name) or self._paths(seen)):
            return None
        for line in reversed(self._lines):  # the last one counts
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
    """Return a test that says of most texts, and soon, that no glob matches them.

    A list of a hundred globs is common, and most of them are words, or words behind or before a `*`.
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
    """The ignore files that count in a folder, the outermost first, if it is in a repository at all."""

    files: tuple[IgnoreFile, ...] = ()
    in_repository: bool = False

    def ignore(self, path: str, name: str, *, is_folder: bool) -> bool:
        """Whether they leave out a path; the innermost that says something has the last word."""
        for file in reversed(self.files):
            verdict = file.verdict(path, name, is_folder=is_folder)
            if verdict is not None:
                return verdict
        return False

    def inside(self, folder: str, names: Container[str], *, skip: int) -> IgnoreFiles:
        """Return those that count in an inner folder, in which there are some `names`."""
        inner = self
        if _REPOSITORY in names:
            inner = IgnoreFiles(_read(folder, _EXCLUDED, skip=skip), in_repository=True)
        if inner.in_repository and _IGNORED in names:
            inner = inner._replace(files=inner.files + _read(folder, _IGNORED, skip=skip))
        return inner


def ignore_files_above(top: str, *, skip: int) -> IgnoreFiles:
    """Return the ignore files above a folder, which paths below it begin with `skip` characters for."""
    outer: list[tuple[str, str]] = []  # folders, and what leads from there to the one that is walked
    lead = ""
    try:
        folder = os.path.realpath(top)
        while not os.path.lexists(os.path.join(folder, _REPOSITORY)):
            parent, name = os.path.split(folder)
            if parent == folder:
                return IgnoreFiles()
            folder, lead = parent, f"{name}/{lead}"
            outer.append((folder, lead))
    except (OSError, ValueError):  # the working folder is gone, or the path is none
        return IgnoreFiles()
    if not outer:
        return IgnoreFiles()  # the walk comes by what is in the folder itself
    files = _read(folder, _EXCLUDED, skip=skip, lead=lead)
    for folder, lead in reversed(outer):
        files += _read(folder, _IGNORED, skip=skip, lead=lead)
    return IgnoreFiles(files, in_repository=True)


def _read(folder: str, name: str, *, skip: int, lead: str = "") -> tuple[IgnoreFile, ...]:
    """Return an ignore file, if it is there and can be read."""
    try:
        data = read(os.path.join(folder, name), only_files=True)
    except UnreadableError:
        return ()
    if len(data) > _LARGEST:
        return ()
    return (IgnoreFile(data.decode("utf-8-sig", "surrogateescape"), skip=skip, lead=lead),)
