"""The command `completion`: print a completion script for a shell, generated from the table of commands.

The script is static text, so that completing does not run a program. The parts that do not depend on the
commands are in a template for each shell, beside this module.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kumo_lr.cli.commands import COMMANDS
from kumo_lr.cli.options import Command, CompletionOptions, Option
from kumo_lr.cli.parser import HELP, VERSION
from kumo_lr.cli.terminal import CLEAN
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.rules import RULES
from kumo_lr.typed import NamedTuple, TypeAlias


class Value(NamedTuple):
    """A path, or `words` with descriptions; if there are any, zsh and fish share a `name`."""

    kind: str
    words: tuple[tuple[str, str], ...] = ()
    name: str = ""


class Taker(NamedTuple):
    """An option, or an argument, which has no `names`; a switch has no `value`."""

    names: tuple[str, ...]
    about: str
    label: str
    value: Value | None
    repeats: bool


# By command; the options before a command have the name "".
Takers: TypeAlias = dict[str, tuple[Taker, ...]]


def _words(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((text, "") for text in texts)


_RULES = tuple((name, rule.summary) for rule in RULES.values() for name in (rule.code, rule.slug))
_TOPICS = (*_RULES, *((strategy.name, strategy.summary) for strategy in STRATEGIES.values()))
_ANY = Value("any")
_OFFERS = {
    "file": Value("file"),
    "folder": Value("folder"),
    "plan": Value("plan"),
    "topics": Value("words", _TOPICS, "topics"),
    "rules": Value("list", _RULES, "rules"),
}


def run(options: CompletionOptions) -> int:
    """Run `kumo-lr completion` and return the exit code."""
    print(completion_script(options.shell, COMMANDS), end="")
    return CLEAN


def completion_script(shell: str, commands: Mapping[str, Command]) -> str:
    """Return the script that completes command lines in `shell`: bash, zsh or fish."""
    names = tuple((command.name, command.help) for command in commands.values())
    command = Taker((), "", "COMMAND", Value("words", names, "commands"), repeats=False)
    takers: Takers = {"": (_taker(HELP), _taker(VERSION), command)}
    takers |= {name: tuple(map(_taker, (HELP, *each.options))) for name, each in commands.items()}
    script = (Path(__file__).parent / f"kumo-lr.{shell}").read_text(encoding="utf-8")
    for mark, lines in _PARTS[shell].items():
        script = script.replace(f"@{mark}@", "\n".join(lines(takers)))
    return script


def _taker(option: Option) -> Taker:
    about = " ".join((option.help or "").split())
    names = () if option.is_argument else option.names
    return Taker(names, about, option.metavar or option.field, _value(option), option.repeats)


def _value(option: Option) -> Value | None:
    if option.is_switch:
        return None
    if option.choices:
        return Value("words", _words(option.choices))
    if isinstance(option.offers, str):
        return _OFFERS[option.offers]
    return Value("words", _words(option.offers)) if option.offers else _ANY


def _named(takers: Takers) -> Iterable[Value]:
    values = (taker.value for each in takers.values() for taker in each)
    return {value.name: value for value in values if value and value.name}.values()


def _joined(value: Value) -> str:
    return " ".join(shlex.quote(word) for word, _ in value.words)


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


# --- bash ----------------------------------------------------------------------------------------


def _bash_places(takers: Takers) -> Iterator[str]:
    places: dict[Value, list[str]] = {}
    for command, own in takers.items():
        options = Value("words", _words(name for taker in own for name in taker.names))
        places.setdefault(options, []).append(f"'{command} options'")
        number = 0
        for taker in own:
            keys = [f"'{command} {name}'" for name in taker.names]
            if not keys:
                keys.append(f"'{command} '[0-9]*" if taker.repeats else f"'{command} {number}'")
                number += 1
            if taker.value:
                places.setdefault(taker.value, []).extend(keys)
    for value, keys in places.items():
        yield f"        {' | '.join(keys)}) kind={value.kind} words=({_joined(value)}) ;;"


# --- zsh -----------------------------------------------------------------------------------------

_ZSH_PATHS = {"plan": '_files -g "*.(yaml|yml|json)(-.)"', "file": "_files", "folder": "_files -/"}
_ZSH_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\:[]"})


def _zsh_lists(takers: Takers) -> Iterator[str]:
    for value in _named(takers):
        yield f"_kumo_lr_{value.name}() {{\n  local -a words=("
        for word, about in value.words:
            yield "    " + _quote(f"{word}:{about.replace(chr(92), 2 * chr(92))}")
        yield "  )" + "\n  compset -P '*,'" * (value.kind == "list")
        yield f"  _describe -t {value.name} {value.name.removesuffix('s')} words\n}}\n"


def _zsh_options(takers: Takers) -> Iterator[str]:
    return _zsh_arguments(takers[""])


def _zsh_commands(takers: Takers) -> Iterator[str]:
    for command, own in [*takers.items()][1:]:
        yield f"  ({command}) _arguments -S \\"
        yield from _zsh_arguments(own)
        yield "    && ret=0 ;;"


def _zsh_arguments(takers: tuple[Taker, ...]) -> Iterator[str]:
    number = 0
    for taker in takers:
        value = taker.value or _ANY
        words = f" _kumo_lr_{value.name}" if value.name else f"({_joined(value).translate(_ZSH_MARKS)})"
        label = taker.label.translate(_ZSH_MARKS)
        takes = f":{label}:{_ZSH_PATHS.get(value.kind, words)}" if taker.value else ""
        number += not taker.names
        once = "*" if taker.repeats else f"({' '.join(taker.names)})" if taker.names else str(number)
        for name in taker.names or ("",):
            joint = "" if not takes else "=" if name.startswith("--") else "+"
            shown = f"{name}{joint}[{taker.about.translate(_ZSH_MARKS)}]" if name else ""
            yield f"    {_quote(f'{once}{shown}{takes}')} \\"


# --- fish ----------------------------------------------------------------------------------------

_FISH_PATHS = {"plan": "-r -F", "file": "-r -F", "folder": "-x -a '(__fish_complete_directories)'"}


def _fish_lists(takers: Takers) -> Iterator[str]:
    for value in _named(takers):
        pairs = [f"        {_fish_quote(word)} {_fish_quote(about)}" for word, about in value.words]
        yield f"function __kumo_lr_{value.name}\n    printf '%s\\t%s\\n' \\"
        yield " \\\n".join(pairs) + "\nend\n"


def _fish_options(takers: Takers) -> Iterator[str]:
    for command, own in takers.items():
        for taker in own:
            words = ["complete -c kumo-lr -n", _fish_quote(f"__kumo_lr_in {_fish_quote(command)}")]
            for name in taker.names:
                words += ["-l" if name[1] == "-" else "-s" if len(name) == 2 else "-o", name.lstrip("-")]
            if taken := taker.value:
                shared = f"({'__kumo_lr_list ' * (taken.kind == 'list')}__kumo_lr_{taken.name})"
                offered = _fish_quote(shared if taken.name else _joined(taken))
                words.append(_FISH_PATHS.get(taken.kind, f"-x -a {offered}"))
            yield " ".join([*words, "-d", _fish_quote(taker.about)] if taker.names else words)


def _fish_quote(text: str) -> str:
    return _quote(text.replace("\\", "\\\\"))


_PARTS = {
    "bash": {"PLACES": _bash_places},
    "zsh": {"LISTS": _zsh_lists, "OPTIONS": _zsh_options, "COMMANDS": _zsh_commands},
    "fish": {"LISTS": _fish_lists, "OPTIONS": _fish_options},
}
