"""Render the settings in force with their origins, as text and as versioned JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from kumo_lr.phrases import printable
from kumo_lr.settings.load import Settings
from kumo_lr.settings.table import SETTINGS, Setting
from kumo_lr.typed import Any, NamedTuple

VERSION = 1
COMMAND_LINE = "command line"
_DEFAULT = "default"


class _InForce(NamedTuple):
    """A setting with its value and origin, which are None if it is not set."""

    setting: Setting
    value: Any
    origin: str


def _in_force(settings: Settings, overrides: Mapping[str, object]) -> list[_InForce]:
    """Return every setting; `overrides` are by name, with None for no override."""
    rows = []
    for name, setting in SETTINGS.items():
        value, origin = getattr(settings, setting.field), settings.origins.get(name, _DEFAULT)
        if overrides.get(name) is not None:
            value, origin = overrides[name], COMMAND_LINE
        rows.append(_InForce(setting, None if origin == _DEFAULT else value, origin))
    return rows


def settings_text(settings: Settings, path: str | None, overrides: Mapping[str, object]) -> str:
    """Return the settings for people: a line each, and more for a table.

    `path` is the file that applies, if any. `overrides` are the values from the command line, by the names
    of settings.
    """
    rows = _in_force(settings, overrides)
    name_width = max(len(row.setting.name) for row in rows)
    origin_width = max(len(printable(row.origin)) for row in rows)
    head = f"settings of {printable(path)}" if path is not None else "no settings file"
    lines = [f"{head}\n"]
    for row in rows:
        start = f"{row.setting.name:{name_width}}  {printable(row.origin):{origin_width}}  "
        for text in _written(row):
            lines.append(f"{start}{text}")
            start = " " * len(start)
    return "\n".join(lines) + "\n"


def _written(row: _InForce) -> list[str]:
    """Return a value as TOML, a table with a line for each entry; or the default in brackets."""
    if row.origin == _DEFAULT:
        return [f"({row.setting.unset})"]
    if isinstance(row.value, Mapping):
        entries = [f"{_key(key)} = {_toml(value)}" for key, value in row.value.items()]
        return entries or ["{}"]
    return [_toml(row.value)]


def _key(key: str) -> str:
    return key if re.fullmatch("[A-Za-z0-9_-]+", key) else _toml(key)


def _toml(value: object) -> str:
    """Return a number, a text or a list, which are alike in TOML and JSON."""
    return printable(json.dumps(value, ensure_ascii=False))


def settings_json(settings: Settings, path: str | None, overrides: Mapping[str, object]) -> str:
    """Return the settings as one document; a value is null if the setting has its default."""
    data = {
        "version": VERSION,
        "file": path,
        "settings": {
            row.setting.name: {"value": _plain(row.value), "origin": _origin(row.origin)}
            for row in _in_force(settings, overrides)
        },
    }
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else value


def _origin(origin: str) -> dict[str, Any]:
    file, colon, line = origin.rpartition(":")
    if not colon:
        return {"kind": origin, "file": None, "line": None}
    return {"kind": "file", "file": file, "line": int(line)}
