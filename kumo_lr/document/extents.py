"""The extents of entries and items: from the key, or the start of an item, to the end of the value."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from kumo_lr.document.compose import RawNode
from kumo_lr.document.nodes import Builder
from kumo_lr.facts.strategies import NAME
from kumo_lr.source import Source
from kumo_lr.typed import NamedTuple


class Extent(NamedTuple):
    """The offsets of an entry or item, with its key or index, and where its value starts.

    `outer` is the index of the extent around it, or -1. `flow` says that its value is written in braces or
    brackets, `in_flow` that it is within such a value.
    """

    start: int
    end: int
    label: str | int
    value: int
    outer: int
    first: bool
    flow: bool
    in_flow: bool


class Extents:
    """The extents in a text, in reading order; the documents of the text are added one by one."""

    def __init__(self, source: Source) -> None:
        self._builder = Builder(source)
        self._found: list[Extent] = []
        self._starts: list[int] = []

    def add(self, root: RawNode) -> None:
        """Add the extents in a document."""
        self._below(root, -1, in_flow=False)

    def _below(self, raw: RawNode, outer: int, *, in_flow: bool) -> int:
        """Add what a collection contains, and return its end."""
        span = self._builder.span(raw) if raw.id == "scalar" or raw.flow_style else None
        end = raw.start_mark.index
        in_flow = in_flow or (span is not None and raw.id != "scalar")
        if raw.id == "mapping":
            for number, (key, value) in enumerate(raw.value):
                label = key.value if key.id == "scalar" else ""
                end = self._one(label, key, value, outer, first=not number, in_flow=in_flow)
        elif raw.id == "sequence":
            for number, item in enumerate(raw.value):
                if item.start_mark.index >= end:  # an alias leads to an earlier place
                    end = self._one(number, None, item, outer, first=not number, in_flow=in_flow)
        return end if span is None else span.end

    def _one(
        self, label: str | int, key: RawNode | None, value: RawNode, outer: int, *, first: bool, in_flow: bool
    ) -> int:
        """Add an entry or item with all it contains, and return its end."""
        index = len(self._found)
        start, end = (value.start_mark.index, 0) if key is None else self._builder.span(key)
        own = value.start_mark.index >= end
        flow = own and value.id != "scalar" and bool(value.flow_style)
        at = value.start_mark.index if own else end
        extent = Extent(start, end, label, at, outer, first, flow, in_flow)
        self._found.append(extent)
        self._starts.append(start)
        if own and value.end_mark.index > value.start_mark.index:
            end = max(end, self._below(value, index, in_flow=in_flow))
        end = max(start, end)
        self._found[index] = extent._replace(end=end)
        return end

    def before(self, offset: int) -> Iterator[Extent]:
        """Yield the last extent that starts at or before an offset, and those around it, from within."""
        index = bisect_right(self._starts, offset) - 1
        while index >= 0:
            yield self._found[index]
            index = self._found[index].outer

    def around(self, offset: int) -> Iterator[Extent]:
        """Yield the extents that contain an offset, from within."""
        return (extent for extent in self.before(offset) if extent.end >= offset)

    def outer(self, extent: Extent) -> Extent | None:
        """Return the extent around another one, if any."""
        return self._found[extent.outer] if extent.outer >= 0 else None

    def of_finding(self, offset: int, label: str | int | None) -> Extent | None:
        """Return the extent of what a finding is about.

        `offset` is where the finding starts, and `label` the last key or index of its path. A finding about
        a candidate as a whole is shown at its name or first key, and one about training at a value.
        """
        around = list(self.around(offset))
        if isinstance(label, str):
            return next((extent for extent in around if extent.label == label), next(iter(around), None))
        is_place = len(around) > 1 and (around[0].first or around[0].label == NAME.name)
        if is_place and label is not None and around[1].label == label:
            return around[1]
        return next(iter(around), None)
