"""What the YAML server offers."""

from __future__ import annotations

import re

import pytest

from kumo_lr import check_text
from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.strategies import STRATEGIES
from tests.support.editors import (
    AFTER_DASH,
    IN_FILE,
    IN_PLAN,
    SNIPPETS,
    STRATEGY_NAMES,
    TOP,
    Editor,
    Place,
    candidate,
    labels_of,
    needs_servers,
    under_kwargs,
    undocumented,
    unmarked,
)
from tests.support.language_server import Message

pytestmark = needs_servers

PLACES = {
    "top of an empty file": Place("|", [FIELD, "optimization", "model_plan"]),
    "top, begun": Place("lr|", [FIELD, "optimization", "model_plan"]),
    "top, below the field": Place(f"{FIELD}: [null]\n|", ["optimization", "model_plan"]),
    "optimization": Place("optimization:\n  |", [FIELD]),
    "optimization, after a key": Place("optimization:\n  max_epochs: 8\n  |", [FIELD]),
    "model_plan": Place("model_plan:\n  |", ["optimization"]),
    "optimization in model_plan": Place("model_plan:\n  optimization:\n    |", [FIELD]),
    "dash": Place(f"{TOP}- |", AFTER_DASH),
    "dash after a candidate": Place(f"{TOP}{candidate('linear_with_warmup')}- |", AFTER_DASH),
    "dash before a candidate": Place(f"{TOP}- |\n{candidate('linear_with_warmup')}", AFTER_DASH),
    "dash, indented": Place(f"{TOP}  - |", AFTER_DASH),
    "dash in optimization": Place(f"{IN_PLAN}  - |", AFTER_DASH),
    "dash in optimization, indented": Place(f"{IN_PLAN}    - |", AFTER_DASH),
    "dash in model_plan": Place(f"{IN_FILE}    - |", AFTER_DASH),
    "dash, begun": Place(f"{TOP}- exp|", AFTER_DASH),
    "name": Place(f"{TOP}- name: |", STRATEGY_NAMES),
    "name, begun": Place(f"{TOP}- name: cos|", STRATEGY_NAMES),
    "name, written": Place(f"{TOP}- name: cosine_with_warmup|", STRATEGY_NAMES),
    "name before other keys": Place(f"{TOP}- name: |\n  interval: step\n", STRATEGY_NAMES),
    "name, quoted": Place(f'{TOP}- name: "|"', STRATEGY_NAMES),
    "name in optimization": Place(f"{IN_PLAN}  - name: |", STRATEGY_NAMES),
    "name in model_plan": Place(f"{IN_FILE}    - name: |", STRATEGY_NAMES),
    "name in a list of its own": Place(f"{TOP}- - name: |", []),
    "second key": Place(f"{TOP}- name: exponential\n  i|", ["interval", "kwargs"]),
    "second key, no kwargs required": Place(f"{TOP}- name: linear_with_warmup\n  i|", ["interval", "kwargs"]),
    "second key, name missing": Place(f"{TOP}- interval: step\n  n|", ["name", "kwargs"]),
    "third key": Place(f"{TOP}- name: exponential\n  interval: step\n  k|", ["kwargs"]),
    "interval": Place(f"{TOP}- name: exponential\n  interval: |", ["step", "epoch"]),
    "interval, begun": Place(f"{TOP}- name: exponential\n  interval: e|", ["step", "epoch"]),
    **{
        f"kwargs of {name}": Place(under_kwargs(name, "|").rstrip("\n"), list(strategy.argument_names))
        for name, strategy in STRATEGIES.items()
    },
    **{
        f"kwargs of {name}, candidate after": Place(
            under_kwargs(name, "|") + candidate("exponential"), list(strategy.argument_names)
        )
        for name, strategy in STRATEGIES.items()
    },
    "kwargs of restarts, second argument": Place(
        under_kwargs("cosine_with_warmup_restarts", "num_cycles: 3", "|"), ["warmup_ratio_or_steps"]
    ),
    "kwargs of restarts, first argument last": Place(
        under_kwargs("cosine_with_warmup_restarts", "warmup_ratio_or_steps: 0.1", "n|"), ["num_cycles"]
    ),
    "kwargs of an unknown strategy": Place(under_kwargs("cosine_with", "|"), []),
    "a section that is no part of the schema": Place("training_job:\n  |", []),
}
ARGUMENT_VALUES = {
    "gamma": Place(under_kwargs("exponential", "gamma: |"), ["0.9"]),
    "num_cycles": Place(under_kwargs("cosine_with_warmup_restarts", "num_cycles: |"), ["3"]),
    "warmup": Place(under_kwargs("linear_with_warmup", "warmup_ratio_or_steps: |"), ["0.1", "500"]),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_completion(editor: Editor, place: Place) -> None:
    items = editor.offers(place.text)

    assert labels_of(items, place) == place.labels
    assert undocumented(items) == []


@pytest.mark.parametrize("place", ARGUMENT_VALUES.values(), ids=ARGUMENT_VALUES)
def test_completion_of_an_arguments_value(editor: Editor, place: Place) -> None:
    assert labels_of(editor.offers(place.text), place) == place.labels


def _written(marked: str, item: Message) -> str:
    """Apply what is offered as an editor does, with the placeholders' own words."""
    text, _ = unmarked(marked)
    lines = text.split("\n")
    edit = item["textEdit"]
    start, end = edit["range"]["start"], edit["range"]["end"]
    assert start["line"] == end["line"]
    line = lines[start["line"]]
    chosen = re.sub(r"\$\{\d+\|([^,|}]*)[^}]*\|\}", r"\1", edit["newText"])
    filled = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", chosen)
    assert "$" not in filled
    indented = filled.replace("\n", "\n" + " " * (len(line) - len(line.lstrip(" "))))
    lines[start["line"]] = line[: start["character"]] + indented + line[end["character"] :]
    return "\n".join(lines)


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
        written[where] = _written(marked, item)
    editor.read(written.values())

    assert [finding for text in written.values() for finding in check_text(text, "plan.yaml").findings] == []
    assert {
        where: objections for where, text in written.items() if (objections := editor.objections(text))
    } == {}
    words = [label, *(STRATEGIES[label].argument_names if label in STRATEGIES else ())]
    assert [word for word in words for text in written.values() if word not in text] == []
