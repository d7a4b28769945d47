"""The rules that a program selects, and texts that are no plans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kumo_lr import check_file, check_text

TEXT = """\
lr_scheduler:
- name: csoine_with_warmup
  interval: step
- name: exponential
  interval: step
  kwargs: {gamma: 0.9}
"""


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, ["KLR201", "KLR305"]),
        ({"select": "KLR2"}, ["KLR201"]),
        ({"select": ["vanishing-decay"]}, ["KLR305"]),
        ({"select": ("KLR2,KLR3",)}, ["KLR201", "KLR305"]),
        ({"ignore": "klr201"}, ["KLR305"]),
        ({"ignore": {"KLR3"}}, ["KLR201"]),
        ({"select": ["KLR2", "KLR3"], "ignore": ["KLR305"]}, ["KLR201"]),
    ],
)
def test_rules_are_selected(given: dict[str, Any], codes: list[str], tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(TEXT)

    assert [finding.code for finding in check_text(TEXT, run_mode="FAST", **given)] == codes
    assert [finding.code for finding in check_file(path, run_mode="FAST", **given)] == codes
    assert [f.code for f in check_text(TEXT, **given)] == codes


def test_text_that_cannot_be_read_is_always_reported() -> None:
    assert [finding.code for finding in check_text("lr_scheduler: [\n", ignore="KLR0", select="KLR2")] == [
        "KLR001"
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"select": "KLR2O1"}, 'no rule "KLR2O1"; did you mean "KLR201"?'),
        ({"ignore": ["unknown-stategy"]}, 'no rule "unknown-stategy"; did you mean "unknown-strategy"?'),
        ({"select": ""}, "select and ignore take rules; here they name none"),
        ({"select": [" , "]}, "select and ignore take rules; here they name none"),
    ],
)
def test_rules_that_are_not_there(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="rule") as caught:
        check_text(TEXT, **given)

    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["plan.yaml", "configs/a b.yml", "C:/plan.json"])
def test_the_name_of_a_file_is_no_text(name: str) -> None:
    if " " in name:  # which is a text for all that is known
        assert check_text(name).without_field == 1
        return
    with pytest.raises(ValueError, match="is the name of a file; check_file checks it"):
        check_text(name)


@pytest.mark.parametrize("path", [None, b"plan.yaml", 3, ["plan.yaml"]])
def test_what_is_no_path(path: Any) -> None:
    with pytest.raises(TypeError, match=f"^check_file takes the path of a file, not {type(path).__name__}$"):
        check_file(path)


def test_a_folder_is_a_finding(tmp_path: Path) -> None:
    assert [finding.code for finding in check_file(tmp_path)] == ["KLR010"]


def test_a_run_mode_is_text() -> None:
    anything: Any = 3
    with pytest.raises(TypeError, match=r"^a run mode is text, not int$"):
        check_text(TEXT, run_mode=anything)


def test_an_empty_name() -> None:
    assert check_text(TEXT, "")[0].place == "<text>:2:9"
