"""The defaults of each run mode.

Sources: the documentation's table of defaults, and kumo-engine's `OptimizationPlan.from_default`.
"""

from __future__ import annotations

from kumo_lr.facts.slots import Number, Slot
from kumo_lr.facts.strategies import WARMUP
from kumo_lr.typed import NamedTuple


class DefaultCandidate(NamedTuple):
    """A candidate that runs if a plan has no `lr_scheduler`; missing arguments have their defaults."""

    name: str
    interval: str
    kwargs: tuple[tuple[str, Number], ...] = ()


class RunMode(NamedTuple):
    """The defaults of a run mode.

    `documented` is the entry of `lr_scheduler` in the documentation's table of defaults, or None if the
    table lacks the run mode; `candidates` is what the engine applies. An epoch has from
    `min_steps_per_epoch` to `max_steps_per_epoch` optimisation steps, depending on the size of the data.
    """

    name: str
    documented: str | None
    candidates: tuple[DefaultCandidate, ...]
    max_epochs: int
    min_steps_per_epoch: int
    max_steps_per_epoch: int


# The engine's "selected set", in its order: `OptimizationPlan.from_default`, with the warmup's
# default written out.
_WRITTEN_OUT = () if WARMUP.default is None else ((WARMUP.name, WARMUP.default),)
_SELECTED = tuple(
    DefaultCandidate(name, "step", _WRITTEN_OUT)
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
