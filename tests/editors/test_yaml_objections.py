"""What the YAML server objects to, in any place."""

from __future__ import annotations

import pytest

from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.report.explain import sentence
from tests.support.editors import (
    AFTER_DASH,
    IN_PLAN,
    STRATEGY_NAMES,
    TOP,
    Editor,
    Place,
    candidate,
    labels_of,
    needs_servers,
    undocumented,
)
from tests.support.objections import FINE, MISTAKES, NAMES_WANTED, OK, Case, wrong_type

pytestmark = needs_servers


@pytest.mark.parametrize("case", MISTAKES.values(), ids=MISTAKES)
def test_mistakes(editor: Editor, case: Case) -> None:
    assert editor.objections(case.text) == case.objections


@pytest.mark.parametrize("text", [*FINE.values(), *OK.values()], ids=[*FINE, *OK])
def test_nothing_to_object_to(editor: Editor, text: str) -> None:
    assert editor.objections(text) == []


def test_a_plan_of_a_thousand_lines(editor: Editor) -> None:
    sections = "training_job:\n" + "".join(f"  setting_{number}: {number}\n" for number in range(200))
    kwargs = "  kwargs:\n    warmup_ratio_or_steps: 0.1"
    candidates = candidate("cosine_with_warmup_restarts", kwargs, indent="  ") * 200
    plan = f"{sections}{IN_PLAN}{candidates}"
    assert plan.count("\n") > 1000

    for end, labels in (
        ("  - |", AFTER_DASH),
        ("  - name: |", STRATEGY_NAMES),
        ("  - name: exponential\n    interval: step\n    kwargs:\n      |", ["gamma"]),
    ):
        place = Place(f"{plan}{end}", labels)
        assert labels_of(editor.offers(place.text), place) == labels
    assert editor.objections(plan) == []


def test_a_comment_of_the_server_suppresses(editor: Editor) -> None:
    """The schema cannot know of our own comments."""
    ours, theirs = "# kumo-lr: ignore[KLR201]", "# yaml-language-server-disable"

    assert editor.objections(f"{TOP}- name: cosine  {ours}\n  interval: step\n") == [(1, 8, NAMES_WANTED)]
    assert editor.objections(f"{TOP}{theirs}\n- name: cosine\n  interval: step\n") == []


MODELINES = {
    "by settings": ("field.yaml", ""),
    "by a modeline": ("yaml", f"# yaml-language-server: $schema={FIELD}.schema.json\n"),
    "by a modeline, against settings": (
        "plan.yaml",
        f"# yaml-language-server: $schema={FIELD}.schema.json\n",
    ),
}


@pytest.mark.parametrize(("kind", "modeline"), MODELINES.values(), ids=MODELINES)
def test_the_list_alone(editor: Editor, kind: str, modeline: str) -> None:
    for end, labels in (("- |", AFTER_DASH), ("- name: |", STRATEGY_NAMES)):
        place = Place(modeline + end, labels)
        items = editor.offers(place.text, kind)
        assert labels_of(items, place) == labels
        assert undocumented(items) == []
    shown = editor.shows(f"{modeline}- name: expo|nential\n", kind)
    assert sentence(STRATEGIES["exponential"].summary) in shown

    first = modeline.count("\n")
    assert editor.objections(f"{modeline}- null\n", kind) == []
    assert editor.objections(f"{modeline}- name: cosine\n  interval: step\n", kind) == [
        (first, 8, NAMES_WANTED)
    ]
    assert editor.objections(f"{modeline}{TOP}- null\n", kind) == [(first, 0, wrong_type("array"))]
