"""`kumo-lr resolve --defaults`."""

from __future__ import annotations

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_resolve import (
    CYCLES,
    DEFAULTS,
    FROM_DOCUMENTATION,
    FROM_ENGINE,
    RATIO,
    RESTARTS,
    default_field,
)


def test_other_defaults(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    put("plan.yaml", RESTARTS)
    best = f"""\
{RESTARTS}  kwargs:
    num_cycles: {CYCLES}{FROM_DOCUMENTATION}
    warmup_ratio_or_steps: 100  # default: ours.yaml:12
"""
    normal = f"""\
{RESTARTS}  kwargs:
    num_cycles: 5  # default: ours.yaml:3
    warmup_ratio_or_steps: {RATIO}{FROM_ENGINE}
"""
    assert cli("resolve", "plan.yaml", "--defaults", "ours.yaml") == (0, best, "")
    assert cli("resolve", "plan.yaml", "--defaults", "ours.yaml", "--run-mode", "normal") == (0, normal, "")


def test_other_defaults_of_the_whole_field(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    code, out, err = cli("resolve", "-", "--defaults", "ours.yaml", "--run-mode", "Best", stdin=b"a: 1\n")
    assert (code, err) == (0, "")
    first, head, *rest = out.splitlines(keepends=True)
    assert (first, head) == (
        "a: 1\n",
        "lr_scheduler:  # default: not set, so BEST applies those of ours.yaml:6\n",
    )
    assert "".join(rest) == (
        f"""\
- name: exponential  # default: ours.yaml:6
  interval: epoch  # default: ours.yaml:7
  kwargs:
    gamma: 0.5  # default: ours.yaml:8
- name: cosine_with_warmup_restarts  # default: ours.yaml:9
  interval: step  # default: ours.yaml:10
  kwargs:
    num_cycles: {CYCLES}{FROM_DOCUMENTATION}
    warmup_ratio_or_steps: 100  # default: ours.yaml:12
"""
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "{}\n",
        "FAST: {}\n",
        "normal:\n",
        "normal: # later\nfast:\n  kwargs:\n",
        "normal:\n  lr_scheduler: ???\n  kwargs: {}\n",
    ],
)
def test_defaults_that_override_nothing(cli: Cli, text: str) -> None:
    put("ours.yaml", text)
    assert cli("resolve", "-", "--defaults", "ours.yaml") == (0, default_field(), "")


def test_defaults_in_json(cli: Cli) -> None:
    put("ours.json", '{"NORMAL": {"lr_scheduler": [null], "kwargs": {"num_cycles": 7}}}')
    code, out, _ = cli("resolve", "-", "--defaults", "ours.json")
    assert (code, out.splitlines()[1:]) == (0, ["- null  # default: ours.json:1"])
