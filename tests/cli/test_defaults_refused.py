"""Files of defaults that cannot be used."""

from __future__ import annotations

import pytest

import kumo_lr
from tests.support.cli import Cli, put
from tests.support.cli_resolve import BAD, IS_FOLDER, MISSING, SHORT, unreadable
from tests.support.findings import found

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
BAD_DEFAULTS_FOUND = [
    "ours.yaml:1:1 KLR208",
    "ours.yaml:4:3 KLR109",
    "ours.yaml:5:12 KLR109",
    "ours.yaml:5:36 KLR206",
    "ours.yaml:5:62 KLR206",
    "ours.yaml:6:1 KLR113",
    "ours.yaml:10:15 KLR202",
]


def refusal(name: str) -> str:
    """Return what is said of a file of defaults that cannot be used."""
    with pytest.raises(kumo_lr.ConfigError) as caught:
        kumo_lr.load_defaults(name)
    return f"{caught.value}\nkumo-lr: cannot use the defaults in {name}\n"


def test_every_mistake_in_defaults_is_told_at_its_place(cli: Cli) -> None:
    put("ours.yaml", BAD_DEFAULTS)
    plan = put("plan.yaml", SHORT)
    said = refusal("ours.yaml")
    assert found(said) == BAD_DEFAULTS_FOUND
    # Fixing is for plans.
    assert "--fix" not in said
    for options in ([], ["--in-place"], ["--minimal"], ["--output-format", "json"]):
        assert cli("resolve", "plan.yaml", "--defaults", "ours.yaml", *options) == (2, "", said)
    assert cli("diff", "plan.yaml", "plan.yaml", "--defaults", "ours.yaml") == (2, "", said)
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


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("BSET: {}\n", "ours.yaml:1:1 KLR208"),
        ("BEST: {lr_schedulr: []}\n", "ours.yaml:1:8 KLR109"),
        ("BEST: {kwargs: {num_cycles: 0}}\n", "ours.yaml:1:29 KLR206"),
        ("FAST: 7\n", "ours.yaml:1:1 KLR113"),
    ],
)
def test_one_mistake_in_defaults_is_enough(text: str, mistake: str) -> None:
    put("ours.yaml", text)
    assert found(refusal("ours.yaml")) == [mistake]


def test_defaults_that_are_a_list(cli: Cli) -> None:
    put("ours.yaml", "- NORMAL:\n    kwargs: {num_cycles: 5}\n")
    said = refusal("ours.yaml")
    assert found(said) == ["ours.yaml:1:1 KLR113"]
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
    said = f"kumo-lr: ours.yaml:{line}: FAST is already on line 1\n"
    said += "kumo-lr: cannot use the defaults in ours.yaml\n"
    # Also where another run mode is asked for.
    for mode in ("FAST", "BEST"):
        assert cli("resolve", "-", "--defaults", "ours.yaml", "--run-mode", mode) == (2, "", said)


def test_defaults_are_told_before_the_plan(cli: Cli) -> None:
    put("ours.yaml", BAD_DEFAULTS)
    put("bad.yaml", BAD)
    assert cli("resolve", "bad.yaml", "--defaults", "ours.yaml") == (2, "", refusal("ours.yaml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SHORT, "lr_scheduler"),
        (
            "optimization:\n  max_epochs: 3\n  lr_scheduler: []\ntraining_job: {run_mode: FAST}\n",
            "optimization",
        ),
    ],
    ids=["field", "plan"],
)
def test_a_plan_in_the_place_of_defaults_is_one_mistake(cli: Cli, text: str, said: str) -> None:
    put("plan.yaml", text)
    code, out, err = cli("resolve", "plan.yaml", "--defaults", "plan.yaml")
    assert (code, out, found(err)) == (2, "", ["plan.yaml:1:1 KLR208"])
    assert f'unknown run mode "{said}"' in err


def test_defaults_of_a_run_mode_that_is_not_set(cli: Cli) -> None:
    put("plan.yaml", SHORT)
    put("ours.yaml", '"???": {kwargs: {num_cycles: 5}}\n')
    said = 'kumo-lr: ours.yaml:1: "???" is not a run mode\nkumo-lr: cannot use the defaults in ours.yaml\n'
    assert cli("resolve", "plan.yaml", "--defaults", "ours.yaml") == (2, "", said)
