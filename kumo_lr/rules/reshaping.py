"""Fixes of the shape of the field, of candidates and of their kwargs."""

from __future__ import annotations

from kumo_lr.document.dashes import drop_dashes
from kumo_lr.document.flatten import dash_of
from kumo_lr.document.layout import layout_of
from kumo_lr.document.nodes import Mapping, Node, Sequence
from kumo_lr.document.patch import replace
from kumo_lr.document.quoted import holds_mapping, unquote
from kumo_lr.document.reshape import joined, list_of
from kumo_lr.facts.strategies import ARGUMENTS, INTERVAL, KWARGS, NAME, STRATEGIES
from kumo_lr.findings import Safety
from kumo_lr.rules.meanings import has_name
from kumo_lr.rules.record import Remedy
from kumo_lr.rules.remedies import remedy_of
from kumo_lr.rules.subjects import FieldShape, KwargsShape
from kumo_lr.source import Replacement, Source, Span


def as_list(shape: FieldShape, message: str) -> Remedy | None:
    """Return the fix that makes a list of a mapping, a name or a word for no scheduling."""
    node, source = shape.node, shape.source
    if isinstance(node, Mapping):
        is_candidate = message == "one" and shape.is_bare and has_name(node)
        layout = layout_of(source)
        items = list_of(layout, node) if is_candidate else None
        edits = None if items is None else joined(source, items)
        return remedy_of("make a list of it", edits, Safety.SAFE if node.get(NAME.name) else Safety.UNSAFE)
    if message == "null" and node.span.start == node.span.end:
        after = shape.place.end
        is_key = shape.is_bare and source.text[after : after + 1] == ":"
        edits = (Replacement(Span(after + 1, after + 1), " [null]"),) if is_key else None
        return remedy_of("write [null]", edits, Safety.UNSAFE)
    if message in ("none", "null"):
        edits = replace(source, node, "[null]") if shape.is_bare else None
        return remedy_of("write [null]", edits, Safety.UNSAFE)
    if message in ("quoted", "literal"):
        return remedy_of("write it without quotes", unquote(source, node)) if shape.is_bare else None
    is_name = message == "word" and node.text in STRATEGIES
    return write_candidate(source, node, "[{}]") if is_name and shape.is_bare else None


def write_candidate(source: Source, node: Node, form: str) -> Remedy | None:
    """Return the fix that writes a candidate in place of a strategy's name, with what that needs."""
    strategy, quote_ = STRATEGIES[node.text], '"' if source.is_json else ""
    pairs = [(NAME.name, strategy.name), (INTERVAL.name, strategy.example_interval)]
    written = [f"{quote_}{key}{quote_}: {quote_}{word}{quote_}" for key, word in pairs]
    needed = [f"{quote_}{name}{quote_}: {ARGUMENTS[name].examples[0]}" for name in strategy.required]
    if needed:
        written.append(f"{quote_}{KWARGS}{quote_}: {{{', '.join(needed)}}}")
    text = form.format(f"{{{', '.join(written)}}}")
    return remedy_of(f"write {text}", replace(source, node, text), Safety.UNSAFE)


def unquoted(shape: KwargsShape) -> Remedy | None:
    """Return the fix that writes the mapping in a text as such, if the strategy takes what is in it."""
    strategy, held = shape.candidate.strategy, holds_mapping(shape.node, shape.source)
    if strategy is None or held is None or set(strategy.required) - held.keys():
        return None
    slots = {name: strategy.argument(name) for name in held}
    if not all(slot is not None and slot.takes(held[name]) for name, slot in slots.items()):
        return None
    return remedy_of("write it without quotes", unquote(shape.source, shape.node))


def unlisted(shape: KwargsShape, node: Sequence) -> Remedy | None:
    """Return the fix that makes a mapping of a list of mappings, if the strategy takes what is in them."""
    strategy, dash = shape.candidate.strategy, dash_of(shape.source, node.span.start)
    parts = [item for item in node.items if isinstance(item, Mapping)]
    names = [entry.name for part in parts for entry in part.entries]
    if strategy is None or dash is None or node.shared or len(parts) < len(node.items):
        return None
    if len({*names}) < len(names) or not {*names} <= {*strategy.argument_names} or not names:
        return None
    line = shape.source.line_span(shape.source.position(node.span.start).line)
    if shape.source.text[line.start : node.span.start].strip():
        return None
    dashes = drop_dashes(shape.source, parts[0], parts, dash)
    return remedy_of('drop the "- "', dashes)
