"""`kumo-lr resolve --at`."""

from __future__ import annotations

import json

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_resolve import IN_LIST, IN_LIST_FULL, LIST, LIST_FULL, SHORT, SHORT_FULL


@pytest.mark.parametrize(
    ("text", "at", "filled"),
    [
        (LIST + "- null\n", ".", LIST_FULL + "- null\n"),
        (f"schedules:\n{LIST}", "schedules", f"schedules:\n{LIST_FULL}"),
        (
            f"lr_scheduler: ???\nexperiments:\n{IN_LIST}- x: 1\n",
            "experiments.0.lr_scheduler",
            f"lr_scheduler: ???\nexperiments:\n{IN_LIST_FULL}- x: 1\n",
        ),
        (
            f"{SHORT}model_plan:\n  optimization:\n    lr_scheduler: ???\n",
            "lr_scheduler",
            f"{SHORT_FULL}model_plan:\n  optimization:\n    lr_scheduler: ???\n",
        ),
    ],
    ids=["list", "name", "experiment", "first"],
)
def test_at(cli: Cli, text: str, at: str, filled: str) -> None:
    plan = put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--at", at) == (0, filled, "")
    assert cli("resolve", "plan.yaml", "--at", at, "--in-place") == (0, "", "")
    assert plan.read_text() == filled
    assert cli("resolve", "plan.yaml", "--at", at, "--minimal", "--in-place") == (0, "", "")
    assert plan.read_text() == text


def test_json_says_where_the_field_stands(cli: Cli) -> None:
    put("plan.yaml", f"plans:\n- x: 1\n{IN_LIST}")
    result = cli("resolve", "plan.yaml", "--at", "plans.1.lr_scheduler", "--output-format", "json")
    (field,) = json.loads(result.out)["fields"]
    assert field["path"] == ["plans", 1, "lr_scheduler"]
    assert field["origins"][0]["name"]["line"] == 4


@pytest.mark.parametrize("at", ["nope", "lr_scheduler.7.x", "experiments.3.lr_scheduler"])
@pytest.mark.parametrize("options", [[], ["--in-place"], ["--minimal"], ["--output-format", "json"]])
def test_at_a_missing_path_is_told(cli: Cli, at: str, options: list[str]) -> None:
    plan = put("plan.yaml", SHORT)
    expected = (2, "", f'kumo-lr: there is nothing at "{at}" in plan.yaml\n')
    assert cli("resolve", "plan.yaml", "--at", at, *options) == expected
    assert plan.read_text() == SHORT
