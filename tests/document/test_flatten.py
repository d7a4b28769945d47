"""Lists in lists, flattened: their items in the outer list, and all else as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.document.flatten import dash_of, flatten
from kumo_lr.document.nodes import Mapping, Node, Sequence
from kumo_lr.source import Source
from tests.support.nodes import load, root_of
from tests.support.properties import examples
from tests.support.small_plans import small_plans


def lists_in(node: Node, data: Any) -> Iterator[tuple[Sequence, Sequence, list[Any], int]]:
    """Yield the lists that are items of a list: the outer one, the inner one, the outer data, the index."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield from lists_in(entry.value, data[getattr(entry.key, "value", None)])
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            if isinstance(item, Sequence) and item.items:
                yield node, item, data, index
            yield from lists_in(item, data[index])


def flat(items: list[Any]) -> list[Any]:
    """Return a list without nested lists that have items."""
    return [leaf for item in items for leaf in (flat(item) if isinstance(item, list) and item else [item])]


def flattened(text: str) -> str | None:
    """Return a text whose `x` is a list, with the first list in it flattened."""
    source = Source(text)
    outer, inner, _, _ = next(lists_in(root_of(source), load(source)))
    edits = flatten(source, inner, dash_of(source, outer.span.start))
    return None if edits is None else source.replaced(edits).text


def is_mixed(node: Sequence) -> bool:
    """Return whether one of the lists in a list is in brackets, and another is not."""
    inner = [item for item in node.items if isinstance(item, Sequence) and item.items]
    return any(item.flow != node.flow or is_mixed(item) for item in inner)


@examples(400)
@given(small_plans(), st.data())
def test_a_list_in_a_list_is_flattened(plan: tuple[str, str], data: st.DataObject) -> None:
    source = Source(plan[1], plan[0])
    value = load(source)
    found = list(lists_in(root_of(source), value))
    if not found:
        return
    outer, inner, items, index = data.draw(st.sampled_from(found))

    edits = flatten(source, inner, dash_of(source, outer.span.start))

    written = source.text[inner.span.start : inner.span.end]
    if edits is None:
        assert is_mixed(inner) or "#" in written or "|" in written or ">" in written
        return
    items[index : index + 1] = flat(items[index])
    new = source.replaced(edits)
    assert repr(load(new)) == repr(value)
    assert re.findall(r"# note-\d+;", new.text) == re.findall(r"# note-\d+;", source.text)
    assert new.text.count("\r\n") == (new.text.count("\n") if "\r\n" in source.text else 0)
    assert {sign for span, _ in edits for sign in source.text[span.start : span.end]} <= set("-[], \r\n")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x:\n- - a: 1\n    b: 2\n", "x:\n-   a: 1\n    b: 2\n"),
        ("x:\n- - 1\n", "x:\n- 1\n"),
        (
            "x:\n- - a: 1\n  # of b\n  - b: 1\n    c: 2 # note\n",
            "x:\n-   a: 1\n  # of b\n-   b: 1\n    c: 2 # note\n",
        ),
        ("x:\n  - - 1  # note\n    -   2\n    -\n", "x:\n  - 1  # note\n  - 2\n  -\n"),
        ("x:\n- - - a: 1\n    - 2\n  - 3\n- 4\n", "x:\n-     a: 1\n- 2\n- 3\n- 4\n"),
        (
            "x:\n-\n  # of a\n  - a: 1\n  -\n    # of b\n    b: 1\n",
            "x:\n-\n  # of a\n    a: 1\n-\n    # of b\n    b: 1\n",
        ),
        ("x:\n- [1, {a: 2}]  # note\n- 3", "x:\n- 1\n- {a: 2}  # note\n- 3"),
        ("x:\n- [\n    1,\n    2,\n  ]\n", "x:\n- 1\n- 2\n"),
        ("x:\n- [1]# note\n", "x:\n- 1 # note\n"),
        ("x: [[1, 2], 3]\n", "x: [1, 2, 3]\n"),
        ("x: [[[1], 2,], 3]\n", "x: [1, 2, 3]\n"),
        ("x: [[[1],\n  [2]], 3]\n", "x: [1,\n  2, 3]\n"),
        ("x: [[1,\n  2]]\n", "x: [1,\n  2]\n"),
        ("x:\r\n- - 1\r\n  - 2\r\n", "x:\r\n- 1\r\n- 2\r\n"),
        ("x:\r\n- [1, 2]\r\n", "x:\r\n- 1\r\n- 2\r\n"),
        ("x: [[[1],\r\n  [2]]]\r\n", "x: [1,\r\n  2]\r\n"),
        ("x: &x\n- - 1\n  - 2\n", "x: &x\n- 1\n- 2\n"),
        ("x:\n- - &a {a: 1}\n  - &b\n    b: 1\ny: 1\n", "x:\n-   &a {a: 1}\n-   &b\n    b: 1\ny: 1\n"),
        ("k: &k 1\nx:\n- - a: *k\n  - b: *k # note\n", "k: &k 1\nx:\n-   a: *k\n-   b: *k # note\n"),
    ],
)  # fmt: skip
def test_how_a_list_is_flattened(text: str, wanted: str) -> None:
    assert flattened(text) == wanted
    assert yaml.safe_load(wanted)["x"] == flat(yaml.safe_load(text)["x"])


@pytest.mark.parametrize(
    "text",
    [
        # An anchor or an alias shares the list, or an item.
        *("x: [&a [1], *a]\n", "x: [[&a 1], *a]\n", "x:\n- - &a 1\n- *a\n", "y: &a [1]\nx: [*a]\n"),
        *("y: &a 1\nx:\n- - 2\n  - *a\n", "y: &a 1\nx: [[2, *a]]\n", "y: &a [1]\nx:\n- - *a\n  - 2\n"),
        # A comment, a tag or an anchor is in the brackets.
        *("x: [[#\n  1]]\n", "x: [[# c\n  1]]\n", "x: [[1, #\n  ]]\n", "x: [[1, # c\n  2]]\n"),
        *("x: [[1, !!str 2]]\n", "x: [[&a 1]]\n", "x: [!!seq [1]]\n", "x:\n- !!seq\n  - 1\n- 2\n"),
        # One list is in brackets, and another is not.
        *("x:\n- - [1]\n  - 2\n", "x:\n- - 1\n  - [2]\n"),
    ],
)
def test_a_list_is_not_flattened_where_that_is_unclear(text: str) -> None:
    assert flattened(text) is None
