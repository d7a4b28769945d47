"""Find the suppression comment at an offset, which may be half-written."""

from __future__ import annotations

import re
from typing import NamedTuple

from kumo_lr.check.suppressions import COMMENT
from kumo_lr.source import Source, Span

_WORD = r"[^\s,\[\]]*"
_BEGUN = re.compile(rf"({_WORD})(\[)?([^\]\r\n]*)")


class SuppressionAt(NamedTuple):
    """The word of a suppression comment at an offset.

    `is_rule` says that it names a rule, in brackets, rather than what the comment does. `others` are the
    other rules that the comment names.
    """

    span: Span
    is_rule: bool
    others: tuple[str, ...]


def suppression_at(source: Source, offset: int) -> SuppressionAt | None:
    """Return the word of a suppression comment at an offset; None outside of its words."""
    line = source.line_span(source.position(offset).line)
    for comment in re.finditer(COMMENT, source.text[line.start : line.end]):
        begun = _BEGUN.match(comment[1])
        start = line.start + comment.start(1)
        if begun is None or offset < start:
            continue
        if offset <= start + begun.end(1):
            return SuppressionAt(Span(start, start + begun.end(1)), False, ())
        inside = start + begun.start(3)
        if begun[2] is None or not inside <= offset <= inside + len(begun[3]):
            continue
        words = [
            Span(inside + word.start(), inside + word.end()) for word in re.finditer(r"[^\s,]+", begun[3])
        ]
        here = next((word for word in words if word.start <= offset <= word.end), Span(offset, offset))
        others = tuple(source.text[word.start : word.end] for word in words if word != here)
        return SuppressionAt(here, True, others)
    return None


def in_comment(source: Source, offset: int) -> bool:
    """Return whether an offset is likely in a comment: a `#` after a blank, outside of quotes."""
    start = source.line_span(source.position(offset).line).start
    before = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'", '""', source.text[start:offset])
    return not source.is_json and re.search(r"(?:^|\s)#", before) is not None
