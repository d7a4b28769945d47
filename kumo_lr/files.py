"""Files and folders: which ones to check, their bytes, and writing one back in one piece."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

SUFFIXES = (".yaml", ".yml", ".json")
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


def walk(paths: Iterable[str]) -> Iterator[str | UnreadableError]:
    """Give the files to check, in a stable order: named ones as they are, folders' by suffix.

    Hidden files and folders, and those of package managers, are skipped unless named themselves.
    """
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - pathlib costs more to import than a check takes
            yield from _walk_folder(path)
        else:
            yield path


def _walk_folder(folder: str) -> Iterator[str | UnreadableError]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield UnreadableError(folder, error)
        return
    prefix = "" if folder == "." else os.path.join(folder, "")  # noqa: PTH118
    for entry in entries:
        name = entry.name
        if name[0] == "." or name in _SKIPPED_FOLDERS:
            continue
        if name.endswith(SUFFIXES) and not entry.is_dir():
            yield prefix + name
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk_folder(prefix + name)


def read(path: str) -> bytes:
    """Give the bytes of a file. Raises `UnreadableError`."""
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


def write(path: str, data: bytes) -> None:
    """Replace a file's content in one piece; its mode stays. Raises `UnreadableError`.

    A symbolic link stays a link: the file it leads to is replaced.
    """
    target = os.path.realpath(path)
    temporary = f"{target}.{os.getpid()}.tmp"
    try:
        mode = stat.S_IMODE(os.stat(target).st_mode)  # noqa: PTH116
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            with os.fdopen(os.open(temporary, flags, mode), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, mode)  # noqa: PTH101 - the umask took away from it
            os.replace(temporary, target)  # noqa: PTH105
        except BaseException:
            if os.path.exists(temporary):  # noqa: PTH110
                os.unlink(temporary)  # noqa: PTH108
            raise
    except OSError as error:
        raise UnreadableError(path, error) from None
