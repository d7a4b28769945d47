"""Write resolved configs back into their text: in full, or reduced to what differs from the defaults.

The result is read again, to confirm that it has the same candidates and is otherwise unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence

from kumo_lr.check.checker import check_source
from kumo_lr.check.question import Question
from kumo_lr.findings import ConfigError
from kumo_lr.plan.field import Field, read_fields
from kumo_lr.plan.load import Config, Place, configs_of
from kumo_lr.plan.resolve import Resolved, resolve
from kumo_lr.plan.rewrite.confirm import confirm
from kumo_lr.plan.rewrite.editor import Editor
from kumo_lr.plan.rewrite.fill import fill_candidates
from kumo_lr.plan.rewrite.insert import insert_field
from kumo_lr.plan.rewrite.trim import trim_candidates, trim_field
from kumo_lr.source import Source


def written_out(fields: Sequence[Resolved]) -> Source:
    """Return the text of configs, with all resolved values written out.

    A comment after each filled-in value says where it comes from, except in JSON.

    Raises:
        ConfigError: An alias shares values that would have to differ.
    """
    source, at = _text_of(fields)
    editor = Editor(source)
    places = [_place_of(resolved).field() for resolved in fields]
    for field, resolved in zip(places, fields, strict=True):
        (fill_candidates if field.is_set else insert_field)(editor, field, resolved)
    new = source.replaced(editor.edits)
    loaded = [repr(config.to_kumo()) for config in _loaded(new, at)]
    confirm(source, new, places, loaded == [repr(resolved.to_kumo()) for resolved in fields], at)
    return new


def minimised(fields: Sequence[Resolved]) -> Source:
    """Return the text of configs, without values that equal the defaults.

    If the candidates are the default ones, the whole field is removed, unless the text has more than one
    plan, or the field is elsewhere than documented. Values behind an alias or a merge key stay.
    """
    source, at = _text_of(fields)
    editor = Editor(source)
    places = [_place_of(resolved).field() for resolved in fields]
    if at is not None or not _trim_field(editor, places, fields):
        for field, resolved in zip(places, fields, strict=True):
            trim_candidates(editor, field, resolved)
    new = source.replaced(editor.edits)
    again = [_again(config, resolved) for config, resolved in zip(_loaded(new, at), fields, strict=False)]
    same = [resolved.candidates for resolved in again] == [resolved.candidates for resolved in fields]
    confirm(source, new, places, same, at)
    return new


def _trim_field(editor: Editor, places: Sequence[Field], fields: Sequence[Resolved]) -> bool:
    """Remove the only field of a text if it equals the default, and return whether it was removed."""
    if len(fields) > 1 or len(read_fields(editor.source, ".")) > 1 or places[0].node is None:
        return False
    default = _again(Config(), fields[0])
    return fields[0].candidates == default.candidates and trim_field(editor, places[0])


def _text_of(fields: Sequence[Resolved]) -> tuple[Source, str | None]:
    if not fields:
        raise ConfigError("there is no field to write")
    place = _place_of(fields[0])
    return place.source, place.at


def _place_of(resolved: Resolved) -> Place:
    if resolved.config.place is None:
        raise ConfigError("the config was not loaded from a text")
    return resolved.config.place


def _again(config: Config, resolved: Resolved) -> Resolved:
    """Resolve another config in the same way."""
    return resolve(config, run_mode=resolved.run_mode, defaults=resolved.defaults)


def _loaded(source: Source, at: str | None) -> tuple[Config, ...]:
    try:
        return configs_of(check_source(source, Question(at=at)), at)
    except ConfigError:
        return ()
