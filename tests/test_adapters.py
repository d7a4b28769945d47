"""Candidates in PyTorch, Lightning and Optuna: what trains there is what the schedule says."""

from __future__ import annotations

import copy
import io
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import optuna
import pytest

import kumo_lr
from kumo_lr import (
    Config,
    ConfigError,
    ConstantWithWarmup,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Exponential,
    Interval,
    LinearWithWarmup,
    Scheduler,
)
from kumo_lr.adapters.optuna import choices, suggest
from kumo_lr.facts.strategies import INTERVAL, STRATEGIES

ROOT = Path(__file__).parent.parent
needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
needs_lightning = pytest.mark.skipif(find_spec("lightning") is None, reason="lightning is not installed")

STEPS_PER_EPOCH, MAX_EPOCHS = 6, 4
TOTAL = STEPS_PER_EPOCH * MAX_EPOCHS
BASE_LRS = (0.1, 0.003)
INTERVALS: tuple[Interval, ...] = ("step", "epoch")
SCHEDULERS: list[Scheduler] = [
    scheduler
    for interval in INTERVALS
    for scheduler in (
        ConstantWithWarmup(interval=interval, kwargs={"warmup_ratio_or_steps": 2}),
        LinearWithWarmup(interval=interval),
        Exponential(interval=interval, kwargs={"gamma": 0.7}),
        CosineWithWarmup(interval=interval, kwargs={"warmup_ratio_or_steps": 0.3}),
        CosineWithWarmupRestarts(interval=interval, kwargs={"num_cycles": 4}),
    )
]
CANDIDATES: list[Scheduler | None] = [*SCHEDULERS, None]


def _id(candidate: Scheduler | None) -> str:
    return "none" if candidate is None else f"{candidate.name}-{candidate.interval}"


each_candidate = pytest.mark.parametrize("candidate", CANDIDATES, ids=_id)


def expected(candidate: Scheduler | None, base_lr: float) -> list[float]:
    """Return the learning rate of every optimisation step, and the one that is left."""
    if candidate is None:
        return [base_lr] * (TOTAL + 1)
    schedule = candidate.schedule(steps_per_epoch=STEPS_PER_EPOCH, max_epochs=MAX_EPOCHS)
    return [schedule.lr(step, base_lr) for step in range(TOTAL + 1)]


def test_every_strategy_is_tried() -> None:
    assert {(s.name, s.interval) for s in SCHEDULERS} == {
        (n, i) for n in STRATEGIES for i in INTERVAL.choices
    }


@pytest.mark.parametrize(
    ("module", "library"), [("torch", "torch"), ("lightning", "torch"), ("optuna", "optuna")]
)
def test_a_missing_library_is_named(module: str, library: str) -> None:
    code = f"import sys; sys.modules[{library!r}] = None; import kumo_lr.adapters.{module}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"ImportError: kumo_lr.adapters.{module} needs ")
    assert last.endswith(f': pip install "kumo_lr[{module}]"')


# --- PyTorch ---------------------------------------------------------------------------------------


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
@pytest.mark.parametrize("scheduler", SCHEDULERS, ids=_id)
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
@pytest.mark.parametrize("candidate", [None, LinearWithWarmup(interval="step")], ids=_id)
def test_torch_refuses_a_training_without_steps(candidate: Scheduler | None) -> None:
    import torch

    from kumo_lr.adapters.torch import to_torch

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    with pytest.raises(ValueError, match=r"^max_epochs is 0; it is 1 or more$"):
        to_torch(candidate, optimizer, steps_per_epoch=1, max_epochs=0)


# --- Lightning -------------------------------------------------------------------------------------


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


# --- Optuna ----------------------------------------------------------------------------------------

CONFIG = Config(
    (
        CosineWithWarmup(interval="step"),
        LinearWithWarmup(interval="epoch", kwargs={"warmup_ratio_or_steps": 1}),
        LinearWithWarmup(interval="epoch", kwargs={"warmup_ratio_or_steps": 1.0}),
        CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 2}),
        Exponential(interval="epoch", kwargs={"gamma": 1e-05}),
        None,
    )
)
WORDS = [
    "cosine_with_warmup interval=step warmup_ratio_or_steps=0.1",
    "linear_with_warmup interval=epoch warmup_ratio_or_steps=1",
    "linear_with_warmup interval=epoch warmup_ratio_or_steps=1.0",
    "cosine_with_warmup_restarts interval=step num_cycles=2 warmup_ratio_or_steps=0.1",
    "exponential interval=epoch gamma=1e-05",
    "no scheduling",
]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    verbosity = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    yield
    optuna.logging.set_verbosity(verbosity)


def test_choices_are_in_words() -> None:
    assert list(choices(CONFIG)) == WORDS
    assert tuple(choices(CONFIG).values()) == CONFIG.candidates


def test_a_resolved_config_has_the_same_choices() -> None:
    resolved = kumo_lr.resolve(CONFIG)

    assert list(choices(resolved)) == WORDS
    assert tuple(choices(resolved).values()) == resolved.candidates


def test_equal_candidates_are_one_choice() -> None:
    implied = LinearWithWarmup(interval="step")
    written = LinearWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.1})

    assert list(choices(Config((None, implied, None, written, implied)))) == [
        "no scheduling",
        "linear_with_warmup interval=step warmup_ratio_or_steps=0.1",
    ]


@pytest.mark.parametrize(("words", "candidate"), list(zip(WORDS, CONFIG.candidates, strict=True)))
def test_a_fixed_trial_chooses(words: str, candidate: Scheduler | None) -> None:
    trial = optuna.trial.FixedTrial({"lr_scheduler": words})

    assert suggest(trial, CONFIG) == candidate
    assert trial.distributions == {"lr_scheduler": optuna.distributions.CategoricalDistribution(WORDS)}


def test_a_parameter_has_the_name_that_is_asked_for() -> None:
    trial = optuna.trial.FixedTrial({"schedule": "no scheduling"})

    assert suggest(trial, CONFIG, name="schedule") is None


def test_a_grid_tries_every_candidate() -> None:
    sampler = optuna.samplers.GridSampler({"lr_scheduler": list(choices(CONFIG))})
    study = optuna.create_study(sampler=sampler)
    tried = []

    def objective(trial: optuna.Trial) -> float:
        tried.append(suggest(trial, CONFIG))
        return float(tried[-1] != CONFIG.candidates[2])

    study.optimize(objective)

    assert len(tried) == len(WORDS)
    assert all(candidate in tried for candidate in CONFIG.candidates)
    assert choices(CONFIG)[study.best_params["lr_scheduler"]] == CONFIG.candidates[2]


@pytest.mark.parametrize("config", [Config(), kumo_lr.loads("lr_scheduler: '???'\n")])
def test_a_config_that_is_not_set_has_to_be_resolved(config: Config) -> None:
    trial = optuna.trial.FixedTrial({"lr_scheduler": "no scheduling"})

    with pytest.raises(ConfigError, match=r"lr_scheduler is not set.*pass what kumo_lr\.resolve\(config\)"):
        suggest(trial, config)
    assert len(choices(kumo_lr.resolve(config))) > 1


STORAGES = {
    "journal": "JournalStorage(journal.JournalFileBackend('study.log'))",
    "sqlite": "'sqlite:///study.db'",
}
STUDY = """
import os, sys
import optuna
from optuna.storages import JournalStorage, journal
from kumo_lr import loads
from kumo_lr.adapters.optuna import choices, suggest

config = loads(sys.stdin.read())

def objective(trial):
    scheduler = suggest(trial, config)
    trial.set_user_attr("process", os.getpid())
    return 0.0 if scheduler is None else len(scheduler.name)

if __name__ == "__main__":
    storage = {storage}
    study = optuna.create_study(storage=storage, study_name="warmup", load_if_exists=True)
    study.optimize(objective, n_trials={trials})
    if {trials} == 0:
        trials = study.get_trials()
        assert all(trial.params["lr_scheduler"] in choices(config) for trial in trials)
        assert all(trial.state is optuna.trial.TrialState.COMPLETE for trial in trials)
        print(len(trials), len({{trial.user_attrs["process"] for trial in trials}}))
"""


@pytest.mark.parametrize("storage", STORAGES.values(), ids=STORAGES)
def test_processes_share_a_study(storage: str, tmp_path: Path) -> None:
    def start(trials: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", STUDY.format(storage=storage, trials=trials)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(process: subprocess.Popen[str]) -> str:
        out, err = process.communicate(kumo_lr.dump(CONFIG), timeout=120)
        assert process.returncode == 0, err
        return out

    end(start(1))  # makes the study
    assert [end(worker) for worker in [start(6), start(6)]] == ["", ""]
    assert end(start(0)) == "13 3\n"
