"""Completion scripts, in the shells they are for."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kumo_lr.cli.commands import COMMANDS
from kumo_lr.cli.completion import completion_script
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.report import FORMATS
from kumo_lr.rules import RULES
from tests.support.shells import (
    AWKWARD,
    BASH,
    FILES,
    SHELLS,
    TABLES,
    Asker,
    Terminal,
    names_of,
    plain,
    program,
)


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files to name, and the scripts of all parsers out of sight."""
    home = tmp_path_factory.mktemp("completion")
    for name, commands in TABLES.items():
        for shell in SHELLS:
            (home / f".{name}.{shell}").write_text(completion_script(shell, commands), encoding="utf-8")
    for file in FILES:
        (home / file).parent.mkdir(exist_ok=True)
        (home / file).touch()
    return home


@pytest.fixture(scope="module")
def terminals(scripts: Path) -> Iterator[Callable[[str, str], Terminal]]:
    opened: dict[tuple[str, str], Terminal] = {}
    start = {
        "bash": "source .{0}.bash; bind 'set bell-style none'",
        "zsh": "unsetopt promptsp; autoload -Uz compinit; compinit -u -D; LISTMAX=9999; source .{0}.zsh",
    }
    quiet = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}

    def terminal(shell: str, name: str) -> Terminal:
        if (shell, name) not in opened:
            command = [program(shell), *quiet[shell]]
            opened[shell, name] = Terminal(command, scripts, start[shell].format(name))
        return opened[shell, name]

    yield terminal
    for each in opened.values():
        each.close()


@pytest.fixture(params=SHELLS)
def ask(request: pytest.FixtureRequest, scripts: Path, terminals: Callable[[str, str], Terminal]) -> Asker:
    program(request.param)
    return Asker(request.param, scripts, terminals)


@pytest.mark.parametrize("parser", TABLES)
@pytest.mark.parametrize("shell", SHELLS)
def test_syntax(shell: str, parser: str, scripts: Path) -> None:
    done = subprocess.run(
        [program(shell), "-n", f".{parser}.{shell}"], cwd=scripts, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("shell", SHELLS)
def test_says_how_to_install_it(shell: str) -> None:
    script = completion_script(shell, COMMANDS)

    assert re.search(rf"^#   .*kumo-lr completion {shell} > ~/", script, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("shell", SHELLS)
def test_every_option_is_written_down(shell: str, command: str) -> None:
    script = completion_script(shell, COMMANDS)

    for name in names_of(command):
        marked = f"-{'l' if name.startswith('--') else 's'} {name.lstrip('-')}" if shell == "fish" else name
        assert re.search(rf"(?<![\w-]){re.escape(marked)}(?![\w-])", script), name


CODES = {code for code in RULES if code.startswith("KLR2")}
SLUGS = {rule.slug for rule in RULES.values()}
OFFERED = {
    "": set(COMMANDS),
    "ch": {"check"},
    "--v": {"--version"},
    "check --fa": {"--fail-on", "--fail-on-empty"},
    "check plan.yaml --unsafe": {"--unsafe-fixes"},
    "check --select KLR101 --unsafe": {"--unsafe-fixes"},
    "check --color=auto --unsafe": {"--unsafe-fixes"},
    "check --fail-on ": {"error", "warning", "never"},
    "check --color a": {"auto", "always"},
    "check --color=a": {"auto", "always"},
    "check --color=": {"auto", "always", "never"},
    "check --output-format ": set(FORMATS),
    "check --run-mode ": set(RUN_MODES),
    "resolve --run-mode=": set(RUN_MODES),
    "check --select KLR2": CODES,
    "check --ignore=KLR2": CODES,
    "check --select ": {*RULES, *SLUGS},
    "check --jobs ": set(),
    "check --at pl": set(),
    "schema --draft 2": {"2020-12"},
    "nonsense ": set(),
    "explain KLR2": CODES,
    "explain cosine": {name for name in STRATEGIES if name.startswith("cosine")},
    "explain ": {*RULES, *SLUGS, *STRATEGIES},
    "explain zz": set(),
    "completion ": set(SHELLS),
}


@pytest.mark.parametrize("line", OFFERED)
def test_offers(line: str, ask: Asker) -> None:
    assert set(ask(f"kumo-lr {line}")) == OFFERED[line]


@pytest.mark.parametrize("option", ["--select ", "--ignore="])
def test_completes_the_last_of_a_list(option: str, ask: Asker) -> None:
    offered = ask(f"kumo-lr check {option}KLR101,KLR2")

    assert {word.removeprefix("KLR101,") for word in offered} == CODES


@pytest.mark.parametrize("command", COMMANDS)
def test_offers_every_option(command: str, ask: Asker) -> None:
    assert set(ask(f"kumo-lr {command} -")) == set(names_of(command))


def test_describes(ask: Asker) -> None:
    if ask.shell == "bash":
        pytest.skip("bash shows no descriptions")

    assert ask("kumo-lr ")["diff"] == "compare two plans by what will run"
    assert ask("kumo-lr explain KLR104") == {"KLR104": RULES["KLR104"].summary}
    assert ask("kumo-lr check --unsafe") == {"--unsafe-fixes": "with --fix or --diff: apply unsafe fixes too"}


def test_takes_awkward_texts_as_they_are(ask: Asker) -> None:
    shown = "" if ask.shell == "bash" else AWKWARD

    assert ask("kumo-lr ch", "awkward") == {"check": shown}
    assert ask("kumo-lr check --od", "awkward") == {"--odd": shown}
    assert ask("kumo-lr check --ev", "awkward") == {"--even": shown and "no X:Y"}


def test_offers_folders(ask: Asker) -> None:
    if ask.shell == "bash":
        shown = ask.terminals("bash", "awkward").ask("kumo-lr check --in pl\t")
        assert "--in plenty/" in shown
    else:
        assert {word.rstrip("/") for word in ask("kumo-lr check --in pl", "awkward")} == {"plenty"}


def test_zsh_offers_again_what_can_be_repeated(
    scripts: Path, terminals: Callable[[str, str], Terminal]
) -> None:
    program("zsh")
    ask = Asker("zsh", scripts, terminals)

    offered = ask("kumo-lr check --again one --short one --", "awkward")

    assert "--again" in offered
    assert "--short" not in offered


# What is typed before a Tab, and what the command then gets.
TYPED = {
    "check plan\\ ": ["check", "plan two.yaml"],
    "check 'plan ": ["check", "plan two.yaml"],
    "diff plan.yaml it": ["diff", "plan.yaml", "it's.json"],
    "check plenty/p": ["check", "plenty/plan.yml"],
    "check --fix plai": ["check", "--fix", "plain.txt"],
    "check ./plai": ["check", "./plain.txt"],
    "preview plan.yaml --output=plai": ["preview", "plan.yaml", "--output=plain.txt"],
    "preview plan.yaml --output plai": ["preview", "plan.yaml", "--output", "plain.txt"],
    "check --color=al": ["check", "--color=always"],
    "check --select=KLR101,KLR107": ["check", "--select=KLR101,KLR107"],
    "check --select=KLR101,unknown-k": ["check", "--select=KLR101,unknown-key"],
    "explain plai": ["explain", "plai"],
    "check --jobs plai": ["check", "--jobs", "plai"],
}


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_tab(shell: str, typed: str, terminals: Callable[[str, str], Terminal]) -> None:
    shown = terminals(shell, "real").ask(f"kumo-lr {typed}\t\r")

    assert f"\n<{'><'.join(TYPED[typed])}>\n" in plain(shown)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["check", "--color=al"], ["--color=always"]),
        (["check", "--select=KLR101,KLR107"], ["--select=KLR101,KLR107"]),
        (["check", "--color=auto", "--unsafe"], ["--unsafe-fixes"]),
    ],
)
def test_bash_that_does_not_take_words_apart(words: list[str], offered: list[str], scripts: Path) -> None:
    ask = Asker("bash", scripts, lambda shell, _: pytest.fail(shell))

    assert (
        ask.run("--norc", "-c", "COMP_WORDBREAKS=' '\n" + BASH, "bash", ".real.bash", "kumo-lr", *words)
        == offered
    )


def test_bash_counts_arguments_as_they_were_typed(scripts: Path) -> None:
    ask = Asker("bash", scripts, lambda shell, _: pytest.fail(shell))

    assert set(ask("kumo-lr completion ")) == set(SHELLS)
    assert ask("kumo-lr completion fish ") == {}
    assert set(ask("kumo-lr completion a=b")) == {"bash"}


def test_zsh_names_plans_first(scripts: Path, terminals: Callable[[str, str], Terminal]) -> None:
    program("zsh")
    ask = Asker("zsh", scripts, terminals)

    assert "plain.txt" not in ask("kumo-lr check pl")
    assert "plain.txt" in ask("kumo-lr check plai")
    assert "plain.txt" in ask("kumo-lr check --config pl")


def test_fish_names_files(scripts: Path, terminals: Callable[[str, str], Terminal]) -> None:
    program("fish")
    ask = Asker("fish", scripts, terminals)

    assert set(ask("kumo-lr check plan\\ ")) == {"plan two.yaml"}
    assert set(ask("kumo-lr diff plan.yaml it")) == {"it's.json"}
    assert set(ask("kumo-lr preview plan.yaml --output=plai")) == {"plain.txt"}
    assert set(ask("kumo-lr check --config plai")) == {"plain.txt"}
