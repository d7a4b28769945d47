"""Render the changes of fixes as a unified diff that `patch` accepts."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.phrases import printable
from kumo_lr.source import Source


def render_diff(before: Source, after: Source) -> Iterator[bytes]:
    """Yield a unified diff of two texts in their own bytes; empty if they are the same."""
    if before.text == after.text:
        return
    from difflib import unified_diff  # only needed for --diff

    # A diff's lines end at LF only, unlike those of YAML.
    old, new = ([f"{line}\n" for line in _text(source).split("\n")] for source in (before, after))
    for lines in (old, new):
        lines[-1] = lines[-1][:-1]
        if not lines[-1]:
            lines.pop()
    name = printable(before.name)
    # A tab ends the name; without it, patch would cut a name at a space.
    name += "\t" if " " in name else ""
    for line in unified_diff(old, new, name, name):
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        yield text.encode("utf-8", "surrogateescape")


def _text(source: Source) -> str:
    return f"\ufeff{source.text}" if source.has_bom else source.text
