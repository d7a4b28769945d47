"""Previews in a terminal: its width, its colours, its characters."""

from __future__ import annotations

import pty
import termios
from pathlib import Path

import pytest

from tests.support.cli import Cli, columns, environment, on_terminal, plain, put, run
from tests.support.cli_preview import (
    ALL,
    COSINE,
    COSINE_ASCII,
    COSINE_NARROW,
    COSINE_SHOWN,
    KNOWN,
    OWN,
    OWN_SHOWN,
    title,
)


@pytest.mark.parametrize("text", [COSINE, OWN, ALL, ""], ids=["cosine", "own", "all", "default"])
@pytest.mark.parametrize("width", [40, 79, 80, 119, 120, 200])
def test_no_line_is_wider_than_the_terminal(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, text: str, width: int
) -> None:
    put("plan.yaml", text)
    monkeypatch.setenv("COLUMNS", str(width))
    for options in ([], ["--base-lr", "0.00123456789"]):
        code, out, err = cli("preview", "plan.yaml", *options)
        assert (code, err) == (0, "")
        assert max(map(columns, out.splitlines())) <= width
        assert all(line == line.rstrip() for line in out.splitlines())


def test_narrow_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("plan.yaml", COSINE)
    for width in ("40", "1"):
        monkeypatch.setenv("COLUMNS", width)
        assert cli("preview", "plan.yaml", *KNOWN) == (0, COSINE_NARROW, "")


def test_wide_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("plan.yaml", OWN)
    monkeypatch.setenv("COLUMNS", "200")
    code, out, err = cli("preview", "plan.yaml")
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == len(OWN_SHOWN.splitlines()) - 2 * 4
    for row in ("warmup    ◆ 20 steps, over at step 20 (epoch 1)", "final       0.6 % of base_lr"):
        assert any(line.endswith("  " + row) for line in out.splitlines())


@pytest.mark.parametrize("width", ["", "0", "-3", "wide"])
def test_width_that_is_none(width: str) -> None:
    put("plan.yaml", COSINE)
    result = run("preview", "plan.yaml", *KNOWN, env=environment(COLUMNS=width))
    assert result == (0, COSINE_SHOWN, "")


def test_width_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = pty.openpty

    def narrow() -> tuple[int, int]:
        ends = opened()
        termios.tcsetwinsize(ends[1], (24, 60))
        return ends

    put("plan.yaml", ALL)
    monkeypatch.setattr(pty, "openpty", narrow)
    printed = on_terminal("preview", "plan.yaml")
    widths = list(map(columns, plain(printed).splitlines()))
    assert max(widths) == 60
    assert "\x1b[1mplan.yaml, run mode BEST\x1b[0m\n" in printed


@pytest.mark.parametrize(
    ("options", "changes", "colored"),
    [
        ([], {}, False),
        (["--color", "auto"], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "never"], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_color_in_a_pipe(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, options: list[str], changes: dict[str, str], colored: bool
) -> None:
    put("plan.yaml", OWN)
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    code, out, err = cli("preview", "plan.yaml", *options)
    assert (code, plain(out), err) == (0, OWN_SHOWN, "")
    assert ("\x1b" in out) is colored
    assert out.startswith("\x1b[1mplan.yaml, run mode FAST\x1b[0m\n") is colored
    assert ("\x1b[33m◆\x1b[0m" in out) is colored
    for line in out.splitlines():
        assert line.count("\x1b[0m") * 2 == line.count("\x1b")  # each line ends what it begins
    assert cli("preview", "plan.yaml", *options, "--output", "x.csv") == (0, "", "")
    assert "\x1b" not in Path("x.csv").read_text()


@pytest.mark.parametrize(
    ("options", "changes", "colored"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {}, False),
    ],
)
def test_color_on_a_terminal(options: list[str], changes: dict[str, str], colored: bool) -> None:
    put("plan.yaml", OWN)
    printed = on_terminal("preview", "plan.yaml", *options, **changes)
    assert (plain(printed), "\x1b" in printed) == (OWN_SHOWN, colored)


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
    ids=str,
)
def test_terminals_without_braille(changes: dict[str, str]) -> None:
    put("plan.yaml", COSINE)
    assert run("preview", "plan.yaml", *KNOWN, env=environment(**changes)) == (0, COSINE_ASCII, "")
    put("学.yaml", ALL)
    code, out, err = run("preview", "学.yaml", env=environment(**changes))
    assert (code, err, out.isascii()) == (0, "", True)
    assert title(out).splitlines()[0].endswith(".yaml, run mode BEST")
    assert max(map(len, out.splitlines())) <= 80
