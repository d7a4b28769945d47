"""Any plan is written out and minimised, and all else in it stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kumo_lr import RunModeName
from kumo_lr.plan.rewrite import written_out
from tests.support.cases import at_of
from tests.support.configs import FILES
from tests.support.plans import commented, good_block, numbered, plans
from tests.support.properties import examples
from tests.support.rewriting import assert_minimised, assert_written_out, resolved_in, written_or_none
from tests.support.texts import texts

# The smallest texts of which one or the other did not hold.
TEXTS = (
    "'???'\n",
    "optimization: '???'\n",
    "optimization: &o {}\n",
    "optimization: &o {}",
    "optimization: &o !!map # note-1;\n  {}\n",
    "lr_scheduler: !!str ???\n",
    "lr_scheduler: '???' # note-1;\n",
    "lr_scheduler: '???'",
    "optimization: {a: 1,\n  lr_scheduler: '???',\n  b: 2}\n",
    "optimization: {a: 1,\n  lr_scheduler: '???', # note-1;\n  b: 2}\n",
    "a: >+\n  x\n\n",
    "optimization:\n  a: |+\n    x\n\nb: 1\n",
    "lr_scheduler:\n- &own # note-1;\n  name: linear_with_warmup\n  interval: step\n",
    "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs: { # note-1;\n    }\n",
    "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs: {\n    # note-1;\n    }\n",
    "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs: !!map # note-1;\n    {}\n",
    (
        "lr_scheduler:\n- name: cosine_with_warmup_restarts\n  interval: step\n  kwargs: !!map # note-1;\n"
        "    num_cycles: 1\n"
    ),
    "lr_scheduler:\n- {\n    interval: step,\n    name: linear_with_warmup, # note-1;\n  }\n",
    "lr_scheduler: [{\n    interval: step,\n    name: linear_with_warmup, # note-1;\n  }, null]\n",
    "lr_scheduler: '???'\n---\nlr_scheduler: [null]\n",
    "lr_scheduler: '???'\n---\na: 1\n",
    "lr_scheduler: '???'\n---\nlr_scheduler: '???'\n",
    "{lr_scheduler: '???'}\n---\nlr_scheduler: [null]\n",
    "lr_scheduler: [null]\n---\n{lr_scheduler: '???'}\n",
    "{ }\n---\n{ }\n",
    "a: >+\n  x\n\n---\na: 1\n",
    (
        "lr_scheduler: [{name: cosine_with_warmup_restarts, interval: step}, {name: linear_with_warmup,"
        " interval: step,\n  kwargs: {warmup_ratio_or_steps: 0.1}}]\n"
    ),
)


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_a_text_is_written_out(text: str) -> None:
    assert_written_out(text, "x.yaml")


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_a_text_is_minimised(text: str) -> None:
    assert_minimised(text, "x.yaml")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_fixture_is_written_out_and_minimised(path: Any) -> None:
    text = path.read_bytes().decode()
    assert_written_out(text, path.name, at=at_of(path))
    assert_minimised(text, path.name, at=at_of(path))


@pytest.mark.slow
@examples(350)
@given(plans(), st.sampled_from((None, None, "fast")))
def test_what_is_resolved_is_written_out(plan: tuple[str, str], mode: RunModeName | None) -> None:
    assert_written_out(*plan, mode)


@pytest.mark.slow
@examples(350)
@given(plans(), st.sampled_from((None, None, "fast")))
def test_what_equals_a_default_is_taken_out(plan: tuple[str, str], mode: RunModeName | None) -> None:
    assert_minimised(*plan, mode)


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_a_text_that_is_written_out_can_be_taken_out(text: str) -> None:
    assert_can_be_taken_out(text, "x.yaml")


@pytest.mark.slow
@examples(200)
@given(plans())
def test_what_is_written_out_can_be_taken_out(plan: tuple[str, str]) -> None:
    assert_can_be_taken_out(*plan)


def assert_can_be_taken_out(text: str, name: str) -> None:
    fields = resolved_in(text, name)
    full = written_or_none(written_out, fields) if fields else None
    if full is not None:
        assert_minimised(full.text, full.name)


@pytest.mark.slow
@examples(200)
@given(texts())
def test_any_text_is_written_out_and_minimised(text: str) -> None:
    assert_written_out(text, "x.yaml")
    assert_minimised(text, "x.yaml")


@st.composite
def placed(draw: st.DrawFn) -> tuple[str, str]:
    """Return a text with the field in a place of its own, and the place."""
    at, head, pad = draw(
        st.sampled_from(
            (
                (".", "", ""),
                ("a.1", "a:\n- x\n-\n", "  "),
                ("a.1", "a:\n- x\n-\n", "  "),
                ("plans.my-plan", "plans:\n  other: 1\n  my-plan:\n", "  "),
                ("lr_scheduler", "lr_scheduler:\n", ""),
            )
        )
    )
    blocks = [draw(good_block("", pad)) for _ in range(draw(st.integers(1, 3)))]
    text = head + "".join(blocks) + draw(st.sampled_from(("", "", "..." + "\n")))
    return commented(draw, numbered(text)), at


@pytest.mark.slow
@examples(200)
@given(placed())
@example(("lr_scheduler: ['???']\n", "lr_scheduler.0"))
@example(("a: '???'\n", "a"))
@example(("a: ['???']\n", "a.0"))
@example(("'???'\n", "."))
@example(("a: {b: '???'}\n", "a.b"))
def test_a_field_in_a_place_is_written_out_and_minimised(plan: tuple[str, str]) -> None:
    text, at = plan
    assert_written_out(text, "x.yaml", at=at)
    assert_minimised(text, "x.yaml", at=at)
