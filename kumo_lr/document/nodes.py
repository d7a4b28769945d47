"""Convert raw nodes to small nodes with spans, under one explicit scalar policy.

Scalars are interpreted as PyYAML does (YAML 1.1), since that is what Kumo's Python programs see, or as
JSON in a `.json` file. Merge keys are resolved as PyYAML does: own keys take precedence, then the first
of a list of merged mappings.
"""

from __future__ import annotations

import re
from functools import lru_cache

from yaml import MappingNode, ScalarNode, SequenceNode
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.resolver import Resolver

from kumo_lr.document.compose import TEXT, UNTAGGED, RawNode, RawPairs
from kumo_lr.facts.strategies import NAME
from kumo_lr.source import Source, Span
from kumo_lr.typed import NamedTuple, TypeAlias

_CORE = "tag:yaml.org,2002:"
_KINDS = {
    f"{_CORE}null": "null",
    f"{_CORE}bool": "boolean",
    f"{_CORE}int": "integer",
    f"{_CORE}float": "float",
    f"{_CORE}str": "text",
    f"{_CORE}timestamp": "date",
    f"{_CORE}binary": "binary data",
}
COLLECTION_TAGS: dict[str, tuple[type, str]] = {
    f"{_CORE}map": (MappingNode, "mapping"),
    f"{_CORE}set": (MappingNode, "set"),
    f"{_CORE}seq": (SequenceNode, "list"),
    f"{_CORE}omap": (SequenceNode, "ordered mapping"),
    f"{_CORE}pairs": (SequenceNode, "list of pairs"),
}
# Their items are mappings of one pair each.
PAIR_TAGS = (f"{_CORE}omap", f"{_CORE}pairs")
SEQUENCE_TAG = f"{_CORE}seq"
UNLOADABLE = "unloadable"


class Scalar(NamedTuple):
    """One value: its kind in YAML's words, its value as PyYAML loads it, and its content as written."""

    kind: str
    value: object
    text: str
    span: Span
    plain: bool
    shared: bool
    quote: str = ""
    editable: bool = True


class Sequence(NamedTuple):
    """A list; `flow` says that it is written in brackets."""

    items: tuple[Node, ...]
    span: Span
    flow: bool
    shared: bool
    kind: str = "list"
    text: str = ""


class Entry(NamedTuple):
    """One key of a mapping and its value; `merged` says that it comes from a merge key."""

    key: Node
    value: Node
    merged: bool = False

    @property
    def name(self) -> str:
        """The key if it is text, otherwise its spelling."""
        return self.key.text


class Mapping(NamedTuple):
    """A mapping with merge keys resolved: own entries, then merged ones; `flow` says that it has braces."""

    entries: tuple[Entry, ...]
    span: Span
    flow: bool
    shared: bool
    kind: str = "mapping"
    text: str = ""

    def get(self, name: str) -> Entry | None:
        """Return the entry with this text as its key; the last one wins, as in PyYAML."""
        found = None
        for entry in self.entries:
            if entry.key.kind == "text" and entry.key.text == name:
                if found is not None and entry.merged:
                    break
                found = entry
        return found


Node: TypeAlias = Scalar | Sequence | Mapping


def is_mistagged(node: Node) -> bool:
    """Return whether a scalar has a tag that cannot be loaded, which has its own finding."""
    return node.kind == UNLOADABLE and isinstance(node, Scalar) and not node.plain


class Meaning(NamedTuple):
    """The interpretation of a scalar: its kind in YAML's words, and its value."""

    kind: str
    value: object


@lru_cache(maxsize=8192)
def read_plain(text: str) -> Meaning:
    """Read a plain scalar as PyYAML's safe loader does."""
    for tag, pattern in Resolver.yaml_implicit_resolvers.get(text[:1], ()):
        if pattern.match(text):
            return read_tagged(tag, text)
    return Meaning("text", text)


def read_tagged(tag: str, text: str) -> Meaning:
    """Read a scalar under an explicit tag; `UNLOADABLE` where PyYAML's safe loader would raise."""
    construct = SafeConstructor.yaml_constructors.get(tag)
    if tag not in _KINDS or construct is None:
        return Meaning(UNLOADABLE, None)
    try:
        value = construct(SafeConstructor(), ScalarNode(tag, text))
    except (ConstructorError, ValueError, KeyError, AttributeError, OverflowError, IndexError):
        # A text that does not fit the tag, for which PyYAML raises various errors.
        return Meaning(UNLOADABLE, None)
    return Meaning(_KINDS[tag], value)


_JSON_NUMBER = r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?"
_JSON_WORDS = {
    "true": Meaning("boolean", True),
    "false": Meaning("boolean", False),
    "null": Meaning("null", None),
    "NaN": Meaning("float", float("nan")),
    "Infinity": Meaning("float", float("inf")),
    "-Infinity": Meaning("float", float("-inf")),
}


def read_json(text: str) -> Meaning:
    """Read a bare JSON word as Python's json module does."""
    match = re.fullmatch(_JSON_NUMBER, text)
    if match is None:
        return _JSON_WORDS.get(text, Meaning("text", text))
    try:
        return Meaning("float", float(text)) if any(match.groups()) else Meaning("integer", int(text))
    except ValueError:  # Python refuses integers of thousands of digits
        return Meaning(UNLOADABLE, None)


_CORE_INTEGER = r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
_CORE_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
_CORE_SPECIAL = r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"


def read_core(text: str) -> Meaning:
    """Read a plain scalar by the numbers of YAML 1.2's core schema; anything else is text."""
    try:
        if re.fullmatch(_CORE_INTEGER, text):
            base = {"0o": 8, "0x": 16}.get(text[:2], 10)
            return Meaning("integer", int(text[2:] if base != 10 else text, base))
        if re.fullmatch(_CORE_FLOAT, text):
            return Meaning("float", float(text))
    except ValueError:  # Python refuses integers of thousands of digits
        return Meaning(UNLOADABLE, None)
    if re.fullmatch(_CORE_SPECIAL, text):
        return Meaning("float", float(text.replace(".", "").lower()))
    return Meaning("text", text)


# Anchor and tag precede a node's content, in either order; comments may follow them.
_PROPERTIES = r"(?:[&!][^\s]*\s+(?:#[^\r\n]*\s+)*)+"


def is_plain(raw: RawNode) -> bool:
    """Return whether a raw scalar has neither tag nor quotes, so that its spelling decides its kind."""
    return not raw.tag and not raw.style


def is_merge(key: RawNode) -> bool:
    """Return whether a raw key is the merge key `<<`, written plain."""
    return key.value == "<<" and is_plain(key)


def parts_of_merge(value: RawNode) -> list[RawNode]:
    """Return the raw mappings that a merge key's value names: itself, or the items of a list."""
    parts: list[RawNode] = value.value if isinstance(value, SequenceNode) else [value]
    return parts


def after_properties(raw: RawNode, text: str) -> int:
    """Return where the content of a raw node starts, behind its anchor and tag."""
    start: int = raw.start_mark.index
    if text[start : start + 1] in ("&", "!") and raw.end_mark.index > start:
        match = re.compile(_PROPERTIES).match(text, start, raw.end_mark.index)
        return match.end() if match else int(raw.end_mark.index)
    return start


class Builder:
    """A builder of nodes from raw nodes; `aliased` has the ids of raw nodes that aliases refer to."""

    def __init__(self, source: Source, aliased: frozenset[int] = frozenset()) -> None:
        self._text = source.text
        self._json = source.is_json
        self._aliased = aliased
        self._memo: dict[tuple[int, bool], Node] = {}
        self._merged: dict[int, dict[str, Entry]] = {}

    def build(self, raw: RawNode, *, shared: bool = False) -> Node:
        """Return the node of a raw node; a raw node with several aliases is built once."""
        if not self._aliased:
            return self._scalar(raw, False) if raw.id == "scalar" else self._make(raw, False)
        shared = shared or id(raw) in self._aliased
        key = (id(raw), shared)
        node = self._memo.get(key)
        if node is None:
            node = self._memo[key] = self._make(raw, shared)
        return node

    def meaning(self, raw: RawNode) -> Meaning:
        """Return the interpretation of a raw scalar."""
        text: str = raw.value
        if is_plain(raw):
            return read_json(text) if self._json else read_plain(text)
        if raw.tag == TEXT and not raw.style and not text:
            return Meaning("null", None)  # a "!" before nothing
        return Meaning("text", text) if raw.tag in (UNTAGGED, TEXT) else read_tagged(raw.tag, text)

    def span(self, raw: RawNode) -> Span:
        """Return the span of a raw node's content, without anchor, tag and trailing blanks."""
        start = after_properties(raw, self._text)
        return Span(start, self._end(raw, start))

    def _end(self, raw: RawNode, start: int) -> int:
        """Return the end of a raw node's content, which starts at `start`."""
        end: int = raw.end_mark.index
        if raw.id == "scalar":
            return _trimmed(self._text, start, end) if raw.style in ("|", ">") else end
        # libyaml ends a block collection at the start of the next token, after any comments.
        return end if raw.flow_style else max(start, self._last_end(raw))

    def _last_end(self, raw: RawNode) -> int:
        last = raw.value[-1] if raw.value else None
        if isinstance(last, tuple):
            key, value = last
            return max(self.span(key).end, self._end_within(value, raw))
        return self._end_within(last, raw) if last is not None else int(raw.start_mark.index)

    def _end_within(self, raw: RawNode, parent: RawNode) -> int:
        """Return the end of a child, unless it is an alias to a node elsewhere."""
        inside = parent.start_mark.index <= raw.start_mark.index <= parent.end_mark.index
        return self._end(raw, after_properties(raw, self._text)) if inside else 0

    def _make(self, raw: RawNode, shared: bool) -> Node:
        if isinstance(raw, ScalarNode):
            return self._scalar(raw, shared)
        kind = "mapping" if isinstance(raw, MappingNode) else "list"
        if raw.tag in COLLECTION_TAGS:
            kind = COLLECTION_TAGS[raw.tag][1]
        span, flow = self.span(raw), bool(raw.flow_style)
        if isinstance(raw, MappingNode):
            return Mapping(self._entries(raw, shared), span, flow, shared, kind)
        items = tuple(self.build(item, shared=shared) for item in raw.value)
        return Sequence(items, span, flow, shared, kind)

    def _scalar(self, raw: RawNode, shared: bool) -> Scalar:
        tag, style = raw.tag, raw.style
        kind, value = self.meaning(raw)
        quote = style if style in ("'", '"') else ""
        editable = not shared and tag in (UNTAGGED, TEXT) and style not in ("|", ">")
        return Scalar(kind, value, raw.value, self.span(raw), is_plain(raw), shared, quote, editable)

    def _merged_entries(self, raw: RawNode) -> dict[str, Entry]:
        """Return what merging a mapping adds to another one, by the keys, of which the first counts."""
        entries = self._merged.get(id(raw))
        if entries is None:
            node = self.build(raw, shared=True)
            entries = self._merged[id(raw)] = {}
            for entry in node.entries if isinstance(node, Mapping) else ():
                entries.setdefault(entry.name, entry._replace(merged=True))
        return entries

    def _entries(self, raw: RawNode, shared: bool) -> tuple[Entry, ...]:
        own: list[Entry] = []
        merged: dict[str, Entry] = {}
        pairs: RawPairs = raw.value
        for key, value in pairs:
            if not is_merge(key):
                key_node = self.build(key, shared=shared)
                own.append(Entry(key_node, self.build(value, shared=shared)))
                continue
            for part in parts_of_merge(value):
                if isinstance(part, MappingNode):
                    added = self._merged_entries(part)
                    # A large mapping may be merged often, so most of this is left to dictionaries.
                    merged |= {k: v for k, v in added.items() if k not in merged} if merged else added
        for entry in own:
            merged.pop(entry.name, None)
        return (*own, *merged.values())


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def first_character(node: Node) -> Span:
    """Return the span of the first character of a node: a list's dash or bracket."""
    return Span(node.span.start, min(node.span.start + 1, node.span.end))


def unlisted(node: Node) -> Node:
    """Return a candidate without a list of its own around it."""
    return node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else node


def place_of(node: Node) -> Span:
    """Return what to underline for a candidate as a whole: its name, or its first key."""
    if not isinstance(node, Mapping):
        return first_character(node)
    name = node.get(NAME.name)
    spans = [] if name is None else [name.value.span, name.key.span]
    spans.extend(entry.key.span for entry in node.entries[:1])
    start, end = node.span
    inside = (span for span in spans if start <= span.start < span.end <= end)
    return next(inside, first_character(node))
