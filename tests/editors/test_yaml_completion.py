"""What the YAML server offers."""

from __future__ import annotations

import pytest

from kumo_lr import check_text
from kumo_lr.facts.strategies import STRATEGIES
from tests.support.applying import applied
from tests.support.editor_places import ARGUMENT_VALUES, PLACES
from tests.support.editors import (
    IN_FILE,
    IN_PLAN,
    SNIPPETS,
    TOP,
    Editor,
    Place,
    labels_of,
    needs_servers,
    undocumented,
    unmarked,
)

pytestmark = needs_servers


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_completion(editor: Editor, place: Place) -> None:
    items = editor.offers(place.text)

    assert labels_of(items, place) == place.labels
    assert undocumented(items) == []


@pytest.mark.parametrize("place", ARGUMENT_VALUES.values(), ids=ARGUMENT_VALUES)
def test_completion_of_an_arguments_value(editor: Editor, place: Place) -> None:
    assert labels_of(editor.offers(place.text), place) == place.labels


LONG = "- name: {}_with_warmup\n  interval: step\n  kwargs:\n    warmup_ratio_or_steps: 0.3\n"
DASHES = {
    "at the top": f"{TOP}- |\n",
    "indented": f"{TOP}  - |\n",
    "begun": f"{TOP}- c|\n",
    "in optimization": f"{IN_PLAN}  - |\n",
    "in optimization, indented": f"{IN_PLAN}    - |\n",
    "in model_plan": f"{IN_FILE}    - |\n",
    "between others": f"{TOP}{LONG.format('linear')}- |\n{LONG.format('constant')}",
}


@pytest.mark.parametrize("label", SNIPPETS)
def test_snippets_write_what_is_right(editor: Editor, label: str) -> None:
    written = {}
    for where, marked in DASHES.items():
        (item,) = [item for item in editor.offers(marked) if item["label"] == label]
        written[where] = applied(*unmarked(marked), item)
    editor.read(written.values())

    assert [finding for text in written.values() for finding in check_text(text, "plan.yaml").findings] == []
    assert {
        where: objections for where, text in written.items() if (objections := editor.objections(text))
    } == {}
    words = [label, *(STRATEGIES[label].argument_names if label in STRATEGIES else ())]
    assert [word for word in words for text in written.values() if word not in text] == []
