"""The files that paths lead to, however they are spelt, and their paths relative to a folder."""

from __future__ import annotations

import os


class RealPaths:
    """Real paths, without links; `folder` is the one of a given file, to which others are relative."""

    def __init__(self, file: str) -> None:
        self._folders: dict[str, str] = {}
        self.folder = os.path.dirname(os.path.realpath(file))
        self._given = os.path.abspath(os.path.dirname(file))

    def of(self, path: str) -> str:
        """Return the real path of a file, whether or not it exists; folders are resolved once each."""
        folder, name = os.path.split(path)
        try:
            if folder not in self._folders:
                self._folders[folder] = os.path.realpath(folder or os.curdir)
            real = os.path.join(self._folders[folder], name)
            if name in ("", os.curdir, os.pardir) or os.path.islink(real):
                real = os.path.realpath(real)
        except ValueError:  # no file has a null character in its name
            real = path
        return os.path.normcase(real)

    def below(self, path: str) -> str:
        """Return the path of a file in the folder."""
        return os.path.join(self.folder, path)

    def relative(self, path: str) -> str:
        """Return a path relative to the folder, with `/`.

        It is the real path if that is in the folder; otherwise the path as given, if that is in it.
        """
        real = _within(self.of(path), self.folder)
        given = _within(os.path.abspath(path), self._given)
        return (real or given or relative_to(self.of(path), self.folder)).replace(os.sep, "/")


def _within(path: str, folder: str) -> str | None:
    """Return a path relative to a folder, or None if it is not in it."""
    start = os.path.join(os.path.normcase(folder), "")
    return path[len(start) :] if os.path.normcase(path).startswith(start) else None


def relative_to(path: str, folder: str) -> str:
    """Return a path relative to a folder, or as it is on another drive of Windows."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:
        return path
