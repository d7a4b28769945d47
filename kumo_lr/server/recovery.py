"""Compose YAML or JSON text that may be half-written, line by line where libyaml would stop.

The result is the nodes that `document.compose` would return if the text were finished: what belongs to
nothing is left out, and what surrounds it keeps its place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple, cast

from yaml import MappingNode, ScalarNode, SequenceNode

from kumo_lr.document.compose import MAX_DEPTH, Document, RawNode
from kumo_lr.server.braces import Anchors, Braces, Mark, scalar
from kumo_lr.source import Source

_KEY = re.compile(
    r"""(?:(?P<quoted>"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\r\n]|'')*')[ \t]*"""
    r"""|(?P<plain>[^\s"'\#\[\]{}](?:(?![ \t]\#|:[ \t]|:$)[^\r\n])*)):(?=[ \t]|$)"""
)
_BLANKS = re.compile(r"[ \t]*")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:[ \t]+|$))+")
_QUOTED = re.compile(r""""(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\r\n]|'')*'?""")
_COMMENT = re.compile(r"[ \t]\#")
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]*[ \t]*(?:\#[^\r\n]*)?$")
_DEEPEST = MAX_DEPTH // 2


class _Level:
    """A block collection that lines may still add to: the column of its keys or dashes.

    `waiting` says that its last entry or item has no value yet.
    """

    __slots__ = ("column", "is_list", "node", "waiting")

    def __init__(self, column: int, node: RawNode) -> None:
        self.column = column
        self.node = node
        self.is_list = isinstance(node, SequenceNode)
        self.waiting = False

    def fill(self, value: RawNode) -> None:
        """Add the value of the last entry or item."""
        children = self.node.value
        children[-1] = value if self.is_list else (children[-1][0], value)
        self.waiting = False


class Recovered(NamedTuple):
    """A document as far as it can be read, and the 0-based number of its document in the text."""

    document: Document
    number: int


def recover(source: Source) -> list[Recovered]:
    """Return the documents of a text as far as they can be read; never raises."""
    return _Reader(source).run()


class _Reader:
    """A reader of one text, line by line."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._text = source.text
        self._levels: list[_Level] = []
        self._found: list[Recovered] = []
        self._number = 0
        self._anchors = Anchors()
        self._properties = ""  # of a node that begins on a later line
        self._last = 0  # the end of what was read

    def run(self) -> list[Recovered]:
        """Read the text."""
        text, starts, line, is_open = self._text, self._source.line_starts, 0, False
        while line < len(starts):
            start, end = self._source.line_span(line + 1)
            begin = start
            if text.startswith(("---", "..."), start) and not text[start + 3 : min(start + 4, end)].strip():
                self._end_document()
                self._number += is_open
                is_open = text[start] == "-"
                begin = start + 3 if is_open else end
            begin = self._after_blanks(begin, end)
            line += 1
            if not self._is_over(begin, end):
                is_open = True
                stop = self._content(begin, end, begin - start)
                if stop > end:
                    line = bisect_right(starts, stop)
        self._end_document()
        return self._found

    def _end_document(self) -> None:
        self._close(-1)
        if self._anchors.is_used:
            self._found = [
                found._replace(document=found.document._replace(aliased=True))
                if found.number == self._number
                else found
                for found in self._found
            ]
        self._anchors = Anchors()

    def _after_blanks(self, start: int, end: int) -> int:
        match = _BLANKS.match(self._text, start, end)
        return match.end() if match else start

    def _is_over(self, start: int, end: int) -> bool:
        return start >= end or self._text[start] == "#"

    def _after_properties(self, start: int, end: int) -> int:
        match = _PROPERTIES.match(self._text, start, end)
        return match.end() if match else start

    def _content(self, start: int, end: int, column: int) -> int:
        """Read what starts on a line, and return where it ends, which may be on a later line."""
        text, indent, is_first = self._text, column, True
        while text[start] == "-" and (start + 1 == end or text[start + 1] in " \t"):
            self._dash(start, column)
            after = self._after_blanks(start + 1, end)
            column += after - start
            start, is_first = after, False
            if self._is_over(start, end):
                return end
        content = self._after_properties(start, end)
        properties = text[start:content]
        if self._is_over(content, end):
            self._properties = properties
            return end
        if is_first:
            self._close(column)
            self._close_lists(column)
        key = None if text[content] in "[{" else _KEY.match(text, content, end)
        if key is None:
            node, stop = self._value(content, end, indent, column)
            self._put(self._named(node, properties or self._properties), column)
            return stop
        level = self._entry(key, start, column)
        begin = self._after_blanks(key.end(), end)
        start = self._after_properties(begin, end)
        properties = text[begin:start]
        if self._is_over(start, end):
            self._properties = properties
            return end
        node, stop = self._value(start, end, indent, column)
        level.fill(self._named(node, properties))
        return stop

    def _named(self, node: RawNode, properties: str) -> RawNode:
        """Name a node after its anchor, and return the node that it stands for if it is an alias."""
        self._anchors.name(properties, node)
        self._properties = ""
        return self._anchors.resolved(node)

    def _value(self, start: int, end: int, indent: int, column: int) -> tuple[RawNode, int]:
        """Return the value that starts at an offset, and where it ends."""
        text = self._text
        if text[start] in "[{":
            node, stop = Braces(text, start, indent, self._anchors, in_block=bool(self._levels)).read()
        elif _BLOCK_SCALAR.match(text, start, end):
            stop = self._end_of_block(end, column)
            node = scalar(text, start, stop)
            node.style = "|"
        else:
            quoted = _QUOTED.match(text, start, end)
            comment = None if quoted else _COMMENT.search(text, start, end)
            stop = quoted.end() if quoted else comment.start() if comment else end
            stop = start + len(text[start:stop].rstrip())
            node = scalar(text, start, stop)
        self._last = max(self._last, node.end_mark.index)
        return node, stop

    def _end_of_block(self, end: int, column: int) -> int:
        """Return where the lines end that are indented further than a column."""
        starts = self._source.line_starts
        for line in range(bisect_right(starts, end), len(starts)):
            start, stop = self._source.line_span(line + 1)
            first = self._after_blanks(start, stop)
            if first < stop:
                if first - start <= column:
                    break
                end = stop
        return end

    def _dash(self, start: int, column: int) -> None:
        """Read a dash: an item of a list that is open in its column, or the first of a new one."""
        self._close(column)
        levels = self._levels
        if len(levels) > 1 and not levels[-1].is_list and levels[-2].is_list and levels[-2].column == column:
            self._close_one()  # the item before has no dash
        if not (levels and levels[-1].is_list and levels[-1].column == column):
            mark = cast("None", Mark(start))
            self._open(cast("RawNode", SequenceNode("", [], mark, mark, flow_style=False)), column)
        self._properties = ""
        self._last = start + 1
        levels[-1].node.value.append(scalar(self._text, start + 1, start + 1))
        levels[-1].waiting = True

    def _entry(self, key: re.Match[str], start: int, column: int) -> _Level:
        """Read a key: of a mapping that is open in its column, or the first of a new one."""
        levels = self._levels
        if not (levels and not levels[-1].is_list and levels[-1].column == column):
            mark = cast("None", Mark(start))
            self._open(cast("RawNode", MappingNode("", [], mark, mark, flow_style=False)), column)
        self._properties = ""
        self._last = key.end()
        written = key["quoted"] or key["plain"].rstrip()
        pair = (
            scalar(self._text, key.start(), key.start() + len(written)),
            scalar(self._text, key.end(), key.end()),
        )
        levels[-1].node.value.append(pair)
        levels[-1].waiting = True
        return levels[-1]

    def _put(self, node: RawNode, column: int) -> None:
        """Add a value on a line of its own, or behind a dash."""
        if not self._levels:
            self._found.append(Recovered(Document(node), self._number))
            return
        top = self._levels[-1]
        if top.column < column and top.waiting:
            top.fill(node)
        elif top.column == column and top.is_list:
            top.node.value.append(node)
            top.waiting = False
        elif top.column == column and isinstance(node, ScalarNode):  # its colon is still to be typed
            end = node.end_mark.index
            top.node.value.append((node, scalar(self._text, end, end)))
            top.waiting = False

    def _open(self, node: RawNode, column: int) -> None:
        """Open a collection where a value is expected.

        Where none is, it belongs to nothing, and what is in it does not belong to anything else.
        """
        levels = self._levels
        if not levels:
            self._found.append(Recovered(Document(node), self._number))
        elif len(levels) >= _DEEPEST:
            pass  # the builder of nodes is recursive
        elif levels[-1].waiting:
            levels[-1].fill(node)
        elif levels[-1].is_list and levels[-1].column == column:
            levels[-1].node.value.append(node)
        self._anchors.name(self._properties, node)
        self._anchors.begin(node)
        levels.append(_Level(column, node))

    def _close(self, column: int) -> None:
        """Close the collections that are further in than a column."""
        while self._levels and self._levels[-1].column > column:
            self._close_one()

    def _close_lists(self, column: int) -> None:
        """Close a list in the column of its key, which the next key ends."""
        levels = self._levels
        if len(levels) > 1 and levels[-1].is_list and levels[-1].column == levels[-2].column == column:
            self._close_one()

    def _close_one(self) -> None:
        self._levels.pop()
        self._anchors.end(self._last)
