"""The open documents, and their findings: those that `kumo-lr check` has for the same text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from kumo_lr.check.runner import Selection, as_found, mentions_field
from kumo_lr.errors import UsageError
from kumo_lr.facts.plan_layout import PLAN_SECTIONS
from kumo_lr.findings import Checked
from kumo_lr.server.projects import Project, Projects
from kumo_lr.source import Source, from_text

_LANGUAGES = frozenset(("yaml", "json", "jsonc"))
_SUFFIXES = (".yaml", ".yml", ".json")
# Files of this name are plans, whatever is in them; any other one is looked at as if found in a folder.
_PLAN = re.compile(r"(?i)\.kumo\.(?:ya?ml|json)$")
_SECTION = re.compile(rf"(?m)^[ \t{{]*[\"']?(?:{'|'.join(PLAN_SECTIONS)})\b")


class Document:
    """One open document in its newest version."""

    def __init__(self, uri: str, path: str | None, language: str, version: int, text: str) -> None:
        """Take a document over; one without a `path` is not on disk."""
        self.uri = uri
        self.path = path
        self.language = language
        self.name = path or _name_of(uri, language)
        self.is_plan = _PLAN.search(self.name) is not None
        self.is_read = language in _LANGUAGES or (not language and self.name.lower().endswith(_SUFFIXES))
        self.update(version, text)

    def update(self, version: int, text: str) -> None:
        """Replace the text."""
        self.version = version
        self.source = from_text(text, self.name)
        self._checked: tuple[int, Checked] | None = None

    def checked(self, project: Project) -> Checked:
        """Return the findings of the newest text; each text is checked once by the same settings."""
        if self._checked is None or self._checked[0] != project.number:
            self._checked = (project.number, self.check(self.source, project))
        return self._checked[1]

    def check(self, source: Source, project: Project) -> Checked:
        """Check a text as that of this document."""
        selection = project.selection
        if not self.is_read or self._is_foreign(source, selection):
            return Checked(source, (), has_field=False)
        if self.path is not None and project.excludes(self.path):
            return Checked(source, (), has_field=False)
        checked = selection.check(source)
        return _without_known(checked if self.is_plan else as_found(checked), project)

    @property
    def may_hold_field(self) -> bool:
        """Whether the text has the field, or a section of a plan, or is a plan by its name."""
        text = self.source.text
        return self.is_read and (self.is_plan or mentions_field(text) or _SECTION.search(text) is not None)

    def _is_foreign(self, source: Source, selection: Selection) -> bool:
        """Return whether a text cannot have the field, so that it need not be read.

        A backslash may spell a letter of its name, and a letter of another script may look like one.
        """
        if self.is_plan or selection.question.at is not None:
            return False
        text = source.text
        return not mentions_field(text) and "\\" not in text and text.isascii()


def _name_of(uri: str, language: str) -> str:
    """Return a name for a document that is not on disk, which says whether it is JSON."""
    name = PurePosixPath(uri.partition(":")[2].partition("?")[0].partition("#")[0]).name or "untitled"
    is_json = language.startswith("json") and not name.lower().endswith(".json")
    return f"{name}.json" if is_json else name


def _without_known(checked: Checked, project: Project) -> Checked:
    """Drop the findings that the project's baseline knows; one that cannot be read knows none."""
    if project.settings.baseline is None or not checked.findings:
        return checked
    from kumo_lr.check.baseline import read_baseline  # few projects have one

    try:
        (left,) = read_baseline(project.settings.baseline).filtered([checked])
    except UsageError:
        return checked
    return left


class Documents:
    """All open documents by URI, and the settings that they are checked by."""

    def __init__(self, projects: Projects) -> None:
        self.projects = projects
        self._open: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(self._open.values())

    def open(self, document: Document) -> None:
        """Add a document, or replace it."""
        self._open[document.uri] = document

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._open.pop(uri, None)

    def get(self, uri: str) -> Document | None:
        """Return an open document."""
        return self._open.get(uri)

    def project(self, document: Document) -> Project:
        """Return the settings of a document."""
        return self.projects.project(document.path)

    def checked(self, document: Document) -> Checked:
        """Return the findings of a document."""
        return document.checked(self.project(document))
