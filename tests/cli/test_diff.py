"""`kumo-lr diff`: how two plans differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import Cli, put, run
from tests.support.cli_resolve import (
    BY_DOCUMENTATION,
    BY_ENGINE,
    CYCLES,
    DATA,
    DEFAULTS,
    DIFF,
    ENGINE,
    IN_LIST,
    LEFT,
    LIST,
    LIST_FULL,
    RATIO,
    RESTARTS,
    SHORT,
    SHORT_FULL,
    origin,
)


@pytest.mark.usefixtures("two")
def test_diff() -> None:
    assert run("diff", "a.yaml", "b.yaml") == (1, DIFF, "")
    assert Path("a.yaml").read_text() == LEFT


@pytest.mark.usefixtures("two")
def test_diff_of_itself(cli: Cli) -> None:
    assert cli("diff", "a.yaml", "a.yaml") == (0, "no difference: 4 candidates (NORMAL)\n", "")
    assert cli("diff", "b.yaml", "b.yaml") == (0, "no difference: 4 candidates (BEST)\n", "")
    same = json.loads(cli("diff", "a.yaml", "a.yaml", "--output-format", "json").out)
    assert same == {
        "version": 1,
        "files": ["a.yaml", "a.yaml"],
        "run_modes": ["NORMAL", "NORMAL"],
        "same": [[0, 0], [1, 1], [2, 2], [3, 3]],
        "differences": [],
    }


def side(position: int, source: str, **values: tuple[object, int | dict[str, object]]) -> dict[str, object]:
    """Return a candidate as the diff has it; each value with its line, or its origin."""
    spelt = {
        name: {"value": value, "origin": origin("file", source, at) if isinstance(at, int) else at}
        for name, (value, at) in values.items()
    }
    first = next(iter(values.values()))[1]
    assert isinstance(first, int)
    return {"position": position, "origin": origin("file", source, first), "values": spelt}


@pytest.mark.usefixtures("two")
def test_diff_as_json(cli: Cli) -> None:
    code, out, err = cli("diff", "a.yaml", "b.yaml", "--output-format", "json", "--color", "always")
    assert (code, err) == (1, "")
    assert out == json.dumps(json.loads(out), indent=2) + "\n"
    assert json.loads(out) == {
        "version": 1,
        "files": ["a.yaml", "b.yaml"],
        "run_modes": ["NORMAL", "BEST"],
        "same": [[1, 0]],
        "differences": [
            {
                "left": side(0, "a.yaml", name=("exponential", 2), interval=("epoch", 3), gamma=(0.9, 4)),
                "right": side(1, "b.yaml", name=("exponential", 6), interval=("epoch", 7), gamma=(0.95, 8)),
            },
            {
                "left": side(
                    3,
                    "a.yaml",
                    name=("cosine_with_warmup", 8),
                    interval=("step", 9),
                    warmup_ratio_or_steps=(1, 10),
                ),
                "right": side(
                    2,
                    "b.yaml",
                    name=("cosine_with_warmup", 9),
                    interval=("epoch", 10),
                    warmup_ratio_or_steps=(1.0, 11),
                ),
            },
            {
                "left": {"position": 2, "origin": origin("file", "a.yaml", 7), "values": {}},
                "right": None,
            },
            {
                "left": None,
                "right": side(
                    3,
                    "b.yaml",
                    name=("cosine_with_warmup_restarts", 12),
                    interval=("step", 13),
                    num_cycles=(CYCLES, BY_DOCUMENTATION),
                    warmup_ratio_or_steps=(RATIO, BY_ENGINE),
                ),
            },
        ],
    }
    # A ratio and a number of steps are not the same, though 1 == 1.0.
    assert '"value": 1,' in out
    assert '"value": 1.0,' in out


def test_order_does_not_matter(cli: Cli) -> None:
    put("a.yaml", "lr_scheduler:\n- null\n" + LIST)
    put("b.yaml", SHORT_FULL + "- null\n")
    said = "no difference: 2 candidates, in another order (NORMAL)\n"
    assert cli("diff", "a.yaml", "b.yaml") == (0, said, "")
    assert json.loads(cli("diff", "a.yaml", "b.yaml", "--output-format", "json").out)["same"] == [
        [0, 1],
        [1, 0],
    ]


def test_candidates_in_another_order_beside_a_difference(cli: Cli) -> None:
    put("a.yaml", "lr_scheduler:\n- null\n" + LIST)
    put("b.yaml", SHORT_FULL + "- null\n- null\n")
    expected = (
        "+ no scheduling  (b.yaml:7)\n1 only in b.yaml, 2 candidates the same, in another order (NORMAL)\n"
    )
    assert cli("diff", "a.yaml", "b.yaml") == (1, expected, "")


def test_candidates_that_differ_in_one_value_are_paired_first(cli: Cli) -> None:
    head = "lr_scheduler:\n"
    first = "- {name: cosine_with_warmup_restarts, interval: step, kwargs: {num_cycles: 2}}\n"
    second = "- {name: cosine_with_warmup_restarts, interval: epoch, kwargs: {num_cycles: 7}}\n"
    put("a.yaml", head + first + second)
    put("b.yaml", head + second.replace("7", "8") + first.replace("2", "4"))
    expected = """\
~ cosine_with_warmup_restarts  (a.yaml:2, b.yaml:3)
  - num_cycles: 2  (a.yaml:2)
  + num_cycles: 4  (b.yaml:3)
~ cosine_with_warmup_restarts  (a.yaml:3, b.yaml:2)
  - num_cycles: 7  (a.yaml:3)
  + num_cycles: 8  (b.yaml:2)
2 changed (NORMAL)
"""
    assert cli("diff", "a.yaml", "b.yaml") == (1, expected, "")


def test_number_of_times_matters(cli: Cli) -> None:
    put("a.yaml", "lr_scheduler: [null, null]\n")
    put("b.yaml", "lr_scheduler: [null]\n")
    expected = "- no scheduling  (a.yaml:1)\n1 only in a.yaml, 1 candidate the same (NORMAL)\n"
    assert cli("diff", "a.yaml", "b.yaml") == (1, expected, "")


def test_what_is_left_out_is_compared_by_what_will_run(cli: Cli) -> None:
    put("a.yaml", "run_mode: fast\n")
    put("b.json", json.dumps({"optimization": {"lr_scheduler": DATA}}))
    put("c.yaml", "lr_scheduler: ???\n")
    assert cli("diff", "a.yaml", "b.json") == (
        0,
        "no difference: 4 candidates (a.yaml as FAST, b.json as NORMAL)\n",
        "",
    )
    assert cli("diff", "c.yaml", "b.json") == (0, "no difference: 4 candidates (NORMAL)\n", "")
    for mode in ("best", "BEST", "Best"):
        result = cli("diff", "a.yaml", "c.yaml", "--run-mode", mode)
        assert result == (0, "no difference: 4 candidates (BEST)\n", "")


def test_diff_with_other_defaults(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    put("a.yaml", "run_mode: best\n")
    put("b.yaml", "run_mode: normal\n" + RESTARTS.partition("\n")[2])
    expected = f"""\
~ cosine_with_warmup_restarts  (ours.yaml:9, b.yaml:3)
  - num_cycles: {CYCLES}  (documentation)
  + num_cycles: 5  (ours.yaml:3)
  - warmup_ratio_or_steps: 100  (ours.yaml:12)
  + warmup_ratio_or_steps: {RATIO}  ({ENGINE})
- exponential, interval: epoch, gamma: 0.5  (ours.yaml:6)
1 changed, 1 only in a.yaml (a.yaml as BEST, b.yaml as NORMAL)
"""
    assert cli("diff", "a.yaml", "b.yaml", "--defaults", "ours.yaml") == (1, expected, "")


@pytest.mark.parametrize("name", [None, "my plan.yaml"])
def test_diff_with_stdin(cli: Cli, name: str | None) -> None:
    put("a.yaml", SHORT)
    shown = name or "<stdin>"
    options = ["--stdin-filename", name] if name else []
    removed = f"linear_with_warmup, interval: step, warmup_ratio_or_steps: {RATIO}  (a.yaml:2)\n"
    stdin = b"lr_scheduler: [null]\n"
    summary = f"1 only in a.yaml, 1 only in {shown} (NORMAL)\n"
    expected = f"- {removed}+ no scheduling  ({shown}:1)\n{summary}"
    assert cli("diff", "a.yaml", "-", *options, stdin=stdin) == (1, expected, "")
    code, out, _ = cli("diff", "-", "a.yaml", *options, "--output-format", "json", stdin=stdin)
    assert (code, json.loads(out)["files"]) == (1, [shown, "a.yaml"])


def test_diff_at(cli: Cli) -> None:
    put("a.yaml", LIST + "- null\n")
    put("b.yaml", "- null\n" + LIST_FULL)
    said = "no difference: 2 candidates, in another order (NORMAL)\n"
    assert cli("diff", "a.yaml", "b.yaml", "--at", ".") == (0, said, "")
    put("c.yaml", f"plans:\n{IN_LIST}")
    at = ("--at", "plans.0.lr_scheduler")
    assert cli("diff", "c.yaml", "c.yaml", *at) == (0, "no difference: 1 candidate (NORMAL)\n", "")
    said = 'kumo-lr: there is nothing at "plans.0.lr_scheduler" in a.yaml\n'
    assert cli("diff", "c.yaml", "a.yaml", *at) == (2, "", said)
    assert cli("diff", "a.yaml", "c.yaml", *at) == (2, "", said)


def test_diff_of_one_of_two_fields(cli: Cli) -> None:
    put("a.yaml", SHORT)
    put("b.yaml", SHORT_FULL + "model_plan:\n  optimization:\n    lr_scheduler: [null]\n")
    result = cli("diff", "a.yaml", "b.yaml", "--at", "lr_scheduler")
    assert result == (0, "no difference: 1 candidate (NORMAL)\n", "")
