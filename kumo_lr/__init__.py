"""Check, load and resolve the `lr_scheduler` field of Kumo.ai model plans.

The public names are imported on first use, so that importing the package costs next to nothing. Type
checkers read them from `__init__.pyi`, which `python -m tests.regenerate` generates from this file.
"""

from __future__ import annotations

__version__ = "0.1.0"

# The public names by the module that defines them.
_HOMES = {
    "kumo_lr.check.public": (
        "check_file",
        "check_text",
    ),
    "kumo_lr.check.fixed_text": (
        "FixedText",
        "fix_text",
    ),
    "kumo_lr.edits": ("edits_between",),
    "kumo_lr.encodings": (
        "EditorPosition",
        "EditorRange",
        "PositionEncoding",
        "editor_range",
    ),
    "kumo_lr.errors": ("SettingsError",),
    "kumo_lr.plan.defaults": (
        "Defaults",
        "Origin",
        "load_defaults",
    ),
    "kumo_lr.findings": (
        "ConfigError",
        "Edit",
        "Finding",
        "Fix",
        "Report",
        "Safety",
        "Severity",
    ),
    "kumo_lr.plan.load": (
        "Config",
        "dump",
        "load",
        "load_all",
        "loads",
        "loads_all",
    ),
    "kumo_lr.plan.kumo": (
        "FixedPlan",
        "check_plan",
        "fix_plan",
        "from_kumo",
    ),
    "kumo_lr.plan.comparison": (
        "Comparison",
        "compare",
    ),
    "kumo_lr.preview.plot": (
        "Plot",
        "plot",
    ),
    "kumo_lr.report.catalogue": (
        "Rule",
        "all_rules",
        "explain",
    ),
    "kumo_lr.plan.training": ("Training",),
    "kumo_lr.facts.run_mode_names": ("RunModeName",),
    "kumo_lr.plan.candidate": ("Interval",),
    "kumo_lr.plan.kwargs": (
        "ExponentialArguments",
        "ExponentialKwargs",
        "RestartsArguments",
        "RestartsKwargs",
        "WarmupArguments",
        "WarmupKwargs",
    ),
    "kumo_lr.plan.models": (
        "LRSchedulerField",
        "Scheduler",
    ),
    "kumo_lr.plan.strategy_models": (
        "ConstantWithWarmup",
        "CosineWithWarmup",
        "CosineWithWarmupRestarts",
        "Exponential",
        "LinearWithWarmup",
    ),
    "kumo_lr.plan.resolve": (
        "Resolved",
        "resolve",
    ),
    "kumo_lr.facts.curves": (
        "Point",
        "Schedule",
    ),
    "kumo_lr.facts.horizons": (
        "Bounds",
        "Horizons",
    ),
    "kumo_lr.plan.schema": ("json_schema",),
    "kumo_lr.report.explain": (
        "rule_page",
        "strategy_page",
    ),
    "kumo_lr.server.partial": (
        "WrittenCandidate",
        "WrittenValue",
        "candidate_at",
        "find_candidates",
        "plan_horizons",
        "position_of",
    ),
    "kumo_lr.settings.load": (
        "Settings",
        "settings_for",
    ),
    "kumo_lr.source": (
        "Location",
        "Position",
        "Span",
    ),
}


__all__ = [name for names in (("__version__",), *_HOMES.values()) for name in names]


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
