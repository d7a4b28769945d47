"""What is checked of the training of a candidate depends on what else is wrong with it."""

from __future__ import annotations

import pytest

from kumo_lr import check_text
from kumo_lr.facts.run_modes import RUN_MODES

FAST = RUN_MODES["FAST"]
VANISHING = "lr_scheduler:\n- name: exponential\n  interval: step\n  kwargs: {{gamma: 0.9{}}}\n{}"


@pytest.mark.parametrize(
    ("argument", "key", "codes"),
    [
        ("", "", ["KLR305"]),
        ("", "  lr: 1\n", ["KLR109"]),
        (", power: 2", "", ["KLR203"]),
    ],
    ids=["as documented", "with an unknown key", "with an unknown argument"],
)
def test_training_is_checked_where_there_is_no_other_mistake(
    argument: str, key: str, codes: list[str]
) -> None:
    report = check_text(VANISHING.format(argument, key), run_mode="FAST")

    assert [finding.code for finding in report.findings] == codes


@pytest.mark.parametrize(("epochs", "code"), [("${epochs}", "KLR017"), ("many", "KLR205"), ("[3]", "KLR205")])
def test_what_is_no_number_contradicts_nothing(epochs: str, code: str) -> None:
    text = f"optimization:\n  max_epochs: {epochs}\n  lr_scheduler: [null]\n"

    assert [finding.code for finding in check_text(text, max_epochs=4).findings] == [code]
