"""What reports for other programs share: spelt paths, fingerprints, and a finding in one line."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from types import ModuleType
from urllib.parse import quote

from kumo_lr.findings import Finding

# Where GitHub Actions and GitLab say that the repository is.
_REPOSITORIES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


class Paths:
    """Spells paths as reports have them: relative to a folder where they are below it, with `/`."""

    def __init__(self, folder: str | None = None, flavour: ModuleType = os.path) -> None:
        """Take the working directory, unless another folder is given; `flavour` is an `os.path`.

        A job that works in a folder of its repository reports to a program that knows the repository.
        """
        self._flavour = flavour
        self._folder = flavour.normpath(os.getcwd() if folder is None else folder)  # noqa: PTH109 - paths are text here
        self._above = flavour.normcase(flavour.join(self._folder, ""))
        for name in _REPOSITORIES if folder is None else ():
            root = flavour.normcase(flavour.join(flavour.normpath(os.environ.get(name) or "/dev/null"), ""))
            if self._above.startswith(root):
                self._above = root

    def relative(self, name: str) -> str:
        """Return a path for a report; one that is not below the folder stays what it is."""
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
        # Elsewhere than on Windows, a backslash is a character like any other.
        return path.replace(self._flavour.sep, "/")


def _encoded(path: str, safe: str) -> str:
    # Bytes that are no UTF-8 came as lone surrogates, and go as the bytes they were.
    return quote(path.encode("utf-8", "surrogateescape"), safe=safe)


def _decodable(path: str) -> str:
    """Put the replacement character where a path is no text."""
    return path if path.isascii() else path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class Fingerprints:
    """Tells findings apart by what they are, not by the lines they stand on, over one run."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, finding: Finding, path: str) -> str:
        """Return the fingerprint of the next finding; `path` is the file's, as the report has it.

        Of equal findings, such as a mistake that is in two documents, each counts.
        """
        # Some messages name another line, which moves too.
        message = re.sub(r"\bline \d+", "line", finding.message)
        data = json.dumps([path, finding.code, finding.path, message])
        digest = hashlib.sha256(data.encode()).hexdigest()[:32]
        self._seen[digest] += 1
        return f"{digest}:{self._seen[digest]}"


def told(finding: Finding) -> str:
    """Say what is wrong and, where there is a way out, what to do."""
    return f"{finding.message}; {finding.help}" if finding.help else finding.message


def title(finding: Finding) -> str:
    """Name the rule by code and slug: people look up the one, and recognise the other."""
    return f"{finding.code} {finding.rule}"
