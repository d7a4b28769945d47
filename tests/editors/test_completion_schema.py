"""The schema for completion alone: editors offer and show the same, and object to nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.support.editor_places import ARGUMENT_VALUES, JSON_PLACES, PLACES
from tests.support.editors import TOP, Editor, JsonEditor, candidate, needs_servers, under_kwargs
from tests.support.objections import MISTAKES, Case

pytestmark = needs_servers

YAML_PLACES = [place.text for place in (PLACES | ARGUMENT_VALUES).values()]
HOVERED = [
    "opti|mization:\n  max_epochs: 8\n",
    "optimization:\n  lr_sche|duler: [null]\n",
    "optimization:\n  max_epo|chs: 8\n",
    "run_mode: FA|ST\n",
    f"{TOP}- nu|ll\n",
    f"{TOP}{candidate('expo|nential')}",
    f"{TOP}{candidate('exponential', '  kwar|gs: {gamma: 0.9}')}",
    under_kwargs("linear_with_warmup", "warmup_ratio|_or_steps: 0.1"),
]


@pytest.mark.parametrize("marked", YAML_PLACES)
def test_yaml_editors_offer_the_same(any_editor: Editor, marked: str) -> None:
    offered = {
        kind: sorted((item["label"], item["insertText"]) for item in any_editor.offers(marked, kind))
        for kind in ("plan.yaml", "completion.yaml")
    }

    assert offered["completion.yaml"] == offered["plan.yaml"]


@pytest.mark.parametrize("marked", HOVERED)
def test_yaml_editors_show_the_same(editor: Editor, marked: str) -> None:
    """The heading is the title of what is around, in one of the two."""
    headings, bodies = zip(
        *(editor.shows(marked, kind).split("\n", 1) for kind in ("plan.yaml", "completion.yaml")),
        strict=True,
    )

    assert bodies[0] == bodies[1]
    assert all(heading.startswith("#### ") for heading in headings)


@pytest.mark.parametrize("case", MISTAKES.values(), ids=MISTAKES)
def test_yaml_editors_object_to_nothing(editor: Editor, case: Case) -> None:
    assert editor.objections(case.text, "completion.yaml") == []


def test_json_editors(json_editor: JsonEditor, folder: Path) -> None:
    places = [place.text for place in JSON_PLACES.values()]
    lenient = JsonEditor(folder / "completion.schema.json")
    texts = [json.dumps(yaml.safe_load(case.text)) for case in MISTAKES.values()]

    offered = [
        [sorted((item["label"], item["insertText"]) for item in items) for items in editor.offers(places)]
        for editor in (json_editor, lenient)
    ]
    assert offered[0] == offered[1]
    assert lenient.objections(texts) == [[]] * len(texts)
