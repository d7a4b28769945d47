"""Convert a candidate to a PyTorch scheduler. Needs `pip install "kumo_lr[torch]"`."""

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
    """Return a PyTorch scheduler that follows `scheduler.schedule(...)` in each param group.

    With `interval: step`, call its `step()` after each optimisation step; with `interval: epoch`, after the
    last optimisation step of each epoch. A candidate of None leaves the learning rate unchanged, whether
    `step()` is called or not.

    `steps_per_epoch` is the number of optimisation steps in an epoch: the number of batches, divided by
    the number of batches per gradient accumulation.

    To resume, create the scheduler for the same training and load its `state_dict()` and the optimizer's;
    the state does not include the curve. Torch's own `last_epoch` also works: one less than the number of
    earlier calls of `step()`, for an optimizer whose param groups have an `initial_lr`.

    Raises:
        ValueError: `steps_per_epoch` or `max_epochs` is below 1.
        TypeError: `steps_per_epoch` or `max_epochs` is not an integer.
    """
    # Torch can pickle and copy a bound method, and it has no state for a state_dict to overwrite.
    factor = _schedule(scheduler, steps_per_epoch, max_epochs).factor_after
    return LambdaLR(optimizer, factor, last_epoch)


def _schedule(scheduler: Scheduler | None, steps_per_epoch: int, max_epochs: int) -> Schedule:
    if not (scheduler is None or isinstance(scheduler, MODELS)):
        raise TypeError(f"a scheduler is a candidate of a config, or None, not {type(scheduler).__name__}")
    if scheduler is None:
        return Schedule(None, "epoch", {}, steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
    return scheduler.schedule(steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
