"""Where the field can stand in a document, and what stands around it."""

from __future__ import annotations

FIELD = "lr_scheduler"
NOT_SET = "???"  # how a dumped plan spells a field that was left out
DOCUMENTATION = "https://docs.kumo.ai/docs/lr_scheduler"
# Who says what a value is where a plan leaves it out.
AUTHORITIES = {"documentation": "documentation", "engine": "kumo-engine 1.0.0"}
# Where the field stands in a file: alone, in a plan, or in a plan inside a larger file.
FIELD_PATHS: tuple[tuple[str, ...], ...] = (
    (FIELD,),
    ("optimization", FIELD),
    ("model_plan", "optimization", FIELD),
)
PLAN_SECTIONS = (
    "column_processing",
    "model_architecture",
    "neighbor_sampling",
    "optimization",
    "training_job",
    "training_table_generation",
)
PLAN_TITLE = "Kumo model plan"
SECTION_SUMMARIES = {
    "optimization": "how the model is trained",
    "model_plan": "a plan inside of a larger file",
}
FIELD_SUMMARY = "the candidate learning rate schedulers, each of which a search may try"
NOT_SET_SUMMARY = f"'{NOT_SET}' leaves them to Kumo, which then applies a set of its own"
