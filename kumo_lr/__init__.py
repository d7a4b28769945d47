"""Linter for the `lr_scheduler` field of Kumo.ai model plans.

The names below are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kumo_lr.checker import check_text
    from kumo_lr.findings import Edit, Finding, Fix, Report, Safety, Severity
    from kumo_lr.running import check_file
    from kumo_lr.source import Location, Position

__all__ = [
    "Edit",
    "Finding",
    "Fix",
    "Location",
    "Position",
    "Report",
    "Safety",
    "Severity",
    "__version__",
    "check_file",
    "check_text",
]

__version__ = "0.1.0"

_HOMES = {
    "kumo_lr.checker": ("check_text",),
    "kumo_lr.findings": ("Edit", "Finding", "Fix", "Report", "Safety", "Severity"),
    "kumo_lr.running": ("check_file",),
    "kumo_lr.source": ("Location", "Position"),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
