"""Which file of settings counts: the nearest, from a folder upwards.

Settings stand in the table `[tool.kumo-lr]` of `pyproject.toml`, or at the top of a `kumo-lr.toml` or
`.kumo-lr.toml`. Every check comes by here, and most projects have none: what reads TOML is imported
only where there may be some.
"""

from __future__ import annotations

import os
import re

from kumo_lr.errors import SettingsError
from kumo_lr.files import OWN_FILES, PYPROJECT, UnreadableError, read
from kumo_lr.phrases import printable
from kumo_lr.source import Source

# Most files of a project have nothing to do with us, and reading TOML is not free.
_MENTION = rb"(?i)kumo[-_. ]?lr"


def may_be_set() -> bool:
    """Return whether a file from here upwards may hold settings, at a glance."""
    try:
        folder = os.getcwd()
    except OSError:  # it is gone
        return False
    while True:
        project = os.path.join(folder, PYPROJECT)
        if any(os.path.lexists(os.path.join(folder, name)) for name in OWN_FILES):
            return True
        if os.path.lexists(project) and _mentions_us(project):
            return True
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above


def _mentions_us(path: str) -> bool:
    try:
        return b"kumo" in read(path).lower()
    except UnreadableError:
        return True  # which is told by those who read settings


def find_settings(start: str) -> str | None:
    """Return the path of the settings that count in a folder: the nearest, from there upwards.

    The path is absolute where `start` is, and else leads from the current directory. Raises
    `SettingsError` where two files of one folder hold settings, or it can't be told whether one does.
    """
    try:
        folder = os.path.abspath(start)
        base = None if os.path.isabs(start) else os.getcwd()
    except FileNotFoundError:  # the current directory is gone
        return None
    while True:
        here = folder if base is None else os.path.relpath(folder, base)
        found = [path for name in (*OWN_FILES, PYPROJECT) if _holds_settings(path := under(here, name))]
        if len(found) > 1:
            names = " and ".join(map(printable, found))
            raise SettingsError(f"settings stand in {names}; keep one of them", Source("", found[0]))
        if found:
            return found[0]
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def under(folder: str, path: str) -> str:
    """Return a path that leads through a folder, which may be the current one."""
    return path if folder in ("", ".") else os.path.join(folder, path)


def _holds_settings(path: str) -> bool:
    if os.path.basename(path) != PYPROJECT:
        # A link that leads nowhere is not the same as no settings.
        return os.path.isfile(path) or (os.path.islink(path) and not os.path.exists(path))
    if not os.path.isfile(path):
        return False
    from kumo_lr.settings.toml_text import decoded, has_table, parse, read_bytes

    data = read_bytes(path)
    return re.search(_MENTION, data) is not None and has_table(parse(decoded(data, path)))
