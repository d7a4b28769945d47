"""The language server over standard input and output: which message is for which function."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any

from lsprotocol import types

from kumo_lr.server import answers, views
from kumo_lr.server.client import Client, client_of
from kumo_lr.server.connection import Server
from kumo_lr.server.loop import Loop, is_alive
from kumo_lr.server.projects import SETTINGS_FILES
from kumo_lr.server.transport import Inbox, Outbox
from kumo_lr.server.wishes import SECTION, wishes_of


def _initialize(server: Server, params: types.InitializeParams) -> None:
    session = server.session
    session.client = client_of(params)
    session.wish(wishes_of(params.initialization_options))
    process = session.client.process
    # In a container, the number is that of a process outside.
    if server.loop is not None and process is not None and is_alive(process):
        server.loop.process = process
    if session.client.pulls:
        answers.register_pulls(server)


def _initialized(server: Server, _params: types.InitializedParams) -> None:
    registrations = list(_registrations(server.session.client))
    if registrations:
        server.ask(types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(registrations))
    _read_configuration(server)


def _did_open(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    server.session.open(params.text_document)


def _did_change(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    server.session.change(params)


def _did_close(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    server.session.close(params.text_document.uri)


def _did_change_files(server: Server, _params: object) -> None:
    server.session.notice_settings()


def _did_change_configuration(server: Server, params: types.DidChangeConfigurationParams) -> None:
    if server.session.client.configures:
        _read_configuration(server)
    elif params.settings is not None:
        server.session.wish(wishes_of(params.settings))


# What keeps the session up to date.
_LISTENERS: dict[str, Callable[[Server, Any], None]] = {
    types.INITIALIZE: _initialize,
    types.INITIALIZED: _initialized,
    types.TEXT_DOCUMENT_DID_OPEN: _did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: _did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: _did_close,
    types.TEXT_DOCUMENT_DID_SAVE: _did_change_files,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _did_change_files,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: _did_change_configuration,
}


def _registrations(client: Client) -> Iterator[types.Registration]:
    """Yield what an editor only tells of if it is asked to: changes of settings files, and of its own."""
    if client.watches:
        watchers = [types.FileSystemWatcher(f"**/{name}") for name in SETTINGS_FILES]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        yield types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    if client.registers_configuration:
        section = types.DidChangeConfigurationRegistrationOptions(SECTION)
        yield types.Registration("settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, section)


def _read_configuration(server: Server) -> None:
    """Ask for the editor's settings, if it has some to tell."""
    if not server.session.client.configures:
        return

    def take(result: Any) -> None:
        if result and isinstance(result[0], dict) and result[0]:
            server.session.wish(wishes_of(result[0]))

    params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    server.ask(types.WORKSPACE_CONFIGURATION, params, take)


def serve(stdin: IO[bytes], stdout: IO[bytes]) -> int:
    """Serve an editor until it ends the server, or is gone, and return the exit code."""
    # What pygls logs is what malformed messages are answered with anyway.
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    server, inbox, outbox = Server(), Inbox(stdin), Outbox(stdout)
    server.protocol.set_writer(outbox)
    server.loop = Loop(inbox, outbox, server.protocol, server.session)
    for method, listener in _LISTENERS.items():
        server.feature(method)(partial(listener, server))
    answers.register(server)
    views.register(server)
    try:
        return server.loop.run()
    finally:
        server.previews.remove()
