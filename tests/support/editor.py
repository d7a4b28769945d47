"""An editor as far as the language server sees one: it opens texts, keeps diagnostics, and applies edits."""

from __future__ import annotations

import itertools
import json
import os
import queue
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Self, TypeAlias

from kumo_lr.server.app import serve

Message: TypeAlias = dict[str, Any]
SECONDS = 30  # within which the server says something
_UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
_PUBLISHES = {"relatedInformation": True, "tagSupport": {"valueSet": [1, 2]}, "dataSupport": True}
ACTIONS = {
    "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}},
    "resolveSupport": {"properties": ["edit"]},
}
CAPABILITIES: Message = {
    "textDocument": {
        "publishDiagnostics": _PUBLISHES,
        "codeAction": ACTIONS,
        "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
    },
    "workspace": {"workspaceEdit": {"documentChanges": True}},
}
PULLING: Message = {
    "textDocument": {**CAPABILITIES["textDocument"], "diagnostic": {"dynamicRegistration": False}},
    "workspace": {**CAPABILITIES["workspace"], "diagnostics": {"refreshSupport": True}},
}

# A text with a typo, and one that has a candidate twice.
BAD = "lr_scheduler:\n- name: csoine_with_warmup\n  interval: step\n"
TWICE = "lr_scheduler:\n" + 2 * "- name: linear_with_warmup\n  interval: step\n"


class Editor:
    """An editor at the other end of a server's input and output; only one thread may use it.

    `configuration` is the section `kumoLr` of its settings.
    """

    def __init__(
        self, to_server: IO[bytes], from_server: IO[bytes], configuration: Message | None = None
    ) -> None:
        self._out = to_server
        self._in = from_server
        self._ids = itertools.count(1)
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._versions: dict[str, int] = {}
        self.configuration = configuration
        self.encoding = "utf-16"
        self.capabilities: Message = {}
        self.texts: dict[str, str] = {}
        self.published: list[Message] = []
        self.requested: list[Message] = []
        self.shown: list[Message] = []
        self.received: list[Message] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def start(
        self,
        capabilities: Message | None = None,
        options: Message | None = None,
        encodings: Iterable[str] | None = None,
        process: int | None = None,
    ) -> Self:
        """Introduce the editor with its capabilities and initialization options."""
        given = json.loads(json.dumps(CAPABILITIES if capabilities is None else capabilities))
        if encodings is not None:
            given["general"] = {"positionEncodings": list(encodings)}
        if self.configuration is not None:
            given["workspace"]["configuration"] = True
        params = {
            "processId": process,
            "rootUri": None,
            "capabilities": given,
            "initializationOptions": options,
        }
        self.capabilities = self.request("initialize", params)["capabilities"]
        self.encoding = self.capabilities["positionEncoding"]
        self.notify("initialized", {})
        return self

    def open(self, uri: str, text: str, language: str = "yaml") -> str:
        """Open a document."""
        self._versions[uri], self.texts[uri] = 1, text
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, text: str) -> int:
        """Replace the text of a document, and return its new version."""
        self._versions[uri] += 1
        self.texts[uri] = text
        document = {"uri": uri, "version": self._versions[uri]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self._versions[uri]

    def close(self, uri: str) -> None:
        """Close a document."""
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def diagnostics(self, uri: str, version: int | None = None) -> list[Message]:
        """Return what is published for the newest version of a document, or for another."""
        version = self._versions.get(uri) if version is None else version
        while True:
            for message in reversed(self.published):
                if message["uri"] == uri and message.get("version") == version:
                    return list(message["diagnostics"])
            self.receive()

    def published_next(self, uri: str) -> list[Message]:
        """Return the diagnostics that are published next for a document."""
        seen = len(self.published)
        while True:
            for message in self.published[seen:]:
                if message["uri"] == uri:
                    return list(message["diagnostics"])
            self.receive()

    def pull(self, uri: str, previous: str | None = None) -> Message:
        """Ask for the diagnostics of a document."""
        params: Message = {"textDocument": {"uri": uri}}
        if previous is not None:
            params["previousResultId"] = previous
        report: Message = self.request("textDocument/diagnostic", params)
        return report

    def actions(
        self, uri: str, within: Message | None = None, only: list[str] | None = None
    ) -> list[Message]:
        """Return the code actions in a range of a document, or in all of it."""
        context: Message = {"diagnostics": []} | ({} if only is None else {"only": only})
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 10**6, "character": 0}}
        params = {"textDocument": {"uri": uri}, "range": within or whole, "context": context}
        found: list[Message] = self.request("textDocument/codeAction", params)
        return found

    def edited(self, uri: str, action: Message) -> str:
        """Return the text of a document with an action applied, after asking for its edits if need be."""
        if "edit" not in action:
            action = self.request("codeAction/resolve", action)
        edit = action["edit"]
        if "documentChanges" in edit:
            (change,) = edit["documentChanges"]
            assert change["textDocument"] == {"uri": uri, "version": self._versions[uri]}
            return applied(self.texts[uri], change["edits"], self.encoding)
        return applied(self.texts[uri], edit["changes"][uri], self.encoding)

    def request(self, method: str, params: object) -> Any:
        """Send a request, and return its result."""
        answer = self.ask(method, params)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def ask(self, method: str, params: object) -> Message:
        """Send a request, and return its whole answer."""
        number = self.send_request(method, params)
        return self.answer(number)

    def send_request(self, method: str, params: object) -> int:
        """Send a request, and return its number."""
        number = next(self._ids)
        self.send({"id": number, "method": method, **({} if params is None else {"params": params})})
        return number

    def answer(self, number: int | None) -> Message:
        """Return the answer to a request."""
        while True:
            message = self.receive()
            if message.get("id") == number and "method" not in message:
                return message

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self.send({"method": method, **({} if params is None else {"params": params})})

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message."""
        self.send_body(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def send_body(self, body: bytes) -> None:
        """Send bytes as a message."""
        self.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._out.write(data)
        self._out.flush()

    def receive(self) -> Message:
        """Take the next message, and do what it asks of an editor."""
        message = self._inbox.get(timeout=SECONDS)
        if message is None:
            raise EOFError("the server has ended")
        self.received.append(message)
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self.published.append(message["params"])
        elif method is not None and "id" in message:
            self.requested.append(message)
            result: Any = None
            if method == "workspace/configuration":
                result = [self.configuration for _ in message["params"]["items"]]
            elif method == "window/showDocument":
                result = {"success": True}
            self.send({"id": message["id"], "result": result})
        elif method is not None:
            self.shown.append(message)
        return message

    def end(self) -> None:
        """End the server as editors do."""
        self.request("shutdown", None)
        self.notify("exit", None)

    def disconnect(self) -> None:
        """Close the server's input, as an editor does that dies."""
        self._out.close()

    def _read(self) -> None:
        length = 0
        try:
            for line in iter(self._in.readline, b""):
                header, _, value = line.partition(b":")
                if header.lower() == b"content-length":
                    length = int(value)
                elif not line.strip():
                    self._inbox.put(json.loads(self._in.read(length)))
        except ValueError:  # closed
            pass
        self._inbox.put(None)


@contextmanager
def editor(configuration: Message | None = None) -> Iterator[Editor]:
    """Run a server in a thread of this process, and yield an editor that has not introduced itself yet."""
    (server_in, to_server), (from_server, server_out) = os.pipe(), os.pipe()
    stdin, stdout = os.fdopen(server_in, "rb"), os.fdopen(server_out, "wb")
    codes: list[int] = []

    def run() -> None:
        codes.append(serve(stdin, stdout))
        stdout.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    out, in_ = os.fdopen(to_server, "wb"), os.fdopen(from_server, "rb")
    try:
        yield Editor(out, in_, configuration)
    finally:
        if not out.closed:
            out.close()
        thread.join(SECONDS)
        assert codes, "the server did not end when its input did"
        in_.close()
        stdin.close()


def uri_of(path: Path | str) -> str:
    return Path(path).as_uri()


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as the protocol counts them, with their ends."""
    lines, start = [], 0
    for index, sign in enumerate(text):
        if sign == "\n" or (sign == "\r" and text[index + 1 : index + 2] != "\n"):
            lines.append(text[start : index + 1])
            start = index + 1
    return [*lines, text[start:]]


def offset(text: str, position: Message, encoding: str) -> int:
    """Return the offset of a position, which has to be in the text and between two characters."""
    lines = lines_of(text)
    line = lines[position["line"]]
    codec, width = _UNITS[encoding]
    encoded = line.encode(codec, "surrogatepass")[: position["character"] * width]
    assert len(encoded) == position["character"] * width
    column = len(encoded.decode(codec, "surrogatepass"))
    assert column <= len(line.rstrip("\r\n"))
    return sum(map(len, lines[: position["line"]])) + column


def covered(text: str, found: Message, encoding: str) -> tuple[int, int]:
    """Return the offsets of a range."""
    return offset(text, found["start"], encoding), offset(text, found["end"], encoding)


def applied(text: str, edits: Iterable[Message], encoding: str) -> str:
    """Return a text with disjoint edits applied."""
    placed = sorted((*covered(text, edit["range"], encoding), edit["newText"]) for edit in edits)
    pieces, end = [], 0
    for start, stop, new in placed:
        assert start >= end
        pieces += [text[end:start], new]
        end = stop
    return "".join([*pieces, text[end:]])
