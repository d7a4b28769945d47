"""The figures that must not get worse, each written once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from measure import Sample, median_peak, ratio
from sections import LINEARITY, Section
from tools import (
    AJV,
    AJV_ALL,
    CHECK_JSONSCHEMA,
    FLOOR,
    IMPORT,
    KUMO_API,
    KUMO_LR,
    LOAD,
    ONE_JOB,
    PASS,
    UNTRAINED,
    YAMLLINT,
)


@dataclass(frozen=True)
class Budget:
    """An upper limit on a tool in a section: on its time over another's, or on its memory."""

    section: str
    tool: str
    limit: float
    against: str | None = None

    @property
    def unit(self) -> str:
        """What the limit counts."""
        return " MiB" if self.against is None else "x"

    @property
    def label(self) -> str:
        """Say what is compared."""
        return f"{self.tool}, peak" if self.against is None else f"{self.tool} / {self.against}"


@dataclass(frozen=True)
class Verdict:
    """A budget and what was measured, if it was."""

    budget: Budget
    measured: float | None

    @property
    def missed(self) -> bool:
        """Tell whether the limit was measured and exceeded."""
        return self.measured is not None and self.measured > self.budget.limit

    @property
    def word(self) -> str:
        """Say how it went."""
        if self.measured is None:
            return "not measured"
        return "missed" if self.missed else "met"


BUDGETS = (
    Budget("cold", KUMO_LR, 3.8, PASS),
    Budget("cold", KUMO_LR, 0.6, YAMLLINT),
    Budget("cold-warning", KUMO_LR, 4.3, PASS),
    Budget("cold-error", KUMO_LR, 4.3, PASS),
    Budget("loading", IMPORT, 1.25, PASS),
    Budget("loading", LOAD, 0.25, KUMO_API),
    Budget("files-1000", ONE_JOB, 1.5, FLOOR),
    # What the rules about training add to a check.
    Budget("files-1000", ONE_JOB, 1.2, UNTRAINED),
    Budget("files-1000", ONE_JOB, 1.0, AJV),
    Budget("files-1000", KUMO_LR, 0.7, AJV),
    Budget("files-1000", KUMO_LR, 0.05, CHECK_JSONSCHEMA),
    Budget("faulty", ONE_JOB, 3.0, FLOOR),
    Budget("faulty", KUMO_LR, 0.8, AJV_ALL),
    Budget("files-10000", ONE_JOB, 1.5, FLOOR),
    Budget("files-10000", ONE_JOB, 1.0, AJV),
    Budget("files-10000", KUMO_LR, 0.7, AJV),
    Budget("large-block", KUMO_LR, 1.2, FLOOR),
    Budget("large-block", KUMO_LR, 1.2, UNTRAINED),
    Budget("large-block", KUMO_LR, 110.0),
    Budget("large-flow", KUMO_LR, 1.2, FLOOR),
    Budget("large-flow", KUMO_LR, 110.0),
    Budget("large-error", KUMO_LR, 1.35, FLOOR),
    # What is linear keeps its distance from the floor, which is.
    *(Budget(f"linearity-{count}", LOAD, 5.0, FLOOR) for count in LINEARITY),
)


def judge_one(budget: Budget, samples: Mapping[str, list[Sample]]) -> Verdict:
    """Compare one budget with the samples of its section."""
    own = samples.get(budget.tool)
    if not own:
        return Verdict(budget, None)
    if budget.against is None:
        return Verdict(budget, median_peak(own))
    other = samples.get(budget.against)
    return Verdict(budget, ratio(own, other) if other else None)


def judge(sections: list[Section]) -> list[Verdict]:
    """Compare every budget with what was measured."""
    by_key = {section.key: section.samples for section in sections}
    return [judge_one(budget, by_key.get(budget.section, {})) for budget in BUDGETS]
