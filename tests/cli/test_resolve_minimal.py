"""`kumo-lr resolve --minimal`: every default taken out of a plan."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_resolve import (
    CANDIDATES,
    CYCLES,
    DEFAULTS,
    PLAN,
    PLAN_FULL,
    PLAN_MINIMAL,
    RATIO,
    RESTARTS,
    SHORT,
    SHORT_FULL,
    STANDARD,
    default_field,
)


def test_minimal(cli: Cli) -> None:
    put("full.yaml", PLAN_FULL)
    put("plan.yaml", PLAN)
    assert cli("resolve", "full.yaml", "--minimal") == (0, PLAN_MINIMAL, "")
    assert cli("resolve", "plan.yaml", "--minimal") == (0, PLAN_MINIMAL, "")


def test_minimal_keeps_what_the_user_said(cli: Cli) -> None:
    text = f"""\
run_mode: fast
optimization:
  lr_scheduler:
  - name: cosine_with_warmup_restarts
    interval: step
    kwargs:
      num_cycles: {CYCLES}   # mine
      # keep
      warmup_ratio_or_steps: {RATIO}0
  - {{name: cosine_with_warmup, interval: step, kwargs: {{warmup_ratio_or_steps: {RATIO}}}}}  # short
  - interval: epoch
    kwargs:
      num_cycles: {CYCLES}
      warmup_ratio_or_steps: 500
    name: cosine_with_warmup_restarts
  - name: linear_with_warmup
    interval: epoch
    kwargs: {{warmup_ratio_or_steps: 1}}
"""
    expected = """\
run_mode: fast
optimization:
  lr_scheduler:
  - name: cosine_with_warmup_restarts
    interval: step
    # mine
    # keep
  - {name: cosine_with_warmup, interval: step}  # short
  - interval: epoch
    kwargs:
      warmup_ratio_or_steps: 500
    name: cosine_with_warmup_restarts
  - name: linear_with_warmup
    interval: epoch
    kwargs: {warmup_ratio_or_steps: 1}
"""
    put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--minimal") == (0, expected, "")
    put("less.yaml", expected)
    assert cli("diff", "plan.yaml", "less.yaml") == (0, "no difference: 4 candidates (FAST)\n", "")


def test_minimal_keeps_comments_that_only_look_like_its_own(cli: Cli) -> None:
    text = f"{SHORT}  kwargs:\n    warmup_ratio_or_steps: {RATIO}  # default: but we want to be sure\n"
    put("plan.yaml", text)
    code, out, err = cli("resolve", "plan.yaml", "--minimal")
    assert (code, err) == (0, "")
    assert "# default: but we want to be sure" in out


@pytest.mark.parametrize(
    ("text", "less"),
    [
        (default_field(), ""),
        ("a: 1\n" + default_field() + "b: 2\n", "a: 1\nb: 2\n"),
        ("lr_scheduler: ???\na: 1\n", "a: 1\n"),
        ("a: 1\noptimization:\n" + default_field("BEST", "  "), "a: 1\noptimization: {}\n"),
        (
            "optimization:\n  max_epochs: 3\n" + default_field(indent="  ") + "# end\n",
            "optimization:\n  max_epochs: 3\n# end\n",
        ),
        ("a: 1\n", "a: 1\n"),
        ("", ""),
    ],
)
def test_minimal_takes_the_whole_field_where_it_is_the_default(cli: Cli, text: str, less: str) -> None:
    plan = put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--minimal") == (0, less, "")
    assert plan.read_text() == text
    assert cli("resolve", "plan.yaml", "--minimal", "--in-place") == (0, "", "")
    assert plan.read_text() == less


@pytest.mark.parametrize(
    "text",
    [
        f"{default_field()}---\n{SHORT_FULL}",
        f"{SHORT_FULL}---\nrun_mode: BEST\n{default_field('BEST')}---\n{SHORT_FULL}",
        f"{default_field()}---\n{default_field()}",
        (
            f"optimization:\n{indent(SHORT_FULL, '  ')}"
            f"model_plan:\n  optimization:\n{default_field(indent='    ')}"
        ),
    ],
    ids=["first", "second", "all", "section"],
)
def test_minimal_loses_no_field_of_several(cli: Cli, text: str) -> None:
    put("full.yaml", text)
    code, out, err = cli("resolve", "full.yaml", "--minimal")
    assert (code, err) == (0, "")
    put("less.yaml", out)
    fields = [
        json.loads(cli("resolve", name, "--output-format", "json").out)["fields"]
        for name in ("full.yaml", "less.yaml")
    ]
    kept = [[(field["document"], field["candidates"]) for field in each] for each in fields]
    assert kept[0] == kept[1]


def test_minimal_trims_the_defaults_where_there_are_several_documents(cli: Cli) -> None:
    def trimmed(mode: str) -> str:
        return "".join(
            line
            for line in default_field(mode).splitlines(keepends=True)
            if not line.startswith(("  kwargs:", "    "))
        )

    put("full.yaml", f"{default_field()}---\nrun_mode: BEST\n{default_field('BEST')}")
    expected = f"{trimmed('NORMAL')}---\nrun_mode: BEST\n{trimmed('BEST')}"
    assert cli("resolve", "full.yaml", "--minimal") == (0, expected, "")
    put("full.yaml", f"a: 1\n---\n{default_field()}")
    assert cli("resolve", "full.yaml", "--minimal") == (0, f"a: 1\n---\n{trimmed('NORMAL')}", "")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (default_field(), "lr_scheduler"),
        (f"x:\n{default_field(indent='  ')}", "x.lr_scheduler"),
        ("x:\n  y: 1\n  lr_scheduler: ???\n", "x.lr_scheduler"),
        (f"schedules:  # mine\n{CANDIDATES}", "schedules"),
    ],
)
def test_minimal_of_the_defaults_at_a_place(cli: Cli, text: str, at: str) -> None:
    put("full.yaml", text)
    code, out, err = cli("resolve", "full.yaml", "--at", at, "--minimal")
    assert (code, err) == (0, "")
    assert "kwargs" not in out


def test_minimal_of_the_defaults_in_another_order_stays(cli: Cli) -> None:
    text = "lr_scheduler:\n" + "".join(f"- name: {name}\n  interval: step\n" for name in reversed(STANDARD))
    put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--minimal") == (0, text, "")


def test_minimal_knows_other_defaults(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    text = f"{RESTARTS}  kwargs: {{num_cycles: {CYCLES}, warmup_ratio_or_steps: 100}}\n"
    put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--minimal", "--defaults", "ours.yaml") == (0, RESTARTS, "")
    less = f"{RESTARTS}  kwargs: {{warmup_ratio_or_steps: 100}}\n"
    assert cli("resolve", "plan.yaml", "--minimal") == (0, less, "")
    whole = cli("resolve", "-", "--defaults", "ours.yaml", stdin=b"run_mode: best\n").out
    assert "gamma: 0.5" in whole
    put("whole.yaml", whole)
    assert cli("resolve", "whole.yaml", "--minimal", "--defaults", "ours.yaml") == (0, "run_mode: best\n", "")


def test_minimal_is_the_inverse_whatever_the_defaults_are_called(cli: Cli) -> None:
    for name in ("ours.yaml", "our own.yaml", "öurs.yaml", "it's.yaml", "a # b.yaml", "new\nline.yaml"):
        put(name, DEFAULTS)
        put("plan.yaml", RESTARTS)
        assert cli("resolve", "plan.yaml", "--in-place", "--defaults", name) == (0, "", "")
        assert "warmup_ratio_or_steps: 100" in Path("plan.yaml").read_text()
        assert cli("resolve", "plan.yaml", "--minimal", "--defaults", name) == (0, RESTARTS, "")
