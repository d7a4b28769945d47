"""What fixing changes, as a unified diff that `patch` takes."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.phrases import printable
from kumo_lr.source import Source


def render_diff(before: Source, after: Source) -> Iterator[bytes]:
    """Return a unified diff of two texts, in their own bytes; nothing where they are the same."""
    if before.text == after.text:
        return
    from difflib import unified_diff  # only --diff is worth its import

    # Lines end at LF here, whatever else a reader of YAML takes for a line end.
    old, new = ([f"{line}\n" for line in _text(source).split("\n")] for source in (before, after))
    for lines in (old, new):
        lines[-1] = lines[-1][:-1]
        if not lines[-1]:
            lines.pop()
    name = printable(before.name)
    # A tab ends the name: without it, patch would take a name with a space for two words.
    name += "\t" if " " in name else ""
    for line in unified_diff(old, new, name, name):
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        yield text.encode("utf-8", "surrogateescape")


def _text(source: Source) -> str:
    return f"\ufeff{source.text}" if source.has_bom else source.text
