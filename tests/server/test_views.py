"""Completion, hover, hints, outline and code lens over the protocol: at their places in three encodings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from kumo_lr.report.explain import rule_page
from kumo_lr.server.hints import hints
from kumo_lr.source import Source
from tests.support.editor import BAD, CAPABILITIES, Editor, applied, covered, editor, offset, uri_of

URI = "file:///plans/plan.yaml"
ENCODINGS = ("utf-8", "utf-16", "utf-32")
# Characters of several units before what is asked for, on its line and above.
WIDE = "{'\U0001f600\u6f22': 1, optimization: {lr_scheduler: [{name: %s, interval: step}]}}\n"
PLAN = (
    "run_mode: FAST\noptimization:\n  lr_scheduler:\n"
    "  - {name: linear_with_warmup, interval: step, kwargs: {warmup_ratio_or_steps: 0.1}}\n"
)


def asked(client: Editor, method: str, uri: str, at: int | None = None) -> Any:
    """Ask about an offset of a document, or about all of it."""
    params: dict[str, Any] = {"textDocument": {"uri": uri}}
    if at is not None:
        codec, width = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[
            client.encoding
        ]
        before = client.texts[uri][:at].rpartition("\n")
        character = len(before[2].encode(codec)) // width
        line = before[0].count("\n") + len(before[1])
        params["position"] = {"line": line, "character": character}
    return client.request(method, params)


def hinted(client: Editor, uri: str) -> list[dict[str, Any]]:
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}}
    found: list[dict[str, Any]] = client.request(
        "textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": whole}
    )
    return found


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_completion_replaces_the_word(client: Editor, encoding: str) -> None:
    client.start(encodings=[encoding])
    text = WIDE % "expon"
    client.open(URI, text)

    found = asked(client, "textDocument/completion", URI, text.index("expon") + 5)

    assert found["isIncomplete"] is True
    first = min(found["items"], key=lambda item: item["sortText"])
    assert (first["label"], first["labelDetails"]) == ("exponential", {"description": "kumo-lr"})
    assert "ExponentialLR" in first["documentation"]["value"] or "gamma" in first["documentation"]["value"]
    assert applied(text, [first["textEdit"]], encoding) == WIDE % "exponential"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_hover_has_the_page_of_a_finding(client: Editor, encoding: str) -> None:
    client.start(encodings=[encoding])
    text = WIDE % "csoine_with_warmup"
    client.open(URI, text)

    found = asked(client, "textDocument/hover", URI, text.index("csoine") + 2)

    start, end = covered(text, found["range"], encoding)
    assert text[start:end] == "csoine_with_warmup"
    assert found["contents"]["kind"] == "markdown"
    assert rule_page("KLR201") in found["contents"]["value"]


def test_hover_says_what_a_number_means_here(client: Editor) -> None:
    client.start()
    client.open(URI, PLAN)

    found = asked(client, "textDocument/hover", URI, PLAN.index("0.1"))

    assert "24 to 800" in found["contents"]["value"]
    assert asked(client, "textDocument/hover", URI, 0) is not None


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_hints_are_behind_what_they_are_about(client: Editor, encoding: str) -> None:
    client.start(encodings=[encoding])
    text = PLAN.replace("{name", "{'\U0001f600\u2028': 1, name")
    client.open(URI, text)

    found = hinted(client, URI)

    (expected,) = hints(Source(text))
    (hint,) = found
    assert hint["label"] == expected.label == "= 24 to 800 steps"
    assert text[: offset(text, hint["position"], encoding)].endswith("warmup_ratio_or_steps: 0.1")
    assert hint["paddingLeft"] is True


def test_hints_of_the_lines_that_are_asked_for(client: Editor) -> None:
    client.start()
    client.open(URI, PLAN)
    above = {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 0}}

    assert client.request("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": above}) == []


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        ({"inlayHints": {"steps": False}}, []),
        ({"inlayHints": False}, []),
        ({"inlayHints": {"shares": False}}, ["= 24 to 800 steps"]),
        ({"maxEpochs": 8, "stepsPerEpoch": 1000}, ["= 800 steps"]),
    ],
)
def test_hints_have_switches(client: Editor, options: dict[str, Any], labels: list[str]) -> None:
    client.start(options=options)
    client.open(URI, PLAN)

    assert [hint["label"] for hint in hinted(client, URI)] == labels


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_outline_names_strategies(client: Editor, encoding: str) -> None:
    client.start(encodings=[encoding])
    text = WIDE % "exponential"
    client.open(URI, text)

    (section,) = asked(client, "textDocument/documentSymbol", URI)

    (field,) = section["children"]
    (candidate,) = field["children"]
    assert [each["name"] for each in (section, field, candidate)] == [
        "optimization",
        "lr_scheduler",
        "exponential, step",
    ]
    start, end = covered(text, candidate["selectionRange"], encoding)
    assert text[start:end] == "exponential"
    inside = covered(text, candidate["range"], encoding)
    assert inside[0] <= start <= end <= inside[1]


FOREIGN = "services:\n  web:\n    image: x\n"


@pytest.mark.parametrize("method", ["completion", "hover"])
def test_other_programs_files_are_left_alone(client: Editor, method: str) -> None:
    client.start()
    client.open(URI, FOREIGN)

    assert asked(client, f"textDocument/{method}", URI, len(FOREIGN)) is None
    assert asked(client, "textDocument/documentSymbol", URI) == []
    assert hinted(client, URI) == []


@pytest.mark.parametrize(
    ("name", "text", "offered"),
    [
        ("new.kumo.yaml", "opt", True),
        ("new.yaml", "opt", False),
        ("new.yaml", "training_job:\n  num_experiments: 1\nopt", True),
    ],
)
def test_a_new_plan_is_known_by_its_name_or_a_section(
    client: Editor, name: str, text: str, offered: bool
) -> None:
    client.start()
    uri = client.open(f"file:///plans/{name}", text)

    found = asked(client, "textDocument/completion", uri, len(text)) or {"items": []}

    assert ("optimization" in [item["label"] for item in found["items"]]) is offered


def test_completion_can_be_switched_off(client: Editor) -> None:
    client.start(options={"completion": False})
    text = WIDE % "expon"
    client.open(URI, text)

    assert asked(client, "textDocument/completion", URI, text.index("expon") + 5) is None


def test_a_code_lens_opens_the_preview(tmp_path: Path) -> None:
    shows = {**CAPABILITIES, "window": {"showDocument": {"support": True}}}
    with editor() as client:
        client.start(shows, options={"codeLens": True})
        uri = client.open(uri_of(tmp_path / "plan.yaml"), PLAN)
        (lens,) = asked(client, "textDocument/codeLens", uri)
        assert PLAN[slice(*covered(PLAN, lens["range"], "utf-16"))] == "lr_scheduler"

        command = {name: lens["command"][name] for name in ("command", "arguments")}
        client.request("workspace/executeCommand", command)
        while not any(message["method"] == "window/showDocument" for message in client.requested):
            client.receive()

        shown = client.requested[-1]["params"]
        page = Path(unquote(urlsplit(shown["uri"]).path))
        assert shown["external"] is True
        assert "linear_with_warmup" in page.read_text("utf-8")
        client.end()
    assert not page.exists()


@pytest.mark.parametrize(("text", "expected"), [(PLAN, "the preview is in"), (BAD, "no preview")])
def test_a_preview_without_a_browser(client: Editor, text: str, expected: str) -> None:
    client.start()
    client.open(URI, text)

    client.request("workspace/executeCommand", {"command": "kumo-lr.preview", "arguments": [URI]})

    while not client.shown:
        client.receive()
    assert client.shown[0]["params"]["message"].startswith(expected)


def test_the_code_lens_is_off_by_default(client: Editor) -> None:
    client.start()
    client.open(URI, PLAN)

    assert asked(client, "textDocument/codeLens", URI) == []


def test_what_is_shown_is_asked_for_again_after_a_change_of_settings() -> None:
    workspace = {
        **CAPABILITIES["workspace"],
        "inlayHint": {"refreshSupport": True},
        "codeLens": {"refreshSupport": True},
    }
    with editor({}) as client:
        client.start({**CAPABILITIES, "workspace": workspace})
        client.configuration = {"codeLens": True}
        client.notify("workspace/didChangeConfiguration", {"settings": None})

        client.open(URI, PLAN)
        client.diagnostics(URI)
        while not (lenses := asked(client, "textDocument/codeLens", URI)):
            client.receive()

        methods = [message["method"] for message in client.requested]
        assert len(lenses) == 1
        assert {"workspace/inlayHint/refresh", "workspace/codeLens/refresh"} <= set(methods)
        assert json.dumps(lenses)
