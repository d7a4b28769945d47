"""Select the rules that apply, by their codes, prefixes and slugs, and ask for no more than they need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kumo_lr.check.question import Question
from kumo_lr.check.runner import Selection
from kumo_lr.errors import UsageError
from kumo_lr.facts.horizons import Known
from kumo_lr.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kumo_lr.settings.load import Settings

_NOTHING = Known()


def selection_of(settings: Settings, known: Known = _NOTHING) -> Selection:
    """Return the selection of a project's settings; what the caller knows about training takes precedence."""
    from kumo_lr.settings.load import ignored_in, severities  # most projects have no settings

    asked = Known(
        known.run_mode or settings.run_mode,
        known.steps_per_epoch or settings.steps_per_epoch,
        known.max_epochs or settings.max_epochs,
    )
    codes = selected(settings.select, settings.ignore)
    ignored = partial(ignored_in, settings) if settings.per_file_ignores else None
    selection = Selection.of(codes, Question(at=settings.at, known=asked))
    return selection._replace(ignored_in=ignored, severities=severities(settings))


def selected(selects: Sequence[str] | None, ignores: Sequence[str] | None) -> frozenset[str] | None:
    """Return the selected codes, None for all, or raise `UsageError` for names of no rule."""
    if selects is None and not ignores:
        return None
    from kumo_lr.check.selection import selected as named  # few runs select rules

    try:
        return named(selects, ignores, parameters="--select and --ignore")
    except ValueError as error:
        raise UsageError(str(error)) from None
