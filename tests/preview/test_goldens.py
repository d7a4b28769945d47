"""The renderers' goldens are in fixtures/preview."""

from __future__ import annotations

from tests.support.previews import GOLDENS, goldens


def test_goldens() -> None:
    expected = goldens()

    assert sorted(GOLDENS.iterdir()) == sorted(expected)
    for path, data in expected.items():
        assert path.read_bytes() == data, path
