"""Rules about training against the curves themselves, walked step by step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from kumo_lr import Finding, check_file, check_text, loads
from kumo_lr.check.checker import check_source
from kumo_lr.check.fixes import fix_source
from kumo_lr.facts.horizons import Bounds, Horizons, Known, horizons_of
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.rules import RULES
from kumo_lr.rules.subjects import Training
from kumo_lr.source import Source
from tests.regenerate import FIXTURES
from tests.test_engine import ROWS
from tests.test_properties import examples

CODES = sorted(code for code, rule in RULES.items() if rule.subject is Training)
Factors = list[float]


def curve(candidate: dict[str, Any] | None, steps: int, epochs: int) -> Factors:
    """Return the factor that each optimisation step sees, by stepping the engine's formulas along."""
    if candidate is None:
        return [1.0] * steps * epochs
    (loaded,) = loads(yaml.safe_dump({"lr_scheduler": [candidate]})).candidates
    assert loaded is not None
    return loaded.schedule(steps_per_epoch=steps, max_epochs=epochs).factors()


def as_plain_cosine(candidate: dict[str, Any]) -> dict[str, Any]:
    kwargs = {name: value for name, value in candidate["kwargs"].items() if name != "num_cycles"}
    return {"name": "cosine_with_warmup", "interval": candidate["interval"], "kwargs": kwargs}


def is_gone(factors: Factors) -> bool:
    return 2 * sum(factor < 0.01 for factor in factors) >= len(factors)


# What must be so wherever a rule objects: of the curve, its steps per epoch, and the candidates.
CLAIMS: dict[str, Callable[[Factors, int], bool]] = {
    "KLR301": lambda factors, _: max(factors) < 1,
    "KLR302": lambda factors, steps: max(factors) < 1 and not any(factors[:steps]),
    "KLR303": lambda factors, _: max(factors) == 1 and factors[-1] >= 0.9,
    "KLR304": lambda factors, steps: not any(factors[:steps]),
    "KLR305": lambda factors, _: is_gone(factors),
    "KLR306": lambda factors, _: set(factors) == {1.0},
    "KLR308": lambda factors, _: len(factors) >= 100 and factors[0] == 0 and factors[1] == 1,
}


def training_findings(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.code in CODES]


def assert_true(finding: Finding, candidates: list[Any], steps: int, epochs: int) -> None:
    candidate = candidates[int(finding.path[-1])]
    factors = curve(candidate, steps, epochs)
    if finding.code == "KLR307":
        assert factors == pytest.approx(curve(as_plain_cosine(candidate), steps, epochs), abs=1e-12)
    elif finding.code == "KLR309":
        others = candidates[: int(finding.path[-1])]
        assert factors in [curve(other, steps, epochs) for other in others]
    else:
        assert CLAIMS[finding.code](factors, steps), (finding, steps, epochs)


@pytest.mark.parametrize("part", range(10))
def test_no_finding_contradicts_the_curve(part: int) -> None:
    """Over the values that train: as the engine stepped them, and at the ends of a run mode's bounds."""
    seen = 0
    for row in ROWS[part::10]:
        if not (row["engine_accepts"] and row["trains"]):
            continue
        text = yaml.safe_dump({"lr_scheduler": row["lr_scheduler"]})
        for known, corners in (
            ({"steps_per_epoch": 25, "max_epochs": 4}, [(25, 4)]),
            ({"run_mode": "DEBUG"}, [(1, 2), (2, 2)]),
            ({"max_epochs": 3, "run_mode": "fast"}, [(30, 3), (211, 3)]),
        ):
            findings = check_text(text, **known).findings
            if any(finding.severity == "error" for finding in findings):
                continue
            for finding in training_findings(findings):
                seen += 1
                for corner in corners:
                    assert_true(finding, row["lr_scheduler"], *corner)
    assert seen > 30


def warmups() -> st.SearchStrategy[int | float]:
    return st.integers(0, 400) | st.floats(0, 0.999) | st.sampled_from([0, 1, 0.0, 0.1, 0.01, 0.995])


@st.composite
def documented(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(list(STRATEGIES)))
    kwargs: dict[str, Any] = {}
    if name == "exponential":
        near_one = st.integers(1, 7).map(lambda digits: 1 - 10.0**-digits)
        kwargs["gamma"] = draw(st.floats(1e-6, 1) | near_one | st.sampled_from([1, 0.9, 0.5, 0.1]))
    else:
        kwargs["warmup_ratio_or_steps"] = draw(warmups())
    if name == "cosine_with_warmup_restarts":
        kwargs["num_cycles"] = draw(st.integers(1, 40))
    return {"name": name, "interval": draw(st.sampled_from(["step", "epoch"])), "kwargs": kwargs}


@examples(400)
@given(documented(), st.integers(1, 60), st.integers(1, 12))
@example({"name": "exponential", "interval": "step", "kwargs": {"gamma": 0.1}}, 2, 3)
@example({"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 0.5}}, 1, 1)
def test_says_what_is_so_where_the_horizon_is_known(
    candidate: dict[str, Any], steps: int, epochs: int
) -> None:
    text = yaml.safe_dump({"lr_scheduler": [candidate]})
    findings = check_text(text, steps_per_epoch=steps, max_epochs=epochs).findings
    codes = {finding.code for finding in training_findings(findings)}
    for finding in training_findings(findings):
        assert_true(finding, [candidate], steps, epochs)

    factors = curve(candidate, steps, epochs)
    warms_up = "warmup_ratio_or_steps" in candidate["kwargs"]
    if candidate["interval"] == "step":
        assert ("KLR301" in codes) == (max(factors) < 1)
    else:
        assert ("KLR302" in codes) == (max(factors) < 1)
        assert bool(codes & {"KLR302", "KLR303", "KLR304"}) >= (warms_up and not any(factors[:steps]))
    if not warms_up:
        assert ("KLR305" in codes) == is_gone(factors)
        seen_once = len(factors) == 1  # there is no other step to compare it with
        assert ("KLR303" in codes) == (
            factors[-1] >= 0.9 and candidate["kwargs"]["gamma"] < 1 and not seen_once
        )


@examples(300)
@given(
    documented(),
    st.tuples(st.integers(1, 40), st.integers(1, 40)).map(sorted),
    st.tuples(st.integers(1, 9), st.integers(1, 9)).map(sorted),
    st.data(),
)
def test_objects_only_to_what_is_so_at_every_horizon(
    candidate: dict[str, Any], steps: list[int], epochs: list[int], data: st.DataObject
) -> None:
    plan = {"min_steps_per_epoch": steps[0], "max_steps_per_epoch": steps[1], "lr_scheduler": [candidate]}
    text = yaml.safe_dump({"optimization": plan | {"max_epochs": epochs[0]}})
    for finding in training_findings(check_text(text).findings):
        one = data.draw(st.integers(*steps))
        assert_true(finding, [candidate], one, epochs[0])


@pytest.mark.parametrize("code", CODES)
def test_a_near_twin_is_silent(code: str) -> None:
    (folder,) = (FIXTURES / "rules").glob(f"{code}-*")
    fires, twin = (
        {finding.code for finding in check_file(folder / name).findings}
        for name in ("fires.yaml", "twin.yaml")
    )
    assert code in fires
    assert code not in twin


def test_bounds_come_from_the_caller_the_plan_and_the_run_mode() -> None:
    def bounds(known: Known, mode: str | None = None, **numbers: int) -> Horizons:
        return horizons_of(known, mode, numbers)

    anything = bounds(Known())
    assert anything == (Bounds(8, 16), Bounds(30, 2000))
    assert (anything.shortest, anything.longest) == (240, 32_000)
    assert bounds(Known(), "FAST") == (Bounds(8, 8), Bounds(30, 1000))
    assert bounds(Known("BEST"), "FAST") == (Bounds(16, 16), Bounds(30, 2000))
    assert bounds(Known(), "FAST", max_epochs=3) == (Bounds(3, 3), Bounds(30, 1000))
    assert bounds(Known(), None, max_steps_per_epoch=10) == (Bounds(8, 16), Bounds(10, 10))
    assert bounds(Known(), None, min_steps_per_epoch=5000) == (Bounds(8, 16), Bounds(5000, 5000))
    assert bounds(Known(), None, min_steps_per_epoch=9, max_steps_per_epoch=3) == (
        Bounds(8, 16),
        Bounds(3, 9),
    )
    assert bounds(Known(None, 7, 5), "FAST") == (Bounds(5, 5), Bounds(7, 7))
    for name, mode in RUN_MODES.items():
        assert bounds(Known(name)).max_epochs == Bounds(mode.max_epochs, mode.max_epochs)


@pytest.mark.parametrize(
    ("plan", "codes"),
    [
        ("optimization:\n  max_epochs: 1\n  lr_scheduler: *f\n", {"KLR303"}),
        ("optimization:\n  lr_scheduler: *f\n", set()),
        ("optimization:\n  max_epochs: '1'\n  lr_scheduler: *f\n", set()),
        ("optimization:\n  max_epochs: ???\n  lr_scheduler: *f\n", set()),
        ("optimization:\n  max_epochs: 0\n  lr_scheduler: *f\n", set()),
        (f"optimization:\n  max_epochs: 9{'0' * 400}\n  lr_scheduler: *f\n", set()),
        ("optimization:\n  max_epochs: ${oc.env:EPOCHS}\n  lr_scheduler: *f\n", set()),
        ("optimization:\n  max_epochs: 94906265\n  lr_scheduler: *f\n", {"KLR305"}),
        ("optimization:\n  max_epochs: [1]\n  lr_scheduler: *f\n", set()),
        ("max_epochs: 1\noptimization:\n  lr_scheduler: *f\n", set()),
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
    assert (found.code, found.message, found.path, found.location.start) == ("KLR903", *finding)
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
    assert check_source(Source(text), known=None).findings == ()


@pytest.mark.parametrize(
    ("lengths", "codes"),
    [
        ("", {"KLR301"}),
        ("  max_epochs: ~\n", {"KLR301"}),
        ("  max_epochs: '???'\n", {"KLR301"}),
        ("  max_epochs: ${EPOCHS}\n", set()),
        ("  max_epochs: '8'\n", set()),
        ("  max_epochs: 1.5\n", set()),
        ("  max_epochs: -1\n", set()),
        ("  max_epochs: 100000000\n", set()),
        ("  max_steps_per_epoch: many\n", set()),
        ("  min_steps_per_epoch: many\n", {"KLR301"}),
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
    recheck = partial(check_source, known=known)
    fixed = fix_source(recheck(Source(text)), recheck, unsafe=True)
    assert fixed.applied == 2
    assert "interval: step\n  kwargs:\n    warmup_ratio_or_steps: 0.375\n" in fixed.checked.source.text
    assert fixed.checked.findings == ()


@pytest.mark.parametrize(("steps", "ratio", "cycles"), [(100, 0.001, 12), (10, 0.01, 1)])
def test_a_horizon_in_between_may_round_otherwise(steps: int, ratio: float, cycles: int) -> None:
    kwargs = {"warmup_ratio_or_steps": ratio, **({"num_cycles": cycles} if cycles > 1 else {})}
    name = "cosine_with_warmup_restarts" if cycles > 1 else "linear_with_warmup"
    candidate = {"name": name, "interval": "epoch", "kwargs": kwargs}
    text = yaml.safe_dump({"lr_scheduler": [candidate]})
    for finding in training_findings(check_text(text, steps_per_epoch=steps).findings):
        assert "more than 90 %" in finding.message or finding.code != "KLR303"
        for epochs in range(8, 17):
            assert_true(finding, [candidate], steps, epochs)
