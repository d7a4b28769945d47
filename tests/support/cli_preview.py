"""Plans to preview, and what is drawn of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kumo_lr.facts.horizons import known_of
from kumo_lr.facts.strategies import STRATEGIES
from tests.support.cli import Cli, Result
from tests.support.cli_resolve import STANDARD
from tests.support.findings import told

SUFFIXES = (".svg", ".png", ".html", ".csv", ".json")
FEW = ("--steps-per-epoch", "10", "--max-epochs", "3")
KNOWN = ("--steps-per-epoch", "1000", "--max-epochs", "8")
# Training ends at the foot of its warmup: 800 steps, of which interval: epoch takes 8.
COSINE = """\
lr_scheduler:
- name: cosine_with_warmup
  interval: epoch
  kwargs: {warmup_ratio_or_steps: 0.1}
"""
COSINE_SHOWN = """\
plan.yaml, run mode NORMAL
8 epochs x 1,000 steps = 8,000 optimisation steps

cosine_with_warmup, interval: epoch, warmup_ratio_or_steps: 0.1 (line 2)
  base_lr ┤
          │
          │
          │
          │
        0 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
          └┬───────┬────────┬───────┬────────┬────────┬───────┬────────┬────────
    epoch  1       2        3       4        5        6       7        8
     step  0                                                               7,999
  warmup      800 epochs, and never over: training has 8 epochs
  peak        0.9 % of base_lr at step 7,000 (epoch 8)
  final       0.9 % of base_lr
  below 1 %   of base_lr for 100 % of training
"""
COSINE_NARROW = """\
plan.yaml, run mode NORMAL
8 epochs x 1,000 steps = 8,000
optimisation steps

cosine_with_warmup, interval: epoch,
warmup_ratio_or_steps: 0.1 (line 2)
  base_lr ┤
          │
          │
          │
          │
        0 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
          └┬──┬───┬──┬───┬───┬──┬───┬───
    epoch  1  2   3  4   5   6  7   8
     step  0                       7,999
  warmup      800 epochs, and never
              over: training has 8
              epochs
  peak        0.9 % of base_lr at
              step 7,000 (epoch 8)
  final       0.9 % of base_lr
  below 1 %   of base_lr for 100 % of
              training
"""
COSINE_ASCII = """\
plan.yaml, run mode NORMAL
8 epochs x 1,000 steps = 8,000 optimisation steps

cosine_with_warmup, interval: epoch, warmup_ratio_or_steps: 0.1 (line 2)
  base_lr +
          |
          |
          |
          |
          |
          |
        0 +*********************************************************************
          +|-------|--------|-------|--------|--------|-------|--------|--------
    epoch  1       2        3       4        5        6       7        8
     step  0                                                               7,999
  warmup      800 epochs, and never over: training has 8 epochs
  peak        0.9 % of base_lr at step 7,000 (epoch 8)
  final       0.9 % of base_lr
  below 1 %   of base_lr for 100 % of training
"""
EPOCH_WARMUP = told(COSINE, known=known_of(None, 1000, 8))
# All that a plan can say about its training, and a curve with a mark.
OWN = """\
run_mode: fast
optimization:
  max_epochs: 4
  min_steps_per_epoch: 10
  max_steps_per_epoch: 50
  lr_scheduler:
  - name: linear_with_warmup
    interval: step
    kwargs: {warmup_ratio_or_steps: 20}
  - null
"""
OWN_SHOWN = """\
plan.yaml, run mode FAST
4 epochs x 50 steps = 200 optimisation steps
The data decide the steps per epoch, 10 to 50; the curves are of 50.

linear_with_warmup, interval: step, warmup_ratio_or_steps: 20 (line 7)
  base_lr ┤      ⡰⠉⠑⠒⠒⠦⠤⠤⣀⣀⣀
          │     ⡰⠁         ⠈⠉⠉⠑⠒⠒⠦⠤⢄⣀⣀⡀
          │   ⢀⠎                      ⠈⠉⠉⠓⠒⠒⠤⠤⢤⣀⣀⡀
          │  ⢀⠎                                  ⠈⠉⠉⠒⠒⠢⠤⠤⢄⣀⣀
          │ ⢠⠃                                              ⠉⠉⠉⠒⠒⠢⠤⠤⣀⣀⣀
        0 ┤⡠⠃                                                          ⠉⠉⠑⠒⠒⠢⠤⠤⣀
          └┬─────◆──────────┬────────────────┬────────────────┬─────────────────
    epoch  1                2                3                4
     step  0                                                                 199
  warmup    ◆ 20 steps, over at step 20 (epoch 1)
  peak        100 % of base_lr at step 20 (epoch 1)
  final       0.6 % of base_lr
  below 1 %   of base_lr for 1 % of training

no scheduling (line 10)
  base_lr ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
          │
          │
          │
          │
        0 ┤
          └┬────────────────┬────────────────┬────────────────┬─────────────────
    epoch  1                2                3                4
     step  0                                                                 199
  warmup      none
  peak        100 % of base_lr at step 0 (epoch 1)
  final       100 % of base_lr
  below 1 %   of base_lr for 0 % of training
"""
ASKED = ("--max-epochs", "5", "--steps-per-epoch", "100")
CONTRADICTED = told(OWN, known=known_of(None, 100, 5))
# One of each strategy, and none; with and without arguments.
ALL = """\
run_mode: BEST
lr_scheduler:
- name: cosine_with_warmup_restarts
  interval: step
- name: constant_with_warmup
  interval: epoch
  kwargs: {warmup_ratio_or_steps: 2}
- {name: linear_with_warmup, interval: step, kwargs: {warmup_ratio_or_steps: 0.25}}
- {name: cosine_with_warmup, interval: epoch}
- {name: exponential, interval: step, kwargs: {gamma: 0.9}}
- null
"""
NOT_SET = "The file sets no lr_scheduler: this is Kumo's default set.\n"
DEFAULT_SET = [
    ", ".join(
        [name, "interval: step", *(f"{slot.name}: {slot.default}" for slot in STRATEGIES[name].arguments)]
    )
    for name in STANDARD
]


def title(out: str) -> str:
    """Return the lines above the first curve."""
    return out.partition("\n\n")[0] + "\n"


def data_of(cli: Cli, *arguments: str, stdin: bytes = b"") -> dict[str, Any]:
    """Preview into JSON, and give what was written."""
    assert cli("preview", *arguments, "--output", "data.json", stdin=stdin) == (0, "", "")
    written: dict[str, Any] = json.loads(Path("data.json").read_text())
    return written


def labels(data: dict[str, Any]) -> list[str]:
    return [candidate["label"] for candidate in data["candidates"]]


def usage_error(result: Result, option: str) -> None:
    """Assert that a run ended with a complaint about an option, in one line."""
    code, out, err = result
    assert (code, out) == (2, "")
    assert err.startswith((f"kumo-lr: {option}: ", f"kumo-lr: {option} needs a value; "))
    assert err.count("\n") == 1
