"""No position in any text raises, and what is returned lies within the text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kumo_lr
from kumo_lr.server.completion import completions
from kumo_lr.server.hints import hints
from kumo_lr.server.hover import hover
from kumo_lr.server.outline import outline
from kumo_lr.source import Position, Source, from_text
from tests.support.cases import plans
from tests.support.plans import plans as good_plans
from tests.support.server_features import span_of

_SIGNS = "ab:-{}[],\"'#|>&*!?%<~0.9 \t\n\r\x85\u2028\ufeff\ufdd0🙂"
_WORDS = (
    *("lr_scheduler:", "optimization:", "name:", "interval: step", "kwargs:", "gamma: 0.9", "exponential"),
    *(
        "- ",
        "\n",
        "\n  ",
        "\n- ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "'",
        '"',
        "# kumo-lr: ignore[",
        "<<: *a",
        "&a ",
        "---\n",
    ),
)
_NAMES = st.sampled_from(["plan.yaml", "plan.json"])
_TEXTS = st.text(_SIGNS, max_size=80) | st.lists(st.sampled_from(_WORDS), max_size=25).map("".join)


def ask_everything(text: str, name: str, offset: int) -> None:
    source = from_text(text, name)
    position = source.position(min(offset, len(source.text)))

    for completion in completions(source, position):
        span = span_of(source, completion.location)
        assert source.text[span.start : span.end].count("\n") == 0
    shown = hover(source, position, kumo_lr.check_text(text, name).findings)
    assert shown is None or span_of(source, shown.location)
    for hint in hints(source):
        assert 1 <= hint.position.line <= len(source.line_starts)
    outline(source)
    found = kumo_lr.candidate_at(text, position, name)
    assert found is None or kumo_lr.position_of(text, found.path, name, document=found.document) is not None


@settings(max_examples=300)
@given(_TEXTS, _NAMES, st.integers(0, 200))
def test_any_text(text: str, name: str, offset: int) -> None:
    ask_everything(text, name, offset)


@given(good_plans(), st.data())
def test_any_plan_that_is_cut(plan: tuple[str, str], data: st.DataObject) -> None:
    text, name = plan
    end = data.draw(st.integers(0, len(text)))

    ask_everything(text[:end], name, data.draw(st.integers(0, end)))


@pytest.mark.slow
@pytest.mark.parametrize("path", plans(), ids=lambda path: path.name)
def test_every_fixture_that_is_damaged(path: Path) -> None:
    rng = random.Random(path.name)
    whole = path.read_bytes().decode("utf-8", "replace")[:5000]
    for _ in range(20):
        start = rng.randrange(len(whole) + 1)
        text = whole[:start] + rng.choice(_SIGNS) + whole[start + rng.randrange(8) :]
        ask_everything(text, path.name, rng.randrange(len(text) + 1))


@pytest.mark.parametrize("position", [(0, 1), (1, 0), (2, 1), (-1, -1), (10**9, 10**9)])
def test_positions_outside(position: tuple[int, int]) -> None:
    source = Source("lr_scheduler: [null]", "plan.yaml")

    assert completions(source, Position(*position)) == []
    assert hover(source, Position(*position)) is None


def test_a_column_behind_the_end_is_the_end() -> None:
    source = Source("lr_scheduler:\n- name: expo\n", "plan.yaml")

    assert completions(source, Position(2, 99)) == completions(source, Position(2, 13))
