"""Read and parse a settings file; errors are raised as `SettingsError`, with their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kumo_lr.check.asker import Asker
from kumo_lr.errors import SettingsError
from kumo_lr.files import LARGEST_SETTINGS, UnreadableError, read
from kumo_lr.phrases import printable
from kumo_lr.rules.settings_problems import NotOpened, NotToml, SettingsProblem, Undecoded
from kumo_lr.settings.table import TABLE
from kumo_lr.source import DecodingError, Source, Span, decode
from kumo_lr.suggest import squeeze
from kumo_lr.typed import Any

_TOML_PLACE = r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)"


def has_table(data: Mapping[str, Any]) -> bool:
    """Return whether a `pyproject.toml` has the table, even if misspelt."""
    tool = data.get("tool")
    return isinstance(tool, dict) and (TABLE in tool or bool(misspelt_tables(tool)))


def misspelt_tables(tool: Mapping[str, Any]) -> list[str]:
    """Return the tables under `tool` that are unambiguous misspellings of ours."""
    return [name for name in tool if name != TABLE and squeeze(name) == squeeze(TABLE)]


def read_bytes(path: str) -> bytes:
    """Read a file."""
    try:
        return read(path, most=LARGEST_SETTINGS)
    except UnreadableError as error:
        problem = NotOpened(Span(0, 0), str(error), error.help)
        raise settings_error(Source("", path), [problem]) from None


def decoded(data: bytes, path: str) -> Source:
    """Decode the bytes of a file."""
    try:
        return decode(data, path)
    except DecodingError as error:
        end = len(error.text)
        problem = Undecoded(Span(end, end), str(error), error.help)
        raise settings_error(Source(error.text, path), [problem]) from None


def parse(source: Source) -> dict[str, Any]:
    """Parse the text of a file."""
    try:
        return _parsed(source.text)
    except RecursionError:
        reason, span = "it is nested too deep", Span(0, 0)
    except ValueError as error:
        reason, span = _said(source, str(error))
    raise settings_error(source, [NotToml(span, reason)])


@lru_cache(maxsize=2)
def _parsed(text: str) -> dict[str, Any]:
    """Parse TOML; the cached result must not be changed, and is used to find the table and to load it."""
    import tomllib  # only needed if there is something to read

    return tomllib.loads(text)


def _said(source: Source, said: str) -> tuple[str, Span]:
    """Return the message and the place of a tomllib error."""
    match = re.fullmatch(_TOML_PLACE, said, re.DOTALL)
    if match is None:
        return printable(f"{said[:1].lower()}{said[1:]}"), Span(0, 0)
    reason = printable(f"{match[1][:1].lower()}{match[1][1:]}").replace("'", '"')
    end = len(source.text)
    if match[2] is None:
        return f"{reason} at the end", Span(end, end)
    start = source.line_starts[int(match[2]) - 1] + int(match[3]) - 1
    return reason, Span(start, min(start + 1, end))


def settings_error(source: Source, problems: Iterable[SettingsProblem]) -> SettingsError:
    """Return the exception for problems, in the words of their rules."""
    asker = Asker(source)
    for problem in problems:
        asker.ask(problem, ())
    findings = tuple(asker.findings)
    name = printable(source.name)
    message = f"{name}: {len(findings)} mistakes in the settings"
    if len(findings) == 1:
        line, column = findings[0].location.start
        message = f"{name}:{line}:{column}: {findings[0].message}"
    return SettingsError(message, source, findings)
