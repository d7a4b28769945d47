"""The field's facts, each written once, as plain data.

Sources: the documentation page of `lr_scheduler`, the data model in `kumoapi.model_plan`
(kumo-api 0.92.0), and what kumo-engine 1.0.0 with PyTorch Geometric 2.8.1 really does.
"""

from __future__ import annotations

import sys
from typing import NamedTuple, TypeAlias

Number: TypeAlias = int | float

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


LONGEST = 2**53  # optimisation steps; a float holds every integer up to it
NEGLIGIBLE = 0.01  # a factor of base_lr below this trains next to nothing
_LARGEST = sys.float_info.max


class Range(NamedTuple):
    """Numbers from `low` to `high`, both included unless `low_open`.

    None = no limit but that of a float, to which the engine turns every number.
    """

    low: Number
    high: Number | None
    low_open: bool = False

    def holds(self, value: Number) -> bool:
        """Whether a number lies in the range; NaN lies in none."""
        above = value > self.low if self.low_open else value >= self.low
        return above and value <= (_LARGEST if self.high is None else self.high)

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low:g} or more"
        return f"{'above ' if self.low_open else ''}{self.low:g} up to {self.high:g}"


class Slot(NamedTuple):
    """A place in the field where one scalar stands.

    A word slot has `choices`; a number slot has a `Range` for each kind of number it takes.
    `default` is what a slot that is left out holds; `default_from` is the authority that says so.
    """

    name: str
    summary: str
    choices: tuple[str, ...] = ()
    integer: Range | None = None
    float: Range | None = None
    default: Number | None = None
    default_from: str = ""
    examples: tuple[Number, ...] = ()

    def takes(self, value: object) -> bool:
        """Whether a value of a number slot is of a kind it takes, and in its range."""
        if type(value) is float:
            return self.float is not None and self.float.holds(value)
        return type(value) is int and self.integer is not None and self.integer.holds(value)

    @property
    def wanted(self) -> str:
        """What the slot takes, in words."""
        if self.choices:
            return ", ".join(self.choices)
        if self.integer is None:
            return f"a number {self.float}"
        if self.float is None:
            return f"an integer, {self.integer}"
        if self.integer.high == self.float.high:
            return f"a number {self.float}"
        return f"a ratio from {self.float.low:g} to {self.float.high:g}, or an integer number of steps"


class Strategy(NamedTuple):
    """One documented strategy: its arguments, and which of them must be given.

    `example_interval` is the one that goes with the examples of its arguments.
    """

    name: str
    summary: str
    arguments: tuple[Slot, ...]
    required: tuple[str, ...] = ()
    example_interval: str = "step"

    def argument(self, name: str) -> Slot | None:
        """Return the argument of this name, if the strategy takes it."""
        return next((slot for slot in self.arguments if slot.name == name), None)

    @property
    def argument_names(self) -> tuple[str, ...]:
        """The names of the arguments, in the documentation's order."""
        return tuple(slot.name for slot in self.arguments)


WARMUP = Slot(
    name="warmup_ratio_or_steps",
    summary="length of the warmup: a float is a ratio of all training steps, an integer is a number of steps",
    integer=Range(0, None),
    float=Range(0.0, 1.0),
    default=0.1,
    default_from="engine",  # PyTorch Geometric's own default, which the engine leaves as it is
    examples=(0.1, 500),
)
GAMMA = Slot(
    name="gamma",
    summary="factor by which the learning rate is multiplied at every interval",
    integer=Range(0, 1, low_open=True),
    float=Range(0, 1, low_open=True),
    examples=(0.9,),
)
NUM_CYCLES = Slot(
    name="num_cycles",
    summary="number of hard restarts",
    integer=Range(1, None),
    default=3,
    default_from="documentation",
    examples=(3,),
)

_STRATEGIES = (
    Strategy(
        "constant_with_warmup",
        "a warmup from 0 to base_lr, then base_lr",
        (WARMUP,),
    ),
    Strategy(
        "linear_with_warmup",
        "a warmup from 0 to base_lr, then a straight line down to 0",
        (WARMUP,),
    ),
    Strategy(
        "exponential",
        "multiplies the learning rate by gamma at every interval, from base_lr on; no warmup",
        (GAMMA,),
        required=("gamma",),
        example_interval="epoch",
    ),
    Strategy(
        "cosine_with_warmup",
        "a warmup from 0 to base_lr, then half a cosine wave down to 0",
        (WARMUP,),
    ),
    Strategy(
        "cosine_with_warmup_restarts",
        "a warmup from 0 to base_lr, then num_cycles times down to 0 and back at once to base_lr",
        (NUM_CYCLES, WARMUP),
    ),
)
STRATEGIES = {strategy.name: strategy for strategy in _STRATEGIES}
ARGUMENTS = {slot.name: slot for strategy in _STRATEGIES for slot in strategy.arguments}

NAME = Slot("name", "the strategy", choices=tuple(STRATEGIES))
INTERVAL = Slot(
    "interval",
    "whether scheduling is applied at every optimisation step or once an epoch",
    choices=("step", "epoch"),
)


def warmup_steps(ratio_or_steps: Number, total_steps: int) -> int:
    """Return the length of a warmup in steps, as the engine counts it.

    A float is a ratio of all steps, rounded half to even; an integer is the length itself.
    """
    return round(ratio_or_steps * total_steps) if isinstance(ratio_or_steps, float) else ratio_or_steps


class DefaultCandidate(NamedTuple):
    """A candidate that runs where a plan has no `lr_scheduler`; an argument it lacks has its default."""

    name: str
    interval: str
    kwargs: tuple[tuple[str, Number], ...] = ()


class RunMode(NamedTuple):
    """What a plan of a run mode holds by default.

    `documented` is the entry of `lr_scheduler` in the documentation's table of defaults, None where
    the table lacks the run mode; `candidates` is what the engine applies. An epoch has from
    `min_steps_per_epoch` to `max_steps_per_epoch` optimisation steps, by the size of the data.
    """

    name: str
    documented: str | None
    candidates: tuple[DefaultCandidate, ...]
    max_epochs: int
    min_steps_per_epoch: int
    max_steps_per_epoch: int


# The engine's "selected set", in its order: `OptimizationPlan.from_default`.
_SELECTED = tuple(
    DefaultCandidate(name, "step", ((WARMUP.name, 0.1),))
    for name in (
        "cosine_with_warmup_restarts",
        "constant_with_warmup",
        "linear_with_warmup",
        "cosine_with_warmup",
    )
)
_NOT_INCLUDED = "Not included"
_RUN_MODES = (
    RunMode("FAST", _NOT_INCLUDED, _SELECTED, 8, 30, 1000),
    RunMode("NORMAL", _NOT_INCLUDED, _SELECTED, 12, 30, 2000),
    RunMode("BEST", _NOT_INCLUDED, _SELECTED, 16, 30, 2000),
    RunMode("DEBUG", None, _SELECTED, 2, 1, 2),
)
RUN_MODES = {mode.name: mode for mode in _RUN_MODES}
DEFAULT_RUN_MODE = "NORMAL"
RUN_MODE = Slot(
    "run_mode",
    "how much time training may take; the documentation spells it in upper case, "
    "the data model in lower case",
    choices=tuple(RUN_MODES),
)
INTERVAL_SUMMARIES = {
    "step": "at every optimisation step",
    "epoch": "once an epoch, after its last step; warmup and total still count optimisation steps",
}
KWARGS = "kwargs"
KWARGS_SUMMARY = "arguments of the strategy; those left out have their defaults"
CANDIDATE_SUMMARY = "a learning rate scheduler: name, interval and kwargs"
NO_SCHEDULING_SUMMARY = "no scheduling: the learning rate stays at base_lr"
PLAN_TITLE = "Kumo model plan"
SECTION_SUMMARIES = {
    "optimization": "how the model is trained",
    "model_plan": "a plan inside of a larger file",
}
FIELD_SUMMARY = "the candidate learning rate schedulers, each of which a search may try"
NOT_SET_SUMMARY = f"'{NOT_SET}' leaves them to Kumo, which then applies a set of its own"
CANDIDATE_KEYS = (NAME.name, INTERVAL.name, KWARGS)


class OtherName(NamedTuple):
    """A name from another library, or a loose one, and what stands for it here.

    `meant` is the name here, None where there is no equivalent; `nearest` then says what comes
    closest. `note` says how the two differ, or what the engine makes of the name. `kind` is the
    one kind of number that means the same under both names, where another kind would not.
    """

    origin: str
    meant: str | None = None
    nearest: str | None = None
    note: str = ""
    kind: str | None = None


def squash(name: str) -> str:
    """Spell a strategy's name as the engine's matcher compares it: no case, `_`, `-` or spaces."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def engine_match(name: str) -> str | None:
    """Return the documented strategy that the engine's matcher finds for a name, if it finds one.

    The matcher compares squashed names, with or without a final `LR`.
    """
    squashed = squash(name)
    return _SQUASHED.get(squashed) or _SQUASHED.get(squashed.removesuffix("lr"))


_SQUASHED = {squash(name): name for name in STRATEGIES}

_HF = "Hugging Face's name"
_TORCH = "torch's name"
_TORCH_KNOWN = "the engine would take torch's class, outside the documented field"
_ENGINE_KNOWS = "the engine would take a class of torch or PyTorch Geometric, outside the documented field"
_NO_WARMUP = "for a curve without warmup write warmup_ratio_or_steps: 0"
_RESTARTS = "restarts are counted by num_cycles, 3 by default"
_FALLS = "cosine_with_warmup"
_CYCLES = "cosine_with_warmup_restarts"
_FLAT = "constant_with_warmup"
_LINE = "linear_with_warmup"
_DECAY = "exponential"


def _rows(*rows: tuple[str, OtherName]) -> dict[str, OtherName]:
    return {squash(name): meaning for names, meaning in rows for name in names.split()}


# Keyed by squashed name.
OTHER_STRATEGIES = _rows(
    ("get_constant_schedule_with_warmup", OtherName(_HF, _FLAT)),
    ("get_linear_schedule_with_warmup", OtherName(_HF, _LINE)),
    ("get_cosine_schedule_with_warmup", OtherName(_HF, _FALLS)),
    ("get_cosine_with_hard_restarts_schedule_with_warmup", OtherName(_HF, _CYCLES, note=_RESTARTS)),
    ("cosine_with_restarts cosine_with_hard_restarts", OtherName(_HF, _CYCLES, note=_RESTARTS)),
    (
        "cosine cosine_schedule get_cosine_schedule CosineLRScheduler",
        OtherName("Hugging Face's and timm's name", _FALLS),
    ),
    (
        "linear get_linear_schedule",
        OtherName(
            _HF,
            _LINE,
            note="the engine would take torch's LinearLR, 5 steps from 1/3 of base_lr up to it",
        ),
    ),
    (
        "constant get_constant_schedule",
        OtherName(
            _HF,
            _FLAT,
            note="the engine would take torch's ConstantLR, 5 steps at 1/3 of base_lr and then "
            "base_lr; without a warmup write warmup_ratio_or_steps: 0",
        ),
    ),
    (
        "polynomial polynomial_with_warmup",
        OtherName("Hugging Face's and PyTorch Geometric's name", nearest=_LINE, note=_ENGINE_KNOWS),
    ),
    (
        """poly polynomial_decay polynomial_schedule PolynomialDecay polynomial_decay_schedule
        get_polynomial_decay_schedule_with_warmup PolyLR""",
        OtherName("a name of Hugging Face, timm and Keras", nearest=_LINE),
    ),
    (
        ("inverse_sqrt inverse_sqrt_with_warmup get_inverse_sqrt_schedule rsqrt noam inverse_time_decay"),
        OtherName("a name of Hugging Face, Keras and others", nearest=_LINE),
    ),
    (
        "reduce_lr_on_plateau ReduceLROnPlateau plateau reduce_on_plateau",
        OtherName(_TORCH, nearest=_DECAY, note="no strategy of Kumo looks at a metric"),
    ),
    (
        "cosine_with_min_lr cosine_warmup_with_min_lr cosine_annealing_with_min_lr tanh",
        OtherName(
            "a name of Hugging Face and others", nearest=_FALLS, note="every documented decay ends at 0"
        ),
    ),
    (
        "warmup_stable_decay wsd trapezoidal warmup_hold_decay",
        OtherName(_HF, nearest=_FLAT),
    ),
    ("CosineAnnealingLR CosineAnnealing cosine_anneal", OtherName(_TORCH, _FALLS, note=_NO_WARMUP)),
    (
        "CosineAnnealingWarmRestarts CosineAnnealingWarmRestartsLR cosine_annealing_restarts",
        OtherName(_TORCH, _CYCLES, note=f"{_RESTARTS}; {_NO_WARMUP}"),
    ),
    (
        "LinearLR",
        OtherName(
            _TORCH,
            nearest=_FLAT,
            note="the engine would take torch's class, 5 steps from 1/3 of base_lr up to it",
        ),
    ),
    (
        "ConstantLR",
        OtherName(
            _TORCH,
            nearest=_FLAT,
            note="the engine would take torch's class, 5 steps at 1/3 of base_lr and then base_lr",
        ),
    ),
    ("StepLR MultiStepLR multi_step step", OtherName(_TORCH, nearest=_DECAY, note=_TORCH_KNOWN)),
    (
        "step_decay piecewise_constant piecewise_constant_schedule PiecewiseConstantDecay StepLRScheduler",
        OtherName("a name of optax, timm and Keras", nearest=_DECAY),
    ),
    ("OneCycleLR one_cycle", OtherName(_TORCH, nearest=_FALLS, note=_TORCH_KNOWN)),
    (
        "one_cycle_with_warmup linear_onecycle_schedule cosine_onecycle_schedule",
        OtherName("a name of optax and others", nearest=_FALLS),
    ),
    ("CyclicLR cyclic", OtherName(_TORCH, nearest=_CYCLES, note=_TORCH_KNOWN)),
    ("triangular triangular2", OtherName("a mode of torch's CyclicLR", nearest=_CYCLES)),
    ("PolynomialLR", OtherName(_TORCH, nearest=_LINE, note=_TORCH_KNOWN)),
    ("LambdaLR MultiplicativeLR lambda multiplicative", OtherName(_TORCH, note=_TORCH_KNOWN)),
    ("ChainedScheduler SequentialLR chained sequential", OtherName(_TORCH)),
    (
        "exp expo exp_decay exponential_decay exponential_schedule ExponentialDecay",
        OtherName("a name of optax and Keras", _DECAY),
    ),
    (
        "warmup_exponential_decay_schedule exponential_with_warmup",
        OtherName("optax's name", nearest=_DECAY, note="exponential has no warmup"),
    ),
    (
        "cosine_decay cosine_decay_schedule CosineDecay",
        OtherName("a name of optax and Keras", _FALLS, note=_NO_WARMUP),
    ),
    (
        (
            "warmup_cosine warmup_cosine_decay_schedule cosine_warmup LinearWarmupCosineAnnealingLR "
            "WarmupCosineSchedule"
        ),
        OtherName("a name of optax and others", _FALLS),
    ),
    (
        "sgdr sgdr_schedule CosineDecayRestarts cosine_warm_restarts cosine_restarts",
        OtherName("a name of optax and Keras", _CYCLES, note=_RESTARTS),
    ),
    ("constant_without_warmup", OtherName("a loose name", _FLAT, note=_NO_WARMUP)),
    ("linear_without_warmup", OtherName("a loose name", _LINE, note=_NO_WARMUP)),
    ("cosine_without_warmup", OtherName("a loose name", _FALLS, note=_NO_WARMUP)),
    ("constant_schedule", OtherName("optax's name", _FLAT, note=_NO_WARMUP)),
    (
        "warmup_constant constant_warmup warmup WarmupConstantSchedule",
        OtherName("a name of optax and others", _FLAT),
    ),
    ("linear_schedule linear_decay", OtherName("optax's name", _LINE, note=_NO_WARMUP)),
    (
        "linear_warmup warmup_linear WarmupLinearSchedule",
        OtherName("a name of optax and others", _LINE),
    ),
)
NO_SCHEDULING_WORDS = ("none", "null", "off", "no", "disabled", "empty", "noscheduler", "false")

_OTHER = "another library's name"
OTHER_ARGUMENTS = _rows(
    (
        "warmup_steps num_warmup_steps n_warmup_steps warmup_iters warmup_iterations warmup_updates",
        OtherName(
            "the name of Hugging Face and others", WARMUP.name, note="steps are an integer", kind="integer"
        ),
    ),
    (
        "warmup_ratio warmup_fraction warmup_proportion pct_start",
        OtherName(
            "the name of Hugging Face and others", WARMUP.name, note="a ratio is a float", kind="float"
        ),
    ),
    (
        "warmup_percent warmup_pct warmup_percentage",
        OtherName(_OTHER, WARMUP.name, note="divide a percentage by 100", kind="none"),
    ),
    ("warmup warmup_length warmup_t warmup_period", OtherName(_OTHER, WARMUP.name)),
    (
        "warmup_epochs num_warmup_epochs",
        OtherName(_OTHER, WARMUP.name, note="it counts optimisation steps, never epochs", kind="none"),
    ),
    (
        "decay_rate decay decay_factor lr_decay lr_decay_rate multiplier lr_lambda",
        OtherName("the name of optax, timm and others", GAMMA.name),
    ),
    (
        "num_restarts n_restarts restarts cycles n_cycles cycle_limit num_hard_restarts",
        OtherName("the name of timm and others", NUM_CYCLES.name),
    ),
    (
        (
            "num_training_steps total_steps total_iters max_steps decay_steps T_max T_total max_iters "
            "t_initial"
        ),
        OtherName(_OTHER, note="the engine counts the training steps itself"),
    ),
    (
        "lr base_lr max_lr learning_rate initial_lr init_value peak_value",
        OtherName(_OTHER, note="learning rates are the plan's own optimization.base_lr"),
    ),
    (
        "eta_min min_lr lr_min end_value end_lr min_lr_rate lr_end",
        OtherName(_OTHER, note="every documented decay ends at 0"),
    ),
    (
        (
            "T_0 T_mult step_size milestones power last_epoch verbose start_factor end_factor factor "
            "patience monitor"
        ),
        OtherName("torch's or Lightning's name"),
    ),
)
# What the engine does with an argument that the documentation gives to another strategy.
ENGINE_ARGUMENTS = {
    ("exponential", WARMUP.name): "the engine swallows it and does no warmup",
    ("cosine_with_warmup", NUM_CYCLES.name): "the engine would take it as a number of waves, "
    "where 0.5 is the documented curve and 1 ends training back at base_lr",
}
OTHER_KEYS = _rows(
    (
        (
            "params parameters args arguments options opts config kw hyperparameters init_args "
            "lr_scheduler_kwargs scheduler_kwargs"
        ),
        OtherName(_OTHER, KWARGS),
    ),
    (
        "type scheduler strategy class class_path _target_ lr_scheduler_type kind schedule",
        OtherName(_OTHER, NAME.name),
    ),
    (
        "unit per by step_on mode when update_interval granularity",
        OtherName(_OTHER, INTERVAL.name),
    ),
    ("frequency monitor strict reduce_on_plateau", OtherName("Lightning's name")),
)
OTHER_INTERVALS = _rows(
    (
        (
            "batch batches minibatch iteration iterations iter iters update updates optimizer_step "
            "optimization_step global_step every_step per_step"
        ),
        OtherName(_OTHER, "step"),
    ),
    ("every_epoch per_epoch", OtherName(_OTHER, "epoch")),
)
OTHER_RUN_MODES = _rows(
    ("default medium standard", OtherName("a loose name", "NORMAL")),
    ("quick faster fastest", OtherName("a loose name", "FAST")),
    ("slow accurate quality high", OtherName("a loose name", "BEST")),
)
