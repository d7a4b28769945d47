"""Old findings that a repository starts with: a file names them, and a check passes over them.

An entry has no line, so that it stays right while the file above it changes.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kumo_lr.files import UnreadableError, read
from kumo_lr.findings import Checked, Finding
from kumo_lr.options import UsageError
from kumo_lr.source import printable

VERSION = 1
_SHOWN = 5


class Entry(NamedTuple):
    """A finding without its line: its file, seen from the baseline, its code, its path and its message."""

    file: str
    code: str
    path: str
    message: str


class Baseline:
    """The entries of a baseline, each as often as it is known."""

    def __init__(self, path: str, entries: Counter[Entry]) -> None:
        self.path = path
        self.entries = entries
        self._seen: set[str] = set()

    def filtered(self, results: Iterable[Checked]) -> Iterator[Checked]:
        """Take known findings out of results; what is left of the entries afterwards is stale."""
        for checked in results:
            self._seen.add(_relative(checked.source.name, self.path))
            left = [finding for finding in checked.findings if not self._is_known(finding)]
            yield checked if len(left) == len(checked.findings) else checked._replace(findings=tuple(left))

    def _is_known(self, finding: Finding) -> bool:
        entry = entry_of(finding, self.path)
        if not self.entries[entry]:
            return False
        self.entries[entry] -= 1
        return True

    def complaints(self) -> Iterator[str]:
        """Say which entries nothing was found for, in the files that were checked."""
        stale = sorted(entry for entry in self.entries.elements() if entry.file in self._seen)
        if stale:
            name = printable(self.path)
            yield f"{len(stale):,} entries of {name} are stale; write it anew with --write-baseline"
        for entry in stale[:_SHOWN]:
            yield f"stale: {printable(entry.file)} {entry.code} {printable(entry.path)} {entry.message}"


def entry_of(finding: Finding, baseline: str) -> Entry:
    """Give the entry for a finding, in a baseline at a path."""
    path = ".".join(map(str, finding.path))
    return Entry(_relative(finding.file, baseline), finding.code, path, finding.message)


def _relative(file: str, baseline: str) -> str:
    return os.path.relpath(file, Path(baseline).parent).replace(os.sep, "/")


def read_baseline(path: str) -> Baseline:
    """Read a baseline. Raises `UsageError` for a file that is none, or of another version."""
    name = printable(path)
    try:
        data = json.loads(read(path))
        version = data["version"] if isinstance(data, dict) else None
        if version != VERSION:
            raise UsageError(
                f"{name} is a baseline of version {version!r}, not {VERSION}; "
                "write it anew with --write-baseline"
            )
        counts = {
            Entry(*(str(row[key]) for key in Entry._fields)): int(row["count"]) for row in data["findings"]
        }
    except UnreadableError as error:
        raise UsageError(f"cannot read the baseline {name}: {error}") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        what = "it is no JSON" if isinstance(error, ValueError) else "it is no baseline"
        raise UsageError(f"cannot use the baseline {name}: {what}; write one with --write-baseline") from None
    return Baseline(path, Counter(counts))


def baseline_text(findings: Iterable[Finding], path: str) -> str:
    """Give the text of a baseline, at a path, that knows some findings."""
    counts = Counter(entry_of(finding, path) for finding in findings)
    rows = (json.dumps({**entry._asdict(), "count": count}) for entry, count in sorted(counts.items()))
    listed = ",\n".join(f"    {row}" for row in rows)
    return f'{{\n  "version": {VERSION},\n  "findings": [' + (f"\n{listed}\n  " if listed else "") + "]\n}\n"
