"""Files of defaults that cannot be used."""

from __future__ import annotations

import pytest

from tests.support.cli import Cli, put, run
from tests.support.cli_resolve import BAD, IS_FOLDER, MISSING, ONE_ERROR, SHORT, unreadable

BAD_DEFAULTS = """\
BSET:
  kwargs: {num_cycles: 5}
BEST:
  lr_schedulr: []
  kwargs: {gamma: 0.9, num_cycles: 0, warmup_ratio_or_steps: 2.5}
FAST: 7
NORMAL:
  lr_scheduler:
  - name: linear_with_warmup
    interval: stp
"""
BAD_DEFAULTS_SAID = """\
ours.yaml:1:1: error[KLR208] unknown run mode "BSET"
  |
1 | BSET:
  | ^^^^
  = help: did you mean "BEST"?

ours.yaml:4:3: error[KLR109] unknown key "lr_schedulr"
  |
4 |   lr_schedulr: []
  |   ^^^^^^^^^^^
  = help: did you mean "lr_scheduler"?

ours.yaml:5:12: error[KLR109] unknown key "gamma"
  |
5 |   kwargs: {gamma: 0.9, num_cycles: 0, warmup_ratio_or_steps: 2.5}
  |            ^^^^^
  = help: in a file of defaults only "num_cycles" or "warmup_ratio_or_steps" can stand here

ours.yaml:5:36: error[KLR206] num_cycles 0 is out of range
  |
5 |   kwargs: {gamma: 0.9, num_cycles: 0, warmup_ratio_or_steps: 2.5}
  |                                    ^
  = help: write an integer, 1 or more

ours.yaml:5:62: error[KLR206] warmup_ratio_or_steps 2.5 is a float, so a ratio, above 1
  |
5 |   kwargs: {gamma: 0.9, num_cycles: 0, warmup_ratio_or_steps: 2.5}
  |                                                              ^^^
  = help: write a ratio up to 1, or an integer number of steps

ours.yaml:6:1: error[KLR113] FAST is an integer, not a mapping
  |
6 | FAST: 7
  | ^^^^
  = help: write its settings as name: value

ours.yaml:10:15: error[KLR202] unknown interval "stp"
   |
10 |     interval: stp
   |               ^^^
   = help: did you mean "step"?

1 file checked: 7 errors
kumo-lr: cannot use the defaults in ours.yaml
"""


def test_every_mistake_in_defaults_is_told_at_its_place() -> None:
    put("ours.yaml", BAD_DEFAULTS)
    plan = put("plan.yaml", SHORT)
    for options in ([], ["--in-place"], ["--minimal"], ["--output-format", "json"]):
        result = run("resolve", "plan.yaml", "--defaults", "ours.yaml", *options)
        assert result == (2, "", BAD_DEFAULTS_SAID)
    assert run("diff", "plan.yaml", "plan.yaml", "--defaults", "ours.yaml") == (2, "", BAD_DEFAULTS_SAID)
    assert plan.read_text() == SHORT


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nope.yaml", MISSING),
        (".", IS_FOLDER),
        (
            "plan.yaml/x",
            unreadable("plan.yaml/x", "not a directory", "check the path and its permissions"),
        ),
    ],
)
@pytest.mark.parametrize("command", [["resolve"], ["diff", "plan.yaml"]])
def test_defaults_that_cannot_be_read(cli: Cli, command: list[str], name: str, said: str) -> None:
    put("plan.yaml", SHORT)
    expected = (2, "", f"{said}kumo-lr: cannot use the defaults in {name}\n")
    assert cli(*command, "plan.yaml", "--defaults", name) == expected


@pytest.mark.parametrize(
    "text", ["- a\n", "a: [\n", "normal: no\n", "x\n", b"\xff\xfe", "BEST: {kwargs: [1]}\n"]
)
def test_defaults_of_another_shape(cli: Cli, text: str | bytes) -> None:
    put("ours.yaml", text)
    code, out, err = cli("resolve", "-", "--defaults", "ours.yaml")
    assert (code, out) == (2, "")
    assert err.startswith("ours.yaml:1:")
    assert err.endswith("\nkumo-lr: cannot use the defaults in ours.yaml\n")
    # A file of defaults is no plan: neither option helps it.
    assert "--at" not in err
    assert "--fix" not in err


def test_defaults_that_are_a_list(cli: Cli) -> None:
    put("ours.yaml", "- NORMAL:\n    kwargs: {num_cycles: 5}\n")
    said = f"""\
ours.yaml:1:1: error[KLR113] the document is a list, not a mapping
  |
1 | - NORMAL:
  | ^
  = help: write its settings as name: value

{ONE_ERROR}kumo-lr: cannot use the defaults in ours.yaml
"""
    assert cli("resolve", "-", "--defaults", "ours.yaml") == (2, "", said)


@pytest.mark.parametrize(
    "text",
    [
        "fast:\n  kwargs: {num_cycles: 5}\n# again\nFAST:\n  kwargs: {num_cycles: 6}\n",
        "fast: {}\nbest:\n---\nFAST: {}\n",
        "{fast: {kwargs: {num_cycles: 5}}, FAST: {kwargs: {num_cycles: 6}}}\n",
    ],
    ids=["lines", "documents", "line"],
)
def test_defaults_that_name_a_run_mode_twice(cli: Cli, text: str) -> None:
    put("ours.yaml", text)
    line = text[: text.index("FAST")].count("\n") + 1
    said = f"kumo-lr: ours.yaml:{line}: FAST stands on line 1 already\n"
    said += "kumo-lr: cannot use the defaults in ours.yaml\n"
    # Also where another run mode is asked for.
    for mode in ("FAST", "BEST"):
        assert cli("resolve", "-", "--defaults", "ours.yaml", "--run-mode", mode) == (2, "", said)


def test_defaults_are_told_before_the_plan(cli: Cli) -> None:
    put("ours.yaml", BAD_DEFAULTS)
    put("bad.yaml", BAD)
    assert cli("resolve", "bad.yaml", "--defaults", "ours.yaml") == (2, "", BAD_DEFAULTS_SAID)
