"""The server with the client of pytest-lsp, which has the capabilities of several editors."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities
from pytest_lsp.client import LanguageClient, make_test_lsp_client

from tests.support.editor import BAD

PROFILES = ("visual-studio-code", "neovim", "emacs")


async def session(profile: str, path: Path) -> LanguageClient:
    """Open a text with a typo, complete, hover, and apply its fix, as the editor would."""
    client = make_test_lsp_client()
    await client.start_io(sys.executable, "-m", "kumo_lr", "server")
    params = types.InitializeParams(client_capabilities(profile), root_uri=path.parent.as_uri())
    await client.initialize_session(params)
    item = types.TextDocumentItem(path.as_uri(), "yaml", 1, BAD)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    await _ask(client, types.TextDocumentIdentifier(path.as_uri()))
    await client.shutdown_session()
    await client.stop()  # type: ignore[no-untyped-call]  # pytest-lsp does not say what it returns
    return client


async def _ask(client: LanguageClient, document: types.TextDocumentIdentifier) -> None:
    (found,) = client.diagnostics[document.uri]
    assert (found.code, found.severity) == ("KLR201", types.DiagnosticSeverity.Error)
    place = types.Position(1, 10)
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(document, types.Range(place, place), types.CodeActionContext([found]))
    )
    hover = await client.text_document_hover_async(types.HoverParams(document, place))
    completion = await client.text_document_completion_async(types.CompletionParams(document, place))
    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    assert actions is not None
    assert [action.title for action in actions if getattr(action, "is_preferred", False)] == [
        'Replace "csoine_with_warmup" by "cosine_with_warmup"'
    ]
    assert hover is not None
    assert isinstance(completion, types.CompletionList)
    assert "cosine_with_warmup" in [item.label for item in completion.items]
    assert symbols is not None
    assert [symbol.name for symbol in symbols] == ["lr_scheduler"]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_session(profile: str, tmp_path: Path) -> None:
    client = asyncio.run(session(profile, tmp_path / "plan.yaml"))

    assert client.error is None
    assert client.messages == []
