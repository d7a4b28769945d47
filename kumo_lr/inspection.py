"""Reads a composed document for what breaks any reader: aliases, tags, merge and duplicate keys.

These hold for the whole file, the field or not: a file that PyYAML refuses has no field at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from yaml import MappingNode, ScalarNode, SequenceNode

from kumo_lr.composing import MAX_DEPTH, PLAIN, QUOTED, RawNode, ReadProblem
from kumo_lr.nodes import (
    COLLECTION_TAGS,
    UNLOADABLE,
    Builder,
    is_merge,
    read_plain,
    read_tagged,
)
from kumo_lr.source import Source, Span

# A document that its aliases unfold to more nodes than this is an attack or an accident.
MAX_EXPANSION = 10_000_000


class Aliases(NamedTuple):
    """The ids of the raw nodes that aliases refer to, and why the document can't be walked."""

    shared: frozenset[int] = frozenset()
    problem: ReadProblem | None = None


NO_ALIASES = Aliases()


def children(raw: RawNode) -> Iterator[RawNode]:
    """Give the raw nodes right below a raw node, keys before their values."""
    if isinstance(raw, MappingNode):
        for key, value in raw.value:
            yield key
            yield value
    elif isinstance(raw, SequenceNode):
        yield from raw.value


def measure_aliases(root: RawNode, source: Source) -> Aliases:
    """Find the shared nodes, and whether aliases refer to themselves or unfold without measure.

    Walks each node once, without recursion: aliases can chain deeper than the text is nested.
    """
    weight: dict[int, tuple[int, int]] = {}  # nodes that it unfolds to, levels below it
    entered: set[int] = set()
    shared: set[int] = set()
    stack = [(root, False)]
    while stack:
        raw, leaving = stack.pop()
        key = id(raw)
        if leaving:
            below = [weight[id(child)] for child in children(raw)]
            size = 1 + sum(size for size, _ in below)
            depth = 1 + max((depth for _, depth in below), default=0)
            if size > MAX_EXPANSION or depth > MAX_DEPTH:
                kind = "expansion" if size > MAX_EXPANSION else "depth"
                limit = f"{MAX_EXPANSION if size > MAX_EXPANSION else MAX_DEPTH:,}"
                return Aliases(problem=ReadProblem(kind, head(raw, source), {"limit": limit}))
            weight[key] = (size, depth)
            entered.discard(key)
        elif key in weight:
            shared.add(key)
        elif key in entered:
            return Aliases(problem=ReadProblem("recursion", head(raw, source)))
        else:
            entered.add(key)
            stack.append((raw, True))
            stack.extend((child, False) for child in children(raw))
    return Aliases(frozenset(shared))


def head(raw: RawNode, source: Source) -> Span:
    """Give the part of a raw node that is worth underlining: it, or the rest of its first line."""
    start = raw.start_mark.index
    line_end = source.line_span(source.position(start).line).end
    return Span(start, max(start, min(raw.end_mark.index, line_end)))


# A tag starts a token: "no!" holds none.
_TAG = re.compile(r"(?:^|[\s\[{,:])!")


def has_tags(source: Source) -> bool:
    """Whether a tag may stand in a text; where this says no, none does."""
    return "!" in source.text and _TAG.search(source.text) is not None


def inspect(
    root: RawNode, builder: Builder, source: Source, seen: set[int], *, tagged: bool
) -> list[ReadProblem]:
    """Find what is wrong with tags, keys and merges; raw nodes whose ids are in `seen` are done."""
    problems: list[ReadProblem] = []
    has_aliases = "*" in source.text
    stack = [root]
    while stack:
        raw = stack.pop()
        if has_aliases or seen:
            if id(raw) in seen:
                continue
            seen.add(id(raw))
        if tagged:
            problems.extend(_tag_problems(raw, source))
        value = raw.value
        if raw.__class__ is MappingNode:
            try:
                names = {key.value for key, _ in value}
            except TypeError:  # a key that is a collection cannot be hashed
                names = set()
            if len(names) != len(value):
                problems.extend(_key_problems(raw, builder, source))
            if "<<" in names:
                problems.extend(_merge_problems(raw, source))
            stack.extend(children(raw) if tagged else [child for _, child in value])
        elif raw.__class__ is SequenceNode:
            stack.extend(value)
    return problems


def _tag_problems(raw: RawNode, source: Source) -> Iterator[ReadProblem]:
    tag = raw.tag
    if tag in (PLAIN, QUOTED):
        return
    words = {"tag": tag.replace("tag:yaml.org,2002:", "!!")}
    if isinstance(raw, ScalarNode):
        if tag not in COLLECTION_TAGS and read_tagged(tag, raw.value).kind != UNLOADABLE:
            return
    elif tag in COLLECTION_TAGS and isinstance(raw, COLLECTION_TAGS[tag][0]):
        return
    yield ReadProblem("tag", head(raw, source), words)


def _key_problems(raw: RawNode, builder: Builder, source: Source) -> Iterator[ReadProblem]:
    first: dict[object, RawNode] = {}
    for key, _ in raw.value:
        if not isinstance(key, ScalarNode):
            yield ReadProblem("collection-key", head(key, source))
            continue
        if key.tag == PLAIN:
            value = "<<" if key.value == "<<" else read_plain(key.value).value
        else:
            value = key.value
        earlier = first.setdefault(value, key)
        if earlier is not key:
            kind = "repeated-merge" if is_merge(key) else "duplicate"
            line = str(source.position(builder.span(earlier).start).line)
            yield ReadProblem(kind, builder.span(key), {"key": key.value, "line": line})


def _merge_problems(raw: RawNode, source: Source) -> Iterator[ReadProblem]:
    for key, value in raw.value:
        if is_merge(key):
            parts = value.value if isinstance(value, SequenceNode) else [value]
            for part in parts:
                if not isinstance(part, MappingNode):
                    yield ReadProblem("merge", head(part, source) or head(key, source))
