"""The locations of the field in a document, and the sections around it."""

from __future__ import annotations

from typing import NamedTuple

FIELD = "lr_scheduler"
NOT_SET = "???"  # the placeholder for an unset field in a dumped plan
DOCUMENTATION = "https://docs.kumo.ai/docs/lr_scheduler"
# The sources of default values. The data model was read in kumo-api 0.92.0, and the engine run with
# PyTorch Geometric 2.8.1 and torch 2.13.0.
AUTHORITIES = {"documentation": "documentation", "engine": "kumo-engine 1.0.0"}


class Place(NamedTuple):
    """A location of the field in a document: its enclosing sections, and a summary of the first one."""

    sections: tuple[str, ...]
    summary: str

    @property
    def path(self) -> tuple[str, ...]:
        """The path of keys to the field, its own included."""
        return (*self.sections, FIELD)

    @property
    def plan(self) -> tuple[str, ...] | None:
        """The path of keys to the plan, empty if the document is the plan; None for the bare field."""
        return self.sections[:-1] if self.sections else None


# From the outermost inwards: if several match, the last one applies.
PLACES = (
    Place((), "the field alone"),
    Place(("optimization",), "how the model is trained"),
    Place(("model_plan", "optimization"), "a plan inside of a larger file"),
)
FIELD_PATHS = tuple(place.path for place in PLACES)
JOB = "training_job"  # the section of a plan that may hold the run mode
PLAN_SECTIONS = (
    "column_processing",
    "model_architecture",
    "neighbor_sampling",
    "optimization",
    JOB,
    "training_table_generation",
)
PLAN_TITLE = "Kumo model plan"
# The first place that has a section describes it.
SECTION_SUMMARIES = {name: place.summary for place in reversed(PLACES) for name in place.sections}
FIELD_SUMMARY = "the candidate learning rate schedulers, each of which a search may try"
NOT_SET_SUMMARY = f"'{NOT_SET}' leaves them to Kumo, which then applies a set of its own"
