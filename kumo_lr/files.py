"""Files and folders: which ones to check, their bytes, and writing one back in one piece."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator

SUFFIXES = (".yaml", ".yml", ".json")
# Where settings may stand: in a file of their own, or in a table of the project's.
OWN_FILES = ("kumo-lr.toml", ".kumo-lr.toml")
PYPROJECT = "pyproject.toml"
_SKIPPED_FOLDERS = frozenset(("node_modules", "__pycache__", "site-packages", "venv"))


class UnreadableError(Exception):
    """A file or folder that cannot be read, with what to do about it."""

    def __init__(self, path: str, error: OSError) -> None:
        super().__init__((error.strerror or str(error)).lower())
        self.path = path
        self.help = {
            FileNotFoundError: "check the path",
            PermissionError: "check its permissions",
            IsADirectoryError: "name a file",
        }.get(type(error), "check the path and its permissions")


class Walked(str):
    """The path of a file that was found in a folder, not named."""

    __slots__ = ()


def walk(
    paths: Iterable[str],
    excluded: Callable[[str, bool], bool] | None = None,
    *,
    as_found: bool = False,
) -> Iterator[str | UnreadableError]:
    """Return the files to check, in a stable order: named ones as they are, folders' by suffix.

    Hidden files and folders, and those of package managers, are skipped unless named themselves.
    A file that is named twice is given once. `excluded` says of a path, and whether it is a folder, if
    a walk passes it over. `as_found` = named files are as if found in a folder.
    """
    named = list(paths)
    seen: set[str] = set()
    for path in named:
        # pathlib costs more to import than a check takes, so paths are text here.
        if os.path.isdir(path):
            found = _walk_folder(path, excluded)
        elif as_found:
            found = iter(() if excluded is not None and excluded(path, False) else (Walked(path),))
        else:
            found = iter((path,))
        if len(named) == 1:
            yield from found
            continue
        for file in found:
            place = os.path.normpath(file.path if isinstance(file, UnreadableError) else file)
            if place not in seen:
                seen.add(place)
                yield file


def _walk_folder(top: str, excluded: Callable[[str, bool], bool] | None) -> Iterator[str | UnreadableError]:
    """Walk a folder without recursion: folders can be nested deeper than calls."""
    stack: list[tuple[str, bool]] = [(top, True)]
    while stack:
        path, is_folder = stack.pop()
        if not is_folder:
            yield Walked(path)
            continue
        try:
            with os.scandir(path) as found:
                entries = sorted(found, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            yield UnreadableError(path, error)
            continue
        prefix = "" if path == "." else os.path.join(path, "")
        for entry in entries:
            if entry.name[0] != "." and entry.name not in _SKIPPED_FOLDERS:
                kind, inner = _kind(entry), prefix + entry.name
                if kind is not None and not (excluded is not None and excluded(inner, kind)):
                    stack.append((inner, kind))


def _kind(entry: os.DirEntry[str]) -> bool | None:
    """Whether to walk into an entry (True), or to check it (False), or neither (None)."""
    try:
        if entry.is_dir(follow_symlinks=False):
            return True
        if not entry.name.lower().endswith(SUFFIXES) or entry.is_dir():
            return None
        # A pipe would be waited for; a link that leads nowhere is worth a finding.
        return False if entry.is_file() or entry.is_symlink() else None
    except OSError:  # a link to itself
        return False


def read(path: str) -> bytes:
    """Return the bytes of a file. Raises `UnreadableError`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            size = os.fstat(descriptor).st_size
            data = os.read(descriptor, size + 1)
            if len(data) != size:
                # A pipe, a device, or a file that is being written: read what comes.
                while more := os.read(descriptor, 1 << 20):
                    data += more
            return data
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UnreadableError(path, error) from None


def write(path: str, data: bytes, *, create: bool = False) -> None:
    """Replace a file's content in one piece; its mode stays. Raises `UnreadableError`.

    A symbolic link stays a link: the file it leads to is replaced. `create` = a file that is not there
    yet is no error.
    """
    target = os.path.realpath(path)
    temporary = os.path.join(os.path.dirname(target), f".kumo-lr-{os.getpid()}.tmp")
    try:
        mode = None if create and not os.path.lexists(target) else _mode_of(target)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            with os.fdopen(os.open(temporary, flags, 0o666 if mode is None else mode), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                os.chmod(temporary, mode)  # the umask took away from it
            os.replace(temporary, target)
        except BaseException:
            if os.path.exists(temporary):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise UnreadableError(path, error) from None


def _mode_of(path: str) -> int:
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    return stat.S_IMODE(status.st_mode)
