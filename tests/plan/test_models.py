"""The typed models: made of the vocabulary, strict, frozen, and in the checker's words."""

from __future__ import annotations

import copy
import json
import pickle
from inspect import signature
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import kumo_lr
from kumo_lr.facts.strategies import INTERVAL, STRATEGIES, WARMUP, Strategy
from kumo_lr.plan import kwargs, models
from kumo_lr.plan.kwargs import ExponentialKwargs, RestartsKwargs, WarmupKwargs
from kumo_lr.plan.models import LRSchedulerField, Scheduler
from kumo_lr.plan.strategy_models import (
    ConstantWithWarmup,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Exponential,
    LinearWithWarmup,
)
from kumo_lr.report.explain import sentence

MODELS: dict[str, Any] = {model.model_fields["name"].default: model for model in models.MODELS}


class Training(BaseModel):
    """Somebody else's model."""

    lr_scheduler: LRSchedulerField = ()


# What type checkers refuse, and programs without one write all the same.
unchecked: Any = kumo_lr
UncheckedTraining: Any = Training


def _errors(error: ValidationError) -> list[tuple[tuple[int | str, ...], str, str]]:
    return [(e["loc"], e["type"], e["msg"]) for e in error.errors()]


def test_there_is_one_model_for_each_strategy() -> None:
    assert list(STRATEGIES) == list(MODELS)


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=lambda strategy: strategy.name)
def test_a_model_says_what_the_vocabulary_says(strategy: Strategy) -> None:
    model = MODELS[strategy.name]
    arguments = model.model_fields["kwargs"].annotation

    assert model.__doc__ == sentence(strategy.summary)
    assert list(model.model_fields) == ["name", "interval", "kwargs"]
    assert model.model_fields["name"].description == strategy.summary
    assert get_args(model.model_fields["name"].annotation) == (strategy.name,)
    assert model.model_fields["interval"].description == INTERVAL.summary
    assert get_args(model.model_fields["interval"].annotation) == INTERVAL.choices
    assert list(arguments.model_fields) == list(strategy.argument_names)
    for slot in strategy.arguments:
        field = arguments.model_fields[slot.name]
        assert field.is_required() is (slot.name in strategy.required)
        assert field.description == slot.summary
        assert slot.default is None or repr(field.default) == repr(slot.default)


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=lambda strategy: strategy.name)
def test_a_mapping_of_arguments_is_typed_as_its_model(strategy: Strategy) -> None:
    model = MODELS[strategy.name].model_fields["kwargs"].annotation
    typed = getattr(kwargs, model.__name__.replace("Kwargs", "Arguments"))

    assert list(typed.__annotations__) == list(model.model_fields)
    assert typed.__required_keys__ == set(strategy.required)


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=lambda strategy: strategy.name)
def test_the_models_of_a_strategy_are_public(strategy: Strategy) -> None:
    model = MODELS[strategy.name]
    arguments = model.model_fields["kwargs"].annotation.__name__

    assert {model.__name__, arguments, arguments.replace("Kwargs", "Arguments")} <= set(kumo_lr.__all__)


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=lambda strategy: strategy.name)
@pytest.mark.parametrize(
    "value",
    [
        *(0, 1, 2, 3, -1, 10**18, 10**308, 10**309, 10**400, True, False),
        *(0.0, 0.5, 1.0, 1.5, 100.0, -0.5, 5e-324, 1e308, float("nan"), float("inf"), float("-inf")),
        *("0.9", "", None, [0.5], {}, {"a": 1}),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_model_takes_what_a_slot_takes(strategy: Strategy, value: object) -> None:
    arguments = MODELS[strategy.name].model_fields["kwargs"].annotation
    for slot in strategy.arguments:
        try:
            taken = getattr(arguments.model_validate({slot.name: value}), slot.name)
        except ValidationError:
            assert not slot.takes(value)
        else:
            assert slot.takes(value)
            assert taken == value
            # Where both kinds mean the same, as in gamma, one is enough; a warmup stays what it was.
            assert type(taken) is (float if slot.integer == slot.float else type(value))


def test_left_out_and_given_are_told_apart() -> None:
    left_out = RestartsKwargs()
    given = RestartsKwargs(warmup_ratio_or_steps=left_out.warmup_ratio_or_steps)

    assert left_out.warmup_ratio_or_steps == given.warmup_ratio_or_steps == WARMUP.default
    assert left_out.num_cycles == 3
    assert left_out.given == {}
    assert given.given == {"warmup_ratio_or_steps": WARMUP.default}
    assert list(RestartsKwargs(warmup_ratio_or_steps=5, num_cycles=2).given) == [
        "num_cycles",
        "warmup_ratio_or_steps",
    ]


def test_a_step_is_not_all_of_training() -> None:
    step, whole = WarmupKwargs(warmup_ratio_or_steps=1), WarmupKwargs(warmup_ratio_or_steps=1.0)

    assert step != whole
    assert CosineWithWarmup(interval="step", kwargs=step) != CosineWithWarmup(interval="step", kwargs=whole)
    assert kumo_lr.Config((CosineWithWarmup(interval="step", kwargs=step),)) != kumo_lr.Config(
        (CosineWithWarmup(interval="step", kwargs=whole),)
    )
    assert repr(CosineWithWarmup(interval="step", kwargs=step).to_kumo()["kwargs"]) == (
        "{'warmup_ratio_or_steps': 1}"
    )


def test_models_are_values() -> None:
    scheduler = CosineWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.2})

    for twin in (copy.deepcopy(scheduler), pickle.loads(pickle.dumps(scheduler))):
        assert twin == scheduler
        assert hash(twin) == hash(scheduler)
    assert scheduler != ConstantWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.2})
    with pytest.raises(ValidationError, match="frozen"):
        scheduler.interval = "epoch"  # type: ignore[misc] # that it may not is what is tested


@pytest.mark.parametrize(
    ("make", "errors"),
    [
        (
            lambda: unchecked.CosineWithWarmup(interval="stepp", kwargs={"warmup_ratio": 0.1}),
            [
                (("interval",), "KLR202", 'unknown interval "stepp"; did you mean "step"?'),
                (
                    ("kwargs", "warmup_ratio"),
                    "KLR203",
                    (
                        'unknown argument "warmup_ratio"; the name of Hugging Face and others; here it is '
                        '"warmup_ratio_or_steps"; a ratio is a float'
                    ),
                ),
            ],
        ),
        (
            lambda: unchecked.Exponential(interval="step"),
            [
                (
                    (),
                    "KLR108",
                    '"exponential" needs gamma; add it to kwargs: gamma: <a number above 0 up to 1>',
                )
            ],
        ),
        (
            lambda: unchecked.ExponentialKwargs(gamma="0.9"),
            [(("gamma",), "KLR204", '"0.9" is text, not a number; write 0.9 without quotes')],
        ),
        (
            lambda: RestartsKwargs(num_cycles=True),
            [
                (
                    ("num_cycles",),
                    "KLR205",
                    '"true" is a boolean, not an integer; write an integer, 1 or more',
                )
            ],
        ),
        (
            lambda: unchecked.CosineWithWarmup(interval="step", kwargs=ExponentialKwargs(gamma=0.5)),
            [
                (
                    ("kwargs", "gamma"),
                    "KLR203",
                    '"gamma" is not an argument of "cosine_with_warmup"; it belongs to "exponential"',
                )
            ],
        ),
        (
            lambda: UncheckedTraining(
                lr_scheduler=[{"name": "exponental"}, "x", {"name": "linear", "interval": "step"}],
            ),
            [
                (
                    ("lr_scheduler", 0),
                    "KLR107",
                    'the candidate has no interval; add "interval: step" or "epoch"',
                ),
                (
                    ("lr_scheduler", 0),
                    "KLR108",
                    '"exponential" needs gamma; add it to kwargs: gamma: <a number above 0 up to 1>',
                ),
                (
                    ("lr_scheduler", 0, "name"),
                    "KLR201",
                    'unknown strategy "exponental"; did you mean "exponential"?',
                ),
                (
                    ("lr_scheduler", 1),
                    "KLR104",
                    (
                        "a candidate is a mapping or empty, not text; "
                        "write a mapping with name, interval and kwargs"
                    ),
                ),
                (
                    ("lr_scheduler", 2, "name"),
                    "KLR201",
                    (
                        'unknown strategy "linear"; Hugging Face\'s name; Kumo\'s is "linear_with_warmup"; '
                        "the engine would take torch's LinearLR, 5 steps from 1/3 of base_lr up to it"
                    ),
                ),
            ],
        ),
        (
            lambda: UncheckedTraining(lr_scheduler=[]),
            [
                (
                    ("lr_scheduler",),
                    "KLR103",
                    (
                        "lr_scheduler has no candidate; for no scheduling write one empty candidate, [null]; "
                        "for Kumo's default, '???'"
                    ),
                )
            ],
        ),
    ],
)
def test_what_is_wrong_is_told_as_the_checker_tells_it(
    make: Any, errors: list[tuple[tuple[int | str, ...], str, str]]
) -> None:
    with pytest.raises(ValidationError) as caught:
        make()

    assert errors == _errors(caught.value)


def test_an_error_has_what_a_finding_has() -> None:
    with pytest.raises(ValidationError) as caught:
        CosineWithWarmup(interval="stepp")  # type: ignore[arg-type] # that it is wrong is what is tested

    (error,) = caught.value.errors()
    assert error["input"] == "stepp"
    assert error["ctx"] == {
        "words": 'unknown interval "stepp"; did you mean "step"?',
        "rule": "unknown-interval",
        "help": 'did you mean "step"?',
        "suggestions": ("step",),
    }


LOOSE: list[tuple[dict[str, Any], str]] = [
    ({"gamma": "0.5"}, "KLR204"),
    ({"gamma": True}, "KLR205"),
    ({"gamma": 0.5, "foo": 1}, "KLR203"),
]


MODES: list[dict[str, Any]] = [{"strict": False}]
if "extra" in signature(BaseModel.model_validate).parameters:  # from Pydantic 2.12 on
    MODES += [{"extra": "ignore"}, {"extra": "allow"}]


@pytest.mark.parametrize(("kwargs", "code"), LOOSE)
@pytest.mark.parametrize("mode", MODES, ids=str)
def test_no_caller_makes_it_less_strict(kwargs: dict[str, Any], code: str, mode: dict[str, Any]) -> None:
    data = {"lr_scheduler": [{"name": "exponential", "interval": "epoch", "kwargs": kwargs}]}
    for validate in (
        Training.model_validate,
        lambda value, **m: Training.model_validate_json(json.dumps(value), **m),
    ):
        with pytest.raises(ValidationError) as caught:
            validate(data, **mode)

        assert [error["type"] for error in caught.value.errors()] == [code]


def test_a_scheduler_alone_is_told_apart_by_its_name() -> None:
    adapter: TypeAdapter[Scheduler] = TypeAdapter(Scheduler)

    assert adapter.validate_python({"name": "linear_with_warmup", "interval": "step"}) == (
        LinearWithWarmup(interval="step")
    )
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python({"name": "linear_with_warmup", "interval": "stepp", "kwargs": {"gamma": 1}})
    assert [error["type"] for error in caught.value.errors()] == ["KLR202", "KLR203"]


def test_no_way_to_dump_a_candidate_loses_its_name() -> None:
    assert CosineWithWarmup(interval="step").model_dump(exclude_unset=True) == {
        "name": "cosine_with_warmup",
        "interval": "step",
    }


def test_a_required_argument_alone() -> None:
    with pytest.raises(ValidationError) as caught:
        ExponentialKwargs()  # type: ignore[call-arg] # that it is missing is what is tested
    assert [error["type"] for error in caught.value.errors()] == ["KLR108"]


class Opaque:
    """What YAML cannot spell."""


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: unchecked.ExponentialKwargs(gamma=Opaque()), "float_type"),
        (lambda: unchecked.CosineWithWarmup(name="linear_with_warmup", interval="step"), "literal_error"),
        (lambda: UncheckedTraining(lr_scheduler=Opaque()), "tuple_type"),
    ],
)
def test_pydantics_own_words_stay_where_the_checker_has_none(make: Any, kind: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make()

    assert [kind] == [error["type"] for error in caught.value.errors()]


def test_the_field_in_somebody_elses_model() -> None:
    exponential = Exponential(interval="epoch", kwargs={"gamma": 0.9})
    data = [None, {"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 0.9}}]
    training = Training(lr_scheduler=data)  # type: ignore[arg-type] # data is what a file gives

    assert training.lr_scheduler == (None, exponential)
    assert Training(lr_scheduler=(None, exponential)) == training
    assert training.model_dump() == {"lr_scheduler": data}
    assert Training.model_validate(training.model_dump()) == training
    assert Training.model_validate_json(training.model_dump_json()) == training


@pytest.mark.parametrize("value", ["???", ()])
def test_the_field_that_is_not_set(value: Any) -> None:
    assert Training(lr_scheduler=value) == Training()
    assert Training(lr_scheduler=value).model_dump() == {"lr_scheduler": "???"}


@pytest.mark.parametrize(
    ("candidate", "code"),
    [
        ([{"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 0.9}}], "KLR403"),
        ([CosineWithWarmupRestarts(interval="step")], "KLR403"),
        ([None], "KLR403"),
        ({}, "KLR404"),
        ([], "KLR404"),
        ([None, CosineWithWarmupRestarts(interval="step")], "KLR105"),
    ],
    ids=repr,
)
def test_forms_that_only_the_documentation_allows_are_refused(candidate: Any, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(LRSchedulerField).validate_python([None, candidate])

    (detail,) = (detail for detail in caught.value.errors() if detail["type"].startswith("KLR"))
    assert (detail["type"], detail["loc"]) == (code, (1,))
    assert "which the documentation declares but Kumo refuses" in detail["msg"]


def test_the_input_is_left_alone() -> None:
    value = [{"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 1}}, None]
    before = copy.deepcopy(value)

    taken = TypeAdapter(LRSchedulerField).validate_python(value)
    models.to_kumo(taken)

    assert value == before
