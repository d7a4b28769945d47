"""Write filled-in arguments into the candidates of a text.

Only missing arguments are inserted; nothing that the user wrote is changed.
"""

from __future__ import annotations

from kumo_lr.document import patch
from kumo_lr.document.layout import is_flow
from kumo_lr.document.nodes import Entry, Mapping, Sequence
from kumo_lr.facts.slots import Number
from kumo_lr.facts.strategies import KWARGS
from kumo_lr.plan.field import Field
from kumo_lr.plan.resolve import Origins, Resolved
from kumo_lr.plan.rewrite.editor import Editor
from kumo_lr.plan.rewrite.lines import Line, spelt_key
from kumo_lr.rules.values import spell
from kumo_lr.source import Span


def fill_candidates(editor: Editor, field: Field, resolved: Resolved) -> None:
    """Insert the missing arguments of a field's candidates."""
    sequence = field.node
    if not isinstance(sequence, Sequence):
        return
    aliases = editor.layout.item_aliases(sequence)
    written = resolved.config.candidates
    rows = zip(sequence.items, written, resolved.candidates, resolved.origins, strict=True)
    for index, (mapping, candidate, full, origins) in enumerate(rows):
        if not isinstance(mapping, Mapping) or candidate is None or full is None:
            continue
        given = candidate.kwargs.given
        _drop_stale_comments(editor, mapping, given, resolved)
        missing = {name: value for name, value in full.kwargs.given.items() if name not in given}
        lines = _lines(editor, missing, origins)
        inside = sequence.span.start <= mapping.span.start < sequence.span.end
        if missing and index in aliases and not inside:
            arguments = [*_lines(editor, given, {}), *lines]
            _fill_alias(editor, aliases[index], arguments, in_braces=sequence.flow)
        elif missing:
            _fill_candidate(editor, mapping, lines, _lines(editor, given, {}))


def _drop_stale_comments(
    editor: Editor, candidate: Mapping, given: dict[str, Number], resolved: Resolved
) -> None:
    """Remove comments that call a value a default although it has been changed."""
    kwargs = candidate.get(KWARGS)
    defaults = resolved.defaults[resolved.run_mode].arguments
    if kwargs is None or not isinstance(kwargs.value, Mapping) or kwargs.value.flow:
        return
    for entry in kwargs.value.entries:
        default = defaults.get(entry.name)
        if (
            default is not None
            and repr(given[entry.name]) != repr(default[0])
            and editor.layout.stands_here(entry)
        ):
            editor.remove_own_comment(entry.value.span.end)


def _lines(editor: Editor, arguments: dict[str, Number], origins: Origins) -> list[Line]:
    """Return arguments as lines, with their origins, if any, as comments."""
    return [
        Line(f"{spelt_key(editor.source, name)}: {spell(value)}", str(origins.get(name, "")))
        for name, value in arguments.items()
    ]


def _fill_alias(editor: Editor, alias: Span, arguments: list[Line], *, in_braces: bool) -> None:
    """Replace an alias by a candidate of its own that merges it, with all arguments."""
    name = editor.source.text[alias.start : alias.end]
    if in_braces:
        editor.replace(alias, f"{{<<: {name}, {_kwargs_in_braces(editor, arguments)}}}")
        editor.comment(alias.end, arguments)
    else:
        editor.replace(alias, f"<<: {name}")
        editor.insert_lines(alias.end, editor.layout.column(alias.start), _kwargs_lines(arguments))


def _kwargs_lines(arguments: list[Line]) -> list[Line]:
    return [Line(f"{KWARGS}:"), *(line.indented(1) for line in arguments)]


def _kwargs_in_braces(editor: Editor, arguments: list[Line]) -> str:
    return f"{spelt_key(editor.source, KWARGS)}: {{{', '.join(line.text for line in arguments)}}}"


def _fill_candidate(editor: Editor, candidate: Mapping, missing: list[Line], given: list[Line]) -> None:
    """Insert the missing arguments; if kwargs come from a merge key, write all of them."""
    kwargs = candidate.get(KWARGS)
    if kwargs is None or kwargs.merged:
        arguments = [*given, *missing]
        if candidate.flow:
            editor.append_in_braces(candidate, _kwargs_in_braces(editor, arguments), arguments)
        else:
            column = editor.layout.column(candidate.span.start)
            editor.insert_lines(candidate.span.end, column, _kwargs_lines(arguments))
    elif alias := editor.layout.alias(kwargs):
        name = editor.source.text[alias.start : alias.end]
        editor.replace(alias, f"{{<<: {name}, {', '.join(line.text for line in missing)}}}")
        editor.comment(alias.end, missing)
    elif isinstance(kwargs.value, Mapping):
        _insert_arguments(editor, kwargs, kwargs.value, missing, in_braces=candidate.flow)


def _insert_arguments(
    editor: Editor, entry: Entry, kwargs: Mapping, missing: list[Line], *, in_braces: bool
) -> None:
    source, (start, end) = editor.source, kwargs.span
    is_bare = editor.layout.is_written(kwargs, "{}") and source.text[entry.key.span.end : start] == ": "
    if not is_flow(kwargs):
        editor.insert_lines(end, editor.layout.column(start), missing)
    elif in_braces or not is_bare:
        editor.append_in_braces(kwargs, ", ".join(line.text for line in missing), missing)
    else:
        # Empty braces contain nothing to keep, and lines have room for comments.
        editor.apply(patch.remove_value(source, kwargs.span))
        editor.insert_lines(end, editor.layout.column(entry.key.span.start) + 2, missing)
