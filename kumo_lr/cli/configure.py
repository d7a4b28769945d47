"""Options and settings put together: what the command line says comes before what a file does."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from kumo_lr.check.runner import Selection
from kumo_lr.cli.options import known
from kumo_lr.errors import UsageError
from kumo_lr.facts.horizons import Known
from kumo_lr.files import OWN_FILES, PYPROJECT, UnreadableError, read
from kumo_lr.phrases import did_you_mean
from kumo_lr.rules import BY_SLUG, RULES, always_counts, codes_of
from kumo_lr.rules.subjects import Training

if TYPE_CHECKING:
    from kumo_lr.settings.load import Settings


def settings_for(options: argparse.Namespace) -> tuple[str | None, Settings | None]:
    """Return the file of settings that counts, and what it sets. Raises `SettingsError`."""
    if options.isolated and options.config is not None:
        raise UsageError("--isolated asks for no settings, and --config for some")
    if options.isolated or (options.config is None and not _may_be_set()):
        return None, None
    from kumo_lr.settings.load import find_settings, load_settings  # most projects have none

    path = options.config if options.config is not None else find_settings(".")
    return path, None if path is None else load_settings(path)


def _may_be_set() -> bool:
    """Whether a file from here upwards may hold settings, at a glance."""
    try:
        folder = os.getcwd()
    except OSError:  # it is gone
        return False
    while True:
        project = os.path.join(folder, PYPROJECT)
        if any(os.path.lexists(os.path.join(folder, name)) for name in OWN_FILES):
            return True
        if os.path.lexists(project) and _mentions_us(project):
            return True
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above


def _mentions_us(path: str) -> bool:
    try:
        return b"kumo" in read(path).lower()
    except UnreadableError:
        return True  # which is told by those who read settings


def configure(options: argparse.Namespace, settings: Settings | None) -> Selection:
    """Fill in what the options leave to the settings; gives what to look for. Raises `UsageError`."""
    weights, ignored, options.excluded = {}, None, None
    if settings is not None:
        from kumo_lr.settings.load import excluded, ignored_in, severities
        from kumo_lr.settings.table import SETTINGS

        for setting in SETTINGS.values():
            if getattr(options, setting.field, None) is None:
                setattr(options, setting.field, getattr(settings, setting.field) or None)
        options.excluded = partial(excluded, settings) if settings.exclude else None
        ignored = partial(ignored_in, settings) if settings.per_file_ignores else None
        weights = severities(settings)
    options.fail_on = options.fail_on or "error"
    codes = _selected(options.select, options.ignore)
    asked = known(options)
    # Where no rule about training counts, and nobody says anything of it, nobody needs to ask any.
    counts = asked != Known() or any(RULES[code].subject is Training for code in codes)
    return Selection(codes, options.at, asked if counts else None, ignored, weights)


def _selected(selects: Sequence[str] | None, ignores: Sequence[str] | None) -> frozenset[str]:
    """Return the codes that are asked for and not left out; what can't be read always counts."""
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
