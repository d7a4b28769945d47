"""Mappings and lists written as text, in quotes or in a block scalar; part of the patch layer."""

from __future__ import annotations

import re

from kumo_lr.document.compose import Document, compose
from kumo_lr.document.nodes import Builder, Mapping, Node, Scalar, Sequence
from kumo_lr.document.patch import Edits, remove_value, replace
from kumo_lr.source import Source, Span

_LONGEST = 4000  # arguments, or candidates, are no longer


def holds_mapping(node: Node, source: Source) -> dict[str, object] | None:
    """Return the mapping of scalars that a text holds; None if it holds anything else."""
    held = _held(node, source)
    entries = held.entries if isinstance(held, Mapping) else ()
    values = {entry.name: entry.value.value for entry in entries if isinstance(entry.value, Scalar)}
    return values if values and len(values) == len(entries) else None


def holds_list(node: Node, source: Source) -> bool:
    """Return whether a text holds a list of mappings, some of which may be null."""
    held = _held(node, source)
    items = held.items if isinstance(held, Sequence) else ()
    return any(isinstance(item, Mapping) for item in items) and all(
        isinstance(item, Mapping) or item.kind == "null" for item in items
    )


def _held(node: Node, source: Source) -> Node | None:
    """Return what a text is as a document of its own."""
    if not isinstance(node, Scalar) or node.kind != "text" or ":" not in node.text:
        return None
    if len(node.text) > _LONGEST:
        return None
    inner = Source(node.text, source.name)
    documents = list(compose(inner))
    document = documents[0] if len(documents) == 1 else None
    if not isinstance(document, Document) or document.aliased or document.tagged:
        return None
    return Builder(inner).build(document.root)


def unquote(source: Source, node: Node) -> Edits | None:
    """Return the edits that write the mapping or the list that a text holds as such."""
    if not isinstance(node, Scalar) or node.shared:
        return None
    start, end = node.span
    if not node.editable:
        indicator = re.compile(r"[|>][-+0-9]*(?=[ \t\r\n])").match(source.text, start, end)
        is_literal = not node.text.lstrip().startswith(("{", "[", "#")) and "\t" not in source.text[start:end]
        return remove_value(source, Span(start, indicator.end())) if indicator and is_literal else None
    text = node.text.strip()
    if not text.isprintable() or "#" in text:
        return None
    if not text.startswith(("{", "[")):
        text = f"{{{text}}}"
    return replace(source, node, text)
