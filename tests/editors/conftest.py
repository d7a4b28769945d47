"""The editors' servers, started once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.plan.schema import DRAFTS, Draft, schema_text
from tests.support.editors import MISSING, NODE, YAML_SERVER, Editor, JsonEditor
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
    return made


@pytest.fixture(scope="session")
def editor(folder: Path) -> Iterator[Editor]:
    schemas = {
        (folder / f"{name}.schema.json").as_uri(): [f"*.{kind}.yaml"]
        for name, kind in (("plan", "plan"), (FIELD, "field"))
    }
    settings = {"yaml": {"schemas": schemas, "schemaStore": {"enable": False}}}
    with LanguageServer([NODE, str(YAML_SERVER), "--stdio"], settings, folder) as server:
        made = Editor(server)
        made.read([*(case.text for case in MISTAKES.values()), *FINE.values(), *OK.values()])
        yield made


@pytest.fixture(scope="session")
def json_editor(folder: Path) -> JsonEditor:
    return JsonEditor(folder / "plan.schema.json")
