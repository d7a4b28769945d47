"""Plain data to findings: what a program passes is told in the words that a file would get.

The data is written as YAML and checked. That costs a check, and is paid only where something is wrong.
"""

from __future__ import annotations

import yaml

from kumo_lr.checker import check_text
from kumo_lr.findings import Finding, Severity


def findings_of(value: object) -> tuple[Finding, ...]:
    """Give the errors in a value of the field: a list of candidates in Python's own types.

    Paths start at the list. Empty where the value is beyond YAML, or where nothing is wrong with it.
    """
    try:
        text = written(value)
    except ValueError:
        return ()
    findings = check_text(text, "<data>", at=".").findings
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def written(value: object) -> str:
    """Write plain data as YAML. Raises `ValueError` for what is beyond it."""
    try:
        return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # An object of some class, an integer of thousands of digits, data nested without end.
        raise ValueError(str(error)) from error


class _Dumper(yaml.CSafeDumper):
    """Writes data as it is, an enumeration's members and other kinds of numbers as what they derive from."""


def _represent_text(dumper: _Dumper, value: str) -> yaml.Node:
    return dumper.represent_str(str.__str__(value))


def _represent_float(dumper: _Dumper, value: float) -> yaml.Node:
    return dumper.represent_float(float(value))


def _represent_int(dumper: _Dumper, value: int) -> yaml.Node:
    return dumper.represent_int(int(value))


_Dumper.add_multi_representer(str, _represent_text)
_Dumper.add_multi_representer(float, _represent_float)
_Dumper.add_multi_representer(int, _represent_int)


def sentence(finding: Finding) -> str:
    """Say in one line what is wrong and what to do."""
    return "; ".join(filter(None, [finding.message, finding.help]))
