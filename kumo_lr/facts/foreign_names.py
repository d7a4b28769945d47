"""Names from other libraries, and loose names, with their equivalents in Kumo."""

from __future__ import annotations

from kumo_lr.facts.horizons import MAX_EPOCHS, MAX_STEPS
from kumo_lr.facts.strategies import GAMMA, INTERVAL, KWARGS, NAME, NUM_CYCLES, STRATEGIES, WARMUP
from kumo_lr.typed import NamedTuple


class OtherName(NamedTuple):
    """A name from another library, or a loose one, and its equivalent in Kumo.

    `meant` is Kumo's name, or None if there is no equivalent; `nearest` then names the closest one.
    `note` says how the two differ, or how the engine interprets the name. `kind` is the one kind of number
    that means the same under both names, if the other kind does not.
    """

    origin: str
    meant: str | None = None
    nearest: str | None = None
    note: str = ""
    kind: str | None = None


def squash(name: str) -> str:
    """Return a strategy's name as the engine's matcher compares it: without case, `_`, `-` or spaces."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def engine_match(name: str) -> str | None:
    """Return the documented strategy that the engine's matcher finds for a name, if any.

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
_RESTARTS = f"restarts are counted by {NUM_CYCLES.name}, {NUM_CYCLES.default} by default"
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
    ("by_epoch", OtherName("mmengine's name", note="true is interval: epoch, false interval: step")),
    ("begin end convert_to_iter_based", OtherName("mmengine's name")),
)
# How the engine treats an argument that is documented for another strategy.
ENGINE_ARGUMENTS = {
    ("exponential", WARMUP.name): "the engine swallows it and does no warmup",
    ("cosine_with_warmup", NUM_CYCLES.name): "the engine would take it as a number of waves, "
    "where 0.5 is the documented curve and 1 ends training back at base_lr",
}
OTHER_KEYS = _rows(
    (
        (
            "params parameters args arguments options opts config kw hyperparameters init_args "
            "lr_scheduler_kwargs scheduler_kwargs scheduler_args hparams init_kwargs"
        ),
        OtherName(_OTHER, KWARGS),
    ),
    ("_component_", OtherName("torchtune's name", NAME.name)),
    ("by_epoch", OtherName("mmengine's name", INTERVAL.name)),
    ("_partial_ _recursive_ _convert_", OtherName("Hydra's name")),
    ("begin end convert_to_iter_based", OtherName("mmengine's name")),
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
# What other libraries call the lengths of training that a plan's optimization sets.
OTHER_LENGTHS = {
    squash(name): MAX_EPOCHS
    for name in "epochs num_epochs n_epochs num_train_epochs train_epochs total_epochs".split()
} | {squash("steps_per_epoch"): MAX_STEPS}
