"""Finds the field in a document: alone, in a plan, in a plan inside a larger file, or `at` a path.

The rest of the document is left alone, apart from the run mode beside the field and from keys that
are surely meant to be the field, or the section it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from yaml import MappingNode, ScalarNode, SequenceNode

from kumo_lr.composing import RawNode
from kumo_lr.findings import Path
from kumo_lr.nodes import is_merge
from kumo_lr.suggest import suggest
from kumo_lr.vocabulary import FIELD, FIELD_PATHS, PLAN_SECTIONS, RUN_MODE, STRATEGIES

# Sections below which the field, or the run mode, can stand; each is looked for by name.
_SECTIONS = frozenset(name for path in FIELD_PATHS for name in path[:-1])
_KNOWN = frozenset((FIELD, RUN_MODE.name, *PLAN_SECTIONS, *_SECTIONS))
_RUN_MODE_SECTIONS = ("model_plan", "training_job")


class Found(NamedTuple):
    """A raw value with its raw key (None for a whole document or an item) and its path."""

    raw: RawNode
    key: RawNode
    path: Path


class Misspelt(NamedTuple):
    """A raw key with the key that was meant, and its path."""

    key: RawNode
    meant: str
    path: Path


class Plan(NamedTuple):
    """Where the field stands in a document, and what else there is to look at."""

    fields: tuple[Found, ...] = ()
    misspelt: tuple[Misspelt, ...] = ()
    run_modes: tuple[Found, ...] = ()


_NOTHING = Plan()


def find_plan(root: RawNode, at: str | None = None) -> Plan:
    """Find the field in a document; `at` is a dotted path, `"."` the document itself."""
    if at is not None:
        return Plan(tuple(_walk(root, at)))
    if not isinstance(root, MappingNode):
        return _NOTHING
    fields: list[Found] = []
    misspelt: list[Misspelt] = []
    _collect(root, (), fields, misspelt)
    if not fields:
        return _NOTHING
    return Plan(tuple(fields), tuple(misspelt), tuple(_run_modes(root)))


def _walk(root: RawNode, at: str) -> Iterator[Found]:
    found = Found(root, None, ())
    for step in filter(None, at.split(".")):
        if isinstance(found.raw, MappingNode):
            pairs = [(key, value) for key, value in pairs_of(found.raw) if key.value == step]
            if not pairs:
                return
            found = Found(pairs[-1][1], pairs[-1][0], (*found.path, step))
        elif isinstance(found.raw, SequenceNode) and step.isdecimal():
            if int(step) >= len(found.raw.value):
                return
            found = Found(found.raw.value[int(step)], None, (*found.path, int(step)))
        else:
            return
    yield found


def _collect(root: RawNode, path: Path, fields: list[Found], misspelt: list[Misspelt]) -> None:
    """Gather the field from a section and those below it, under their names or misspelt ones."""
    pairs = list(pairs_of(root))
    names = {key.value for key, _ in pairs if isinstance(key, ScalarNode)}
    for key, value in pairs:
        name = key.value
        if not isinstance(key, ScalarNode):
            continue
        if name not in _KNOWN:
            meant = _meant(name)
            if not meant or meant in names or not _is_likely(meant, value, path):
                continue
            misspelt.append(Misspelt(key, meant, (*path, name)))
        else:
            meant = name
        here = (*path, name)
        if meant == FIELD:
            fields.append(Found(value, key, here))
        elif isinstance(value, MappingNode) and _can_hold(path, meant):
            _collect(value, here, fields, misspelt)


@lru_cache(maxsize=4096)
def _meant(name: str) -> str | None:
    guess = suggest(name, (FIELD, *_SECTIONS))
    return guess.words[0] if len(guess.words) == 1 else None


def _is_likely(meant: str, value: RawNode, path: Path) -> bool:
    """Whether a near miss is the field or its section, not a key of some other program's file."""
    if meant == FIELD:
        return bool(path) or not isinstance(value, ScalarNode) or value.value in STRATEGIES
    fields: list[Found] = []
    if isinstance(value, MappingNode) and _can_hold(path, meant):
        _collect(value, (*path, meant), fields, [])
    return bool(fields)


def _can_hold(path: Path, section: str) -> bool:
    """Whether the field can stand in, or below, a section at this depth."""
    depth = len(path)
    return any(len(p) > depth + 1 and p[depth] == section for p in FIELD_PATHS) and depth < 2


def _run_modes(root: RawNode) -> Iterator[Found]:
    for key, value in pairs_of(root):
        if key.value == RUN_MODE.name:
            yield Found(value, key, (RUN_MODE.name,))
        elif key.value in _RUN_MODE_SECTIONS and isinstance(value, MappingNode):
            for inner, mode in pairs_of(value):
                if inner.value == RUN_MODE.name:
                    yield Found(mode, inner, (key.value, RUN_MODE.name))


def pairs_of(raw: RawNode) -> Iterable[tuple[RawNode, RawNode]]:
    """Give the raw key and value pairs of a raw mapping, merged ones after its own."""
    if not any(is_merge(key) for key, _ in raw.value):
        pairs: Iterable[tuple[RawNode, RawNode]] = raw.value
        return pairs
    return _merged_pairs(raw, set())


def _merged_pairs(raw: RawNode, done: set[int]) -> Iterator[tuple[RawNode, RawNode]]:
    """Own pairs first; a mapping that is merged in twice adds nothing the second time."""
    names = set()
    merges: list[RawNode] = []
    for key, value in raw.value:
        if is_merge(key):
            merges.extend(value.value if isinstance(value, SequenceNode) else [value])
        else:
            if isinstance(key, ScalarNode):
                names.add(key.value)
            yield key, value
    for part in merges:
        if isinstance(part, MappingNode) and id(part) not in done:
            done.add(id(part))
            for key, value in _merged_pairs(part, done):
                if isinstance(key, ScalarNode) and key.value not in names:
                    names.add(key.value)
                    yield key, value
