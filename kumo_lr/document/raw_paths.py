"""Find the paths to nodes of a document by their places in the text."""

from __future__ import annotations

from collections.abc import Iterable

from kumo_lr.document.compose import RawNode
from kumo_lr.document.condensed import is_condensed
from kumo_lr.findings import Path


def paths_to(root: RawNode, starts: Iterable[int]) -> dict[int, Path]:
    """Return the paths to the keys and values that start at these offsets, by offset.

    A key has the path of its value. What aliases repeat has the path where it is written.
    """
    wanted, found = set(starts), dict[int, Path]()
    seen: set[int] = set()
    stack: list[tuple[RawNode, Path]] = [(root, ())]
    while stack and wanted:
        raw, path = stack.pop()
        start = raw.start_mark.index
        if start in wanted:
            found[start] = path
            wanted.discard(start)
        if raw.id == "scalar" or id(raw) in seen:
            continue
        seen.add(id(raw))
        if raw.id == "mapping":
            inner = [(node, _below(path, key)) for key, value in raw.value for node in (key, value)]
        else:
            items = enumerate(raw.value)
            inner = [(item, (*path, index)) for index, item in items if not is_condensed(item)]
        stack += reversed(inner)
    return found


def _below(path: Path, key: RawNode) -> Path:
    """Return the path of the value of a key; a collection as a key is no step of a path."""
    return (*path, str(key.value)) if key.id == "scalar" else path
