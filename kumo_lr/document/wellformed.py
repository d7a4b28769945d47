"""Reads a composed document for what breaks any reader: aliases, tags, merge and duplicate keys.

These hold for the whole file, the field or not: a file that PyYAML refuses has no field at all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from yaml import MappingNode, ScalarNode

from kumo_lr.document.compose import MAX_DEPTH, TEXT, UNTAGGED, Document, RawNode, RawPairs
from kumo_lr.document.nodes import (
    COLLECTION_TAGS,
    PAIR_TAGS,
    UNLOADABLE,
    Builder,
    is_merge,
    is_plain,
    parts_of_merge,
    read_plain,
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
)
from kumo_lr.source import Source, Span

# A document that its aliases unfold to more nodes than this is an attack or an accident.
MAX_EXPANSION = 10_000_000
# So few aliases, none in what another one stands for, cannot unfold a document without measure.
_HARMLESS = 50


def children(raw: RawNode) -> list[RawNode]:
    """Return the raw nodes right below a raw node, keys before their values."""
    if raw.id == "mapping":
        return [node for pair in raw.value for node in pair]
    return list(raw.value) if raw.id == "sequence" else []


def collections_of(document: Document) -> Iterable[RawNode]:
    """Return each collection of a document once, the outer ones first."""
    if document.collections is not None:
        return document.collections
    return walk(document.root, set(), scalars=False)


def walk(root: RawNode, seen: set[int], *, scalars: bool) -> Iterator[RawNode]:
    """Return each collection once, and scalars if asked; those whose ids are in `seen` are left out.

    Without recursion: aliases can chain deeper than the text is nested.
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
    """Find an alias that refers to what it stands in, or aliases that unfold without measure."""
    text = source.text
    nested = False
    for raw in collections_of(document):
        start = raw.start_mark.index
        # Only an anchor that has aliases inside it can lead to itself, or double what it holds.
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
            # An alias comes after its anchor: it stands inside it, or is none of its business.
            if child.id != "scalar" and child.start_mark.index <= start < child.end_mark.index:
                return RecursiveAlias(head(child, source))
    return None


def tab_problems(source: Source, scalars: list[Span]) -> Iterator[Tab]:
    """Find tabs that libyaml skips and PyYAML's own scanner, behind `safe_load`, refuses.

    A tab may stand in quoted and block scalars (`scalars`, in order) and in comments.
    """
    text = source.text
    line = -1  # where the last line with a finding ended, or a comment
    start = text.find("\t")
    while start >= 0:
        index = bisect_right(scalars, (start, len(text)))
        inside = index > 0 and start < scalars[index - 1].end
        if not inside and start > line:
            span = source.line_span(source.position(start).line)
            begin = max(span.start, scalars[index - 1].end if index else 0)
            if re.search(r"(?:^|\s)#", text[begin:start]) is None:
                yield Tab(Span(start, start + 1))
            line = span.end if index == len(scalars) or scalars[index].start > span.end else start
        start = text.find("\t", start + 1)


def shared_nodes(document: Document) -> frozenset[int]:
    """Return the ids of the raw nodes that stand in more than one place."""
    seen: set[int] = set()
    shared: set[int] = set()
    for raw in collections_of(document):
        for child in children(raw):
            (shared if id(child) in seen else seen).add(id(child))
    return frozenset(shared)


def _measure(root: RawNode, source: Source) -> AliasExpansion | TooDeep | None:
    """Count what a document without cycles unfolds to, and how deep."""
    weight: dict[int, tuple[int, int]] = {}  # nodes that it unfolds to, levels below it
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
    """Return the part of a raw node that is worth underlining: it, or the rest of its first line."""
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
    """Find what is wrong with the tags, keys and merges of some raw nodes."""
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
    """Return whether all keys of a mapping are scalars, and spelt differently."""
    if len(pairs) == 1:
        return pairs[0][0].id == "scalar"
    try:
        return len({key.value for key, _ in pairs}) == len(pairs)
    except TypeError:  # a collection cannot be hashed
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
    """Return whether a tag of a collection stands on one of its kind."""
    items: list[RawNode] = raw.value
    if tag not in COLLECTION_TAGS or raw.__class__ is not COLLECTION_TAGS[tag][0]:
        return False
    pairs = (item.id == "mapping" and len(item.value) == 1 for item in items)
    return tag not in PAIR_TAGS or all(pairs)


def _key_problems(
    raw: RawNode, builder: Builder, source: Source
) -> Iterator[CollectionKey | DuplicateKey | RepeatedMerge]:
    first: dict[object, RawNode] = {}
    pairs: RawPairs = raw.value
    for key, _ in pairs:
        if not isinstance(key, ScalarNode):
            yield CollectionKey(head(key, source))
            continue
        value = read_plain(key.value).value if is_plain(key) and key.value != "<<" else key.value
        earlier = first.setdefault(value, key)
        if earlier is not key:
            span, line = builder.span(key), source.position(builder.span(earlier).start).line
            yield RepeatedMerge(span, line) if is_merge(key) else DuplicateKey(span, key.value, line)


def _merge_problems(raw: RawNode, source: Source) -> Iterator[BadMerge]:
    for key, value in raw.value:
        if is_merge(key):
            for part in parts_of_merge(value):
                if not isinstance(part, MappingNode):
                    span = head(part, source)
                    yield BadMerge(span if span.end > span.start else head(key, source))


def quoted_spans(root: RawNode, text: str) -> Iterator[Span]:
    """Return the spans of scalars in which a `#` can stand without starting a comment."""
    for raw in walk(root, set(), scalars=True):
        if isinstance(raw, ScalarNode) and raw.style:
            start, end = raw.start_mark.index, raw.end_mark.index
            if raw.style in "|>":  # a comment can stand behind the sign
                start = min(end, max(text.find("\n", start), start))
            yield Span(start, end)
