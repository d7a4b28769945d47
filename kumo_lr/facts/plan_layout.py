"""The locations of the field in a document, and the sections around it."""

from __future__ import annotations

from kumo_lr.typed import NamedTuple

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
WRAPPER = "model_plan"  # what contains a plan inside a larger file
HOME = "optimization"  # the section of a plan that holds the field
# The keys of each section of a plan in Kumo's data model, which silently drops any other; the engine
# refuses the plan.
SECTION_KEYS = {
    "column_processing": frozenset(("encoder_overrides", "na_strategy")),
    "model_architecture": frozenset(
        """model channels num_pre_message_passing_layers num_post_message_passing_layers aggregation
        activation normalization module handle_new_target_entities target_embedding_mode
        output_embedding_dim ranking_embedding_loss_coeff embedding_norm_reg_coeff distance_measure
        use_seq_id prediction_time_encodings past_encoder handle_new_entities forecast_type""".split()
    ),
    "neighbor_sampling": frozenset(
        """max_target_neighbors_per_entity num_neighbors sample_from_entity_table
        adaptive_sampling""".split()
    ),
    HOME: frozenset(
        """max_epochs min_steps_per_epoch max_steps_per_epoch max_val_steps max_test_steps loss optimizer
        base_lr weight_decay batch_size lookup_optimization early_stopping lr_scheduler
        majority_sampling_ratio weight_mode target_fraction overlap_ratio""".split()
    ),
    JOB: frozenset(
        """num_experiments metrics tune_metric pruning disable_compilation refit_trainval refit_full
        disable_explain manual_seed enable_baselines""".split()
    ),
    "training_table_generation": frozenset(
        """split train_start_offset train_end_offset start_time end_time timeframe_step forecast_length
        lag_timesteps year_over_year weight_col entity_candidate entity_candidate_aggregation
        task_path_override train_table_path_override""".split()
    ),
}
PLAN_SECTIONS = tuple(SECTION_KEYS)


def home_of_key(key: str) -> str | None:
    """Return where in a plan a key belongs, as words; None if it is no key of a plan."""
    if key in PLAN_SECTIONS:
        return "the plan, as a section"
    return next((name for name, keys in SECTION_KEYS.items() if key in keys), None)


# Settings of a section whose values are mappings with known keys.
INNER_KEYS = {
    "early_stopping": frozenset(("min_delta", "patience")),
    "lookup_optimization": frozenset(("optimizer", "base_lr")),
    "loss": frozenset(("name", "alpha", "gamma", "delta", "q")),
    "pruning": frozenset(("min_epochs", "k", "min_delta", "patience")),
}
# Settings whose keys are names of columns or of kinds of data, so any name may be a key.
NAMED_AFTER_DATA = frozenset(("encoder_overrides", "na_strategy"))
# The sections that Kumo's data model refuses if they are not mappings.
CHECKED_SECTIONS = tuple(name for name in SECTION_KEYS if name != "training_table_generation")
PLAN_TITLE = "Kumo model plan"
PLAN_SUMMARY = "a plan, a larger file with a plan in it, or the field alone"
# The first place that has a section describes it.
SECTION_SUMMARIES = {name: place.summary for place in reversed(PLACES) for name in place.sections}
FIELD_SUMMARY = "the candidate learning rate schedulers, each of which a search may try"
NOT_SET_SUMMARY = f"'{NOT_SET}' leaves them to Kumo, which then applies a set of its own"
