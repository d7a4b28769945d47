"""Candidates in PyTorch: what trains there is what the schedule says."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kumo_lr import (
    LinearWithWarmup,
    Scheduler,
)
from tests.support.adapters import (
    BASE_LRS,
    MAX_EPOCHS,
    SCHEDULERS,
    STEPS_PER_EPOCH,
    TOTAL,
    each_candidate,
    expected,
    name_of,
    needs_torch,
)


class Training:
    """An optimizer of two param groups, and the scheduler of a candidate."""

    def __init__(self, candidate: Scheduler | None, **options: int) -> None:
        import torch

        from kumo_lr.adapters.torch import to_torch

        self.interval = "epoch" if candidate is None else candidate.interval
        groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": lr} for lr in BASE_LRS]
        self.optimizer: Any = torch.optim.SGD(groups, momentum=0.9)
        for group in self.optimizer.param_groups if options else ():
            group["initial_lr"] = group["lr"]
        self.scheduler: Any = to_torch(
            candidate, self.optimizer, steps_per_epoch=STEPS_PER_EPOCH, max_epochs=MAX_EPOCHS, **options
        )

    @property
    def rates(self) -> tuple[float, ...]:
        """The learning rates that the next optimisation step sees."""
        return tuple(group["lr"] for group in self.optimizer.param_groups)

    def run(self, start: int, stop: int) -> Iterator[tuple[float, ...]]:
        """Take optimisation steps, each giving what it sees."""
        for step in range(start, stop):
            yield self.rates
            self.optimizer.step()
            if self.interval == "step" or (step + 1) % STEPS_PER_EPOCH == 0:
                self.scheduler.step()


def curves(rates: list[tuple[float, ...]]) -> list[list[float]]:
    """Return the learning rates of each param group."""
    return [list(group) for group in zip(*rates, strict=True)]


@needs_torch
@each_candidate
def test_torch_sees_the_schedule(candidate: Scheduler | None) -> None:
    training = Training(candidate)

    rates = [*training.run(0, TOTAL), training.rates]

    assert curves(rates) == [expected(candidate, base_lr) for base_lr in BASE_LRS]


@needs_torch
def test_torch_has_a_scheduler_of_its_own() -> None:
    import torch

    assert isinstance(
        Training(LinearWithWarmup(interval="step")).scheduler, torch.optim.lr_scheduler.LRScheduler
    )


@needs_torch
@pytest.mark.parametrize("stop", [1, STEPS_PER_EPOCH, 11])
@each_candidate
def test_torch_resumes_from_a_state(candidate: Scheduler | None, stop: int) -> None:
    import torch

    first = Training(candidate)
    before = list(first.run(0, stop))
    file = io.BytesIO()
    torch.save([first.optimizer.state_dict(), first.scheduler.state_dict()], file)
    file.seek(0)
    of_optimizer, of_scheduler = torch.load(file, weights_only=True)

    second = Training(candidate)
    second.optimizer.load_state_dict(of_optimizer)
    second.scheduler.load_state_dict(of_scheduler)
    rates = [*before, *second.run(stop, TOTAL), second.rates]

    assert curves(rates) == [expected(candidate, base_lr) for base_lr in BASE_LRS]


@needs_torch
@pytest.mark.parametrize("scheduler", SCHEDULERS, ids=name_of)
def test_torch_resumes_after_a_last_epoch(scheduler: Scheduler) -> None:
    first = Training(scheduler)
    list(first.run(0, STEPS_PER_EPOCH))

    second = Training(scheduler, last_epoch=first.scheduler.last_epoch - 1)

    assert second.rates == first.rates
    assert list(second.run(STEPS_PER_EPOCH, TOTAL)) == list(first.run(STEPS_PER_EPOCH, TOTAL))


def _pickled(training: Training) -> Training:
    copied: Training = pickle.loads(pickle.dumps(training))
    return copied


@needs_torch
@pytest.mark.parametrize("copied", [copy.deepcopy, _pickled], ids=["deepcopy", "pickle"])
@each_candidate
def test_torch_copies(candidate: Scheduler | None, copied: Callable[[Training], Training]) -> None:
    first = Training(candidate)
    list(first.run(0, STEPS_PER_EPOCH + 1))

    second = copied(first)

    assert second.scheduler.optimizer is second.optimizer is not first.optimizer
    rates = list(first.run(STEPS_PER_EPOCH + 1, TOTAL))
    assert list(second.run(STEPS_PER_EPOCH + 1, TOTAL)) == rates


@needs_torch
@pytest.mark.parametrize("candidate", [None, LinearWithWarmup(interval="step")], ids=name_of)
def test_torch_refuses_a_training_without_steps(candidate: Scheduler | None) -> None:
    import torch

    from kumo_lr.adapters.torch import to_torch

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    with pytest.raises(ValueError, match=r"^max_epochs is 0; it is 1 or more$"):
        to_torch(candidate, optimizer, steps_per_epoch=1, max_epochs=0)
