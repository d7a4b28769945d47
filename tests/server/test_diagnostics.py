"""Diagnostics: what `kumo-lr check` finds, each finding once, at its place."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.check.checker import check_source
from kumo_lr.check.question import Question
from kumo_lr.check.runner import Selection, check_one
from kumo_lr.files import Walked
from kumo_lr.findings import Finding
from kumo_lr.report.paths import told
from kumo_lr.source import DecodingError, decode, from_text
from tests.support.cases import at_of, plans
from tests.support.editor import BAD, PULLING, TWICE, Editor, covered, uri_of
from tests.support.properties import examples

ENCODINGS = ("utf-8", "utf-16", "utf-32")


def seen(text: str, diagnostics: list[dict[str, Any]], encoding: str) -> list[tuple[object, ...]]:
    """Return diagnostics as findings: code, severity, message and span."""
    mark = int(text.startswith("\ufeff"))
    rows: list[tuple[object, ...]] = []
    for each in diagnostics:
        start, end = covered(text, each["range"], encoding)
        rows.append((each["code"], each["severity"], each["message"], start - mark, end - mark))
    return rows


def expected(findings: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    weights = {"error": 1, "warning": 2}
    return [(f.code, weights[f.severity], told(f), *f.span) for f in findings]


def readable() -> list[tuple[Path, str]]:
    """Return the fixtures that an editor can open, with their texts."""
    found = []
    for path in plans():
        try:
            found.append((path, decode(path.read_bytes(), path.name).original))
        except DecodingError:
            continue
    return found


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_fixtures_have_the_findings_of_a_check(client: Editor, encoding: str, tmp_path: Path) -> None:
    client.start(encodings=[encoding])
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare/kumo-lr.toml").write_text('at = "."\n')
    opened = []
    for number, (path, text) in enumerate(readable()):
        folder = tmp_path / ("bare" if at_of(path) else "")
        uri = uri_of(folder / f"{number}.kumo{path.suffix}")
        client.open(uri, text, "json" if path.suffix == ".json" else "yaml")
        opened.append((path, uri, text))

    for path, uri, text in opened:
        source = from_text(text, path.name)
        findings = check_source(source, Question(at=at_of(path))).findings
        assert seen(text, client.diagnostics(uri), encoding) == expected(findings), path
    assert len({message["uri"] for message in client.published}) == len(client.published) == len(opened)


def test_files_of_any_name_are_checked_as_found_in_a_folder(client: Editor) -> None:
    client.start(encodings=["utf-32"])
    opened = [(path, client.open(uri_of(path), text)) for path, text in readable() if path.suffix != ".json"]

    for path, uri in opened:
        text = client.texts[uri]
        checked = check_one(Walked(str(path)), Selection())
        assert seen(text, client.diagnostics(uri), "utf-32") == expected(checked.findings), path


PIECES = st.sampled_from(
    [
        "\U0001f600",
        "\u00e9",
        "\u2028",
        "\u0085",
        "\r",
        "\r\n",
        "\n",
        "# \u6f22\n",
        BAD,
        "x: \U0001f600\n",
        "- ",
    ]
)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_any_text_has_the_findings_of_a_check(client: Editor, encoding: str) -> None:
    client.start(encodings=[encoding])
    numbers = count()

    @examples(60)
    @given(st.lists(PIECES, max_size=5).map("".join), st.booleans())
    def check(lead: str, has_mark: bool) -> None:
        text = ("\ufeff" if has_mark else "") + lead + BAD.replace("csoine", "\U0001f600csoine") + lead
        name = f"/plans/{next(numbers)}.kumo.yaml"
        uri = client.open(f"file://{name}", text)

        findings = check_source(from_text(text, name)).findings
        assert seen(text, client.diagnostics(uri), encoding) == expected(findings)
        client.close(uri)

    check()


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        (["utf-32", "utf-8"], "utf-32"),
        (["utf-7", "utf-8", "utf-16"], "utf-8"),
        (["utf-7"], "utf-16"),
        ([], "utf-16"),
    ],
)
def test_the_editor_chooses_the_encoding(client: Editor, offered: list[str] | None, chosen: str) -> None:
    assert client.start(encodings=offered).encoding == chosen


def test_a_diagnostic_has_what_editors_can_show(client: Editor) -> None:
    client.start()

    (found,) = client.diagnostics(client.open("file:///plans/plan.yaml", BAD))

    assert found == {
        "range": {"start": {"line": 1, "character": 8}, "end": {"line": 1, "character": 26}},
        "message": 'unknown strategy "csoine_with_warmup"; did you mean "cosine_with_warmup"?',
        "severity": 1,
        "code": "KLR201",
        "source": "kumo-lr",
        "data": {
            "rule": "unknown-strategy",
            "path": ["lr_scheduler", 0, "name"],
            "suggestions": ["cosine_with_warmup"],
            "fix": {"title": 'replace "csoine_with_warmup" by "cosine_with_warmup"', "safety": "safe"},
        },
    }


def test_related_places_and_tags(client: Editor) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", TWICE)

    (found,) = client.diagnostics(uri)

    (related,) = found["relatedInformation"]
    assert found["tags"] == [1]
    assert related["location"]["uri"] == uri
    assert related["location"]["range"]["start"] == {"line": 1, "character": 8}
    assert related["message"] == "the first of the two"


def test_an_editor_that_takes_less_gets_less(client: Editor) -> None:
    client.start({"textDocument": {}, "workspace": {}})

    (found,) = client.diagnostics(client.open("file:///plans/plan.yaml", TWICE))

    assert {"tags", "relatedInformation", "data"} & found.keys() == set()


def test_a_syntax_error_replaces_what_was_found_before(client: Editor) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", BAD)
    assert [each["code"] for each in client.diagnostics(uri)] == ["KLR201"]

    client.change(uri, BAD + "x: [\n")
    assert [each["code"] for each in client.diagnostics(uri)] == ["KLR001"]

    client.change(uri, BAD.replace("cso", "cos"))
    assert client.diagnostics(uri) == []


def test_closing_clears(client: Editor) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", BAD)
    client.diagnostics(uri)

    client.close(uri)

    assert client.published_next(uri) == []


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        pytest.param("compose.yaml", "yaml", "services:\n  web: [\n", id="foreign and broken"),
        pytest.param(
            "train.yaml", "yaml", "trainer:\n  lr_scheduler: cosine\n", id="another program's field"
        ),
        pytest.param("kumo-lr.toml", "toml", 'at = "lr_scheduler"\n', id="no YAML"),
        pytest.param("notes.txt", "plaintext", "lr_scheduler: [\n", id="text"),
    ],
)
def test_other_files_are_silent(client: Editor, name: str, language: str, text: str) -> None:
    client.start()

    assert client.diagnostics(client.open(f"file:///plans/{name}", text, language)) == []


@pytest.mark.parametrize(
    ("uri", "language", "text"),
    [
        ("untitled:Untitled-1", "yaml", BAD),
        ("untitled:Untitled-2", "json", '{"lr_scheduler": [{"name": "linear", "interval": "step"}]}'),
        ("vscode-notebook-cell:/a/b.ipynb#X1", "yaml", BAD),
        ("file:///plans/with%20space/%C3%A9.yaml", "yaml", BAD),
        ("nonsense", "yaml", BAD),
    ],
)
def test_documents_of_any_address(client: Editor, uri: str, language: str, text: str) -> None:
    client.start()

    (found,) = client.diagnostics(client.open(uri, text, language))

    assert found["code"] == "KLR201"


def test_an_editor_that_asks_is_not_told(client: Editor) -> None:
    client.start(PULLING)
    uri = client.open("file:///plans/plan.yaml", BAD)

    first = client.pull(uri)
    again = client.pull(uri, first["resultId"])
    client.change(uri, BAD.replace("cso", "cos"))
    later = client.pull(uri, first["resultId"])

    assert client.capabilities["diagnosticProvider"]["interFileDependencies"] is False
    assert [each["code"] for each in first["items"]] == ["KLR201"]
    assert again == {"kind": "unchanged", "resultId": first["resultId"]}
    assert (later["kind"], later["items"]) == ("full", [])
    client.close(uri)
    assert client.pull(uri)["items"] == []
    assert client.pull("file:///plans/never-opened.yaml")["items"] == []
    assert client.published == []


def test_an_editor_that_would_not_ask_again_is_told(client: Editor) -> None:
    """Without a way to refresh, it would never learn of other settings."""
    capabilities = {**PULLING, "workspace": {}}

    client.start(capabilities)

    assert "diagnosticProvider" not in client.capabilities
    assert len(client.diagnostics(client.open("file:///plans/plan.yaml", BAD))) == 1
