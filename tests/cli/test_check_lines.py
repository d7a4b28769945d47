"""Lines of a plan as a terminal gets them: underlines, long lines, control characters."""

from __future__ import annotations

import pytest

from kumo_lr.report import FORMATS
from tests.support.cli import Cli, columns, put
from tests.support.cli_check import BAD, BAD_HELP, BAD_MESSAGE


@pytest.mark.parametrize(
    "line",
    [
        "- {name: exponential, interval: epok}",
        '- {name: "学習率", interval: epok}',
        '- {name: "\uff46\uff55\uff4c\uff4c", interval: epok}',
        '- {name: "\t学\t", interval: epok}',
        '- {name: "🚀", interval: epok}',
        '- {name: "ｶﾅ", interval: epok}',
        '- {name: "no\u00a0break\u200bzero", interval: epok}',
        '- {name: "caf\u00e9", interval: epok}',
        '- {name: "cafe\u0301", interval: epok}',
        '- {name: "學e\u0301\u0323\t", interval: epok}',
    ],
    ids=ascii,
)
def test_underline_stands_below_the_token(cli: Cli, line: str) -> None:
    put("plan.yaml", f"lr_scheduler:\n{line}\n")
    out = cli("check", "plan.yaml", "--select", "KLR202").out
    shown, underline = out.splitlines()[2:4]
    assert "\t" not in shown
    before = shown[: shown.index("epok")]
    assert underline == "  | " + " " * (columns(before) - 4) + "^^^^"


def test_underline_of_wide_text_is_as_wide(cli: Cli) -> None:
    put("plan.yaml", 'lr_scheduler:\n- {name: "学習率", interval: epoch}\n')
    shown, underline = cli("check", "plan.yaml", "--select", "KLR201").out.splitlines()[2:4]
    assert shown == '2 | - {name: "学習率", interval: epoch}'
    assert underline == "  |          ^^^^^^^^"


CANDIDATE = "{name: exponential, interval: epoch, kwargs: {gamma: 0.9}}"


def test_long_line_is_cut(cli: Cli) -> None:
    candidates = [CANDIDATE] * 5 + [CANDIDATE.replace("tial", "tal")] + [CANDIDATE] * 5
    put("plan.yaml", f"lr_scheduler: [{', '.join(candidates)}]\n")
    code, out, _ = cli("check", "plan.yaml", "--quiet", "--select", "KLR201")
    assert code == 1
    assert out == (
        f"plan.yaml:1:323: error[KLR201] {BAD_MESSAGE}\n"
        "  |\n"
        "1 | …kwargs: {gamma: 0.9}}, {name: exponental, interval: epoch, kwargs: {gamma: 0.9}}, "
        "{name: exponential…\n"
        "  |                                ^^^^^^^^^^\n"
        f"  = help: {BAD_HELP} (--fix)\n\n"
    )


@pytest.mark.parametrize(
    ("before", "token", "after"),
    [
        ("", "exponental", "x" * 100_000),
        ("x" * 100_000, "exponental", ""),
        ("x" * 100_000, "exponental", "x" * 100_000),
        ("", "y" * 5_000, ""),
        ("x" * 300, "y" * 5_000, "x" * 300),
        ("学" * 200, "exponental", "習" * 200),
        ("", "学" * 300, ""),
    ],
    ids=["start", "end", "middle", "token", "all", "wide", "wide token"],
)
def test_long_line_fits(cli: Cli, before: str, token: str, after: str) -> None:
    put("plan.yaml", f"lr_scheduler:\n- {{a: '{before}', name: '{token}', b: '{after}'}}\n")
    out = cli("check", "plan.yaml", "--select", "KLR201", "--quiet").out
    shown, underline = out.splitlines()[2:4]
    assert token[:20] in shown
    assert columns(shown) <= 110
    assert columns(underline) <= columns(shown)
    assert columns(shown[: shown.index(token[:20]) - 1]) == underline.index("^")


def test_control_characters_do_not_reach_the_terminal(cli: Cli) -> None:
    put("plan.yaml", BAD.replace("exponental", '"\\e[31mexponental\\a"'))
    put("raw.yaml", BAD.replace("exponental", "'\x1b[31mexponental'"))
    put("a\x1b[31m\n.yaml", BAD)
    for output_format in FORMATS:
        result = cli("check", "--output-format", output_format)
        assert "\x1b" not in result.out + result.err
        assert "\x07" not in result.out + result.err
