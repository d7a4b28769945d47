"""What the editor at the other end can do, read once from its capabilities."""

from __future__ import annotations

from typing import Any, NamedTuple

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder, get_capability

from kumo_lr.encodings import PositionEncoding


class Client(NamedTuple):
    """The capabilities of an editor that the server adapts to.

    `pulls` says that it asks for diagnostics, and does so again when it is told to; any other editor gets
    them published, since it would not learn of other settings.
    """

    encoding: PositionEncoding = PositionEncoding.UTF16
    pulls: bool = False
    related: bool = False
    tags: bool = False
    data: bool = False
    resolves: bool = False
    document_changes: bool = False
    watches: bool = False
    configures: bool = False
    registers_configuration: bool = False
    refreshes_hints: bool = False
    refreshes_lenses: bool = False
    shows_documents: bool = False
    markdown: bool = True
    markdown_in_lists: bool = True
    process: int | None = None


_MARKDOWN = (types.MarkupKind.Markdown,)


def client_of(params: types.InitializeParams) -> Client:
    """Return what an editor says of itself."""

    def can(path: str) -> Any:
        return get_capability(params.capabilities, path, False)

    chosen = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
    encoding = types.PositionEncodingKind(chosen).value
    resolved = can("text_document.code_action.resolve_support.properties") or ()
    refreshes = bool(can("workspace.diagnostics.refresh_support"))
    return Client(
        PositionEncoding(encoding),
        pulls=refreshes and bool(can("text_document.diagnostic")),
        related=bool(can("text_document.publish_diagnostics.related_information")),
        tags=bool(can("text_document.publish_diagnostics.tag_support")),
        data=bool(can("text_document.publish_diagnostics.data_support")),
        resolves="edit" in resolved,
        document_changes=bool(can("workspace.workspace_edit.document_changes")),
        watches=bool(can("workspace.did_change_watched_files.dynamic_registration")),
        configures=bool(can("workspace.configuration")),
        registers_configuration=bool(can("workspace.did_change_configuration.dynamic_registration")),
        refreshes_hints=bool(can("workspace.inlay_hint.refresh_support")),
        refreshes_lenses=bool(can("workspace.code_lens.refresh_support")),
        shows_documents=bool(can("window.show_document.support")),
        markdown=types.MarkupKind.Markdown in (can("text_document.hover.content_format") or _MARKDOWN),
        markdown_in_lists=types.MarkupKind.Markdown
        in (can("text_document.completion.completion_item.documentation_format") or ()),
        process=params.process_id,
    )
