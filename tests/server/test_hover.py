"""What is shown on hover."""

from __future__ import annotations

import pytest

from kumo_lr import check_text, rule_page, strategy_page
from kumo_lr.facts.horizons import NOTHING_KNOWN, Known
from kumo_lr.facts.strategies import STRATEGIES, WARMUP, Strategy
from kumo_lr.rules import RULES
from kumo_lr.server.hover import hover
from tests.support.server_features import CURSOR, span_of, typed

PLAN = """\
run_mode: FAST
optimization:
  min_steps_per_epoch: 1000
  lr_scheduler:
  - name: cosine_with_warmup
    interval: epoch
    kwargs: {warmup_ratio_or_steps: 0.1}
  - name: cosine_with_warmup_restarts
    interval: step
    kwargs: {num_cycles: 5}
  - null
  - name: linear_with_warmup
    interval: step
    kwargs:
      warmup_ratio_or_steps: 0.1
"""


def shown(text: str, known: Known = NOTHING_KNOWN) -> str:
    source, offset = typed(text)
    found = hover(source, source.position(offset), check_text(source.text).findings, known=known)
    if found is None:
        return ""
    span = span_of(source, found.location)
    assert span.start <= offset <= span.end
    return found.markdown


def at(word: str, text: str = PLAN) -> str:
    """Return what is shown in the middle of the first place of a word."""
    offset = text.index(word) + len(word) // 2
    return shown(text[:offset] + CURSOR + text[offset:])


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("run_mode", ["### run_mode", "`FAST`: 8 epochs of 30 to 1,000 steps"]),
        ("FAST", ["### run_mode"]),
        ("optimization", ["How the model is trained."]),
        ("min_steps", ["The fewest optimisation steps of an epoch. Takes an integer, 1 up to 4000."]),
        ("lr_scheduler", ["The candidate learning rate schedulers", "'???'"]),
        (
            "cosine_with_warmup",
            ["half a cosine wave", "8 x 1,000 steps under FAST", "peaks at 0.9 % of base_lr"],
        ),
        ("interval: epoch", ["`epoch`: once an epoch"]),
        (
            "warmup_ratio_or_steps: 0.1",
            ["0.1 by default", "0.1 = 800 epochs; training has 8 epochs under FAST."],
        ),
        (
            "num_cycles: 5",
            ["3 by default", "With 5, training under FAST ends", "`warmup_ratio_or_steps` 0.1"],
        ),
        ("null", ["No scheduling"]),
    ],
)
def test_shown(word: str, words: list[str]) -> None:
    found = at(word)

    assert [part for part in words if part not in found] == [], found


def test_the_steps_of_a_warmup() -> None:
    text = (
        PLAN[PLAN.index("run_mode") : PLAN.index("  - name: cosine")] + PLAN[PLAN.index("  - name: linear") :]
    )

    assert "0.1 = 800 of 8,000 steps under FAST." in at("0.1", text)
    assert "0.1 = 24 to 3,200 of 240 to 32,000 steps." in at(
        "0.1",
        "lr_scheduler:\n- {name: linear_with_warmup, interval: step, kwargs: {warmup_ratio_or_steps: 0.1}}",
    )


def test_the_curve_is_scaled_to_its_peak() -> None:
    (curve,) = [line for line in at("cosine_with_warmup").splitlines() if "▁" in line]

    assert len(curve) == 40
    assert curve[0] == "▁"
    assert curve[-1] == "█"


def test_a_range_of_peaks_where_training_is_open() -> None:
    found = at("linear_with", "lr_scheduler:\n- {name: linear_with_warmup, interval: epoch}")

    assert "In 16 x 2,000 steps:" in found
    assert "With 8 to 16 epochs of 30 to 2,000 steps, the peak is" in found


@pytest.mark.parametrize("known", [Known("BEST"), Known(steps_per_epoch=7), Known(max_epochs=3)])
def test_what_the_caller_knows(known: Known) -> None:
    text = PLAN.replace("linear_with", f"lin{CURSOR}ear_with")

    assert shown(text, known) != shown(text)


def test_the_page_of_a_rule_under_its_finding() -> None:
    text = PLAN.replace("linear_with_warmup", "linear_wiht_warmup")

    found = at("linear_wiht_warmup", text)

    assert found.startswith('unknown strategy "linear_wiht_warmup": did you mean "linear_with_warmup"?')
    assert rule_page("KLR201") in found


@pytest.mark.parametrize("word", ["KLR201", "unknown-strategy", "klr201"])
def test_the_rule_of_a_suppression(word: str) -> None:
    text = f"lr_scheduler:\n- name: linear  # kumo-lr: ignore[KLR301, {word}]\n  interval: step\n"

    assert at(word, text) == rule_page("KLR201")


@pytest.mark.parametrize(
    "text",
    [
        f"{CURSOR}",
        f"services: {CURSOR}x",
        f"services:\n  kwargs: {CURSOR}x",
        f"lr_scheduler: [null]  # a comment {CURSOR}null",
        f"lr_scheduler: [null]  # kumo-lr: ig{CURSOR}nore[KLR201]",
        f"lr_scheduler: [null]  # kumo-lr: ignore[KL{CURSOR}R999999]",
    ],
)
def test_nothing_to_say(text: str) -> None:
    assert shown(text) == ""


def test_outside_of_the_text() -> None:
    source, _ = typed(CURSOR + PLAN)

    assert hover(source, (99, 1)) is None  # type: ignore[arg-type]  # a position is a pair
    assert hover(source, (0, 0)) is None  # type: ignore[arg-type]  # a position is a pair


def test_a_half_written_plan() -> None:
    assert "half a cosine wave" in at("cosine_with_warmup", PLAN + "  - name: lin\n    inter")


def test_a_new_strategy_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        STRATEGIES, "polynomial", Strategy("polynomial", "falls fast", (WARMUP,), decays=True)
    )

    found = hover(typed(f"lr_scheduler: [{{name: poly{CURSOR}nomial}}]").source, (1, 26))  # type: ignore[arg-type]  # as above

    assert found is not None
    assert "Falls fast." in found.markdown


@pytest.mark.parametrize("name", STRATEGIES)
def test_pages_of_strategies(name: str) -> None:
    page = strategy_page(name)

    assert page.startswith(f"### {name}\n")
    assert all(f"`{slot.name}` (" in page for slot in STRATEGIES[name].arguments)
    example = page.partition("```yaml\n")[2].partition("```")[0]
    assert check_text(example).findings == ()


@pytest.mark.parametrize("code", RULES)
def test_pages_of_rules(code: str) -> None:
    assert rule_page(code).startswith(f"### {code} {RULES[code].slug}\n")
    assert rule_page(RULES[code].slug) == rule_page(code.lower())


def test_pages_of_nothing() -> None:
    with pytest.raises(ValueError, match='no rule "KLR2O1"; did you mean "KLR201"'):
        rule_page("KLR2O1")
    with pytest.raises(ValueError, match="no strategy"):
        strategy_page("linear")
