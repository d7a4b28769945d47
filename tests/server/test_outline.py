"""The outline of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from kumo_lr.server.outline import Symbol, SymbolKind, outline
from kumo_lr.source import Source, from_text
from tests.support.cases import plans
from tests.support.server_features import span_of

PLAN = """\
optimization:
  lr_scheduler:
  - {name: exponential, interval: epoch, kwargs: {gamma: 0.9}}
  - null
  - name: cosine_with_warmup
    inter"""


def tree(symbols: Iterable[Symbol]) -> list[Any]:
    return [(s.name, s.detail, tree(s.children)) if s.children else (s.name, s.detail) for s in symbols]


CANDIDATES = [("exponential, epoch", "gamma: 0.9"), ("no scheduling", ""), ("cosine_with_warmup", "")]
FIELD = ("lr_scheduler", "3 candidates", CANDIDATES)


def test_candidates_are_named_after_their_strategies() -> None:
    assert tree(outline(from_text(PLAN, "plan.yaml"))) == [("optimization", "", [FIELD])]


def test_documents_are_numbered() -> None:
    found = outline(from_text(f"{PLAN}\n---\na: 1\n---\nlr_scheduler: [null]\n", "plans.yaml"))

    assert [(symbol.name, symbol.kind) for symbol in found] == [
        ("document 1", SymbolKind.DOCUMENT),
        ("document 3", SymbolKind.DOCUMENT),
    ]
    assert tree(found[1].children) == [("lr_scheduler", "1 candidate", [("no scheduling", "")])]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("- null\n- {name: x", ".", [("no scheduling", ""), ("x", "")]),
        (
            "a:\n- b: [null]\n",
            "a.*.b",
            [("a", "", [("0", "", [("b", "1 candidate", [("no scheduling", "")])])])],
        ),
        ("a: 1", None, []),
        ("", None, []),
        ("lr_scheduler:", None, [("lr_scheduler", "0 candidates")]),
        ("lr_scheduler: [{}]", None, [("lr_scheduler", "1 candidate", [("candidate", "")])]),
    ],
)
def test_the_field_elsewhere(text: str, at: str | None, expected: list[Any]) -> None:
    assert tree(outline(from_text(text, "plan.yaml"), at=at)) == expected


def test_ranges_are_within_each_other() -> None:
    """Editors refuse symbols whose place to go to is outside of their range."""
    for path in plans():
        source = Source(path.read_bytes().decode("utf-8-sig", "replace"), path.name)
        for symbol in outline(source):
            _assert_within(source, symbol)


def _assert_within(source: Source, symbol: Symbol) -> None:
    outer, inner = span_of(source, symbol.location), span_of(source, symbol.selection)
    assert outer.start <= inner.start <= inner.end <= outer.end
    for child in symbol.children:
        _assert_within(source, child)
