"""Convert between the records of this package and the messages of the Language Server Protocol."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from lsprotocol import types

from kumo_lr.encodings import EditorPosition, EditorRange, EncodedPositions
from kumo_lr.errors import SettingsError
from kumo_lr.findings import Finding, Severity
from kumo_lr.report.paths import told
from kumo_lr.rules import all_rules
from kumo_lr.server.actions import Action
from kumo_lr.server.client import Client
from kumo_lr.server.completion import Completion
from kumo_lr.server.hints import Hint
from kumo_lr.server.hover import Hover
from kumo_lr.server.offer import Kind
from kumo_lr.server.outline import Symbol, SymbolKind
from kumo_lr.source import Location, Replacement, Source, Span

NAME = "kumo-lr"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
}
_COMPLETION_KINDS = {
    Kind.CANDIDATE: types.CompletionItemKind.Struct,
    Kind.NAME: types.CompletionItemKind.EnumMember,
    Kind.KEY: types.CompletionItemKind.Property,
    Kind.ARGUMENT: types.CompletionItemKind.Field,
    Kind.VALUE: types.CompletionItemKind.Value,
    Kind.CODE: types.CompletionItemKind.Constant,
    Kind.KEYWORD: types.CompletionItemKind.Keyword,
}
_SYMBOL_KINDS = {
    SymbolKind.DOCUMENT: types.SymbolKind.File,
    SymbolKind.SECTION: types.SymbolKind.Namespace,
    SymbolKind.FIELD: types.SymbolKind.Array,
    SymbolKind.CANDIDATE: types.SymbolKind.Object,
}
_DRIVE = re.compile(r"/[A-Za-z]:")


def path_of(uri: str) -> str | None:
    """Return the path of a file on disk, or None for another URI."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if parts.scheme != "file" or not path or "\0" in path:
        return None
    if os.name != "nt":
        return path if path.startswith("/") else None
    path = path[1:] if _DRIVE.match(path) else path
    return (f"//{parts.netloc}{path}" if parts.netloc else path).replace("/", "\\")


def uri_of(path: str) -> str:
    """Return the URI of a file."""
    whole = os.path.abspath(path).replace(os.sep, "/")  # noqa: PTH100 - paths are text here
    encoded = quote(whole.encode("utf-8", "surrogateescape"), safe="/:" if os.name == "nt" else "/")
    return f"file://{encoded}" if encoded.startswith("/") else f"file:///{encoded}"


def to_position(position: EditorPosition) -> types.Position:
    """Return a position as in messages."""
    return types.Position(position.line, position.character)


def to_range(found: EditorRange) -> types.Range:
    """Return a range as in messages."""
    return types.Range(to_position(found.start), to_position(found.end))


def from_position(position: types.Position) -> EditorPosition:
    """Return a position of a message."""
    return EditorPosition(position.line, position.character)


def from_range(found: types.Range) -> EditorRange:
    """Return a range of a message."""
    return EditorRange(from_position(found.start), from_position(found.end))


class Converter:
    """A converter for one text and one editor."""

    def __init__(self, uri: str, source: Source, client: Client) -> None:
        self._uri = uri
        self._client = client
        self.positions = EncodedPositions(source, client.encoding)

    def span(self, found: types.Range) -> Span:
        """Return the span of a range of a message."""
        return self.positions.span(from_range(found))

    def range(self, location: Location) -> types.Range:
        """Return a location as a range of a message."""
        return to_range(self.positions.range(location))

    def span_range(self, span: Span) -> types.Range:
        """Return a span as a range of a message."""
        return to_range(self.positions.of_span(span))

    def diagnostic(self, finding: Finding) -> types.Diagnostic:
        """Return a finding as a diagnostic, with what the editor takes of it."""
        client, unneeded = self._client, all_rules()[finding.code].traits.unneeded
        related = [
            types.DiagnosticRelatedInformation(types.Location(self._uri, self.range(r.location)), r.message)
            for r in finding.related
        ]
        return types.Diagnostic(
            self.range(finding.location),
            told(finding),
            severity=_SEVERITIES[finding.severity],
            code=finding.code,
            source=NAME,
            tags=[types.DiagnosticTag.Unnecessary] if unneeded and client.tags else None,
            related_information=(related or None) if client.related else None,
            data=self._data(finding) if client.data else None,
        )

    def _data(self, finding: Finding) -> dict[str, Any]:
        """Return what a program can do with a finding without parsing its message."""
        data: dict[str, Any] = {"rule": finding.rule, "path": list(finding.path)}
        if finding.suggestions:
            data["suggestions"] = list(finding.suggestions)
        if finding.fix is not None:
            data["fix"] = {"title": finding.fix.title, "safety": str(finding.fix.safety)}
        return data

    def edits(self, replacements: Iterable[Replacement]) -> list[types.TextEdit]:
        """Return replacements as edits of a message."""
        return [types.TextEdit(self.span_range(span), text) for span, text in replacements]

    def workspace_edit(self, replacements: Iterable[Replacement], version: int) -> types.WorkspaceEdit:
        """Return replacements as the edit of a version of the document."""
        edits = self.edits(replacements)
        if not self._client.document_changes:
            return types.WorkspaceEdit(changes={self._uri: edits})
        document = types.OptionalVersionedTextDocumentIdentifier(self._uri, version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, list(edits))])

    def action(self, action: Action, version: int) -> types.CodeAction:
        """Return an action as in messages."""
        return types.CodeAction(
            action.title,
            kind=str(action.kind),
            diagnostics=None if action.finding is None else [self.diagnostic(action.finding)],
            is_preferred=True if action.is_preferred else None,
            edit=self.workspace_edit(action.edits, version),
        )

    def completion(self, completion: Completion) -> types.CompletionItem:
        """Return a completion as in messages."""
        text = completion.documentation or None
        markup = text is not None and self._client.markdown_in_lists
        return types.CompletionItem(
            completion.label,
            label_details=types.CompletionItemLabelDetails(description=NAME),
            kind=_COMPLETION_KINDS[completion.kind],
            detail=completion.detail or None,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, text) if markup and text else text,
            sort_text=completion.sort_text,
            filter_text=completion.filter_text,
            insert_text_format=types.InsertTextFormat.PlainText,
            insert_text_mode=types.InsertTextMode.AsIs,
            text_edit=types.TextEdit(self.range(completion.location), completion.text),
        )

    def hover(self, hover: Hover) -> types.Hover:
        """Return what to show for a place as in messages."""
        return types.Hover(self.markup(hover.markdown), self.range(hover.location))

    def hint(self, hint: Hint) -> types.InlayHint:
        """Return an inlay hint as in messages."""
        position = to_position(self.positions.position(hint.position))
        return types.InlayHint(position, hint.label, tooltip=hint.tooltip, padding_left=True)

    def symbol(self, symbol: Symbol) -> types.DocumentSymbol:
        """Return a symbol of the outline as in messages."""
        return types.DocumentSymbol(
            symbol.name,
            _SYMBOL_KINDS[symbol.kind],
            self.range(symbol.location),
            self.range(symbol.selection),
            detail=symbol.detail or None,
            children=[self.symbol(child) for child in symbol.children],
        )

    def markup(self, text: str) -> types.MarkupContent:
        """Return a text in Markdown for the editor, which may not render it."""
        kind = types.MarkupKind.Markdown if self._client.markdown else types.MarkupKind.PlainText
        return types.MarkupContent(kind, text)


def settings_diagnostics(error: SettingsError, client: Client) -> tuple[str, list[types.Diagnostic]]:
    """Return the URI of a settings file, and its mistakes."""
    uri = uri_of(error.source.name)
    converter = Converter(uri, error.source, client)
    if error.findings:
        return uri, [converter.diagnostic(finding) for finding in error.findings]
    start = converter.span_range(Span(0, 0))
    severity = types.DiagnosticSeverity.Error
    return uri, [types.Diagnostic(start, str(error), severity=severity, source=NAME)]
