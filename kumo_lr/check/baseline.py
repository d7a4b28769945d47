"""Baselines: files of known findings, which a check does not report.

An entry has a finding's identity, so that it stays valid when other parts of the file change, and its file
relative to the baseline. However a path is spelt, it is compared by the file that it leads to.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from kumo_lr.check.identity import identity_of, without_indices
from kumo_lr.errors import UsageError
from kumo_lr.files import UnreadableError, read
from kumo_lr.findings import Checked, Finding
from kumo_lr.phrases import printable, quote, shortened
from kumo_lr.real_paths import RealPaths, relative_to
from kumo_lr.rules import all_rules, is_mutable
from kumo_lr.source import Source
from kumo_lr.typed import NamedTuple

VERSION = 2
# Entries of version 1 have the message of the finding instead of its text.
_BY_MESSAGE = 1
_TEXTS = {VERSION: "text", _BY_MESSAGE: "message"}
# Entries have about a hundred bytes each: half a million findings are not a list to work off.
_LARGEST = 1 << 26
_SHOWN = 5
_ANEW = "write one with --write-baseline"


class Entry(NamedTuple):
    """A known finding: its file, relative to the baseline, its code, its path without indices, its text."""

    file: str
    code: str
    path: str
    text: str


_NONE: Mapping[Entry, int] = {}


class Baseline:
    """The entries of a baseline, with how often each is known.

    `known` counts the findings that were known so far.
    """

    def __init__(self, path: str, entries: Counter[Entry], version: int = VERSION) -> None:
        self.path = path
        self.known = 0
        self._version = version
        self._paths = RealPaths(path)
        self._seen: set[str] = set()
        self._left: Counter[Entry] = Counter()
        # Entries as written, by entries with the real path of their file.
        self._written: dict[Entry, Entry] = {}
        for entry, count in entries.items():
            real = entry._replace(file=self._paths.of(self._paths.below(entry.file)))
            self._left[real] += count
            self._written.setdefault(real, entry)

    def filtered(self, results: Iterable[Checked]) -> Iterator[Checked]:
        """Yield results without known findings; the entries that are left afterwards are stale."""
        for checked in results:
            file = self._paths.of(checked.source.name)
            if _is_readable(checked):
                self._seen.add(file)
            for muted in checked.muted:  # neither fixed nor gone
                self._left[_entry(muted.finding, checked.source, file)] -= 1
            left = [found for found in checked.findings if not self._is_known(found, checked.source, file)]
            yield checked if len(left) == len(checked.findings) else checked._replace(findings=tuple(left))

    def noting(self, results: Iterable[Checked]) -> Iterator[Checked]:
        """Yield results as they are, and note what is known of them."""
        for checked in results:
            for _ in self.filtered([checked]):
                yield checked

    def _is_known(self, finding: Finding, source: Source, file: str) -> bool:
        entry = _entry(finding, source, file)
        if self._version == _BY_MESSAGE:
            entry = entry._replace(text=_unnumbered(finding.message))
        if not self._left[entry] or not is_mutable(finding.code):
            return False
        self._left[entry] -= 1
        self.known += 1
        return True

    def complaints(self, counts: Callable[[Entry], bool]) -> Iterator[str]:
        """Report stale entries: those of checked or deleted files without a matching finding.

        `counts` returns whether the rule of an entry is selected in its file.
        """
        stale = {
            self._written[entry]: left
            for entry, left in self._left.items()
            if left > 0 and self._was_looked_at(entry.file) and counts(self._written[entry])
        }
        if stale:
            number = sum(stale.values())
            said = "1 known finding is" if number == 1 else f"{number:,} known findings are"
            yield f"{said} fixed or gone; update {printable(self.path)} with --write-baseline"
        for entry, left in sorted(stale.items())[:_SHOWN]:
            words = " ".join(printable(shortened(word)) for word in entry if word)
            yield f"not found any more: {words}" + (f" ({left:,} times)" if left > 1 else "")
        if len(stale) > _SHOWN:
            yield f"and {len(stale) - _SHOWN:,} more"

    def unchecked(self, counts: Callable[[Entry], bool]) -> Counter[Entry]:
        """Return the entries that this check says nothing about: of other files, and of other rules."""
        left = Counter[Entry]()
        if self._version != VERSION:
            return left
        for entry, count in self._left.items():
            is_checked = self._was_looked_at(entry.file) and counts(self._written.get(entry, entry))
            if count > 0 and not is_checked:
                left[self._written[entry]] += count
        return left

    def _was_looked_at(self, file: str) -> bool:
        return file in self._seen or not _exists(file)

    def file_of(self, entry: Entry) -> str:
        """Return the path of an entry's file, relative to the current directory."""
        return relative_to(self._paths.below(entry.file), os.curdir)


def _is_readable(checked: Checked) -> bool:
    """Return whether all findings of a text can be known, which those that hide others prevent."""
    return not any(all_rules()[finding.code].traits.unreadable for finding in checked.findings)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except ValueError:  # no file has a null character in its name
        return False


def _entry(finding: Finding, source: Source, file: str) -> Entry:
    return Entry(file, *identity_of(finding, source))


def _unnumbered(message: str) -> str:
    """Return a message without the lines it names, which move."""
    return re.sub(r"\bline \d+", "line", message)


def read_baseline(path: str) -> Baseline:
    """Read a baseline, or raise `UsageError` if the file is not one, or has another version."""
    name = printable(path)
    try:
        return _baseline(path, json.loads(_read(path)))
    except UnreadableError as error:
        reason = error if path else "it has no name"
        raise UsageError(f"cannot read the baseline {name or quote(path)}: {reason}") from None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError(f"cannot use the baseline {name}: it is not JSON; {_ANEW}") from None
    except _OtherVersionError as error:
        said = f"{name} is a baseline of version {error}, not {VERSION}; write it anew with --write-baseline"
        raise UsageError(said) from None
    except (KeyError, TypeError, ValueError):
        raise UsageError(f"cannot use the baseline {name}: it is not a baseline; {_ANEW}") from None


def _read(path: str) -> bytes:
    return read(path, only_files=True, most=_LARGEST)


class _OtherVersionError(Exception):
    """A baseline that was written by another version of kumo-lr."""


def _baseline(path: str, data: object) -> Baseline:
    """Return the baseline in a file's data, or raise `KeyError`, `TypeError` or `ValueError`."""
    if not isinstance(data, dict) or not isinstance(data["findings"], list):
        raise TypeError
    version = data["version"]
    if type(version) is not int:
        raise TypeError
    if version not in _TEXTS:
        raise _OtherVersionError(shortened(str(version)))
    entries: Counter[Entry] = Counter()
    for row in data["findings"]:
        texts = [row[key] for key in ("file", "code", "path", _TEXTS[version])]
        count = row["count"]
        if type(count) is not int or count < 1 or not all(isinstance(text, str) for text in texts):
            raise ValueError
        entry = Entry(*texts)
        if version == _BY_MESSAGE:
            entry = entry._replace(path=without_indices(entry.path), text=_unnumbered(entry.text))
        entries[entry] += count
    return Baseline(path, entries, version)


def previous_baseline(path: str) -> Baseline | None:
    """Return the baseline in a file, None if there is none."""
    try:
        return _baseline(path, json.loads(_read(path)))
    except (UnreadableError, _OtherVersionError, ValueError, RecursionError, KeyError, TypeError):
        return None


def is_baseline(path: str) -> bool:
    """Return whether a file is a baseline of any version."""
    try:
        data = json.loads(_read(path))
    except (UnreadableError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and {"version", "findings"} == data.keys()


def baseline_text(results: Iterable[Checked], path: str, kept: Mapping[Entry, int] = _NONE) -> str:
    """Return the text of a baseline of the findings in results, to be written to a path.

    `kept` are entries of the baseline before it, which stay.
    """
    paths = RealPaths(path)
    counts = Counter(kept)
    for checked in results:
        file = paths.relative(checked.source.name)
        counts.update(_entry(finding, checked.source, file) for finding in checked.findings)
    rows = (json.dumps({**entry._asdict(), "count": count}) for entry, count in sorted(counts.items()))
    listed = ",\n".join(f"    {row}" for row in rows)
    return f'{{\n  "version": {VERSION},\n  "findings": [' + (f"\n{listed}\n  " if listed else "") + "]\n}\n"
