"""Find the files to check: the named ones, and those in named folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator

from kumo_lr.files import SUFFIXES, DeadLink, UnreadableError, Walked
from kumo_lr.typed import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from kumo_lr.ignore_files import IgnoreFiles

_SKIPPED_FOLDERS = frozenset(("node_modules", "__pycache__", "site-packages", "venv"))
Found: TypeAlias = str | UnreadableError


# Stand-ins for an inode number: something other than a file, and a broken link.
_NEITHER, _NOWHERE = -1, -2


class Wanted(NamedTuple):
    """The rules for what a walk takes from folders; named files are always taken.

    `excluded` returns whether to skip a path, given the path and whether it is a folder; `included` returns
    whether to take it whatever its name, unless it is excluded. `respects_gitignore` says whether to skip
    what git ignores.
    """

    excluded: Callable[[str, bool], bool] | None = None
    included: Callable[[str, bool], bool] | None = None
    respects_gitignore: bool = True

    def takes(self, path: str, is_folder: bool) -> bool:
        """Return whether a walk takes a file or enters a folder whose name is that of one to take."""
        return self.excluded is None or not self.excluded(path, is_folder)

    def names(self, path: str, name: str, is_folder: bool) -> bool:
        """Return whether the name of a file or folder is that of one to take."""
        usual = name[0] != "." and (
            name not in _SKIPPED_FOLDERS if is_folder else name.lower().endswith(SUFFIXES)
        )
        return usual or (self.included is not None and self.included(path, is_folder))


_ANYTHING = Wanted()


def walk(paths: Iterable[str], wanted: Wanted = _ANYTHING, *, as_found: bool = False) -> Iterator[Found]:
    """Return the files to check, in a stable order: named files as they are, files in folders by suffix.

    Hidden files and folders, and those of package managers, are skipped unless they are named. A file with
    several names or links appears once, under the first. `as_found` says whether to treat named files as
    if they were found in a folder.
    """
    return _Walk(wanted).run(paths, as_found=as_found)


class _Walk:
    """One walk: its rules, and the files it has found so far."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._given: dict[int, str] = {}  # the first path for each inode number
        self._others: set[str] = set()  # paths without an inode number, or unreadable
        self._dead: set[str] = set()

    def run(self, paths: Iterable[str], *, as_found: bool) -> Iterator[Found]:
        for path in paths:
            try:
                status = os.stat(path)  # importing pathlib costs more than a check
            except (OSError, ValueError):
                status = None
            if status is not None and stat.S_ISDIR(status.st_mode):
                yield from self._folder(path)
            elif as_found and not self._wanted.takes(path, is_folder=False):
                continue
            elif status is not None and stat.S_ISREG(status.st_mode):
                if self._is_new(path, status.st_ino):
                    yield Walked(path) if as_found else path
            elif status is None and as_found and os.path.islink(path):
                yield from self._dead_link(path)
            elif _add(self._others, path):
                yield Walked(path) if as_found else path

    def _folder(self, top: str) -> Iterator[Found]:
        """Walk a folder without recursion: folders can be nested deeper than the call stack."""
        files = None
        if self._wanted.respects_gitignore:
            from kumo_lr.ignore_files import ignore_files_above  # not needed if only files are named

            files = ignore_files_above(top, skip=len(_prefix(top)))
        stack: list[tuple[str, int | None, IgnoreFiles | None]] = [(top, None, files)]
        while stack:
            path, number, files = stack.pop()
            if number is None:
                try:
                    stack += self._entries(path, files)
                except OSError as error:
                    if _add(self._others, path):
                        yield UnreadableError(path, error)
            elif number == _NOWHERE:
                yield from self._dead_link(path)
            elif self._is_new(path, number):
                yield Walked(path)

    def _entries(
        self, path: str, files: IgnoreFiles | None
    ) -> Iterator[tuple[str, int | None, IgnoreFiles | None]]:
        """Yield the entries to take from a folder, last first: paths with inode numbers."""
        with os.scandir(path) as found:
            entries = sorted(found, key=_name, reverse=True)
        prefix = _prefix(path)
        if files is not None:
            files = files.inside(path, {entry.name for entry in entries}, skip=len(prefix))
        takes, names = self._wanted.takes, self._wanted.names
        for entry in entries:
            name = entry.name
            inner, is_folder = prefix + name, _is_folder(entry)
            if not names(inner, name, is_folder):
                continue
            number = None if is_folder else _number(entry)
            if number == _NEITHER:
                continue
            if files is not None and files.ignore(inner, name, is_folder=is_folder):
                continue
            if takes(inner, is_folder):
                yield inner, number, files

    def _is_new(self, path: str, number: int) -> bool:
        """Return whether a file was not seen under another name; inode numbers are unique per device only."""
        first = self._given.get(number)
        if first is None:
            self._given[number] = path
        return first is None or not _is_same(first, path)

    def _dead_link(self, path: str) -> Iterator[Found]:
        """Yield a broken link, unless it was named: then it is a missing file."""
        if os.path.normpath(path) not in self._others and _add(self._dead, path):
            yield DeadLink(path)


def _add(paths: set[str], path: str) -> bool:
    """Add a path to others, and return whether it is new, in whatever spelling."""
    text = os.path.normpath(path)
    is_new = text not in paths
    paths.add(text)
    return is_new


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _prefix(folder: str) -> str:
    return "" if folder == "." else os.path.join(folder, "")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # it is gone, where the listing does not say what it was
        return False


def _number(entry: os.DirEntry[str]) -> int:
    """Return the inode number of a file, or a stand-in for anything else; only links cost a system call."""
    try:
        if not entry.is_symlink():
            return entry.inode() if entry.is_file() else _NEITHER  # reading a pipe would block
        return entry.stat().st_ino if entry.is_file() else _NOWHERE if not os.path.exists(entry) else _NEITHER
    except OSError:  # a link to itself
        return _NOWHERE


def _is_same(path: str, other: str) -> bool:
    """Return whether two paths lead to the same file, by links or hard links."""
    try:
        status, others = os.stat(path), os.stat(other)
    except OSError:
        return False
    if not os.path.samestat(status, others):
        return False
    # Some file systems have no inode numbers: compare only files with several hard links.
    return status.st_nlink > 1 or os.path.realpath(path) == os.path.realpath(other)
