"""Which fixes a number of the wrong kind has."""

from __future__ import annotations

import pytest

from kumo_lr import check_text

RESTARTS = (
    "lr_scheduler:\n- name: cosine_with_warmup_restarts\n  interval: step\n  kwargs: {{num_cycles: {}}}\n"
)
DECAY = "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs: {{gamma: {}}}\n"


@pytest.mark.parametrize(("written", "fixed"), [("3.0", "3"), ("0.0", None), ("-3.0", None), ("2.5", None)])
def test_a_whole_decimal_becomes_an_integer_in_range(written: str, fixed: str | None) -> None:
    (finding,) = check_text(RESTARTS.format(written)).findings

    assert (finding.fix.edits[0].text if finding.fix else None) == fixed


@pytest.mark.parametrize(("written", "fixed"), [('"0.9"', "0.9"), ('"true"', None), ('"null"', None)])
def test_quotes_hide_a_number_alone(written: str, fixed: str | None) -> None:
    (finding,) = check_text(DECAY.format(written)).findings

    assert (finding.fix.edits[0].text if finding.fix else None) == fixed
