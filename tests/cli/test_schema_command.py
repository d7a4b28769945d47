"""The command `schema`: what it prints, and what it says of a stored schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kumo_lr.cli.app import main
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.plan.schema import DRAFTS, Draft, json_schema, schema_text
from kumo_lr.settings.schema import settings_schema_text
from tests.support.paths import SCHEMAS

Captured = pytest.CaptureFixture[str]


def _texts(draft: Draft) -> dict[tuple[str, ...], str]:
    """Return what is printed, by the options that ask for it."""
    return {
        (): schema_text(draft, field=False),
        ("--field",): schema_text(draft, field=True),
        ("--completion",): schema_text(draft, field=False, completion=True),
        ("--field", "--completion"): schema_text(draft, field=True, completion=True),
        ("--settings",): settings_schema_text(draft),
    }


OPTIONS = list(_texts("draft-07"))


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_it_is_printed(draft: Draft, options: tuple[str, ...], capsys: Captured) -> None:
    assert main(["schema", "--draft", draft, *options]) == 0
    assert capsys.readouterr() == (_texts(draft)[options], "")


def test_draft_07_is_the_default(capsys: Captured) -> None:
    assert main(["schema", "--settings"]) == 0
    assert capsys.readouterr().out == (SCHEMAS / "settings.draft-07.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("other", ["--field", "--completion"])
def test_settings_have_one_schema(other: str, capsys: Captured) -> None:
    assert main(["schema", "--settings", other]) == 2
    assert capsys.readouterr() == ("", f"kumo-lr: --settings and {other} cannot be used together\n")


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_a_stored_schema_that_is_up_to_date(
    draft: Draft, options: tuple[str, ...], tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "stored.json"
    # How it is laid out does not matter.
    path.write_text(json.dumps(json.loads(_texts(draft)[options])), encoding="utf-8")

    for command in ([], options, ["--draft", draft], [*options, "--draft", draft]):
        assert main(["schema", "--check", str(path), *command]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("stored.json")


def test_a_stored_schema_that_is_not(stored: Path, capsys: Captured) -> None:
    schema = json_schema()
    del schema["title"]
    schema["definitions"]["lr_scheduler"]["minItems"] = 0
    schema["properties"]["a/b"] = {}
    schema["definitions"]["candidate"]["properties"]["name"]["enum"].pop()
    stored.write_text(json.dumps(schema), encoding="utf-8")

    assert main(["schema", "--check", "stored.json"]) == 1
    names = list(STRATEGIES)
    said = (
        "stored.json: /title is missing\n"
        "stored.json: /properties/a~1b should not be there\n"
        f"stored.json: /definitions/candidate/properties/name/enum is {json.dumps(names[:-1])}, "
        f"and should be {json.dumps(names)}\n"
        "stored.json: /definitions/lr_scheduler/minItems is 0, and should be 1\n"
    )
    assert capsys.readouterr() == (said, "")
    assert main(["schema", "--check", "stored.json", "--draft", "2020-12"]) == 1
    assert capsys.readouterr().out.startswith('stored.json: /$schema is "http://json-schema.org/draft-07/')


@pytest.mark.parametrize("options", OPTIONS[1:], ids=" ".join)
def test_a_stored_schema_of_another_kind(options: tuple[str, ...], stored: Path, capsys: Captured) -> None:
    stored.write_text(schema_text("2020-12", field=False), encoding="utf-8")

    assert main(["schema", "--check", "stored.json", *options]) == 1
    wanted = json.loads(_texts("2020-12")[options])["$id"]
    assert f'/$id is "urn:kumo-lr:plan:2020-12", and should be "{wanted}"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot read stored.json: no such file or directory"),
        (b"{]", "cannot use stored.json: it is not JSON: line 1: "),
        (b"\xff", "cannot use stored.json: it is not UTF-8"),
        (b'{"$id": "x"}', "cannot use stored.json: it is not a schema of kumo_lr: its $id is none of "),
        (b"[" * 100_000, "cannot use stored.json: it is nested too deep"),
        (b"[]", "cannot use stored.json: it is not a schema of kumo_lr: its $id is none of "),
    ],
)
def test_a_stored_file_that_is_no_schema(
    content: bytes | None, said: str, stored: Path, capsys: Captured
) -> None:
    if content is not None:
        stored.write_bytes(content)
    ids = ", ".join(json.loads(text)["$id"] for options in OPTIONS for text in _all_drafts(options))

    assert main(["schema", "--check", "stored.json"]) == 2
    out, err = capsys.readouterr()
    rest = {"none of ": ids, "line 1: ": err.rpartition("line 1: ")[2].rstrip()}
    assert (out, err) == ("", f"kumo-lr: {said}{rest.get(said[-8:], '')}\n")


def _all_drafts(options: tuple[str, ...]) -> list[str]:
    return [_texts(draft)[options] for draft in DRAFTS]
