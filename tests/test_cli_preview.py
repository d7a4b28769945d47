"""`kumo-lr preview`, and what `check` makes of a known training, as a shell sees them."""

from __future__ import annotations

import csv
import errno
import json
import os
import pty
import shlex
import stat
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import kumo_lr
from kumo_lr.facts.curves import Schedule
from tests import test_cli
from tests.test_cli import (
    TIMEOUT,
    Cli,
    columns,
    command,
    environment,
    listing,
    not_root,
    on_terminal,
    plain,
    put,
    run,
    start,
)
from tests.test_cli_resolve import BAD, BAD_SAID, DEFAULTS, IS_FOLDER, MISSING, NO_STDIN, ONE_ERROR

folder = test_cli.folder
cli = test_cli.cli

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
EPOCH_WARMUP = """\
plan.yaml:3:13: warning[KLR302] with interval: epoch the warmup of 800 steps takes as many epochs: \
the learning rate is 0 in the first epoch and peaks at 0.9 % of base_lr, in epoch 8 of 8
  |
3 |   interval: epoch
  |             ^^^^^
  = help: write interval: step (--fix --unsafe-fixes)

1 file checked: 1 warning (1 fixable with --fix --unsafe-fixes)
"""

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
CONTRADICTED = """\
plan.yaml:3:15: error[KLR903] max_epochs is 4 here, and max_epochs was said to be 5
  |
3 |   max_epochs: 4
  |               ^
  = help: say what the plan says, or change the plan

plan.yaml:5:24: error[KLR903] max_steps_per_epoch is 50 here, and steps_per_epoch was said to be 100
  |
5 |   max_steps_per_epoch: 50
  |                        ^^
  = help: say what the plan says, or change the plan

1 file checked: 2 errors
"""
ASKED = ("--max-epochs", "5", "--steps-per-epoch", "100")

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
    "cosine_with_warmup_restarts, interval: step, num_cycles: 3, warmup_ratio_or_steps: 0.1",
    "constant_with_warmup, interval: step, warmup_ratio_or_steps: 0.1",
    "linear_with_warmup, interval: step, warmup_ratio_or_steps: 0.1",
    "cosine_with_warmup, interval: step, warmup_ratio_or_steps: 0.1",
]
TEXT = ("nope", "", "1e", "0x10", "ten", "1,5")


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw as in a pipe, wherever the tests run."""
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    """Set the umask, until the test is over."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


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


def usage_error(result: test_cli.Result, command_name: str, option: str) -> None:
    """Assert that a run ended with argparse's complaint about an option."""
    code, out, err = result
    assert (code, out) == (2, "")
    assert err.startswith(f"usage: kumo-lr {command_name} ")
    assert err.splitlines()[-1].startswith(f"kumo-lr {command_name}: error: argument {option}: ")
    assert "Traceback" not in err


# What is drawn


def test_preview() -> None:
    put("plan.yaml", COSINE)
    assert run("preview", "plan.yaml", *KNOWN) == (0, COSINE_SHOWN, "")
    assert Path("plan.yaml").read_text() == COSINE


def test_the_plan_says_how_long_training_is(cli: Cli) -> None:
    put("plan.yaml", OWN)
    assert cli("preview", "plan.yaml") == (0, OWN_SHOWN, "")
    shown = OWN_SHOWN.replace("run mode FAST", "run mode BEST")
    assert cli("preview", "plan.yaml", "--run-mode", "best") == (0, shown, "")


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("run_mode: fast\n", [], (8, 1000, "30 to 1,000")),
        ("", [], (12, 2000, "30 to 2,000")),
        ("run_mode: BEST\n", [], (16, 2000, "30 to 2,000")),
        ("run_mode: DEBUG\n", [], (2, 2, "1 to 2")),
        ("run_mode: DEBUG\n", ["--run-mode", "fast"], (8, 1000, "30 to 1,000")),
        ("max_epochs: 3\n", [], (3, 2000, "30 to 2,000")),
        ("max_epochs: 3\nrun_mode: fast\n", ["--max-epochs", "3"], (3, 1000, "30 to 1,000")),
        ("max_steps_per_epoch: 40\n", [], (12, 40, "30 to 40")),
        ("min_steps_per_epoch: 2000\n", [], (12, 2000, None)),
        ("max_steps_per_epoch: 40\n", ["--steps-per-epoch", "40"], (12, 40, None)),
        ("min_steps_per_epoch: 40\n", ["--steps-per-epoch", "40"], (12, 40, None)),
        ("max_epochs: '???'\nrun_mode: '???'\n", [], (12, 2000, "30 to 2,000")),
        ("", ["--steps-per-epoch", "7", "--max-epochs", "1"], (1, 7, None)),
    ],
)
def test_length_of_training(
    cli: Cli, text: str, options: list[str], said: tuple[int, int, str | None]
) -> None:
    put("plan.yaml", text + "lr_scheduler: [null]\n")
    epochs, steps, bounds = said
    code, out, err = cli("preview", "plan.yaml", *options)
    lines = title(out).splitlines()
    assert (code, err) == (0, "")
    word = "epoch" if epochs == 1 else "epochs"
    assert lines[1] == f"{epochs} {word} x {steps:,} steps = {epochs * steps:,} optimisation steps"
    wanted = f"The data decide the steps per epoch, {bounds}; the curves are of {steps:,}."
    assert lines[2:] == ([] if bounds is None else [wanted])


def test_stdin(cli: Cli) -> None:
    stdin = COSINE.encode()
    shown = COSINE_SHOWN.replace("plan.yaml", "<stdin>")
    assert run("preview", "-", *KNOWN, stdin=stdin) == (0, shown, "")
    shown = COSINE_SHOWN.replace("plan.yaml", "my plan.yaml")
    named = ("--stdin-filename", "my plan.yaml")
    assert cli("preview", "-", *KNOWN, *named, stdin=stdin) == (0, shown, "")
    assert data_of(cli, "-", *FEW, *named, stdin=stdin)["file"] == "my plan.yaml"
    said = BAD_SAID.replace("bad.yaml", "my plan.yaml")
    assert cli("preview", "-", *named, stdin=BAD.encode()) == (1, "", said)


def test_stdin_as_json(cli: Cli) -> None:
    stdin = b'{"lr_scheduler": [{"name": "cosine_with_warmup", "interval": "epoch"}]}'
    data = data_of(cli, "-", *FEW, "--stdin-filename", "x.json", stdin=stdin)
    assert labels(data) == ["cosine_with_warmup, interval: epoch"]


def test_closed_stdin() -> None:
    assert run("preview", "-", shell="<&-") == (2, "", NO_STDIN)
    said = NO_STDIN.replace("<stdin>", "x.yaml")
    assert run("preview", "-", "--stdin-filename", "x.yaml", shell="<&-") == (2, "", said)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "a: 1\n",
        "lr_scheduler: ???\n",
        "lr_scheduler: '???'\n",
        "optimization: {}\n",
        "optimization: ???\n",
        "model_plan:\n  optimization:\n    lr_scheduler: '???'\n",
    ],
)
def test_default_set_is_drawn_and_said_to_be(cli: Cli, text: str) -> None:
    put("plan.yaml", text)
    code, out, err = cli("preview", "plan.yaml", *FEW)
    assert (code, err) == (0, "")
    head = f"plan.yaml, run mode NORMAL\n3 epochs x 10 steps = 30 optimisation steps\n{NOT_SET}"
    assert title(out) == head
    assert "(line" not in out
    data = data_of(cli, "plan.yaml", *FEW)
    assert (data["default"], labels(data)) == (True, DEFAULT_SET)
    assert [candidate["line"] for candidate in data["candidates"]] == [None] * 4


@pytest.mark.parametrize(
    "sections", [[], ["optimization"], ["model_plan", "optimization"]], ids=lambda s: ".".join(s) or "top"
)
def test_field_in_its_sections(cli: Cli, sections: list[str]) -> None:
    lines = ["max_epochs: 8", "max_steps_per_epoch: 1000", "min_steps_per_epoch: 1000", *COSINE.splitlines()]
    for section in reversed(sections):
        lines = [f"{section}:", *(f"  {line}" for line in lines)]
    put("plan.yaml", "\n".join(lines) + "\n")
    shown = COSINE_SHOWN.replace("line 2", f"line {5 + len(sections)}")
    assert cli("preview", "plan.yaml") == (0, shown, "")


def test_at(cli: Cli) -> None:
    put("plan.yaml", COSINE.partition("\n")[2])
    shown = COSINE_SHOWN.replace("line 2", "line 1")
    assert cli("preview", "plan.yaml", "--at", ".", *KNOWN) == (0, shown, "")
    put("plan.yaml", "plans:\n- " + COSINE.replace("\n", "\n  ").rstrip() + "\n")
    shown = COSINE_SHOWN.replace("line 2", "line 3")
    assert cli("preview", "plan.yaml", "--at", "plans.0.lr_scheduler", *KNOWN) == (0, shown, "")
    said = 'kumo-lr: nothing stands at "plans.1.lr_scheduler" in plan.yaml\n'
    assert cli("preview", "plan.yaml", "--at", "plans.1.lr_scheduler", *KNOWN) == (2, "", said)


def test_several_fields(cli: Cli) -> None:
    put("plan.yaml", "lr_scheduler: [null]\n---\na: 1\n---\nlr_scheduler: ???\n")
    said = (
        "kumo-lr: plan.yaml holds 2 lr_scheduler fields: lr_scheduler on line 1, lr_scheduler on line 5; "
        "name one by its place (at), or split the file\n"
    )
    for options in ([], ["--output", "x.csv"]):
        assert cli("preview", "plan.yaml", *options) == (2, "", said)
    assert listing() == ["plan.yaml"]
    put("plan.yaml", f"{COSINE}model_plan:\n  optimization:\n    lr_scheduler: [null]\n")
    assert cli("preview", "plan.yaml", "--at", "lr_scheduler", *KNOWN) == (0, COSINE_SHOWN, "")


@pytest.mark.parametrize("word", ["FAST", "fast", "Fast", "fAsT"])
def test_run_modes_in_any_case(cli: Cli, word: str) -> None:
    put("plan.yaml", COSINE)
    for option in (["--run-mode", word], [f"--run-mode={word}"]):
        assert title(cli("preview", "plan.yaml", *option).out) == (
            "plan.yaml, run mode FAST\n8 epochs x 1,000 steps = 8,000 optimisation steps\n"
            "The data decide the steps per epoch, 30 to 1,000; the curves are of 1,000.\n"
        )
        code, out, err = cli("check", "plan.yaml", *option, "--steps-per-epoch", "1000")
        assert (code, out, err) == (0, EPOCH_WARMUP, "")


@pytest.mark.parametrize("command_name", ["preview", "check"])
@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("fats", '; did you mean "FAST"?'),
        ("Norml", '; did you mean "NORMAL"?'),
        ("frobnicate", "; write FAST, NORMAL, BEST, DEBUG"),
        ("", "; write FAST, NORMAL, BEST, DEBUG"),
    ],
)
def test_unknown_run_mode(cli: Cli, command_name: str, word: str, hint: str) -> None:
    put("plan.yaml", COSINE)
    said = f'kumo-lr: no run mode "{word}"{hint}\n'
    assert cli(command_name, "plan.yaml", f"--run-mode={word}") == (2, "", said)


@pytest.mark.parametrize("command_name", ["preview", "check"])
@pytest.mark.parametrize("option", ["--steps-per-epoch", "--max-epochs"])
@pytest.mark.parametrize(
    "word", [*TEXT, "0", "-1", "-5", "1.5", "+1", " 1", "1_000", "٣", "9" * 20, "9" * 5000]
)
def test_lengths_that_are_none(cli: Cli, command_name: str, option: str, word: str) -> None:
    put("plan.yaml", COSINE)
    usage_error(cli(command_name, "plan.yaml", f"{option}={word}"), command_name, option)


@pytest.mark.parametrize(
    "word", [*TEXT, "nan", "-nan", "inf", "-inf", "Infinity", "0", "0.0", "-0.0", "-1", "1e-400", "1e400"]
)
def test_base_lr_that_is_none(cli: Cli, word: str) -> None:
    put("plan.yaml", COSINE)
    result = cli("preview", "plan.yaml", f"--base-lr={word}", "--output", "x.csv")
    usage_error(result, "preview", "--base-lr")
    assert listing() == ["plan.yaml"]


def test_base_lr_scales_what_is_shown(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    shown = COSINE_SHOWN.replace("  base_lr ┤", "    0.001 ┤")
    for word in ("peak", "final"):
        shown = shown.replace(f"{word:<12}0.9 %", f"{word:<12}8.75e-06, 0.9 %")
    assert cli("preview", "plan.yaml", *KNOWN, "--base-lr", "1e-3") == (0, shown, "")


MOST = "94906265"


@pytest.mark.parametrize("option", ["--steps-per-epoch", "--max-epochs"])
def test_too_long_a_training(cli: Cli, option: str) -> None:
    put("plan.yaml", "lr_scheduler: [null]\n")
    code, out, err = cli("preview", "plan.yaml", option, "94906266")
    assert (code, out) == (2, "")
    assert err.endswith(f"argument {option}: '94906266' is not a whole number from 1 to 94,906,265\n")


def test_longest_training(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    arguments = ("plan.yaml", "--steps-per-epoch", MOST, "--max-epochs", MOST)
    code, out, err = cli("preview", *arguments)
    assert (code, err) == (0, "")
    assert "94,906,265 epochs x 94,906,265 steps = 9,007,199,136,250,225 optimisation steps\n" in out
    assert max(map(columns, out.splitlines())) <= 80
    for suffix in (".csv", ".json"):
        said = "9,007,199,136,250,225 steps are too many to list, 2,000,000 the most: ask for fewer"
        assert cli("preview", *arguments, "--output", f"x{suffix}") == (2, "", f"kumo-lr: {said}\n")
    assert listing() == ["plan.yaml"]


def test_too_many_cycles(cli: Cli) -> None:
    candidate = "- name: cosine_with_warmup_restarts\n  interval: step\n"
    put("plan.yaml", f"lr_scheduler:\n{candidate}  kwargs: {{num_cycles: 100000000}}\n")
    code, out, err = cli("preview", "plan.yaml", "--steps-per-epoch", MOST)
    assert (code, out) == (2, "")
    assert err.startswith("kumo-lr: 100,000,000 cycles are too many to draw: cosine_with_warmup_restarts, ")


def test_a_plan_that_is_too_long_to_count_is_one_that_says_nothing(cli: Cli) -> None:
    put(
        "plan.yaml",
        f"optimization:\n  max_epochs: 9999999999999\n  {COSINE.replace(chr(10), chr(10) + '  ')}",
    )
    code, out, err = cli("check", "plan.yaml", "--output-format", "concise")
    assert (code, err) == (0, "")
    assert " KLR302 " in out
    assert "KLR999" not in out


@pytest.mark.parametrize("value", ["???", "~"])
def test_a_contradiction_beside_a_field_that_is_not_set(cli: Cli, value: str) -> None:
    put("plan.yaml", f"optimization:\n  max_epochs: 3\n  lr_scheduler: {value}\n")
    for name in ("check", "preview"):
        code, out, err = cli(name, "plan.yaml", "--max-epochs", "4")
        assert code == 2
        assert "max_epochs is 3 here, and max_epochs was said to be 4" in out + err
    put("plan.yaml", "optimization:\n  max_epochs: 3\n")
    said = "kumo-lr: max_epochs is 3 in plan.yaml, and max_epochs was said to be 4\n"
    assert cli("preview", "plan.yaml", "--max-epochs", "4") == (2, "", said)


def test_training_is_looked_at_where_no_rule_about_it_counts(cli: Cli) -> None:
    put("plan.yaml", "optimization:\n  max_epochs: 3\n  lr_scheduler: [null]\n")
    said = 'kumo-lr: no run mode "fats"; did you mean "FAST"?\n'
    assert cli("check", "plan.yaml", "--ignore", "KLR3", "--run-mode", "fats") == (2, "", said)
    assert cli("check", "plan.yaml", "--select", "KLR2", "--max-epochs", "4").code == 2


def test_a_backend_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    put("plan.yaml", COSINE)
    assert run("preview", "plan.yaml", *FEW, "--output", "x.svg").code == 0
    assert Path("x.svg").stat().st_size > 1000


def test_other_defaults(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    put("plan.yaml", "lr_scheduler:\n- name: cosine_with_warmup_restarts\n  interval: step\n")
    arguments = ("plan.yaml", *FEW, "--defaults", "ours.yaml")
    assert len(data_of(cli, *arguments)["candidates"][0]["restarts"]) == 4
    assert len(data_of(cli, "plan.yaml", *FEW)["candidates"][0]["restarts"]) == 2
    put("plan.yaml", "lr_scheduler: ???\n")
    data = data_of(cli, *arguments, "--run-mode", "best")
    assert labels(data) == [
        "exponential, interval: epoch, gamma: 0.5",
        "cosine_with_warmup_restarts, interval: step, num_cycles: 3, warmup_ratio_or_steps: 100",
    ]


def test_broken_defaults(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    put("ours.yaml", "FATS: {}\n")
    code, out, err = cli("preview", "plan.yaml", "--defaults", "ours.yaml", "--output", "x.csv")
    assert (code, out) == (2, "")
    assert err.startswith('ours.yaml:1:1: error[KLR208] unknown run mode "FATS"\n')
    assert err.endswith("kumo-lr: cannot use the defaults in ours.yaml\n")
    said = f"{MISSING}kumo-lr: cannot use the defaults in nope.yaml\n"
    assert cli("preview", "plan.yaml", "--defaults", "nope.yaml") == (2, "", said)
    said = f"{IS_FOLDER}kumo-lr: cannot use the defaults in .\n"
    assert cli("preview", "plan.yaml", "--defaults", ".") == (2, "", said)
    assert listing() == ["ours.yaml", "plan.yaml"]


@pytest.mark.parametrize("options", [[], ["--output", "x.csv"], ["--output", "x.json", "--color", "always"]])
def test_what_cannot_be_drawn_is_told_as_resolve_tells_it(cli: Cli, options: list[str]) -> None:
    put("bad.yaml", BAD)
    assert cli("preview", "bad.yaml", *options) == (1, "", BAD_SAID)
    assert cli("resolve", "bad.yaml") == (1, "", BAD_SAID)
    assert cli("preview", "nope.yaml", *options) == (2, "", MISSING)
    assert cli("preview", ".", *options) == (2, "", IS_FOLDER)
    put("bad.yaml", "lr_scheduler: [\n")
    assert cli("preview", "bad.yaml", *options) == cli("resolve", "bad.yaml")
    put("bad.yaml", b"\xff\xfe\x00")
    code, out, err = cli("preview", "bad.yaml", *options)
    assert (code, out) == (1, "")
    assert err.endswith(ONE_ERROR)
    assert listing() == ["bad.yaml"]


@not_root
def test_file_without_permission(cli: Cli) -> None:
    put("plan.yaml", COSINE).chmod(0)
    code, out, err = cli("preview", "plan.yaml")
    assert (code, out) == (2, "")
    assert err.startswith("plan.yaml:1:1: error[KLR010] cannot read the file: permission denied\n")


# Numbers that the file contradicts


def test_contradicted_preview(cli: Cli) -> None:
    put("plan.yaml", OWN)
    put("x.csv", "mine")
    assert run("preview", "plan.yaml", *ASKED) == (2, "", CONTRADICTED)
    assert cli("preview", "plan.yaml", *ASKED, "--output", "x.csv") == (2, "", CONTRADICTED)
    assert cli("preview", "-", *ASKED, stdin=OWN.encode()) == (
        2,
        "",
        CONTRADICTED.replace("plan.yaml", "<stdin>"),
    )
    assert Path("x.csv").read_text() == "mine"


@pytest.mark.parametrize(
    "options",
    [[], ["--fail-on", "never"], ["--ignore", "KLR903"], ["--select", "KLR302"], ["--jobs", "2"]],
    ids=lambda options: " ".join(options) or "plain",
)
def test_contradicted_check(cli: Cli, options: list[str]) -> None:
    put("plan.yaml", OWN)
    assert cli("check", "plan.yaml", *ASKED, *options) == (2, CONTRADICTED, "")
    said = CONTRADICTED.replace("plan.yaml", "<stdin>")
    assert cli("check", "-", *ASKED, *options, stdin=OWN.encode()) == (2, said, "")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--max-epochs", "4", "--steps-per-epoch", "50"], []),
        (["--max-epochs", "4", "--steps-per-epoch", "10"], []),
        (["--max-epochs", "3"], ["max_epochs is 4 here, and max_epochs was said to be 3"]),
        (
            ["--steps-per-epoch", "51"],
            ["max_steps_per_epoch is 50 here, and steps_per_epoch was said to be 51"],
        ),
        (
            ["--steps-per-epoch", "9"],
            ["min_steps_per_epoch is 10 here, and steps_per_epoch was said to be 9"],
        ),
        (["--run-mode", "BEST"], []),
    ],
)
def test_contradictions(cli: Cli, options: list[str], said: list[str]) -> None:
    put("plan.yaml", OWN)
    code, out, err = cli("check", "plan.yaml", *options, "--output-format", "json", "--ignore", "KLR301")
    assert (code, err) == (2 if said else 0, "")
    assert [finding["message"] for finding in json.loads(out)["findings"]] == said
    assert cli("preview", "plan.yaml", *options).code == (2 if said else 0)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_contradicted_file_in_a_folder(jobs: str) -> None:
    for name in ("a", "c"):
        put(f"plans/{name}.yaml", "lr_scheduler: [null]\n")
    put("plans/b.yaml", OWN)
    arguments = ("check", "plans", *ASKED, "--jobs", jobs, "--output-format")
    code, out, err = run(*arguments, "concise")
    assert (code, err) == (2, "")
    assert out == (
        "plans/b.yaml:3:15: error KLR903 max_epochs is 4 here, and max_epochs was said to be 5; "
        "say what the plan says, or change the plan\n"
        "plans/b.yaml:5:24: error KLR903 max_steps_per_epoch is 50 here, and steps_per_epoch was said to "
        "be 100; say what the plan says, or change the plan\n"
        "3 files checked: 2 errors\n"
    )
    code, out, err = run(*arguments, "json")
    assert (code, err) == (2, "")
    first, second = json.loads(out)["findings"]
    assert first == {
        "file": "plans/b.yaml",
        "code": "KLR903",
        "rule": "contradicted-horizon",
        "severity": "error",
        "message": "max_epochs is 4 here, and max_epochs was said to be 5",
        "help": "say what the plan says, or change the plan",
        "path": ["optimization", "max_epochs"],
        "location": {"start": {"line": 3, "column": 15}, "end": {"line": 3, "column": 16}},
        "suggestions": [],
        "fix": None,
    }
    assert second["path"] == ["optimization", "max_steps_per_epoch"]
    assert json.loads(out)["summary"] == {"files": 3, "errors": 2, "warnings": 0, "fixable": 0}


@pytest.mark.parametrize("comment", ["ignore[KLR903]", "ignore[contradicted-horizon]"])
def test_contradiction_cannot_be_suppressed(cli: Cli, comment: str) -> None:
    put("plan.yaml", f"max_epochs: 4  # kumo-lr: {comment} we know\nlr_scheduler: [null]\n")
    code, out, err = cli("check", "plan.yaml", "--max-epochs", "5", "--output-format", "json")
    assert (code, err) == (2, "")
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["KLR903", "KLR902"]


@pytest.mark.parametrize("options", [["--fix"], ["--fix", "--unsafe-fixes"], ["--diff"]], ids=" ".join)
def test_contradicted_file_is_not_fixed(cli: Cli, options: list[str]) -> None:
    put("plan.yaml", OWN)
    code, out, err = cli("check", "plan.yaml", *ASKED, *options)
    assert (code, (out + err).count("KLR903")) == (2, 2)
    assert Path("plan.yaml").read_text() == OWN


# Rules about training


def test_check_of_a_known_training(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    assert run("check", "plan.yaml", *KNOWN) == (0, EPOCH_WARMUP, "")
    assert cli("check", "plan.yaml", *KNOWN, "--select", "KLR302") == (0, EPOCH_WARMUP, "")
    assert cli("check", "plan.yaml", *KNOWN, "--select", "epoch-warmup") == (0, EPOCH_WARMUP, "")
    assert cli("check", "plan.yaml", *KNOWN, "--fail-on", "warning") == (1, EPOCH_WARMUP, "")
    clean = (0, "1 file checked: no findings\n", "")
    assert cli("check", "plan.yaml", *KNOWN, "--ignore", "KLR3", "--fail-on", "warning") == clean
    assert cli("check", "plan.yaml", *KNOWN, "--select", "KLR2") == clean


def test_check_knows_no_more_than_it_is_told(cli: Cli) -> None:
    put("plan.yaml", COSINE)

    def said(*options: str) -> str:
        (finding,) = json.loads(cli("check", "plan.yaml", "--output-format", "json", *options).out)[
            "findings"
        ]
        assert finding["code"] == "KLR302"
        return str(finding["message"])

    assert "the warmup of 24 to 3,200 steps" in said()
    assert "the warmup of 24 to 800 steps" in said("--run-mode", "fast")
    assert "the warmup of 9 to 600 steps" in said("--max-epochs", "3")
    assert "the warmup of 800 to 1,600 steps" in said("--steps-per-epoch", "1000")
    assert "the warmup of 300 steps" in said("--steps-per-epoch", "1000", "--max-epochs", "3")
    put("plan.yaml", "run_mode: best\n" + COSINE)
    assert "the warmup of 48 to 3,200 steps" in said()
    assert "the warmup of 24 to 800 steps" in said("--run-mode", "fast")


def test_warmup_that_a_longer_training_ends(cli: Cli) -> None:
    put("plan.yaml", COSINE.replace("epoch", "step").replace("0.1", "5000"))
    arguments = ("check", "plan.yaml", "--quiet", "--output-format", "concise", "--steps-per-epoch", "1000")
    assert cli(*arguments, "--max-epochs", "8") == (0, "", "")
    assert cli(*arguments, "--max-epochs", "5") == (
        0,
        (
            "plan.yaml:4:35: warning KLR301 a warmup of 5,000 steps never ends: training has 5,000, and the "
            "learning rate peaks at more than 99.9 % of base_lr; write a ratio, as in 0.1, "
            "or fewer than 5,000 steps\n"
        ),
        "",
    )


def test_suppressed_rule_about_training(cli: Cli) -> None:
    comment = "  # kumo-lr: ignore[KLR302] on purpose"
    put("plan.yaml", COSINE.replace("interval: epoch", f"interval: epoch{comment}"))
    arguments = ("check", "plan.yaml", *KNOWN, "--fail-on", "warning")
    assert cli(*arguments) == (0, "1 file checked: no findings\n", "")
    assert cli("preview", "plan.yaml", *KNOWN) == (0, COSINE_SHOWN, "")
    put("plan.yaml", COSINE.replace("epoch", f"step{comment}", 1))
    # Whether there is something to mute depends on the training that is asked about.
    assert cli(*arguments) == (0, "1 file checked: no findings\n", "")


@pytest.mark.parametrize("text", [COSINE, COSINE.replace("\n", "\r\n"), "# ü\n" + COSINE])
def test_epoch_warmup_is_fixed_where_asked(cli: Cli, text: str) -> None:
    plan = put("plan.yaml", text)
    assert cli("check", "plan.yaml", *KNOWN, "--fix").code == 0
    assert plan.read_bytes() == text.encode()
    code, out, err = cli("check", "plan.yaml", *KNOWN, "--fix", "--unsafe-fixes")
    assert (code, out, err) == (0, "fixed 1 finding; 1 file checked: no findings\n", "")
    assert plan.read_bytes() == text.replace("interval: epoch", "interval: step").encode()


# Files


def test_svg(cli: Cli) -> None:
    put("plan.yaml", ALL)
    assert cli("preview", "plan.yaml", *FEW, "--output", "x.svg") == (0, "", "")
    assert cli("preview", "plan.yaml", *FEW, "--output", "x.SVG") == (0, "", "")
    root = ET.fromstring(Path("x.svg").read_bytes())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "plan.yaml, run mode BEST" in "".join(root.itertext())
    assert Path("x.SVG").read_bytes() == Path("x.svg").read_bytes()
    assert listing() == ["plan.yaml", "x.SVG", "x.svg"]


def test_png(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    assert cli("preview", "plan.yaml", *FEW, "--output", "x.png") == (0, "", "")
    assert Path("x.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_html(cli: Cli) -> None:
    put("plan.yaml", ALL)
    for name in ("x.html", "x.Html"):
        assert cli("preview", "plan.yaml", *FEW, "--output", name) == (0, "", "")
        page = Path(name).read_text()
        assert page.lower().startswith("<!doctype html>")
        assert page.rstrip().endswith("</html>")
        assert '"file": "plan.yaml", "run_mode": "BEST"' in page


def schedules(steps: int, epochs: int, **known: str) -> list[Schedule]:
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
"interval": "step", "kwargs": {"warmup_ratio_or_steps": 0.1}, "warmup_end": 0, \
"peak": {"step": 0, "epoch": 1, "factor": 1.0}, "final_factor": 0.5, "share_below_1_percent": 0.0, \
"restarts": [], "factors": [1.0, 0.5]}
  ]
}
"""
    )
    assert cli(*arguments, "x.csv") == (0, "", "")
    assert Path("x.csv").read_text() == (
        'step,epoch,no scheduling,"linear_with_warmup, interval: step"\n0,1,1.0,1.0\n1,1,1.0,0.5\n'
    )


@pytest.mark.parametrize("name", ["x", "x.pdf", "x.svgz", "x.csv.gz", "plan.yaml", "x.", "", "-", "svg"])
def test_unknown_suffix(cli: Cli, name: str) -> None:
    put("plan.yaml", COSINE)
    said = f'kumo-lr: no writer for "{name}"; end its name in .svg, .png, .html, .csv, .json\n'
    assert cli("preview", "plan.yaml", f"--output={name}") == (2, "", said)
    assert cli("preview", "nope.yaml", f"--output={name}") == (2, "", said)
    assert listing() == ["plan.yaml"]
    assert Path("plan.yaml").read_text() == COSINE


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_folder_that_is_not_there(cli: Cli, suffix: str) -> None:
    put("plan.yaml", COSINE)
    said = f"kumo-lr: cannot write no/x{suffix}: no such file or directory\n"
    assert cli("preview", "plan.yaml", *FEW, "--output", f"no/x{suffix}") == (2, "", said)
    said = f"kumo-lr: cannot write plan.yaml/x{suffix}: not a directory\n"
    assert cli("preview", "plan.yaml", *FEW, "--output", f"plan.yaml/x{suffix}") == (2, "", said)
    assert listing() == ["plan.yaml"]


def test_name_that_is_too_long() -> None:
    put("plan.yaml", COSINE)
    code, out, err = run("preview", "plan.yaml", *FEW, "--output", "x" * 300 + ".csv")
    assert (code, out) == (2, "")
    assert err.endswith(": file name too long\n")
    assert listing() == ["plan.yaml"]


@not_root
def test_folder_that_is_read_only(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    Path("no").mkdir(mode=0o555)
    said = "kumo-lr: cannot write no/x.csv: permission denied\n"
    assert cli("preview", "plan.yaml", *FEW, "--output", "no/x.csv") == (2, "", said)
    assert listing("no") == []


def test_output_that_is_no_file(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    put("x.csv/inner", "mine")
    os.mkfifo("fifo.json")
    Path("loop.html").symlink_to("loop.html")
    for name in ("x.csv", "fifo.json"):
        said = f"kumo-lr: cannot write {name}: not a regular file\n"
        assert cli("preview", "plan.yaml", *FEW, "--output", name) == (2, "", said)
    code, out, err = cli("preview", "plan.yaml", *FEW, "--output", "loop.html")
    assert (code, out) == (2, "")
    assert err.startswith("kumo-lr: cannot write loop.html: ")
    assert listing() == ["fifo.json", "loop.html", "plan.yaml", "x.csv"]
    assert listing("x.csv") == ["inner"]
    assert Path("fifo.json").is_fifo()


def test_output_that_is_the_plan_itself(cli: Cli) -> None:
    text = '{"lr_scheduler": [null]}\n'
    plan = put("plan.json", text)
    Path("link.json").symlink_to("plan.json")
    Path("hard.json").hardlink_to("plan.json")
    Path("sub").mkdir()
    Path("sub/far.json").symlink_to("../link.json")
    before = listing()
    for output in ("plan.json", "./plan.json", "sub/../plan.json", "link.json", "hard.json", "sub/far.json"):
        for source in ("plan.json", "link.json"):
            said = f'kumo-lr: --output would replace what is read, "{source}"\n'
            assert cli("preview", source, *FEW, "--output", output) == (2, "", said)
    assert plan.read_text() == text
    assert listing() == before
    assert Path("link.json").is_symlink()


def test_output_that_is_the_file_of_defaults(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    put("ours.json", '{"FAST": {"kwargs": {"num_cycles": 5}}}\n')
    said = 'kumo-lr: --output would replace what is read, "ours.json"\n'
    arguments = ("plan.yaml", *FEW, "--defaults", "ours.json", "--output", "ours.json")
    assert cli("preview", *arguments) == (2, "", said)


def test_output_is_replaced_and_keeps_its_mode(cli: Cli, umask: Callable[[int], int]) -> None:
    put("plan.yaml", COSINE)
    umask(0o077)
    for suffix in SUFFIXES:
        old = put(f"x{suffix}", "old" * 100_000)
        for mode in (0o640, 0o604, 0o600):
            old.chmod(mode)
            assert cli("preview", "plan.yaml", *FEW, "--output", old.name) == (0, "", "")
            assert stat.S_IMODE(old.stat().st_mode) == mode
        assert b"oldold" not in old.read_bytes()
    assert listing() == ["plan.yaml", *sorted(f"x{suffix}" for suffix in SUFFIXES)]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_new_output_has_the_mode_of_the_umask(
    cli: Cli, umask: Callable[[int], int], mask: int, mode: int
) -> None:
    put("plan.yaml", COSINE)
    umask(mask)
    for name in ("x.csv", "x.svg"):
        assert cli("preview", "plan.yaml", *FEW, "--output", name) == (0, "", "")
        assert stat.S_IMODE(Path(name).stat().st_mode) == mode


def test_output_through_a_link(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    old = put("far/old.csv", "old")
    for link, target in (("link.csv", "far/old.csv"), ("new.csv", "far/new.csv")):
        Path(link).symlink_to(target)
        assert cli("preview", "plan.yaml", *FEW, "--output", link) == (0, "", "")
        assert Path(link).is_symlink()
    assert old.read_text().startswith("step,epoch,")
    assert Path("far/new.csv").read_text() == old.read_text()
    assert listing("far") == ["new.csv", "old.csv"]
    assert listing() == ["far", "link.csv", "new.csv", "plan.yaml"]


@pytest.mark.parametrize("old", [None, "mine"], ids=["new", "replaced"])
@pytest.mark.parametrize("call", ["replace", "fsync", "open"])
@pytest.mark.parametrize("suffix", [".csv", ".svg"])
def test_failed_write_leaves_nothing_behind(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, old: str | None, call: str, suffix: str
) -> None:
    put("plan.yaml", COSINE)
    output = f"x{suffix}"
    if old is not None:
        put(output, old)
    before = listing()
    opened = os.open

    def refuse(path: Any, flags: int = 0, *rest: Any, **more: Any) -> int:
        if call == "open" and not flags & os.O_EXCL:
            return opened(path, flags, *rest, **more)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        result = cli("preview", "plan.yaml", *FEW, "--output", output)
    assert result == (2, "", f"kumo-lr: cannot write {output}: no space left on device\n")
    assert listing() == before
    assert old is None or Path(output).read_text() == old


def test_interrupted_write_leaves_nothing_behind(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("plan.yaml", COSINE)
    put("x.csv", "mine")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupt)
        result = cli("preview", "plan.yaml", *FEW, "--output", "x.csv")
    assert result == (130, "", "kumo-lr: interrupted\n")
    assert Path("x.csv").read_text() == "mine"
    assert listing() == ["plan.yaml", "x.csv"]


def test_disk_that_is_full_half_way() -> None:
    put("plan.yaml", COSINE)
    put("x.csv", "mine")
    arguments = command("preview", "plan.yaml", "--output", "x.csv")  # 24,000 rows
    full = ["/bin/sh", "-c", f"ulimit -f 8; exec {shlex.join(arguments)}"]
    done = subprocess.run(full, capture_output=True, env=environment(), timeout=TIMEOUT, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"kumo-lr: cannot write x.csv: file too large\n"
    assert Path("x.csv").read_text() == "mine"
    assert listing() == ["plan.yaml", "x.csv"]


def test_names_stay_on_their_line(cli: Cli) -> None:
    put("new\nline.yaml", COSINE)
    shown = COSINE_SHOWN.replace("plan.yaml", "new\\nline.yaml")
    assert cli("preview", "new\nline.yaml", *KNOWN) == (0, shown, "")
    said = "kumo-lr: cannot write no/a\\nb.csv: no such file or directory\n"
    assert cli("preview", "new\nline.yaml", *FEW, "--output", "no/a\nb.csv") == (2, "", said)
    said = 'kumo-lr: no writer for "a\\nb.pdf"; end its name in .svg, .png, .html, .csv, .json\n'
    assert cli("preview", "new\nline.yaml", "--output", "a\nb.pdf") == (2, "", said)


@pytest.mark.parametrize(
    "name", ["ünï学🚀.yaml", "two words.yaml", "$x_1$<a>&.yaml", "raw\x1b[31m.yaml"], ids=ascii
)
def test_names_in_files(cli: Cli, name: str) -> None:
    put(name, COSINE)
    for suffix in SUFFIXES:
        assert cli("preview", name, *FEW, "--output", f"x{suffix}") == (0, "", "")
    assert json.loads(Path("x.json").read_text())["file"] == name
    ET.fromstring(Path("x.svg").read_bytes())
    assert b"\x1b" not in Path("x.svg").read_bytes() + Path("x.html").read_bytes()


# Pictures


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_without_matplotlib(cli: Cli, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    put("plan.yaml", COSINE)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    said = 'kumo-lr: a picture is drawn by matplotlib: pip install "kumo_lr[plot]"\n'
    assert cli("preview", "plan.yaml", *FEW, "--output", f"x{suffix}") == (2, "", said)
    assert listing() == ["plan.yaml"]
    put(f"x{suffix}", "mine")
    assert cli("preview", "plan.yaml", *FEW, "--output", f"x{suffix}") == (2, "", said)
    assert Path(f"x{suffix}").read_text() == "mine"


def test_only_pictures_need_matplotlib() -> None:
    put("plan.yaml", COSINE)
    put("missing/matplotlib/__init__.py", "raise ImportError(__name__)\n")
    env = environment()
    env["PYTHONPATH"] = os.pathsep.join(["missing", env["PYTHONPATH"]])
    for suffix in (".html", ".csv", ".json"):
        assert run("preview", "plan.yaml", *FEW, "--output", f"x{suffix}", env=env) == (0, "", "")
        assert Path(f"x{suffix}").stat().st_size
    assert run("preview", "plan.yaml", *KNOWN, env=env) == (0, COSINE_SHOWN, "")
    assert run("preview", "plan.yaml", "--output", "x.svg", env=env).code == 2


def test_themes(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    pictures: dict[tuple[str, str | None], bytes] = {}
    for suffix in (".svg", ".png"):
        for theme in (None, "auto", "light", "dark"):
            options = [] if theme is None else ["--theme", theme]
            assert cli("preview", "plan.yaml", *FEW, "--output", f"x{suffix}", *options) == (0, "", "")
            pictures[suffix, theme] = Path(f"x{suffix}").read_bytes()
    assert pictures[".svg", None] == pictures[".svg", "auto"]
    assert len({pictures[".svg", theme] for theme in ("auto", "light", "dark")}) == 3
    assert b"prefers-color-scheme" in pictures[".svg", "auto"]
    assert b"prefers-color-scheme" not in pictures[".svg", "light"] + pictures[".svg", "dark"]
    assert pictures[".png", None] == pictures[".png", "auto"] == pictures[".png", "light"]
    assert pictures[".png", "dark"] != pictures[".png", "light"]


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
@pytest.mark.parametrize(
    "output", [[], ["--output", "x.html"], ["--output", "x.csv"], ["--output", "x.json"]]
)
def test_theme_of_what_is_no_picture(cli: Cli, output: list[str], theme: str) -> None:
    put("plan.yaml", COSINE)
    said = "kumo-lr: --theme is of pictures: not without --output *.svg or *.png\n"
    assert cli("preview", "plan.yaml", "--theme", theme, *output) == (2, "", said)
    assert listing() == ["plan.yaml"]


def test_unknown_theme(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    usage_error(cli("preview", "plan.yaml", "--theme", "pink", "--output", "x.svg"), "preview", "--theme")


# Terminals


@pytest.mark.parametrize("text", [COSINE, OWN, ALL, ""], ids=["cosine", "own", "all", "default"])
@pytest.mark.parametrize("width", [40, 79, 80, 119, 120, 200])
def test_no_line_is_wider_than_the_terminal(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, text: str, width: int
) -> None:
    put("plan.yaml", text)
    monkeypatch.setenv("COLUMNS", str(width))
    for options in ([], ["--base-lr", "0.00123456789"]):
        code, out, err = cli("preview", "plan.yaml", *options)
        assert (code, err) == (0, "")
        assert max(map(columns, out.splitlines())) <= width
        assert all(line == line.rstrip() for line in out.splitlines())


def test_narrow_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("plan.yaml", COSINE)
    for width in ("40", "1"):
        monkeypatch.setenv("COLUMNS", width)
        assert cli("preview", "plan.yaml", *KNOWN) == (0, COSINE_NARROW, "")


def test_wide_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("plan.yaml", OWN)
    monkeypatch.setenv("COLUMNS", "200")
    code, out, err = cli("preview", "plan.yaml")
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == len(OWN_SHOWN.splitlines()) - 2 * 4
    for row in ("warmup    ◆ 20 steps, over at step 20 (epoch 1)", "final       0.6 % of base_lr"):
        assert any(line.endswith("  " + row) for line in out.splitlines())


@pytest.mark.parametrize("width", ["", "0", "-3", "wide"])
def test_width_that_is_none(width: str) -> None:
    put("plan.yaml", COSINE)
    result = run("preview", "plan.yaml", *KNOWN, env=environment(COLUMNS=width))
    assert result == (0, COSINE_SHOWN, "")


def test_width_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = pty.openpty

    def narrow() -> tuple[int, int]:
        ends = opened()
        termios.tcsetwinsize(ends[1], (24, 60))
        return ends

    put("plan.yaml", ALL)
    monkeypatch.setattr(pty, "openpty", narrow)
    printed = on_terminal("preview", "plan.yaml")
    widths = list(map(columns, plain(printed).splitlines()))
    assert max(widths) == 60
    assert "\x1b[1mplan.yaml, run mode BEST\x1b[0m\n" in printed


@pytest.mark.parametrize(
    ("options", "changes", "colored"),
    [
        ([], {}, False),
        (["--color", "auto"], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "never"], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_color_in_a_pipe(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, options: list[str], changes: dict[str, str], colored: bool
) -> None:
    put("plan.yaml", OWN)
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    code, out, err = cli("preview", "plan.yaml", *options)
    assert (code, plain(out), err) == (0, OWN_SHOWN, "")
    assert ("\x1b" in out) is colored
    assert out.startswith("\x1b[1mplan.yaml, run mode FAST\x1b[0m\n") is colored
    assert ("\x1b[33m◆\x1b[0m" in out) is colored
    for line in out.splitlines():
        assert line.count("\x1b[0m") * 2 == line.count("\x1b")  # each line ends what it begins
    assert cli("preview", "plan.yaml", *options, "--output", "x.csv") == (0, "", "")
    assert "\x1b" not in Path("x.csv").read_text()


@pytest.mark.parametrize(
    ("options", "changes", "colored"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {}, False),
    ],
)
def test_color_on_a_terminal(options: list[str], changes: dict[str, str], colored: bool) -> None:
    put("plan.yaml", OWN)
    printed = on_terminal("preview", "plan.yaml", *options, **changes)
    assert (plain(printed), "\x1b" in printed) == (OWN_SHOWN, colored)


@pytest.mark.parametrize(
    "changes",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
    ids=str,
)
def test_terminals_without_braille(changes: dict[str, str]) -> None:
    put("plan.yaml", COSINE)
    assert run("preview", "plan.yaml", *KNOWN, env=environment(**changes)) == (0, COSINE_ASCII, "")
    put("学.yaml", ALL)
    code, out, err = run("preview", "学.yaml", env=environment(**changes))
    assert (code, err, out.isascii()) == (0, "", True)
    assert title(out).splitlines()[0].endswith(".yaml, run mode BEST")
    assert max(map(len, out.splitlines())) <= 80


# Ends that come early


@pytest.mark.parametrize("output", [[], ["--output", "x.csv"]], ids=["text", "file"])
def test_reader_that_is_gone(output: list[str]) -> None:
    put("plan.yaml", ALL)
    reader, writer = os.pipe()
    os.close(reader)
    with start("preview", "plan.yaml", *output, stdout=writer) as program:
        os.close(writer)
        _, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, err) == (0 if output else 141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_full_disk() -> None:
    put("plan.yaml", ALL)
    said = "kumo-lr: cannot write the output: no space left on device\n"
    assert run("preview", "plan.yaml", shell=">/dev/full") == (2, "", said)
    assert run("preview", "plan.yaml", *FEW, "--output", "x.csv", shell=">/dev/full") == (0, "", "")


def test_closed_streams() -> None:
    put("plan.yaml", ALL)
    put("bad.yaml", BAD)
    assert run("preview", "plan.yaml", shell=">&-") == (0, "", "")
    assert run("preview", "bad.yaml", shell="2>&-") == (1, "", "")


# Usage


def test_help(cli: Cli) -> None:
    for option in ("--help", "-h"):
        code, out, err = cli("preview", option)
        assert (code, err) == (0, "")
        assert out.startswith("usage: kumo-lr preview [-h] ")
        assert max(map(len, out.splitlines())) <= 79
        assert not any(line != line.rstrip() for line in out.splitlines())
        for word in (
            "--at --base-lr --color --defaults --help --max-epochs --output --run-mode --stdin-filename "
            "--steps-per-epoch --theme FILE .svg .png .html .csv .json FAST NORMAL BEST DEBUG"
        ).split():
            assert word in out
    check = cli("check", "--help").out
    assert all(word in check for word in ("--run-mode", "--steps-per-epoch", "--max-epochs"))
    assert "\n  kumo-lr preview plan.yaml " in cli("--help").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan.yaml", "--max-epoch", "3"], 'no option "--max-epoch"; did you mean "--max-epochs"?'),
        (["plan.yaml", "--max_epochs", "3"], 'no option "--max_epochs"; did you mean "--max-epochs"?'),
        (
            ["plan.yaml", "--steps-per-epochs=3"],
            'no option "--steps-per-epochs=3"; did you mean "--steps-per-epoch"?',
        ),
        (["plan.yaml", "--run-mod", "best"], 'no option "--run-mod"; did you mean "--run-mode"?'),
        (["plan.yaml", "--base_lr", "1"], 'no option "--base_lr"; did you mean "--base-lr"?'),
        (["plan.yaml", "--ouput", "x.svg"], 'no option "--ouput"; did you mean "--output"?'),
        (["plan.yaml", "--themes", "dark"], 'no option "--themes"; did you mean "--theme"?'),
        (["plan.yaml", "--frobnicate"], 'no option "--frobnicate"'),
        (["plan.yaml", "plan.yaml"], 'no argument "plan.yaml"'),
    ],
)
def test_misspelt_option(cli: Cli, arguments: list[str], said: str) -> None:
    put("plan.yaml", COSINE)
    assert cli("preview", *arguments) == (2, "", f"kumo-lr: {said}\n")


def test_misspelt_command(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    said = 'kumo-lr: no command "preveiw"; did you mean "preview"?\n'
    assert cli("preveiw", "plan.yaml") == (2, "", said)


def test_missing_file_argument(cli: Cli) -> None:
    code, out, err = cli("preview")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == "kumo-lr preview: error: the following arguments are required: FILE"


@pytest.mark.parametrize(
    "option", ["--max-epochs", "--steps-per-epoch", "--run-mode", "--base-lr", "--output"]
)
def test_option_without_a_value(cli: Cli, option: str) -> None:
    put("plan.yaml", COSINE)
    usage_error(cli("preview", "plan.yaml", option), "preview", option)
