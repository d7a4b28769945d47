"""Parse a command line into the record of its command.

Plain command lines are read directly from the table of commands. argparse, which takes as long to import
as checking a small plan, handles help, errors and all others.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kumo_lr import __version__
from kumo_lr.cli.commands import COMMANDS, EXAMPLES
from kumo_lr.cli.options import Command, Option, Options
from kumo_lr.errors import UsageError
from kumo_lr.phrases import did_you_mean

if TYPE_CHECKING:
    import argparse

VERSION = Option(("-V", "--version"), "show program's version number and exit", is_switch=True)
HELP = Option(("-h", "--help"), "show this help message and exit", is_switch=True)


def parse(arguments: Sequence[str]) -> tuple[Command, Options]:
    """Parse a command line, raise `UsageError`, or exit."""
    first, *rest = arguments or ("--help",)
    command = COMMANDS.get(first)
    if command is None:
        if not first.startswith("-"):
            raise UsageError(_no_command(first))
        return _by_argparse(None, [first, *rest])
    values = read_plain(command, rest)
    if values is None:
        return _by_argparse(command, [first, *rest])
    return command, command.record(**values)


def _no_command(word: str) -> str:
    """Suggest a command or option, where argparse would only list the choices."""
    if os.path.exists(word):
        return f'no command "{word}"; did you mean "kumo-lr check {word}"?'
    return f'no command "{word}"{did_you_mean(word, COMMANDS)}'


def read_plain(command: Command, words: Sequence[str]) -> dict[str, Any] | None:
    """Return the values of a command's options, or None to leave the words to argparse."""
    values: dict[str, Any] = {option.field: option.default for option in command.options}
    options = {name: option for option in command.options for name in option.names}
    placed: list[str] = []
    coming = iter(words)
    for word in coming:
        if _is_value(word):
            placed.append(word)
            continue
        name, joint, value = word.partition("=")
        option = options.get(name)
        if option is None or (joint and (option.is_switch or not name.startswith("--"))):
            return None
        if option.is_switch:
            values[option.field] = True
            continue
        if not joint:
            value = next(coming, "-?")  # an option rather than a value
        if not (joint or _is_value(value)) or not _take(option, value, values):
            return None
    return values if _place(command, placed, values) else None


def _is_value(word: str) -> bool:
    return word[:1] != "-" or word == "-"


def _place(command: Command, words: list[str], values: dict[str, Any]) -> bool:
    """Assign words to the arguments of a command, and return whether they fit."""
    arguments = [option for option in command.options if option.is_argument]
    if arguments and arguments[-1].repeats:
        (last,) = arguments
        values[last.field] = tuple(words) or last.default
        return True
    if len(words) != len(arguments):
        return False
    return all(_take(option, word, values) for option, word in zip(arguments, words, strict=True))


def _take(option: Option, word: str, values: dict[str, Any]) -> bool:
    """Assign a word to an option, and return whether that is possible."""
    try:
        value = option.read(word)
    except ValueError:
        return False
    if option.choices and value not in option.choices:
        return False
    values[option.field] = (*(values[option.field] or ()), value) if option.repeats else value
    return True


def _by_argparse(command: Command | None, arguments: list[str]) -> tuple[Command, Options]:
    """Parse a command line with argparse; `command` is the command it begins with, if any."""
    namespace, rest = parser(None if command is None else command.name).parse_known_args(arguments)
    values = vars(namespace)
    command = COMMANDS[values.pop("command")]
    for word in rest:
        if not _is_value(word) or "paths" not in values:
            plain = word.partition("=")[0]
            kind = "argument" if _is_value(word) else "option"
            raise UsageError(f'no {kind} "{word}"{did_you_mean(plain, sorted(_long_names() - {plain}))}')
    if rest:
        # argparse accepts paths in one place only, and leaves those after an option.
        values["paths"] = [*values["paths"], *rest]
    plain_values = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return command, command.record(**plain_values)


def _long_names() -> set[str]:
    """Return the long options of all commands."""
    options = (option for command in COMMANDS.values() for option in command.options)
    everything = (HELP, VERSION, *(option for option in options if not option.is_argument))
    return {option.names[-1] for option in everything}


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the argparse parser of all commands, or of a single one, which is faster to build."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="kumo-lr",
        description="Check the lr_scheduler field of Kumo.ai model plans.",
        epilog=EXAMPLES,
        formatter_class=_help_formatter,
        allow_abbrev=False,
    )
    parser.add_argument(*VERSION.names, action="version", version=f"kumo-lr {__version__}")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, prog=parser.prog)
    for name, command in COMMANDS.items():
        if only in (None, name):
            _add_command(inner, command)
    return parser


def _add_command(inner: argparse._SubParsersAction[argparse.ArgumentParser], command: Command) -> None:
    parser = inner.add_parser(
        command.name,
        help=command.help,
        description=command.description,
        epilog=command.epilog,
        formatter_class=_help_formatter,
        allow_abbrev=False,
    )
    for group in command.groups:
        target = parser.add_argument_group(group.title) if group.title else parser
        for option in group.options:
            target.add_argument(*option.names, **_described(option))
    parser.set_defaults(command=command.name)


def _help_formatter(prog: str) -> argparse.HelpFormatter:
    # argparse creates one for every argument, and imports shutil if no width is given.
    import argparse

    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=32, width=79)


def _described(option: Option) -> dict[str, Any]:
    """Return an option as arguments of `add_argument`."""
    help_ = option.help and option.help.replace("%", "%%")
    if option.is_switch:
        return {"action": "store_true", "help": help_}
    described: dict[str, Any] = {"help": help_, "metavar": option.metavar, "type": _told(option)}
    if option.choices:
        described["choices"] = option.choices
    if option.default is not None:
        described["default"] = option.default
    if option.repeats:
        described |= {"nargs": "*"} if option.is_argument else {"action": "append"}
    return described


def _told(option: Option) -> Any:
    """Wrap a reader for argparse, which only shows the reason of its own exception."""
    import argparse

    def read(word: str) -> object:
        try:
            return option.read(word)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read
