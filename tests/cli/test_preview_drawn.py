"""What `kumo-lr preview` draws: which candidates, of which training."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import Cli, put, run
from tests.support.cli_preview import (
    COSINE,
    COSINE_SHOWN,
    DEFAULT_SET,
    FEW,
    KNOWN,
    NOT_SET,
    OWN,
    OWN_SHOWN,
    data_of,
    labels,
    title,
)
from tests.support.cli_resolve import BAD, BAD_SAID


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
    assert cli("preview", "-", *KNOWN, stdin=stdin) == (0, shown, "")
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
    said = 'kumo-lr: there is nothing at "plans.1.lr_scheduler" in plan.yaml\n'
    assert cli("preview", "plan.yaml", "--at", "plans.1.lr_scheduler", *KNOWN) == (2, "", said)
