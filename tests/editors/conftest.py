"""The editors' servers, started once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.plan.schema import DRAFTS, Draft, schema_text
from tests.support.editors import MISSING, NODE, OLD_YAML_SERVER, YAML_SERVER, Editor, JsonEditor
from tests.support.language_server import LanguageServer
from tests.support.objections import FINE, MISTAKES, OK


@pytest.fixture(scope="session")
def installed() -> None:
    assert MISSING == ""


@pytest.fixture(scope="session", params=DRAFTS)
def draft(request: pytest.FixtureRequest) -> Draft:
    named: Draft = request.param
    return named


@pytest.fixture(scope="session")
def folder(draft: Draft, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("editor")
    for name, field in (("plan", False), (FIELD, True)):
        (made / f"{name}.schema.json").write_text(schema_text(draft, field=field), encoding="utf-8")
    completion = schema_text(draft, field=False, completion=True)
    (made / "completion.schema.json").write_text(completion, encoding="utf-8")
    return made


def _yaml_editor(folder: Path, server: Path) -> AbstractContextManager[LanguageServer]:
    schemas = {
        (folder / f"{name}.schema.json").as_uri(): [f"*.{kind}.yaml"]
        for name, kind in (("plan", "plan"), (FIELD, "field"), ("completion", "completion"))
    }
    settings = {"yaml": {"schemas": schemas, "schemaStore": {"enable": False}}}
    return LanguageServer([NODE, str(server), "--stdio"], settings, folder)


@pytest.fixture(scope="session")
def editor(folder: Path) -> Iterator[Editor]:
    with _yaml_editor(folder, YAML_SERVER) as server:
        made = Editor(server)
        made.read([*(case.text for case in MISTAKES.values()), *FINE.values(), *OK.values()])
        yield made


@pytest.fixture(scope="session")
def any_editor(editor: Editor, old_editor: Editor, yaml_server: str) -> Editor:
    """The newest server, and the oldest that the schemas are made for."""
    return editor if yaml_server == "newest" else old_editor


@pytest.fixture(scope="session")
def old_editor(folder: Path) -> Iterator[Editor]:
    with _yaml_editor(folder, OLD_YAML_SERVER) as server:
        yield Editor(server)


@pytest.fixture(scope="session", params=["newest", "oldest"])
def yaml_server(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def json_editor(folder: Path) -> JsonEditor:
    return JsonEditor(folder / "plan.schema.json")
