"""Plans as objects of kumo-api: checked by path, and fixed in a copy."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import make_dataclass
from importlib import import_module
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

import kumo_lr
from kumo_lr import Config, ConfigError, Report, check_plan, check_text, fix_plan, from_kumo
from kumo_lr.facts.strategies import INTERVAL, NUM_CYCLES, STRATEGIES, WARMUP

KUMO: Any = import_module("kumoapi.model_plan")
_NAMES = (*STRATEGIES, "csoine_with_warmup", "linear", "cosine", "ExponentialLR", "onecycle")
_VALUES = (0, 1, 0.1, 1.0, 0.9, -1, 1.5, 8000, 50_000, "0.1", "9e-1", None, True, 1e-05, [0.1])
_ARGUMENTS = ("gamma", WARMUP.name, NUM_CYCLES.name, "num_warmup_steps", "warmup_ratio", "power", "gama")
BAD = {"name": "csoine_with_warmup", "interval": "step"}
LONG = {"name": "constant_with_warmup", "interval": "step", "kwargs": {WARMUP.name: 50_000}}


def _candidate(random: Random) -> dict[str, Any] | None:
    if random.random() < 0.1:
        return None
    kwargs = {random.choice(_ARGUMENTS): random.choice(_VALUES) for _ in range(random.randrange(3))}
    if random.random() < 0.5:
        kwargs["gamma"] = random.choice((0.9, 0.5, 0.999))
    return {"name": random.choice(_NAMES), "interval": random.choice(INTERVAL.choices), "kwargs": kwargs}


def _plan(seed: int) -> Any:
    """Make a plan with any candidates that the data model takes, and lengths of training."""
    random = Random(seed)
    lengths = {
        name: random.choice(numbers)
        for name, numbers in (
            ("max_epochs", (1, 8, 20)),
            ("min_steps_per_epoch", (10, 30)),
            ("max_steps_per_epoch", (30, 1000)),
        )
        if random.random() < 0.5
    }
    candidates = [_candidate(random) for _ in range(random.randrange(1, 4))]
    optimization = KUMO.OptimizationPlan(lr_scheduler=candidates, **lengths)
    return KUMO.ModelPlan(optimization=optimization)


def plan_of(*candidates: Any, **lengths: int) -> Any:
    return KUMO.ModelPlan(optimization=KUMO.OptimizationPlan(lr_scheduler=list(candidates), **lengths))


def _by_path(report: Report) -> list[tuple[Any, ...]]:
    return [(f.path, f.code, f.severity, f.fix is not None and f.fix.safety) for f in report]


def _assert_agrees(seed: int) -> None:
    plan = _plan(seed)
    text = json.dumps(plan.as_json())
    before = copy.deepcopy(plan)

    report = check_plan(plan)

    assert _by_path(report) == _by_path(check_text(text, "plan.json"))
    assert "--" not in str(report)
    assert "line " not in str(report)
    for unsafe in (False, True):
        fixed = fix_plan(plan, unsafe=unsafe)
        assert plan == before
        assert type(fixed.plan) is type(plan)
        rebuilt = KUMO.ModelPlan(optimization=fixed.plan.optimization)
        # A fix that would do harm is not offered again.
        assert [row[:3] for row in _by_path(check_plan(rebuilt))] == [
            row[:3] for row in _by_path(fixed.report)
        ]
        assert fixed.report.errors <= report.errors
        assert (fixed.plan is plan) == (not fixed.applied)


def test_objects_are_checked_as_their_json() -> None:
    for seed in range(50):
        _assert_agrees(seed)


@pytest.mark.slow
def test_many_objects_are_checked_as_their_json() -> None:
    found = set()
    for seed in range(50, 550):
        _assert_agrees(seed)
        found |= {finding.code for finding in check_plan(_plan(seed))}

    assert len(found) >= 10


def test_a_report_of_an_object_has_paths_and_no_lines() -> None:
    report = check_plan(plan_of(BAD, LONG, LONG, max_epochs=8), run_mode="FAST")

    endless = (
        "warning[KLR301] a warmup of 50,000 steps never ends: training has at most 8,000, "
        "and the learning rate peaks between 0.5 % and 16 % of base_lr\n"
        "  = help: write a ratio, as in 0.1, or fewer than 240 steps (fix_plan with unsafe=True)\n\n"
    )
    assert str(report) == (
        'optimization.lr_scheduler[0].name: error[KLR201] unknown strategy "csoine_with_warmup"\n'
        '  = help: did you mean "cosine_with_warmup"? (fix_plan)\n\n'
        f"optimization.lr_scheduler[1]: {endless}"
        "optimization.lr_scheduler[2]: warning[KLR309] the same candidate as optimization.lr_scheduler[1]\n"
        "  = help: delete one of the two (fix_plan with unsafe=True)\n\n"
        f"optimization.lr_scheduler[2]: {endless}"
        "1 plan checked: 1 error, 3 warnings "
        "(1 fixable with fix_plan, 3 more with fix_plan with unsafe=True)"
    )
    assert {(f.file, f.location.start.line) for f in report} == {("", 1)}
    assert [(row["file"], row["location"]) for row in report.to_dict()["findings"]] == [(None, None)] * 4
    assert r"optimization.lr\_scheduler\[0\].name" in report.render("markdown")
    assert "<plan>" in report.render("github")


@pytest.mark.parametrize("output_format", ["gitlab", "github", "junit", "rdjson", "sarif", "concise"])
def test_every_format_takes_an_object(output_format: str) -> None:
    shown = check_plan(plan_of(BAD, LONG, LONG)).render(output_format)

    assert "optimization.lr_scheduler[0].name: " in shown
    assert "--fix" not in shown


def test_what_the_caller_and_the_plan_know() -> None:
    plan = plan_of({**LONG, "kwargs": {WARMUP.name: 3000}}, max_epochs=3, max_steps_per_epoch=900)

    assert [f.code for f in check_plan(plan)] == ["KLR301"]
    assert [f.code for f in check_plan(plan, max_epochs=100)] == ["KLR903"]
    assert not len(
        check_plan(plan_of(plan.optimization.lr_scheduler[0]), max_epochs=100, steps_per_epoch=900)
    )
    assert [f.code for f in check_plan(plan, ignore="KLR3")] == []
    assert [f.code for f in check_plan(plan_of(BAD, LONG), select=["endless-warmup"])] == ["KLR301"]


FORMS: dict[str, Callable[[Any], Any]] = {
    "OptimizationPlan": lambda plan: plan.optimization,
    "ModelPlan": lambda plan: plan,
    "dict": lambda plan: plan.as_json(),
    "Trainer": lambda plan: SimpleNamespace(model_plan=plan),
    "value": lambda plan: plan.optimization.lr_scheduler,
    "suggested": KUMO.SuggestModelPlanResponse,
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_checked_and_fixed(form: str) -> None:
    given = FORMS[form](plan_of(BAD, None))
    report = check_plan(given)

    assert [(f.code, f.path[-3:]) for f in report] == [("KLR201", ("lr_scheduler", 0, "name"))]
    fixed = fix_plan(given)
    assert [f.code for f in fixed.applied] == ["KLR201"]
    assert not len(fixed.report)
    assert from_kumo(fixed.plan).candidates == (kumo_lr.CosineWithWarmup(interval="step"), None)
    assert [f.code for f in check_plan(given)] == ["KLR201"]
    if form == "Trainer":
        assert type(fixed.plan) is KUMO.ModelPlan
    else:
        assert type(fixed.plan) is type(given)


def test_a_config_is_fixed_to_a_config() -> None:
    config = Config((kumo_lr.Exponential(interval="step", kwargs={"gamma": 0.5}),))
    fixed = fix_plan(config, unsafe=True)

    assert fixed.plan == Config((kumo_lr.Exponential(interval="epoch", kwargs={"gamma": 0.5}),))


def test_what_python_prints_of_a_plan() -> None:
    plan = plan_of(BAD, None)

    assert _by_path(check_plan(str(plan.as_json()))) == _by_path(check_plan(plan))
    assert from_kumo(str(plan_of(None).as_json())).candidates == (None,)
    for shown in (str(plan), str(plan.optimization), str(plan.optimization.lr_scheduler)):
        for function in (check_plan, fix_plan, from_kumo):
            with pytest.raises(ConfigError, match=r"^this is what print shows of a "):
                function(shown)


def test_text_is_checked_as_text() -> None:
    text = json.dumps(plan_of(BAD).as_json())
    (finding,) = check_plan(text)

    assert (finding.file, finding.location) == ("<plan>.json", check_text(text)[0].location)
    assert fix_plan(text).plan == text.replace("csoine", "cosine")
    assert fix_plan(text.encode()).plan == text.replace("csoine", "cosine").encode()


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (None, "None is no plan: pass a ModelPlan, "),
        (b"", "this text has no lr_scheduler, and no section of a plan; pass a "),
        ("title: x\n", "this text has no lr_scheduler, and no section of a plan; pass a "),
        (Path(), "a PosixPath is no plan: check_file and load take paths; pass a "),
        (object(), "this object is no plan: YAML cannot spell a value of type object; pass a "),
        (
            {"a": 1},
            "a plan holds lr_scheduler, or sections such as optimization; this dict has neither; pass",
        ),
        (SimpleNamespace(model_plan=None), "this SimpleNamespace has no model plan: pass a "),
        (
            KUMO.LRSchedulerConfig(**BAD),
            "a plan holds lr_scheduler, or sections such as optimization; this LR",
        ),
        (
            KUMO.ModelPlan().training_job,
            "a plan holds lr_scheduler, or sections such as optimization; this TrainingJobPlan has neither",
        ),
    ],
)
@pytest.mark.parametrize("function", [check_plan, fix_plan])
def test_what_is_no_plan(function: Callable[[Any], Any], plan: Any, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        function(plan)

    assert str(caught.value).replace("WindowsPath", "PosixPath").startswith(message)


def test_an_object_of_an_unknown_version() -> None:
    optimization = make_dataclass("OptimizationPlan", [("max_epochs", int)])(8)
    plan = make_dataclass("ModelPlan", [("optimization", Any)])(optimization)
    with pytest.raises(
        ConfigError, match=r"^this ModelPlan has no lr_scheduler: its version of Kumo is not "
    ):
        check_plan(plan)


def test_the_horizon_of_a_plan_is_kept() -> None:
    config = from_kumo(plan_of(None, max_epochs=5, max_steps_per_epoch=100))

    assert config.training == kumo_lr.Training(5, None, 100)
    assert [schedule.total_steps for schedule in config.schedules()] == [500]
    assert [schedule.total_steps for schedule in config.schedules(max_epochs=2)] == [200]
    assert [schedule.total_steps for schedule in kumo_lr.resolve(config).schedules()] == [500]
    assert len(kumo_lr.plot(config).data()["candidates"][0]["factors"]) == 500
    assert kumo_lr.dump(config) == (
        "optimization:\n  max_epochs: 5\n  max_steps_per_epoch: 100\n  lr_scheduler:\n  - null\n"
    )
    again = kumo_lr.loads("run_mode: fast\n" + kumo_lr.dump(config))
    assert (again, again.training, again.run_mode) == (config, config.training, "FAST")
    assert kumo_lr.dump(again) == "run_mode: FAST\n" + kumo_lr.dump(config)
