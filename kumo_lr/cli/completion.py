"""Completion scripts for shells, read off the parser: static text, so that no Tab runs a program."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.report import FORMATS
from kumo_lr.rules import RULES


class Value(NamedTuple):
    """A path, or `words`, each with what it is about; where they say that, zsh and fish share a `name`."""

    kind: str
    words: tuple[tuple[str, str], ...] = ()
    name: str = ""


class Taker(NamedTuple):
    """An option, or an argument, which has no `names`. Without a `value`, it is a switch."""

    names: tuple[str, ...]
    about: str
    label: str
    value: Value | None
    repeats: bool


# By sub-command; what stands in front of one has the name "".
Commands: TypeAlias = dict[str, tuple[Taker, ...]]


def _words(texts: Iterable[object]) -> tuple[tuple[str, str], ...]:
    return tuple((str(text), "") for text in texts)


_RULES = tuple((name, rule.summary) for rule in RULES.values() for name in (rule.code, rule.slug))
_TOPICS = (*_RULES, *((strategy.name, strategy.summary) for strategy in STRATEGIES.values()))
_ANY, _FILE, _FOLDER, _PLAN = map(Value, ("any", "file", "folder", "plan"))
# What is taken where there are no choices: by option or argument, and else by the word that help shows.
_TAKEN = {
    **dict.fromkeys(("--stdin-filename", "left", "path", "paths", "right"), _PLAN),
    "--at": _ANY,
    "topic": Value("words", _TOPICS, "topics"),
    **dict.fromkeys(("FILE", "PATH"), _FILE),
    **dict.fromkeys(("DIR", "FOLDER"), _FOLDER),
    "FORMAT[:PATH]": Value("words", _words(FORMATS)),
    "MODE": Value("words", _words(RUN_MODES)),
    "RULES": Value("list", _RULES, "rules"),
}


def completion_script(shell: str, parser: argparse.ArgumentParser) -> str:
    """Write the script that completes the command line of `parser` in `shell`: bash, zsh or fish."""
    write = {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell]
    inner = [action.choices for action in parser._actions if isinstance(action.choices, dict)]
    parsers = {"": parser} | {name: each for choices in inner for name, each in choices.items()}
    commands = {name: tuple(_takers(each)) for name, each in parsers.items()}
    return "\n".join((*write(commands), ""))


def _takers(parser: argparse.ArgumentParser) -> Iterator[Taker]:
    for action in parser._actions:
        if action.help != argparse.SUPPRESS:
            about = " ".join(((action.help or "") % {**vars(action), "prog": parser.prog}).split())
            label = action.metavar if isinstance(action.metavar, str) else action.dest
            repeats = action.nargs in ("*", "+") or isinstance(action, argparse._AppendAction)
            yield Taker(tuple(action.option_strings), about, label, _value(action), repeats)


def _value(action: argparse.Action) -> Value | None:
    if action.nargs == 0:
        return None
    if isinstance(action.choices, dict):
        helps = {each.dest: each.help or "" for each in action._get_subactions()}  # type: ignore[attr-defined]  # its stubs lack it
        return Value("words", tuple((name, helps.get(name, "")) for name in action.choices), "commands")
    if action.choices is not None:
        return Value("words", _words(action.choices))
    keys = (*(action.option_strings or [action.dest]), str(action.metavar))
    return next((_TAKEN[key] for key in keys if key in _TAKEN), _ANY)


def _named(commands: Commands) -> Iterable[Value]:
    values = (taker.value for takers in commands.values() for taker in takers)
    return {value.name: value for value in values if value and value.name}.values()


def _joined(value: Value) -> str:
    return " ".join(shlex.quote(word) for word, _ in value.words)


_BASH = """\
# bash completion for kumo-lr. To install it where bash-completion is:
#   kumo-lr completion bash > ~/.local/share/bash-completion/completions/kumo-lr
# and elsewhere, write it to a file that ~/.bashrc sources.

# What a place takes: "COMMAND --option", "COMMAND number-of-argument" or "COMMAND options".
_kumo_lr_takes() {
    kind='' words=()
    case $1 in"""
_BASH_END = """\
    esac
}
_kumo_lr() {
    local cur=${COMP_WORDS[COMP_CWORD]} command='' option='' number=0 prefix='' kind words word
    COMPREPLY=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        if [[ $word == [=:] ]]; then [[ $option ]] || number=$((number - 1)) # bash takes a=b apart
        elif [[ $option ]]; then option=''
        elif [[ $word == -?* ]]; then _kumo_lr_takes "$command $word"; [[ $kind ]] && option=$word
        elif [[ $command ]]; then number=$((number + 1))
        else command=$word
        fi
    done
    [[ $cur == '=' ]] && cur=''
    if [[ ! $option && $cur == --*=* ]]; then # bash 3 does not, nor does bash where it is told not to
        option=${cur%%=*} cur=${cur#*=}
        [[ $COMP_WORDBREAKS == *=* ]] || prefix=$option=
    fi
    [[ ! $option && $cur == -* ]] && option=options
    _kumo_lr_takes "$command ${option:-$number}"
    # bash itself knows best how to quote files. bash 3 offers them wherever nothing else fits.
    compopt +o default 2> /dev/null
    case $kind in
        plan | file) compopt -o default 2> /dev/null ;;
        folder) compopt -o dirnames 2> /dev/null ;;
        list) prefix+=${cur%"${cur##*,}"} cur=${cur##*,} ;;
    esac
    for word in "${words[@]}"; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$prefix$word")
    done
}
complete -o default -F _kumo_lr kumo-lr"""


def _bash(commands: Commands) -> Iterator[str]:
    yield _BASH
    places: dict[Value, list[str]] = {}
    for command, takers in commands.items():
        options = Value("words", _words(name for taker in takers for name in taker.names))
        places.setdefault(options, []).append(f"'{command} options'")
        number = 0
        for taker in takers:
            keys = [f"'{command} {name}'" for name in taker.names]
            if not keys:
                keys.append(f"'{command} '[0-9]*" if taker.repeats else f"'{command} {number}'")
                number += 1
            if taker.value:
                places.setdefault(taker.value, []).extend(keys)
    for value, keys in places.items():
        yield f"        {' | '.join(keys)}) kind={value.kind} words=({_joined(value)}) ;;"
    yield _BASH_END


_ZSH = """\
#compdef kumo-lr
# zsh completion for kumo-lr. To install it, with fpath=(~/.zfunc $fpath) before compinit in ~/.zshrc:
#   kumo-lr completion zsh > ~/.zfunc/_kumo-lr
"""
_ZSH_END = """\
  esac
  return ret
}
# Both as a file of $fpath and sourced.
if [[ $funcstack[1] == _kumo-lr ]]; then _kumo_lr "$@"; else compdef _kumo_lr kumo-lr; fi"""
_ZSH_PATHS = {"plan": '_files -g "*.(yaml|yml|json)(-.)"', "file": "_files", "folder": "_files -/"}
_ZSH_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\:[]"})


def _zsh(commands: Commands) -> Iterator[str]:
    yield _ZSH
    for value in _named(commands):
        yield f"_kumo_lr_{value.name}() {{\n  local -a words=("
        for word, about in value.words:
            yield "    " + _quote(f"{word}:{about.replace(chr(92), 2 * chr(92))}")
        yield "  )" + "\n  compset -P '*,'" * (value.kind == "list")
        yield f"  _describe -t {value.name} {value.name.removesuffix('s')} words\n}}\n"
    yield "_kumo_lr() {\n  local curcontext=$curcontext state line ret=1\n  local -A opt_args"
    yield from _zsh_arguments("_arguments -C -S", commands[""])
    yield "    '(-)*:: :->command' && ret=0\n  [[ $state == command ]] || return ret"
    yield "  curcontext=${curcontext%:*:*}:kumo-lr-$words[1]:\n  case $words[1] in"
    for command, takers in [*commands.items()][1:]:
        yield from _zsh_arguments(f"({command}) _arguments -S", takers)
        yield "    && ret=0 ;;"
    yield _ZSH_END


def _zsh_arguments(start: str, takers: tuple[Taker, ...]) -> Iterator[str]:
    yield f"  {start} \\"
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


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


_FISH = """\
# fish completion for kumo-lr. To install it:
#   kumo-lr completion fish > ~/.config/fish/completions/kumo-lr.fish

# Whether the command on the line is this one; '' where there is none yet.
function __kumo_lr_in
    set -l typed (commandline -opc | string match -v -- '-*')
    test "$typed[2]" = "$argv"
end
# Each of the words, behind what was typed up to the last comma.
function __kumo_lr_list
    set -l typed (commandline -ct | string replace -r -- '^-[^=]*=' '' | string match -r -- '^.*,')
    printf '%s\\n' "$typed"($argv)
end
"""
_FISH_PATHS = {"plan": "-r -F", "file": "-r -F", "folder": "-x -a '(__fish_complete_directories)'"}


def _fish(commands: Commands) -> Iterator[str]:
    yield _FISH
    for value in _named(commands):
        pairs = [f"        {_fish_quote(word)} {_fish_quote(about)}" for word, about in value.words]
        yield f"function __kumo_lr_{value.name}\n    printf '%s\\t%s\\n' \\"
        yield " \\\n".join(pairs) + "\nend\n"
    yield "complete -c kumo-lr -f"
    for command, takers in commands.items():
        for taker in takers:
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
