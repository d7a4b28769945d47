"""Find dashes that are missing between candidates, or too many within one; part of the patch layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kumo_lr.document.compose import RawNode
from kumo_lr.document.nodes import Entry, Mapping, Node
from kumo_lr.document.patch import Edits
from kumo_lr.facts.strategies import CANDIDATE_KEYS, NAME
from kumo_lr.source import Replacement, Source, Span


def count_names(raw: RawNode) -> int:
    """Return how often a raw node has a key "name" of its own; 1 is as it should be."""
    return sum(key.value == NAME.name for key, _ in raw.value) if raw.id == "mapping" else 1


def run_together(node: Node) -> list[Entry]:
    """Return the second and later names of a block mapping that holds several whole candidates.

    Each of them starts with a name, another than the first one, and has a further key.
    """
    if not isinstance(node, Mapping) or node.flow:
        return []
    entries = [entry for entry in node.entries if not entry.merged]
    starts = [index for index, entry in enumerate(entries) if entry.name == NAME.name]
    lengths = [end - start for start, end in pairwise([*starts, len(entries)])]
    names = {entries[index].value.text for index in starts}
    is_several = starts[:1] == [0] and min(lengths) > 1 and len(names) > 1
    return [entries[index] for index in starts[1:]] if is_several else []


def scattered(items: Sequence[Node]) -> Iterator[tuple[int, ...]]:
    """Yield the indices of the items that are the parts of one candidate: its name comes first."""
    parts: list[int] = []
    taken: set[str] = set()
    for index, item in enumerate(items):
        names = {entry.name for entry in item.entries} if isinstance(item, Mapping) else set()
        if parts and names and names <= {*CANDIDATE_KEYS} - taken:
            parts.append(index)
            taken |= names
            continue
        if len(parts) > 1:
            yield tuple(parts)
        parts, taken = ([index], names) if NAME.name in names <= {*CANDIDATE_KEYS} else ([], set())
    if len(parts) > 1:
        yield tuple(parts)


def add_dashes(source: Source, names: Sequence[Entry], dash: int) -> Edits | None:
    """Return the edits that write a dash in the 0-based column of the others before each name."""
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
