"""Options and settings put together: what the command line says comes before what a file does."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial

from kumo_lr.horizons import Known
from kumo_lr.options import UsageError, did_you_mean, known
from kumo_lr.rules import BY_SLUG, RULES
from kumo_lr.rules.record import Training
from kumo_lr.running import Selection
from kumo_lr.settings import Settings, excluded, find_settings, load_settings, severities
from kumo_lr.settings_table import SETTINGS, always_counts, codes_of

_NO_SETTINGS = Settings()


def settings_for(options: argparse.Namespace) -> tuple[str | None, Settings]:
    """Give the file of settings that counts, and what it sets. Raises `SettingsError`."""
    if options.isolated and options.config is not None:
        raise UsageError("--isolated asks for no settings, and --config for some")
    path = None if options.isolated else options.config or find_settings(".")
    return path, _NO_SETTINGS if path is None else load_settings(path)


def configure(options: argparse.Namespace, settings: Settings) -> Selection:
    """Fill in what the options leave to the settings; gives what to look for. Raises `UsageError`."""
    for setting in SETTINGS.values():
        if getattr(options, setting.field, None) is None:
            setattr(options, setting.field, getattr(settings, setting.field) or None)
    options.fail_on = options.fail_on or "error"
    options.excluded = partial(excluded, settings) if settings.exclude else None
    codes = _selected(options.select, options.ignore)
    asked = known(options)
    # Where no rule about training counts, and nobody says anything of it, nobody needs to ask any.
    counts = asked != Known() or any(RULES[code].subject is Training for code in codes)
    return Selection(codes, options.at, asked if counts else None, settings, severities(settings))


def _selected(selects: Sequence[str] | None, ignores: Sequence[str] | None) -> frozenset[str]:
    """Give the codes that are asked for and not left out; what can't be read always counts."""
    chosen = _named(selects) if selects is not None else frozenset(RULES)
    return (chosen - _named(ignores or ())) | frozenset(filter(always_counts, RULES))


def _named(lists: Sequence[str]) -> frozenset[str]:
    codes: set[str] = set()
    for word in filter(None, (name.strip() for names in lists for name in names.split(","))):
        matching = codes_of(word)
        if not matching:
            raise UsageError(f'no rule "{word}"{did_you_mean(word, [*RULES, *BY_SLUG])}')
        codes |= matching
    if lists and not codes:
        # A variable that is not set in a script should not turn a check off.
        raise UsageError("--select and --ignore take rules; here they name none")
    return frozenset(codes)
