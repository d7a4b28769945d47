"""Select the rules that apply, by their codes, prefixes and slugs, and ask for no more than they need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kumo_lr.check.question import Question
from kumo_lr.check.runner import Selection
from kumo_lr.errors import UsageError
from kumo_lr.facts.horizons import Known
from kumo_lr.phrases import did_you_mean
from kumo_lr.rules import all_rules, always_counts, codes_of, is_about_training, is_mutable, names
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
    return Selection(codes, question_for(codes, settings.at, asked), ignored, severities(settings))


def question_for(codes: frozenset[str] | None, at: str | None, known: Known) -> Question:
    """Return the parameters of a check by some rules.

    If no rule about training applies, and the caller specifies nothing about it, no candidate is trained.
    """
    counts = known != _NOTHING or codes is None or any(map(is_about_training, codes))
    return Question(at=at, known=known if counts else None)


def selected(selects: Sequence[str] | None, ignores: Sequence[str] | None) -> frozenset[str] | None:
    """Return the codes that are selected and not ignored, or None for all; unreadable text always counts."""
    if selects is None and not ignores:
        return None
    rules = all_rules()
    chosen = _named(selects) if selects is not None else frozenset(rules)
    return (chosen - _named(ignores or ())) | frozenset(filter(always_counts, rules))


def _can_be_named(name: str) -> bool:
    return all(map(is_mutable, codes_of(name)))


def _named(lists: Sequence[str]) -> frozenset[str]:
    codes: set[str] = set()
    for word in filter(None, (name.strip() for words in lists for name in words.split(","))):
        matching = codes_of(word)
        if not matching:
            raise UsageError(f'no rule "{word}"{did_you_mean(word, filter(_can_be_named, names()))}')
        codes |= matching
    if lists and not codes:
        # An unset variable in a script should not turn a check off.
        raise UsageError("--select and --ignore take rules; here they name none")
    return frozenset(codes)
