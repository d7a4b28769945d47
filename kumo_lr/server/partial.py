"""Find the candidates of a text that may be half-written, or have mistakes elsewhere.

A text that can be read is read as a check reads it, with its aliases and merge keys. Any other is read line
by line, as `recovery` does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from yaml import MappingNode, SequenceNode

from kumo_lr.document.compose import Document, RawNode, compose
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.document.home import home_in
from kumo_lr.document.locate import Found, find_plan, section_of
from kumo_lr.document.nodes import Builder, Entry, Mapping, Node, Scalar, place_of, unlisted
from kumo_lr.document.plan_numbers import find_lengths, find_run_mode
from kumo_lr.document.problems import Invisible
from kumo_lr.document.wellformed import alias_problem
from kumo_lr.facts.horizons import Horizons, Known, horizons_of, known_of
from kumo_lr.facts.slots import Number
from kumo_lr.facts.strategies import INTERVAL, KWARGS, NAME, STRATEGIES, Strategy
from kumo_lr.findings import Path
from kumo_lr.plan.field import builder_of
from kumo_lr.server.recovery import recover
from kumo_lr.source import Location, Position, Source, Span, from_text

# Texts whose nodes are kept, since an editor asks several things about the newest one.
_KEPT = 2


class WrittenValue(NamedTuple):
    """A key of a candidate and its value as written.

    Attributes:
        key: The span of the key.
        span: The span of the value, which is empty if there is none yet.
        text: The value without quotes; empty for a list or a mapping.
        value: The value as PyYAML loads it; None for a list or a mapping.
        is_own: It is written in the candidate itself, rather than where an alias or a merge key leads.
    """

    key: Span
    span: Span
    text: str
    value: object
    is_own: bool


class WrittenCandidate(NamedTuple):
    """A candidate as written, which may have mistakes, or be half-written.

    Attributes:
        path: The document's own keys and indices that lead to it.
        document: The 0-based index of its document in the text.
        span: The range of the candidate as offsets, without its dash.
        location: The same range in lines and columns.
        place: The part of it that stands for the whole: its name if it has one.
        is_null: It is empty: no scheduling.
        name: Its name, if it has the key.
        interval: Its interval, if it has the key.
        kwargs: Its arguments as a whole, if it has the key.
        arguments: Its arguments by name, in order.
    """

    path: Path
    document: int
    span: Span
    location: Location
    place: Span
    is_null: bool
    name: WrittenValue | None
    interval: WrittenValue | None
    kwargs: WrittenValue | None
    arguments: dict[str, WrittenValue]

    @property
    def strategy(self) -> Strategy | None:
        """The documented strategy of its name."""
        return STRATEGIES.get(self.name.text) if self.name is not None else None

    @property
    def numbers(self) -> dict[str, Number] | None:
        """All arguments of its strategy with their defaults; None if one is missing, wrong or unknown."""
        strategy, given = self.strategy, dict[str, Number]()
        if strategy is None or (self.kwargs is not None and not self.arguments and self.kwargs.text):
            return None
        for name, argument in self.arguments.items():
            slot, value = strategy.argument(name), argument.value
            if slot is None or not isinstance(value, int | float) or not slot.takes(value):
                return None
            given[name] = value
        return None if set(strategy.required) - given.keys() else strategy.filled(given)


class WrittenField(NamedTuple):
    """The field of a document with its candidates, and what the document says about the length of training.

    `run_mode` is in upper case, `""` for one that cannot be read; `lengths` are the plan's numbers of
    epochs and steps, None for unreadable ones.
    """

    path: Path
    document: int
    key: Span | None
    span: Span
    candidates: tuple[WrittenCandidate, ...]
    run_mode: str | None
    lengths: dict[str, int | None]

    def horizons(self, known: Known) -> Horizons:
        """Return the possible lengths of training, as far as the plan and the caller specify them."""
        return horizons_of(known, self.run_mode, self.lengths)


class ReadDocument(NamedTuple):
    """A document as far as it can be read, its 0-based number in the text, and the builder of its nodes."""

    root: RawNode
    number: int
    builder: Builder


@lru_cache(maxsize=_KEPT)
def read_documents(source: Source) -> tuple[ReadDocument, ...]:
    """Return the documents of a text as far as they can be read."""
    with collector_off():
        return _documents(source)


def _documents(source: Source) -> tuple[ReadDocument, ...]:
    parts = list(compose(source))
    documents = [part for part in parts if isinstance(part, Document)]
    broken = any(not isinstance(part, Document | Invisible) for part in parts)
    misused = any(document.aliased and alias_problem(document, source) for document in documents)
    if documents and not broken and not misused:
        return tuple(
            ReadDocument(document.root, number, builder_of(source, document))
            for number, document in enumerate(documents)
        )
    return tuple(
        ReadDocument(found.document.root, found.number, builder_of(source, found.document))
        for found in recover(source)
    )


@lru_cache(maxsize=_KEPT)
def read_fields(source: Source, at: str | None = None) -> tuple[WrittenField, ...]:
    """Return the fields of a text as far as they can be read, in order; `at` is as for a check."""
    with collector_off():
        return tuple(
            _field(source, document, found)
            for document in read_documents(source)
            for found in find_plan(document.root, at).fields
        )


def _field(source: Source, document: ReadDocument, found: Found) -> WrittenField:
    builder, raw = document.builder, found.raw
    span = builder.span(raw)
    items: list[RawNode] = raw.value if isinstance(raw, SequenceNode) else []
    candidates: list[WrittenCandidate] = []
    seen: set[int] = set()
    for number, item in enumerate(items):
        node = builder.build(item)
        is_alias = id(item) in seen or not span.start <= node.span.start <= node.span.end <= span.end
        seen.add(id(item))
        if not is_alias:
            candidates.append(_candidate(source, document.number, (*found.path, number), unlisted(node)))
    return WrittenField(
        found.path,
        document.number,
        None if found.key is None else builder.span(found.key),
        span,
        tuple(candidates),
        find_run_mode(document.root),
        {length.name: length.number for length in find_lengths(found)},
    )


def _candidate(source: Source, document: int, path: Path, node: Node) -> WrittenCandidate:
    mapping = node if isinstance(node, Mapping) else Mapping((), node.span, flow=False, shared=False)
    kwargs = mapping.get(KWARGS)
    given = kwargs.value.entries if kwargs is not None and isinstance(kwargs.value, Mapping) else ()
    arguments: dict[str, WrittenValue] = {}
    for entry in given:  # own entries precede merged ones; of equal own ones, the last wins
        if not entry.merged or entry.name not in arguments:
            arguments[entry.name] = _value(entry, node.span)
    is_null = isinstance(node, Scalar) and node.kind == "null"
    return WrittenCandidate(
        path,
        document,
        node.span,
        source.location(node.span),
        place_of(node),
        is_null,
        _value_of(mapping.get(NAME.name), node.span),
        _value_of(mapping.get(INTERVAL.name), node.span),
        _value_of(kwargs, node.span),
        arguments,
    )


def _value_of(entry: Entry | None, within: Span) -> WrittenValue | None:
    return None if entry is None else _value(entry, within)


def _value(entry: Entry, within: Span) -> WrittenValue:
    node = entry.value
    is_own = not entry.merged and within.start <= entry.key.span.start <= node.span.end <= within.end
    return WrittenValue(entry.key.span, node.span, node.text, getattr(node, "value", None), is_own)


def find_candidates(text: str, filename: str = "<text>", *, at: str | None = None) -> list[WrittenCandidate]:
    """Return the candidates of a text as they are written, in order.

    The text may have mistakes, or be half-written: what can be read is returned.

    Args:
        text: The YAML or JSON text.
        filename: A name in `.json` is read as JSON.
        at: The dotted path of the field if it is elsewhere than documented, as in `check_text`.

    Raises:
        ValueError: `at` is empty.
    """
    fields = read_fields(from_text(text, filename), at)
    return [candidate for field in fields for candidate in field.candidates]


def candidate_at(
    text: str, position: Position, filename: str = "<text>", *, at: str | None = None
) -> WrittenCandidate | None:
    """Return the candidate at a position, or None if there is none.

    `position` has a 1-based line and column, in Unicode code points. The end of a candidate belongs to it.
    The text may have mistakes, or be half-written; the arguments are those of `find_candidates`.

    Raises:
        ValueError: `at` is empty.
    """
    source = from_text(text, filename)
    offset = offset_of(source, position)
    return None if offset is None else candidate_around(source, offset, at)


def candidate_around(source: Source, offset: int, at: str | None = None) -> WrittenCandidate | None:
    """Return the candidate at an offset."""
    for field in read_fields(source, at):
        for candidate in field.candidates:
            if candidate.span.start <= offset <= candidate.span.end:
                return candidate
    return None


def offset_of(source: Source, position: Position) -> int | None:
    """Return the offset of a position, at the end of a line for a column after it; None if outside."""
    line, column = position
    if not 1 <= line <= len(source.line_starts) or column < 1:
        return None
    span = source.line_span(line)
    return min(span.start + column - 1, span.end)


def position_of(text: str, path: Path, filename: str = "<text>", *, document: int = 0) -> Location | None:
    """Return the location of the value at a path, or None if the text has no such path.

    The text may have mistakes, or be half-written.

    Args:
        text: The YAML or JSON text.
        path: Keys and 0-based indices, as in `Finding.path`.
        filename: A name in `.json` is read as JSON.
        document: The 0-based index of the document.
    """
    source = from_text(text, filename)
    for read in read_documents(source):
        child: tuple[RawNode | None, RawNode] | None = (None, read.root)
        for step in path:
            child = child and child_of(child[1], step)
        if child is not None and read.number == document:
            return source.location(read.builder.span(child[1]))
    return None


def child_of(raw: RawNode, step: str | int) -> tuple[RawNode | None, RawNode] | None:
    """Return the raw key and value of an entry, or None and an item; None if there is no such child."""
    if isinstance(raw, MappingNode):
        return section_of(raw).get(step) if isinstance(step, str) else None
    if isinstance(raw, SequenceNode) and isinstance(step, int) and 0 <= step < len(raw.value):
        return None, raw.value[step]
    return None


def plan_horizons(
    text: str,
    filename: str = "<text>",
    *,
    at: str | None = None,
    run_mode: str | None = None,
    steps_per_epoch: int | None = None,
    max_epochs: int | None = None,
) -> Horizons:
    """Return the lengths of training that are possible for a plan, that of the first field of a text.

    What the caller specifies takes precedence over the plan, and the plan over the defaults of the run mode.
    The arguments are those of `check_text`; the text may have mistakes.

    Raises:
        ValueError: The run mode is unknown, a number is below 1, or `at` is empty.
        TypeError: A number is not an integer.
    """
    known = known_of(run_mode, steps_per_epoch, max_epochs)
    source = from_text(text, filename)
    for field in read_fields(source, at):
        return field.horizons(known)
    root = next((document.root for document in read_documents(source)), None)
    lengths = {length.name: length.number for length in find_lengths(home_in(root))}
    return horizons_of(known, find_run_mode(root), lengths)
