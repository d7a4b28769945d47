"""Read the field of a checked text as nodes and as plain data.

Nothing here checks for mistakes: the text has been checked already.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from yaml import MappingNode, ScalarNode

from kumo_lr.document.compose import Document, RawNode, compose
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.document.home import Home, home_in
from kumo_lr.document.locate import Found, find_plan
from kumo_lr.document.nodes import Builder, Node, Scalar, Sequence, is_merge
from kumo_lr.document.plan_numbers import find_lengths, find_run_mode
from kumo_lr.document.sharing import Sharing
from kumo_lr.facts.plan_layout import NOT_SET
from kumo_lr.findings import Path
from kumo_lr.source import Source


class Field:
    """The field in one document of a text.

    `path` is its path, or the path it would have if it is missing; `document` is the 0-based index of its
    document.
    """

    def __init__(
        self, source: Source, document: int, root: RawNode | None, found: Found | Home, builder: Builder
    ) -> None:
        self.source = source
        self.document = document
        self.path: Path = found.path
        self._root = root
        self._found = found
        self._builder = builder

    @cached_property
    def node(self) -> Node | None:
        """Return the field's value as a node, or None if there is none."""
        return None if self._found.raw is None else self._builder.build(self._found.raw)

    @property
    def key(self) -> Node | None:
        """The field's key; None if it has none, or there is no field."""
        return None if self._found.key is None else self._builder.build(self._found.key)

    @property
    def value(self) -> object:
        """The field's value as plain data; the placeholder for an unset field if there is none."""
        return NOT_SET if self._found.raw is None else load_raw(self._found.raw, self._builder)

    @property
    def is_set(self) -> bool:
        """Whether the field has candidates, rather than the placeholder for an unset field."""
        raw = self._found.raw
        return raw is not None and not (isinstance(raw, ScalarNode) and raw.value == NOT_SET)

    @property
    def run_mode(self) -> str | None:
        """The run mode of the document, in upper case."""
        return find_run_mode(self._root) or None

    @property
    def lengths(self) -> dict[str, int | None]:
        """The document's numbers for the length of training; None for an invalid one."""
        return {length.name: length.number for length in find_lengths(self._found)}

    def line(self, node: Node) -> int:
        """Return the 1-based line where a node starts."""
        return self.source.position(node.span.start).line


def read_fields(source: Source, at: str | None = None) -> list[Field]:
    """Return every field of a text; if there is none, the place it would have in the first document.

    The result is empty if there is nothing at `at`.
    """
    with collector_off():
        documents = [document for document in compose(source) if isinstance(document, Document)]
        fields = [
            field
            for index, document in enumerate(documents)
            for field in _fields(source, index, document, at)
        ]
    if fields or at is not None:
        return fields
    root = documents[0].root if documents else None
    return [Field(source, 0, root, home_in(root), Builder(source))]


def _fields(source: Source, index: int, document: Document, at: str | None) -> Iterator[Field]:
    builder = builder_of(source, document)
    for found in find_plan(document.root, at).fields:
        yield Field(source, index, document.root, found, builder)


def builder_of(source: Source, document: Document) -> Builder:
    """Return the builder of a document's nodes."""
    return Builder(source, Sharing(document, source).parts if document.aliased else frozenset())


def load_raw(raw: RawNode, builder: Builder) -> object:
    """Return a raw node as plain data, as PyYAML would load it."""
    if isinstance(raw, ScalarNode):
        return builder.meaning(raw).value
    if not isinstance(raw, MappingNode):
        return [load_raw(item, builder) for item in raw.value]
    if any(is_merge(key) for key, _ in raw.value):
        return _plain(builder.build(raw))
    return {builder.meaning(key).value: load_raw(value, builder) for key, value in raw.value}


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {getattr(entry.key, "value", entry.name): _plain(entry.value) for entry in node.entries}
