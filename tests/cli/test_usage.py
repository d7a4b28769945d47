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
    ("arguments", "named"),
    [
        (["check", "--fail-on", "errors"], "'errors'"),
        (["check", "--color", "maybe"], "'maybe'"),
        (["check", "--select"], "--select"),
        (["check", "--at"], "--at"),
        (["rules", "--output-format", "yaml"], "'yaml'"),
        (["explain"], "CODE|SLUG|STRATEGY"),
        (["--versoin"], "kumo-lr: error: "),
        (["-x"], "kumo-lr: error: "),
    ],
)
def test_wrong_option(cli: Cli, arguments: list[str], named: str) -> None:
    code, out, err = cli(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: kumo-lr")
    assert named in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--output-format", "ful"], 'no output format "ful"; did you mean "full"?'),
        (["check", "--selct", "KLR201"], 'no option "--selct"; did you mean "--select"?'),
        (["check", "--unsafe-fix"], 'no option "--unsafe-fix"; did you mean "--unsafe-fixes"?'),
        (["check", "--frobnicate"], 'no option "--frobnicate"'),
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
