"""Text that may be half-written is read as it would be if it were finished."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.document.compose import Document, compose
from kumo_lr.document.nodes import Node, Scalar, Sequence
from kumo_lr.document.wellformed import alias_problem
from kumo_lr.plan.field import builder_of
from kumo_lr.server.recovery import recover
from kumo_lr.source import Source
from tests.support.cases import plans

# What recovery does not follow: tags, complex keys, escapes, and braces that go against the indentation.
_UNUSUAL = ("!", "? ", "\n}", "\\u")
_READABLE = 500


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text, node.span
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items], node.span
    return [(_plain(entry.key), _plain(entry.value)) for entry in node.entries], node.span


def _values(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_values(item) for item in node.items]
    return {_values(entry.key): _values(entry.value) for entry in node.entries}


def _read(source: Source, documents: list[Document]) -> list[Any]:
    return [_plain(builder_of(source, document).build(document.root)) for document in documents]


def recovered(text: str, name: str = "plan.yaml") -> Any:
    source = Source(text, name)
    documents = [found.document for found in recover(source)]
    return [_values(builder_of(source, document).build(document.root)) for document in documents]


def test_readable_text_is_read_as_libyaml_reads_it() -> None:
    """Nearly all plans have the same nodes at the same places."""
    alike, different = 0, []
    for path in plans():
        source = Source(path.read_bytes().decode("utf-8-sig", "replace"), path.name)
        parts = list(compose(source))
        documents = [part for part in parts if isinstance(part, Document)]
        if len(documents) < len(parts) or any(sign in source.text for sign in _UNUSUAL):
            continue
        if any(document.aliased and alias_problem(document, source) for document in documents):
            continue
        if _read(source, [found.document for found in recover(source)]) == _read(source, documents):
            alike += 1
        else:
            different.append(path.name)

    assert alike >= _READABLE
    assert len(different) <= 0.06 * alike, different


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a:\n- b: 1\n  inter", {"a": [{"b": "1", "inter": ""}]}, id="a key without a colon"),
        pytest.param("a:\n- b: {c: 1\n- d: 2", {"a": [{"b": {"c": "1"}}, {"d": "2"}]}, id="an open brace"),
        pytest.param("a: [b, {c: 1\ne: 2", {"a": ["b", {"c": "1"}], "e": "2"}, id="two open signs"),
        pytest.param('a: "b\nc: 1', {"a": '"b'[1:], "c": "1"}, id="an open quote"),
        pytest.param("a:\n  b: 1\n    c: 2\n  d: 3", {"a": {"b": "1", "d": "3"}}, id="too far in"),
        pytest.param(
            "a:\n  - b: 1\n  c: 2\n  - d: 3", {"a": [{"b": "1"}, {"c": "2"}, {"d": "3"}]}, id="no dash"
        ),
        pytest.param("a: b: c\nd: 1", {"a": "b: c", "d": "1"}, id="two colons"),
        pytest.param("a:\n- - b\n- c", {"a": [["b"], "c"]}, id="a list in a list"),
        pytest.param("a: &x\n  b: 1\nc: *x\nd", {"a": {"b": "1"}, "c": {"b": "1"}, "d": ""}, id="an alias"),
        pytest.param(
            "a: {b: &x [1], c: *x, d: {", {"a": {"b": ["1"], "c": ["1"], "d": {}}}, id="an alias in braces"
        ),
        pytest.param("- &x {a: 1}\n- {<<: *x, b: 2", [{"a": "1"}, {"a": "1", "b": "2"}], id="a merge key"),
        pytest.param("a: &x\n  b: *x\n  c: [*x, *y", {"a": {"b": "*x", "c": ["*x", "*y"]}}, id="no alias"),
        pytest.param("a: &x [*x, &y {b: *y", {"a": ["*x", {"b": "*y"}]}, id="no alias in braces"),
        pytest.param("a: |\n  b: {\n\n  c\nd: 1", {"a": "|\n  b: {\n\n  c", "d": "1"}, id="a block scalar"),
    ],
)
def test_half_written(text: str, expected: object) -> None:
    assert recovered(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": [{"b": "x', {"a": [{"b": "x"}]}),
        ('{"a": [\n  {"b": {"c\n  {"d": 1}\n], "e": 2}', {"a": [{"b": {"c": ""}}, {"d": "1"}], "e": "2"}),
        ('{"a": [{"b": 1, {"c": 2}], "d": 3}', {"a": [{"b": "1"}, {"c": "2"}], "d": "3"}),
        ('{"a": 1 "b": 2}', {"a": "1", "b": "2"}),
        ('{"a" "b": 2}', {"a": "", "b": "2"}),
    ],
)
def test_half_written_json(text: str, expected: object) -> None:
    assert recovered(text, "plan.json") == [expected]


def test_documents_are_counted() -> None:
    source = Source("a: 1\n---\n---\nb: {\n...\n--- [c", "plans.yaml")

    assert [found.number for found in recover(source)] == [0, 2, 3]


@given(st.text("ab:-{}[],\"'#|&*!< \n\r\t\u2028🙂", max_size=60), st.sampled_from(["plan.yaml", "plan.json"]))
def test_any_text_is_read(text: str, name: str) -> None:
    source = Source(text, name)

    for found in recover(source):
        node = builder_of(source, found.document).build(found.document.root)
        assert 0 <= node.span.start <= node.span.end <= len(text)
