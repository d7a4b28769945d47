"""Find the edits that turn one text into another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.findings import Edit
from kumo_lr.source import Replacement, Source, Span, from_text

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
# Comparing more lines than this takes longer than a person waits.
_MOST_LINES = 2000


def edits_between(before: str, after: str, filename: str = "<text>") -> tuple[Edit, ...]:
    """Return the edits that turn a text into another, such as that of `fix_text`, in order and disjoint.

    They are as small as whole changes of lines allow, so that an editor keeps cursors and folds elsewhere.
    The spans and locations are those of `before`; both texts have a byte order mark, or neither.
    """
    source = from_text(before, filename)
    return tuple(
        Edit(span, source.location(span), text)
        for span, text in replacements(source, from_text(after, filename))
    )


def replacements(before: Source, after: Source) -> Iterator[Replacement]:
    """Yield the replacements that turn a text into another, in order and disjoint."""
    old, new = _lines(before.text), _lines(after.text)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old_rest, new_rest = old[head : len(old) - tail], new[head : len(new) - tail]
    start = sum(map(len, old[:head]))
    if max(len(old_rest), len(new_rest)) > _MOST_LINES:
        yield from _trimmed(start, "".join(old_rest), "".join(new_rest))
        return
    from difflib import SequenceMatcher  # only needed if there is something to compare

    offsets = [start]
    for line in old_rest:
        offsets.append(offsets[-1] + len(line))
    for tag, i, j, k, m in SequenceMatcher(None, old_rest, new_rest, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _trimmed(offsets[i], "".join(old_rest[i:j]), "".join(new_rest[k:m]))


def _lines(text: str) -> list[str]:
    return [line for line in _LINE.findall(text) if line]


def _common(one: list[str], other: list[str]) -> int:
    """Return how many lines two texts have in common at their start."""
    count = 0
    for line, same in zip(one, other, strict=False):
        if line != same:
            break
        count += 1
    return count


def _trimmed(start: int, old: str, new: str) -> Iterator[Replacement]:
    """Yield the replacement of one text by another without what both begin and end with, if anything."""
    most = min(len(old), len(new))
    head = next((i for i in range(most) if old[i] != new[i]), most)
    # An edit between the two characters of a line end has no place in an editor.
    head -= old[head - 1 : head] == "\r"
    most -= head
    tail = next((i for i in range(most) if old[-1 - i] != new[-1 - i]), most)
    tail -= tail > 0 and old[len(old) - tail] == "\n"
    if old != new:
        end = start + len(old) - tail
        yield Replacement(Span(start + head, end), new[head : len(new) - tail])
