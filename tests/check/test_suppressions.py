"""Suppression comments: where they count, and what they leave."""

from __future__ import annotations

import random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.check.checker import check_source
from kumo_lr.findings import Checked
from kumo_lr.source import from_text
from tests.support.properties import examples


class Mistake(NamedTuple):
    """A candidate with one mistake: its lines, and the first and last line on which a comment counts."""

    code: str
    lines: tuple[str, ...]
    first: int
    last: int


_STEP = "interval: step"
MISTAKES = (
    Mistake("KLR201", ("name: foo", _STEP), 0, 0),
    Mistake("KLR201", (_STEP, "name: foo"), 1, 1),
    Mistake("KLR201", ("name:", "    foo", _STEP), 0, 1),
    Mistake("KLR201", (_STEP, "name:", "", "    foo"), 1, 3),
    Mistake("KLR202", ("name: linear_with_warmup", "interval: batch"), 1, 1),
    Mistake("KLR204", ("name: exponential", _STEP, "kwargs:", '  gamma: "0.9"'), 2, 3),
    Mistake("KLR204", ("name: exponential", _STEP, "kwargs:", "  gamma:", "    '0.9'"), 2, 4),
    Mistake("KLR204", ("kwargs: {", "  gamma: '0.9'", "  }", "name: exponential", _STEP), 0, 2),
    Mistake("KLR204", ("kwargs: {gamma:", "  '0.9'}", "name: exponential", _STEP), 0, 1),
    Mistake("KLR203", ("kwargs: {foo: 1}", "name: linear_with_warmup", _STEP), 0, 0),
    Mistake("KLR107", ("name: cosine_with_warmup", "kwargs: {}"), 0, 1),
    Mistake("KLR108", ("name: exponential", _STEP, "kwargs:", "  # nothing yet", "  {}"), 0, 4),
    Mistake("KLR109", ("name: linear_with_warmup", "colour:", "  - red", _STEP), 1, 2),
)
QUOTED = Mistake("KLR201", ('name: "long', '    name"', _STEP), 1, 1)
CLEAN = ("name: constant_with_warmup", _STEP)


class Plan:
    """A plan whose candidates have lines of their own, below an empty dash or not."""

    def __init__(self, candidates: list[tuple[str, ...]], indent: int, bare: set[int]) -> None:
        self.lines: list[str] = ["lr_scheduler:"]
        self.place: dict[int, list[int]] = {}
        for number, lines in enumerate(candidates):
            bare_dash = number in bare
            if bare_dash:
                self.lines.append(f"{' ' * indent}-")
            self.place[number] = list(range(len(self.lines), len(self.lines) + len(lines)))
            for index, line in enumerate(lines):
                lead = "- " if not (index or bare_dash) else "  "
                self.lines.append(f"{' ' * indent}{lead}{line}".rstrip())

    def check(self, lines: list[str] | None = None) -> Checked:
        return check_source(from_text("\n".join([*(lines or self.lines), "---", ""]), "plan.yaml"))


def keys(checked: Checked) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(finding.code, finding.path) for finding in checked.findings]


def lines_with(plan: Plan, at: int, comment: str, *, below: bool, column: int) -> list[str]:
    """Return the lines of a plan with a comment at the end of one, or below it."""
    lines = list(plan.lines)
    if below:
        lines.insert(at + 1, f"{' ' * column}{comment}")
    else:
        lines[at] += f"  {comment}"
    return lines


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, list[Mistake | None], int, int]:
    mistakes = draw(st.lists(st.sampled_from((*MISTAKES, QUOTED, None)), min_size=1, max_size=5))
    number = draw(st.integers(0, len(mistakes) - 1))
    mistakes[number] = mistakes[number] or MISTAKES[0]
    bare = draw(st.sets(st.integers(0, 4)))
    indent = draw(st.integers(0, 3))
    candidates = [CLEAN if mistake is None else mistake.lines for mistake in mistakes]
    return Plan(candidates, indent, bare), mistakes, number, indent


@examples(400)
@given(plans(), st.sampled_from(("value", "below", "above", "dash")), st.randoms(use_true_random=False))
def test_a_comment_where_it_counts_hides_exactly_its_finding(
    drawn: tuple[Plan, list[Mistake | None], int, int], where: str, rng: random.Random
) -> None:
    plan, mistakes, number, indent = drawn
    mistake = mistakes[number]
    assert mistake is not None
    found = plan.check().findings
    before = [(finding.code, finding.path) for finding in found]
    place = plan.place[number]
    comment = f"# kumo-lr: ignore[{mistake.code}] a reason"
    if where == "below":
        lines = lines_with(plan, place[-1], comment, below=True, column=indent + 2)
    elif where == "above":
        first = next(each for each in found if each.path[1] == number).location.start.line - 1
        lines = lines_with(plan, first - 1, comment, below=True, column=indent)
    elif where == "dash" and plan.lines[place[0] - 1].strip() == "-":
        lines = lines_with(plan, place[0] - 1, comment, below=False, column=0)
    else:
        at = place[rng.randint(mistake.first, mistake.last)]
        lines = lines_with(plan, at, comment, below=False, column=0)

    after = plan.check(lines)
    (muted,) = after.muted
    assert muted.reason == "a reason"
    assert (muted.finding.code, muted.finding.path[1]) == (mistake.code, number)
    left = list(before)
    left.remove((muted.finding.code, muted.finding.path))
    assert keys(after) == left


@examples(200)
@given(plans(), st.booleans(), st.randoms(use_true_random=False))
def test_a_comment_of_another_candidate_hides_nothing(
    drawn: tuple[Plan, list[Mistake | None], int, int], below: bool, rng: random.Random
) -> None:
    plan, mistakes, number, indent = drawn
    mistake = mistakes[number]
    assert mistake is not None
    others = [other for other in range(len(mistakes)) if other != number and mistakes[other] is None]
    if not others:
        return
    place = plan.place[rng.choice(others)]
    at = place[-1] if below else rng.choice(place)
    comment = f"# kumo-lr: ignore[{mistake.code}]"
    after = plan.check(lines_with(plan, at, comment, below=below, column=indent + 2))
    assert after.muted == ()
    unused = [finding for finding in after.findings if finding.code == "KLR901"]
    assert len(unused) == 1
    assert len(after.findings) == len(plan.check().findings) + 1


@examples(200)
@given(plans(), st.data())
def test_a_range_hides_what_starts_in_it(
    drawn: tuple[Plan, list[Mistake | None], int, int], data: st.DataObject
) -> None:
    plan, mistakes, number, _ = drawn
    mistake = mistakes[number]
    assert mistake is not None
    # Between candidates, where no text in quotes is interrupted.
    cuts = [plan.place[each][0] - (plan.lines[plan.place[each][0] - 1].strip() == "-") for each in plan.place]
    cuts.append(len(plan.lines))
    first, last = sorted(data.draw(st.tuples(st.sampled_from(cuts), st.sampled_from(cuts))))
    lines = [*plan.lines[:first], f"# kumo-lr: disable[{mistake.code}] a reason", *plan.lines[first:last]]
    ends = data.draw(st.booleans())
    lines += [f"# kumo-lr: enable[{mistake.code}]"] if ends else []
    after = plan.check([*lines, *plan.lines[last:]])

    inside = {
        (found.code, found.path)
        for found in plan.check().findings
        if found.code == mistake.code
        and first < found.location.start.line
        and (not ends or found.location.start.line <= last)
    }
    assert {(muted.finding.code, muted.finding.path) for muted in after.muted} == inside
    problems = [finding.code for finding in after.findings if finding.code[:4] == "KLR9"]
    assert problems == ([] if inside else ["KLR901"])
    assert len(after.findings) == len(plan.check().findings) - len(inside) + len(problems)


@pytest.mark.parametrize(
    "text",
    [
        "lr_scheduler:  # kumo-lr: ignore[KLR201]\n- name: foo\n  interval: step\n",
        "lr_scheduler:\n- name: foo\n  interval: step\n  # kumo-lr: ignore[KLR201]",
        "lr_scheduler:\r\n- interval: step\r\n  name: foo\r\n  # kumo-lr: ignore[KLR201]\r\n",
        "\ufefflr_scheduler:\n- &a !!map  # kumo-lr: ignore[KLR201]\n  name: foo\n  interval: step\n",
        "lr_scheduler:\n- ? name\n  : foo  # kumo-lr: ignore[KLR201]\n  interval: step\n",
        "lr_scheduler: [  # kumo-lr: ignore[KLR201]\n{name: foo, interval: step}]\n",
        "lr_scheduler: [{name: foo,\ninterval: step}\n]  # kumo-lr: ignore[KLR201]\n",
        "a: &a {name: foo}  # kumo-lr: ignore[KLR201]\nlr_scheduler:\n- <<: *a\n  interval: step\n",
        "optimization:\n  lr_scheduler:\n  - name: foo\n    interval: step\n    # kumo-lr: ignore[KLR201]\n",
    ],
)
def test_styles(text: str) -> None:
    checked = check_source(from_text(text, "plan.yaml"))
    assert checked.findings == ()
    assert [muted.finding.code for muted in checked.muted] == ["KLR201"]


@pytest.mark.parametrize(
    "text",
    [
        "lr_scheduler:\n- name: foo\n  interval: step\n# kumo-lr: ignore[KLR201]\n",
        "optimization:\n  lr_scheduler:\n  - name: foo\n    interval: step\n  # kumo-lr: ignore[KLR201]\n",
        "lr_scheduler:\n- interval:  # kumo-lr: ignore[KLR201]\n  name: foo\n",
        "lr_scheduler:\n- {interval:  # kumo-lr: ignore[KLR201]\n  , name: foo}\n",
        "lr_scheduler:\n-  # kumo-lr: ignore[KLR201]\n- name: foo\n  interval: step\n",
        "lr_scheduler:\n- kwargs: {}  # kumo-lr: ignore[KLR201]\n  name: foo\n  interval: step\n",
        "lr_scheduler:\n- name: foo\n  interval: step\n  kwargs:\n    {}\n    # kumo-lr: ignore[KLR201]\n",
    ],
)
def test_places_where_a_comment_does_not_count(text: str) -> None:
    checked = check_source(from_text(text, "plan.yaml"))
    assert checked.muted == ()
    assert {"KLR201", "KLR901"} <= {finding.code for finding in checked.findings}
