"""Fixes that overlap, do harm, or do harm only together; fixes made by hand, and a check that judges them.

In these texts a small letter is a mistake, and its fix writes it large. The check is told which texts
are bad.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.check.fixes import Fixed, applicable, fix_source
from kumo_lr.findings import Checked, Edit, Finding, Fix, Safety, Severity
from kumo_lr.rules import RULES
from kumo_lr.source import Source, Span
from tests.support.properties import examples

Extra = Callable[[str], list[tuple[str, Severity]]]
MISTAKE = "KLR201"
LENGTH = 12


def fix_of(*spans: tuple[int, int], text: str = "", safety: Safety = Safety.SAFE) -> Fix:
    source = Source("." * LENGTH)
    edits = tuple(Edit(Span(*span), source.location(Span(*span)), text) for span in spans)
    return Fix("replace it", safety, edits)


def finding_of(
    source: Source, span: Span, fix: Fix | None, code: str = MISTAKE, severity: Severity = Severity.ERROR
) -> Finding:
    place = source.location(span)
    rule = RULES[code].slug
    return Finding("a.yaml", code, rule, severity, "no", None, (), place, (), fix, None, span)


def check(source: Source, extra: Extra = lambda _: [], *, severity: Severity = Severity.ERROR) -> Checked:
    """Find the small letters of a text, and what else is said to be in it; `f` is the field."""
    found = []
    for index, letter in enumerate(source.text):
        if letter.islower():
            span = Span(index, index + 1)
            fix = fix_of(span, text=letter.upper())
            found.append(finding_of(source, span, fix, severity=severity))
    found += [finding_of(source, Span(0, 0), None, *what) for what in extra(source.text)]
    return Checked(source, tuple(found), has_field="F" not in source.text)


def fixed(text: str, extra: Extra = lambda _: [], *, severity: Severity = Severity.ERROR) -> Fixed:
    return fix_source(check(Source(text), extra, severity=severity), lambda source: check(source, extra))


def applied(result: Fixed) -> str:
    """Return the letters that were fixed, in order."""
    assert all(finding.fix is not None for finding in result.applied)
    return "".join(fix.edits[0].text for finding in result.applied if (fix := finding.fix)).lower()


def left(result: Fixed) -> list[bool]:
    """Return whether each finding that is left still has a fix."""
    return [finding.fix is not None for finding in result.checked.findings]


# --- overlap -------------------------------------------------------------------------------------


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return (one[0] < other[1] and other[0] < one[1]) or one[0] == other[0]


def chosen(fixes: list[Fix]) -> list[Fix]:
    source = Source("." * LENGTH)
    return applicable((finding_of(source, Span(0, 0), fix) for fix in fixes), unsafe=False)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ((0, 2), (1, 3), False),
        ((1, 3), (0, 2), False),
        ((0, 4), (1, 2), False),
        ((1, 2), (0, 4), False),
        ((0, 2), (2, 4), True),
        ((2, 4), (0, 2), True),
        ((1, 1), (1, 1), False),  # which of two insertions comes first is not said
        ((1, 1), (1, 3), False),
        ((1, 3), (1, 1), False),
        ((1, 1), (0, 2), False),
        ((0, 2), (2, 2), True),
    ],
)
def test_of_two_that_overlap_the_first_is_applied(
    one: tuple[int, int], other: tuple[int, int], together: bool
) -> None:
    fixes = [fix_of(one), fix_of(other)]

    assert chosen(fixes) == fixes[: 1 + together]


_SPANS = st.tuples(st.integers(0, LENGTH), st.integers(0, 3)).map(
    lambda span: (span[0], min(span[0] + span[1], LENGTH))
)


@examples(300)
@given(st.lists(st.lists(_SPANS, min_size=1, max_size=2), max_size=6))
def test_no_two_that_are_applied_overlap(rows: list[list[tuple[int, int]]]) -> None:
    rows = [row for row in rows if len(row) == 1 or not overlap(*row)]
    wanted: list[list[tuple[int, int]]] = []
    for row in rows:
        if not any(overlap(span, other) for span in row for taken in wanted for other in taken):
            wanted.append(row)

    assert chosen([fix_of(*row) for row in rows]) == [fix_of(*row) for row in wanted]


def test_a_fix_that_is_left_out_takes_no_place() -> None:
    fixes = [fix_of((0, 2)), fix_of((1, 2), (5, 6)), fix_of((5, 6))]

    assert chosen(fixes) == [fixes[0], fixes[2]]
    assert chosen([fix_of((0, 2), safety=Safety.UNSAFE), fix_of((0, 2))]) == [fix_of((0, 2))]


# --- harm ----------------------------------------------------------------------------------------


def two_for_each(letter: str) -> Extra:
    """Return what says that a letter is two mistakes that nothing fixes."""
    return lambda text: [(MISTAKE, Severity.ERROR)] * 2 * text.count(letter)


def test_all_are_applied_where_none_does_harm() -> None:
    result = fixed("abcde")

    assert (result.checked.source.text, applied(result), left(result)) == ("ABCDE", "abcde", [])


@pytest.mark.parametrize("text", ["x", "ax", "xa", "abx", "axb", "xab", "abcxde", "xabcdx", "axbxc", "xxx"])
def test_what_does_harm_is_found_among_others_and_left_out(text: str) -> None:
    result = fixed(text, two_for_each("X"))
    harmless = text.replace("x", "")

    assert result.checked.source.text == text.upper().replace("X", "x")
    assert applied(result) == harmless
    assert left(result) == [False] * text.count("x")


def test_of_what_does_harm_together_the_first_is_applied() -> None:
    result = fixed("ab", lambda text: two_for_each("A")(text) if text == "AB" else [])

    assert (result.checked.source.text, applied(result), left(result)) == ("Ab", "a", [False])


def test_no_fix_loses_the_field() -> None:
    result = fixed("af")

    assert (result.checked.source.text, applied(result), left(result)) == ("Af", "a", [False])


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        # What training makes of a candidate can be told only once its other mistake is gone.
        (Severity.ERROR, ("KLR305", Severity.WARNING), "A"),
        (Severity.ERROR, ("KLR305", Severity.ERROR), "A"),
        (Severity.WARNING, ("KLR305", Severity.ERROR), "a"),
        # A mistake in place of another is no fix, and least of all a text that cannot be read.
        (Severity.ERROR, (MISTAKE, Severity.WARNING), "a"),
        (Severity.ERROR, ("KLR001", Severity.ERROR), "a"),
    ],
)
def test_a_fix_puts_nothing_worse_in_the_place_of_a_mistake(
    before: Severity, after: tuple[str, Severity], text: str
) -> None:
    result = fixed("a", lambda text: [after] if text == "A" else [], severity=before)

    assert result.checked.source.text == text
    assert applied(result) == ("a" if text == "A" else "")


def test_a_text_that_cannot_be_read_is_worse_with_fewer_findings() -> None:
    result = fixed("a", lambda text: [("KLR001" if text == "A" else MISTAKE, Severity.ERROR)])

    assert (result.checked.source.text, applied(result), left(result)) == ("a", "", [False, False])


def test_a_text_without_the_field_is_fixed_too() -> None:
    without_field = check(Source("aF"))
    assert not without_field.has_field

    assert fix_source(without_field, check).checked.source.text == "AF"
