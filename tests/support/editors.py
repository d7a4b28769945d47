"""The editors' language servers, and texts for them. In texts, `|` is the cursor."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
import yaml

from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.strategies import CANDIDATE_KEYS, STRATEGIES
from tests.support.language_server import LanguageServer, Message
from tests.support.paths import TESTS

Objection: TypeAlias = tuple[int, int, str]
EDITORS = TESTS / "editors"
NODE = shutil.which("node") or ""
_MODULES = EDITORS / "node_modules"
YAML_SERVER = _MODULES / "yaml-language-server" / "bin" / "yaml-language-server"
OLD_YAML_SERVER = _MODULES / "yaml-language-server-1.15" / "bin" / "yaml-language-server"
MISSING = (
    "node is not installed"
    if not NODE
    else "the language servers are not installed: run `npm ci` in tests/editors"
    if not _MODULES.is_dir()
    else ""
)
needs_servers = [
    pytest.mark.skipif(bool(MISSING) and "CI" not in os.environ, reason=MISSING),
    pytest.mark.usefixtures("installed"),
]
STRATEGY_NAMES = list(STRATEGIES)
SNIPPETS = ["null", *STRATEGY_NAMES]
AFTER_DASH = sorted([*SNIPPETS, *CANDIDATE_KEYS])
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


class Editor:
    """A YAML editor: `plan` texts have the schema of plans, `field` texts that of the list alone."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._names = (f"{number}" for number in itertools.count())
        self._plans: dict[str, str] = {}

    def offers(self, marked: str, kind: str = "plan.yaml") -> list[Message]:
        """Return what is offered at the cursor."""
        text, offset = unmarked(marked)
        return self._server.complete(self._open(text, kind), text, offset)

    def shows(self, marked: str, kind: str = "plan.yaml") -> str:
        """Return what is shown at the cursor, without its last line: where the schema comes from."""
        text, offset = unmarked(marked)
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


def unmarked(marked: str) -> tuple[str, int]:
    before, _, after = marked.partition("|")
    return before + after, len(before)


def labels_of(items: list[Message], place: Place) -> list[str]:
    """Return labels as a person sees them, in the server's order unless sorted ones are wanted."""
    labels = [item["label"].strip('"') for item in items]
    return sorted(labels) if place.labels == AFTER_DASH else labels


def undocumented(items: list[Message]) -> list[str]:
    return [item["label"] for item in items if not item.get("documentation")]


def ask(program: str, requests: list[Message]) -> list[Any]:
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
        return [sorted(found["message"] for found in answer) for answer in ask(_JSON_SERVICE, requests)]

    def _at(self, want: str, marked: Iterable[str]) -> list[Any]:
        places = map(unmarked, marked)
        request = {"schema": self._schema, "want": want}
        return ask(_JSON_SERVICE, [{**request, "text": text, "offset": offset} for text, offset in places])


_JSON_SERVICE = "json_service.mjs"


def documents_in(text: str) -> list[Any]:
    """Read a text as JSON if it is that, which YAML 1.1 reads otherwise: to it `9e-1` is a word."""
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return list(yaml.safe_load_all(text))
