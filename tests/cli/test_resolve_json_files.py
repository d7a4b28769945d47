"""`kumo-lr resolve` of plans that are JSON."""

from __future__ import annotations

import json

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_resolve import DATA, RATIO


def test_json_file_is_filled_without_comments(cli: Cli) -> None:
    text = """\
{
  "optimization": {
    "max_epochs": 3,
    "lr_scheduler": [
      {"name": "cosine_with_warmup", "interval": "step"},
      {
        "name": "cosine_with_warmup_restarts",
        "interval": "step",
        "kwargs": {
          "num_cycles": 2
        }
      }
    ]
  }
}
"""
    filled = text.replace('"step"}', f'"step", "kwargs": {{"warmup_ratio_or_steps": {RATIO}}}}}').replace(
        '"num_cycles": 2\n', f'"num_cycles": 2,\n          "warmup_ratio_or_steps": {RATIO}\n'
    )
    plan = put("plan.json", text)
    assert cli("resolve", "plan.json") == (0, filled, "")
    assert cli("resolve", "plan.json", "--in-place") == (0, "", "")
    assert plan.read_text() == filled
    assert cli("resolve", "plan.json", "--in-place", "--minimal") == (0, "", "")
    assert plan.read_text() == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", {"lr_scheduler": DATA}),
        ("null\n", {"lr_scheduler": DATA}),
        ('{"lr_scheduler": "???"}\n', {"lr_scheduler": DATA}),
        (
            '{"run_mode": "fast", "optimization": {"max_epochs": 3}}',
            {"run_mode": "fast", "optimization": {"max_epochs": 3, "lr_scheduler": DATA}},
        ),
        (
            '{\n    "optimization": {\n        "max_epochs": 3\n    }\n}\n',
            {"optimization": {"max_epochs": 3, "lr_scheduler": DATA}},
        ),
    ],
)
def test_json_file_without_the_field(cli: Cli, text: str, expected: object) -> None:
    put("plan.json", text)
    code, out, err = cli("resolve", "plan.json")
    assert (code, err) == (0, "")
    assert json.loads(out) == expected
    assert out.endswith("\n") is text.endswith("\n")
    put("filled.json", out)
    code, out, err = cli("resolve", "filled.json", "--minimal")
    assert (code, err) == (0, "")
    assert json.loads(out) == {k: v for k, v in (json.loads(text) or {}).items() if k != "lr_scheduler"}


@pytest.mark.parametrize("text", ["", "[\n", '{"lr_scheduler": [null],}\n', "{'a': 1}\n"])
def test_text_that_is_no_json(cli: Cli, text: str) -> None:
    plan = put("plan.json", text)
    code, out, err = cli("resolve", "plan.json", "--in-place")
    assert (code, out) == (1, "")
    assert err.startswith("plan.json:1:")
    assert "error[KLR00" in err
    assert plan.read_text() == text
