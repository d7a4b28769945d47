"""The settings of each folder, kept until one of the files that they come from changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from kumo_lr.check.runner import Selection
from kumo_lr.errors import SettingsError, UsageError
from kumo_lr.facts.horizons import Known
from kumo_lr.files import OWN_FILES, PYPROJECT
from kumo_lr.settings.load import Settings, settings_for
from kumo_lr.settings.patterns import any_matches
from kumo_lr.settings.selection import selection_of

SETTINGS_FILES = (*OWN_FILES, PYPROJECT)

# What the settings of a folder come from: its path, and its time and size, for each file that is there.
_State: TypeAlias = tuple[tuple[str, int, int], ...]
_UNSEEN: _State = (("", 0, 0),)


class Project(NamedTuple):
    """The settings in force in a folder.

    `error` has the mistakes in the settings file, if it has some; the last good settings stay in force.
    `number` is another one for other settings.
    """

    settings: Settings
    selection: Selection
    error: SettingsError | None
    number: int

    def excludes(self, path: str) -> bool:
        """Return whether the settings exclude a file."""
        patterns = self.settings.exclude
        return bool(patterns) and any_matches(patterns, self.settings.folder, path, is_folder=False)


class Projects:
    """The projects of all folders with open files; `known` is what the editor says about training."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._kept: dict[str, tuple[_State, Project]] = {}
        self._number = 0

    def project(self, path: str | None) -> Project:
        """Return the project of a file; a document without a path has no settings file."""
        folder = "" if path is None else os.path.dirname(path)  # noqa: PTH120 - once for every check
        state = _state(folder)
        kept = self._kept.get(folder)
        if kept is not None and kept[0] == state:
            return kept[1]
        project = self._load(folder, kept[1].settings if kept is not None else Settings())
        self._kept[folder] = (state, project)
        return project

    def learn(self, known: Known) -> None:
        """Take over what the editor says about training now."""
        self.known = known
        # The last good settings stay, under a state that no folder has.
        self._kept = {folder: (_UNSEEN, project) for folder, (_, project) in self._kept.items()}

    def _load(self, folder: str, last: Settings) -> Project:
        self._number += 1
        try:
            settings = settings_for(Path(folder) / "plan.yaml") if folder else Settings()
            return Project(settings, selection_of(settings, self.known), None, self._number)
        except SettingsError as error:
            return Project(last, selection_of(last, self.known), error, self._number)
        except UsageError:  # a rule that does not exist, of which the reader of settings complains
            return Project(last, Selection(), None, self._number)


def _state(folder: str) -> _State:
    return tuple(_seen(folder)) if folder else ()


def _seen(folder: str) -> Iterator[tuple[str, int, int]]:
    above = ""
    while folder != above:
        for name in SETTINGS_FILES:
            path = os.path.join(folder, name)  # noqa: PTH118 - dozens of them for every check
            try:
                status = os.stat(path)  # noqa: PTH116 - as above
            except (OSError, ValueError):
                continue
            yield path, status.st_mtime_ns, status.st_size
        above, folder = folder, os.path.dirname(folder)  # noqa: PTH120 - as above
