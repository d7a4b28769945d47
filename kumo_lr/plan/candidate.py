"""The base class of the models of all strategies."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import Field

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.strategies import INTERVAL, KWARGS, NAME, STRATEGIES
from kumo_lr.findings import Path
from kumo_lr.plan.kwargs import Kwargs
from kumo_lr.plan.strict_model import ExactModel

Interval: TypeAlias = Literal["step", "epoch"]


def name_field(name: str) -> Any:
    """Return a model field for the name of a strategy, with that name as its default."""
    return Field(name, description=STRATEGIES[name].summary)


class Candidate(ExactModel, frozen=True):
    """One candidate."""

    name: str
    interval: Interval = Field(description=INTERVAL.summary)
    kwargs: Kwargs

    @classmethod
    def _in_field(cls, value: Any) -> tuple[object, Path]:
        own = {"name": cls.model_fields["name"].default}
        return [own | value if isinstance(value, dict) else value], (0,)

    @classmethod
    def _is_exact(cls, key: str, value: Any) -> bool:
        return key == KWARGS or isinstance(value, str)

    def model_post_init(self, _context: object, /) -> None:
        """Mark the name as set, so that every way to dump a candidate includes it."""
        self.model_fields_set.add(NAME.name)

    def to_kumo(self) -> dict[str, Any]:
        """Return the candidate as plain data: `name`, `interval` and the given `kwargs`."""
        return {"name": self.name, "interval": self.interval, "kwargs": self.kwargs.given}

    def schedule(self, *, steps_per_epoch: int, max_epochs: int) -> Schedule:
        """Return the learning rate schedule over one training, as Kumo's engine computes it.

        Args:
            steps_per_epoch: The number of optimisation steps in an epoch.
            max_epochs: The number of epochs.

        Raises:
            ValueError: A number is below 1.
            TypeError: A number is not an integer.
        """
        return Schedule(
            self.name,
            self.interval,
            self.kwargs.given,
            steps_per_epoch=steps_per_epoch,
            max_epochs=max_epochs,
        )
