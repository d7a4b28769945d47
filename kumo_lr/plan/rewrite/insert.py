"""Write the default candidates into a text that leaves them to Kumo."""

from __future__ import annotations

from typing import Any

from kumo_lr.document import patch
from kumo_lr.document.layout import is_flow
from kumo_lr.document.nodes import Entry, Mapping, Node, Sequence
from kumo_lr.plan.field import Field, read_fields
from kumo_lr.plan.load import CANDIDATE, candidate_lines
from kumo_lr.plan.resolve import Resolved
from kumo_lr.plan.rewrite.editor import Editor
from kumo_lr.plan.rewrite.lines import Line, in_flow
from kumo_lr.source import Span


def insert_field(editor: Editor, field: Field, resolved: Resolved) -> None:
    """Write a field that is not set: in place of its placeholder, or where it is documented to be."""
    documents = read_fields(editor.source, ".")
    here = documents[field.document].node if documents else None
    key: Node | None = None
    missing, in_braces = list(field.path), editor.source.is_json
    while missing and (below := _below(here, missing[0])):
        in_braces = in_braces or (here is not None and is_flow(here))
        key, here = below
        missing.pop(0)
    sections = [str(step) for step in missing]
    if (
        isinstance(here, Mapping)
        and key is not None
        and not in_braces
        and editor.layout.is_written(here, "{}")
    ):
        # Empty braces contain nothing to keep, and lines have room for comments.
        _replace_by_lines(editor, Entry(key, here), sections, resolved)
    elif isinstance(here, Mapping):
        _insert_into(editor, here, sections, resolved, in_braces=in_braces or here.flow)
    elif len(missing) == len(field.path):
        _start_document(editor, here, sections, resolved, in_braces=in_braces)
    elif here is not None and (key is None or in_braces):
        _replace_in_braces(editor, key, here, sections, resolved)
    elif here is not None and key is not None:
        _replace_by_lines(editor, Entry(key, here), sections, resolved)


def _below(node: Node | None, step: str | int) -> tuple[Node | None, Node] | None:
    """Return the key (in a mapping) and value at a step of a path, if they exist."""
    if isinstance(node, Mapping):
        entry = node.get(str(step))
        return None if entry is None else (entry.key, entry.value)
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return None, node.items[step]
    return None


def _insert_into(
    editor: Editor, home: Mapping, sections: list[str], resolved: Resolved, *, in_braces: bool
) -> None:
    if in_braces:
        pair = in_flow(editor.source, _nested(sections, resolved))[1:-1]
        editor.append_in_braces(home, pair, [Line(f"{sections[-1]}:", _field_origin(resolved))])
    else:
        lines = _section_lines(sections, resolved)
        editor.insert_lines(editor.layout.end_of(home), editor.layout.column(home.span.start), lines)


def _nested(sections: list[str], resolved: Resolved) -> Any:
    """Return the field as plain data, nested in its sections."""
    data: Any = resolved.to_kumo()
    for name in reversed(sections):
        data = {name: data}
    return data


def _replace_in_braces(
    editor: Editor, key: Node | None, nothing: Node, sections: list[str], resolved: Resolved
) -> None:
    """Replace an empty or placeholder scalar by the field, on its line."""
    span = nothing.span if key is None else editor.layout.value_span(Entry(key, nothing))
    blank = "" if editor.source.text[span.start - 1 : span.start] in ("", " ", "[", "\n") else " "
    editor.replace(span, f"{blank}{in_flow(editor.source, _nested(sections, resolved))}")
    editor.comment(span.end, [Line("", _field_origin(resolved))])


def _replace_by_lines(editor: Editor, entry: Entry, sections: list[str], resolved: Resolved) -> None:
    """Replace an empty or placeholder scalar by the field, in lines below its key."""
    span = editor.layout.value_span(entry)
    editor.apply(patch.remove_value(editor.source, span))
    column = editor.layout.column(entry.key.span.start)
    if sections:
        editor.insert_lines(span.end, column + 2, _section_lines(sections, resolved))
    else:
        editor.comment(span.end, [Line("", _field_origin(resolved))])
        editor.insert_lines(span.end, column, _candidate_lines(resolved))


def _start_document(
    editor: Editor, nothing: Node | None, sections: list[str], resolved: Resolved, *, in_braces: bool
) -> None:
    """Write the field into an empty document."""
    source = editor.source
    span = Span(len(source.text), len(source.text)) if nothing is None else nothing.span
    if in_braces:
        editor.replace(span, in_flow(editor.source, _nested(sections, resolved)))
        return
    lines = _section_lines(sections, resolved) if sections else _candidate_lines(resolved)
    before = source.newline if editor.layout.column(span.start) else ""
    after = source.newline if span.start == span.end else ""
    editor.replace(span, before + source.newline.join(map(str, lines)) + after)


def _section_lines(sections: list[str], resolved: Resolved) -> list[Line]:
    """Return the lines of the field in its sections, the last of which is the field's key."""
    lines = [Line(f"{name}:").indented(depth) for depth, name in enumerate(sections)]
    lines[-1] = lines[-1]._replace(origin=_field_origin(resolved))
    return [*lines, *(line.indented(len(sections) - 1) for line in _candidate_lines(resolved))]


def _field_origin(resolved: Resolved) -> str:
    origin = resolved.origins[0][CANDIDATE]
    documented = resolved.documented if origin.kind == "engine" else None
    said = f' (documentation: "{documented}")' if documented else ""
    return f"not set, so {resolved.run_mode} applies those of {origin}{said}"


def _candidate_lines(resolved: Resolved) -> list[Line]:
    return [
        Line(text, str(origins.get(name, "")))
        for candidate, origins in zip(resolved.candidates, resolved.origins, strict=True)
        for text, name in candidate_lines(candidate)
    ]
