"""Mistakes that a type checker must find before the program runs: the marked lines, and no others.

`tests/test_typing.py` compares what mypy and pyright say with the marks.
"""
# pyright: strict

from __future__ import annotations

from kumo_lr import (
    Config,
    ConstantWithWarmup,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Exponential,
    ExponentialKwargs,
    LinearWithWarmup,
    RestartsKwargs,
    WarmupKwargs,
    load,
    resolve,
)

# An interval that there is not, or none.
ConstantWithWarmup(interval="batch")  # error
Exponential(interval="STEP", kwargs={"gamma": 0.9})  # error
LinearWithWarmup()  # error
LinearWithWarmup(kwargs={"warmup_ratio_or_steps": 0.1})  # error

# Arguments that there are not.
CosineWithWarmup(interval="step", kwargs={"warmup_steps": 100})  # error
WarmupKwargs(warmup_steps=100)  # error
CosineWithWarmup(interval="step", warmup_ratio_or_steps=0.1)  # error
CosineWithWarmup(interval="step", kwargs=0.1)  # error

# Text for a number, a fraction for an integer.
LinearWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": "0.1"})  # error
WarmupKwargs(warmup_ratio_or_steps="0.1")  # error
ExponentialKwargs(gamma="0.9")  # error
CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 2.5})  # error
RestartsKwargs(num_cycles=2.5)  # error
WarmupKwargs(warmup_ratio_or_steps=None)  # error

# No gamma.
Exponential(interval="step")  # error
Exponential(interval="step", kwargs={})  # error
ExponentialKwargs()  # error

# Arguments of another strategy, and another strategy's name.
Exponential(interval="step", kwargs={"gamma": 0.9, "warmup_ratio_or_steps": 0.1})  # error
CosineWithWarmup(interval="step", kwargs={"num_cycles": 2})  # error
CosineWithWarmup(interval="step", kwargs=RestartsKwargs(num_cycles=2))  # error
Exponential(interval="step", kwargs=WarmupKwargs())  # error
Exponential(name="cosine_with_warmup", interval="step", kwargs={"gamma": 0.9})  # error

# What is frozen.
scheduler = Exponential(interval="step", kwargs={"gamma": 0.9})
scheduler.interval = "epoch"  # error
scheduler.kwargs.gamma = 0.5  # error
config = Config((scheduler,))
config.candidates = ()  # error
resolve(config).run_mode = "BEST"  # error
# An attribute that not every candidate has, and a candidate that may be None.
candidate = load("plan.yaml").candidates[0]
name = candidate.name  # error
if candidate is not None:
    gamma = candidate.kwargs.gamma  # error
Config(scheduler)  # error
