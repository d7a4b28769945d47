"""Fingerprints: unique, and the same when lines are inserted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.check.public import check_text
from kumo_lr.report.paths import Fingerprints
from kumo_lr.source import Span, from_text
from tests.support.formats import BASE, SEVERAL
from tests.support.properties import examples

_DOUBLE = "- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n" * 2


@examples(30)
@given(st.integers(1, 30), st.sampled_from(("\n", "# x\n")), st.booleans())
def test_fingerprints_stay_when_lines_are_inserted(count: int, line: str, between: bool) -> None:
    text = f"{SEVERAL}---\nlr_scheduler:\n{_DOUBLE}"
    moved = text.replace("- name", line * count + "- name", 2) if between else line * count + text
    before, after = (check_text(each, "a.yaml").findings for each in (text, moved))
    prints = [
        [Fingerprints().of(finding, from_text(each, "a.yaml"), "a.yaml") for finding in found]
        for each, found in ((text, before), (moved, after))
    ]

    assert any("line" in finding.message for finding in before)
    assert [f.location for f in before] != [f.location for f in after]
    assert prints[0] == prints[1]


@examples(100)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(("x", "y"))), max_size=20))
def test_fingerprints_are_unique(found: list[tuple[str, str]]) -> None:
    fingerprints = Fingerprints()
    source = from_text("x y", "a.yaml")
    span = {"x": Span(0, 1), "y": Span(2, 3)}
    given = [fingerprints.of(BASE._replace(span=span[text]), source, file) for file, text in found]

    assert len(set(given)) == len(found)


def test_a_fingerprint_stays_when_a_candidate_is_put_in_front() -> None:
    before = "lr_scheduler:\n- name: foo\n  interval: step\n"
    moved = before.replace("\n", "\n- null\n", 1)
    prints = []
    for text in (before, moved, before.replace("foo", "bar")):
        (finding,) = check_text(text, "a.yaml").findings
        prints.append(Fingerprints().of(finding, from_text(text, "a.yaml"), "a.yaml"))

    assert prints[0] == prints[1] != prints[2]
