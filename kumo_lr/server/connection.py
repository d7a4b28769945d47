"""The server at one end of a connection: what it can send, and the state that it keeps."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

from kumo_lr import __version__
from kumo_lr.server.convert import NAME
from kumo_lr.server.loop import Loop
from kumo_lr.server.previews import Previews
from kumo_lr.server.session import Session


class _Protocol(LanguageServerProtocol):
    """The protocol without copies of the documents, which the session has.

    pygls keeps a future for each notification that a generator handles, as its own methods are.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self.fm.features[types.TEXT_DOCUMENT_DID_OPEN](params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE](params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE](params)


class Server(LanguageServer):
    """The server of one editor."""

    def __init__(self) -> None:
        super().__init__(NAME, __version__, types.TextDocumentSyncKind.Full, protocol_cls=_Protocol)
        self.session = Session(self)
        self.previews = Previews()
        self.loop: Loop | None = None

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log a defect; a request has its own answer."""
        if source is not FeatureRequestError:
            sys.stderr.write("".join(traceback.format_exception(error)))

    def publish(self, params: types.PublishDiagnosticsParams) -> None:
        """Publish the diagnostics of a document."""
        self.text_document_publish_diagnostics(params)

    def refresh(self) -> None:
        """Ask the editor to ask again for what it shows, as far as it can."""
        client = self.session.client
        asks = (
            (client.pulls, types.WORKSPACE_DIAGNOSTIC_REFRESH),
            (client.refreshes_hints, types.WORKSPACE_INLAY_HINT_REFRESH),
            (client.refreshes_lenses, types.WORKSPACE_CODE_LENS_REFRESH),
        )
        for can, method in asks:
            if can:
                self.ask(method, None)

    def say(self, kind: types.MessageType, message: str) -> None:
        """Show the user a message."""
        self.window_show_message(types.ShowMessageParams(kind, message))

    def ask(self, method: str, params: Any, then: Callable[[Any], None] | None = None) -> None:
        """Send a request, and take its answer, unless it is an error."""

        def take(future: Future[Any]) -> None:
            if then is not None and not future.cancelled() and future.exception() is None:
                then(future.result())

        self.protocol.send_request(method, params).add_done_callback(take)
