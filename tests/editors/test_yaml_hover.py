"""What the YAML server shows."""

from __future__ import annotations

import re

import pytest

from kumo_lr.facts.horizons import LENGTHS
from kumo_lr.facts.plan_layout import FIELD, FIELD_SUMMARY, SECTION_SUMMARIES
from kumo_lr.facts.run_modes import RUN_MODE, RUN_MODES
from kumo_lr.facts.strategies import (
    INTERVAL,
    INTERVAL_SUMMARIES,
    KWARGS_SUMMARY,
    NAME,
    NO_SCHEDULING_SUMMARY,
    STRATEGIES,
)
from kumo_lr.report.explain import sentence
from tests.support.editors import IN_FILE, IN_PLAN, TOP, Editor, candidate, needs_servers, under_kwargs

pytestmark = needs_servers


@pytest.mark.parametrize("name", STRATEGIES)
def test_hover_shows_the_strategy(editor: Editor, name: str) -> None:
    shown = editor.shows(f"{TOP}- name: {name[:4]}|{name[4:]}\n  interval: step\n")

    assert sentence(NAME.summary) in shown
    listed = re.findall(r"^\* `(.*?)`: (.*)$", shown, re.MULTILINE)
    assert listed[0] == (name, sentence(STRATEGIES[name].summary))
    assert sorted(listed) == sorted((other, sentence(STRATEGIES[other].summary)) for other in STRATEGIES)


@pytest.mark.parametrize("value", INTERVAL.choices)
def test_hover_shows_the_interval(editor: Editor, value: str) -> None:
    shown = editor.shows(f"{TOP}- name: exponential\n  interval: {value[:2]}|{value[2:]}\n")

    assert sentence(INTERVAL.summary) in shown
    for choice, summary in INTERVAL_SUMMARIES.items():
        assert f"* `{choice}`: {sentence(summary)}" in shown


KEYS = {
    FIELD: (f"lr_sch|eduler:\n{candidate('exponential')}", FIELD_SUMMARY),
    "field in a plan": (IN_PLAN.replace("lr_", "lr|_") + "  - null\n", FIELD_SUMMARY),
    "field in a file": (IN_FILE.replace("lr_", "lr|_") + "    - null\n", FIELD_SUMMARY),
    "name": (f"{TOP}- na|me: exponential\n", NAME.summary),
    "interval": (f"{TOP}- inter|val: step\n", INTERVAL.summary),
    "null": (f"{TOP}- nu|ll\n", NO_SCHEDULING_SUMMARY),
    "optimization": ("opti|mization: {}\n", SECTION_SUMMARIES["optimization"]),
    "model_plan": ("model|_plan: {}\n", SECTION_SUMMARIES["model_plan"]),
    **{
        f"kwargs of {name}": (TOP + candidate(name, "  kw|args: {gamma: 0.9}"), KWARGS_SUMMARY)
        for name in STRATEGIES
    },
}


@pytest.mark.parametrize(("marked", "summary"), KEYS.values(), ids=KEYS)
def test_hover_shows_the_key(editor: Editor, marked: str, summary: str) -> None:
    assert sentence(summary) in editor.shows(marked)


ARGUMENTS = [(name, argument) for name in STRATEGIES for argument in STRATEGIES[name].argument_names]


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_hover_shows_the_argument(editor: Editor, name: str, argument: str) -> None:
    slot = STRATEGIES[name].argument(argument)
    assert slot is not None
    for marked in (f"{argument[:3]}|{argument[3:]}: 1", f"{argument}: |1"):
        shown = editor.shows(under_kwargs(name, marked))

        assert sentence(slot.summary) in shown
        assert slot.wanted in shown
        assert ("Required." if slot.default is None else f"{slot.default} by default.") in shown


@pytest.mark.parametrize("name", STRATEGIES)
def test_hover_of_kwargs_shows_the_defaults(editor: Editor, name: str) -> None:
    shown = editor.shows(TOP + candidate(name, "  kw|args: {gamma: 0.9}"))

    for slot in STRATEGIES[name].arguments:
        assert (slot.name if slot.default is None else f"{slot.name} {slot.default}") in shown


@pytest.mark.parametrize("name", LENGTHS)
def test_hover_shows_the_lengths_of_a_run_mode(editor: Editor, name: str) -> None:
    shown = editor.shows(f"optimization:\n  {name[:3]}|{name[3:]}: 100\n")

    assert sentence(LENGTHS[name].summary) in shown
    for mode in ("FAST", "NORMAL", "BEST"):
        assert f"{mode} {getattr(RUN_MODES[mode], name):,}" in shown


def test_hover_shows_the_run_modes(editor: Editor) -> None:
    shown = editor.shows("run_mode: FA|ST\n")

    assert sentence(RUN_MODE.summary) in shown
    listed = re.findall(r"^\* `(.*?)`: (\d+) epochs of ", shown, re.MULTILINE)
    assert sorted(listed) == sorted((mode.name, str(mode.max_epochs)) for mode in RUN_MODES.values())
