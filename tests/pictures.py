"""Draw the language server in Neovim, in a terminal, for the documentation.

    pip install -e ".[docs,server,test]"
    python -m tests.pictures

It needs Neovim of the extra `test`, pyte of the extra `docs`, and a system with pseudo-terminals. Look at
the picture before committing it. `tests/project/test_pictures.py` compares its words with the server's.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyte

from tests.support.pictures import EDITED, HOVERED, NEOVIM, NEOVIM_TITLE, neovim_settings
from tests.support.screens import DARK, LIGHT, Cell, Look, Row, Theme, drawn

NVIM = Path(sys.executable).with_name("nvim")
COLUMNS = 100
# More than are drawn: Neovim opens the hover window where there is more space.
ROWS = 34
SECONDS = 30
# A tidy screen, a background that Neovim need not ask for, and hints that a picture can be read with.
LOOKS = """\
vim.o.background = "{background}"
vim.o.termguicolors = true
vim.o.number = true
vim.o.signcolumn = "number"
vim.o.winborder = "solid"
vim.o.laststatus = 0
vim.o.ruler = false
vim.o.showcmd = false
vim.opt.fillchars = {{ eob = " " }}
vim.api.nvim_set_hl(0, "LspInlayHint", {{ link = "Comment" }})
"""
# Questions to the terminal, and shapes of lines, which pyte does not know.
_UNKNOWN = re.compile(rb"\x1bP.*?\x1b\\|\x1b\[\d+:[\d:]*m|\x1b\[[>=?][\d;]*(?:\$p|u)", re.DOTALL)


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, program: Path, arguments: list[str], environment: dict[str, str]) -> None:
        """Start a program."""
        self._printed = b""
        self.process, self._file = pty.fork()
        if self.process == 0:
            os.read(0, 1)  # until the terminal has its size
            os.execve(program, [program.name, *arguments], environment)
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.press("\n")

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._file, keys.encode())

    def screen(self) -> Any:
        """Return what is shown now."""
        screen = pyte.Screen(COLUMNS, ROWS)
        pyte.ByteStream(screen).feed(_UNKNOWN.sub(b"", self._printed))
        return screen

    def wait(self, seen: Callable[[str], bool]) -> None:
        """Wait until something is seen and the terminal is quiet."""
        deadline = time.monotonic() + SECONDS
        while self._read(0.5) or not seen("\n".join(self.screen().display)):
            if time.monotonic() > deadline:
                raise TimeoutError("\n".join(self.screen().display))

    def _read(self, seconds: float) -> bool:
        """Read what is printed; return whether there was anything within the time."""
        ready, _, _ = select.select([self._file], [], [], seconds)
        self._printed += os.read(self._file, 65536) if ready else b""
        return bool(ready)

    def end(self) -> None:
        """End the program, and those that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGHUP)
        os.waitpid(self.process, 0)
        os.close(self._file)


@contextlib.contextmanager
def neovim(background: str) -> Iterator[Terminal]:
    """Run Neovim with the settings of the documentation, on the plan."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".git").mkdir()
        plan, settings = folder / "plan.yaml", folder / "init.lua"
        plan.write_text(EDITED, encoding="utf-8")
        settings.write_text(neovim_settings() + LOOKS.format(background=background), encoding="utf-8")
        own = {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CONFIG", "STATE", "DATA", "CACHE")}
        environment = {
            **own,
            "HOME": name,
            "LC_ALL": "C.UTF-8",
            "PATH": os.pathsep.join([str(NVIM.parent), os.environ["PATH"]]),
            "TERM": "xterm-256color",
        }
        arguments = ["--clean", "-n", "-i", "NONE", "-u", str(settings), str(plan)]
        terminal = Terminal(NVIM, arguments, environment)
        try:
            yield terminal
        finally:
            terminal.end()


def shown(background: str) -> Any:
    """Return the screen once the findings, the hints and the hover window are there."""
    with neovim(background) as terminal:
        terminal.wait(lambda text: text.count("■") == 3 and " steps" in text)
        line = next(n for n, text in enumerate(EDITED.splitlines(), 1) if text.endswith(HOVERED))
        # The name of the file is not in the picture, and neither is what the last command printed.
        terminal.press(f":echo\r{line}G$")
        terminal.wait(lambda _: True)
        terminal.press("K")
        terminal.wait(lambda text: "under FAST." in text)
        return terminal.screen()


def look(char: Any, own: tuple[str, str], at_cursor: bool) -> Look:
    """Return how a character of pyte's looks; `own` has the colours of the terminal itself."""
    color, background = (
        default if value == "default" else f"#{value}"
        for value, default in zip((char.fg, char.bg), own, strict=True)
    )
    if char.reverse or at_cursor:
        color, background = background, color
    return Look(color, None if background == own[1] else background, char.bold, char.italics, char.underscore)


def looks(screen: Any, own: tuple[str, str]) -> list[list[tuple[str, Look]]]:
    """Return the characters of a screen with how they look."""
    at = (screen.cursor.y, screen.cursor.x)
    return [
        [
            (char.data, look(char, own, at == (y, x)))
            for x, char in enumerate(screen.buffer[y][x] for x in range(COLUMNS))
        ]
        for y in range(ROWS)
    ]


def trimmed(rows: list[Row]) -> list[Row]:
    """Return rows without those below the last that has text or a background."""
    while rows and all(cell.text == " " and cell.light.background is None for cell in rows[-1]):
        rows.pop()
    return rows


def main() -> None:
    """Write the picture."""
    if not NVIM.exists():
        sys.exit('Neovim is missing: pip install -e ".[docs,server,test]"')
    themes, screens = [], []
    for background, theme in (("light", LIGHT), ("dark", DARK)):
        screen = shown(background)
        empty = screen.buffer[0][COLUMNS - 1]  # behind the first line, which is short
        own = (f"#{empty.fg}", f"#{empty.bg}")
        themes.append(Theme(own[0], own[1], theme.border, {}))
        screens.append(looks(screen, own))
    rows: list[Row] = [
        [Cell(text, light, dark) for (text, light), (_, dark) in zip(*pair, strict=True)]
        for pair in zip(*screens, strict=True)
    ]
    NEOVIM.write_text(drawn(trimmed(rows), COLUMNS, NEOVIM_TITLE, (themes[0], themes[1])), encoding="utf-8")


if __name__ == "__main__":
    main()
