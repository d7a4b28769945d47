"""Find the errors in plain data, in the same words as those in a file.

The data is written as YAML and checked. That costs a check, but only for data with errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import count
from typing import Any

import yaml

try:
    from yaml import CSafeDumper
except ImportError:  # PyYAML built without libyaml: `schema` still works
    from yaml import SafeDumper as CSafeDumper  # type: ignore[assignment]  # it writes the same

from kumo_lr.check.public import check_text
from kumo_lr.findings import Finding, Severity


def findings_of(value: object) -> tuple[Finding, ...]:
    """Return the errors in a value of the field: a list of candidates in Python's own types.

    Paths start at the list. The result is empty if YAML cannot represent the value, or it has no errors.
    """
    try:
        text = written(value)
    except ValueError:
        return ()
    findings = check_text(text, "<data>", at=".").findings
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def written(value: object) -> str:
    """Return data as YAML, or raise `ValueError` if YAML cannot represent it."""
    try:
        return yaml.dump(plain_data(value), Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    except yaml.representer.RepresenterError as error:
        raise ValueError(f"YAML cannot spell a value of type {type(error.args[1]).__name__}") from None
    except (yaml.YAMLError, ValueError) as error:
        # An integer of thousands of digits, a lone surrogate.
        raise ValueError(f"YAML cannot spell it: {error}") from None


# Far more than a plan has. Shared values are written each time, so that each use is reported.
_LARGEST = 10_000_000


def plain_data(value: object) -> Any:
    """Return data with models, and objects of Kumo and NumPy, converted to plain data.

    Raises:
        ValueError: The data is recursive or too large.
    """
    try:
        return _plain(value, count())
    except RecursionError:
        raise ValueError("it is nested without end") from None


def _plain(value: Any, size: count[int]) -> Any:
    if next(size) > _LARGEST:
        raise ValueError("it unfolds to too many values")
    if hasattr(value, "to_kumo"):
        return _plain(value.to_kumo(), size)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name), size) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item, size) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, size) for item in value]
    # NumPy's numbers count as numbers.
    return value.item() if hasattr(value, "item") else value


class _Dumper(CSafeDumper):
    """A dumper that writes enumeration members and subclasses of numbers as their base types."""

    def ignore_aliases(self, _data: object) -> bool:
        """Return true, so that shared values are written out each time."""
        return True


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
    """Return the message and help of a finding in one line."""
    return "; ".join(filter(None, [finding.message, finding.help]))
