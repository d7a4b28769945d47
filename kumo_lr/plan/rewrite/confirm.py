"""Confirm that a rewritten text has the intended field, and is otherwise unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from kumo_lr.check.checker import check_source
from kumo_lr.check.question import Question
from kumo_lr.document.compose import Document, compose
from kumo_lr.facts.plan_layout import NOT_SET
from kumo_lr.findings import ConfigError, Finding, Path, Severity
from kumo_lr.phrases import printable
from kumo_lr.plan.field import Field, builder_of, load_raw
from kumo_lr.source import Source


def confirm(before: Source, after: Source, places: Sequence[Field], same: bool, at: str | None) -> None:
    """Raise `ConfigError` unless a new text has the intended field and is otherwise unchanged."""
    paths = {(field.document, field.path) for field in places}
    if same and _rest_of(before, paths) == _rest_of(after, paths):
        return
    if "*" in before.text:
        reason = "an alias shares values that would have to differ; write them where they are used"
    elif before.text[-1:] not in ("", "\n", "\r"):
        reason = "it ends in the middle of a line, to which nothing can be added; end its last line"
    elif (error := _error_in(after, at)) is not None:
        reason = f"the result would have an error: {error.message}"
    else:
        reason = "the result would not mean the same; please report this file"
    raise ConfigError(f"{printable(before.name)}: cannot write this: {reason}")


def _error_in(source: Source, at: str | None) -> Finding | None:
    """Return the first error, which may be a key that is accepted only without the field beside it."""
    findings = check_source(source, Question(at=at)).findings
    return next((finding for finding in findings if finding.severity is Severity.ERROR), None)


def _rest_of(source: Source, fields: AbstractSet[tuple[int, Path]]) -> list[str]:
    """Return all documents of a text as plain data, without the fields at the given paths.

    Sections that contain nothing else are also left out.
    """
    rest = []
    for index, document in enumerate(d for d in compose(source) if isinstance(d, Document)):
        data = load_raw(document.root, builder_of(source, document))
        for number, path in fields:
            data = _without(data, path) if number == index else data
        rest.append("nothing" if _is_nothing(data) else repr(data))
    return [] if rest == ["nothing"] else rest


def _is_nothing(data: object) -> bool:
    return data in (None, {}, NOT_SET)


def _without(data: object, path: Path) -> object:
    if not path:
        return None
    step, *rest = path
    if isinstance(data, dict) and step in data:
        inner = _without(data[step], tuple(rest))
        kept = {key: value for key, value in data.items() if key != step}
        return kept or None if _is_nothing(inner) else {**kept, step: inner}
    if isinstance(data, list) and isinstance(step, int):
        return [_without(item, tuple(rest)) if i == step else item for i, item in enumerate(data)]
    return data
