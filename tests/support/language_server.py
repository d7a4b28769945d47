"""A small client of a language server over stdio: documents are opened, completed, hovered, diagnosed."""

from __future__ import annotations

import itertools
import json
import os
import queue
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self, TypeAlias

Message: TypeAlias = dict[str, Any]
_SECONDS = 60  # within which a server says something
_CAPABILITIES = {
    "textDocument": {
        "completion": {
            "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]}
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {},
    },
    "workspace": {"configuration": True, "didChangeConfiguration": {}},
}


class LanguageServer:
    """A running language server, in a folder and with an editor's settings.

    `settings` are by section. Only one thread may ask.
    """

    def __init__(self, command: Sequence[str], settings: Message, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._ids = itertools.count(1)
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._diagnostics: dict[str, list[Message]] = {}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        root = {"processId": os.getpid(), "rootUri": self._folder.as_uri(), "workspaceFolders": None}
        self._request("initialize", {**root, "capabilities": _CAPABILITIES})
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": self._settings})
        # A completion is answered only once the settings have been asked for and are in force.
        self.complete(self.open("settled.yaml", ""), "", 0)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._request("shutdown", None)
            self._notify("exit", None)
            self._process.wait(_SECONDS)
        finally:
            self._process.kill()
            self._process.wait()
            self._reader.join(_SECONDS)
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()

    def open(self, name: str, text: str) -> str:
        """Open a document that need not exist in the folder, and give its URI. Its name is used once."""
        uri = (self._folder / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def diagnostics(self, uri: str) -> list[Message]:
        """Return what the server objects to in an opened document, once it has looked."""
        while uri not in self._diagnostics:
            self._handle(self._receive())
        return self._diagnostics[uri]

    def complete(self, uri: str, text: str, offset: int) -> list[Message]:
        """Return what the server offers at an offset of a document's text, in its order."""
        result = self._request("textDocument/completion", _place(uri, text, offset))
        items: list[Message] = result["items"] if isinstance(result, dict) else result or []
        return items

    def hover(self, uri: str, text: str, offset: int) -> str | None:
        """Return what the server shows at an offset of a document's text."""
        result = self._request("textDocument/hover", _place(uri, text, offset))
        return None if result is None else str(result["contents"]["value"])

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        length = 0
        for line in iter(pipe.readline, b""):
            header, _, value = line.partition(b":")
            if header.lower() == b"content-length":
                length = int(value)
            elif not line.strip():
                self._inbox.put(json.loads(pipe.read(length)))
        self._inbox.put(None)

    def _receive(self) -> Message:
        message = self._inbox.get(timeout=_SECONDS)
        if message is None:
            raise RuntimeError(f"the language server has ended: {self._process.poll()}")
        return message

    def _send(self, message: Message) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        pipe.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        pipe.flush()

    def _notify(self, method: str, params: Message | None) -> None:
        self._send({"method": method} if params is None else {"method": method, "params": params})

    def _request(self, method: str, params: Message | None) -> Any:
        number = next(self._ids)
        self._send({"id": number, "method": method, **({} if params is None else {"params": params})})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self._handle(message)

    def _handle(self, message: Message) -> None:
        """Do what a server asks of an editor: hand out settings, and keep diagnostics."""
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif method == "workspace/configuration":
            items = message["params"]["items"]
            answers = [self._settings.get(item.get("section"), {}) for item in items]
            self._send({"id": message["id"], "result": answers})
        elif method is not None and "id" in message:
            self._send({"id": message["id"], "result": None})


def _place(uri: str, text: str, offset: int) -> Message:
    before = text[:offset]
    line, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
