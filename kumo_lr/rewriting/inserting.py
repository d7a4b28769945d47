"""Writes the candidates that run by default into a text that leaves them to Kumo."""

from __future__ import annotations

from typing import Any

from kumo_lr.nodes import Entry, Mapping, Node
from kumo_lr.reading import Field, read_fields
from kumo_lr.resolving import CANDIDATE, Resolved
from kumo_lr.rewriting.editing import MARK, Editor, Line
from kumo_lr.rewriting.filling import comment_of
from kumo_lr.rules.values import spell
from kumo_lr.source import Span
from kumo_lr.vocabulary import INTERVAL, KWARGS, NAME


def insert_field(editor: Editor, field: Field, resolved: Resolved) -> None:
    """Write a field that is not set: in the place of its sign, or where it is documented to stand."""
    if field.key is not None and field.node is not None:
        _set_value(editor, Entry(field.key, field.node), [], resolved)
        return
    here = next((document.node for document in read_fields(editor.source, ".")), None)
    sections = [str(step) for step in field.path]
    while isinstance(here, Mapping) and len(sections) > 1 and (entry := here.get(sections[0])):
        sections.pop(0)
        if not isinstance(entry.value, Mapping):
            _set_value(editor, entry, sections, resolved)
            return
        here = entry.value
    if not isinstance(here, Mapping):
        _start_document(editor, here, _section_lines(sections, resolved))
    elif here.flow:
        pair = editor.flow(_nested(sections, resolved))[1:-1]
        editor.insert_in_braces(here, pair, [Line(f"{sections[-1]}:", _field_comment(resolved))])
    else:
        editor.insert_lines(here.span.end, editor.column(here.span.start), _section_lines(sections, resolved))


def _nested(sections: list[str], resolved: Resolved) -> Any:
    """Give the field as plain data, in its sections."""
    data: Any = resolved.to_kumo()
    for name in reversed(sections):
        data = {name: data}
    return data


def _set_value(editor: Editor, entry: Entry, sections: list[str], resolved: Resolved) -> None:
    """Put the field, in some sections, in the place of a scalar that stands for nothing."""
    text, key, span = editor.source.text, entry.key, entry.value.span
    if editor.source.is_json or not editor.is_first_on_line(key.span.start):
        blank = "" if text[span.start - 1].isspace() else " "
        editor.replace(span, f"{blank}{editor.flow(_nested(sections, resolved))}")
        return
    blanks = len(text[: span.start]) - len(text[: span.start].rstrip(" "))
    editor.replace(Span(span.start - blanks, span.end), "")
    column = editor.column(key.span.start)
    if sections:
        editor.insert_lines(span.end, column + 2, _section_lines(sections, resolved))
    else:
        editor.comment(span.end, [Line("", _field_comment(resolved))])
        editor.insert_lines(span.end, column, _candidate_lines(resolved))


def _start_document(editor: Editor, nothing: Node | None, lines: list[Line]) -> None:
    """Put lines where a document has nothing, or null."""
    source = editor.source
    span = Span(len(source.text), len(source.text)) if nothing is None else nothing.span
    before = source.newline if editor.column(span.start) else ""
    after = source.newline if span.start == span.end else ""
    editor.replace(span, before + source.newline.join(map(str, lines)) + after)


def _section_lines(sections: list[str], resolved: Resolved) -> list[Line]:
    """Write the field in sections, the last of which is its own name."""
    lines = [Line(f"{name}:").indented(depth) for depth, name in enumerate(sections)]
    lines[-1] = lines[-1]._replace(comment=_field_comment(resolved))
    return [*lines, *(line.indented(len(sections) - 1) for line in _candidate_lines(resolved))]


def _field_comment(resolved: Resolved) -> str:
    documented = f' ("{resolved.documented}" in the documentation)' if resolved.documented else ""
    return f"{MARK}{resolved.run_mode}{documented}"


def _candidate_lines(resolved: Resolved) -> list[Line]:
    lines: list[Line] = []
    for candidate, origins in zip(resolved.candidates, resolved.origins, strict=True):
        if candidate is None:
            lines.append(Line("- null", comment_of(origins, CANDIDATE)))
            continue
        lines += [
            Line(f"- name: {candidate.name}", comment_of(origins, NAME.name)),
            Line(f"  interval: {candidate.interval}", comment_of(origins, INTERVAL.name)),
            Line(f"  {KWARGS}:"),
        ]
        for name, value in candidate.kwargs.given.items():
            lines.append(Line(f"    {name}: {spell(value)}", comment_of(origins, name)))
    return lines
