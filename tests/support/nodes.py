"""The nodes of a text, and the same as plain data."""

from __future__ import annotations

import json
from typing import Any

import yaml

from kumo_lr.document.compose import Document, compose
from kumo_lr.document.nodes import Node
from kumo_lr.plan.field import builder_of
from kumo_lr.source import Source


def root_of(source: Source) -> Node:
    """Return the root of the only document of a text."""
    (document,) = compose(source)
    assert isinstance(document, Document)
    return builder_of(source, document).build(document.root)


def load(source: Source) -> Any:
    """Return the only document of a text as plain data."""
    return json.loads(source.text) if source.is_json else yaml.safe_load(source.text)
