"""What editors' servers offer, written into the text as the editor does: the word is what it should be."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from kumo_lr import check_text
from kumo_lr.facts.horizons import LENGTHS
from kumo_lr.facts.plan_layout import FIELD, SECTION_SUMMARIES
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS
from kumo_lr.findings import Severity
from tests.support.applying import applied
from tests.support.editor_places import ARGUMENT_VALUES, JSON_PLACES, PLACES
from tests.support.editors import Editor, JsonEditor, needs_servers, unmarked
from tests.support.language_server import Message

pytestmark = needs_servers

KEYS = {FIELD, RUN_MODE.name, *SECTION_SUMMARIES, *LENGTHS, *CANDIDATE_KEYS, *ARGUMENTS}
# What is still to be typed: a candidate's other keys, and the value of the key that was offered. A candidate
# that begins with another key than its name looks like a part of the one above.
TO_BE_TYPED = {"KLR103", "KLR106", "KLR107", "KLR108", "KLR111", "KLR113", "KLR122", "KLR201", "KLR205"}
# What the YAML server writes wrongly whatever the schema: it replaces the opening quote alone.
CUT = {"name, quoted": 'name: {}"'}
OBJECT = "object(candidate)"  # offered by versions up to 1.19, with the first required key


def _words(data: Any) -> Iterator[tuple[str, str]]:
    """Yield the keys and values of a document, each as a word that editors offer."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield "key", str(key)
            yield from _words(value)
    elif isinstance(data, list):
        for item in data:
            yield from _words(item)
    else:
        yield "value", json.dumps(data).strip('"')


def _words_in(text: str) -> Counter[tuple[str, str]]:
    return Counter(_words(yaml.safe_load(text)))


def _assert_written(text: str, item: Message, name: str, new: str) -> None:
    """Assert that what is offered is a key or a value of the new text, and the text is otherwise fine."""
    label = item["label"].strip('"')
    word = ("key", "name") if label == OBJECT else ("key" if label in KEYS else "value", label)
    before = _words_in(text)[word] if _is_readable(text) else 0
    if label == "null" and name == "plan.yaml":
        before -= before > 0  # a dash without an item is null already
    findings = check_text(new, name).findings
    objections = {found.code for found in findings if found.severity is Severity.ERROR} - TO_BE_TYPED

    assert objections == set(), new
    assert _words_in(new)[word] > before, new


def _is_readable(text: str) -> bool:
    try:
        yaml.safe_load(text)
    except yaml.YAMLError:
        return False
    return True


YAML_PLACES = PLACES | ARGUMENT_VALUES


@pytest.mark.parametrize("what", YAML_PLACES)
def test_each_item_in_yaml(any_editor: Editor, what: str) -> None:
    text, offset = unmarked(YAML_PLACES[what].text)
    items = any_editor.offers(YAML_PLACES[what].text)

    for item in items:
        new = applied(text, offset, item)
        if what in CUT:
            assert CUT[what].format(item["label"]) in new
        elif new != text:
            _assert_written(text, item, "plan.yaml", new)
    assert bool(items) is bool(YAML_PLACES[what].labels)


VALUE_TO_BE_TYPED = re.compile(r": (?=[,}])")


def test_each_item_in_json(json_editor: JsonEditor) -> None:
    places = [place.text for place in JSON_PLACES.values()] + ['{"lr_scheduler": |}', '{"optimization": |}']
    for marked, items in zip(places, json_editor.offers(places), strict=True):
        text, offset = unmarked(marked)
        for item in items:
            new = VALUE_TO_BE_TYPED.sub(": null", applied(text, offset, item))
            json.loads(new)
            if item["label"] not in ("[]", "{}"):
                _assert_written(VALUE_TO_BE_TYPED.sub(": null", text), item, "plan.json", new)
