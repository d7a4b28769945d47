"""Where rules about training learn how long it is."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from kumo_lr import check_file, check_text
from kumo_lr.check.checker import check_source
from kumo_lr.check.fixes import fix_source
from kumo_lr.check.question import Question
from kumo_lr.facts.horizons import Known
from kumo_lr.source import Source
from tests.support.paths import FIXTURES


@pytest.mark.parametrize(
    ("plan", "codes"),
    [
        ("optimization:\n  max_epochs: 1\n  lr_scheduler: *f\n", {"KLR303"}),
        ("optimization:\n  lr_scheduler: *f\n", set()),
        ("optimization:\n  max_epochs: '1'\n  lr_scheduler: *f\n", {"KLR303"}),
        ("optimization:\n  max_epochs: 1.0\n  lr_scheduler: *f\n", {"KLR303"}),
        ("optimization:\n  max_epochs: ???\n  lr_scheduler: *f\n", set()),
        ("optimization:\n  max_epochs: 0\n  lr_scheduler: *f\n", {"KLR206"}),
        (f"optimization:\n  max_epochs: 9{'0' * 400}\n  lr_scheduler: *f\n", set()),
        ("optimization:\n  max_epochs: ${oc.env:EPOCHS}\n  lr_scheduler: *f\n", {"KLR017"}),
        ("optimization:\n  max_epochs: 94906265\n  lr_scheduler: *f\n", {"KLR305"}),
        ("optimization:\n  max_epochs: [1]\n  lr_scheduler: *f\n", {"KLR205"}),
        ("max_epochs: 1\noptimization:\n  lr_scheduler: *f\n", {"KLR116"}),
        ("max_epochs: 1\nlr_scheduler: *f\n", {"KLR303"}),
        ("model_plan:\n  optimization: {max_epochs: 1, lr_scheduler: *f}\n", {"KLR303"}),
        ("run_mode: debug\nlr_scheduler: *f\n", set()),
    ],
)
def test_numbers_stand_beside_the_field(plan: str, codes: set[str]) -> None:
    field = "x: &f\n- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.7}\n"
    assert {finding.code for finding in check_text(field + plan).findings} == codes


@pytest.mark.parametrize(
    ("known", "finding"),
    [
        (
            {"max_epochs": 9},
            (
                "max_epochs is 8 here, and max_epochs was said to be 9",
                ("optimization", "max_epochs"),
                (2, 15),
            ),
        ),
        (
            {"steps_per_epoch": 29},
            (
                "min_steps_per_epoch is 30 here, and steps_per_epoch was said to be 29",
                ("optimization", "min_steps_per_epoch"),
                (3, 24),
            ),
        ),
        (
            {"steps_per_epoch": 1001},
            (
                "max_steps_per_epoch is 1,000 here, and steps_per_epoch was said to be 1,001",
                ("optimization", "max_steps_per_epoch"),
                (4, 24),
            ),
        ),
    ],
)
def test_a_horizon_that_the_file_contradicts(known: dict[str, int], finding: tuple[Any, ...]) -> None:
    text = (
        "optimization:\n  max_epochs: 8\n  min_steps_per_epoch: 30\n  max_steps_per_epoch: 1000\n"
        "  lr_scheduler: [null]\n"
    )
    (found,) = check_text(text, **known).findings  # type: ignore[arg-type]  # one of several keywords
    assert (found.code, found.message, found.path, tuple(found.location.start)) == ("KLR903", *finding)
    assert check_text(text, max_epochs=8, steps_per_epoch=30).findings == ()


@pytest.mark.parametrize(
    ("known", "message"),
    [
        ({"run_mode": "fasd"}, 'no run mode "fasd"; write FAST, NORMAL, BEST, DEBUG'),
        ({"max_epochs": 0}, "max_epochs is 0; it is from 1 to 94,906,265"),
        ({"steps_per_epoch": -5}, "steps_per_epoch is -5; it is from 1 to 94,906,265"),
    ],
)
def test_wrong_knowledge(known: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="^" + message.replace("(", "\\(") + "$"):
        check_text("lr_scheduler: [null]\n", **known)
    with pytest.raises(ValueError, match="^" + message.replace("(", "\\(") + "$"):
        check_file("plan.yaml", **known)


@pytest.mark.parametrize("known", [{"max_epochs": True}, {"steps_per_epoch": "3"}, {"steps_per_epoch": 1.5}])
def test_knowledge_that_is_no_integer(known: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r" is an integer, not (bool|str|float)$"):
        check_text("lr_scheduler: [null]\n", **known)


def test_nobody_asks_where_no_rule_about_training_counts() -> None:
    text = (FIXTURES / "rules" / "KLR305-vanishing-decay" / "fires.yaml").read_text()
    assert check_source(Source(text), Question(known=None)).findings == ()


@pytest.mark.parametrize(
    ("lengths", "codes"),
    [
        ("", {"KLR301"}),
        ("  max_epochs: ~\n", {"KLR205", "KLR301"}),
        ("  max_epochs: '???'\n", {"KLR301"}),
        ("  max_epochs: ${EPOCHS}\n", {"KLR017"}),
        ("  max_epochs: '8'\n", {"KLR301"}),
        ("  max_epochs: ' 8.0 '\n", {"KLR301"}),
        ("  max_epochs: '0x8'\n", {"KLR204"}),
        ("  max_epochs: !!str 8\n", set()),
        ("  max_epochs: !!float 8\n", set()),
        ("  max_epochs: !!str ~\n", {"KLR205"}),
        ("  max_epochs: 1.5\n", {"KLR205"}),
        ("  max_epochs: -1\n", {"KLR206"}),
        ("  max_epochs: 100000000\n", set()),
        ("  max_steps_per_epoch: many\n", {"KLR205"}),
        ("  min_steps_per_epoch: many\n", {"KLR205", "KLR301"}),
        ("  max_steps_per_epoch: 100000\n", set()),
    ],
)
def test_what_cannot_be_read_may_be_any_number(lengths: str, codes: set[str]) -> None:
    candidate = "{name: linear_with_warmup, interval: step, kwargs: {warmup_ratio_or_steps: 40000}}"
    text = f"optimization:\n{lengths}  lr_scheduler: [{candidate}]\n"
    assert {finding.code for finding in check_text(text).findings} == codes


@pytest.mark.parametrize(
    ("run_mode", "codes"),
    [("", {"KLR305"}), ("run_mode: ~\n", {"KLR305"}), ("run_mode: ${MODE}\n", {"KLR208"})],
)
def test_a_run_mode_that_cannot_be_read_may_be_any(run_mode: str, codes: set[str]) -> None:
    text = f"{run_mode}lr_scheduler: [{{name: exponential, interval: epoch, kwargs: {{gamma: 0.1}}}}]\n"
    assert {finding.code for finding in check_text(text).findings} - {"KLR205"} == codes


def test_a_comment_mutes_what_depends_on_the_horizon_for_all_callers() -> None:
    warmup = "    warmup_ratio_or_steps: 10000  # kumo-lr: ignore[KLR301] a long run\n"
    text = f"lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs:\n{warmup}"
    assert check_text(text).findings == check_text(text, run_mode="FAST").findings == ()
    unused = check_text(text.replace("KLR301", "KLR307")).findings
    assert [finding.code for finding in unused] == ["KLR901"]


def test_epochs_of_a_warmup_become_a_ratio() -> None:
    text = (FIXTURES / "rules" / "KLR304-idle-first-epoch" / "fires.yaml").read_text()
    known = Known("FAST")
    recheck = partial(check_source, question=Question(known=known))
    fixed = fix_source(recheck(Source(text)), recheck, unsafe=True)
    assert len(fixed.applied) == 2
    assert "interval: step\n  kwargs:\n    warmup_ratio_or_steps: 0.375\n" in fixed.checked.source.text
    assert fixed.checked.findings == ()
