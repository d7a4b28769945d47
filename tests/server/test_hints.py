"""Inlay hints: what they say, where, and that they stay while another part is written."""

from __future__ import annotations

import pytest

from kumo_lr.facts.horizons import NOTHING_KNOWN, Known
from kumo_lr.server.hints import EVERY_KIND, HintKind, hints
from kumo_lr.source import from_text

FAST = "run_mode: FAST\noptimization:\n  min_steps_per_epoch: 1000\n  lr_scheduler:\n"
WARMED = (
    "- name: linear_with_warmup\n  interval: {interval}\n  kwargs:\n    warmup_ratio_or_steps: {number}\n"
)


def shown(text: str, filename: str = "plan.yaml", known: Known = NOTHING_KNOWN) -> list[str]:
    """Return each hint behind what is written before it on its line."""
    source = from_text(text, filename)
    return [
        f"{source.line(hint.position.line)[: hint.position.column - 1].strip()} {hint.label}"
        for hint in hints(source, known=known)
    ]


def warmed(number: str, interval: str = "step") -> str:
    return "lr_scheduler:\n" + WARMED.format(number=number, interval=interval)


@pytest.mark.parametrize(
    ("number", "interval", "words"),
    [
        ("0.1", "step", "= 800 steps"),
        ("1.0", "step", "= 8,000 steps"),
        ("800", "step", "= 10 %"),
        ("1", "step", "= 0.01 %"),
        ("2", "epoch", "= 25 %"),
        ("0.1", "epoch", "= 800 epochs"),
    ],
)
def test_a_warmup(number: str, interval: str, words: str) -> None:
    known = Known("FAST", 1000, 8)

    assert f"warmup_ratio_or_steps: {number} {words}" in shown(warmed(number, interval), known=known)


@pytest.mark.parametrize("number", ["0", "0.0", "-1", "1.5", "'0.1'", "ten", "", "9e-1", ".nan", "[0.1]"])
def test_no_warmup_or_none_that_is_right(number: str) -> None:
    assert [words for words in shown(warmed(number)) if "=" in words] == []


def test_bounds_where_the_run_mode_is_open() -> None:
    assert shown(warmed("0.1")) == ["warmup_ratio_or_steps: 0.1 = 24 to 3,200 steps"]
    assert shown(warmed("24")) == ["warmup_ratio_or_steps: 24 = 0.07 % to 10 %"]


def test_no_bounds_that_say_nothing() -> None:
    text = f"optimization:\n  max_epochs: many\n  {warmed('0.1', 'epoch')}".replace("\n- ", "\n  - ")

    assert [words for words in shown(text) if "=" in words or "peaks" in words] == []


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        ("{name: linear_with_warmup, interval: step}", "step (default warmup_ratio_or_steps: 0.1)"),
        ("{name: linear_with_warmup, interval: step, kwargs: {}}", "{} (default warmup_ratio_or_steps: 0.1)"),
        (
            "{name: cosine_with_warmup_restarts, interval: step, kwargs: {num_cycles: 2}}",
            "{num_cycles: 2} (default warmup_ratio_or_steps: 0.1)",
        ),
        ("{name: linear_with_warmup}", "linear_with_warmup (default warmup_ratio_or_steps: 0.1)"),
    ],
)
def test_what_is_left_out(candidate: str, expected: str) -> None:
    (found,) = shown(f"lr_scheduler: [{candidate}]")

    assert found.endswith(expected)


@pytest.mark.parametrize(
    "candidate",
    [
        "{name: exponential, interval: step, kwargs: {}}",
        "{name: linear_with_warmup, interval: step, kwargs: {warmup_ratio: 0.2}}",
        "{name: linear_with_warmup, interval: step, kwargs: many}",
        "{name: linear, interval: step}",
        "{interval: step}",
        "null",
    ],
)
def test_nothing_that_is_not_so(candidate: str) -> None:
    assert shown(f"lr_scheduler: [{candidate}]") == []


def test_a_peak_below_all_of_base_lr() -> None:
    text = f"{FAST}  {WARMED}".format(number="0.1", interval="epoch").replace("\n  ", "\n    ")
    text = text.replace("    min", "  min").replace("    lr_", "  lr_").replace("\n    - ", "\n  - ")

    assert "- name: linear_with_warmup peaks at 0.9 %" in shown(text)


@pytest.mark.parametrize(
    ("number", "interval"), [("0.1", "step"), ("0", "epoch"), ("2", "epoch"), ("1.0", "step")]
)
def test_no_peak_that_is_all_of_base_lr(number: str, interval: str) -> None:
    assert [words for words in shown(warmed(number, interval)) if "peaks" in words] == []


def test_kinds_are_switched_one_by_one() -> None:
    text = (
        warmed("0.1", "epoch") + WARMED.format(number="5", interval="step") + "- {name: cosine_with_warmup}\n"
    )
    source = from_text(text, "plan.yaml")

    every = hints(source)
    one_by_one = [hint for kind in HintKind for hint in hints(source, {kind})]

    assert {hint.kind for hint in every} == EVERY_KIND
    assert sorted(one_by_one) == every
    assert hints(source, ()) == []


def test_only_the_lines_that_are_shown() -> None:
    source = from_text(warmed("0.1") + WARMED.format(number="5", interval="step"), "plan.yaml")

    assert [hint.position.line for hint in hints(source)] == [5, 9]
    assert [hint.position.line for hint in hints(source, lines=(6, 9))] == [9]
    assert [hint.position.line for hint in hints(source, lines=(1, 5))] == [5]
    assert hints(source, lines=(6, 8)) == []


def test_what_is_shared_has_its_hint_once() -> None:
    text = (
        "lr_scheduler:\n- &a {name: linear_with_warmup, interval: step}\n- *a\n- {<<: *a, interval: step}\n"
    )

    assert len(shown(text)) == 1


# A text with a place for a candidate that is being written, and the candidate.
STEADY = [
    (
        warmed("0.1", "epoch") + "¦" + WARMED.format(number="30", interval="step"),
        "- name: cosine_with_warmup_restarts\n  interval: step\n  kwargs:\n    num_cycles: 2\n",
        "plan.yaml",
    ),
    (
        warmed("0.1", "epoch") + "¦" + WARMED.format(number="30", interval="step"),
        "- {name: cosine_with_warmup_restarts, interval: step, kwargs: {num_cycles: 2}}\n",
        "plan.yaml",
    ),
    (
        warmed("0.1", "epoch") + "¦",
        "- {name: 'exponential', interval: \"epoch\", kwargs: {gamma: 0.9}}",
        "plan.yaml",
    ),
    (
        (
            "lr_scheduler: [\n  {name: linear_with_warmup, interval: step},\n  ¦\n"
            "  {name: cosine_with_warmup, interval: epoch}\n]\n"
        ),
        "{name: exponential, interval: epoch, kwargs: {gamma: 0.9}},",
        "plan.yaml",
    ),
    (
        (
            '{"lr_scheduler": [\n  {"name": "linear_with_warmup", "interval": "step"},\n  ¦\n'
            '  {"name": "cosine_with_warmup", "interval": "epoch"}\n]}\n'
        ),
        '{"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 0.9}},',
        "plan.json",
    ),
    (
        "base: &base {interval: epoch}\n"
        + warmed("0.1")
        + "- {<<: *base, name: linear_with_warmup}\n¦- *base\n",
        "- name: \"exponential\"\n  interval: 'epoch'\n  kwargs: {gamma: 0.9}\n",
        "plan.yaml",
    ),
    (warmed("0.1", "epoch") + "¦", "other:\n  key: [a, 'b', {c: d}]\n", "plan.yaml"),
    ("¦" + warmed("0.1", "epoch"), "other:\n  key: [a, 'b', {c: d}]\n", "plan.yaml"),
]


@pytest.mark.parametrize(("text", "written", "filename"), STEADY)
def test_hints_stay_while_another_candidate_is_written(text: str, written: str, filename: str) -> None:
    """Each keystroke leaves the hints of all other candidates as they are."""
    before, _, after = text.partition("¦")
    first = set(_placed(before + after, filename, len(before), 0))

    for end in range(len(written) + 1):
        typed = written[:end] + ("" if written[:end].endswith("\n") or "\n" not in written else "\n")
        found = set(_placed(before + typed + after, filename, len(before), len(typed)))
        assert first <= found, before + typed + "¦" + after


def _placed(text: str, filename: str, before: int, length: int) -> list[tuple[int, str]]:
    """Return hints with their offsets in the text without what is being written."""
    source = from_text(text, filename)
    found = []
    for hint in hints(source):
        offset = source.line_starts[hint.position.line - 1] + hint.position.column - 1
        if offset < before or offset >= before + length:
            found.append((offset - length * (offset >= before + length and length > 0), hint.label))
    return found
