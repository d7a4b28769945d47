"""Mappings written as text: JSON or YAML in quotes, or in a block scalar; part of the patch layer."""

from __future__ import annotations

import re

from kumo_lr.document.compose import Document, compose
from kumo_lr.document.nodes import Builder, Mapping, Node, Scalar
from kumo_lr.document.patch import Edits, remove_value, replace
from kumo_lr.source import Source, Span

_LONGEST = 1000  # the arguments of a candidate are no longer


def holds_mapping(node: Node, source: Source) -> dict[str, object] | None:
    """Return the mapping of scalars that a text holds; None if it holds anything else."""
    if (
        not isinstance(node, Scalar)
        or node.kind != "text"
        or ":" not in node.text
        or len(node.text) > _LONGEST
    ):
        return None
    inner = Source(node.text, source.name)
    documents = list(compose(inner))
    document = documents[0] if len(documents) == 1 else None
    if not isinstance(document, Document) or document.aliased or document.tagged:
        return None
    held = Builder(inner).build(document.root)
    entries = held.entries if isinstance(held, Mapping) else ()
    values = {entry.name: entry.value.value for entry in entries if isinstance(entry.value, Scalar)}
    return values if values and len(values) == len(entries) else None


def unquote(source: Source, node: Node) -> Edits | None:
    """Return the edits that write the mapping that a text holds as a mapping."""
    if not isinstance(node, Scalar) or node.shared:
        return None
    start, end = node.span
    if not node.editable:
        indicator = re.compile(r"[|>][-+0-9]*(?=[ \t\r\n])").match(source.text, start, end)
        is_literal = not node.text.lstrip().startswith(("{", "#")) and "\t" not in source.text[start:end]
        return remove_value(source, Span(start, indicator.end())) if indicator and is_literal else None
    text = node.text.strip()
    if not text.isprintable() or "#" in text:
        return None
    if not text.startswith("{"):
        text = f"{{{text}}}"
    return replace(source, node, text)
