"""A candidate as a scheduler of PyTorch. Needs `pip install "kumo_lr[torch]"`."""

from __future__ import annotations

try:
    from torch.optim import Optimizer
    from torch.optim.lr_scheduler import LambdaLR, LRScheduler
except ModuleNotFoundError as error:
    raise ImportError('kumo_lr.adapters.torch needs PyTorch: pip install "kumo_lr[torch]"') from error

from kumo_lr.facts.curves import Schedule
from kumo_lr.plan.models import MODELS, Scheduler


def to_torch(
    scheduler: Scheduler | None,
    optimizer: Optimizer,
    *,
    steps_per_epoch: int,
    max_epochs: int,
    last_epoch: int = -1,
) -> LRScheduler:
    """Return a scheduler whose learning rates are those of `scheduler.schedule(...)`, for each param group.

    Call its `step()` after each optimisation step where the candidate says `interval: step`, and after
    the last optimisation step of each epoch where it says `interval: epoch`. None leaves the learning
    rate alone, whether `step()` is called or not.

    `steps_per_epoch` counts optimisation steps: batches, divided by how many of them one step gathers
    gradients of. To resume, make the scheduler for the same training and load its `state_dict()`, and
    the optimizer's; the curve itself is not in it. `last_epoch` is torch's own way to resume: one less
    than the times `step()` was called before, for an optimizer whose param groups have an `initial_lr`.

    Raises `ValueError` where `steps_per_epoch` or `max_epochs` is below 1, `TypeError` where it is no
    integer.
    """
    # A bound method: torch can pickle and copy it, and it has no state for a state_dict to overwrite.
    factor = _schedule(scheduler, steps_per_epoch, max_epochs).factor_after
    return LambdaLR(optimizer, factor, last_epoch)


def _schedule(scheduler: Scheduler | None, steps_per_epoch: int, max_epochs: int) -> Schedule:
    if not (scheduler is None or isinstance(scheduler, MODELS)):
        raise TypeError(f"a scheduler is a candidate of a config, or None, not {type(scheduler).__name__}")
    if scheduler is None:
        return Schedule(None, "epoch", {}, steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
    return scheduler.schedule(steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
