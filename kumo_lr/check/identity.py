"""What identifies a finding while the text around it changes.

Lines, columns and places in lists move, and messages are reworded: none of them is part of it.
"""

from __future__ import annotations

import hashlib
import re

from kumo_lr.findings import Finding
from kumo_lr.source import Source
from kumo_lr.typed import NamedTuple

_LONGEST = 120


class Identity(NamedTuple):
    """A finding without its file: its code, its path with `*` for each index, and the text it is about."""

    code: str
    path: str
    text: str


def identity_of(finding: Finding, source: Source) -> Identity:
    """Return the identity of a finding in a text. Equal mistakes in one text share it."""
    return Identity(finding.code, without_indices(".".join(map(str, finding.path))), _about(finding, source))


def without_indices(path: str) -> str:
    """Return a dotted path with `*` for each index."""
    return re.sub(r"(?<![^.])\d+(?![^.])", "*", path)


def _about(finding: Finding, source: Source) -> str:
    """Return the text that a finding underlines, or nothing if that only shows where a collection is."""
    text, (start, end) = source.text, finding.span
    written = text[start:end]
    is_sign = len(written) == 1 and (not written.isalnum() or text[end : end + 1].isalnum())
    words = " ".join(written.split())
    if words[:1] in ("'", '"') and words[-1:] == words[:1] and len(words) > 1:
        words = words[1:-1]
    is_key = re.compile(r"\s*:(?:\s|$)").match(text, end) is not None
    if is_sign or (is_key and finding.path and words != str(finding.path[-1])):
        return ""
    if len(words) > _LONGEST:
        return (
            f"{words[:_LONGEST]}… sha256:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()}"
        )
    return words
