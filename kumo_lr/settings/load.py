"""A project's settings: the file that holds them, what stands in it, and what that means for a path.

They stand in the table `[tool.kumo-lr]` of `pyproject.toml`, or at the top of a `kumo-lr.toml` or
`.kumo-lr.toml`; the nearest file counts, from a folder upwards.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kumo_lr.check.asker import Asker
from kumo_lr.document.compose import ReadProblem
from kumo_lr.errors import SettingsError
from kumo_lr.files import OWN_FILES, PYPROJECT, UnreadableError, read
from kumo_lr.findings import Severity
from kumo_lr.phrases import printable
from kumo_lr.rules import RULES, always_counts, codes_of, is_mutable
from kumo_lr.rules.subjects import Reading
from kumo_lr.settings.patterns import matches, relative
from kumo_lr.settings.table import TABLE
from kumo_lr.source import DecodingError, Source, Span, decode
from kumo_lr.suggest import squeeze

_NOTHING: Mapping[str, Any] = {}
# Most files of a project have nothing to do with us, and reading TOML is not free.
_MENTION = rb"(?i)kumo[-_. ]?lr"
_TOML_PLACE = r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)"


class Settings(NamedTuple):
    """What a file sets; None or empty = it does not.

    Lists of rules are as they were written; `codes_of` gives their codes. Paths in `output_format`
    and `baseline` lead from the current directory. `origins` says for each setting, by its name in
    the file, where it stands, as in `pyproject.toml:12`; `folder` is what patterns are relative to.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = _NOTHING
    severity: Mapping[str, str] = _NOTHING
    run_mode: str | None = None
    steps_per_epoch: int | None = None
    max_epochs: int | None = None
    at: str | None = None
    exclude: tuple[str, ...] = ()
    output_format: tuple[str, ...] = ()
    fail_on: str | None = None
    baseline: str | None = None
    origins: Mapping[str, str] = _NOTHING
    folder: str = "."


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
        found = [path for name in (*OWN_FILES, PYPROJECT) if _holds_settings(path := _under(here, name))]
        if len(found) > 1:
            names = " and ".join(map(printable, found))
            raise SettingsError(f"settings stand in {names}; keep one of them", Source("", found[0]))
        if found:
            return found[0]
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _under(folder: str, path: str) -> str:
    return path if folder in ("", ".") else os.path.join(folder, path)


def _holds_settings(path: str) -> bool:
    if os.path.basename(path) != PYPROJECT:
        # A link that leads nowhere is not the same as no settings.
        return os.path.isfile(path) or (os.path.islink(path) and not os.path.exists(path))
    if not os.path.isfile(path):
        return False
    data = _bytes(path)
    return re.search(_MENTION, data) is not None and _has_table(_parse(_decoded(data, path)))


def _has_table(data: Mapping[str, Any]) -> bool:
    """Whether the table stands in a `pyproject.toml`, be it misspelt."""
    tool = data.get("tool")
    return isinstance(tool, dict) and (TABLE in tool or bool(_misspelt_tables(tool)))


def _misspelt_tables(tool: Mapping[str, Any]) -> list[str]:
    """Return the tables under `tool` that are surely meant for ours."""
    return [name for name in tool if name != TABLE and squeeze(name) == squeeze(TABLE)]


def load_settings(path: str) -> Settings:
    """Load the settings of a file. Raises `SettingsError` with all that is wrong with it."""
    from kumo_lr.settings.read import Reader  # only where there are settings

    source = _decoded(_bytes(path), path)
    data: Any = _parse(source)
    is_pyproject = os.path.basename(path) == PYPROJECT
    if is_pyproject and not _has_table(data):
        raise SettingsError(f"{printable(path)} has no table [tool.{TABLE}]", source)
    if is_pyproject:
        tool = data["tool"]
        misspelt = _misspelt_tables(tool)
        name = TABLE if TABLE in tool else misspelt[0]
        reader = Reader(source, ("tool", name))
        reader.misspelt(misspelt, is_taken=TABLE in tool)
        reader.read(tool[name])
    else:
        reader = Reader(source, ())
        reader.read(data)
    if reader.problems:
        raise _error(source, sorted(reader.problems, key=lambda problem: problem.span))
    folder = os.path.dirname(path) or "."
    origins = {name: f"{path}:{line}" for name, line in reader.lines.items()}
    return _with_paths(Settings(**reader.values, origins=origins, folder=folder))


def _with_paths(settings: Settings) -> Settings:
    """Return the settings with paths that lead from where we are."""
    formats = []
    for word in settings.output_format:
        name, colon, path = word.partition(":")
        formats.append(f"{name}:{_under(settings.folder, path)}" if colon else name)
    baseline = settings.baseline and _under(settings.folder, settings.baseline)
    return settings._replace(output_format=tuple(formats), baseline=baseline)


def _bytes(path: str) -> bytes:
    try:
        return read(path)
    except UnreadableError as error:
        words = {"message": "file", "reason": str(error), "help": error.help}
        raise _error(Source("", path), [_unreadable(Span(0, 0), words)]) from None


def _decoded(data: bytes, path: str) -> Source:
    try:
        return decode(data, path)
    except DecodingError as error:
        end = len(error.text)
        words = {"message": "encoding", "reason": str(error), "help": error.help}
        raise _error(Source(error.text, path), [_unreadable(Span(end, end), words)]) from None


def _parse(source: Source) -> dict[str, Any]:
    try:
        return _parsed(source.text)
    except RecursionError:
        reason, span = "it is nested too deep", Span(0, 0)
    except ValueError as error:
        reason, span = _said(source, str(error))
    words = {"message": "syntax", "reason": reason, "help": "mend the file; see https://toml.io"}
    raise _error(source, [_unreadable(span, words)])


@lru_cache(maxsize=2)
def _parsed(text: str) -> dict[str, Any]:
    """Parse TOML; a file is asked for its table first, and then loaded. Nobody changes what this gives."""
    import tomllib  # only where there is something to read

    return tomllib.loads(text)


def _said(source: Source, said: str) -> tuple[str, Span]:
    """Take apart what tomllib says: what is wrong, and where."""
    match = re.fullmatch(_TOML_PLACE, said, re.DOTALL)
    if match is None:
        return printable(f"{said[:1].lower()}{said[1:]}"), Span(0, 0)
    reason = printable(f"{match[1][:1].lower()}{match[1][1:]}").replace("'", '"')
    end = len(source.text)
    if match[2] is None:
        return f"{reason} at the end", Span(end, end)
    start = source.line_starts[int(match[2]) - 1] + int(match[3]) - 1
    return reason, Span(start, min(start + 1, end))


def _unreadable(span: Span, words: Mapping[str, str]) -> ReadProblem:
    return ReadProblem("unreadable-settings", span, words)


def _error(source: Source, problems: list[ReadProblem]) -> SettingsError:
    """Make the exception for some problems, in the words of their rules."""
    asker = Asker(source)
    for problem in problems:
        asker.ask(Reading(problem), ())
    findings = tuple(finding._replace(document=None) for finding in asker.findings)
    name = printable(source.name)
    message = f"{name}: {len(findings)} mistakes in the settings"
    if len(findings) == 1:
        line, column = findings[0].location.start
        message = f"{name}:{line}:{column}: {findings[0].message}"
    return SettingsError(message, source, findings)


def ignored_in(settings: Settings, path: str) -> frozenset[str]:
    """Return the codes of the rules that `per-file-ignores` leaves out in a file."""
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


def excluded(settings: Settings, path: str, is_folder: bool) -> bool:
    """Whether walking passes over a file or folder; whoever names one has it checked all the same."""
    if not settings.exclude:
        return False
    seen = relative(path, settings.folder, is_folder=is_folder)
    return any(matches(pattern, seen) for pattern in settings.exclude)


def severities(settings: Settings) -> dict[str, Severity]:
    """Return the severities that differ from those of the rules' own, by code.

    A code or slug counts before a prefix, and a longer prefix before a shorter one.
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
    """Order the entries of `severity`: the fewer rules a word names, the later it is applied."""
    return -len(codes_of(entry[0]))
