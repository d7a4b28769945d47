"""The candidates of a config as a choice that Optuna makes. Needs `pip install "kumo_lr[optuna]"`."""

from __future__ import annotations

try:
    from optuna.trial import BaseTrial
except ModuleNotFoundError as error:
    raise ImportError('kumo_lr.adapters.optuna needs Optuna: pip install "kumo_lr[optuna]"') from error

from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.strategies import INTERVAL
from kumo_lr.plan.load import ConfigError, HasCandidates
from kumo_lr.plan.models import Scheduler

_NONE = "no scheduling"


def suggest(trial: BaseTrial, config: HasCandidates, *, name: str = FIELD) -> Scheduler | None:
    """Let a trial choose among the candidates of a config; None is no scheduling.

    `config` is what `load` or `resolve` gives, `name` the parameter of the trial. What the study keeps
    is one of the texts that `choices` gives. Optuna wants them to be the same in all trials of a study.

    Raises `ConfigError` where there are no candidates.
    """
    candidates = choices(config)
    return candidates[trial.suggest_categorical(name, list(candidates))]


def choices(config: HasCandidates) -> dict[str, Scheduler | None]:
    """Return the candidates by the texts that stand for them in a study, in order, equal ones once.

    A text holds every argument, as a resolved config has them:
    `cosine_with_warmup interval=step warmup_ratio_or_steps=0.1`; that of None is `no scheduling`. The
    texts are what `optuna.samplers.GridSampler` and `optuna.trial.FixedTrial` take, and the key of the
    best candidate is `study.best_params["lr_scheduler"]`.

    Raises `ConfigError` where there are no candidates.
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
    # repr tells 1 from 1.0, which are different warmups.
    words = (f"{name}={value!r}" for name, value in arguments)
    return " ".join((candidate.name, f"{INTERVAL.name}={candidate.interval}", *words))
