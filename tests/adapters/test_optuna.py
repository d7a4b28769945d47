"""Candidates in Optuna."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import optuna
import pytest

import kumo_lr
from kumo_lr import (
    Config,
    ConfigError,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Exponential,
    LinearWithWarmup,
    Scheduler,
)
from kumo_lr.adapters.optuna import choices, suggest
from kumo_lr.facts.strategies import WARMUP
from tests.support.paths import ROOT

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
    f"cosine_with_warmup interval=step warmup_ratio_or_steps={WARMUP.default}",
    "linear_with_warmup interval=epoch warmup_ratio_or_steps=1",
    "linear_with_warmup interval=epoch warmup_ratio_or_steps=1.0",
    f"cosine_with_warmup_restarts interval=step num_cycles=2 warmup_ratio_or_steps={WARMUP.default}",
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
    assert WARMUP.default is not None
    written = LinearWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": WARMUP.default})

    assert list(choices(Config((None, implied, None, written, implied)))) == [
        "no scheduling",
        f"linear_with_warmup interval=step warmup_ratio_or_steps={WARMUP.default}",
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


@pytest.mark.slow
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
