"""The outline of a plan: its documents and sections, and candidates named after their strategies."""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from kumo_lr.document.compose import RawNode
from kumo_lr.findings import Path
from kumo_lr.report.tally import plural
from kumo_lr.server.partial import (
    ReadDocument,
    WrittenCandidate,
    WrittenField,
    child_of,
    read_documents,
    read_fields,
)
from kumo_lr.source import Location, Source, Span


class SymbolKind(StrEnum):
    """The kinds of symbols, which editors show with different signs."""

    DOCUMENT = "document"
    SECTION = "section"
    FIELD = "field"
    CANDIDATE = "candidate"


class Symbol(NamedTuple):
    """A part of a plan: its range, the place to go to, which is within it, and what is in it."""

    name: str
    detail: str
    kind: SymbolKind
    location: Location
    selection: Location
    children: tuple[Symbol, ...] = ()


def outline(source: Source, *, at: str | None = None) -> list[Symbol]:
    """Return the symbols of a text, which may be half-written, in order.

    Args:
        source: The text.
        at: The dotted path of the field if it is elsewhere than documented.
    """
    documents = {document.number: document for document in read_documents(source)}
    fields = read_fields(source, at)
    found = []
    for number, group in groupby(fields, key=lambda field: field.document):
        document = documents[number]
        symbols = _nested(source, document, list(group), ())
        if len(documents) > 1:
            here = source.location(document.builder.span(document.root))
            found.append(Symbol(f"document {number + 1}", "", SymbolKind.DOCUMENT, here, here, symbols))
        else:
            found += symbols
    return found


def _nested(
    source: Source, document: ReadDocument, fields: list[WrittenField], path: Path
) -> tuple[Symbol, ...]:
    """Return the symbols of fields whose paths begin with a path."""
    symbols: list[Symbol] = []
    depth = len(path)
    for step, group in groupby(fields, key=lambda field: field.path[depth : depth + 1]):
        inner = list(group)
        if not step:  # the document itself is the list
            symbols += (_candidate(source, candidate) for candidate in inner[0].candidates)
            continue
        whole = (*path, *step)
        is_field = inner[0].path == whole
        children = _nested(source, document, inner, whole)
        span, key = _place(document, whole)
        symbols.append(
            Symbol(
                str(step[0]) or "''",
                plural(len(children), "candidate") if is_field else "",
                SymbolKind.FIELD if is_field else SymbolKind.SECTION,
                source.location(span),
                source.location(key),
                children,
            )
        )
    return tuple(symbols)


def _place(document: ReadDocument, path: Path) -> tuple[Span, Span]:
    """Return the span of an entry or an item, and that of its key or its beginning."""
    raw: RawNode = document.root
    key: RawNode | None = None
    for step in path:
        key, raw = child_of(raw, step) or (key, raw)
    span = document.builder.span(raw)
    label = Span(span.start, span.start) if key is None else document.builder.span(key)
    return Span(label.start, max(label.end, span.end)), label


def _candidate(source: Source, candidate: WrittenCandidate) -> Symbol:
    words = [value.text for value in (candidate.name, candidate.interval) if value is not None and value.text]
    name = "no scheduling" if candidate.is_null else ", ".join(words) or "candidate"
    arguments = (f"{argument}: {value.text}" for argument, value in candidate.arguments.items())
    start, end = candidate.span
    place = (
        candidate.place if start <= candidate.place.start <= candidate.place.end <= end else candidate.span
    )
    return Symbol(
        name, ", ".join(arguments), SymbolKind.CANDIDATE, candidate.location, source.location(place)
    )
