"""Many candidates that merge a large mapping: what it repeats to no effect is looked at once."""

from __future__ import annotations

import time
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.check import candidate_check
from kumo_lr.check.public import check_text
from tests.support.properties import examples

KEYS = (
    *("name", "interval", "kwargs", "gamma", "warmup_ratio_or_steps", "nam", "interva", "gama", "warmup"),
    *("by_epoch", "params", "exponential", "x", "other", "a:b", "_partial_", "cosine", "lr", "num"),
)
VALUES = ("exponential", "linear_with_warmup", "epoch", "step", "0.9", "1", "true", "{}", "[]", "{gamma: 1}")
mappings = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=8)


def _flow(entries: dict[str, str], merged: str = "") -> str:
    pairs = [f'"{key}": {value}' for key, value in entries.items()]
    return "{" + ", ".join([*pairs, *([f"<<: {merged}"] if merged else [])]) + "}"


def _candidate(own: dict[str, str], is_inside: bool, merged: str) -> str:
    if not is_inside:
        return f"- {_flow(own, merged)}\n"
    return f"- {_flow({**own, 'kwargs': _flow({}, merged)})}\n"


@examples(400)
@given(
    st.lists(mappings, min_size=2, max_size=2),
    st.lists(st.tuples(mappings, st.sampled_from(("*a", "*b", "[*b, *a]"))), max_size=5),
    st.booleans(),
)
def test_what_is_left_out_is_not_missed(
    anchored: list[dict[str, str]], candidates: list[tuple[dict[str, str], str]], is_inside: bool
) -> None:
    text = f"a: &a {_flow(anchored[0])}\nb: &b {_flow(anchored[1])}\n"
    text += "lr_scheduler:\n" + "".join(_candidate(own, is_inside, merged) for own, merged in candidates)
    with mock.patch.object(candidate_check, "_MOST_KEYS", 2):
        found = check_text(text).findings
        with mock.patch.object(candidate_check, "_without", lambda mapping, _idle: mapping):
            assert check_text(text).findings == found


def _seconds(text: str) -> float:
    start = time.process_time()
    check_text(text)
    return time.process_time() - start


@pytest.mark.parametrize("merging", ["<<: *m", "kwargs: {<<: *m}"])
def test_merging_costs_next_to_nothing(merging: str) -> None:
    """Once each key of a merged mapping was compared with all arguments, in every candidate."""
    keys, candidates = 1000, 400
    large = "m: &m\n" + "".join(f"  k{number}: 1\n" for number in range(keys)) + "lr_scheduler:\n"
    alone = _seconds(large + "- name: exponential\n" * candidates)
    merged = _seconds(large + f"- name: exponential\n  {merging}\n" * candidates)

    assert (merged - alone) / (keys * candidates) < 0.000_002
