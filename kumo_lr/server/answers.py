"""What the server answers when the editor asks about a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lsprotocol import types

from kumo_lr.edits import replacements
from kumo_lr.server.actions import Action, ActionKind, can_fix_all, fix_all, quick_fixes
from kumo_lr.server.connection import Server
from kumo_lr.server.convert import NAME
from kumo_lr.server.documents import Document
from kumo_lr.server.rewrites import TITLES, Rewrite, may_rewrite, rewritten
from kumo_lr.server.session import Session
from kumo_lr.source import Replacement, Span

_FIX_ALL = "fix-all"
_ACTIONS = types.CodeActionOptions([str(kind) for kind in ActionKind], resolve_provider=True)


def register(server: Server) -> None:
    """Register what every editor is answered."""
    session = server.session

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, _ACTIONS)
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        document = session.documents.get(params.text_document.uri)
        return [] if document is None else list(_actions(session, document, params))

    @server.feature(types.CODE_ACTION_RESOLVE)
    def code_action_resolve(action: types.CodeAction) -> types.CodeAction:
        return _resolved(server, action)


def register_pulls(server: Server) -> None:
    """Register the answers about diagnostics, for an editor that asks for them."""
    session = server.session
    options = types.DiagnosticOptions(
        inter_file_dependencies=False, workspace_diagnostics=False, identifier=NAME
    )

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def diagnostic(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        document = session.documents.get(params.text_document.uri)
        if document is None:
            return types.RelatedFullDocumentDiagnosticReport(items=[])
        result_id = session.result_id(document)
        if params.previous_result_id == result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result_id)
        items = session.diagnostics(document)
        return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=result_id)


def _actions(
    session: Session, document: Document, params: types.CodeActionParams
) -> Iterator[types.CodeAction]:
    only = None if params.context.only is None else [str(_text(kind)) for kind in params.context.only]
    project, checked = session.checked(document)
    converter = session.converter(document)
    within = converter.span(params.range)
    if ActionKind.QUICK_FIX.is_wanted(only):
        for action in quick_fixes(checked, within, lambda source: document.check(source, project)):
            yield converter.action(action, document.version)
    if ActionKind.FIX_ALL.is_wanted(only) and can_fix_all(checked):
        yield from _offered(session, document, _FIX_ALL, within, only)
    if ActionKind.REWRITE.is_wanted(only):
        for rewrite in Rewrite:
            if may_rewrite(checked, rewrite, within, project.selection.question.at):
                yield from _offered(session, document, rewrite, within, only)


def _text(kind: Any) -> Any:
    return getattr(kind, "value", kind)


def _offered(
    session: Session, document: Document, change: str, within: Span, only: Iterable[str] | None
) -> Iterator[types.CodeAction]:
    """Yield an action that takes time to work out without its edits, if the editor can ask for them.

    Any other editor gets it complete, but rewritings that need the models only if it asks for this kind.
    """
    action = _action(change, ())
    is_quick = change == Rewrite.BLOCK
    if session.client.resolves and not is_quick:
        data = {"uri": document.uri, "version": document.version, "change": change, "span": list(within)}
        yield types.CodeAction(action.title, kind=str(action.kind), data=data)
    elif is_quick or only is not None or change == _FIX_ALL:
        edits = _edits(session, document, change, within)
        if edits:
            yield session.converter(document).action(action._replace(edits=edits), document.version)


def _action(change: str, edits: tuple[Replacement, ...]) -> Action:
    if change == _FIX_ALL:
        return Action("Apply all safe fixes", ActionKind.FIX_ALL, edits)
    return Action(TITLES[Rewrite(change)], ActionKind.REWRITE, edits)


def _edits(session: Session, document: Document, change: str, within: Span) -> tuple[Replacement, ...]:
    """Return the edits of an action."""
    project, checked = session.checked(document)
    if change == _FIX_ALL:
        return fix_all(checked, lambda source: document.check(source, project))
    new = rewritten(document.source, Rewrite(change), within, *session.asked(document))
    return () if new is None else tuple(replacements(document.source, new))


def _resolved(server: Server, action: types.CodeAction) -> types.CodeAction:
    """Return an action with its edits; one of an older text has none."""
    session = server.session
    data = action.data if isinstance(action.data, dict) else {}
    document = session.documents.get(str(data.get("uri")))
    change = data.get("change")
    if document is None or document.version != data.get("version") or not isinstance(change, str):
        return action
    within = _span_of(data.get("span"))
    if change not in (_FIX_ALL, *Rewrite) or within is None:
        return action
    edits = _edits(session, document, change, within)
    if not edits:
        server.say(types.MessageType.Info, f"{action.title}: there is nothing to change")
    action.edit = session.converter(document).workspace_edit(edits, document.version)
    return action


def _span_of(value: Any) -> Span | None:
    is_pair = isinstance(value, list | tuple) and len(value) == 2
    return Span(*value) if is_pair and all(type(part) is int for part in value) else None
