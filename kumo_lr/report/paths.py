"""Helpers of reports for other programs: paths, fingerprints, and findings in one line."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from types import ModuleType
from urllib.parse import quote

from kumo_lr.check.identity import identity_of
from kumo_lr.findings import Finding
from kumo_lr.source import Source

# The variables in which GitHub Actions and GitLab name the repository's folder.
_REPOSITORIES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
# How messages name a line.
_LINE = re.compile(r"\bline \d+")


class Paths:
    """Convert paths for reports: with `/`, and relative to a folder if they are below it."""

    def __init__(self, folder: str | None = None, flavour: ModuleType = os.path) -> None:
        """Use the given folder, or the repository's, or the working directory; `flavour` is an `os.path`.

        A job may run in a subfolder, but its report is read relative to the repository.
        """
        self._flavour = flavour
        self._folder = flavour.normpath(os.getcwd() if folder is None else folder)  # noqa: PTH109 - paths are text here
        self._above = flavour.normcase(flavour.join(self._folder, ""))
        for name in _REPOSITORIES if folder is None else ():
            root = flavour.normcase(flavour.join(flavour.normpath(os.environ.get(name) or "/dev/null"), ""))
            if self._above.startswith(root):
                self._above = root

    def relative(self, name: str) -> str:
        """Return a path for a report; a path outside the folder is unchanged."""
        return _decodable(self._slashed(self._below(name) or self._flavour.normpath(name)))

    def uri(self, name: str) -> tuple[str, bool]:
        """Return a path as a percent-encoded URI, and whether it is relative to the folder."""
        below = self._below(name)
        if below is not None:
            return _encoded(self._slashed(below), "/"), True
        whole = self._slashed(self._whole(name))
        return "file://" + _encoded(whole if whole.startswith("/") else f"/{whole}", "/:"), False

    def _below(self, name: str) -> str | None:
        whole = self._whole(name)
        is_below = self._flavour.normcase(whole).startswith(self._above)
        return whole[len(self._above) :] if is_below else None

    def _whole(self, name: str) -> str:
        whole: str = self._flavour.normpath(self._flavour.join(self._folder, name))
        return whole

    def _slashed(self, path: str) -> str:
        # Except on Windows, a backslash is an ordinary character.
        return path.replace(self._flavour.sep, "/")


def _encoded(path: str, safe: str) -> str:
    # Bytes that are not UTF-8 are lone surrogates in the path, and are written as the original bytes.
    return quote(path.encode("utf-8", "surrogateescape"), safe=safe)


def _decodable(path: str) -> str:
    """Replace the undecodable bytes of a path by the replacement character."""
    return path if path.isascii() else path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class Fingerprints:
    """Fingerprints of the findings of one run, which stay while the text around a finding changes."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, finding: Finding, source: Source, path: str) -> str:
        """Return the fingerprint of the next finding in a text; `path` is the file's path in the report.

        Findings with the same identity, such as the same mistake in two candidates, are numbered.
        """
        data = json.dumps([path, *identity_of(finding, source)])
        digest = hashlib.sha256(data.encode()).hexdigest()[:32]
        self._seen[digest] += 1
        return f"{digest}:{self._seen[digest]}"


def told(finding: Finding) -> str:
    """Return the message of a finding with its help, if any."""
    return f"{finding.message}; {finding.help}" if finding.help else finding.message


def told_with_places(finding: Finding) -> str:
    """Return the message of a finding with its help, and the lines of its related places.

    A message that already names a line names theirs.
    """
    named = not finding.file or re.search(r"\bline \d", finding.message) is not None
    places = [f"{r.message}: line {r.location.start.line}" for r in finding.related if not named]
    return "; ".join([told(finding), *places])


def title(finding: Finding) -> str:
    """Return a rule's code and slug: one to look up, the other to recognise."""
    return f"{finding.code} {finding.rule}"
