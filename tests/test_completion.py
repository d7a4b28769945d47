"""Completion scripts, in the shells they are for."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from kumo_lr.cli.commands import COMMANDS
from kumo_lr.cli.completion import completion_script
from kumo_lr.cli.options import CheckOptions, Command, Group, Option
from kumo_lr.cli.parser import HELP
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.report import FORMATS
from kumo_lr.rules import RULES

SHELLS = ("bash", "zsh", "fish")
TIMEOUT = 20
PROMPT = b"READY:"
# What has a meaning to one shell or another.
AWKWARD = """it's "so" [a] b:c $HOME `id` $(id) \\n {d} <e> *?~ !f #g ; | & 100%"""
FILES = ("plan.yaml", "plan two.yaml", "plain.txt", "plenty/plan.yml", "it's.json")
Words = dict[str, str]
AWKWARD_COMMANDS = {
    "check": Command(
        "check",
        CheckOptions,
        AWKWARD,
        (
            Group(
                "",
                (
                    Option(("paths",), metavar="PATH", offers="plan", repeats=True),
                    Option(("--odd",), AWKWARD),
                    Option(("--even",), "no X:Y", "X:Y", choices=("a b", "c$d")),
                    Option(("--again",), "twice", choices=("one",), repeats=True),
                    Option(("--in",), "a folder", "DIR", offers="folder"),
                    Option(("-s", "--short"), "both", choices=("one", "two")),
                ),
            ),
        ),
    )
}
TABLES: dict[str, Mapping[str, Command]] = {"real": COMMANDS, "awkward": AWKWARD_COMMANDS}


def names_of(command: str) -> list[str]:
    """Return the names of all options of a command."""
    options = (HELP, *COMMANDS[command].options)
    return [name for option in options if not option.is_argument for name in option.names]


def program(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"no {shell} here")
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files to name, and the scripts of all parsers out of sight."""
    home = tmp_path_factory.mktemp("completion")
    for name, commands in TABLES.items():
        for shell in SHELLS:
            (home / f".{name}.{shell}").write_text(completion_script(shell, commands), encoding="utf-8")
    for file in FILES:
        (home / file).parent.mkdir(exist_ok=True)
        (home / file).touch()
    return home


def environment(home: Path) -> dict[str, str]:
    """Nobody's own settings, and a terminal that any system knows."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local"),
    }


class Terminal:
    """An interactive shell at a terminal wide enough for any list."""

    def __init__(self, command: list[str], home: Path, start: str) -> None:
        self.screen, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 1000, 300, 0, 0))
        self.shell = subprocess.Popen(
            command,
            cwd=home,
            env=environment(home),
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
        )
        os.close(inside)
        self.asked = 0
        self.ask(f"{start}; PS1={PROMPT.decode()}; kumo-lr() {{ printf '<%s>' \"$@\"; echo; }}\r")

    def ask(self, keys: str) -> str:
        """Type, drop the line, and give what the shell sent to the terminal."""
        self.asked += 1
        # Spelled with a quote, so that the echo of the typed line is not taken for the output.
        os.write(self.screen, f"{keys}\x15echo EN''D{self.asked}\r".encode())
        shown = b""
        # Only behind its prompt does a shell take keys as keys.
        while PROMPT not in shown.partition(f"END{self.asked}\r".encode())[2]:
            assert select.select([self.screen], [], [], TIMEOUT)[0], shown
            shown += os.read(self.screen, 65536)
        return shown.decode().replace("\a", "").replace("\r", "")

    def close(self) -> None:
        self.shell.kill()
        self.shell.wait()
        os.close(self.screen)


@pytest.fixture(scope="module")
def terminals(folder: Path) -> Iterator[Callable[[str, str], Terminal]]:
    opened: dict[tuple[str, str], Terminal] = {}
    start = {
        "bash": "source .{0}.bash; bind 'set bell-style none'",
        "zsh": "unsetopt promptsp; autoload -Uz compinit; compinit -u -D; LISTMAX=9999; source .{0}.zsh",
    }
    quiet = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}

    def terminal(shell: str, name: str) -> Terminal:
        if (shell, name) not in opened:
            command = [program(shell), *quiet[shell]]
            opened[shell, name] = Terminal(command, folder, start[shell].format(name))
        return opened[shell, name]

    yield terminal
    for each in opened.values():
        each.close()


def plain(shown: str) -> str:
    return re.sub(r"\x1b(\[[?>=\d;]*[a-zA-Z]|[=>(]B?)", "", shown)


BASH = """\
set -u
source "$1"
COMP_WORDS=("${@:2}") COMP_CWORD=$(($# - 2)) COMPREPLY=()
_kumo_lr kumo-lr
[[ ${COMPREPLY+set} ]] && printf '%s\\n' "${COMPREPLY[@]}"
exit 0
"""


class Asker:
    """Asks a shell what it offers behind a line; words with what they are about, where it says so."""

    def __init__(self, shell: str, home: Path, terminals: Callable[[str, str], Terminal]) -> None:
        self.shell, self.home, self.terminals = shell, home, terminals

    def __call__(self, line: str, parser: str = "real") -> Words:
        offered: Words = getattr(self, self.shell)(line, parser)
        return offered

    def run(self, *command: str) -> list[str]:
        done = subprocess.run(
            [program(self.shell), *command],
            cwd=self.home,
            env=environment(self.home),
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    def bash(self, line: str, parser: str) -> Words:
        words = re.findall(r"=|[^\s=]+", line) + [""] * line.endswith(" ")
        return dict.fromkeys(self.run("--norc", "-c", BASH, "bash", f".{parser}.bash", *words), "")

    def fish(self, line: str, parser: str) -> Words:
        source = f"source .{parser}.fish; complete -C {line!r}"
        pairs = [shown.partition("\t")[::2] for shown in self.run("--no-config", "-c", source)]
        prefix = line.rsplit(" ", maxsplit=1)[-1].rpartition("=")[0] + "="
        return {word.removeprefix(prefix): about for word, about in pairs}

    def zsh(self, line: str, parser: str) -> Words:
        shown = self.terminals("zsh", parser).ask(f"{line}\x04")
        assert "kumo_lr" not in shown and "_arguments" not in shown  # no message about a function
        # The list stands below the line, to which the cursor then goes up again.
        listed = re.search(r"\n(.*?)\x1b\[\d*A", shown, re.DOTALL)
        words: Words = {}
        for row in plain(listed[1]).split("\n") if listed else ():
            left, _, about = row.partition(" -- ")
            words |= dict.fromkeys(left.split(), about.strip())
        return words


@pytest.fixture(params=SHELLS)
def ask(request: pytest.FixtureRequest, folder: Path, terminals: Callable[[str, str], Terminal]) -> Asker:
    program(request.param)
    return Asker(request.param, folder, terminals)


@pytest.mark.parametrize("parser", TABLES)
@pytest.mark.parametrize("shell", SHELLS)
def test_syntax(shell: str, parser: str, folder: Path) -> None:
    done = subprocess.run(
        [program(shell), "-n", f".{parser}.{shell}"], cwd=folder, capture_output=True, text=True, check=False
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
    "check --fa": {"--fail-on"},
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
    assert ask("kumo-lr check --unsafe") == {"--unsafe-fixes": "with --fix or --diff: unsafe ones too"}


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
    folder: Path, terminals: Callable[[str, str], Terminal]
) -> None:
    program("zsh")
    ask = Asker("zsh", folder, terminals)

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
def test_bash_that_does_not_take_words_apart(words: list[str], offered: list[str], folder: Path) -> None:
    ask = Asker("bash", folder, lambda shell, _: pytest.fail(shell))

    assert (
        ask.run("--norc", "-c", "COMP_WORDBREAKS=' '\n" + BASH, "bash", ".real.bash", "kumo-lr", *words)
        == offered
    )


def test_bash_counts_arguments_as_they_were_typed(folder: Path) -> None:
    ask = Asker("bash", folder, lambda shell, _: pytest.fail(shell))

    assert set(ask("kumo-lr completion ")) == set(SHELLS)
    assert ask("kumo-lr completion fish ") == {}
    assert set(ask("kumo-lr completion a=b")) == {"bash"}


def test_zsh_names_plans_first(folder: Path, terminals: Callable[[str, str], Terminal]) -> None:
    program("zsh")
    ask = Asker("zsh", folder, terminals)

    assert "plain.txt" not in ask("kumo-lr check pl")
    assert "plain.txt" in ask("kumo-lr check plai")
    assert "plain.txt" in ask("kumo-lr check --config pl")


def test_fish_names_files(folder: Path, terminals: Callable[[str, str], Terminal]) -> None:
    program("fish")
    ask = Asker("fish", folder, terminals)

    assert set(ask("kumo-lr check plan\\ ")) == {"plan two.yaml"}
    assert set(ask("kumo-lr diff plan.yaml it")) == {"it's.json"}
    assert set(ask("kumo-lr preview plan.yaml --output=plai")) == {"plain.txt"}
    assert set(ask("kumo-lr check --config plai")) == {"plain.txt"}
