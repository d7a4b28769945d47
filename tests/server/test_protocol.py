"""The protocol: malformed messages are answered, bursts cost few checks, and the end is the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.server.documents import Document
from kumo_lr.server.loop import is_alive
from kumo_lr.source import Source
from tests.support.editor import BAD, PULLING, Editor
from tests.support.properties import examples

PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS = -32700, -32600, -32601, -32602
NOT_INITIALIZED, CANCELLED = -32002, -32800
URI = "file:///plans/plan.yaml"


def is_well(client: Editor) -> bool:
    """Return whether a server still looks at texts."""
    version = client.change(URI, f"{BAD}# {os.urandom(4).hex()}\n")
    return [each["code"] for each in client.diagnostics(URI, version)] == ["KLR201"]


@pytest.mark.parametrize(
    ("body", "number", "code"),
    [
        pytest.param(b"{", None, PARSE_ERROR, id="no JSON"),
        pytest.param(b"", None, PARSE_ERROR, id="nothing"),
        pytest.param(b"\xff\xfe\x00", None, PARSE_ERROR, id="no text"),
        pytest.param(b"[" * 100_000, None, PARSE_ERROR, id="nested without end"),
        pytest.param(b"[]", None, INVALID_REQUEST, id="a list"),
        pytest.param(b"3", None, INVALID_REQUEST, id="a number"),
        pytest.param(b"{}", None, INVALID_REQUEST, id="no version"),
        pytest.param(b'{"jsonrpc":"1.0","id":7,"method":"x"}', 7, INVALID_REQUEST, id="another version"),
        pytest.param(b'{"jsonrpc":"2.0","id":7,"method":3}', 7, INVALID_REQUEST, id="a method that is none"),
        pytest.param(b'{"jsonrpc":"2.0","id":{},"method":"x"}', None, INVALID_REQUEST, id="a bad id"),
        pytest.param(b'{"jsonrpc":"2.0","id":null,"method":"x"}', None, INVALID_REQUEST, id="null as the id"),
        pytest.param(b'{"jsonrpc":"2.0","id":7}', 7, INVALID_REQUEST, id="neither request nor response"),
        pytest.param(b'{"jsonrpc":"2.0","id":7,"method":"x/y"}', 7, NO_METHOD, id="an unknown method"),
        pytest.param(
            b'{"jsonrpc":"2.0","id":"a","method":"textDocument/hover","params":{}}',
            "a",
            INVALID_PARAMS,
            id="parameters that are missing",
        ),
        pytest.param(
            b'{"jsonrpc":"2.0","id":7,"method":"textDocument/codeAction","params":[1,{"jsonrpc":1}]}',
            7,
            INVALID_PARAMS,
            id="parameters of another shape",
        ),
        pytest.param(
            b'{"jsonrpc":"2.0","id":7,"method":"initialize","params":{}}', 7, INVALID_REQUEST, id="once more"
        ),
    ],
)
def test_malformed_messages_are_answered(client: Editor, body: bytes, number: object, code: int) -> None:
    client.start()
    client.open(URI, BAD)
    client.diagnostics(URI)

    client.send_body(body)

    while "error" not in (answer := client.receive()):
        pass
    assert (answer["id"], answer["error"]["code"]) == (number, code)
    assert is_well(client)


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"Content-Length: 999999999999\r\n\r\n",
        b"Content-Type: x\r\ncontent-length:2\r\n\r\n{}",
        b"x" * 10_000 + b"\r\n\r\n",
    ],
)
def test_malformed_headers_are_passed_over(client: Editor, data: bytes) -> None:
    client.start()
    client.open(URI, BAD)
    client.diagnostics(URI)

    client.send_bytes(data)

    assert is_well(client)


def test_a_notification_that_does_not_fit_is_passed_over(client: Editor) -> None:
    client.start()
    client.open(URI, BAD)
    client.diagnostics(URI)

    given: list[object] = [None, [], {"textDocument": {"uri": 3}}, "x", {"id": 9}]
    for method in ("textDocument/didChange", "textDocument/didOpen", "$/unknown", "x", "$/cancelRequest"):
        for params in given:
            client.notify(method, params)
    client.send({"id": 99, "result": {"unasked": True}})
    client.send({"id": 99, "error": {"code": 1, "message": "x"}})
    client.send({"id": None, "error": {"code": 1, "message": "x"}})
    client.send({"jsonrpc": "1.0", "result": 3})

    assert is_well(client)
    assert all("error" not in message for message in client.received)


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just("2.0") | st.just(URI)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["uri", "textDocument", "position", "line", "range", "jsonrpc", "context", "id"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
METHODS = st.sampled_from(
    [
        "textDocument/hover",
        "textDocument/completion",
        "textDocument/codeAction",
        "codeAction/resolve",
        "textDocument/inlayHint",
        "textDocument/documentSymbol",
        "textDocument/codeLens",
        "workspace/executeCommand",
        "textDocument/didChange",
        "textDocument/didOpen",
        "workspace/didChangeConfiguration",
        "window/workDoneProgress/cancel",
        "$/setTrace",
    ]
)
MESSAGES = st.one_of(
    st.fixed_dictionaries({"method": METHODS, "params": VALUES}, optional={"id": LEAVES}),
    st.dictionaries(st.sampled_from(["id", "method", "params", "result", "error"]), VALUES, max_size=4),
)


def test_any_messages_leave_the_server_well(client: Editor) -> None:
    client.start()
    client.open(URI, BAD)
    client.diagnostics(URI)

    @examples(100)
    @given(st.lists(MESSAGES, max_size=8))
    def check(messages: list[dict[str, Any]]) -> None:
        for message in messages:
            client.send(message)
        for message in messages:
            if isinstance(message.get("method"), str):
                assert client.ask(f"{message['method']}x", {})["error"]["code"] == NO_METHOD
        client.open(URI, BAD)
        assert is_well(client)

    check()


def test_before_the_beginning(client: Editor) -> None:
    answer = client.ask("textDocument/hover", {"textDocument": {"uri": URI}, "position": {}})
    client.notify("textDocument/didOpen", {})

    assert answer["error"]["code"] == NOT_INITIALIZED
    assert client.start().capabilities["textDocumentSync"]["change"] == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"publishDiagnostics": {"tagSupport": {"valueSet": [1, 2, 99]}}},
        {"hover": {"contentFormat": ["html"]}},
        {"codeAction": {"codeActionLiteralSupport": True}},
        {"synchronization": None, "completion": 3},
    ],
)
def test_an_editor_that_knows_more(client: Editor, odd: dict[str, Any]) -> None:
    """What does not fit is left out, and what does is taken."""
    fits = {"workspace": {"workspaceEdit": {"documentChanges": True}}, "window": {"showDocument": True}}

    client.start({"textDocument": odd, **fits}, encodings=["utf-8"], options={"runMode": "FAST"})
    client.open(URI, BAD)

    assert client.encoding == "utf-8"
    assert len(client.diagnostics(URI)) == 1
    assert "documentChanges" in client.actions(URI)[0]["edit"]


def test_questions_about_other_programs_findings(client: Editor) -> None:
    client.start()
    client.open(URI, BAD)
    start = {"line": 1, "character": 10}
    place = {"start": start, "end": start}
    odd = {"range": place, "message": "x", "tags": [99], "severity": "loud"}
    params = {
        "textDocument": {"uri": URI},
        "range": place,
        "context": {"diagnostics": [odd], "only": ["quickfix"]},
    }

    assert len(client.request("textDocument/codeAction", params)) == 3


def test_after_the_end(client: Editor) -> None:
    client.start()
    client.request("shutdown", None)

    answer = client.ask("textDocument/codeLens", {"textDocument": {"uri": URI}})

    assert answer["error"]["code"] == INVALID_REQUEST


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are checked."""
    checked: list[str] = []
    check = Document.check

    def noting(self: Document, source: Source, project: Any) -> Any:
        checked.append(source.text)
        return check(self, source, project)

    monkeypatch.setattr(Document, "check", noting)
    return checked


def test_a_defect_leaves_no_old_findings(
    client: Editor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client.start()
    client.open(URI, BAD)
    assert len(client.diagnostics(URI)) == 1

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr(Document, "check", fail)
        client.change(URI, f"{BAD}\n")
        assert client.diagnostics(URI) == []

    assert "ZeroDivisionError: a defect" in capsys.readouterr().err
    assert is_well(client)


def test_of_a_burst_only_the_newest_text_is_looked_at(client: Editor, checks: list[str]) -> None:
    client.start()
    client.open(URI, BAD)
    client.diagnostics(URI)
    checks.clear()

    for number in range(43):
        client.change(URI, BAD + "# typing all the time, without a pause, on and on"[: number + 2])
    client.diagnostics(URI)

    assert len(checks) <= 5
    assert checks[-1] == client.texts[URI]


def test_of_a_burst_with_questions_too(client: Editor, checks: list[str]) -> None:
    client.start(PULLING)
    client.open(URI, BAD)
    numbers = []

    for number in range(43):
        client.change(URI, f"{BAD}# {number}")
        numbers.append(client.send_request("textDocument/diagnostic", {"textDocument": {"uri": URI}}))
    answers = [client.answer(number) for number in numbers]

    assert len(checks) <= 5
    assert answers[-1]["result"]["resultId"].startswith("44:")
    assert all(len(answer["result"]["items"]) == 1 for answer in answers)


def test_a_question_can_be_taken_back(client: Editor) -> None:
    client.start(PULLING)
    client.open(URI, BAD)
    number = client.send_request("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    client.notify("$/cancelRequest", {"id": number})

    answer = client.answer(number)

    assert answer.get("error", {"code": CANCELLED})["code"] == CANCELLED


def test_a_change_of_a_part_of_the_text(client: Editor) -> None:
    """Only whole texts are asked for, but an editor may send the other kind."""
    client.start()
    text = "x: 'a\u2028 b \U0001f600'\r# c\n" + BAD
    client.open(URI, text)
    start, end = {"line": 3, "character": 8}, {"line": 3, "character": 14}
    change = {"range": {"start": start, "end": end}, "text": "cosine"}

    client.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [change]},
    )

    assert client.diagnostics(URI, 2) == []


def test_the_end_of_the_input_is_the_end(client: Editor) -> None:
    """The fixture waits for the server's end."""
    client.start()

    client.disconnect()

    with pytest.raises(EOFError):
        client.receive()


@pytest.mark.skipif(os.name == "nt", reason="there, the end of the input says so")
def test_whether_a_process_is_alive() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    assert [is_alive(os.getpid()), is_alive(gone.pid), is_alive(0)] == [True, False, True]


def test_any_text_can_be_sent(client: Editor) -> None:
    client.start()
    texts = [
        "\0\1\2",
        "\ud800 lr_scheduler: [",
        "lr_scheduler: \x7f\x1b[0m",
        "",
        "\ufeff",
        "lr_scheduler" * 999,
    ]

    for number, text in enumerate(texts):
        uri = client.open(f"file:///plans/{number}.kumo.yaml", text)
        assert json.dumps(client.diagnostics(uri))

    client.open(URI, BAD)
    client.diagnostics(URI)
    assert is_well(client)
