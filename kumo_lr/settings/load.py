"""Load a project's settings, and apply them to paths."""

from __future__ import annotations

import os
from collections.abc import Mapping

from kumo_lr.errors import SettingsError
from kumo_lr.files import PYPROJECT
from kumo_lr.findings import Severity
from kumo_lr.phrases import printable
from kumo_lr.rules import RULES, always_counts, codes_of, is_mutable
from kumo_lr.settings.discovery import find_settings, under
from kumo_lr.settings.patterns import matches, relative
from kumo_lr.settings.table import TABLE
from kumo_lr.settings.toml_text import (
    decoded,
    has_table,
    misspelt_tables,
    parse,
    read_bytes,
    settings_error,
)
from kumo_lr.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kumo_lr.facts.run_mode_names import RunModeName

_NOTHING: Mapping[str, Any] = {}


class Settings(NamedTuple):
    """The settings of a file; None or an empty value means not set.

    Lists of rules are as written; `codes_of` returns their codes. Paths in `output_format` and `baseline`
    are relative to the current directory. `origins` has the place of each setting, by its name in the
    file, as in `pyproject.toml:12`; patterns are relative to `folder`.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = _NOTHING
    severity: Mapping[str, str] = _NOTHING
    run_mode: RunModeName | None = None
    steps_per_epoch: int | None = None
    max_epochs: int | None = None
    at: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    output_format: tuple[str, ...] = ()
    fail_on: str | None = None
    fail_on_empty: bool = False
    baseline: str | None = None
    origins: Mapping[str, str] = _NOTHING
    folder: str = "."


def load_settings(path: str) -> Settings:
    """Load the settings of a file, or raise `SettingsError` with all its mistakes."""
    from kumo_lr.settings.read import Origins, Reader  # only needed if there are settings

    source = decoded(read_bytes(path), path)
    data: Any = parse(source)
    is_pyproject = os.path.basename(path) == PYPROJECT
    if is_pyproject and not has_table(data):
        raise SettingsError(f"{printable(path)} has no table [tool.{TABLE}]", source)
    if is_pyproject:
        tool = data["tool"]
        misspelt = misspelt_tables(tool)
        name = TABLE if TABLE in tool else misspelt[0]
        reader = Reader(source, ("tool", name))
        reader.misspelt(misspelt, is_taken=TABLE in tool)
        reader.read(tool[name])
    else:
        reader = Reader(source, ())
        reader.read(data)
    if reader.problems:
        raise settings_error(source, sorted(reader.problems, key=lambda problem: problem.span))
    folder = os.path.dirname(path) or "."
    origins = Origins(source, reader.table, reader.names)
    return _with_paths(Settings(**reader.values, origins=origins, folder=folder))


def settings_for(path: str | os.PathLike[str]) -> Settings:
    """Return the settings that apply to a file: those of the nearest folder above it that has some.

    This is where an editor looks; `kumo-lr check` looks from the current directory upwards. The file need
    not exist. Without a settings file, the result has the defaults.

    Raises:
        SettingsError: The settings have mistakes, which are its `findings`, or cannot be read.
    """
    found = find_settings(os.path.dirname(os.path.abspath(path)))
    return Settings() if found is None else load_settings(found)


def _with_paths(settings: Settings) -> Settings:
    """Return the settings with paths relative to the current directory."""
    formats = []
    for word in settings.output_format:
        name, colon, path = word.partition(":")
        is_file = colon and path != "-"
        formats.append(f"{name}:{under(settings.folder, path)}" if is_file else word)
    baseline = settings.baseline and under(settings.folder, settings.baseline)
    return settings._replace(output_format=tuple(formats), baseline=baseline)


def ignored_in(settings: Settings, path: str) -> frozenset[str]:
    """Return the codes of the rules that `per-file-ignores` ignores in a file."""
    if not settings.per_file_ignores:
        return frozenset()
    seen = relative(path, settings.folder)
    words = [
        word
        for pattern, rules in settings.per_file_ignores.items()
        if matches(pattern, seen)
        for word in rules
    ]
    return frozenset(code for word in words for code in codes_of(word) if not always_counts(code))


def severities(settings: Settings) -> dict[str, Severity]:
    """Return the severities that differ from the rules' own, by code.

    A code or slug takes precedence over a prefix, and a longer prefix over a shorter one.
    """
    chosen: dict[str, Severity] = {}
    for word, severity in sorted(settings.severity.items(), key=_precedence):
        chosen |= dict.fromkeys(codes_of(word), Severity(severity))
    return {
        code: severity
        for code, severity in chosen.items()
        if severity is not RULES[code].severity and (severity is Severity.ERROR or is_mutable(code))
    }


def _precedence(entry: tuple[str, str]) -> int:
    """Return the sort key of an entry of `severity`: the fewer rules it names, the later it applies."""
    return -len(codes_of(entry[0]))
