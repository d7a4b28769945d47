# Written by `python -m tests.regenerate`, from the homes of the names in `__init__.py`.
from kumo_lr.check.checker import check_text
from kumo_lr.check.fixes import FixedText, fix_text
from kumo_lr.check.runner import check_file
from kumo_lr.facts.curves import Point, Schedule
from kumo_lr.findings import Edit, Finding, Fix, Report, Safety, Severity
from kumo_lr.plan.candidate import Interval
from kumo_lr.plan.defaults import Defaults, Origin, load_defaults
from kumo_lr.plan.kwargs import (
    ExponentialArguments,
    ExponentialKwargs,
    RestartsArguments,
    RestartsKwargs,
    WarmupArguments,
    WarmupKwargs,
)
from kumo_lr.plan.load import Config, ConfigError, dump, from_kumo, load, load_all, loads, loads_all
from kumo_lr.plan.models import LRSchedulerField, Scheduler
from kumo_lr.plan.resolve import Resolved, resolve
from kumo_lr.plan.schema import json_schema
from kumo_lr.plan.strategy_models import (
    ConstantWithWarmup,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Exponential,
    LinearWithWarmup,
)
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
    "FixedText",
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
    "fix_text",
    "from_kumo",
    "json_schema",
    "load",
    "load_all",
    "load_defaults",
    "loads",
    "loads_all",
    "resolve",
]

__version__: str

def __dir__() -> list[str]: ...
