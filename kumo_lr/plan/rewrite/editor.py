"""Collect the edits of one text: replacements, lines, and comments with the origins of values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kumo_lr.document import patch
from kumo_lr.document.layout import Layout
from kumo_lr.document.nodes import Entry, Mapping
from kumo_lr.plan.rewrite.lines import Line, own_comment, without_own
from kumo_lr.source import Replacement, Source, Span

# The anchor and tag of a value, with the comments before them.
_PROPERTIES = r"(?:(?:\s+#[^\r\n]*)*\s+[&!]\S*)*"


class Editor:
    """A collector of the edits of one text; a node with several aliases is edited once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.layout = Layout(source)
        self._edits: dict[Span, str] = {}
        self._notes: dict[int, list[str]] = {}
        self._lines: dict[Span, str] = {}

    @property
    def edits(self) -> list[Replacement]:
        """The edits: replacements, then comments at the ends of lines, then inserted lines."""
        # Several candidates on one line mostly have the same comment.
        notes = [Replacement(Span(end, end), own_comment(words)) for end, words in self._notes.items()]
        lines = [Replacement(span, text) for span, text in self._lines.items()]
        return [*_outermost(self._edits), *notes, *lines]

    def apply(self, edits: Iterable[Replacement]) -> None:
        """Add edits."""
        self._edits.update(edits)

    def replace(self, span: Span, text: str) -> None:
        """Replace `span` by `text`."""
        self._edits[span] = text

    def insert_lines(self, offset: int, column: int, lines: Iterable[Line]) -> None:
        """Insert lines below the line of an offset, indented to a 0-based column."""
        span, text = patch.insert_lines(self.layout, offset, column, map(str, lines))
        self._lines[span] = text

    def append_in_braces(self, mapping: Mapping, pairs: str, lines: Iterable[Line]) -> None:
        """Append `key: value` pairs to a mapping in braces, with the origins of the values."""
        if not patch.has_room_for_line(self.layout, mapping):
            edits = patch.append_in_braces(self.layout, mapping, pairs)
            self.apply(edits)
            self.comment(edits[0].span.start, lines)
            return
        origins = "" if self.source.is_json else ", ".join(line.note for line in lines if line.origin)
        comma, line = patch.append_in_braces(self.layout, mapping, str(Line(pairs, origins)))
        self.apply([comma])
        self._lines[line.span] = line.text

    def remove_entry(self, mapping: Mapping, entry: Entry) -> bool:
        """Remove an entry but keep the user's comments in it; return whether that is possible."""
        edits = patch.remove_entry(self.layout, mapping, entry, kept=without_own)
        if edits is None:
            return False
        self.apply(edits)
        if mapping.flow:
            self.remove_own_comment(edits[0].span.end)
        return True

    def empty_value(self, entry: Entry) -> None:
        """Write empty braces after a key, and any anchor and tag, whose value was removed."""
        colon = self.source.text.index(":", entry.key.span.end) + 1
        properties = re.compile(_PROPERTIES).match(self.source.text, colon)
        end = properties.end() if properties else colon
        self.replace(Span(end, end), " {}")

    def remove_own_comment(self, offset: int) -> None:
        """Remove the comment after a value that says where it comes from."""
        end = self.layout.line_end(offset)
        start = offset + len(without_own(self.source.text[offset:end]))
        if start < end:
            self.replace(Span(start, end), "")

    def comment(self, offset: int, lines: Iterable[Line]) -> None:
        """Append the comments of lines to the end of the line of an offset, except in JSON."""
        notes = [line.note for line in lines if line.origin]
        if notes and not self.source.is_json:
            self._notes.setdefault(self.layout.line_end(offset), []).extend(notes)


def _outermost(edits: dict[Span, str]) -> Iterator[Replacement]:
    """Yield sorted edits, without those inside another one, which removes them anyway."""
    end = 0
    for span, text in sorted(edits.items(), key=lambda edit: (edit[0].start, -edit[0].end)):
        if span.start >= end:
            yield Replacement(span, text)
            end = span.end
