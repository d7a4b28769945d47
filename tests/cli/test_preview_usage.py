"""The command line of `kumo-lr preview`: its help, and what is misspelt."""

from __future__ import annotations

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_preview import COSINE, usage_error


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
    assert cli("preview") == (2, "", "kumo-lr: FILE is missing; see kumo-lr preview --help\n")


@pytest.mark.parametrize(
    "option", ["--max-epochs", "--steps-per-epoch", "--run-mode", "--base-lr", "--output"]
)
def test_option_without_a_value(cli: Cli, option: str) -> None:
    put("plan.yaml", COSINE)
    usage_error(cli("preview", "plan.yaml", option), option)
