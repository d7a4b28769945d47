"""Combine the options and settings of one run of `check`; options take precedence."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial

from kumo_lr.check.question import Question
from kumo_lr.check.runner import Selection
from kumo_lr.cli.options import CheckOptions, SettingsOptions, known
from kumo_lr.cli.outputs import Output, outputs_of, refuse_foreign
from kumo_lr.errors import UsageError
from kumo_lr.records import Record
from kumo_lr.settings.discovery import find_settings, may_be_set
from kumo_lr.settings.selection import selected
from kumo_lr.settings.table import SETTINGS
from kumo_lr.typed import TYPE_CHECKING, Any
from kumo_lr.walk import Wanted

if TYPE_CHECKING:
    from kumo_lr.settings.load import Settings


class Request(Record):
    """The request for one run of `check`.

    `options` are merged with the settings. `wanted` says what a walk takes from folders. `is_chosen` says
    that the format is the default of the environment.
    """

    options: CheckOptions
    selection: Selection
    outputs: tuple[Output, ...]
    wanted: Wanted
    is_chosen: bool

    @property
    def printed(self) -> tuple[str, ...]:
        """The formats for standard output: one or none."""
        return tuple(output.name for output in self.outputs if output.path is None)


def settings_for(options: CheckOptions | SettingsOptions) -> tuple[str | None, Settings | None]:
    """Return the settings file that applies and its settings, or raise `SettingsError`."""
    if options.isolated and options.config is not None:
        raise UsageError("--isolated and --config cannot be used together")
    if options.isolated or (options.config is None and not may_be_set()):
        return None, None
    from kumo_lr.settings.load import load_settings  # most projects have none

    path = options.config if options.config is not None else find_settings(".")
    return path, None if path is None else load_settings(path)


def request_of(options: CheckOptions, settings: Settings | None) -> Request:
    """Combine options and settings, or raise `UsageError` for an invalid combination."""
    given, weights, ignored = options, {}, None
    if settings is not None:
        from kumo_lr.settings.load import ignored_in, severities

        options = _merged(options, settings)
        ignored = partial(ignored_in, settings) if settings.per_file_ignores else None
        weights = severities(settings)
    asked = known(options.run_mode, options.steps_per_epoch, options.max_epochs)
    selection = Selection.of(
        selected(options.select, options.ignore), Question(at=options.at, known=asked)
    )._replace(ignored_in=ignored, severities=weights)
    outputs = _outputs(options)
    if settings is not None and given.output_format is None:
        refuse_foreign([o.path for o in outputs if o.path not in (None, given.output)], settings)
    wanted = Wanted(
        _matching(options.exclude, given.exclude, settings),
        _matching(options.include, given.include, settings),
        respects_gitignore=not options.no_respect_gitignore,
    )
    return Request(options, selection, outputs, wanted, _is_left_to_us(options))


def _matching(
    patterns: Sequence[str] | None, given: Sequence[str] | None, settings: Settings | None
) -> Callable[[str, bool], bool] | None:
    """Return a function that matches paths; the command line's patterns are relative to this folder."""
    if not patterns:
        return None
    from kumo_lr.settings.patterns import any_matches

    folder = "." if settings is None or given is not None else settings.folder
    return partial(any_matches, patterns, folder)


def _merged(options: CheckOptions, settings: Settings) -> CheckOptions:
    """Return the options, with the settings in place of those that are not given."""
    fields = [setting.field for setting in SETTINGS.values() if setting.option]
    left_open = [field for field in fields if getattr(options, field) is None]
    set_: dict[str, Any] = {field: getattr(settings, field) or None for field in left_open}
    return options.replaced(**set_)


def _is_left_to_us(options: CheckOptions) -> bool:
    """Return whether a check runs on GitHub Actions without a given format."""
    is_open = options.output_format is None and options.output is None and not options.diff
    return is_open and os.environ.get("GITHUB_ACTIONS") == "true"


def _outputs(options: CheckOptions) -> tuple[Output, ...]:
    """Return the requested formats, or the default of the environment."""
    inputs = [*options.paths, *filter(None, [options.baseline, options.config])]
    words = options.output_format or ("github" if _is_left_to_us(options) else "full",)
    outputs = outputs_of(words, options.output, inputs)
    if options.diff:  # standard output has the diff, and standard error the remaining findings
        return (Output("concise"), *(output for output in outputs if output.path is not None))
    return tuple(outputs)
