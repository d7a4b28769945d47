"""Compose values in braces and brackets that may not be closed: indentation decides where they end."""

from __future__ import annotations

import re
from typing import cast

from yaml import MappingNode, ScalarNode, SequenceNode

from kumo_lr.document.compose import MAX_DEPTH, RawNode

_TOKEN = re.compile(
    r"""[ \t]*(?:(?P<line>(?:\r\n|\n|\r)(?:[ \t]*(?:\#[^\r\n]*)?(?:\r\n|\n|\r))*(?P<indent>[ \t]*))
    |(?P<open>[\[{])
    |(?P<close>[\]}])
    |(?P<comma>,)
    |(?P<colon>:)
    |(?P<comment>\#[^\r\n]*)
    |(?P<property>[&!][^\s,\[\]{}]*)
    |(?P<quoted>"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\r\n]|'')*'?)
    |(?P<plain>(?:[^\r\n,\[\]{}:\#"]|(?<![ \t])"|:(?=[^\s,\[\]{}])|(?<![ \t])\#)+))""",
    re.VERBOSE,
)
_SIGNS = ("open", "comma", "close", "colon")
# What a line of a block starts with: below an open brace, it shows that the brace should have ended.
_BLOCK = re.compile(r"-[ \t]|-$|[\w.]+[ \t]*:(?=[ \t\r\n]|$)", re.MULTILINE)


class Mark:
    """The place of a node, as far as it is read from marks: an offset."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index


class Anchors:
    """The nodes of a document that have anchors, and the collections that are still open.

    An alias in what it refers to stays a word, so that no node contains itself.
    """

    def __init__(self) -> None:
        self._nodes: dict[str, RawNode] = {}
        self._open: list[RawNode] = []
        self.is_used = False

    def begin(self, node: RawNode) -> None:
        """Begin a collection."""
        self._open.append(node)

    def end(self, offset: int) -> None:
        """End the collection that was begun last."""
        self._open.pop().end_mark = cast("None", Mark(offset))

    def name(self, properties: str, node: RawNode) -> None:
        """Name a node after the anchor among its properties."""
        for word in properties.split():
            if word.startswith("&"):
                self._nodes[word[1:]] = node

    def resolved(self, node: RawNode) -> RawNode:
        """Return the node that an alias refers to; any other node as it is."""
        if node.id != "scalar" or node.style or not node.value.startswith("*"):
            return node
        named = self._nodes.get(node.value[1:])
        if named is None or any(named is each for each in self._open):
            return node
        self.is_used = True
        return named


class _Open:
    """A brace or bracket that is still open, and the indentation of its line.

    `after_colon` says that the value of the mapping's last key is expected, `is_bare` that this key has no
    colon yet.
    """

    __slots__ = ("after_colon", "indent", "is_bare", "node")

    def __init__(self, node: RawNode, indent: int) -> None:
        self.node = node
        self.indent = indent
        self.after_colon = False
        self.is_bare = False

    @property
    def is_mapping(self) -> bool:
        """Whether it is a brace."""
        return isinstance(self.node, MappingNode)

    @property
    def end(self) -> str:
        """The sign that closes it."""
        return "}" if self.is_mapping else "]"


def scalar(text: str, start: int, end: int) -> RawNode:
    """Return the scalar that is written in a range of a text, without quotes and escapes."""
    written, style = text[start:end], None
    if written[:1] in ("'", '"'):
        style = written[0]
        written = written[1:].removesuffix(style)
    return cast("RawNode", ScalarNode("", written, cast("None", Mark(start)), cast("None", Mark(end)), style))


class Braces:
    """A reader of one value in braces or brackets.

    `indent` is the indentation of the line where it starts. `in_block` says that it is part of a block,
    whose lines follow.
    """

    def __init__(self, text: str, start: int, indent: int, anchors: Anchors, *, in_block: bool) -> None:
        self._anchors = anchors
        self._properties = ""
        self._text = text
        self._start = start
        self._indent = indent
        self._in_block = in_block
        self._stack: list[_Open] = []
        self._root: RawNode | None = None
        self._last = ""  # the last sign or kind of token
        self._begins_line = False

    def read(self) -> tuple[RawNode, int]:
        """Return the value, and the offset where it ends."""
        text, at = self._text, self._start
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None:  # a stray sign
                at += 1
                continue
            kind = str(token.lastgroup)
            if kind == "line":
                if self._line(token.end(), len(token["indent"])):
                    break
            elif kind != "comment":
                self._token(kind, token[kind], token.start(kind))
                self._begins_line = False
                self._last = token[kind] if kind in _SIGNS else kind
            at = token.end()
            if self._root is not None and not self._stack:
                break
        while self._stack:
            self._pop(at)
        return cast("RawNode", self._root), at

    def _token(self, kind: str, written: str, start: int) -> None:
        top = self._stack[-1] if self._stack else None
        if kind == "property":
            self._properties += f"{written} "
        elif kind == "open":
            self._open(written, start)
        elif kind == "close":
            self._close(written, start + 1)
        elif top is None:
            return
        elif kind == "comma":
            top.after_colon = top.is_bare = False
        elif kind == "colon":
            top.after_colon, top.is_bare = top.is_bare, False
        else:
            self._add(scalar(self._text, start, start + len(written.rstrip())))

    def _open(self, sign: str, start: int) -> None:
        mark = cast("None", Mark(start))
        make = MappingNode if sign == "{" else SequenceNode
        node = cast("RawNode", make("", [], mark, mark, True))
        if self._root is None:
            self._root = node
        elif len(self._stack) < MAX_DEPTH // 2:
            top = self._stack[-1]
            if top.is_mapping and not top.after_colon and self._is_in_list():
                # No key is a collection: the mapping before should have been closed.
                while self._stack[-1].is_mapping:
                    self._pop(start)
            self._add(node)
        self._stack.append(_Open(node, self._indent))
        self._anchors.begin(node)

    def _is_in_list(self) -> bool:
        return any(not each.is_mapping for each in self._stack)

    def _add(self, node: RawNode) -> None:
        top, end = self._stack[-1], node.end_mark.index
        self._anchors.name(self._properties, node)
        self._properties = ""
        node = self._anchors.resolved(node)
        if not top.is_mapping:
            top.node.value.append(node)
        elif top.after_colon:
            top.node.value[-1] = (top.node.value[-1][0], node)
            top.after_colon = False
        else:
            top.node.value.append((node, scalar(self._text, end, end)))
            top.is_bare = True

    def _close(self, sign: str, end: int) -> None:
        if not any(each.end == sign for each in self._stack):
            return
        if self._begins_line:
            if self._stack[-1].end != sign and self._indent > self._stack[-1].indent:
                return  # what it closes was never opened
            while self._stack[1:] and self._stack[-1].indent > self._indent:
                self._pop(end)  # what was opened further in was never closed
            if self._stack[-1].end != sign:
                return
        while self._stack:
            is_it = self._stack[-1].end == sign
            self._pop(end)
            if is_it:
                return

    def _pop(self, end: int) -> None:
        self._stack.pop()
        self._anchors.end(end)

    def _line(self, start: int, indent: int) -> bool:
        """Begin a line, and return whether it shows that the whole value should have ended before."""
        before, self._indent, self._begins_line, text = self._indent, indent, True, self._text
        first = text[start : start + 1]
        if not self._stack or first in ("]", "}", "", ","):
            return False
        if self._in_block and indent <= self._stack[0].indent and _BLOCK.match(text, start):
            return True
        if text.startswith("- ", start) or (not indent and text.startswith(("---", "..."), start)):
            return True
        if self._stack[-1].is_bare and indent > before and first == '"':
            # The lines further in are the value of a key whose colon and brace are still to be typed.
            self._stack[-1].after_colon, self._stack[-1].is_bare = True, False
            self._indent = before
            self._open("{", start)
            self._indent = indent
        elif self._last not in (",", "[", "{", ":") or (self._last == ":" and first == "{"):
            while self._stack[1:] and self._stack[-1].indent >= indent:
                self._pop(start)
        return False
