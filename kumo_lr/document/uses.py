"""Find the aliases on the way to a part of a document, which libyaml's nodes do not record.

A part behind an alias is written at the anchor, and used where the alias is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from yaml import MappingNode, ScalarNode

from kumo_lr.document.compose import RawNode
from kumo_lr.document.nodes import is_merge, parts_of_merge
from kumo_lr.document.wellformed import walk
from kumo_lr.findings import Path
from kumo_lr.source import Source, Span
from kumo_lr.typed import NamedTuple, TypeAlias

# What may stand between the end of a node and an alias that follows it: indicators, properties of the
# collection that holds the alias, blanks and comments.
_ALIAS = re.compile(r"(?:[\s,:?\[{-]|[&!]\S*+|#[^\r\n]*+)*+(\*[\w-]+)")


# Of an anchor with more aliases, only these are of interest.
_MOST_ALIASES = 5


class Use(NamedTuple):
    """The use of an alias: the alias, what it stands for, and whether the path ends there."""

    alias: Span
    target: RawNode
    is_last: bool = False

    def holds(self, span: Span) -> bool:
        """Return whether a place is in the text that the alias stands for."""
        return _holds(self.target, span)


def _holds(raw: RawNode, span: Span) -> bool:
    start, end = raw.start_mark.index, raw.end_mark.index
    return bool(start <= span.start < max(end, start + 1))


class _Target(NamedTuple):
    """What aliases stand for, the first of them, and the index of the next target around it."""

    raw: RawNode
    aliases: list[Span]
    outer: int | None


_Step: TypeAlias = tuple[tuple[Use, ...], RawNode]


class _Steps(NamedTuple):
    """Where the keys or items of a collection lead, and the mappings that its merge keys include."""

    own: dict[str | int, _Step]
    merged: list[_Step]


class Uses:
    """The aliases in one document; each collection is searched once."""

    def __init__(self, root: RawNode, source: Source) -> None:
        self._root = root
        self._text = source.text
        self._known: dict[int, _Steps] = {}
        self._merged: dict[tuple[int, str | int], _Step | None] = {}
        self._aliases: dict[Span, RawNode] = {}

    def on(self, path: Path) -> list[Use]:
        """Return the uses of aliases on a path, outer ones first."""
        raw, found = self._root, list[Use]()
        for number, step in enumerate(path, start=1):
            known = self._step(raw, step)
            if known is None:
                break
            uses, raw = known
            is_end = number == len(path)
            found += (use._replace(is_last=is_end and use.target is raw) for use in uses)
        return found

    def of(self, span: Span) -> list[Span]:
        """Return the aliases that stand for text with a place in it, in order."""
        starts, targets = self._targets
        found: list[Span] = []
        index: int | None = bisect_right(starts, span.start) - 1
        while index is not None and index >= 0:
            target = targets[index]
            found += target.aliases if _holds(target.raw, span) else ()
            index = target.outer
        return sorted(found)

    @cached_property
    def _targets(self) -> tuple[list[int], list[_Target]]:
        """Return what aliases stand for, outer parts before inner ones, and where each starts."""
        for raw in walk(self._root, set(), scalars=False):
            self._steps(raw)
        aliases: dict[int, list[Span]] = {}
        for alias, raw in self._aliases.items():
            aliases.setdefault(id(raw), []).append(alias)
        raws = {id(raw): raw for raw in self._aliases.values()}
        ordered = sorted(raws.values(), key=lambda raw: (raw.start_mark.index, -raw.end_mark.index))
        targets: list[_Target] = []
        for raw in ordered:
            outer = len(targets) - 1 if targets else None
            while outer is not None and targets[outer].raw.end_mark.index <= raw.start_mark.index:
                outer = targets[outer].outer
            targets.append(_Target(raw, aliases[id(raw)][:_MOST_ALIASES], outer))
        return [target.raw.start_mark.index for target in targets], targets

    def _step(self, raw: RawNode, step: str | int) -> _Step | None:
        """Return where a step from a collection leads, if it has that key or item, of its own or merged."""
        steps = self._steps(raw)
        if step in steps.own or not steps.merged:
            return steps.own.get(step)
        place = (id(raw), step)
        if place not in self._merged:
            parts = ((before, self._step(part, step)) for before, part in steps.merged)
            found = next(((before, inner) for before, inner in parts if inner is not None), None)
            self._merged[place] = None if found is None else ((*found[0], *found[1][0]), found[1][1])
        return self._merged[place]

    def _steps(self, raw: RawNode) -> _Steps:
        steps = self._known.get(id(raw))
        if steps is None:
            steps = self._known[id(raw)] = self._of_collection(raw)
        return steps

    def _of_collection(self, raw: RawNode) -> _Steps:
        if isinstance(raw, ScalarNode):
            return _Steps({}, [])
        if not isinstance(raw, MappingNode):
            return _Steps(dict(enumerate(self._children(raw.start_mark.index, raw.value))), [])
        children = list(self._children(raw.start_mark.index, [node for pair in raw.value for node in pair]))
        steps = _Steps({}, [])
        for (_, key), value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                continue
            if is_merge(key):
                steps.merged.extend(self._parts(value))
            else:
                steps.own[key.value] = value
        return steps

    def _parts(self, value: _Step) -> Iterator[_Step]:
        """Yield the mappings that a merge key includes."""
        uses, raw = value
        parts: list[_Step] = [value]
        if not isinstance(raw, MappingNode):
            items = self._children(raw.start_mark.index, parts_of_merge(raw))
            parts = [((*uses, *inner), part) for inner, part in items]
        return (part for part in parts if isinstance(part[1], MappingNode))

    def _children(self, start: int, children: list[RawNode]) -> Iterator[_Step]:
        """Yield each child of a collection that starts at an offset, with the alias that leads to it."""
        cursor = start
        for child in children:
            if child.start_mark.index >= cursor:  # an alias follows its anchor
                cursor = child.end_mark.index
                yield (), child
                continue
            match = _ALIAS.match(self._text, cursor)
            if match is None:
                yield (), child
                continue
            cursor, alias = match.end(), Span(*match.span(1))
            self._aliases[alias] = child
            yield (Use(alias, child),), child
