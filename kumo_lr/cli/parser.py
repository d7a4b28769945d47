"""Parse a command line into the record of its command.

Plain command lines are read directly from the table of commands. argparse, which takes as long to import
as checking a small plan, handles help, errors and all others.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache, partial

from kumo_lr import __version__
from kumo_lr.cli.commands import COMMANDS
from kumo_lr.cli.options import Command, Option, Options
from kumo_lr.errors import UsageError
from kumo_lr.phrases import did_you_mean, printable, quote
from kumo_lr.typed import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    import argparse

_EXAMPLES = """\
examples:
  kumo-lr check plan.yaml               check one file
  kumo-lr check configs/ --fix          check a folder, and apply safe fixes
  cat plan.yaml | kumo-lr check -       check standard input
  kumo-lr preview plan.yaml             draw what the learning rate will do
  kumo-lr resolve plan.yaml             write out what a plan leaves to Kumo
  kumo-lr schema > plan.schema.json     the JSON Schema for an editor
  kumo-lr diff old.yaml new.yaml        compare two plans by what will run
  kumo-lr explain KLR201                what a rule finds, and why
  kumo-lr settings                      which settings are in force, and where from
"""

VERSION = Option(("-V", "--version"), "show program's version number and exit", is_switch=True)
HELP = Option(("-h", "--help"), "show this help message and exit", is_switch=True)


def parse(arguments: Sequence[str]) -> tuple[Command, Options]:
    """Parse a command line, raise `UsageError`, or exit."""
    first, *rest = arguments or ("--help",)
    command = COMMANDS.get(first)
    if command is None:
        if first not in (*HELP.names, *VERSION.names):
            raise UsageError(_no_option(first, None) if first.startswith("-") else _no_command(first))
        return _by_argparse(None, [first, *rest])
    if sum(word == "--at" or word.startswith("--at=") for word in rest) > 1:
        raise UsageError("--at is given twice; name several places with *, or run the command for each")
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
        if not (joint or _is_value(value)):
            return None
        _take(option, value, values)
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
    for option, word in zip(arguments, words, strict=True):
        _take(option, word, values)
    return True


def _take(option: Option, word: str, values: dict[str, Any]) -> None:
    """Assign a word to an option, or raise `UsageError` if the option does not take it."""
    value = _read(option, word)
    values[option.field] = (*(values[option.field] or ()), value) if option.repeats else value


def _read(option: Option, word: str) -> object:
    """Return the value that a word stands for, or raise `UsageError`."""
    name = option.names[-1]
    try:
        value = option.read(word)
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from None
    if option.choices and value not in option.choices:
        near = did_you_mean(word, option.choices)
        near = "" if near.count('"') == 2 * len(option.choices) else near  # which are listed already
        raise UsageError(f"{name}: {quote(word)} is not one of {', '.join(option.choices)}{near}")
    return value


def _by_argparse(command: Command | None, arguments: list[str]) -> tuple[Command, Options]:
    """Parse a command line with argparse; `command` is the command it begins with, if any."""
    namespace, rest = parser(None if command is None else command.name).parse_known_args(arguments)
    values = vars(namespace)
    command = COMMANDS[values.pop("command")]
    for word in rest:
        if not _is_value(word) or "paths" not in values:
            raise UsageError(f"no argument {quote(word)}" if _is_value(word) else _no_option(word, command))
    if rest:
        # argparse accepts paths in one place only, and leaves those after an option.
        values["paths"] = [*values["paths"], *rest]
    plain_values = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return command, command.record(**plain_values)


def _no_option(word: str, command: Command | None) -> str:
    """Return that a command lacks an option, and which commands have it, or which may be meant."""
    name = word.partition("=")[0]
    owners = [other.name for other in COMMANDS.values() if name in _names(other)]
    if owners:
        where = f"in {command.name}" if command is not None else "before the command"
        have = "has" if len(owners) == 1 else "have"
        return f"no option {quote(word)} {where}; {_in_words(owners)} {have} it"
    own = _names(command) if command is not None else (*HELP.names, *VERSION.names)
    anywhere = set().union(*map(_names, COMMANDS.values()))
    near = did_you_mean(name, _long(own)) or did_you_mean(name, _long(anywhere))
    return f"no option {quote(word)}{near}"


def _in_words(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _names(command: Command) -> set[str]:
    """Return the options of a command."""
    options = (HELP, *(option for option in command.options if not option.is_argument))
    return {name for option in options for name in option.names}


def _long(names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith("--")]


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the argparse parser of all commands, or of a single one, which is faster to build."""
    parser = _parser_class()(
        prog="kumo-lr",
        description="Check the lr_scheduler field of Kumo.ai model plans.",
        epilog=_EXAMPLES,
        formatter_class=_help_formatter,
        allow_abbrev=False,
    )
    parser.add_argument(*VERSION.names, action="version", version=f"kumo-lr {__version__}")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, prog=parser.prog)
    for name, command in COMMANDS.items():
        if only in (None, name):
            _add_command(inner, command)
    return parser


# What argparse says of words that are missing, and what this program says.
_MISSING = (
    (r"the following arguments are required: ([^,]+)", r"\1 is missing"),
    (r"the following arguments are required: (.+)", r"\1 are missing"),
    (r"argument (?:-\w/)?(\S+): expected one argument", r"\1 needs a value"),
    (
        r"argument (?:-\w/)?([^\s/]+)(?:/-\w)?: ignored explicit argument '(.*)'",
        r'\1 takes no value, and "\2" follows it',
    ),
)


@cache
def _parser_class() -> type[argparse.ArgumentParser]:
    """Return argparse's parser, with errors in one line instead of after the whole usage."""
    import argparse

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            for theirs, ours in _MISSING:
                if match := re.fullmatch(theirs, message):
                    message = match.expand(ours)
            raise UsageError(f"{printable(message)}; see {self.prog} --help")

        def _print_message(self, message: str, file: Any = None) -> None:
            (file or sys.stdout).write(message)  # argparse ignores errors, as of a full disk

    return Parser


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
        return {"action": "store_true", "help": help_, "default": option.default}
    described: dict[str, Any] = {"help": help_, "metavar": option.metavar, "type": partial(_read, option)}
    if option.choices:
        described["choices"] = option.choices
    if option.default is not None:
        described["default"] = option.default
    if option.repeats:
        described |= {"nargs": "*"} if option.is_argument else {"action": "append"}
    return described
