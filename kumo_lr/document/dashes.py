"""Find dashes that are missing between candidates, or too many within one; part of the patch layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kumo_lr.document.nodes import Entry, Mapping, Node
from kumo_lr.document.patch import Edits
from kumo_lr.facts.strategies import CANDIDATE_KEYS, NAME
from kumo_lr.source import Replacement, Source, Span


def run_together(node: Node) -> list[Entry]:
    """Return the first entries of the second and later candidates that a block mapping holds.

    A candidate ends where one of its keys comes again. Each has a name, another than the first one's, and a
    further key.
    """
    if not isinstance(node, Mapping) or node.flow:
        return []
    parts: list[dict[str, Entry]] = [{}]
    for entry in node.entries:
        if entry.merged or entry.name not in CANDIDATE_KEYS:
            return []
        if entry.name in parts[-1]:
            parts.append({})
        parts[-1][entry.name] = entry
    names = {part[NAME.name].value.text for part in parts if NAME.name in part}
    is_several = len(names) > 1 and all(NAME.name in part and len(part) > 1 for part in parts)
    return [next(iter(part.values())) for part in parts[1:]] if is_several else []


def scattered(items: Sequence[Node]) -> Iterator[tuple[int, ...]]:
    """Yield the indices of the items that are the parts of one candidate: one of them has its name."""
    parts: list[int] = []
    taken: set[str] = set()
    for index, item in enumerate((*items, None)):
        names = {entry.name for entry in item.entries} if isinstance(item, Mapping) else set()
        is_part = bool(names) and names <= {*CANDIDATE_KEYS}
        if not is_part or not names.isdisjoint(taken):
            if len(parts) > 1 and NAME.name in taken:
                yield tuple(parts)
            parts, taken = [], set()
        if is_part:
            parts.append(index)
            taken |= names


def add_dashes(source: Source, names: Sequence[Entry], dash: int) -> Edits | None:
    """Return the edits that write a dash in the 0-based column of the others before each of these entries."""
    edits = []
    for name in names:
        line = source.line_span(source.position(name.key.span.start).line)
        before = source.text[line.start : name.key.span.start]
        if before.strip(" ") or len(before) < dash + 2:
            return None
        edits.append(Replacement(Span(line.start + dash, line.start + dash + 1), "-"))
    return tuple(edits)


def drop_dashes(source: Source, first: Mapping, others: Sequence[Mapping], dash: int) -> Edits | None:
    """Return the edits that replace the dashes of parts by spaces; all parts have the column of the first."""
    edits = []
    column = source.position(first.entries[0].key.span.start).column
    for part in others:
        place = source.position(part.span.start)
        at = source.line_span(place.line).start + dash
        if part.flow or part.shared or place.column != column or source.text[at : at + 2] != "- ":
            return None
        edits.append(Replacement(Span(at, at + 1), " "))
    return None if first.flow or first.shared else tuple(edits)
