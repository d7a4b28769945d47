"""Text to typed configs and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import kumo_lr
from kumo_lr import Config, ConfigError, CosineWithWarmup, Exponential, LinearWithWarmup
from kumo_lr.check.question import Question
from kumo_lr.check.runner import Selection, check_one
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_full
from kumo_lr.rules import RULES
from tests.support.cases import at_of, cases
from tests.support.paths import FIXTURES

# What type checkers refuse, and programs without one write all the same.
unchecked: Any = kumo_lr
TEXT = """\
run_mode: Best
optimization:
  lr_scheduler:
  - name: exponential
    interval: epoch
    kwargs: {gamma: 0.9}
  -
"""
CONFIG = Config((Exponential(interval="epoch", kwargs={"gamma": 0.9}), None))
GAMMA_AS_TEXT = """\
lr_scheduler:
- name: exponential
  interval: epoch
  kwargs:
    gamma: "0.9"  # kumo-lr: ignore[KLR204] the template engine drops the quotes
"""


def test_the_documented_field() -> None:
    config = kumo_lr.load(FIXTURES / "ok" / "documented.yaml")

    assert config.candidates == (
        None,
        kumo_lr.CosineWithWarmupRestarts(interval="step", kwargs={"warmup_ratio_or_steps": 0.2}),
        Exponential(interval="epoch", kwargs={"gamma": 0.9}),
    )
    assert config.to_kumo() == [
        None,
        {
            "name": "cosine_with_warmup_restarts",
            "interval": "step",
            "kwargs": {"warmup_ratio_or_steps": 0.2},
        },
        {"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 0.9}},
    ]


def test_a_config_of_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(TEXT.replace("Best", "best"))
    config = kumo_lr.load(path)

    assert config == CONFIG == kumo_lr.load(str(path))
    assert config.run_mode == "BEST"
    assert config.is_set
    assert str(config) == (
        "Config(candidates=(Exponential(name='exponential', interval='epoch', "
        "kwargs=ExponentialKwargs(gamma=0.9)), None), run_mode='BEST')"
    )


def test_errors_come_as_a_check_shows_them() -> None:
    with pytest.raises(ConfigError) as caught:
        kumo_lr.loads(TEXT.replace("0.9", "1e-1"), "plan.yaml")

    assert [(f.code, tuple(f.location.start)) for f in caught.value.report.findings] == [
        ("KLR208", (1, 11)),
        ("KLR204", (6, 21)),
    ]
    assert str(caught.value) == (
        'plan.yaml:1:11: error[KLR208] unknown run mode "Best"\n'
        "  |\n"
        "1 | run_mode: Best\n"
        "  |           ^^^^\n"
        '  = help: did you mean "BEST"? (--fix)\n'
        "\n"
        'plan.yaml:6:21: error[KLR204] "1e-1" is text to PyYAML, not a number\n'
        "  |\n"
        "6 |     kwargs: {gamma: 1e-1}\n"
        "  |                     ^^^^\n"
        "  = help: write 0.1 (--fix)\n"
        "\n"
        "1 file checked: 2 errors (2 fixable with --fix)"
    )


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case.relative_to(FIXTURES)))
def test_every_fixture_loads_or_is_told_as_check_tells_it(case: Path) -> None:
    checked = check_one(str(case), Selection(frozenset(RULES), Question(at=at_of(case))))
    errors = [finding for finding in checked.findings if finding.severity == "error"]
    try:
        configs = kumo_lr.load_all(case, at=at_of(case))
    except ConfigError as error:
        if errors:
            tally = Tally()
            shown = "".join(render_full([checked], tally, False))
            assert str(error) == f"{shown}{tally.summary}"
            assert error.report.findings == checked.findings
        elif not any(finding.code == "KLR117" for finding in checked.findings):  # what a comment mutes
            assert checked.muted
    else:
        assert errors == []
        assert [kumo_lr.loads(kumo_lr.dump(config)) for config in configs] == list(configs)


def test_no_comment_makes_a_number_of_a_text() -> None:
    assert kumo_lr.check_text(GAMMA_AS_TEXT).ok
    with pytest.raises(ConfigError) as caught:
        kumo_lr.loads(GAMMA_AS_TEXT)

    assert [finding.code for finding in caught.value.report.findings] == ["KLR204"]


def test_the_field_anywhere() -> None:
    text = f"experiments:\n- {TEXT[TEXT.index('optimization') :].replace(chr(10), chr(10) + '  ')}\n"

    assert kumo_lr.loads(text, at="experiments.0.optimization.lr_scheduler") == CONFIG
    assert kumo_lr.loads(json.dumps(CONFIG.to_kumo()), "list.json", at=".") == CONFIG
    with pytest.raises(ConfigError) as caught:
        kumo_lr.loads(text)
    assert [finding.code for finding in caught.value.report.findings] == ["KLR117"]
    with pytest.raises(ConfigError, match=r'^there is nothing at "experiments\.1" in plan\.yaml$'):
        kumo_lr.loads(text, "plan.yaml", at="experiments.1")
    assert kumo_lr.loads_all(text, at="experiments.1") == ()


TWICE = (
    "lr_scheduler: [null]\n---\na: 1\n---\nmodel_plan:\n  optimization: {lr_scheduler: '???'}\n"
    "optimization:\n  lr_scheduler: [null, null]\n"
)


def test_several_fields_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "plans.yaml"
    path.write_text(TWICE)

    assert [len(config.candidates) for config in kumo_lr.load_all(path)] == [1, 2, 0]
    with pytest.raises(ConfigError) as caught:
        kumo_lr.loads(TWICE, "plans.yaml")
    assert str(caught.value) == (
        "plans.yaml holds 3 lr_scheduler fields: lr_scheduler on line 1, optimization.lr_scheduler on line "
        "8, model_plan.optimization.lr_scheduler on line 6; name one by its place (at), or split the file"
    )
    assert kumo_lr.loads(TWICE, at="model_plan.optimization.lr_scheduler") == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("optimization: [1]\n", "optimization is a list, not a mapping"),
        ("optimization:\n- lr_scheduler: [null]\n", "optimization is a list, not a mapping"),
        ("optimization: O2\n", "optimization is text, not a mapping"),
        ("model_plan: 3\n", "model_plan is an integer, not a mapping"),
        ("- name: x\n", "the document is a list, not a mapping"),
        ("just text\n", "the document is text, not a mapping"),
    ],
)
def test_what_is_no_plan_is_not_taken_for_one_without_the_field(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        kumo_lr.loads(text)

    assert [(f.code, f.message) for f in caught.value.report.findings] == [("KLR113", message)]


@pytest.mark.parametrize("path", ["nothing.yaml", "."])
def test_files_that_cannot_be_read(path: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        kumo_lr.load(tmp_path / path)

    assert [finding.code for finding in caught.value.report.findings] == ["KLR010"]


def test_a_config_takes_what_the_field_takes() -> None:
    scheduler = LinearWithWarmup(interval="step")
    data = [{"name": "linear_with_warmup", "interval": "step"}, None]

    assert Config((scheduler, None)) == unchecked.Config(data)
    with pytest.raises(ValidationError, match="KLR201"):
        unchecked.Config([{"name": "lineer", "interval": "step"}])


def test_dump_writes_what_was_given() -> None:
    config = Config(
        (
            None,
            CosineWithWarmup(interval="step"),
            CosineWithWarmup(interval="epoch", kwargs={"warmup_ratio_or_steps": 1.0}),
            CosineWithWarmup(interval="epoch", kwargs={"warmup_ratio_or_steps": 1}),
            Exponential(interval="epoch", kwargs={"gamma": 1e-7}),
        )
    )

    assert kumo_lr.dump(config) == (
        "lr_scheduler:\n"
        "- null\n"
        "- name: cosine_with_warmup\n"
        "  interval: step\n"
        "- name: cosine_with_warmup\n"
        "  interval: epoch\n"
        "  kwargs:\n"
        "    warmup_ratio_or_steps: 1.0\n"
        "- name: cosine_with_warmup\n"
        "  interval: epoch\n"
        "  kwargs:\n"
        "    warmup_ratio_or_steps: 1\n"
        "- name: exponential\n"
        "  interval: epoch\n"
        "  kwargs:\n"
        "    gamma: 0.0000001\n"
    )
    assert kumo_lr.dump(Config()) == "lr_scheduler: '???'\n"


def test_what_was_resolved_can_be_dumped() -> None:
    resolved = kumo_lr.resolve(Config((CosineWithWarmup(interval="step"),)))

    assert kumo_lr.loads(kumo_lr.dump(resolved)).to_kumo() == resolved.to_kumo()


def test_near_misses_are_told() -> None:
    with pytest.raises(TypeError, match=r"^loads takes text, not bytes; load takes the path of a file$"):
        unchecked.loads(b"")
    with pytest.raises(TypeError, match=r"^resolve takes a Config, not str; load the file first$"):
        unchecked.resolve("plan.yaml")
    with pytest.raises(ConfigError, match=r'^unknown run mode "fsat"; did you mean "FAST"\?$'):
        unchecked.Config((None,), run_mode="fsat")
    assert Config((None,), run_mode="fast").run_mode == "FAST"


@pytest.mark.parametrize(
    "plan",
    [
        CONFIG.to_kumo(),
        {"lr_scheduler": CONFIG.to_kumo()},
        {"optimization": {"lr_scheduler": CONFIG.to_kumo(), "max_epochs": "???"}},
        {"model_plan": {"optimization": {"lr_scheduler": CONFIG.to_kumo()}}, "task_type": "regression"},
        json.dumps({"optimization": {"lr_scheduler": CONFIG.to_kumo()}}, indent=2),
        json.dumps(CONFIG.to_kumo()),
        f"\n {json.dumps(CONFIG.to_kumo())}".encode(),
        kumo_lr.dump(CONFIG),
        CONFIG,
        kumo_lr.resolve(CONFIG),
        list(CONFIG.candidates),
    ],
)
def test_from_kumo(plan: object) -> None:
    assert kumo_lr.from_kumo(plan) == CONFIG


@pytest.mark.parametrize(
    "plan", ["???", {"lr_scheduler": "???"}, {"optimization": {}}, '{"training_job": {}}']
)
def test_from_kumo_not_set(plan: object) -> None:
    assert kumo_lr.from_kumo(plan) == Config()


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"lr_schedular": [None]}, 'lr_schedular: error[KLR101] unknown key "lr_schedular"'),
        ({"optimization": [1]}, "optimization: error[KLR113] optimization is a list, not a mapping"),
        ('{"lr_scheduler": [}', "<plan>.json:1:19: error[KLR001] a value is missing here"),
        ("linear", "<plan>:1:1: error[KLR113] the document is text, not a mapping"),
        (
            None,
            "None is no plan: pass a ModelPlan, an OptimizationPlan, a Trainer, or what as_json() returns",
        ),
        (
            {"optimization": {"lr_scheduler": [object()]}},
            "this dict is no plan: YAML cannot spell a value of type object",
        ),
        ({}, "a plan holds lr_scheduler, or sections such as optimization; this dict has neither"),
        (
            {"name": "exponential", "interval": "step"},
            (
                "a plan holds lr_scheduler, or sections such as optimization; this dict has neither: "
                "pass a list of candidates"
            ),
        ),
    ],
)
def test_from_kumo_says_what_is_wrong(plan: object, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        kumo_lr.from_kumo(plan)

    assert str(caught.value).startswith(message)
