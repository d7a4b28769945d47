"""What a notebook shows of our values: tables, curves, and text where there is no HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from kumo_lr import Config, ConfigError, check_plan, check_text, compare, loads, plot, resolve

VOID = {"br"}
EVIL = "<script>alert(1)</script>"
TEXT = (
    "run_mode: FAST\nlr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n- null\n"
)


class _Reader(HTMLParser):
    """Reads HTML, and refuses what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, _attributes: object) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(value: Any) -> _Reader:
    reader = _Reader()
    reader.feed(value._repr_html_())
    reader.close()
    assert reader.open == []
    assert "script" not in reader.tags
    return reader


def words(value: Any) -> str:
    return " ".join(" ".join(read(value).text).split())


class Printer:
    """What IPython hands to `_repr_pretty_`."""

    def __init__(self) -> None:
        self.shown = ""

    def text(self, text: str) -> None:
        self.shown += text


def test_a_report_is_a_table_with_the_lines() -> None:
    report = check_text("lr_scheduler:\n- name: csoine_with_warmup\n  interval: step\n", "a.yaml")

    assert words(report) == (
        "place rule finding error a.yaml:2:9 KLR201 unknown-strategy "
        'unknown strategy "csoine_with_warmup" did you mean "cosine_with_warmup"? (--fix) '
        "2 | - name: csoine_with_warmup | ^^^^^^^^^^^^^^^^^^ "
        "1 file checked: 1 error (1 fixable with --fix)"
    )
    assert "a.yaml:2:9" in words(report[0])
    assert words(check_text("lr_scheduler: [null]")) == "1 file checked: no findings"
    assert "table" not in read(check_text("lr_scheduler: [null]")).tags


def test_a_report_of_an_object_is_a_table_with_paths() -> None:
    report = check_plan([{"name": "csoine_with_warmup", "interval": "step"}])

    assert "lr_scheduler[0].name KLR201" in words(report)
    assert "pre" not in read(report).tags
    assert "(fix_plan)" in words(report)


@pytest.mark.parametrize("filename", ["a.yaml", f"{EVIL}.yaml"])
def test_text_of_a_plan_is_never_markup(filename: str) -> None:
    report = check_text(f'lr_scheduler:\n- name: "{EVIL}"\n  interval: {EVIL}\n', filename)

    assert len(report) == 2
    assert EVIL in words(report)
    assert EVIL not in report._repr_html_()
    plot(Config([None]))._repr_html_()


def test_a_config_is_a_table() -> None:
    config = loads(TEXT)

    assert words(config) == (
        "strategy interval arguments 0 exponential epoch gamma: 0.9 1 no scheduling run_mode: FAST"
    )
    assert words(Config()) == "not set: Kumo applies candidates of its own"


def test_what_will_run_is_a_table_with_origins() -> None:
    assert words(resolve(loads(TEXT, "a.yaml"))) == (
        "value from 0 name exponential a.yaml:3 interval epoch a.yaml:4 gamma 0.9 a.yaml:5 "
        "1 no scheduling a.yaml:6 run mode FAST"
    )
    assert "kumo-engine 1.0.0" in words(resolve(Config(), run_mode="FAST"))


def test_a_comparison_is_a_table() -> None:
    left, right = loads(TEXT, "a.yaml"), loads(TEXT.replace("0.9", "0.8").replace("- null", ""), "b.yaml")

    assert words(compare(left, right)) == (
        "a.yaml b.yaml exponential gamma 0.9 0.8 candidate no scheduling 1 changed, 1 only in a.yaml (FAST)"
    )


def test_a_schedule_is_a_curve() -> None:
    schedule = loads(TEXT).schedules()[0]
    shown = read(schedule)

    assert shown.tags.count("polyline") == 1
    assert words(schedule) == (
        "exponential: 8,000 optimisation steps, peak 100 % of base_lr at step 0, at the end 47.8 %"
    )
    assert "nothing" not in words(loads(TEXT).schedules()[1])


def test_text_is_shown_without_html() -> None:
    report = check_text("lr_scheduler: []", "a.yaml")
    values = (report, report[0], compare(Config(), Config()), plot(Config([None]), max_epochs=2))

    for value in values:
        printer = Printer()
        value._repr_pretty_(printer, False)
        assert printer.shown == str(value)


def test_an_error_shows_the_lines_of_its_caller_alone() -> None:
    def caller() -> None:
        loads("lr_scheduler: []", "a.yaml")

    with pytest.raises(ConfigError) as caught:
        caller()
    shown = caught.value._render_traceback_()

    assert "in caller" in "\n".join(shown)
    assert "load.py" not in "\n".join(shown)
    assert "\n".join(shown).endswith(f"ConfigError: {caught.value}")
