"""Resolved configs back into the text that they came from: all written out, or as little as will do.

What comes out is read again, and must hold the same candidates, and else what was there before.
"""

from __future__ import annotations

from collections.abc import Sequence

from kumo_lr.checker import check_source
from kumo_lr.loading import Config, ConfigError, Place, configs_of
from kumo_lr.resolving import Resolved, resolve
from kumo_lr.rewriting.editing import Editor, rest_of
from kumo_lr.rewriting.filling import fill_candidates
from kumo_lr.rewriting.inserting import insert_field
from kumo_lr.rewriting.trimming import trim_candidates, trim_field
from kumo_lr.source import Source


def written_out(fields: Sequence[Resolved]) -> Source:
    """Give the text that some configs were loaded from, with all that was resolved written out.

    Behind each value that was filled in, a comment says where it comes from; JSON has none.

    Raises `ConfigError` where an alias shares what would have to differ.
    """
    source, at = _text_of(fields)
    editor = Editor(source)
    for resolved in fields:
        field = _place_of(resolved).field()
        (fill_candidates if field.is_set else insert_field)(editor, field, resolved)
    new = source.replaced(editor.edits)
    loaded = [config.to_kumo() for config in _loaded(new, at)]
    _confirm(source, new, fields, loaded == [resolved.to_kumo() for resolved in fields])
    return new


def minimised(fields: Sequence[Resolved]) -> Source:
    """Give the text that some configs were loaded from, without what equals the defaults.

    Where the candidates are those that run by default, the field goes as a whole. What an alias or
    a merge key leads to stays.
    """
    source, at = _text_of(fields)
    editor = Editor(source)
    kept = []
    for resolved in fields:
        field = _place_of(resolved).field()
        default = _again(Config(), resolved)
        is_default = field.node is not None and resolved.candidates == default.candidates
        if is_default and trim_field(editor, field):
            continue
        kept.append(resolved)
        trim_candidates(editor, field, resolved)
    new = source.replaced(editor.edits)
    again = [_again(config, resolved) for config, resolved in zip(_loaded(new, at), kept, strict=False)]
    same = [resolved.candidates for resolved in again] == [resolved.candidates for resolved in kept]
    _confirm(source, new, fields, same)
    return new


def _text_of(fields: Sequence[Resolved]) -> tuple[Source, str | None]:
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
        return configs_of(check_source(source, at=at), at)
    except ConfigError:
        return ()


def _confirm(before: Source, after: Source, fields: Sequence[Resolved], same: bool) -> None:
    paths = {(field.document, field.path) for field in (_place_of(resolved).field() for resolved in fields)}
    if not same or rest_of(before, paths) != rest_of(after, paths):
        raise ConfigError(
            f"{before.name}: cannot write this in place, as an alias shares values that would have to "
            "differ; write them where they are used"
        )
