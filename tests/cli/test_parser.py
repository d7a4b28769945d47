"""The table of commands, and its two readers: what the plain one takes, argparse takes for the same."""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kumo_lr.cli.commands import COMMANDS
from kumo_lr.cli.options import CheckOptions, Command, Option, Options
from kumo_lr.cli.parser import _by_argparse, parse, read_plain
from kumo_lr.errors import UsageError
from kumo_lr.settings.load import Settings
from kumo_lr.settings.table import SETTINGS

WORDS = ("a.yaml", "-", "", "3", "0", "json", "auto", "x=y", "KLR2,KLR3", "-1", "--", "--fix", "-q")


def _plain(command: Command, words: list[str]) -> Options | None:
    values = read_plain(command, words)
    return None if values is None else command.record(**values)


def _as_written(option: Option, word: str, joined: bool) -> list[str]:
    """Return one way to write an option with a word behind it."""
    name = option.names[-1]
    return [f"{name}={word}"] if joined else [name, word]


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A command and some words behind it, most of which mean something to it."""
    command = draw(st.sampled_from([*COMMANDS.values()]))
    options = [option for option in command.options if not option.is_argument]
    words: list[str] = []
    for _ in range(draw(st.integers(0, 5))):
        option = draw(st.none() | st.sampled_from(options)) if options else None
        if option is None:
            words.append(draw(st.sampled_from(WORDS)))
        elif option.is_switch:
            words.append(draw(st.sampled_from(option.names)))
        else:
            word = draw(st.sampled_from((*WORDS, *option.choices)))
            # argparse drops `--`, wherever it stands.
            words += _as_written(option, word, joined=word != "--" and draw(st.booleans()))
    return [command.name, *words]


@settings(max_examples=500, deadline=None)
@given(lines())
def test_both_readers_take_a_line_for_the_same(line: list[str]) -> None:
    command = COMMANDS[line[0]]
    try:
        plain = _plain(command, line[1:])
    except UsageError:
        with pytest.raises(UsageError):
            _by_argparse(command, line)
        return

    if plain is not None:
        assert _by_argparse(command, line) == (command, plain)


@pytest.mark.parametrize(
    "line",
    [
        "check",
        "check -",
        "check a.yaml b.yaml",
        "check --fix a.yaml",
        "check a.yaml --fix b.yaml",
        "check --select KLR2 --select=KLR3",
        "check --stdin-filename= --jobs 2",
        "check -q -j 2 -o x",
        "preview a.yaml --base-lr 1e-3",
        "resolve a.yaml --output-format json",
        "diff a.yaml -",
        "schema --draft 2020-12 --field",
        "explain KLR201",
        "settings --isolated",
        "completion zsh",
        "rules",
    ],
)
def test_a_plain_line_is_read_without_argparse(line: str) -> None:
    name, *words = line.split(" ")

    assert _plain(COMMANDS[name], words) is not None


@pytest.mark.parametrize(
    "line",
    [
        "check --help",
        "check --jobs",
        "check --fix=1",
        "check --fixx",
        "check --at --fix",
        "check -- -a.yaml",
        "check -j2",
        "diff a.yaml",
        "rules a",
    ],
)
def test_any_other_line_is_left_to_argparse(line: str) -> None:
    name, *words = line.split(" ")

    assert _plain(COMMANDS[name], words) is None


@pytest.mark.parametrize("line", ["check --jobs 0", "check --color pink", "check -qj0", "completion csh"])
def test_a_wrong_value_is_refused_by_either_parser(line: str) -> None:
    with pytest.raises(UsageError, match="is not"):
        parse(line.split(" "))


def test_a_line_that_only_argparse_reads() -> None:
    _, options = parse(["check", "-qj2", "--", "-a.yaml"])

    assert isinstance(options, CheckOptions)
    assert (options.quiet, options.jobs, options.paths) == (True, 2, ("-a.yaml",))


def test_standard_input_may_stand_anywhere() -> None:
    _, options = parse(["check", "a.yaml", "-q", "--jobs=2", "-"])

    assert isinstance(options, CheckOptions)
    assert options.paths == ("a.yaml", "-")


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_record_has_the_options_of_its_command(command: Command) -> None:
    record: Any = command.record

    assert {option.field for option in command.options} == set(record.__match_args__)
    run = import_module(f"kumo_lr.cli.{command.name}").run
    assert [each.annotation for each in signature(run).parameters.values()] == [record.__name__]


@pytest.mark.parametrize("setting", [each for each in SETTINGS.values() if each.option], ids=lambda s: s.name)
def test_a_setting_with_an_option_is_one_of_check(setting: Any) -> None:
    (option,) = (each for each in COMMANDS["check"].options if each.field == setting.field)

    assert option.default is None  # so that the setting counts where the option is not there
    assert (option.names, option.help) == ((f"--{setting.name}",), setting.option)
    assert setting.field in Settings._fields


def test_every_setting_has_a_field() -> None:
    assert {setting.field for setting in SETTINGS.values()} == {*Settings._fields} - {"origins", "folder"}
