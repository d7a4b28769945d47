"""The command lines of `resolve` and `diff`, and run modes that there are not."""

from __future__ import annotations

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_resolve import SHORT
from tests.support.findings import found, words


def unknown_run_mode(word: str) -> str:
    """Return what is said of an option, in the words of the rule for plans."""
    return "kumo-lr: {}; {}\n".format(*words(f"run_mode: {word}\n{SHORT}"))


def test_unknown_run_mode(cli: Cli) -> None:
    plan = put("plan.yaml", SHORT)
    for options in ([], ["--in-place"], ["--output-format", "json"]):
        said = unknown_run_mode("nomral")
        assert cli("resolve", "plan.yaml", "--run-mode", "nomral", *options) == (2, "", said)
    assert plan.read_text() == SHORT


@pytest.mark.parametrize("text", [SHORT, ""])
@pytest.mark.parametrize("word", ["fats", "Fast"])
def test_unknown_run_mode_of_a_plan(cli: Cli, text: str, word: str) -> None:
    # Without a field, too: which candidates run depends on it.
    plan = put("plan.yaml", f"run_mode: {word}\n{text}")
    for options in ([], ["--in-place"], ["--minimal"], ["--output-format", "json"]):
        code, out, err = cli("resolve", "plan.yaml", *options)
        assert (code, out) == (1, "")
        assert found(err) == ["plan.yaml:1:11 KLR208"]
    put("b.yaml", SHORT)
    assert cli("diff", "plan.yaml", "b.yaml")[:2] == (2, "")
    assert plan.read_text() == f"run_mode: {word}\n{text}"


def test_unknown_run_mode_is_told_once(cli: Cli) -> None:
    plan = put("plan.yaml", SHORT)
    said = unknown_run_mode("zzz")
    assert cli("resolve", "plan.yaml", "--run-mode", "zzz") == (2, "", said)
    assert cli("diff", "plan.yaml", "plan.yaml", "--run-mode", "zzz") == (2, "", said)
    assert plan.read_text() == SHORT


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["resolve", "-", "--in-place"],
            "kumo-lr: --in-place writes to a file, and - is standard input\n",
        ),
        (
            ["resolve", "plan.yaml", "--in-place", "--output-format", "json"],
            "kumo-lr: --output-format json cannot be used with --in-place or --minimal\n",
        ),
        (
            ["resolve", "plan.yaml", "--minimal", "--output-format", "json"],
            "kumo-lr: --output-format json cannot be used with --in-place or --minimal\n",
        ),
        (["resolve", "plan.yaml", "other.yaml"], 'kumo-lr: no argument "other.yaml"\n'),
        (["diff", "plan.yaml", "b.yaml", "c.yaml"], 'kumo-lr: no argument "c.yaml"\n'),
        (["diff", "-", "-"], "kumo-lr: only one of the two can be standard input\n"),
        (
            ["resolve", "plan.yaml", "--minimun"],
            'kumo-lr: no option "--minimun"; did you mean "--minimal"?\n',
        ),
        (
            ["resolve", "plan.yaml", "--runmode", "fast"],
            'kumo-lr: no option "--runmode"; did you mean "--run-mode"?\n',
        ),
        (
            ["diff", "plan.yaml", "plan.yaml", "--default=x"],
            'kumo-lr: no option "--default=x"; did you mean "--defaults"?\n',
        ),
        (["reslove", "plan.yaml"], 'kumo-lr: no command "reslove"; did you mean "resolve"?\n'),
        (["dif", "plan.yaml"], 'kumo-lr: no command "dif"; did you mean "diff"?\n'),
    ],
)
def test_wrong_usage(cli: Cli, arguments: list[str], said: str) -> None:
    plan = put("plan.yaml", SHORT)
    assert cli(*arguments, stdin=SHORT.encode()) == (2, "", said)
    assert plan.read_text() == SHORT


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["resolve"], "FILE is missing; see kumo-lr resolve --help"),
        (["diff"], "A, B are missing; see kumo-lr diff --help"),
        (["diff", "plan.yaml"], "B is missing; see kumo-lr diff --help"),
        (["resolve", "plan.yaml", "--at"], "--at needs a value; see kumo-lr resolve --help"),
        (
            ["resolve", "plan.yaml", "--output-format", "yaml"],
            '--output-format: "yaml" is not one of text, json',
        ),
        (
            ["diff", "plan.yaml", "plan.yaml", "--color", "red"],
            '--color: "red" is not one of auto, always, never',
        ),
    ],
)
def test_words_that_are_missing_or_wrong(cli: Cli, arguments: list[str], named: str) -> None:
    put("plan.yaml", SHORT)
    assert cli(*arguments) == (2, "", f"kumo-lr: {named}\n")


@pytest.mark.parametrize("command", ["resolve", "diff"])
def test_help_is_as_wide_as_a_terminal(cli: Cli, command: str) -> None:
    code, out, err = cli(command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"usage: kumo-lr {command} ")
    assert max(map(len, out.splitlines())) < 80
