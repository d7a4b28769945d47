# Written by `python -m tests.regenerate`, from the homes of the names in `__init__.py`.
from kumo_lr.check.fixed_text import FixedText, fix_text
from kumo_lr.check.public import check_file, check_text
from kumo_lr.edits import edits_between
from kumo_lr.encodings import EditorPosition, EditorRange, PositionEncoding, editor_range
from kumo_lr.errors import SettingsError
from kumo_lr.facts.curves import Point, Schedule
from kumo_lr.facts.horizons import Bounds, Horizons
from kumo_lr.facts.run_mode_names import RunModeName
from kumo_lr.findings import ConfigError, Edit, Finding, Fix, Report, Safety, Severity
from kumo_lr.plan.candidate import Interval
from kumo_lr.plan.comparison import Comparison, compare
from kumo_lr.plan.defaults import Defaults, Origin, load_defaults
from kumo_lr.plan.kumo import FixedPlan, check_plan, fix_plan, from_kumo
from kumo_lr.plan.kwargs import (
    ExponentialArguments,
    ExponentialKwargs,
    RestartsArguments,
    RestartsKwargs,
    WarmupArguments,
    WarmupKwargs,
)
from kumo_lr.plan.load import Config, dump, load, load_all, loads, loads_all
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
from kumo_lr.plan.training import Training
from kumo_lr.preview.plot import Plot, plot
from kumo_lr.report.catalogue import Rule, all_rules, explain
from kumo_lr.report.explain import rule_page, strategy_page
from kumo_lr.server.partial import (
    WrittenCandidate,
    WrittenValue,
    candidate_at,
    find_candidates,
    plan_horizons,
    position_of,
)
from kumo_lr.settings.load import Settings, settings_for
from kumo_lr.source import Location, Position, Span

__all__ = [
    "Bounds",
    "Comparison",
    "Config",
    "ConfigError",
    "ConstantWithWarmup",
    "CosineWithWarmup",
    "CosineWithWarmupRestarts",
    "Defaults",
    "Edit",
    "EditorPosition",
    "EditorRange",
    "Exponential",
    "ExponentialArguments",
    "ExponentialKwargs",
    "Finding",
    "Fix",
    "FixedPlan",
    "FixedText",
    "Horizons",
    "Interval",
    "LRSchedulerField",
    "LinearWithWarmup",
    "Location",
    "Origin",
    "Plot",
    "Point",
    "Position",
    "PositionEncoding",
    "Report",
    "Resolved",
    "RestartsArguments",
    "RestartsKwargs",
    "Rule",
    "RunModeName",
    "Safety",
    "Schedule",
    "Scheduler",
    "Settings",
    "SettingsError",
    "Severity",
    "Span",
    "Training",
    "WarmupArguments",
    "WarmupKwargs",
    "WrittenCandidate",
    "WrittenValue",
    "__version__",
    "all_rules",
    "candidate_at",
    "check_file",
    "check_plan",
    "check_text",
    "compare",
    "dump",
    "editor_range",
    "edits_between",
    "explain",
    "find_candidates",
    "fix_plan",
    "fix_text",
    "from_kumo",
    "json_schema",
    "load",
    "load_all",
    "load_defaults",
    "loads",
    "loads_all",
    "plan_horizons",
    "plot",
    "position_of",
    "resolve",
    "rule_page",
    "settings_for",
    "strategy_page",
]

__version__: str

def __dir__() -> list[str]: ...
