"""Find the settings file that applies: the nearest one, from a folder upwards.

Settings are in the table `[tool.kumo-lr]` of `pyproject.toml`, or at the top of a `kumo-lr.toml` or
`.kumo-lr.toml`. Every check does this search, and most projects have no settings: the TOML reader is
imported only if there may be some.
"""

from __future__ import annotations

import os
import re

from kumo_lr.errors import SettingsError
from kumo_lr.files import LARGEST_SETTINGS, OWN_FILES, PYPROJECT, UnreadableError, read
from kumo_lr.phrases import printable
from kumo_lr.source import Source

# Most pyproject.toml files have no such table, and reading TOML is not free. That a project depends on
# kumo-lr, or is kumo-lr, is no mention of its table: that follows "tool", or is in a table of that name.
_MENTION = rb"(?im)tool\W{0,9}kumo[-_. ]?lr|^\s*\[\s*[\"']?tool[\"']?\s*\]|^\s*[\"']?tool[\"']?\s*="


def may_be_set() -> bool:
    """Return whether a file from here upwards may have settings, without reading TOML."""
    try:
        folder = os.getcwd()
    except OSError:  # the folder is gone
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
        return re.search(_MENTION, read(path, only_files=True, most=LARGEST_SETTINGS)) is not None
    except UnreadableError:
        return True  # reported when the settings are read


def find_settings(start: str) -> str | None:
    """Return the path of the settings file that applies in a folder: the nearest, from there upwards.

    The path is absolute if `start` is, and otherwise relative to the current directory.

    Raises:
        SettingsError: Two files of one folder have settings, or a file that may have some is unreadable.
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
            raise SettingsError(f"settings found in {names}; keep one of them", Source("", found[0]))
        if found:
            return found[0]
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def under(folder: str, path: str) -> str:
    """Return the path of a name in a folder, which may be the current one."""
    return path if folder in ("", ".") else os.path.join(folder, path)


def _holds_settings(path: str) -> bool:
    if os.path.basename(path) != PYPROJECT:
        # A broken link is an error rather than a lack of settings.
        return os.path.isfile(path) or (os.path.islink(path) and not os.path.exists(path))
    if not os.path.isfile(path):
        return False
    from kumo_lr.settings.toml_text import decoded, has_table, parse, read_bytes

    data = read_bytes(path)
    return re.search(_MENTION, data) is not None and has_table(parse(decoded(data, path)))
