"""The loop of the server: take messages in order, answer malformed ones, and look at texts when it is quiet.

Its only other thread reads. Texts are looked at once no further message waits, and what depends on the
newest text alone is answered then: of a burst of changes, only the last one costs a check.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import time
import traceback
from typing import Any, Protocol

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol

from kumo_lr.server.leniency import structured
from kumo_lr.server.transport import Inbox, Outbox

_QUIET = 0.01  # seconds without a message, after which no more are likely to follow at once
_LATEST = 0.15  # seconds after which texts are looked at, however many messages follow
_BEAT = 1.0  # seconds between looks at what nothing tells the server of

_ANSWERED_LATER = (
    types.DocumentDiagnosticRequest,
    types.InlayHintRequest,
    types.DocumentSymbolRequest,
    types.CodeLensRequest,
)


class Session(Protocol):
    """What the loop drives."""

    @property
    def is_behind(self) -> bool:
        """Whether there is a text that has not been looked at."""

    def settle(self) -> None:
        """Look at the newest texts, and report on them."""

    def notice_settings(self) -> None:
        """Look again at the documents whose settings have changed."""


class Loop:
    """The loop of one connection; `process` is that of the editor, once it is known."""

    def __init__(
        self, inbox: Inbox, outbox: Outbox, protocol: LanguageServerProtocol, session: Session
    ) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._protocol = protocol
        self._session = session
        self._waiting: list[Any] = []  # requests to answer when it is quiet
        self._behind_since: float | None = None
        self._is_initialized = False
        self._is_shut_down = False
        self.process: int | None = None

    def run(self) -> int:
        """Take messages until the editor ends the server, or is gone, and return the exit code."""
        beat = time.monotonic()
        while not self._outbox.is_broken:
            is_behind = self._is_behind()
            try:
                body = self._inbox.next(_QUIET if is_behind else _BEAT)
            except queue.Empty:
                if is_behind:
                    self._settle()
            else:
                code = self._end() if body is None else self._take(body)
                if code is not None:
                    return code
            now = time.monotonic()
            if self._behind_since is not None and now - self._behind_since > _LATEST:
                self._settle()
            if now - beat >= _BEAT:
                beat = now
                self._safely(self._session.notice_settings)
                if self.process is not None and not is_alive(self.process):
                    return self._end()
        return 1

    def _end(self) -> int:
        return 0 if self._is_shut_down else 1

    def _is_behind(self) -> bool:
        is_behind = bool(self._waiting) or self._session.is_behind
        if not is_behind:
            self._behind_since = None
        elif self._behind_since is None:
            self._behind_since = time.monotonic()
        return is_behind

    def _settle(self) -> None:
        self._behind_since = None
        self._safely(self._session.settle)
        waiting, self._waiting = self._waiting, []
        for message in waiting:
            self._handle(message)

    def _safely(self, function: Any, *arguments: Any) -> None:
        """Call a function, and log what it raises: no message ends the server."""
        try:
            function(*arguments)
        except Exception:  # noqa: BLE001 - a defect must not take the editor's server away
            sys.stderr.write(traceback.format_exc())

    def _take(self, body: bytes) -> int | None:
        """Take one message, and return the exit code if it is the last one."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            self._refuse(None, types.ErrorCodes.ParseError, "this is not JSON")
            return None
        number = message.get("id") if isinstance(message, dict) else None
        is_numbered = isinstance(number, int | str) and not isinstance(number, bool)
        refused = self._refusal(message, is_numbered=is_numbered)
        if refused is not None:
            if not _is_response(message):  # two peers could answer each other for ever
                self._refuse(number if is_numbered else None, *refused)
            return None
        method = message.get("method")
        if method == types.EXIT:
            return self._end()
        if self._is_dropped(method):
            if is_numbered and method is not None:
                self._refuse(number, *self._why_dropped())
            return None
        self._dispatch(message, number if is_numbered else None)
        return None

    def _refusal(self, message: Any, *, is_numbered: bool) -> tuple[types.ErrorCodes, str] | None:
        """Return why something is no message at all, if it is none."""
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            return types.ErrorCodes.InvalidRequest, "this is not a message of JSON-RPC 2.0"
        if not isinstance(message.get("method", ""), str):
            return types.ErrorCodes.InvalidRequest, "the method is no text"
        if not is_numbered and ("id" in message or _is_response(message)):
            return types.ErrorCodes.InvalidRequest, "the id is neither a number nor a text"
        if "method" not in message and not _is_response(message):
            return types.ErrorCodes.InvalidRequest, "this is neither a request nor a response"
        return None

    def _is_dropped(self, method: str | None) -> bool:
        """Return whether a message comes before its time, or after it."""
        is_first = method == types.INITIALIZE
        return self._is_shut_down or is_first == self._is_initialized

    def _why_dropped(self) -> tuple[int, str]:
        if self._is_shut_down:
            return types.ErrorCodes.InvalidRequest, "the server is shut down"
        if self._is_initialized:
            return types.ErrorCodes.InvalidRequest, "the server is initialized already"
        return types.ErrorCodes.ServerNotInitialized, "the server is not initialized"

    def _dispatch(self, message: dict[str, Any], number: int | str | None) -> None:
        method = message.get("method")
        if method is not None and self._protocol.get_message_type(method) is None:
            if number is not None:
                self._refuse(number, types.ErrorCodes.MethodNotFound, f"there is no method {method}")
            return
        try:
            found = structured(message, self._protocol.structure_message)
        except Exception:  # noqa: BLE001 - the converter raises whatever it meets
            self._refuse_params(method, number)
            return
        if method == types.INITIALIZE:
            self._is_initialized = True
        elif method == types.SHUTDOWN:
            self._settle()
            self._handle(found)
            self._is_shut_down = True
            return
        elif method == types.CANCEL_REQUEST:
            self._cancel(found.params.id)
            return
        if isinstance(found, _ANSWERED_LATER):
            self._waiting.append(found)
        else:
            self._handle(found)

    def _refuse_params(self, method: str | None, number: int | str | None) -> None:
        if method is not None and number is not None:
            self._refuse(number, types.ErrorCodes.InvalidParams, f"the parameters do not fit {method}")

    def _handle(self, structured: Any) -> None:
        self._safely(self._protocol.handle_message, structured)

    def _cancel(self, number: int | str) -> None:
        for message in self._waiting:
            if message.id == number:
                self._waiting.remove(message)
                self._refuse(number, types.LSPErrorCodes.RequestCancelled, "cancelled")
                return

    def _refuse(self, number: int | str | None, code: int, words: str) -> None:
        self._outbox.send({"id": number, "error": {"code": int(code), "message": words}})


def _is_response(message: Any) -> bool:
    return (
        isinstance(message, dict) and "method" not in message and bool({"result", "error"} & message.keys())
    )


def is_alive(process: int) -> bool:
    """Return whether a process runs; on Windows, the end of the input has to say so."""
    if os.name == "nt" or process < 1:
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True
