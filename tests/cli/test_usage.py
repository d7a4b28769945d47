"""The command line as such: commands, options, help, version."""

from __future__ import annotations

from importlib import metadata

import pytest

from kumo_lr.report import FORMATS
from tests.support.cli import Cli, put, run


def test_misspelt_command(cli: Cli) -> None:
    assert cli("chek", "plan.yaml") == (2, "", 'kumo-lr: no command "chek"; did you mean "check"?\n')
    assert cli("frobnicate") == (2, "", 'kumo-lr: no command "frobnicate"\n')


def test_forgotten_command(cli: Cli) -> None:
    put("plan.yaml")
    said = 'kumo-lr: no command "plan.yaml"; did you mean "kumo-lr check plan.yaml"?\n'
    assert cli("plan.yaml") == (2, "", said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            "check --fail-on errors",
            '--fail-on: "errors" is not one of error, warning, never; did you mean "error"?',
        ),
        ("check --color=maybe", '--color: "maybe" is not one of auto, always, never'),
        ("check --color=maybe -qj2", '--color: "maybe" is not one of auto, always, never'),
        ("rules --output-format yaml", '--output-format: "yaml" is not one of text, json'),
        ("completion bsh", 'shell: "bsh" is not one of bash, zsh, fish; did you mean "bash" or "zsh"?'),
        ("check --jobs 94906265", '--jobs: "94906265" is not a whole number from 1 to 1,024'),
        ("check -j 0", '--jobs: "0" is not a whole number from 1 to 1,024'),
        ("check --max-epochs 2.5", '--max-epochs: "2.5" is not a whole number from 1 to 94,906,265'),
        ("preview p.yaml --base-lr x", '--base-lr: "x" is not a positive number'),
        ("check --exclude !a", '--exclude: "!a" is not a pattern: it starts with "!"'),
        ("check --include a\\b", '--include: "a\\b" is not a pattern: it has "\\" in it'),
        ("check --select", "--select needs a value; see kumo-lr check --help"),
        ("check -j", "--jobs needs a value; see kumo-lr check --help"),
        ("check --fix=1", '--fix takes no value, and "1" follows it; see kumo-lr check --help'),
        ("check -qx", '--quiet takes no value, and "x" follows it; see kumo-lr check --help'),
        ("explain", "CODE|SLUG|STRATEGY is missing; see kumo-lr explain --help"),
        ("diff", "A, B are missing; see kumo-lr diff --help"),
    ],
)
def test_wrong_value(cli: Cli, arguments: str, said: str) -> None:
    assert cli(*arguments.split()) == (2, "", f"kumo-lr: {said}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--output-format", "ful"], 'no output format "ful"; did you mean "full"?'),
        (["check", "--selct", "KLR201"], 'no option "--selct"; did you mean "--select"?'),
        (["check", "--unsafe-fix"], 'no option "--unsafe-fix"; did you mean "--unsafe-fixes"?'),
        (["check", "--frobnicate"], 'no option "--frobnicate"'),
        (["--versoin"], 'no option "--versoin"; did you mean "--version"?'),
        (["-x"], 'no option "-x"'),
        (["check", "-x"], 'no option "-x"'),
        (["--quiet", "check"], 'no option "--quiet" before the command; check has it'),
        (["resolve", "-q", "plan.yaml"], 'no option "-q" in resolve; check has it'),
        (
            ["resolve", "plan.yaml", "--max-epochs=3"],
            'no option "--max-epochs=3" in resolve; check and preview have it',
        ),
        (
            ["resolve", "plan.yaml", "--run-mod=BEST"],
            'no option "--run-mod=BEST"; did you mean "--run-mode"?',
        ),
        (["rules", "more"], 'no argument "more"'),
    ],
)
def test_misspelt_option(cli: Cli, arguments: list[str], said: str) -> None:
    assert cli(*arguments)[:3] == (2, "", f"kumo-lr: {said}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--help"],
        ["-h"],
        ["check", "--help"],
        ["check", "-h"],
        ["explain", "--help"],
        ["rules", "--help"],
    ],
)
def test_help(cli: Cli, arguments: list[str]) -> None:
    code, out, err = cli(*arguments)
    assert (code, err) == (0, "")
    assert out.startswith("usage: kumo-lr")
    assert not any(line != line.rstrip() for line in out.splitlines())


def test_help_names_every_option_and_format(cli: Cli) -> None:
    out = cli("check", "--help").out
    wanted = (
        "--fix --unsafe-fixes --diff --select --ignore --at --fail-on --output-format --jobs --color --quiet"
    )
    for word in [*wanted.split(), "--stdin-filename", *FORMATS]:
        assert word in out


def test_version(monkeypatch: pytest.MonkeyPatch, cli: Cli) -> None:
    assert run("--version") == run("-V") == (0, f"kumo-lr {metadata.version('kumo_lr')}\n", "")

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    # Sources that were only copied have no metadata.
    monkeypatch.setattr(metadata, "version", missing)
    code, out, err = cli("--version")
    assert (code, err) == (0, "")
    assert out.startswith("kumo-lr ")


@pytest.mark.parametrize("at", ["..", "experiments.", ".experiments", "a..b"])
def test_a_path_with_a_step_without_a_name(cli: Cli, at: str) -> None:
    put("plan.yaml")
    said = 'kumo-lr: --at: a path cannot be empty, nor a name in it; write "." for the whole document\n'
    assert cli("check", "plan.yaml", "--at", at) == (2, "", said)


def test_two_paths(cli: Cli) -> None:
    put("plan.yaml")
    said = "kumo-lr: --at is given twice; name several places with *, or run the command for each\n"
    assert cli("check", "plan.yaml", "--at", "a", "--at=b") == (2, "", said)


def test_lists_of_words(cli: Cli) -> None:
    said = 'kumo-lr: shell: "tcsh" is not one of bash, zsh, fish\n'
    assert cli("completion", "tcsh") == (2, "", said)
    said = "in explain; check, resolve, diff, settings and rules have it\n"
    assert cli("explain", "--output-format", "x").err.endswith(said)
    put("plan.yaml")
    said = 'kumo-lr: cannot read the baseline "": it has no name\n'
    assert cli("check", "--baseline", "") == (2, "", said)
