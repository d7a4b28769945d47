"""The numbers that `kumo-lr preview` writes as CSV and JSON."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import kumo_lr
from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.strategies import WARMUP
from tests.support.cli import Cli, put
from tests.support.cli_preview import ALL, FEW, data_of, labels


def schedules(steps: int, epochs: int, **known: Any) -> list[Schedule]:
    """Return the schedules of plan.yaml by way of the Python API."""
    resolved = kumo_lr.resolve(kumo_lr.load("plan.yaml"), **known)
    return [
        Schedule(None, "step", {}, steps_per_epoch=steps, max_epochs=epochs)
        if candidate is None
        else candidate.schedule(steps_per_epoch=steps, max_epochs=epochs)
        for candidate in resolved.candidates
    ]


@pytest.mark.parametrize("text", [ALL, ""], ids=["all", "default"])
@pytest.mark.parametrize("base_lr", [None, 0.003])
def test_numbers_of_csv(cli: Cli, text: str, base_lr: float | None) -> None:
    put("plan.yaml", text)
    scaled = [] if base_lr is None else ["--base-lr", str(base_lr)]
    assert cli("preview", "plan.yaml", *FEW, *scaled, "--output", "x.csv") == (0, "", "")
    assert b"\r" not in Path("x.csv").read_bytes()
    with Path("x.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    found = schedules(10, 3)
    assert header[:2] == ["step", "epoch"]
    assert header[2:] == labels(data_of(cli, "plan.yaml", *FEW))
    assert [row[:2] for row in rows] == [[str(step), str(step // 10 + 1)] for step in range(30)]
    for step, row in enumerate(rows):
        wanted = [s.factor(step) if base_lr is None else s.lr(step, base_lr) for s in found]
        assert list(map(float, row[2:])) == wanted


@pytest.mark.parametrize("text", [ALL, ""], ids=["all", "default"])
def test_numbers_of_json(cli: Cli, text: str) -> None:
    put("plan.yaml", text)
    data = data_of(cli, "plan.yaml", *FEW, "--base-lr", "0.003")
    assert {key: value for key, value in data.items() if key != "candidates"} == {
        "version": 1,
        "file": "plan.yaml",
        "run_mode": "BEST" if text else "NORMAL",
        "steps_per_epoch": 10,
        "max_epochs": 3,
        "base_lr": 0.003,
        "default": not text,
    }
    for candidate, schedule in zip(data["candidates"], schedules(10, 3), strict=True):
        assert candidate["factors"] == [schedule.factor(step) for step in range(30)]
        assert candidate["peak"]["factor"] == max(candidate["factors"])
        assert candidate["peak"]["step"] == candidate["factors"].index(max(candidate["factors"]))
        assert candidate["final_factor"] == candidate["factors"][-1]
        assert candidate["warmup_end"] == schedule.warmup_end
        assert candidate["restarts"] == list(schedule.restarts)
    if text:
        assert [candidate["line"] for candidate in data["candidates"]] == [3, 5, 8, 9, 10, 11]
        assert labels(data)[4:] == ["exponential, interval: step, gamma: 0.9", "no scheduling"]


def test_whole_json(cli: Cli) -> None:
    put("plan.yaml", "lr_scheduler:\n- null\n- {name: linear_with_warmup, interval: step}\n")
    arguments = ("preview", "plan.yaml", "--steps-per-epoch", "2", "--max-epochs", "1", "--output")
    assert cli(*arguments, "x.json") == (0, "", "")
    assert (
        Path("x.json").read_text()
        == """\
{
  "version": 1,
  "file": "plan.yaml",
  "run_mode": "NORMAL",
  "steps_per_epoch": 2,
  "max_epochs": 1,
  "base_lr": null,
  "default": false,
  "candidates": [
    {"label": "no scheduling", "line": 2, "name": null, "interval": null, "kwargs": {}, "warmup_end": 0, \
"peak": {"step": 0, "epoch": 1, "factor": 1.0}, "final_factor": 1.0, "share_below_1_percent": 0.0, \
"restarts": [], "factors": [1.0, 1.0]},
    {"label": "linear_with_warmup, interval: step", "line": 3, "name": "linear_with_warmup", \
"interval": "step", "kwargs": {"warmup_ratio_or_steps": RATIO}, "warmup_end": 0, \
"peak": {"step": 0, "epoch": 1, "factor": 1.0}, "final_factor": 0.5, "share_below_1_percent": 0.0, \
"restarts": [], "factors": [1.0, 0.5]}
  ]
}
""".replace("RATIO", str(WARMUP.default))
    )
    assert cli(*arguments, "x.csv") == (0, "", "")
    assert Path("x.csv").read_text() == (
        'step,epoch,no scheduling,"linear_with_warmup, interval: step"\n0,1,1.0,1.0\n1,1,1.0,0.5\n'
    )
