"""The field of a text as nodes, and as plain data: what programs start from.

Nothing here looks for mistakes: the text has been checked, and can be read.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import NamedTuple

from kumo_lr.composing import Document, RawNode, compose
from kumo_lr.fields import find_plan, find_run_modes, home_of
from kumo_lr.findings import Path
from kumo_lr.inspection import shared_nodes
from kumo_lr.nodes import Builder, Mapping, Node, Scalar, Sequence
from kumo_lr.source import Source
from kumo_lr.vocabulary import NOT_SET, RUN_MODES


class Field(NamedTuple):
    """The field in one document of a text.

    `path` says where it stands, or would stand: `node` is None where it does not. `key` is its key,
    where it has one. `root` is the raw document, None in a text without any, and `run_mode` the mode
    that the document names, in upper case.
    """

    source: Source
    document: int
    path: Path
    node: Node | None
    key: Node | None
    root: RawNode
    run_mode: str | None

    @property
    def is_set(self) -> bool:
        """Whether candidates stand there, and not the sign for not set."""
        return self.node is not None and self.node.text != NOT_SET

    def line(self, node: Node) -> int:
        """Give the 1-based line on which a node starts."""
        return self.source.position(node.span.start).line


def read_fields(source: Source, at: str | None = None) -> list[Field]:
    """Give the field wherever it stands; where it stands nowhere, where it would in the first document.

    Empty where nothing stands at `at`.
    """
    collecting = gc.isenabled()
    gc.disable()  # as in a check: nodes hold no cycles
    try:
        documents = [document for document in compose(source) if isinstance(document, Document)]
        fields = [
            field for index, found in enumerate(documents) for field in _fields(source, index, found, at)
        ]
    finally:
        if collecting:
            gc.enable()
    if fields or at is not None:
        return fields
    root = documents[0].root if documents else None
    return [Field(source, 0, home_of(root), None, None, root, _run_mode(root))]


def _fields(source: Source, index: int, document: Document, at: str | None) -> Iterator[Field]:
    root = document.root
    builder = Builder(source, shared_nodes(document) if document.aliased else frozenset())
    for raw, key, path in find_plan(root, at).fields:
        node = builder.build(raw)
        yield Field(
            source, index, path, node, None if key is None else builder.build(key), root, _run_mode(root)
        )


def _run_mode(root: RawNode) -> str | None:
    modes = (str(found.raw.value).upper() for found in find_run_modes(root))
    return next((mode for mode in modes if mode in RUN_MODES), None)


def plain(node: Node) -> object:
    """Give a node as plain data, as PyYAML would load it."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {
        entry.key.value if isinstance(entry.key, Scalar) else entry.name: plain(entry.value)
        for entry in node.entries
    }


def unwrapped(candidate: Node) -> Mapping | None:
    """Give a candidate's mapping, out of a list of its own; None where it is empty."""
    while isinstance(candidate, Sequence):
        if not candidate.items:
            return None
        candidate = candidate.items[0]
    return candidate if isinstance(candidate, Mapping) and candidate.entries else None
