"""A candidate as what `configure_optimizers` gives Lightning. Needs `pip install "kumo_lr[lightning]"`.

Lightning itself is not imported: it is `lightning` to some and `pytorch_lightning` to others, and what
it takes is a dict around a scheduler of PyTorch.
"""

from __future__ import annotations

from typing import Required, TypedDict

try:
    from torch.optim import Optimizer
    from torch.optim.lr_scheduler import LRScheduler
except ModuleNotFoundError as error:
    raise ImportError('kumo_lr.adapters.lightning needs PyTorch: pip install "kumo_lr[lightning]"') from error

from kumo_lr.adapters.torch import to_torch
from kumo_lr.plan.models import Scheduler


class LightningScheduler(TypedDict, total=False):
    """What Lightning takes as `"lr_scheduler"`: a scheduler, and when to step it.

    `to_lightning` gives the first three; the others are there so that type checkers take it for
    Lightning's own type.
    """

    scheduler: Required[LRScheduler]
    interval: str
    frequency: int
    name: str | None
    reduce_on_plateau: bool
    monitor: str | None
    strict: bool


def to_lightning(
    scheduler: Scheduler | None, optimizer: Optimizer, *, steps_per_epoch: int, max_epochs: int
) -> LightningScheduler:
    """Return the scheduler of a candidate, with the interval at which Lightning is to step it.

    Return it from `configure_optimizers` as the `"lr_scheduler"` beside the `"optimizer"`. None leaves
    the learning rate alone. `steps_per_epoch` counts optimisation steps, so that with
    `accumulate_grad_batches` it is less than the batches; `self.trainer.estimated_stepping_batches` is
    their number in the whole training, in a training that `max_epochs` ends.

    Raises `ValueError` where `steps_per_epoch` or `max_epochs` is below 1, `TypeError` where it is no
    integer.
    """
    return {
        "scheduler": to_torch(scheduler, optimizer, steps_per_epoch=steps_per_epoch, max_epochs=max_epochs),
        "interval": "epoch" if scheduler is None else scheduler.interval,
        "frequency": 1,
    }
