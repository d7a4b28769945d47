"""Merge keys that merge nothing: a finding, and no obstacle to what stands beside them."""

from __future__ import annotations

import pytest

from kumo_lr import check_text

FIELD = "lr_scheduler: [null]\n"


@pytest.mark.parametrize("merged", ["5", "x", "", "null", "[5, {}]", "[[]]", "{}"])
def test_a_merge_at_the_top_of_a_plan(merged: str) -> None:
    alone = check_text(f"<<: {merged}\n")
    beside = check_text(f"<<: {merged}\n{FIELD}")

    codes = [] if merged == "{}" else ["KLR011"]
    assert [finding.code for finding in alone.findings] == codes
    assert [finding.code for finding in beside.findings] == codes
    assert (alone.without_field, beside.without_field) == (1, 0)


@pytest.mark.parametrize("plan", ["model_plan:\n  <<: 5\n", "optimization: {<<: 5}\n", "? [a]\n: b\n<<: 5\n"])
def test_a_merge_in_a_section(plan: str) -> None:
    assert [finding.code for finding in check_text(plan).findings][-1:] == ["KLR011"]


def test_what_is_merged_counts_beside_what_merges_nothing() -> None:
    text = "<<: [5, {lr_scheduler: [{name: linear, interval: step}]}]\n"
    found = {finding.code: finding.path for finding in check_text(text).findings}

    assert found == {"KLR011": ("<<", 0), "KLR201": ("lr_scheduler", 0, "name")}


def test_what_was_merged_is_checked_again_by_itself() -> None:
    """Beside the right key a misspelt one is merely unknown; without it, its value counts."""
    text = "lr_scheduler: [{<<: &a {intervall: stp}, interval: step}, *a]\n"
    found = {finding.code: finding.path for finding in check_text(text).findings}

    assert found["KLR202"] == ("lr_scheduler", 1, "intervall")


def test_a_quoted_merge_key_is_a_key_like_any_other() -> None:
    text = "'<<': {a: 1}\n<<: {b: 2}\nlr_scheduler: [null]\n"
    assert check_text(text).findings == ()
