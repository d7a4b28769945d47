"""The schemas in real editors: what their language servers offer, show and object to.

In texts, `|` is the cursor.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
import yaml
from jsonschema.validators import validator_for

from kumo_lr import check_text
from kumo_lr.facts.plan_layout import FIELD, FIELD_SUMMARY, SECTION_SUMMARIES
from kumo_lr.facts.strategies import (
    CANDIDATE_KEYS,
    INTERVAL,
    INTERVAL_SUMMARIES,
    KWARGS,
    KWARGS_SUMMARY,
    NAME,
    NO_SCHEDULING_SUMMARY,
    STRATEGIES,
)
from kumo_lr.plan.schema import DRAFTS, Draft, Schema, json_schema, schema_text
from kumo_lr.report.explain import sentence
from tests.language_server import LanguageServer, Message
from tests.regenerate import FIXTURES

Objection: TypeAlias = tuple[int, int, str]

EDITORS = Path(__file__).parent / "editors"
NODE = shutil.which("node") or ""
_MODULES = EDITORS / "node_modules"
_YAML_SERVER = _MODULES / "yaml-language-server" / "bin" / "yaml-language-server"
MISSING = (
    "node is not installed"
    if not NODE
    else "the language servers are not installed: run `npm ci` in tests/editors"
    if not _MODULES.is_dir()
    else ""
)
pytestmark = [
    pytest.mark.skipif(bool(MISSING) and "CI" not in os.environ, reason=MISSING),
    pytest.mark.usefixtures("installed"),
]

STRATEGY_NAMES = list(STRATEGIES)
SNIPPETS = ["null", *STRATEGY_NAMES]
AFTER_DASH = sorted([*SNIPPETS, *CANDIDATE_KEYS])


@pytest.fixture(scope="module")
def installed() -> None:
    assert MISSING == ""


# ---------------------------------------------------------------------------- what is written

TOP = f"{FIELD}:\n"
IN_PLAN = f"optimization:\n  base_lr: [0.01]\n  {FIELD}:\n"
IN_FILE = f"model_plan:\n  optimization:\n    {FIELD}:\n"


def candidate(name: str, rest: str = "", indent: str = "") -> str:
    """Write a candidate, and what else is in it, as an item of the list."""
    lines = [f"- name: {name}", "  interval: step", *rest.splitlines()]
    return "".join(f"{indent}{line}\n" for line in lines)


def under_kwargs(name: str, *lines: str) -> str:
    """Write a field in which lines stand under a candidate's kwargs."""
    return TOP + candidate(name, "\n".join(["  kwargs:", *(f"    {line}" for line in lines)]))


class Place(NamedTuple):
    """A place in a text where an editor offers something."""

    text: str
    labels: list[str]


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
    "name in a list of its own": Place(f"{TOP}- - name: |", STRATEGY_NAMES),
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
JSON_KWARGS = '{"lr_scheduler": [{"name": "%s", "interval": "step", "kwargs": {%s|}}]}'
JSON_PLACES = {
    "top": Place("{|}", [FIELD, "optimization", "model_plan"]),
    "top, quoted": Place('{"|"}', [FIELD, "optimization", "model_plan"]),
    "optimization": Place('{"optimization": {|}}', [FIELD]),
    "model_plan": Place('{"model_plan": {|}}', ["optimization"]),
    "optimization in model_plan": Place('{"model_plan": {"optimization": {|}}}', [FIELD]),
    "name": Place('{"lr_scheduler": [{"name": |}]}', STRATEGY_NAMES),
    "name, begun": Place('{"lr_scheduler": [{"name": "cos|"}]}', STRATEGY_NAMES),
    "first key": Place('{"lr_scheduler": [{"|"}]}', list(CANDIDATE_KEYS)),
    "second key": Place('{"lr_scheduler": [{"name": "exponential", |}]}', ["interval", "kwargs"]),
    "second key, begun": Place('{"lr_scheduler": [{"name": "exponential", "i|"}]}', ["interval", "kwargs"]),
    "interval": Place('{"lr_scheduler": [{"interval": |}]}', ["step", "epoch"]),
    **{
        f"kwargs of {name}": Place(JSON_KWARGS % (name, ""), list(strategy.argument_names))
        for name, strategy in STRATEGIES.items()
    },
    "kwargs of restarts, second argument": Place(
        JSON_KWARGS % ("cosine_with_warmup_restarts", '"num_cycles": 3, '), ["warmup_ratio_or_steps"]
    ),
    "kwargs of an unknown strategy": Place(JSON_KWARGS % ("cosine_with", ""), []),
}


# ---------------------------------------------------------------------------- what is objected to

NAMES_WANTED = f"Value is not accepted. Valid values: {', '.join(map(json.dumps, STRATEGY_NAMES))}."
INTERVALS_WANTED = 'Value is not accepted. Valid values: "step", "epoch".'
NOT_SET_WANTED = 'Value must be "???".'
DOCUMENTED = (FIXTURES / "documents" / "documentation.yaml").read_text()


def wrong_type(wanted: str) -> str:
    """Return what servers say about a value of another type."""
    return f'Incorrect type. Expected "{wanted}".'


class Case(NamedTuple):
    """A text, all that the YAML server objects to in it, and what VS Code's JSON service says instead.

    `in_json` is None where the two say the same.
    """

    text: str
    objections: list[Objection]
    in_json: list[str] | None = None


MISTAKES = {
    "the documented example": Case(DOCUMENTED, [(2, 8, NAMES_WANTED)]),
    "unknown strategy": Case(TOP + candidate("cosine"), [(1, 8, NAMES_WANTED)]),
    "unknown strategy in a plan": Case(IN_PLAN + candidate("cosine", indent="  "), [(3, 10, NAMES_WANTED)]),
    "unknown strategy in a file": Case(IN_FILE + candidate("cosine", indent="    "), [(3, 12, NAMES_WANTED)]),
    "unknown strategy, its kwargs stand": Case(
        under_kwargs("cosine", "num_cycles: 3"), [(1, 8, NAMES_WANTED)]
    ),
    "unknown strategy in a list of its own": Case(
        f"{TOP}- - name: cosine\n    interval: step\n", [(1, 10, NAMES_WANTED)]
    ),
    "wrong argument": Case(
        under_kwargs("cosine_with_warmup", "num_cycles: 3"), [(4, 4, "Property num_cycles is not allowed.")]
    ),
    "another strategy's argument": Case(
        under_kwargs("exponential", "gamma: 0.9", "warmup_ratio_or_steps: 0.1"),
        [(5, 4, "Property warmup_ratio_or_steps is not allowed.")],
    ),
    "warmup above 1": Case(
        under_kwargs("cosine_with_warmup", "warmup_ratio_or_steps: 1.5"),
        [(4, 27, "Value is above the maximum of 1.")],
    ),
    "warmup below 0": Case(
        under_kwargs("cosine_with_warmup", "warmup_ratio_or_steps: -1"),
        [(4, 27, "Value is below the minimum of 0.")],
    ),
    "warmup true": Case(
        under_kwargs("cosine_with_warmup", "warmup_ratio_or_steps: true"), [(4, 27, wrong_type("number"))]
    ),
    "gamma as text": Case(under_kwargs("exponential", 'gamma: "0.9"'), [(4, 11, wrong_type("number"))]),
    "gamma 0": Case(
        under_kwargs("exponential", "gamma: 0"), [(4, 11, "Value is below the exclusive minimum of 0.")]
    ),
    "gamma above 1": Case(
        under_kwargs("exponential", "gamma: 1.5"), [(4, 11, "Value is above the maximum of 1.")]
    ),
    "cycles with a fraction": Case(
        under_kwargs("cosine_with_warmup_restarts", "num_cycles: 3.5"), [(4, 16, wrong_type("integer"))]
    ),
    "no cycles": Case(
        under_kwargs("cosine_with_warmup_restarts", "num_cycles: 0"),
        [(4, 16, "Value is below the minimum of 1.")],
    ),
    "gamma missing": Case(
        TOP + candidate("exponential", "  kwargs: {}"), [(3, 2, 'Missing property "gamma".')]
    ),
    "kwargs missing": Case(TOP + candidate("exponential"), [(1, 2, 'Missing property "kwargs".')]),
    "kwargs null": Case(
        TOP + candidate("cosine_with_warmup", "  kwargs:"),
        [(3, 9, wrong_type(KWARGS))],
        [wrong_type("object")],
    ),
    "kwargs a list": Case(
        TOP + candidate("cosine_with_warmup", "  kwargs: []"),
        [(3, 10, wrong_type(KWARGS))],
        [wrong_type("object")],
    ),
    "interval missing": Case(f"{TOP}- name: cosine_with_warmup\n", [(1, 2, 'Missing property "interval".')]),
    "name missing": Case(f"{TOP}- interval: step\n", [(1, 2, 'Missing property "name".')]),
    "unknown interval": Case(
        f"{TOP}- name: cosine_with_warmup\n  interval: steps\n", [(2, 12, INTERVALS_WANTED)]
    ),
    "interval misspelt": Case(
        f"{TOP}- name: cosine_with_warmup\n  intervall: step\n",
        [(1, 2, 'Missing property "interval".'), (2, 2, "Property intervall is not allowed.")],
    ),
    "kwargs misspelt": Case(
        TOP + candidate("cosine_with_warmup", "  kwarg: {}"), [(3, 2, "Property kwarg is not allowed.")]
    ),
    "a word in the list": Case(
        f"{TOP}- exponential\n", [(1, 2, wrong_type("candidate | null"))], [wrong_type("object")]
    ),
    "a mapping": Case(f"{TOP}  name: exponential\n  interval: step\n", [(1, 2, wrong_type("array"))]),
    "a word": Case(f"{FIELD}: exponential\n", [(0, 14, NOT_SET_WANTED)]),
    "nothing": Case(TOP, [(0, 13, wrong_type("array"))]),
    "null": Case(f"{FIELD}: null\n", [(0, 14, wrong_type("array"))]),
    "an empty list": Case(f"{FIELD}: []\n", [(0, 14, "Array has too few items. Expected 1 or more.")]),
    "two in a list of their own": Case(
        f"{TOP}- [null, null]\n", [(1, 2, "Array has too many items. Expected 1 or fewer.")]
    ),
    "two mistakes": Case(
        TOP + candidate("cosine") + candidate("linear_with_warmup", "  kwargs: {gamma: 0.9}"),
        [(1, 8, NAMES_WANTED), (5, 11, "Property gamma is not allowed.")],
    ),
}
FINE = {
    "not set": f"{FIELD}: '???'\n",
    "not set, plain": f"{FIELD}: ???\n",
    "section not set": "optimization: '???'\n",
    "section empty": "optimization:\n",
    # What a check only warns about.
    "empty mapping": f"{TOP}- {{}}\n",
    "empty list in the list": f"{TOP}- []\n",
    "candidate in a list of its own": f"{TOP}- - name: cosine_with_warmup\n    interval: step\n",
    "null in a list of its own": f"{TOP}- [null]\n",
    "unknown sections": f"training_job: {{x: 1}}\nother: [1]\noptimization:\n  x: 1\n  {FIELD}: [null]\ny:\n",
    "documented, mended": DOCUMENTED.replace("warumup", "warmup"),
}
# What no check objects to and no schema knows: text alone, and other programs' files.
OTHER_PROGRAMS = ("other-sections.yaml", "scalar.yaml")
OK = {
    path.name: path.read_text()
    for path in sorted((FIXTURES / "ok").iterdir())
    if path.name not in OTHER_PROGRAMS
}


# ---------------------------------------------------------------------------- the YAML server


@pytest.fixture(scope="module", params=DRAFTS)
def draft(request: pytest.FixtureRequest) -> Draft:
    named: Draft = request.param
    return named


@pytest.fixture(scope="module")
def folder(draft: Draft, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("editor")
    for name, field in (("plan", False), (FIELD, True)):
        (made / f"{name}.schema.json").write_text(schema_text(draft, field=field), encoding="utf-8")
    return made


class Editor:
    """A YAML editor: `plan` texts have the schema of plans, `field` texts that of the list alone."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._names = (f"{number}" for number in itertools.count())
        self._plans: dict[str, str] = {}

    def offers(self, marked: str, kind: str = "plan.yaml") -> list[Message]:
        """Return what is offered at the cursor."""
        text, offset = _unmarked(marked)
        return self._server.complete(self._open(text, kind), text, offset)

    def shows(self, marked: str, kind: str = "plan.yaml") -> str:
        """Return what is shown at the cursor, without its last line: where the schema comes from."""
        text, offset = _unmarked(marked)
        shown = self._server.hover(self._open(text, kind), text, offset)
        assert shown is not None
        words, _, _ = shown.partition("\n\nSource: ")
        return words

    def read(self, texts: Iterable[str]) -> None:
        """Open plans whose objections will be asked for: the server waits before it looks, at all at once."""
        self._plans |= {text: self._open(text, "plan.yaml") for text in texts}

    def objections(self, text: str, kind: str = "plan.yaml") -> list[Objection]:
        """Return all that is objected to in a text, in its order."""
        read = self._plans.get(text) if kind == "plan.yaml" else None
        uri = read or self._open(text, kind)
        return sorted(
            (found["range"]["start"]["line"], found["range"]["start"]["character"], found["message"])
            for found in self._server.diagnostics(uri)
        )

    def _open(self, text: str, kind: str) -> str:
        return self._server.open(f"{next(self._names)}.{kind}", text)


@pytest.fixture(scope="module")
def editor(folder: Path) -> Iterator[Editor]:
    schemas = {
        (folder / f"{name}.schema.json").as_uri(): [f"*.{kind}.yaml"]
        for name, kind in (("plan", "plan"), (FIELD, "field"))
    }
    settings = {"yaml": {"schemas": schemas, "schemaStore": {"enable": False}}}
    with LanguageServer([NODE, str(_YAML_SERVER), "--stdio"], settings, folder) as server:
        made = Editor(server)
        made.read([*(case.text for case in MISTAKES.values()), *FINE.values(), *OK.values()])
        yield made


def _unmarked(marked: str) -> tuple[str, int]:
    before, _, after = marked.partition("|")
    return before + after, len(before)


def _labels(items: list[Message], place: Place) -> list[str]:
    """Return labels as a person sees them, in the server's order unless sorted ones are wanted."""
    labels = [item["label"].strip('"') for item in items]
    return sorted(labels) if place.labels == AFTER_DASH else labels


def _undocumented(items: list[Message]) -> list[str]:
    return [item["label"] for item in items if not item.get("documentation")]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_completion(editor: Editor, place: Place) -> None:
    items = editor.offers(place.text)

    assert _labels(items, place) == place.labels
    assert _undocumented(items) == []


@pytest.mark.parametrize("place", ARGUMENT_VALUES.values(), ids=ARGUMENT_VALUES)
def test_completion_of_an_arguments_value(editor: Editor, place: Place) -> None:
    assert _labels(editor.offers(place.text), place) == place.labels


def _written(marked: str, item: Message) -> str:
    """Apply what is offered as an editor does, with the placeholders' own words."""
    text, _ = _unmarked(marked)
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


@pytest.mark.parametrize("name", STRATEGIES)
def test_hover_shows_the_strategy(editor: Editor, name: str) -> None:
    shown = editor.shows(f"{TOP}- name: {name[:4]}|{name[4:]}\n  interval: step\n")

    assert sentence(NAME.summary) in shown
    listed = re.findall(r"^\* `(.*?)`: (.*)$", shown, re.MULTILINE)
    assert listed[0] == (name, sentence(STRATEGIES[name].summary))
    assert sorted(listed) == sorted((other, sentence(STRATEGIES[other].summary)) for other in STRATEGIES)


@pytest.mark.parametrize("value", INTERVAL.choices)
def test_hover_shows_the_interval(editor: Editor, value: str) -> None:
    shown = editor.shows(f"{TOP}- name: exponential\n  interval: {value[:2]}|{value[2:]}\n")

    assert sentence(INTERVAL.summary) in shown
    for choice, summary in INTERVAL_SUMMARIES.items():
        assert f"* `{choice}`: {sentence(summary)}" in shown


KEYS = {
    FIELD: (f"lr_sch|eduler:\n{candidate('exponential')}", FIELD_SUMMARY),
    "field in a plan": (IN_PLAN.replace("lr_", "lr|_") + "  - null\n", FIELD_SUMMARY),
    "field in a file": (IN_FILE.replace("lr_", "lr|_") + "    - null\n", FIELD_SUMMARY),
    "name": (f"{TOP}- na|me: exponential\n", NAME.summary),
    "interval": (f"{TOP}- inter|val: step\n", INTERVAL.summary),
    "null": (f"{TOP}- nu|ll\n", NO_SCHEDULING_SUMMARY),
    "optimization": ("opti|mization: {}\n", SECTION_SUMMARIES["optimization"]),
    "model_plan": ("model|_plan: {}\n", SECTION_SUMMARIES["model_plan"]),
    **{
        f"kwargs of {name}": (TOP + candidate(name, "  kw|args: {gamma: 0.9}"), KWARGS_SUMMARY)
        for name in STRATEGIES
    },
}


@pytest.mark.parametrize(("marked", "summary"), KEYS.values(), ids=KEYS)
def test_hover_shows_the_key(editor: Editor, marked: str, summary: str) -> None:
    assert sentence(summary) in editor.shows(marked)


ARGUMENTS = [(name, argument) for name in STRATEGIES for argument in STRATEGIES[name].argument_names]


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_hover_shows_the_argument(editor: Editor, name: str, argument: str) -> None:
    slot = STRATEGIES[name].argument(argument)
    assert slot is not None
    for marked in (f"{argument[:3]}|{argument[3:]}: 1", f"{argument}: |1"):
        shown = editor.shows(under_kwargs(name, marked))

        assert sentence(slot.summary) in shown
        assert slot.wanted in shown


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
        assert _labels(editor.offers(place.text), place) == labels
    assert editor.objections(plan) == []


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
        assert _labels(items, place) == labels
        assert _undocumented(items) == []
    shown = editor.shows(f"{modeline}- name: expo|nential\n", kind)
    assert sentence(STRATEGIES["exponential"].summary) in shown

    first = modeline.count("\n")
    assert editor.objections(f"{modeline}- null\n", kind) == []
    assert editor.objections(f"{modeline}- name: cosine\n  interval: step\n", kind) == [
        (first, 8, NAMES_WANTED)
    ]
    assert editor.objections(f"{modeline}{TOP}- null\n", kind) == [(first, 0, wrong_type("array"))]


# ---------------------------------------------------------------------------- the JSON service


def _ask(program: str, requests: list[Message]) -> list[Any]:
    done = subprocess.run(
        [NODE, str(EDITORS / program)],
        input=json.dumps(requests),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.stderr == ""
    assert done.returncode == 0
    answers: list[Any] = json.loads(done.stdout)
    return answers


class JsonEditor:
    """VS Code's JSON editor, on files of one schema."""

    def __init__(self, schema: Path) -> None:
        self._schema = schema.as_uri()

    def offers(self, marked: Iterable[str]) -> list[list[Message]]:
        """Return what is offered at each cursor."""
        return self._at("completion", marked)

    def shows(self, marked: Iterable[str]) -> list[str]:
        """Return what is shown at each cursor."""
        return ["\n\n".join(shown) for shown in self._at("hover", marked)]

    def objections(self, texts: Iterable[str]) -> list[list[str]]:
        """Return all that is objected to in each text, sorted."""
        requests = [{"schema": self._schema, "want": "diagnostics", "text": text} for text in texts]
        return [sorted(found["message"] for found in answer) for answer in _ask(_JSON_SERVICE, requests)]

    def _at(self, want: str, marked: Iterable[str]) -> list[Any]:
        places = map(_unmarked, marked)
        request = {"schema": self._schema, "want": want}
        return _ask(_JSON_SERVICE, [{**request, "text": text, "offset": offset} for text, offset in places])


_JSON_SERVICE = "json_service.mjs"


@pytest.fixture(scope="module")
def json_editor(folder: Path) -> JsonEditor:
    return JsonEditor(folder / "plan.schema.json")


def test_json_completion(json_editor: JsonEditor) -> None:
    answers = json_editor.offers(place.text for place in JSON_PLACES.values())

    offered = {
        what: _labels(items, place) for (what, place), items in zip(JSON_PLACES.items(), answers, strict=True)
    }
    assert offered == {what: place.labels for what, place in JSON_PLACES.items()}
    assert [_undocumented(items) for items in answers] == [[]] * len(answers)


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
    documents = [document for text in (FINE | OK).values() for document in _documents(text)]
    texts = list(map(json.dumps, documents))

    assert json_editor.objections(texts) == [[]] * len(texts)


# ---------------------------------------------------------------------------- validators

SCHEMAS = [json_schema(draft, field=field) for draft in DRAFTS for field in (False, True)]


def _documents(text: str) -> list[Any]:
    """Read a text as JSON if it is that, which YAML 1.1 reads otherwise: to it `9e-1` is a word."""
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return list(yaml.safe_load_all(text))


def _instances() -> Iterator[Any]:
    """Return the data of all fixtures, as JSON has it: dates are texts, and keys too."""
    for path in sorted(FIXTURES.rglob("*")):
        if path.suffix not in (".yaml", ".yml", ".json"):
            continue
        try:
            text = path.read_bytes().decode("utf-8-sig")
            for document in _documents(text):
                yield json.loads(json.dumps(document, default=str, allow_nan=False))
        # No text, no YAML, or nothing that JSON could hold.
        except (UnicodeDecodeError, yaml.YAMLError, ValueError, TypeError, RecursionError):
            continue


@pytest.fixture(scope="module")
def instances() -> list[Any]:
    return list(_instances())


@pytest.fixture(scope="module")
def by_ajv(instances: list[Any]) -> list[Message]:
    return _ask("ajv_check.mjs", [{"schema": schema, "instances": instances} for schema in SCHEMAS])


def test_ajv_compiles_the_schemas_in_strict_mode(by_ajv: list[Message]) -> None:
    assert [(answer["error"], answer["logged"]) for answer in by_ajv] == [(None, [])] * len(SCHEMAS)


def _by_jsonschema(schema: Schema, instances: list[Any]) -> list[bool]:
    validator = validator_for(schema)
    validator.check_schema(schema)
    return list(map(validator(schema).is_valid, instances))


def test_validators_agree(instances: list[Any], by_ajv: list[Message]) -> None:
    assert len(instances) > 150
    verdicts = [_by_jsonschema(schema, instances) for schema in SCHEMAS]

    differing = [
        (schema["$id"], instance)
        for schema, ours, theirs in zip(SCHEMAS, verdicts, by_ajv, strict=True)
        for instance, mine, other in zip(instances, ours, theirs["valid"], strict=True)
        if mine != other
    ]
    assert differing == []
    assert [set(verdict) for verdict in verdicts] == [{True, False}] * len(SCHEMAS)
    plan_07, field_07, plan_2020, field_2020 = verdicts
    assert plan_07 == plan_2020
    assert field_07 == field_2020
