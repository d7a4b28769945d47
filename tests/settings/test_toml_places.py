"""The places of keys and values in TOML."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kumo_lr.settings.toml_places import find_places
from kumo_lr.source import Span
from tests.support.properties import examples
from tests.support.toml import TREES, statements


def _paths(data: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], Any]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    found = {path: data}
    for key, value in inner:
        found |= _paths(value, (*path, key))
    return found


@pytest.mark.slow
@examples(400)
@given(st.data(), TREES)
def test_places_are_those_of_what_tomllib_reads(data: st.DataObject, tree: dict[str, Any]) -> None:
    text = "\n".join(statements(tree, [], data.draw)) + "\n"
    read = tomllib.loads(text)
    assert read == tree
    places = find_places(text, ())

    paths = _paths(read)
    del paths[()]
    assert places.keys() - {()} == paths.keys()
    for path, value in paths.items():
        key, written = places[path]
        if isinstance(path[-1], str):
            (name,) = tomllib.loads(f"{text[key.start : key.end]} = 0")
            assert name == path[-1]
        if written != key or not isinstance(path[-1], str):
            shown = text[written.start : written.end]
            if not isinstance(value, dict) or shown.startswith("{"):
                assert tomllib.loads(f"v = {shown}")["v"] == value
    for name, value in read.items():
        below = find_places(text, (name,))
        assert {path: place for path, place in below.items() if path} == {
            path[1:]: place for path, place in places.items() if path[:1] == (name,) and len(path) > 1
        }
        assert below[()] == places[(name,)]
        assert value == tree[name]


@examples(300)
@example("a = [")
@example("[a\n")
@example('a = """')
@example("a = {b")
@given(st.text(st.sampled_from("ab=[]{}.,\"'#\n\r\t 0-é\\"), max_size=40))
def test_places_of_anything(text: str) -> None:
    for key, value in find_places(text, ("a",)).values():
        assert 0 <= key.start <= key.end <= len(text)
        assert key.start <= value.start <= value.end <= len(text)


def test_places_of_what_is_nested_deep() -> None:
    places = find_places("a = " + "[" * 100_000, ())

    assert places[("a",)].key == Span(0, 1)
    assert places[("a", 0, 0)].value.start == 6
