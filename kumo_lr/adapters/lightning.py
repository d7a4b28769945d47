"""Convert a candidate to a Lightning scheduler config. Needs `pip install "kumo_lr[lightning]"`.

Lightning itself is not imported: its package may be `lightning` or `pytorch_lightning`, and it accepts a
dict around a PyTorch scheduler.
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
    """Lightning's `"lr_scheduler"` config: a scheduler, and when to step it.

    `to_lightning` sets the first three keys; the others make the type compatible with Lightning's own.
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
    """Return the Lightning config of a candidate: its scheduler, and the interval at which to step it.

    Return it from `configure_optimizers` as `"lr_scheduler"`, beside `"optimizer"`. A candidate of None
    leaves the learning rate unchanged.

    `steps_per_epoch` is the number of optimisation steps in an epoch, which with
    `accumulate_grad_batches` is less than the number of batches. If `max_epochs` ends the training,
    `self.trainer.estimated_stepping_batches` is the number of optimisation steps in all of it.

    Raises:
        ValueError: `steps_per_epoch` or `max_epochs` is below 1.
        TypeError: `steps_per_epoch` or `max_epochs` is not an integer.
    """
    return {
        "scheduler": to_torch(scheduler, optimizer, steps_per_epoch=steps_per_epoch, max_epochs=max_epochs),
        "interval": "epoch" if scheduler is None else scheduler.interval,
        "frequency": 1,
    }
