"""When `kumo-lr check` colours its output."""

from __future__ import annotations

import pytest

from tests.support.cli import Cli, on_terminal, plain, put
from tests.support.cli_check import BAD, BAD_CONCISE, BAD_FULL, BAD_SUMMARY, TWO


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
        (["--color", "always"], {"TERM": "dumb"}, True),
    ],
)
def test_color_in_a_pipe(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, options: list[str], changes: dict[str, str], colored: bool
) -> None:
    put("plan.yaml", BAD)
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    for output_format, expected in (("full", BAD_FULL), ("concise", BAD_CONCISE)):
        _, out, _ = cli("check", "plan.yaml", "--output-format", output_format, "--quiet", *options)
        assert ("\x1b[1;31m" in out) is colored
        assert plain(out) == expected
        assert out == plain(out) or colored
    for output_format in ("json", "json-lines"):
        assert "\x1b" not in cli("check", "plan.yaml", "--output-format", output_format, *options).out


@pytest.mark.parametrize(
    ("options", "changes", "colored"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {}, False),
    ],
)
def test_color_on_a_terminal(options: list[str], changes: dict[str, str], colored: bool) -> None:
    put("plan.yaml", BAD)
    printed = on_terminal("check", "plan.yaml", *options, **changes)
    assert ("\x1b[1;31m" in printed) is colored
    assert plain(printed) == BAD_FULL + BAD_SUMMARY
    assert printed == plain(printed) or colored


def test_color_leaves_the_text_as_it_is(cli: Cli) -> None:
    put("plan.yaml", TWO.replace("epok", '"学\t"'))
    for output_format in ("full", "concise"):
        arguments = ("check", "plan.yaml", "--output-format", output_format)
        assert plain(cli(*arguments, "--color", "always").out) == cli(*arguments, "--color", "never").out
