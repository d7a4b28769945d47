"""Errors that end a command: a bad request, unusable settings, or a PyYAML without libyaml."""

from __future__ import annotations

from kumo_lr.findings import Checked, Finding
from kumo_lr.source import Source


class UsageError(Exception):
    """A request on the command line that names something unknown or cannot be carried out."""


class LibyamlMissingError(ImportError):
    """PyYAML was built without libyaml, which this package needs to read YAML."""

    def __init__(self) -> None:
        super().__init__(
            "PyYAML is installed without libyaml, which is needed to read plans; "
            "run: pip install --force-reinstall --only-binary :all: PyYAML"
        )


class SettingsError(Exception):
    """Settings that cannot be used; `findings` are the mistakes in the settings file, if any."""

    def __init__(self, message: str, source: Source, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.source = source
        self.findings = findings

    @property
    def checked(self) -> Checked:
        """The findings as a checked text, without fixes: `--fix` only fixes plans."""
        shown = tuple(finding._replace(fix=None) for finding in self.findings)
        return Checked(self.source, shown, has_field=False)
