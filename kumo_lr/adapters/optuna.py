"""Search over the candidates of a config with Optuna. Needs `pip install "kumo_lr[optuna]"`."""

from __future__ import annotations

try:
    from optuna.trial import BaseTrial
except ModuleNotFoundError as error:
    raise ImportError('kumo_lr.adapters.optuna needs Optuna: pip install "kumo_lr[optuna]"') from error

from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.strategies import INTERVAL
from kumo_lr.findings import ConfigError
from kumo_lr.plan.load import HasCandidates
from kumo_lr.plan.models import Scheduler

_NONE = "no scheduling"


def suggest(trial: BaseTrial, config: HasCandidates, *, name: str = FIELD) -> Scheduler | None:
    """Return the candidate that a trial chooses from a config; None is no scheduling.

    The study stores the choice as one of the keys of `choices(config)`, which Optuna requires to be the
    same in all trials of a study. `name` is the trial's parameter; `config` comes from `load` or `resolve`.

    Raises:
        ConfigError: There are no candidates.
    """
    candidates = choices(config)
    return candidates[trial.suggest_categorical(name, list(candidates))]


def choices(config: HasCandidates) -> dict[str, Scheduler | None]:
    """Return the distinct candidates of a config, in order, by the texts that represent them in a study.

    A text has every argument, those left out with their defaults:
    `cosine_with_warmup interval=step warmup_ratio_or_steps=0.1`. The text of None is `no scheduling`.
    Pass the texts to `optuna.samplers.GridSampler` or `optuna.trial.FixedTrial`; the best candidate's is
    `study.best_params["lr_scheduler"]`.

    Raises:
        ConfigError: There are no candidates.
    """
    if not config.candidates:
        raise ConfigError(
            f"the config has no candidates: {FIELD} is not set, and Kumo applies its own; "
            "pass what kumo_lr.resolve(config) gives"
        )
    candidates: dict[str, Scheduler | None] = {}
    for candidate in config.candidates:
        candidates.setdefault(_words(candidate), candidate)
    return candidates


def _words(candidate: Scheduler | None) -> str:
    if candidate is None:
        return _NONE
    arguments = ((name, getattr(candidate.kwargs, name)) for name in type(candidate.kwargs).model_fields)
    # repr distinguishes 1 from 1.0, which are different warmups.
    words = (f"{name}={value!r}" for name, value in arguments)
    return " ".join((candidate.name, f"{INTERVAL.name}={candidate.interval}", *words))
