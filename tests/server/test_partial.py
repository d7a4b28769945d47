"""The candidates of a text that may be half-written, and places in it."""

from __future__ import annotations

import pytest

import kumo_lr
from kumo_lr.findings import Path
from kumo_lr.source import Location, Position

PLAN = """\
run_mode: FAST
optimization:
  max_epochs: 4
  lr_scheduler:
  - name: exponential
    interval: epoch
    kwargs: {gamma: 0.9}
  - null
  - {name: "linear_with_warmup", interval: step}
"""
BROKEN = PLAN + "  - name: cosine_with_warmup\n    interv\n"
# Readable text, text with a mistake below, and text with one above.
TEXTS = [PLAN, BROKEN, BROKEN + "x: {y\n", f"a: 'b\n{PLAN}"]


@pytest.mark.parametrize("text", TEXTS)
def test_candidates_are_found_beside_mistakes(text: str) -> None:
    exponential, nothing, linear, *_ = kumo_lr.find_candidates(text)

    assert exponential.path == ("optimization", "lr_scheduler", 0)
    assert exponential.name is not None
    assert text[exponential.name.key.start : exponential.name.span.end] == "name: exponential"
    assert {name: value.value for name, value in exponential.arguments.items()} == {"gamma": 0.9}
    assert nothing.is_null
    assert linear.name is not None
    assert linear.name.text == "linear_with_warmup"
    assert text[linear.span.start : linear.span.end] == '{name: "linear_with_warmup", interval: step}'


def test_a_half_written_candidate_has_what_is_written() -> None:
    *_, last = kumo_lr.find_candidates(BROKEN)

    assert last.strategy is not None
    assert last.strategy.name == "cosine_with_warmup"
    assert last.interval is None


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    ("sign", "number"), [("name: exp", 0), ("gamma", 0), ("null", 1), ("step}", 2), ("run_mode", None)]
)
def test_the_candidate_at_a_position(text: str, sign: str, number: int | None) -> None:
    line = next(line for line in text.splitlines() if sign in line)
    position = Position(text.splitlines().index(line) + 1, line.index(sign) + 1)

    found = kumo_lr.candidate_at(text, position)

    assert (found and found.path[-1]) == number


@pytest.mark.parametrize("position", [(0, 1), (1, 0), (99, 1), (-3, -3)])
def test_no_candidate_outside_of_the_text(position: tuple[int, int]) -> None:
    assert kumo_lr.candidate_at(PLAN, Position(*position)) is None


@pytest.mark.parametrize("text", TEXTS[:3])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("optimization", "max_epochs"), (3, 15, 3, 16)),
        (("optimization", "lr_scheduler", 0, "kwargs", "gamma"), (7, 21, 7, 24)),
        (("optimization", "lr_scheduler", 2, "interval"), (9, 44, 9, 48)),
        (("optimization", "lr_scheduler", 9), None),
        (("optimization", 0), None),
        (("lr_scheduler",), None),
    ],
)
def test_the_position_of_a_path(text: str, path: Path, expected: tuple[int, int, int, int] | None) -> None:
    place = expected and Location(Position(*expected[:2]), Position(*expected[2:]))

    assert kumo_lr.position_of(text, path) == place


def test_paths_of_findings_lead_to_them() -> None:
    text = PLAN.replace("exponential", "expnential")
    (finding,) = kumo_lr.check_text(text).findings

    assert kumo_lr.position_of(text, finding.path) == finding.location


def test_positions_in_a_second_document() -> None:
    text = f"{PLAN}---\nlr_scheduler: [null]\n"

    found = kumo_lr.position_of(text, ("lr_scheduler", 0), document=1)

    assert found == Location(Position(11, 16), Position(11, 20))
    assert kumo_lr.position_of(text, ("lr_scheduler", 0)) is None


@pytest.mark.parametrize("text", TEXTS)
def test_the_horizon_of_a_plan(text: str) -> None:
    epochs, steps = kumo_lr.plan_horizons(text)

    assert (epochs, steps) == ((4, 4), (30, 1000))
    assert kumo_lr.plan_horizons(text, steps_per_epoch=7).longest == 28
    assert kumo_lr.plan_horizons(text, max_epochs=2).longest == 2000


def test_the_horizon_of_a_plan_without_the_field() -> None:
    assert kumo_lr.plan_horizons("optimization:\n  max_epochs: 3\n", run_mode="best").max_epochs == (3, 3)
    assert kumo_lr.plan_horizons("") == kumo_lr.plan_horizons("lr_scheduler: [null]")


def test_what_aliases_and_merge_keys_lead_to_is_not_own() -> None:
    text = (
        "base: &base {interval: step, kwargs: &k {gamma: 0.9}}\n"
        "lr_scheduler:\n- {<<: *base, name: exponential}\n- &a {name: linear_with_warmup}\n- *a\n"
    )

    first, second = kumo_lr.find_candidates(text)

    assert first.interval is not None
    assert (first.interval.text, first.interval.is_own) == ("step", False)
    assert first.numbers == {"gamma": 0.9}
    assert second.name is not None
    assert second.name.is_own


@pytest.mark.parametrize(
    ("kwargs", "expected"),
    [
        ("{gamma: 0.9}", {"gamma": 0.9}),
        ("{gamma: 0.9, gama: 1}", None),
        ("{gamma: '0.9'}", None),
        ("{gamma: 2}", None),
        ("[gamma]", None),
        ("{}", None),
        ("gamma", None),
    ],
)
def test_numbers_are_those_that_run(kwargs: str, expected: dict[str, float] | None) -> None:
    text = f"lr_scheduler:\n- name: exponential\n  interval: step\n  kwargs: {kwargs}\n"
    (candidate,) = kumo_lr.find_candidates(text)

    assert candidate.numbers == expected


@pytest.mark.parametrize(
    ("text", "at", "count"),
    [
        ("- {name: exponential}\n- nul", ".", 2),
        ("plans:\n  a: [null]\n  b: [{name: x}, {na", "plans.*", 3),
        ("plans: [null]", "other", 0),
        ("", None, 0),
        ("lr_scheduler: 3", None, 0),
    ],
)
def test_the_field_elsewhere(text: str, at: str | None, count: int) -> None:
    assert len(kumo_lr.find_candidates(text, at=at)) == count


def test_an_empty_path_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be empty"):
        kumo_lr.find_candidates("a: 1", at="")
