"""A server for each test, and folders without settings above them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.editor import Editor, editor


@pytest.fixture
def client() -> Iterator[Editor]:
    """An editor whose server waits to be introduced."""
    with editor() as client:
        yield client
