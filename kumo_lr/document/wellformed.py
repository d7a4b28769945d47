"""Find what breaks any reader of a composed document: bad aliases, tags, merge keys and duplicate keys.

These problems count anywhere in the file, not just in the field: PyYAML refuses the whole file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from yaml import MappingNode, ScalarNode

from kumo_lr.document.compose import MAX_DEPTH, TEXT, UNTAGGED, Document, RawNode, RawPairs
from kumo_lr.document.condensed import is_condensed
from kumo_lr.document.nodes import (
    COLLECTION_TAGS,
    PAIR_TAGS,
    UNLOADABLE,
    Builder,
    after_properties,
    is_merge,
    is_plain,
    parts_of_merge,
    read_tagged,
)
from kumo_lr.document.problems import (
    AliasExpansion,
    BadMerge,
    CollectionKey,
    DuplicateKey,
    ForeignTag,
    Problem,
    RecursiveAlias,
    RepeatedMerge,
    Tab,
    TooDeep,
    UnloadableScalar,
)
from kumo_lr.source import Source, Span

# A document whose aliases expand to more nodes than this is an attack or an accident.
MAX_EXPANSION = 10_000_000
# So few aliases, none of them nested, cannot expand a document beyond the limit.
_HARMLESS = 50
# Where libyaml ends a line.
_LINE_END = "[\r\n\x85\u2028\u2029]"


def children(raw: RawNode) -> list[RawNode]:
    """Return the children of a raw node that have nodes, keys before their values."""
    if raw.id == "mapping":
        return [node for pair in raw.value for node in pair]
    return [item for item in raw.value if not is_condensed(item)] if raw.id == "sequence" else []


def collections_of(document: Document) -> Iterable[RawNode]:
    """Return each collection of a document once, outer ones first."""
    if document.collections is not None:
        return document.collections
    return walk(document.root, set(), scalars=False)


def walk(root: RawNode, seen: set[int], *, scalars: bool) -> Iterator[RawNode]:
    """Yield each collection once, optionally with scalars, except those whose ids are in `seen`.

    It does not recurse, because chained aliases can be deeper than the nesting of the text.
    """
    stack = [root]
    while stack:
        raw = stack.pop()
        if raw.id != "scalar":
            if id(raw) in seen:
                continue
            seen.add(id(raw))
            below = children(raw)
            stack += below if scalars else [n for n in below if n.id != "scalar"]
            yield raw
        elif scalars:
            yield raw


def alias_problem(document: Document, source: Source) -> RecursiveAlias | AliasExpansion | TooDeep | None:
    """Find an alias to its own ancestor, or aliases that expand beyond the limit."""
    text = source.text
    nested = False
    for raw in collections_of(document):
        start = raw.start_mark.index
        # Only an anchor with aliases inside can contain itself, or double its content.
        if text[start] in "&!" and "*" in text[start : raw.end_mark.index]:
            nested = True
    if nested and (problem := _recursion(document, source)):
        return problem
    few = not nested and text.count("*") <= _HARMLESS
    return None if few else _measure(document.root, source)


def _recursion(document: Document, source: Source) -> RecursiveAlias | None:
    for raw in collections_of(document):
        start = raw.start_mark.index
        for child in children(raw):
            # An alias follows its anchor, so it is either inside the anchored node or unrelated to it.
            if child.id != "scalar" and child.start_mark.index <= start < child.end_mark.index:
                return RecursiveAlias(head(child, source))
    return None


def tab_problems(source: Source, scalars: list[Span]) -> Iterator[Tab]:
    """Find tabs that libyaml skips and PyYAML's own scanner, used by `safe_load`, refuses.

    Tabs are allowed in quoted and block scalars (`scalars`, in order) and in comments.
    """
    text = source.text
    line = -1  # the end of the last line with a finding, or of the last comment
    start = text.find("\t")
    while start >= 0:
        index = bisect_right(scalars, (start, len(text)))
        inside = index > 0 and start < scalars[index - 1].end
        if not inside and start > line:
            span = source.line_span(source.position(start).line)
            begin = max(span.start, scalars[index - 1].end if index else 0)
            if re.search(r"(?:^|[ \t])#", re.split(_LINE_END, text[begin:start])[-1]) is None:
                yield Tab(Span(start, start + 1))
            line = span.end if index == len(scalars) or scalars[index].start > span.end else start
        start = text.find("\t", start + 1)


def _measure(root: RawNode, source: Source) -> AliasExpansion | TooDeep | None:
    """Return the number of nodes that a document without cycles expands to, and its depth."""
    weight: dict[int, tuple[int, int]] = {}  # the number of expanded nodes, and the levels below
    stack = [(root, False)]
    while stack:
        raw, leaving = stack.pop()
        if leaving:
            below = [weight[id(child)] for child in children(raw)]
            size = 1 + sum(size for size, _ in below)
            depth = 1 + max((depth for _, depth in below), default=0)
            if size > MAX_EXPANSION:
                return AliasExpansion(head(raw, source), MAX_EXPANSION)
            if depth > MAX_DEPTH:
                return TooDeep(head(raw, source), MAX_DEPTH)
            weight[id(raw)] = (size, depth)
        elif id(raw) not in weight:
            stack.append((raw, True))
            stack.extend((child, False) for child in children(raw))
    return None


def head(raw: RawNode, source: Source) -> Span:
    """Return the part of a raw node to underline: all of it, or the rest of its first line."""
    start = raw.start_mark.index
    line_end = source.line_span(source.position(start).line).end
    return Span(start, max(start, min(raw.end_mark.index, line_end)))


def inspect(
    nodes: Iterable[RawNode],
    builder: Callable[[], Builder],
    source: Source,
    *,
    tagged: bool,
    merges: bool,
) -> list[Problem]:
    """Find the problems in the tags, keys and merge keys of raw nodes."""
    problems: list[Problem] = []
    for raw in nodes:
        if tagged:
            problems.extend(_tag_problems(raw, source))
        if raw.id == "mapping":
            if not _has_plain_keys(raw.value):
                problems.extend(_key_problems(raw, builder(), source))
            if merges:
                problems.extend(_merge_problems(raw, source))
    return problems


def _has_plain_keys(pairs: RawPairs) -> bool:
    """Return whether all keys of a mapping are scalars with different spellings."""
    if len(pairs) == 1:
        return pairs[0][0].id == "scalar"
    try:
        return len({key.value for key, _ in pairs}) == len(pairs)
    except TypeError:  # collections are unhashable
        return False


def _tag_problems(raw: RawNode, source: Source) -> Iterator[ForeignTag]:
    tag = raw.tag
    if tag in (UNTAGGED, TEXT):
        return
    if isinstance(raw, ScalarNode):
        if tag not in COLLECTION_TAGS and read_tagged(tag, raw.value).kind != UNLOADABLE:
            return
    elif _fits(tag, raw):
        return
    yield ForeignTag(head(raw, source), tag.replace("tag:yaml.org,2002:", "!!"))


def _fits(tag: str, raw: RawNode) -> bool:
    """Return whether the tag of a collection fits its kind."""
    items: list[RawNode] = raw.value
    if tag not in COLLECTION_TAGS or raw.__class__ is not COLLECTION_TAGS[tag][0]:
        return False
    pairs = (item.id == "mapping" and len(item.value) == 1 for item in items)
    return tag not in PAIR_TAGS or all(pairs)


def _key_problems(
    raw: RawNode, builder: Builder, source: Source
) -> Iterator[CollectionKey | DuplicateKey | RepeatedMerge]:
    pairs: RawPairs = raw.value
    for key, _ in pairs:
        if not isinstance(key, ScalarNode):
            yield CollectionKey(head(key, source))
    from kumo_lr.document.duplicates import repeated_keys  # few mappings have such keys

    yield from repeated_keys(raw, builder, source)


def _merge_problems(raw: RawNode, source: Source) -> Iterator[BadMerge]:
    for key, value in raw.value:
        if is_merge(key):
            for part in parts_of_merge(value):
                if not isinstance(part, MappingNode):
                    span = head(part, source)
                    yield BadMerge(span if span.end > span.start else head(key, source))


def quoted_spans(root: RawNode, text: str) -> Iterator[Span]:
    """Yield the spans of scalars in which `#` does not start a comment."""
    for raw in walk(root, set(), scalars=True):
        if isinstance(raw, ScalarNode) and raw.style:
            start, end = after_properties(raw, text), raw.end_mark.index
            if raw.style in "|>":  # a comment may follow the indicator
                line_end = re.compile(_LINE_END).search(text, start, end)
                start = end if line_end is None else line_end.start()
            yield Span(start, end)


# Where nothing in a text is like one of these, no plain scalar of it is beyond PyYAML: a date, a number
# without digits, a lone "=" or "<<". A pattern that begins with a plain sign is found as fast as the sign,
# and so much faster than a text of two signs.
_DATE = re.compile(r"-[0-9](?<=[0-9]{4}-[0-9])")
_NO_DIGITS = re.compile(r"0[xb]_")
_LONE = re.compile(r"=(?![^\s,\]}])|<<(?!\s*:)")
# Python makes no number of more than 4,300 digits; so many contain all between two steps of this length.
_STEP = 2000
_DIGITS = re.compile("[0-9_](?=[0-9_])")
_NUMBER = re.compile("[0-9_]+")


def may_hold_unloadable(text: str) -> bool:
    """Return whether a plain scalar of a text may be one that PyYAML cannot load."""
    if _DATE.search(text) or _NO_DIGITS.search(text):
        return True
    if ("=" in text or "<" in text) and _LONE.search(text):
        return True
    return len(text) > _STEP and any(
        _NUMBER.fullmatch(text, found.start() * _STEP, (found.start() + 1) * _STEP)
        for found in _DIGITS.finditer(text[::_STEP])
    )


def unloadable_scalars(root: RawNode, builder: Builder) -> Iterator[UnloadableScalar]:
    """Find plain scalars that PyYAML takes for a date or number, and cannot make one of."""
    values = {"<<", "="}  # as keys, these are a merge and text
    keys: set[int] = set()
    for raw in walk(root, set(), scalars=True):
        if raw.id == "mapping":
            keys.update(id(key) for key, _ in raw.value if key.id == "scalar" and key.value in values)
        elif (
            raw.id == "scalar"
            and is_plain(raw)
            and id(raw) not in keys
            and builder.meaning(raw).kind == UNLOADABLE
        ):
            yield UnloadableScalar(builder.span(raw), raw.value)
