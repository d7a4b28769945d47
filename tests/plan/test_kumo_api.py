"""Against the real data model of kumo-api: what kumo_lr writes it takes, and what it holds comes back.

The last part records what kumo_lr relies on in that model, so that a new kumo-api that changes it
fails here, with the names of what changed.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import NoneType, SimpleNamespace, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest
from pydantic import ValidationError
from pydantic.dataclasses import dataclass as pydantic_dataclass

from kumo_lr import Config, ConfigError, Resolved, RunModeName, from_kumo, load_all, loads, resolve
from kumo_lr.facts.plan_layout import FIELD, FIELD_PATHS, INNER_KEYS, NOT_SET, PLAN_SECTIONS, SECTION_KEYS
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import CANDIDATE_KEYS, INTERVAL, STRATEGIES, WARMUP
from tests.support.cases import at_of, plans
from tests.support.engine import ROWS

# Untyped, like all that is in them.
KUMO: Any = import_module("kumoapi.model_plan")
SERDE: Any = import_module("kumoapi.json_serde")
PQUERY: Any = import_module("kumoapi.pquery")
TASK: Any = import_module("kumoapi.task")


def _info(optimization: Any) -> Any:
    plan = KUMO.ModelPlan(optimization=optimization)
    return KUMO.ModelPlanInfo(plan, TASK.TaskType.REGRESSION, PQUERY.QueryType.TEMPORAL)


DECAY = {"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 0.9}}
# The forms in which an OptimizationPlan reaches `from_kumo`.
FORMS: dict[str, Callable[[Any], Any]] = {
    "value": lambda plan: plan.lr_scheduler,
    "OptimizationPlan": lambda plan: plan,
    "OptimizationPlan as JSON": SERDE.to_json,
    "ModelPlan": lambda plan: KUMO.ModelPlan(optimization=plan),
    "ModelPlan.as_json()": lambda plan: KUMO.ModelPlan(optimization=plan).as_json(),
    "ModelPlan.as_json() as JSON": lambda plan: json.dumps(KUMO.ModelPlan(optimization=plan).as_json()),
    "ModelPlan from JSON": lambda plan: SERDE.from_json(
        SERDE.to_json(KUMO.ModelPlan(optimization=plan)), KUMO.ModelPlan
    ),
    "ModelPlanInfo": _info,
    "SuggestModelPlanResponse": lambda plan: KUMO.SuggestModelPlanResponse(KUMO.ModelPlan(optimization=plan)),
}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    return FORMS[request.param]


@cache
def _fixtures() -> tuple[tuple[Path, Config], ...]:
    """Load every field of every fixture that loads: inputs, and what fixing makes of them."""
    inputs = plans()
    found: list[tuple[Path, Config]] = []
    for path in inputs:
        try:
            found += ((path, config) for config in load_all(path, at=at_of(path)))
        except ConfigError:
            continue
    return tuple(found)


@cache
def _oracle() -> tuple[Config, ...]:
    """Make configs of the engine's rows that the models accept, each once."""
    configs: dict[str, Config] = {}
    for row in ROWS:
        try:
            config = Config(row[FIELD])
        except ValidationError:
            continue
        configs[_spelt(config)] = config
    return tuple(configs.values())


def _spelt(config: Config | Resolved) -> str:
    """Spell out what Kumo gets: `1` is not `1.0`, and what was left out is not there."""
    return repr(config.to_kumo())


def _assert_comes_back(config: Config, form: Callable[[Any], Any], where: object) -> None:
    plan = KUMO.OptimizationPlan(lr_scheduler=config.to_kumo())

    back = from_kumo(form(plan))

    assert back == config, where
    assert _spelt(back) == _spelt(config), where
    assert back.is_set is config.is_set, where


@pytest.mark.slow
def test_many_fixtures_are_covered() -> None:
    configs = [config for _, config in _fixtures()]
    candidates = [candidate for config in configs for candidate in config.candidates]
    warmups = [c.kwargs.given.get(WARMUP.name) for c in candidates if c is not None]

    assert len({path for path, _ in _fixtures()}) >= 30
    assert sum(config.is_set for config in configs) >= 25
    assert not all(config.is_set for config in configs)
    assert {None if c is None else c.name for c in candidates} == {None, *STRATEGIES}
    assert {None if c is None else c.interval for c in candidates} == {None, *INTERVAL.choices}
    assert {int, float, NoneType} == {*map(type, warmups)}
    assert len(_oracle()) >= 200


def test_fixtures_come_back(form: Callable[[Any], Any]) -> None:
    for path, config in _fixtures():
        _assert_comes_back(config, form, path)


@pytest.mark.slow
def test_rows_of_the_oracle_come_back(form: Callable[[Any], Any]) -> None:
    for config in _oracle():
        _assert_comes_back(config, form, config)


@pytest.mark.slow
@pytest.mark.parametrize("run_mode", RUN_MODES)
def test_what_was_resolved_comes_back(run_mode: RunModeName, form: Callable[[Any], Any]) -> None:
    for where, config in _fixtures():
        resolved = resolve(config, run_mode=run_mode)
        plan = KUMO.OptimizationPlan(lr_scheduler=resolved.to_kumo())

        back = from_kumo(form(plan))

        assert back == Config(resolved.candidates), where
        assert _spelt(back) == _spelt(resolved), where
        assert back.is_set, where


def test_a_plan_holds_what_it_was_given() -> None:
    for where, config in _fixtures():
        held = KUMO.OptimizationPlan(lr_scheduler=config.to_kumo()).lr_scheduler

        if not config.is_set:
            assert held is KUMO.MissingType.VALUE, where
            continue
        kept = [c and {"name": c.name, "interval": c.interval.value, "kwargs": c.kwargs} for c in held]
        assert repr(kept) == _spelt(config), where


def test_a_field_that_is_not_set(form: Callable[[Any], Any]) -> None:
    config = from_kumo(form(KUMO.OptimizationPlan()))

    assert not config.is_set
    assert config.candidates == ()
    assert config == Config()
    assert config.to_kumo() == NOT_SET
    assert KUMO.OptimizationPlan(lr_scheduler=config.to_kumo()) == KUMO.OptimizationPlan()


def test_setting_the_field_of_a_plan() -> None:
    plan = KUMO.ModelPlan()
    config = from_kumo([{"name": "exponential", "interval": "step", "kwargs": {"gamma": 1}}])

    plan.optimization.lr_scheduler = config.to_kumo()
    assert from_kumo(plan) == config
    plan.optimization.lr_scheduler = Config().to_kumo()
    assert from_kumo(plan) == Config()


@pytest.mark.parametrize("field", [[[None]], [{}], [[]], [[None, None]], [[DECAY]], [[[DECAY]]]], ids=repr)
def test_forms_that_only_the_documentation_declares(field: list[Any]) -> None:
    with pytest.raises(ValidationError):
        KUMO.OptimizationPlan(lr_scheduler=field)
    with pytest.raises(ConfigError):
        from_kumo(field)
    fixed = loads(json.dumps({FIELD: field}), "plan.json", fix=True)
    assert from_kumo(KUMO.OptimizationPlan(lr_scheduler=fixed.to_kumo())) == fixed


def test_candidates_made_with_kumo_api(form: Callable[[Any], Any]) -> None:
    made = KUMO.LRSchedulerConfig("linear_with_warmup", KUMO.IntervalType.EPOCH, {WARMUP.name: 1})
    left_out = KUMO.LRSchedulerConfig("cosine_with_warmup", "step")

    config = from_kumo(form(KUMO.OptimizationPlan(lr_scheduler=[made, None, left_out])))

    assert config.to_kumo() == [
        {"name": "linear_with_warmup", "interval": "epoch", "kwargs": {WARMUP.name: 1}},
        None,
        {"name": "cosine_with_warmup", "interval": "step", "kwargs": {}},
    ]


def test_numbers_of_classes_of_their_own(form: Callable[[Any], Any]) -> None:
    class Float(float):
        """A float, as numpy's is."""

    class Int(int):
        """An integer."""

    whole, steps = Float(1), Int(1)
    candidates = [
        KUMO.LRSchedulerConfig("linear_with_warmup", "step", {WARMUP.name: whole}),
        KUMO.LRSchedulerConfig("linear_with_warmup", "step", {WARMUP.name: steps}),
    ]

    config = from_kumo(form(KUMO.OptimizationPlan(lr_scheduler=candidates)))

    given = [candidate.kwargs.given[WARMUP.name] for candidate in config.candidates if candidate]
    assert repr(given) == "[1.0, 1]"
    assert [*map(type, given)] == [float, int]


def test_a_bad_name_in_a_plan(form: Callable[[Any], Any]) -> None:
    candidate = KUMO.LRSchedulerConfig("cosine_with_warumup_restarts", "step")
    plan = KUMO.OptimizationPlan(lr_scheduler=[None, candidate])

    with pytest.raises(ConfigError, match="cosine_with_warumup_restarts") as raised:
        from_kumo(form(plan))

    (finding,) = raised.value.report.findings
    assert finding.code == "KLR201"
    assert finding.suggestions == ("cosine_with_warmup_restarts",)
    assert finding.path[-2:] == (1, "name")


@pytest.mark.parametrize(
    ("kwargs", "code"),
    [({"gamma": "0.9"}, "KLR204"), ({"gamma": 1.5}, "KLR206"), ({"num_cycles": 2}, "KLR203"), ({}, "KLR108")],
)
def test_bad_arguments_in_a_plan(kwargs: dict[str, Any], code: str, form: Callable[[Any], Any]) -> None:
    candidate = KUMO.LRSchedulerConfig("exponential", "epoch", kwargs)
    plan = KUMO.OptimizationPlan(lr_scheduler=[candidate])

    with pytest.raises(ConfigError) as raised:
        from_kumo(form(plan))

    assert code in {finding.code for finding in raised.value.report.findings}


# What kumo_lr relies on, as of kumo-api 0.92.0. Of OptimizationPlan's other fields only the names.
RECORDED_FROM = "0.92.0"
RECORDED = {
    "LRSchedulerConfig.name": "str, required",
    "LRSchedulerConfig.interval": "IntervalType, required",
    "LRSchedulerConfig.kwargs": "dict[str, Any]",
    "OptimizationPlan.max_epochs": "...",
    "OptimizationPlan.min_steps_per_epoch": "...",
    "OptimizationPlan.max_steps_per_epoch": "...",
    "OptimizationPlan.max_val_steps": "...",
    "OptimizationPlan.max_test_steps": "...",
    "OptimizationPlan.loss": "...",
    "OptimizationPlan.optimizer": "...",
    "OptimizationPlan.base_lr": "...",
    "OptimizationPlan.weight_decay": "...",
    "OptimizationPlan.batch_size": "...",
    "OptimizationPlan.lookup_optimization": "...",
    "OptimizationPlan.early_stopping": "...",
    "OptimizationPlan.lr_scheduler": (
        "list[LRSchedulerConfig | None] with Len(min_length=1, max_length=None) | MissingType"
    ),
    "OptimizationPlan.majority_sampling_ratio": "...",
    "OptimizationPlan.weight_mode": "...",
    "OptimizationPlan.target_fraction": "...",
    "OptimizationPlan.overlap_ratio": "...",
    "ModelPlan.training_job": "TrainingJobPlan",
    "ModelPlan.column_processing": "ColumnProcessingPlan",
    "ModelPlan.neighbor_sampling": "NeighborSamplingPlan",
    "ModelPlan.optimization": "OptimizationPlan",
    "ModelPlan.model_architecture": "ModelArchitecturePlan",
    "IntervalType.STEP": "'step'",
    "IntervalType.EPOCH": "'epoch'",
    "MissingType.VALUE": "'???'",
    "RunMode.FAST": "'fast'",
    "RunMode.NORMAL": "'normal'",
    "RunMode.BEST": "'best'",
    "RunMode.DEBUG": "'debug'",
}


def changes(recorded: Mapping[str, str] = RECORDED, module: Any = KUMO) -> list[str]:
    """Compare a table with a module, and name every field and member that differs."""
    found = _found(module)
    lines: list[str] = []
    for name in {**recorded, **found}:
        was, is_ = recorded.get(name), found.get(name)
        if was is None:
            lines.append(f"{name} was added: {is_}")
        elif is_ is None:
            lines.append(f"{name} was removed: {was}")
        elif was != is_:
            lines.append(f"{name} was changed: from {was} to {is_}")
    return lines


def _found(module: Any) -> dict[str, str]:
    """Write down what a module has of what the table is about."""
    found: dict[str, str] = {}
    for name in ("LRSchedulerConfig", "OptimizationPlan", "ModelPlan"):
        owner = getattr(module, name, None)
        fields = getattr(owner, "__pydantic_fields__", {})
        # What a section's type is annotated with is about how it is written, and no matter here.
        hints = get_type_hints(owner, include_extras=name != "ModelPlan") if fields else {}
        for field, info in fields.items():
            is_known = name != "OptimizationPlan" or field == FIELD
            required = ", required" if info.is_required() else ""
            found[f"{name}.{field}"] = f"{_spelled(hints[field]) if is_known else '...'}{required}"
    for name in ("IntervalType", "MissingType", "RunMode"):
        members = getattr(getattr(module, name, None), "__members__", {})
        found |= {f"{name}.{member}": repr(value.value) for member, value in members.items()}
    return found


def _spelled(kind: Any) -> str:
    """Write a type in the same way for every version of Python and Pydantic."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return f"{_spelled(arguments[0])} with {', '.join(map(repr, arguments[1:]))}"
    if origin in (Union, UnionType):
        return " | ".join(map(_spelled, arguments))
    if origin is not None:
        return f"{origin.__name__}[{', '.join(map(_spelled, arguments))}]"
    return "None" if kind is NoneType else str(getattr(kind, "__name__", kind))


def test_the_model_is_what_was_recorded() -> None:
    lines = "\n".join(changes())

    assert lines == "", f"kumo-api {version('kumo-api')} is not what kumo_lr knows, {RECORDED_FROM}:\n{lines}"


def test_a_changed_table_is_told() -> None:
    table = dict(RECORDED)
    del table["OptimizationPlan.overlap_ratio"], table["RunMode.DEBUG"]
    table["LRSchedulerConfig.frequency"] = "int"
    table["LRSchedulerConfig.interval"] = "str, required"
    table["MissingType.VALUE"] = "'!!!'"

    assert changes(table) == [
        "LRSchedulerConfig.interval was changed: from str, required to IntervalType, required",
        "MissingType.VALUE was changed: from '!!!' to '???'",
        "LRSchedulerConfig.frequency was removed: int",
        "OptimizationPlan.overlap_ratio was added: ...",
        "RunMode.DEBUG was added: 'debug'",
    ]


def test_a_changed_module_is_told() -> None:
    @pydantic_dataclass
    class LRSchedulerConfig:
        name: str
        interval: str
        frequency: int | None = None

    members = {name: member for name, member in KUMO.RunMode.__members__.items() if name != "DEBUG"}
    changed = {
        "LRSchedulerConfig": LRSchedulerConfig,
        "RunMode": SimpleNamespace(__members__=members),
        "MissingType": None,
    }

    assert changes(module=SimpleNamespace(**(vars(KUMO) | changed))) == [
        "LRSchedulerConfig.interval was changed: from IntervalType, required to str, required",
        "LRSchedulerConfig.kwargs was removed: dict[str, Any]",
        "MissingType.VALUE was removed: '???'",
        "RunMode.DEBUG was removed: 'debug'",
        "LRSchedulerConfig.frequency was added: int | None",
    ]


def test_the_vocabulary_says_what_the_model_says() -> None:
    sections = {field.name for field in dataclasses.fields(KUMO.ModelPlan)}

    assert tuple(field.name for field in dataclasses.fields(KUMO.LRSchedulerConfig)) == CANDIDATE_KEYS
    assert tuple(member.value for member in KUMO.IntervalType) == INTERVAL.choices
    assert {member.value.upper() for member in KUMO.RunMode} == {*RUN_MODES}
    assert KUMO.MissingType.VALUE.value == NOT_SET
    assert KUMO.OptimizationPlan().lr_scheduler is KUMO.MissingType.VALUE
    # The plans of tables are not a part of the model plan, but may stand beside it.
    assert {*PLAN_SECTIONS} - sections == {"training_table_generation"}
    assert sections <= {*PLAN_SECTIONS}
    for path in FIELD_PATHS:
        owner = [KUMO.ModelPlanInfo, KUMO.ModelPlan, KUMO.OptimizationPlan][-len(path)]
        assert path[0] in {field.name for field in dataclasses.fields(owner)}


@pytest.mark.parametrize("section", PLAN_SECTIONS)
def test_the_keys_of_a_section_are_those_of_the_model(section: str) -> None:
    classes = {
        "column_processing": "ColumnProcessingPlan",
        "model_architecture": "ModelArchitecturePlan",
        "neighbor_sampling": "NeighborSamplingPlan",
        "optimization": "OptimizationPlan",
        "training_job": "TrainingJobPlan",
        "training_table_generation": "TrainingTableGenerationPlan",
    }
    owner = getattr(KUMO, classes[section])

    assert {field.name for field in dataclasses.fields(owner)} == SECTION_KEYS[section]


@pytest.mark.parametrize(
    ("key", "classes"),
    [
        ("early_stopping", ["EarlyStoppingConfig"]),
        ("lookup_optimization", ["OptimizerConfig"]),
        ("loss", ["FocalLossConfig", "HuberLossConfig", "QuantileLossConfig", "OrdinalLogLossConfig"]),
        ("pruning", ["PruningConfig"]),
    ],
)
def test_the_keys_further_in_are_those_of_the_model(key: str, classes: list[str]) -> None:
    names = {field.name for owner in classes for field in dataclasses.fields(getattr(KUMO, owner))}

    assert names == INNER_KEYS[key]
    assert len(INNER_KEYS) == 4
