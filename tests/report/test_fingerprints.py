"""Fingerprints: unique, and the same when lines are inserted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.check.checker import check_text
from kumo_lr.report.paths import Fingerprints
from tests.support.formats import BASE, SEVERAL
from tests.support.properties import examples

_DOUBLE = "- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n" * 2


@examples(30)
@given(st.integers(1, 30), st.sampled_from(("\n", "# x\n")), st.booleans())
def test_fingerprints_stay_when_lines_are_inserted(count: int, line: str, between: bool) -> None:
    text = f"{SEVERAL}---\nlr_scheduler:\n{_DOUBLE}"
    moved = text.replace("- name", line * count + "- name", 2) if between else line * count + text
    before, after = (check_text(each, "a.yaml").findings for each in (text, moved))
    prints = [[Fingerprints().of(f, f.file) for f in found] for found in (before, after)]

    assert any("line" in finding.message for finding in before)
    assert [f.location for f in before] != [f.location for f in after]
    assert prints[0] == prints[1]


@examples(100)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(("x", "line 3", "line 4"))), max_size=20))
def test_fingerprints_are_unique(found: list[tuple[str, str]]) -> None:
    fingerprints = Fingerprints()
    given = [fingerprints.of(BASE._replace(message=message), file) for file, message in found]

    assert len(set(given)) == len(found)
