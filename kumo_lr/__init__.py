"""The `lr_scheduler` field of Kumo.ai model plans: checked, loaded as typed models, and resolved.

The names below are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

# Type checkers know the name; importing it would cost more than everything else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from kumo_lr.check.checker import check_text
    from kumo_lr.check.runner import check_file
    from kumo_lr.facts.curves import Point, Schedule
    from kumo_lr.findings import (
        Edit,
        Finding,
        Fix,
        Report,
        Safety,
        Severity,
    )
    from kumo_lr.plan.defaults import Defaults, Origin, load_defaults
    from kumo_lr.plan.load import (
        Config,
        ConfigError,
        dump,
        from_kumo,
        load,
        load_all,
        loads,
        loads_all,
    )
    from kumo_lr.plan.models import (
        ConstantWithWarmup,
        CosineWithWarmup,
        CosineWithWarmupRestarts,
        Exponential,
        ExponentialArguments,
        ExponentialKwargs,
        Interval,
        LinearWithWarmup,
        LRSchedulerField,
        RestartsArguments,
        RestartsKwargs,
        Scheduler,
        WarmupArguments,
        WarmupKwargs,
    )
    from kumo_lr.plan.resolve import Resolved, resolve
    from kumo_lr.plan.schema import json_schema
    from kumo_lr.source import Location, Position

__all__ = [
    "Config",
    "ConfigError",
    "ConstantWithWarmup",
    "CosineWithWarmup",
    "CosineWithWarmupRestarts",
    "Defaults",
    "Edit",
    "Exponential",
    "ExponentialArguments",
    "ExponentialKwargs",
    "Finding",
    "Fix",
    "Interval",
    "LRSchedulerField",
    "LinearWithWarmup",
    "Location",
    "Origin",
    "Point",
    "Position",
    "Report",
    "Resolved",
    "RestartsArguments",
    "RestartsKwargs",
    "Safety",
    "Schedule",
    "Scheduler",
    "Severity",
    "WarmupArguments",
    "WarmupKwargs",
    "__version__",
    "check_file",
    "check_text",
    "dump",
    "from_kumo",
    "json_schema",
    "load",
    "load_all",
    "load_defaults",
    "loads",
    "loads_all",
    "resolve",
]

__version__ = "0.1.0"

_HOMES = {
    "kumo_lr.check.checker": ("check_text",),
    "kumo_lr.plan.defaults": (
        "Defaults",
        "Origin",
        "load_defaults",
    ),
    "kumo_lr.findings": (
        "Edit",
        "Finding",
        "Fix",
        "Report",
        "Safety",
        "Severity",
    ),
    "kumo_lr.plan.load": (
        "Config",
        "ConfigError",
        "dump",
        "from_kumo",
        "load",
        "load_all",
        "loads",
        "loads_all",
    ),
    "kumo_lr.plan.models": (
        "ConstantWithWarmup",
        "CosineWithWarmup",
        "CosineWithWarmupRestarts",
        "Exponential",
        "ExponentialArguments",
        "ExponentialKwargs",
        "Interval",
        "LRSchedulerField",
        "LinearWithWarmup",
        "RestartsArguments",
        "RestartsKwargs",
        "Scheduler",
        "WarmupArguments",
        "WarmupKwargs",
    ),
    "kumo_lr.plan.resolve": (
        "Resolved",
        "resolve",
    ),
    "kumo_lr.check.runner": ("check_file",),
    "kumo_lr.facts.curves": (
        "Point",
        "Schedule",
    ),
    "kumo_lr.plan.schema": ("json_schema",),
    "kumo_lr.source": (
        "Location",
        "Position",
    ),
}


if not TYPE_CHECKING:  # type checkers know the names above, and should say of others that they are not there

    def __getattr__(name: str) -> object:
        for module, names in _HOMES.items():
            if name in names:
                from importlib import import_module

                return getattr(import_module(module), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
