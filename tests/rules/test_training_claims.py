"""Rules about training against the curves themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kumo_lr import Finding, check_file, check_text
from kumo_lr.rules import RULES
from kumo_lr.rules.subjects import Training
from tests.support.curves import Factors, curve
from tests.support.documented import candidates
from tests.support.engine import ROWS
from tests.support.paths import FIXTURES
from tests.support.properties import examples

CODES = sorted(code for code, rule in RULES.items() if Training in rule.subjects)


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


documented = candidates(most=400, least=1e-6, complete=True)


def assume_no_other_mistake(findings: tuple[Finding, ...]) -> None:
    """Leave out what has a mistake of another kind: training is told of nothing else."""
    assume(all(finding.code in CODES for finding in findings))


@pytest.mark.slow
@examples(400)
@given(documented, st.integers(1, 60), st.integers(1, 12))
@example({"name": "exponential", "interval": "step", "kwargs": {"gamma": 0.1}}, 2, 3)
@example({"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 0.5}}, 1, 1)
def test_says_what_is_so_where_the_horizon_is_known(
    candidate: dict[str, Any], steps: int, epochs: int
) -> None:
    text = yaml.safe_dump({"lr_scheduler": [candidate]})
    findings = check_text(text, steps_per_epoch=steps, max_epochs=epochs).findings
    assume_no_other_mistake(findings)
    codes = {finding.code for finding in findings}
    for finding in findings:
        assert_true(finding, [candidate], steps, epochs)

    factors = curve(candidate, steps, epochs)
    warms_up = "warmup_ratio_or_steps" in candidate["kwargs"]
    if candidate["interval"] == "step":
        assert ("KLR301" in codes) == (max(factors) < 1)
    else:
        assert ("KLR302" in codes) == (max(factors) < 1)
        assert bool(codes & {"KLR302", "KLR303", "KLR304"}) >= (warms_up and not any(factors[:steps]))
        kwargs = candidate["kwargs"]
        falls = candidate["name"] != "constant_with_warmup" and kwargs.get("gamma") != 1
        falls = falls and kwargs.get("num_cycles", 1) <= len(factors)
        unseen = max(factors) == 1 and factors[-1] >= 0.9 and len(factors) > 1
        assert bool(codes & {"KLR303", "KLR304"}) >= (falls and unseen)
    assert ("KLR306" in codes) == (candidate["kwargs"].get("gamma") == 1)
    assert ("KLR307" in codes) == (candidate["kwargs"].get("num_cycles") == 1)
    if candidate["kwargs"].get("warmup_ratio_or_steps") == 1:
        assert ("KLR308" in codes) == CLAIMS["KLR308"](factors, steps)
    if candidate["name"] == "exponential":
        assert ("KLR305" in codes) == is_gone(factors)
        seen_once = len(factors) == 1  # there is no other step to compare it with
        assert ("KLR303" in codes) == (
            factors[-1] >= 0.9 and candidate["kwargs"]["gamma"] < 1 and not seen_once
        )


@pytest.mark.slow
@examples(300)
@given(
    documented,
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
