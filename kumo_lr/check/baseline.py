"""Baselines: files of known findings, which a check does not report.

An entry has no line, so that it stays valid when other lines of the file change.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kumo_lr.errors import UsageError
from kumo_lr.files import UnreadableError, read
from kumo_lr.findings import Checked, Finding
from kumo_lr.phrases import printable
from kumo_lr.rules import is_mutable

VERSION = 1
_SHOWN = 5
_ANEW = "write one with --write-baseline"


class Entry(NamedTuple):
    """A finding without its line: its file, relative to the baseline, its code, path and message."""

    file: str
    code: str
    path: str
    message: str


class Baseline:
    """The entries of a baseline, with how often each is known."""

    def __init__(self, path: str, entries: Counter[Entry]) -> None:
        self.path = path
        self.entries = entries
        self._folder = _folder(path)
        self._seen: set[str] = set()

    def filtered(self, results: Iterable[Checked]) -> Iterator[Checked]:
        """Yield results without known findings; the entries that are left afterwards are stale."""
        for checked in results:
            self._seen.add(_relative(checked.source.name, self._folder))
            left = [finding for finding in checked.findings if not self._is_known(finding)]
            yield checked if len(left) == len(checked.findings) else checked._replace(findings=tuple(left))

    def _is_known(self, finding: Finding) -> bool:
        entry = _entry(finding, self._folder)
        if not self.entries[entry] or not is_mutable(finding.code):
            return False
        self.entries[entry] -= 1
        return True

    def complaints(self, counts: Callable[[Entry], bool]) -> Iterator[str]:
        """Report stale entries: those of checked or deleted files without a matching finding.

        `counts` returns whether the rule of an entry is selected in its file.
        """
        stale = sorted(
            entry for entry, left in self.entries.items() if left > 0 and self._was_looked_at(entry)
        )
        stale = [entry for entry in stale if counts(entry)]
        if stale:
            entries, are = ("entry", "is") if len(stale) == 1 else ("entries", "are")
            name = printable(self.path)
            yield f"{len(stale):,} {entries} of {name} {are} stale; write it anew with --write-baseline"
        for entry in stale[:_SHOWN]:
            yield f"stale: {printable(entry.file)} {entry.code} {printable(entry.path)} {entry.message}"

    def _was_looked_at(self, entry: Entry) -> bool:
        return entry.file in self._seen or not Path(self._folder, entry.file).exists()

    def file_of(self, entry: Entry) -> str:
        """Return the path of an entry's file, relative to the current directory."""
        return os.path.relpath(Path(self._folder, entry.file))


def _entry(finding: Finding, folder: str) -> Entry:
    path = ".".join(map(str, finding.path))
    # A line number inside a message moves as well.
    message = re.sub(r"\bline \d+", "line", finding.message)
    return Entry(_relative(finding.file, folder), finding.code, path, message)


def _folder(baseline: str) -> str:
    return str(Path(baseline).parent)


def _relative(file: str, folder: str) -> str:
    # Most baselines are in the directory where the check runs.
    path = os.path.normpath(file) if folder == "." else os.path.relpath(file, folder)
    return path.replace(os.sep, "/")


def read_baseline(path: str) -> Baseline:
    """Read a baseline, or raise `UsageError` if the file is not one, or has another version."""
    name = printable(path)
    try:
        entries = _entries(json.loads(read(path)))
    except UnreadableError as error:
        raise UsageError(f"cannot read the baseline {name}: {error}") from None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError(f"cannot use the baseline {name}: it is not JSON; {_ANEW}") from None
    except _OtherVersionError as error:
        said = f"{name} is a baseline of version {error}, not {VERSION}; write it anew with --write-baseline"
        raise UsageError(said) from None
    except (KeyError, TypeError, ValueError):
        raise UsageError(f"cannot use the baseline {name}: it is not a baseline; {_ANEW}") from None
    return Baseline(path, entries)


class _OtherVersionError(Exception):
    """A baseline that was written by another version of kumo-lr."""


def _entries(data: object) -> Counter[Entry]:
    """Return the entries in a baseline's data, or raise `KeyError`, `TypeError` or `ValueError`."""
    if not isinstance(data, dict) or not isinstance(data["findings"], list):
        raise TypeError
    version = data["version"]
    if type(version) is not int or version != VERSION:
        raise _OtherVersionError(repr(version))
    entries: Counter[Entry] = Counter()
    for row in data["findings"]:
        texts = [row[key] for key in Entry._fields]
        count = row["count"]
        if type(count) is not int or count < 1 or not all(isinstance(text, str) for text in texts):
            raise ValueError
        entries[Entry(*texts)] += count
    return entries


def is_baseline(path: str) -> bool:
    """Return whether a file is a baseline of any version."""
    try:
        data = json.loads(read(path))
    except (UnreadableError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and {"version", "findings"} == data.keys()


def baseline_text(findings: Iterable[Finding], path: str) -> str:
    """Return the text of a baseline of findings, to be written to a path."""
    folder = _folder(path)
    counts = Counter(_entry(finding, folder) for finding in findings)
    rows = (json.dumps({**entry._asdict(), "count": count}) for entry, count in sorted(counts.items()))
    listed = ",\n".join(f"    {row}" for row in rows)
    return f'{{\n  "version": {VERSION},\n  "findings": [' + (f"\n{listed}\n  " if listed else "") + "]\n}\n"
