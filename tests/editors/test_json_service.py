"""VS Code's JSON service: what it offers, shows and objects to."""

from __future__ import annotations

import json

import yaml

from kumo_lr.facts.plan_layout import FIELD_SUMMARY, SECTION_SUMMARIES
from kumo_lr.facts.strategies import (
    INTERVAL,
    INTERVAL_SUMMARIES,
    KWARGS_SUMMARY,
    NAME,
    NO_SCHEDULING_SUMMARY,
    STRATEGIES,
)
from kumo_lr.report.explain import sentence
from tests.support.editor_places import JSON_PLACES
from tests.support.editors import (
    JsonEditor,
    documents_in,
    labels_of,
    needs_servers,
    undocumented,
)
from tests.support.objections import FINE, MISTAKES, OK

pytestmark = needs_servers


def test_json_completion(json_editor: JsonEditor) -> None:
    answers = json_editor.offers(place.text for place in JSON_PLACES.values())

    offered = {
        what: labels_of(items, place)
        for (what, place), items in zip(JSON_PLACES.items(), answers, strict=True)
    }
    assert offered == {what: place.labels for what, place in JSON_PLACES.items()}
    assert [undocumented(items) for items in answers] == [[]] * len(answers)


def test_json_hover(json_editor: JsonEditor) -> None:
    wanted = {
        '{"lr_sche|duler": [null]}': [FIELD_SUMMARY],
        '{"opti|mization": {}}': [SECTION_SUMMARIES["optimization"]],
        '{"lr_scheduler": [nu|ll]}': [NO_SCHEDULING_SUMMARY],
        '{"lr_scheduler": [{"na|me": ""}]}': [NAME.summary],
    }
    for value, summary in INTERVAL_SUMMARIES.items():
        marked = '{"lr_scheduler": [{"name": "exponential", "interval": "%s"}]}'
        wanted[marked % f"{value[:2]}|{value[2:]}"] = [INTERVAL.summary, summary]
    for name, strategy in STRATEGIES.items():
        marked = f'{{"lr_scheduler": [{{"name": "{name}"}}]}}'
        wanted[marked.replace(name, f"{name[:4]}|{name[4:]}")] = [NAME.summary, strategy.summary]
        for slot in strategy.arguments:
            inner = f'"kwargs": {{"{slot.name[:3]}|{slot.name[3:]}": 1}}'
            wanted[marked.replace("}]", f", {inner}}}]")] = [slot.summary, f"takes {slot.wanted}"]
        wanted[marked.replace("}]", ', "kw|args": {}}]')] = [KWARGS_SUMMARY]

    shown = json_editor.shows(wanted)

    missing = [
        (marked, words)
        for (marked, summaries), answer in zip(wanted.items(), shown, strict=True)
        for words in map(sentence, summaries)
        if words not in answer
    ]
    assert missing == []


def test_json_mistakes(json_editor: JsonEditor) -> None:
    texts = [json.dumps(yaml.safe_load(case.text)) for case in MISTAKES.values()]

    objections = dict(zip(MISTAKES, json_editor.objections(texts), strict=True))

    assert objections == {
        what: sorted(message for _, _, message in case.objections) if case.in_json is None else case.in_json
        for what, case in MISTAKES.items()
    }


def test_json_nothing_to_object_to(json_editor: JsonEditor) -> None:
    documents = [document for text in (FINE | OK).values() for document in documents_in(text)]
    texts = list(map(json.dumps, documents))

    assert json_editor.objections(texts) == [[]] * len(texts)
