"""Shells that complete the command line, and what they are asked."""

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
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kumo_lr.cli.commands import COMMANDS
from kumo_lr.cli.options import CheckOptions, Command, Group, Option
from kumo_lr.cli.parser import HELP

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
