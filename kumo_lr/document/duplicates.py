"""Find keys that their mapping already has."""

from __future__ import annotations

from collections.abc import Iterator

from yaml import ScalarNode

from kumo_lr.document.compose import RawNode, RawPairs
from kumo_lr.document.layout import layout_of
from kumo_lr.document.nodes import (
    UNLOADABLE,
    Builder,
    Entry,
    Mapping,
    Node,
    Scalar,
    is_merge,
    is_plain,
    read_plain,
)
from kumo_lr.document.patch import remove_repeated
from kumo_lr.document.problems import DuplicateKey, RepeatedMerge
from kumo_lr.source import Source

# Removing an entry takes time by the size of its mapping; a plan has at most twenty.
_MOST_ENTRIES = 500


def repeated_keys(raw: RawNode, builder: Builder, source: Source) -> Iterator[DuplicateKey | RepeatedMerge]:
    """Find each key of a raw mapping that equals an earlier one."""
    pairs: RawPairs = raw.value
    groups: dict[object, list[int]] = {}
    for index, (key, _) in enumerate(pairs):
        if isinstance(key, ScalarNode):
            groups.setdefault(_value_of(key), []).append(index)
    repeated = [indices for indices in groups.values() if len(indices) > 1]
    mapping, entries = _entries(raw, builder) if repeated else (None, {})
    layout = layout_of(source)
    for first, *others in repeated:
        span = builder.span(pairs[first][0])
        line = source.position(span.start).line
        same = first in entries and all(same_data(entries[first].value, entries[i].value) for i in others)
        for index in others:
            key, entry = pairs[index][0], entries.get(index)
            if is_merge(key):
                yield RepeatedMerge(builder.span(key), line, span)
            else:
                removal = remove_repeated(layout, mapping, entry) if same and mapping and entry else None
                yield DuplicateKey(builder.span(key), key.value, line, span, same, removal)


def _value_of(key: RawNode) -> object:
    """Return what a raw key is to PyYAML, by which it equals others: "<<" in quotes is no merge key."""
    if is_merge(key):
        return is_merge
    return read_plain(key.value).value if is_plain(key) and key.value != "<<" else key.value


def _entries(raw: RawNode, builder: Builder) -> tuple[Mapping | None, dict[int, Entry]]:
    """Return a mapping and its own entries by their index, or nothing if it is too large."""
    pairs: RawPairs = raw.value
    mapping = builder.build(raw) if len(pairs) <= _MOST_ENTRIES else None
    if not isinstance(mapping, Mapping):
        return None, {}
    own = iter(mapping.entries)
    return mapping, {index: next(own) for index, (key, _) in enumerate(pairs) if not is_merge(key)}


def same_data(one: Node, other: Node) -> bool:
    """Return whether two nodes are the same data to PyYAML; false if one of them cannot be loaded."""
    if one.kind != other.kind or one.kind == UNLOADABLE:
        return False
    if isinstance(one, Scalar) or isinstance(other, Scalar):
        return isinstance(one, Scalar) and isinstance(other, Scalar) and one.value == other.value
    ones, others = _parts(one), _parts(other)
    return len(ones) == len(others) and all(map(same_data, ones, others))


def _parts(node: Node) -> list[Node]:
    if isinstance(node, Mapping):
        return [part for entry in node.entries for part in (entry.key, entry.value)]
    return [] if isinstance(node, Scalar) else list(node.items)
