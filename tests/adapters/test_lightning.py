"""Candidates in Lightning."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from kumo_lr import (
    Scheduler,
)
from tests.support.adapters import MAX_EPOCHS, STEPS_PER_EPOCH, TOTAL, each_candidate, expected, needs_torch

needs_lightning = pytest.mark.skipif(find_spec("lightning") is None, reason="lightning is not installed")


@needs_torch
@each_candidate
def test_lightning_is_told_the_interval(candidate: Scheduler | None) -> None:
    import torch

    from kumo_lr.adapters.lightning import to_lightning

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    told = to_lightning(candidate, optimizer, steps_per_epoch=STEPS_PER_EPOCH, max_epochs=MAX_EPOCHS)

    assert isinstance(told["scheduler"], torch.optim.lr_scheduler.LRScheduler)
    interval = "epoch" if candidate is None else candidate.interval
    assert told == {"scheduler": told["scheduler"], "interval": interval, "frequency": 1}


@needs_lightning
@pytest.mark.filterwarnings("ignore")  # Lightning's own, of a machine without more processes or a GPU
@pytest.mark.parametrize("gathered", [1, 2])
@each_candidate
def test_lightning_trains_with_the_schedule(
    candidate: Scheduler | None, gathered: int, tmp_path: Path
) -> None:
    import torch

    from kumo_lr.adapters.lightning import to_lightning

    lightning: Any = import_module("lightning.pytorch")
    seen = []

    class Model(lightning.LightningModule):  # type: ignore[misc]  # a class only where it is installed
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def training_step(self, batch: Any, _index: int) -> Any:
            return self.layer(batch).pow(2).mean()

        def on_before_optimizer_step(self, optimizer: Any) -> None:
            seen.append(optimizer.param_groups[0]["lr"])

        def configure_optimizers(self) -> Any:
            assert self.trainer.estimated_stepping_batches == TOTAL
            optimizer = torch.optim.SGD(self.parameters(), lr=0.1)
            scheduler = to_lightning(
                candidate, optimizer, steps_per_epoch=STEPS_PER_EPOCH, max_epochs=MAX_EPOCHS
            )
            return {"optimizer": optimizer, "lr_scheduler": scheduler}

    trainer = lightning.Trainer(
        max_epochs=MAX_EPOCHS,
        accelerator="cpu",
        accumulate_grad_batches=gathered,
        default_root_dir=tmp_path,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    batches: Any = torch.ones(STEPS_PER_EPOCH * gathered, 1)
    trainer.fit(Model(), torch.utils.data.DataLoader(batches))

    left = trainer.optimizers[0].param_groups[0]["lr"]
    assert [*seen, left] == expected(candidate, 0.1)
