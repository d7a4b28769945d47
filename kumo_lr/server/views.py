"""What the server shows in and around the text of a plan, as far as it is written yet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from lsprotocol import types

from kumo_lr.server.completion import completions
from kumo_lr.server.connection import Server
from kumo_lr.server.convert import from_position, from_range, uri_of
from kumo_lr.server.documents import Document
from kumo_lr.server.hints import hints
from kumo_lr.server.hover import hover
from kumo_lr.server.outline import outline
from kumo_lr.server.previews import preview_places

PREVIEW = "kumo-lr.preview"
_COMPLETION = types.CompletionOptions(trigger_characters=list(":- {[,\"'"))


def _completion(server: Server, params: types.CompletionParams) -> types.CompletionList | None:
    session = server.session
    document = session.plan(params.text_document.uri)
    if document is None or not session.wishes.completion:
        return None
    converter, (at, _) = session.converter(document), session.asked(document)
    position = converter.positions.own(from_position(params.position))
    found = [converter.completion(completion) for completion in completions(document.source, position, at=at)]
    # The order depends on what is typed.
    return types.CompletionList(is_incomplete=True, items=found)


def _hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    session = server.session
    document = session.plan(params.text_document.uri)
    if document is None:
        return None
    converter, (at, known) = session.converter(document), session.asked(document)
    position = converter.positions.own(from_position(params.position))
    findings = session.checked(document)[1].findings
    found = hover(document.source, position, findings, known=known, at=at)
    return None if found is None else converter.hover(found)


def _inlay_hint(server: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
    session = server.session
    document = session.plan(params.text_document.uri)
    if document is None or not session.wishes.hints:
        return []
    converter, (at, known) = session.converter(document), session.asked(document)
    start, end = (converter.positions.own(position).line for position in from_range(params.range))
    found = hints(document.source, session.wishes.hints, known=known, at=at, lines=(start, end))
    return [converter.hint(hint) for hint in found]


def _document_symbol(server: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    session = server.session
    document = session.plan(params.text_document.uri)
    if document is None:
        return []
    converter, (at, _) = session.converter(document), session.asked(document)
    return [converter.symbol(symbol) for symbol in outline(document.source, at=at)]


def _code_lens(server: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
    session = server.session
    document = session.plan(params.text_document.uri)
    if document is None or not session.wishes.code_lens or not session.checked(document)[1].has_field:
        return []
    converter, (at, _) = session.converter(document), session.asked(document)
    command = types.Command("preview", PREVIEW, arguments=[document.uri])
    places = preview_places(document.source, at)
    return [types.CodeLens(converter.span_range(span), command) for span in places]


def _show_preview(server: Server, document: Document) -> None:
    """Open the preview of a document in a browser, or say why there is none."""
    at, known = server.session.asked(document)
    try:
        path = server.previews.write(document.source, at, known)
    except (OSError, ValueError) as error:
        reason = str(error).rstrip().rpartition("\n")[2]
        server.say(types.MessageType.Error, f"no preview: {reason}")
        return
    if server.session.client.shows_documents:
        params = types.ShowDocumentParams(uri_of(str(path)), external=True)
        server.ask(types.WINDOW_SHOW_DOCUMENT, params)
    else:
        server.say(types.MessageType.Info, f"the preview is in {path}")


_VIEWS: tuple[tuple[str, Callable[[Server, Any], Any], Any], ...] = (
    (types.TEXT_DOCUMENT_COMPLETION, _completion, _COMPLETION),
    (types.TEXT_DOCUMENT_HOVER, _hover, None),
    (types.TEXT_DOCUMENT_INLAY_HINT, _inlay_hint, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _document_symbol, None),
    (types.TEXT_DOCUMENT_CODE_LENS, _code_lens, None),
)


def register(server: Server) -> None:
    """Register what every editor is answered, and the command of the code lens."""
    for method, view, options in _VIEWS:
        server.feature(method, options)(partial(view, server))

    @server.command(PREVIEW)
    def preview(uri: str = "") -> None:
        document = server.session.plan(uri)
        if document is None:
            server.say(types.MessageType.Error, "no preview: this is not an open plan")
        else:
            _show_preview(server, document)
