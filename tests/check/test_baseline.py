"""Baselines by way of Python: what changes without making a known finding new."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.check.baseline import baseline_text, read_baseline
from kumo_lr.check.checker import check_source
from kumo_lr.check.identity import identity_of
from kumo_lr.findings import Checked
from kumo_lr.rules import is_mutable
from kumo_lr.source import from_text
from tests.support.cases import cases
from tests.support.properties import examples

CANDIDATES = (
    "- name: foo\n  interval: step\n",
    "- name: exponential\n  interval: batch\n  kwargs: {gamma: 0.99999}\n",
    "- name: exponential\n  interval: step\n",
    '- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: "0.9"\n    colour: red\n',
    "- interval: step\n  colour: red\n",  # with the name of another alone, it would be a part of that
    "- name: linear_with_warmup\n",
    "- - name: linear_with_warmup\n    interval: step\n  - null\n",
    "- name: exponential\n  interval: step\n  kwargs: {gamma: 0.5}\n",
    "- foo\n",
    "- {}\n",
    "- name: linear_with_warmup\n  interval: step\n  kwargs: {warmup_ratio_or_steps: 1.0}\n",
)
CLEAN = "- name: linear_with_warmup\n  interval: step\n  kwargs: {warmup_ratio_or_steps: 0.25}\n"


def checked(text: str, name: str) -> Checked:
    found = check_source(from_text(text, name))
    return found._replace(findings=tuple(each for each in found.findings if is_mutable(each.code)))


def new(before: list[Checked], after: list[Checked], folder: str) -> list[str]:
    """Return the codes of the findings that a baseline of some results does not know of others."""
    path = Path(folder, "known.json")
    path.write_text(baseline_text(before, str(path)), encoding="utf-8")
    baseline = read_baseline(str(path))
    return [finding.code for each in baseline.filtered(after) for finding in each.findings]


@examples(200)
@given(
    st.lists(st.sampled_from(CANDIDATES), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from(("- null\n", CLEAN, "# a comment\n", "\n")))),
    st.sampled_from(("", "run_mode: FAST\n", "# a\n\n", "a: 1\n---\n")),
    st.sampled_from(("", "other/", "other/../", "./", "link/")),
)
def test_what_is_known_stays_known(
    candidates: list[str], inserted: list[tuple[int, str]], head: str, spelling: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "other").mkdir()
        Path(folder, "link").symlink_to(folder)
        name = f"{folder}/{'other/' if spelling == 'other/' else ''}plan.yaml"
        before = checked("lr_scheduler:\n" + "".join(candidates), name)
        moved = list(candidates)
        for index, text in inserted:
            moved.insert(index, text)
        after = checked(f"{head}lr_scheduler:\n" + "".join(moved), f"{folder}/{spelling}plan.yaml")
        # A second candidate of the same kind is a finding of its own, and so is another horizon's.
        skipped = {"KLR309"} | ({"KLR301", "KLR305"} if "FAST" in head else set())
        assert [code for code in new([before], [after], folder) if code not in skipped] == []


@examples(100)
@given(st.permutations(CANDIDATES), st.sets(st.integers(0, len(CANDIDATES) - 1)))
def test_the_order_and_what_is_fixed_make_nothing_new(order: list[str], fixed: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        name = f"{folder}/plan.yaml"
        before = checked("lr_scheduler:\n" + "".join(CANDIDATES), name)
        left = [text for index, text in enumerate(order) if index not in fixed]
        after = checked("lr_scheduler:\n" + "".join(left or ["- null\n"]), name)
        assert new([before], [after], folder) == []


@examples(100)
@given(st.lists(st.sampled_from(CANDIDATES[:6]), max_size=5), st.sampled_from(CANDIDATES[:6]))
def test_one_more_of_a_kind_is_new(candidates: list[str], added: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        name = f"{folder}/plan.yaml"
        before = checked("lr_scheduler:\n" + "".join(candidates or ["- null\n"]), name)
        after = checked("lr_scheduler:\n" + "".join([*candidates, added]), name)
        expected = Counter(each.code for each in after.findings) - Counter(
            each.code for each in before.findings
        )
        assert Counter(new([before], [after], folder)) == expected


def test_no_identity_has_an_index_or_is_long() -> None:
    for case in cases():
        if case.suffix == ".json":
            continue
        source = from_text(case.read_text(encoding="utf-8", errors="replace"), case.name)
        for finding in check_source(source).findings:
            identity = identity_of(finding, source)
            assert identity.code == finding.code
            assert re.search(r"(^|\.)\d+(\.|$)", identity.path) is None
            assert len(identity.text) < 220
