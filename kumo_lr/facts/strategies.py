"""The strategies and slots of the field, each defined once, as plain data.

Sources: the documentation page of `lr_scheduler`, the data model in `kumoapi.model_plan`
of kumo-api, and the behaviour of kumo-engine with PyTorch Geometric. `plan_layout.AUTHORITIES` has the
versions.
"""

from __future__ import annotations

from collections.abc import Mapping

from kumo_lr.facts.slots import Number, Range, Slot
from kumo_lr.typed import NamedTuple

LONGEST = 2**53  # optimisation steps; floats represent every integer up to this
HARDLY_LESS = 0.9  # a decay that ends above this factor has hardly begun
VANISHED_BY = 0.5  # a learning rate that is negligible by this share of training wastes the rest
NEGLIGIBLE = 0.01  # at a factor of base_lr below this, training makes next to no progress


class Strategy(NamedTuple):
    """One documented strategy: its arguments, and which of them are required.

    `decays` says whether the learning rate falls after the warmup; `example_interval` is the interval that
    fits the examples of its arguments.
    """

    name: str
    summary: str
    arguments: tuple[Slot, ...]
    decays: bool
    required: tuple[str, ...] = ()
    example_interval: str = "step"

    def argument(self, name: str) -> Slot | None:
        """Return the argument of this name, or None if the strategy has no such argument."""
        return next((slot for slot in self.arguments if slot.name == name), None)

    @property
    def argument_names(self) -> tuple[str, ...]:
        """The names of the arguments, in the documentation's order."""
        return tuple(slot.name for slot in self.arguments)

    def filled(self, given: Mapping[str, Number]) -> dict[str, Number]:
        """Return the arguments that the strategy runs with: those left out have their defaults.

        Raises:
            ValueError: An argument without a default is missing.
        """
        filled = {slot.name: given.get(slot.name, slot.default) for slot in self.arguments}
        if None in filled.values():
            missing = [name for name, number in filled.items() if number is None]
            raise ValueError(f"{self.name} needs {', '.join(missing)}")
        return filled  # type: ignore[return-value]  # no value is None after the check


WARMUP = Slot(
    name="warmup_ratio_or_steps",
    summary="length of the warmup: a float is a ratio of all training steps, an integer is a number of steps",
    integer=Range(0, None),
    float=Range(0.0, 1.0),
    default=0.1,
    default_from="engine",  # PyTorch Geometric's default, which the engine does not override
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
        decays=False,
    ),
    Strategy(
        "linear_with_warmup",
        "a warmup from 0 to base_lr, then a straight line down to 0",
        (WARMUP,),
        decays=True,
    ),
    Strategy(
        "exponential",
        "multiplies the learning rate by gamma at every interval, from base_lr on; no warmup",
        (GAMMA,),
        decays=True,
        required=("gamma",),
        example_interval="epoch",
    ),
    Strategy(
        "cosine_with_warmup",
        "a warmup from 0 to base_lr, then half a cosine wave down to 0",
        (WARMUP,),
        decays=True,
    ),
    Strategy(
        "cosine_with_warmup_restarts",
        "a warmup from 0 to base_lr, then num_cycles times down to 0 and back at once to base_lr",
        (NUM_CYCLES, WARMUP),
        decays=True,
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


def peak_of_warmup(warmup: int, scheduler_steps: int) -> float:
    """Return the highest factor of a training with a warmup: 1 unless training ends before the warmup."""
    return 1.0 if warmup < scheduler_steps else (scheduler_steps - 1) / max(1, warmup)


INTERVAL_SUMMARIES = {
    "step": "at every optimisation step",
    "epoch": "once an epoch, after its last step; warmup and total still count optimisation steps",
}
KWARGS = "kwargs"
KWARGS_SUMMARY = "arguments of the strategy; those left out have their defaults"
CANDIDATE_SUMMARY = "a learning rate scheduler: name, interval and kwargs"
NO_SCHEDULING_SUMMARY = "no scheduling: the learning rate stays at base_lr"
CANDIDATE_KEYS = (NAME.name, INTERVAL.name, KWARGS)
