"""What a program does with kumo_lr, for type checkers: no line of it may be an error.

`tests/test_typing.py` has mypy and pyright check it, and runs it.
"""
# pyright: strict

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Literal, assert_never, assert_type

from pydantic import BaseModel

from kumo_lr import (
    Bounds,
    Comparison,
    Config,
    ConfigError,
    ConstantWithWarmup,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Defaults,
    Edit,
    EditorPosition,
    EditorRange,
    Exponential,
    ExponentialArguments,
    ExponentialKwargs,
    Finding,
    Fix,
    FixedPlan,
    FixedText,
    Horizons,
    Interval,
    LinearWithWarmup,
    Location,
    LRSchedulerField,
    Origin,
    Plot,
    Point,
    Position,
    PositionEncoding,
    Report,
    Resolved,
    RestartsArguments,
    RestartsKwargs,
    Rule,
    RunModeName,
    Safety,
    Schedule,
    Scheduler,
    Settings,
    SettingsError,
    Severity,
    Span,
    Training,
    WarmupArguments,
    WarmupKwargs,
    WrittenCandidate,
    WrittenValue,
    all_rules,
    candidate_at,
    check_file,
    check_plan,
    check_text,
    compare,
    dump,
    editor_range,
    edits_between,
    explain,
    find_candidates,
    fix_plan,
    fix_text,
    from_kumo,
    json_schema,
    load,
    load_all,
    load_defaults,
    loads,
    loads_all,
    plan_horizons,
    plot,
    position_of,
    resolve,
    rule_page,
    settings_for,
    strategy_page,
)

TEXT = """\
optimization:
  lr_scheduler:
  - name: cosine_with_warmup_restarts
    interval: step
    kwargs:
      num_cycles: 2
  - name: exponential
    interval: epoch
    kwargs:
      gamma: 0.95
  - null
"""


class Experiment(BaseModel):
    """A model of a program's own, which holds the field."""

    title: str
    lr_scheduler: LRSchedulerField = ()


def constructing() -> tuple[Scheduler, ...]:
    """Make each strategy: kwargs left out, a mapping, a model."""
    return (
        ConstantWithWarmup(interval="step"),
        ConstantWithWarmup(interval="epoch", kwargs={}),
        ConstantWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 100}),
        ConstantWithWarmup(interval="step", kwargs=WarmupKwargs(warmup_ratio_or_steps=100)),
        LinearWithWarmup(interval="step"),
        LinearWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.1}),
        LinearWithWarmup(interval="step", kwargs=WarmupKwargs(warmup_ratio_or_steps=0.1)),
        Exponential(interval="epoch", kwargs={"gamma": 0.95}),
        Exponential(interval="epoch", kwargs=ExponentialKwargs(gamma=0.95)),
        CosineWithWarmup(interval="step"),
        CosineWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.1}),
        CosineWithWarmup(interval="step", kwargs=WarmupKwargs()),
        CosineWithWarmupRestarts(interval="step"),
        CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 2}),
        CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 2, "warmup_ratio_or_steps": 0.1}),
        CosineWithWarmupRestarts(interval="step", kwargs=RestartsKwargs(num_cycles=2)),
        CosineWithWarmupRestarts(name="cosine_with_warmup_restarts", interval="step"),
    )


def matching(candidate: Scheduler | None) -> float:
    """Tell candidates apart by their class; no case may be missing."""
    match candidate:
        case None:
            return 0.0
        case ConstantWithWarmup(kwargs=kwargs) | LinearWithWarmup(kwargs=kwargs):
            assert_type(kwargs, WarmupKwargs)
            return float(kwargs.warmup_ratio_or_steps)
        case CosineWithWarmup(interval=interval):
            assert_type(interval, Literal["step", "epoch"])
            return 1.0 if interval == "step" else 2.0
        case CosineWithWarmupRestarts():
            assert_type(candidate.kwargs, RestartsKwargs)
            assert_type(candidate.kwargs.num_cycles, int)
            return float(candidate.kwargs.num_cycles)
        case Exponential():
            assert_type(candidate.kwargs, ExponentialKwargs)
            return candidate.kwargs.gamma
        case _:
            assert_never(candidate)


def asking(candidate: Scheduler | None) -> float:
    """Tell candidates apart with `isinstance`."""
    if candidate is None:
        return 0.0
    assert_type(candidate.interval, Literal["step", "epoch"])
    if isinstance(candidate, Exponential):
        assert_type(candidate.name, Literal["exponential"])
        return candidate.kwargs.gamma
    # All that are left have a warmup.
    assert_type(candidate.kwargs.warmup_ratio_or_steps, float | int)
    if isinstance(candidate, CosineWithWarmupRestarts):
        return candidate.kwargs.num_cycles
    assert_type(candidate.kwargs, WarmupKwargs)
    return candidate.kwargs.warmup_ratio_or_steps


def reading(candidate: Scheduler | None) -> float:
    """Tell candidates apart by their name."""
    if candidate is not None and candidate.name == "exponential":
        assert_type(candidate, Exponential)
        assert_type(candidate.kwargs.gamma, float)
        return candidate.kwargs.gamma
    if candidate is not None and candidate.name == "cosine_with_warmup_restarts":
        assert_type(candidate.kwargs.num_cycles, int)
        return candidate.kwargs.num_cycles
    return 0.0


def loading(folder: Path) -> Config:
    """Load a file by each kind of path, and a text."""
    file = folder / "plan.yaml"
    file.write_text(TEXT, encoding="utf-8")
    config = load(file)
    assert_type(config, Config)
    assert_type(config.candidates, tuple[Scheduler | None, ...])
    assert_type(config.is_set, bool)
    assert_type(config.run_mode, RunModeName | None)
    assert_type(load_all(str(file)), tuple[Config, ...])
    assert_type(loads_all(TEXT, "plan.yaml"), tuple[Config, ...])
    assert_type(dump(config), str)
    assert_type(config.to_kumo(), list[dict[str, Any] | None] | str)
    assert config == loads(TEXT) == loads(TEXT, "plan.yaml", at="optimization.lr_scheduler")
    assert config == loads(dump(config)) == from_kumo(config.to_kumo()) == Config(config.candidates)
    return config


def fixing() -> Config:
    """Fix a text, and load it with its fixes."""
    text = TEXT.replace("exponential", "exponental")
    fixed = fix_text(text, filename="plan.yaml", unsafe=True, run_mode="FAST")
    assert_type(fixed, FixedText)
    assert_type(fixed.text, str)
    assert_type(fixed.applied, tuple[Finding, ...])
    assert_type(fixed.report, Report)
    assert fixed.text == TEXT
    config = loads(text, fix=True)
    assert config == loads(fixed.text)
    return config


def resolving(config: Config) -> Resolved:
    """Fill in what was left out, and ask where it comes from."""
    resolved = resolve(config, run_mode="best")
    assert_type(resolved, Resolved)
    assert_type(resolve(resolved), Resolved)
    assert_type(resolved.candidates, tuple[Scheduler | None, ...])
    assert_type(resolved.run_mode, RunModeName)
    for candidate, origins in zip(resolved.candidates, resolved.origins, strict=True):
        assert matching(candidate) == reading(candidate) == asking(candidate)
        assert_type(origins["candidate"], Origin)
    return resolved


def checking(folder: Path) -> Report:
    """Check a text, a file and an object, and look at what was found."""
    report = check_text("lr_scheduler: [{name: linear_with_warmup, interval: stepp}]", select="KLR2")
    assert_type(report, Report)
    assert_type(check_file(folder / "plan.yaml", run_mode="best", ignore=["KLR3"]), Report)
    plan: dict[str, Any] = {"optimization": {"lr_scheduler": [{"name": "cosine", "interval": "step"}]}}
    assert_type(check_plan(plan), Report)
    assert_type(fix_plan(plan), FixedPlan[dict[str, Any]])
    assert_type(fix_plan(plan, unsafe=True).plan, dict[str, Any])
    for finding in report:
        assert_type(finding, Finding)
        assert_type(finding.severity, Severity)
        assert_type(finding.location, Location)
        assert_type(finding.location.start, Position)
        assert_type(finding.place, str)
        assert_type(finding.fix, Fix | None)
        if finding.fix is not None:
            assert_type(finding.fix.safety, Safety)
            assert_type(finding.fix.edits, tuple[Edit, ...])
    assert_type(report.render("json"), str)
    assert_type(report.to_dict(), dict[str, Any])
    assert_type(report[0], Finding)
    assert_type(len(report), int)
    return report


def looking(config: Config, folder: Path) -> Plot:
    """Plot and compare what will run, and read about the rules."""
    file = folder / "defaults.yaml"
    file.write_text("FAST:\n  kwargs: {num_cycles: 5}\n", encoding="utf-8")
    defaults = load_defaults(file)
    assert_type(defaults, Defaults)
    comparison = compare(config, resolve(config, run_mode="FAST", defaults=defaults))
    assert_type(comparison, Comparison)
    assert_type(comparison.to_dict(), dict[str, Any])
    assert_type(config.training, Training)
    schedules = config.schedules(run_mode="FAST", max_epochs=2)
    assert_type(schedules, tuple[Schedule, ...])
    assert_type(schedules[0].peak, Point)
    assert_type(all_rules(), tuple[Rule, ...])
    assert_type(explain("KLR201"), str)
    assert_type(json_schema(), dict[str, Any])
    curves = plot(config, run_mode="FAST", steps_per_epoch=10)
    assert_type(curves.data(), dict[str, Any])
    assert_type(curves.html(), str)
    return curves


def arguments(interval: Interval) -> tuple[Scheduler, ...]:
    """Make candidates of typed mappings."""
    decay: ExponentialArguments = {"gamma": 0.9}
    warmup: WarmupArguments = {"warmup_ratio_or_steps": 100}
    restarts: RestartsArguments = {"num_cycles": 2}
    return (
        Exponential(interval=interval, kwargs=decay),
        LinearWithWarmup(interval=interval, kwargs=warmup),
        CosineWithWarmupRestarts(interval=interval, kwargs=restarts),
    )


def describing(folder: Path) -> str:
    """Read a text as an editor does, which may be half-written."""
    for candidate in find_candidates(TEXT):
        assert_type(candidate, WrittenCandidate)
        assert_type(candidate.name, WrittenValue | None)
        assert_type(candidate.span, Span)
    assert_type(candidate_at(TEXT, Position(4, 3)), WrittenCandidate | None)
    place = position_of(TEXT, ("optimization", "lr_scheduler", 0, "name"))
    assert_type(place, Location | None)
    if place is not None:
        found = editor_range(TEXT, place, PositionEncoding.UTF16)
        assert_type(found, EditorRange)
        assert_type(found.start, EditorPosition)
    assert_type(edits_between(TEXT, TEXT), tuple[Edit, ...])
    horizons = plan_horizons(TEXT, run_mode="FAST")
    assert_type(horizons, Horizons)
    assert_type(horizons.max_epochs, Bounds)
    try:
        assert_type(settings_for(folder / "plan.yaml"), Settings)
    except SettingsError as error:
        return str(error)
    return rule_page("KLR201") + strategy_page("exponential")


def refusing() -> Report:
    """Get the findings of a text that cannot be loaded."""
    try:
        loads("lr_scheduler: [{name: cosine, interval: step}]")
    except ConfigError as error:
        assert_type(error.report, Report)
        return error.report
    raise AssertionError("it was loaded")


def holding() -> Experiment:
    """Use the field in a model of one's own."""
    data = {"title": "first", "lr_scheduler": [{"name": "linear_with_warmup", "interval": "step"}, None]}
    experiment = Experiment.model_validate(data)
    assert_type(experiment.lr_scheduler, tuple[Scheduler | None, ...])
    again = Experiment(title="first", lr_scheduler=(LinearWithWarmup(interval="step"), None))
    assert again == experiment == Experiment.model_validate(experiment.model_dump())
    return experiment


def main() -> None:
    """Do all of it."""
    schedulers = constructing()
    assert Config(schedulers).candidates == schedulers
    counted = {ConstantWithWarmup(interval="step"): 1, None: 2}
    assert counted[ConstantWithWarmup(interval="step")] == 1
    assert set(schedulers) == {*schedulers, None} - {None}
    with tempfile.TemporaryDirectory() as folder:
        config = loading(Path(folder))
        resolved = resolving(config)
        assert checking(Path(folder)).errors == 1
        assert "unknown-strategy" in describing(Path(folder))
        assert len(looking(config, Path(folder)).data()["candidates"]) == 3
    assert isinstance(arguments("step")[0], Exponential)
    assert fixing() == config
    first, second, third = resolved.candidates
    assert first is not None
    assert first.name == "cosine_with_warmup_restarts"
    assert first.kwargs.num_cycles == 2
    assert [*first.kwargs.given] == ["num_cycles", "warmup_ratio_or_steps"]
    assert second == Exponential(interval="epoch", kwargs={"gamma": 0.95})
    assert third is None
    assert [finding.code for finding in refusing().findings] == ["KLR201"]
    assert holding().lr_scheduler == (LinearWithWarmup(interval="step"), None)


if __name__ == "__main__":
    main()
