"""When `kumo-lr diff` colours its output."""

from __future__ import annotations

import pytest

from tests.support.cli import Cli, on_terminal, plain
from tests.support.cli_resolve import DIFF


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("options", "changes", "colored"),
    [
        ([], {}, False),
        (["--color", "auto"], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "never"], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": ""}, False),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_color_in_a_pipe(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, options: list[str], changes: dict[str, str], colored: bool
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    code, out, err = cli("diff", "a.yaml", "b.yaml", *options)
    assert (code, plain(out), err) == (1, DIFF, "")
    codes = {"~": "\x1b[36m", "-": "\x1b[31m", "+": "\x1b[32m"} if colored else {}
    for line in out.splitlines():
        assert line.startswith(codes.get(plain(line).lstrip()[0], plain(line)))
        assert line.count("\x1b") in ((0, 2) if colored else (0,))
    assert "\x1b" not in cli("diff", "a.yaml", "b.yaml", *options, "--output-format", "json").out


@pytest.mark.usefixtures("two")
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
    printed = on_terminal("diff", "a.yaml", "b.yaml", *options, **changes)
    assert ("\x1b[36m~ exponential" in printed) is colored
    assert plain(printed) == DIFF
    assert printed == DIFF or colored
