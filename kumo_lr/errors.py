"""What ends a command: a request that cannot be met, unusable settings, a PyYAML without libyaml."""

from __future__ import annotations

from kumo_lr.findings import Checked, Finding
from kumo_lr.source import Source


class UsageError(Exception):
    """The command line asks for something that does not exist or cannot be done."""


class LibyamlMissingError(ImportError):
    """PyYAML was built without libyaml, which reads all YAML here."""

    def __init__(self) -> None:
        super().__init__(
            "PyYAML is installed without libyaml, which is needed to read plans; "
            "run: pip install --force-reinstall --only-binary :all: PyYAML"
        )


class SettingsError(Exception):
    """Settings that cannot be used: with findings, where the file itself is wrong."""

    def __init__(self, message: str, source: Source, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.source = source
        self.findings = findings

    @property
    def checked(self) -> Checked:
        """The findings as a check gives them, to be shown. `--fix` mends plans, so none is offered."""
        shown = tuple(finding._replace(fix=None) for finding in self.findings)
        return Checked(self.source, shown, has_field=False)
