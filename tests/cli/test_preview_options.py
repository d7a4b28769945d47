"""Options of `kumo-lr preview` that say how long training is, and by which defaults."""

from __future__ import annotations

import pytest

from tests.support.cli import Cli, columns, listing, put
from tests.support.cli_preview import (
    COSINE,
    COSINE_SHOWN,
    EPOCH_WARMUP,
    FEW,
    KNOWN,
    data_of,
    labels,
    title,
    usage_error,
)
from tests.support.cli_resolve import CYCLES, DEFAULTS, IS_FOLDER, MISSING
from tests.support.findings import found

TEXT = ("nope", "", "1e", "0x10", "ten", "1,5")


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
    usage_error(cli(command_name, "plan.yaml", f"{option}={word}"), option)


@pytest.mark.parametrize(
    "word", [*TEXT, "nan", "-nan", "inf", "-inf", "Infinity", "0", "0.0", "-0.0", "-1", "1e-400", "1e400"]
)
def test_base_lr_that_is_none(cli: Cli, word: str) -> None:
    put("plan.yaml", COSINE)
    result = cli("preview", "plan.yaml", f"--base-lr={word}", "--output", "x.csv")
    usage_error(result, "--base-lr")
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
    said = f'kumo-lr: {option}: "94906266" is not a whole number from 1 to 94,906,265\n'
    assert cli("preview", "plan.yaml", option, "94906266") == (2, "", said)


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


def test_training_is_looked_at_where_no_rule_about_it_counts(cli: Cli) -> None:
    put("plan.yaml", "optimization:\n  max_epochs: 3\n  lr_scheduler: [null]\n")
    said = 'kumo-lr: no run mode "fats"; did you mean "FAST"?\n'
    assert cli("check", "plan.yaml", "--ignore", "KLR3", "--run-mode", "fats") == (2, "", said)
    assert cli("check", "plan.yaml", "--select", "KLR2", "--max-epochs", "4").code == 2


def test_other_defaults(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    put("plan.yaml", "lr_scheduler:\n- name: cosine_with_warmup_restarts\n  interval: step\n")
    arguments = ("plan.yaml", *FEW, "--defaults", "ours.yaml")
    assert len(data_of(cli, *arguments)["candidates"][0]["restarts"]) == 4
    assert len(data_of(cli, "plan.yaml", *FEW)["candidates"][0]["restarts"]) + 1 == CYCLES
    put("plan.yaml", "lr_scheduler: ???\n")
    data = data_of(cli, *arguments, "--run-mode", "best")
    assert labels(data) == [
        "exponential, interval: epoch, gamma: 0.5",
        f"cosine_with_warmup_restarts, interval: step, num_cycles: {CYCLES}, warmup_ratio_or_steps: 100",
    ]


def test_broken_defaults(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    put("ours.yaml", "FATS: {}\n")
    code, out, err = cli("preview", "plan.yaml", "--defaults", "ours.yaml", "--output", "x.csv")
    assert (code, out) == (2, "")
    assert found(err) == ["ours.yaml:1:1 KLR208"]
    assert err.endswith("kumo-lr: cannot use the defaults in ours.yaml\n")
    said = f"{MISSING}kumo-lr: cannot use the defaults in nope.yaml\n"
    assert cli("preview", "plan.yaml", "--defaults", "nope.yaml") == (2, "", said)
    said = f"{IS_FOLDER}kumo-lr: cannot use the defaults in .\n"
    assert cli("preview", "plan.yaml", "--defaults", ".") == (2, "", said)
    assert listing() == ["ours.yaml", "plan.yaml"]
