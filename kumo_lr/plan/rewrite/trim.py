"""Remove values that equal a default from a text: the inverse of writing them out.

Values that cannot be removed separately stay: those behind an alias or a merge key, or in braces with a
comment. The user's comments always stay.
"""

from __future__ import annotations

from kumo_lr.document.nodes import Entry, Mapping, Sequence
from kumo_lr.facts.slots import Number
from kumo_lr.facts.strategies import KWARGS
from kumo_lr.plan.field import Field, read_fields
from kumo_lr.plan.models import Scheduler
from kumo_lr.plan.resolve import Resolved
from kumo_lr.plan.rewrite.editor import Editor


def trim_candidates(editor: Editor, field: Field, resolved: Resolved) -> None:
    """Remove the arguments that equal their defaults."""
    items = field.node.items if isinstance(field.node, Sequence) else ()
    arguments = resolved.defaults[resolved.run_mode].arguments
    defaults = {name: value for name, (value, _) in arguments.items()}
    for mapping, candidate in zip(items, resolved.config.candidates, strict=True):
        if isinstance(mapping, Mapping) and candidate is not None and not mapping.shared:
            _trim(editor, mapping, candidate, defaults)


def _trim(editor: Editor, mapping: Mapping, candidate: Scheduler, defaults: dict[str, Number]) -> None:
    kwargs = mapping.get(KWARGS)
    if kwargs is None or not isinstance(kwargs.value, Mapping) or not _is_own(editor, mapping, kwargs):
        return
    given = candidate.kwargs.given
    # 1 and 1.0 are equal, but mean different things.
    same = {name for name, value in given.items() if repr(value) == repr(defaults.get(name))}
    if same == set(given):
        editor.remove_entry(mapping, kwargs)
        return
    for entry in kwargs.value.entries:
        if entry.name in same and editor.layout.stands_here(entry):
            editor.remove_entry(kwargs.value, entry)


def _is_own(editor: Editor, mapping: Mapping, kwargs: Entry) -> bool:
    """Return whether kwargs are a candidate's own, with no merged ones that removal would uncover."""
    text = editor.source.text[mapping.span.start : mapping.span.end]
    return editor.layout.stands_here(kwargs) and not kwargs.value.shared and "<<" not in text


def trim_field(editor: Editor, field: Field) -> bool:
    """Remove the whole field, and return whether that was possible. An emptied section stays, empty."""
    document = read_fields(editor.source, ".")[field.document]
    way: list[tuple[Mapping, Entry]] = []
    here = document.node
    for step in field.path:
        if not isinstance(here, Mapping) or not isinstance(step, str):
            return False
        entry = here.get(step)
        if entry is None or not editor.layout.stands_here(entry):
            return False
        way.append((here, entry))
        here = entry.value
    if not way or not editor.remove_entry(*way[-1]):
        return False
    if len(way) > 1 and len(way[-1][0].entries) == 1 and not way[-1][0].flow:
        editor.empty_value(way[-2][1])
    return True
