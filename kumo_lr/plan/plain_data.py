"""Plain data to findings: what a program passes is told in the words that a file would get.

The data is written as YAML and checked. That costs a check, and is paid only where something is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import count
from typing import Any

import yaml

try:
    from yaml import CSafeDumper
except ImportError:  # a build of PyYAML without libyaml: `schema` works all the same
    from yaml import SafeDumper as CSafeDumper  # type: ignore[assignment]  # it writes the same

from kumo_lr.check.checker import check_text
from kumo_lr.findings import Finding, Severity


def findings_of(value: object) -> tuple[Finding, ...]:
    """Return the errors in a value of the field: a list of candidates in Python's own types.

    Paths start at the list. Empty where the value is beyond YAML, or where nothing is wrong with it.
    """
    try:
        text = written(value)
    except ValueError:
        return ()
    findings = check_text(text, "<data>", at=".").findings
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def written(value: object) -> str:
    """Write data as YAML. Raises `ValueError` for what is beyond it."""
    try:
        return yaml.dump(plain_data(value), Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    except yaml.representer.RepresenterError as error:
        raise ValueError(f"YAML cannot spell a value of type {type(error.args[1]).__name__}") from None
    except (yaml.YAMLError, ValueError) as error:
        # An integer of thousands of digits, a lone surrogate.
        raise ValueError(f"YAML cannot spell it: {error}") from None


# Far more than a plan holds. What is shared is written as often as it stands, to be told as often.
_LARGEST = 10_000_000


def plain_data(value: object) -> Any:
    """Return data in which models, and objects of Kumo's and NumPy's, may stand as data without.

    Raises `ValueError` for data without end.
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
    # A number of NumPy is a number to those who made the plan.
    return value.item() if hasattr(value, "item") else value


class _Dumper(CSafeDumper):
    """Writes data as it is, an enumeration's members and other kinds of numbers as what they derive from."""

    def ignore_aliases(self, _data: object) -> bool:
        """Write everything where it stands."""
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
    """Say in one line what is wrong and what to do."""
    return "; ".join(filter(None, [finding.message, finding.help]))
