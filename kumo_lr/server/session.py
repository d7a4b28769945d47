"""The state of one editor's session: open documents, settings, and what the editor has been told."""

from __future__ import annotations

import sys
import traceback
from typing import Protocol

from lsprotocol import types

from kumo_lr.encodings import EncodedPositions
from kumo_lr.facts.horizons import Known
from kumo_lr.findings import Checked
from kumo_lr.server.client import Client
from kumo_lr.server.convert import Converter, from_range, path_of, settings_diagnostics
from kumo_lr.server.documents import Document, Documents
from kumo_lr.server.projects import Project, Projects
from kumo_lr.server.wishes import Wishes
from kumo_lr.source import Source


class Editor(Protocol):
    """What a session sends."""

    def publish(self, params: types.PublishDiagnosticsParams) -> None:
        """Publish the diagnostics of a document."""

    def refresh(self) -> None:
        """Ask the editor to ask again for what it shows, as far as it can."""


class Session:
    """One editor's session."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self.client = Client()
        self.wishes = Wishes()
        self.documents = Documents(Projects(self.wishes.known))
        self._unseen: set[str] = set()  # documents whose newest text has not been looked at
        self._told: dict[str, int] = {}  # by document: the number of the settings last reported by
        self._broken: set[str] = set()  # settings files whose mistakes are shown

    @property
    def is_behind(self) -> bool:
        """Whether there is a text that has not been looked at."""
        return bool(self._unseen)

    def wish(self, wishes: Wishes) -> None:
        """Take over the settings of the editor."""
        if wishes == self.wishes:
            return
        if wishes.known != self.wishes.known:
            self.documents.projects.learn(wishes.known)
        self.wishes = wishes
        self.look_again()
        self._editor.refresh()

    def open(self, item: types.TextDocumentItem) -> None:
        """Take over a document that was opened."""
        document = Document(item.uri, path_of(item.uri), item.language_id, item.version, item.text)
        self.documents.open(document)
        self._unseen.add(item.uri)

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take over the new text of a document."""
        uri = params.text_document.uri
        document = self.documents.get(uri)
        if document is None:
            return
        text = document.source.original
        for change in params.content_changes:
            if isinstance(change, types.TextDocumentContentChangeWholeDocument):
                text = change.text
            else:  # though only whole texts are asked for
                text = _changed(text, change, self.client)
        document.update(params.text_document.version, text)
        self._unseen.add(uri)

    def close(self, uri: str) -> None:
        """Forget a document, and clear what is shown of it."""
        if self.documents.get(uri) is None:
            return
        self.documents.close(uri)
        self._unseen.discard(uri)
        self._told.pop(uri, None)
        if not self.client.pulls:
            self._editor.publish(types.PublishDiagnosticsParams(uri, []))
        self._report_settings()

    def checked(self, document: Document) -> tuple[Project, Checked]:
        """Return the findings of a document, and the settings that it was checked by."""
        project = self.documents.project(document)
        checked = document.checked(project)
        self._told[document.uri] = project.number
        return project, checked

    def converter(self, document: Document) -> Converter:
        """Return the converter for the newest text of a document."""
        return Converter(document.uri, document.source, self.client)

    def diagnostics(self, document: Document) -> list[types.Diagnostic]:
        """Return the findings of a document as diagnostics."""
        converter = self.converter(document)
        return [converter.diagnostic(finding) for finding in self.checked(document)[1].findings]

    def plan(self, uri: str) -> Document | None:
        """Return an open document that may be a plan: nothing is shown in other programs' files."""
        document = self.documents.get(uri)
        return document if document is not None and document.may_hold_field else None

    def asked(self, document: Document) -> tuple[str | None, Known]:
        """Return where the field of a document is, if that is set, and what is known about its training."""
        question = self.documents.project(document).selection.question
        return question.at, question.known or self.wishes.known

    def result_id(self, document: Document) -> str:
        """Return what identifies the diagnostics of a document: its version, and the settings."""
        return f"{document.version}:{self.documents.project(document).number}"

    def settle(self) -> None:
        """Look at the newest texts, and report on them."""
        unseen, self._unseen = self._unseen, set()
        for uri in sorted(unseen):
            document = self.documents.get(uri)
            if document is not None and not self.client.pulls:
                self._report(document)
        self._report_settings()

    def _report(self, document: Document) -> None:
        try:
            found = self.diagnostics(document)
        except Exception:  # noqa: BLE001 - a defect must neither leave old findings, nor hide those of others
            sys.stderr.write(traceback.format_exc())
            found = []
        self._editor.publish(types.PublishDiagnosticsParams(document.uri, found, document.version))

    def look_again(self) -> None:
        """Look at all documents again, because something around them has changed."""
        self._unseen.update(document.uri for document in self.documents)

    def notice_settings(self) -> None:
        """Look again at the documents whose settings have changed since they were reported on."""
        projects = self.documents.projects
        changed = [
            document.uri
            for document in self.documents
            if self._told.get(document.uri, 0) not in (0, projects.project(document.path).number)
        ]
        if changed:
            self._unseen.update(changed)
            for uri in changed:
                self._told.pop(uri)
            self._editor.refresh()

    def _report_settings(self) -> None:
        """Publish the mistakes in settings files of open documents, and clear those that are gone."""
        broken: set[str] = set()
        for document in self.documents:
            error = self.documents.project(document).error
            if error is not None:
                uri, found = settings_diagnostics(error, self.client)
                if uri not in broken:
                    broken.add(uri)
                    self._editor.publish(types.PublishDiagnosticsParams(uri, found))
        for uri in self._broken - broken:
            self._editor.publish(types.PublishDiagnosticsParams(uri, []))
        self._broken = broken


def _changed(text: str, change: types.TextDocumentContentChangePartial, client: Client) -> str:
    """Return a text with a change of a range applied; the editor counts the byte order mark."""
    source = Source(text)
    start, end = EncodedPositions(source, client.encoding).span(from_range(change.range))
    return f"{text[:start]}{change.text}{text[end:]}"
