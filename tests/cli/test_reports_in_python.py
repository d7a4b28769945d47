"""What a report is to a program: a sequence of findings that shows itself as the command line does."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

import kumo_lr
from kumo_lr import ConfigError, Report, check_file, check_text
from kumo_lr.report import FORMATS
from tests.support.cli import Cli, put

BAD = """\
lr_scheduler:
- name: csoine_with_warmup
  interval: stepp
- name: linear_with_warmup
  interval: step
- name: linear_with_warmup
  interval: step
- name: exponential  # kumo-lr: ignore[KLR108] later
  interval: epoch
"""


@pytest.fixture
def plan() -> Path:
    return put("plan.yaml", BAD)


@pytest.mark.parametrize("text", [BAD, "lr_scheduler: [null]\n", "a: 1\n", "lr_scheduler: [\n"])
@pytest.mark.parametrize("output_format", FORMATS)
def test_a_report_renders_as_the_command_line(output_format: str, text: str, plan: Path, cli: Cli) -> None:
    plan.write_text(text)

    assert (
        check_file(plan).render(output_format)
        == cli("check", "plan.yaml", "--output-format", output_format).out
    )


def test_a_report_is_printed_as_the_command_line_prints_it(plan: Path, cli: Cli) -> None:
    assert f"{check_file(plan)}\n" == cli("check", "plan.yaml").out
    assert check_file(plan).to_dict() == json.loads(cli("check", "plan.yaml", "--output-format", "json").out)
    lines = cli("check", "plan.yaml", "--output-format", "concise").out.splitlines()[:-1]
    assert [str(finding) for finding in check_file(plan)] == lines
    places = ["plan.yaml:2:9", "plan.yaml:3:13", "plan.yaml:6:9"]
    assert [finding.place for finding in check_file(plan)] == places
    assert [finding.to_dict() for finding in check_file(plan)] == check_file(plan).to_dict()["findings"]


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match=r'^no output format "sarrif"; did you mean "sarif"\?$'):
        Report().render("sarrif")
    with pytest.raises(ValueError, match=r'^no output format "xyzzy"; write one of full, concise, json, '):
        Report().render("xyzzy")


def test_a_report_is_a_sequence_of_findings() -> None:
    report = check_text(BAD)

    assert len(report) == 3
    assert list(report) == list(report.findings) == [report[0], report[1], report[-1]]
    assert report[0] in report
    assert [finding.code for finding in report] == ["KLR201", "KLR202", "KLR309"]
    assert len(check_text("lr_scheduler: [null]")) == 0
    match report:
        case Report(findings, files, without_field):
            assert (len(findings), files, without_field) == (3, 1, 0)


@pytest.mark.parametrize("text", [BAD, "lr_scheduler: [null]", ""])
def test_a_report_is_neither_true_nor_false(text: str) -> None:
    with pytest.raises(TypeError, match=r"report\.ok .* len\(report\)"):
        bool(check_text(text))


def test_reports_are_values() -> None:
    report = check_text(BAD)

    assert report == check_text(BAD) == Report(report.findings)
    assert hash(report) == hash(Report(report.findings))
    assert report != Report()
    assert report != (report.findings, 1, 0)
    assert report != Report(report.findings, 2)
    for again in (pickle.loads(pickle.dumps(report)), copy.copy(report), copy.deepcopy(report)):
        assert again == report
        assert str(again) == str(report)
    assert repr(Report()) == "Report(findings=(), files=1, without_field=0)"
    anything: Any = report
    with pytest.raises(AttributeError, match="findings of a Report cannot be set"):
        anything.findings = ()
    with pytest.raises(AttributeError, match="files of a Report cannot be deleted"):
        del anything.files


def test_a_clean_report_keeps_no_text() -> None:
    text = "lr_scheduler: [null]\n" + "# a comment\n" * 10_000

    assert len(pickle.dumps(check_text(text))) < 500


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_report_that_a_program_makes_is_rendered_without_text(output_format: str) -> None:
    one, other = check_text(BAD, "a.yaml"), check_text(BAD, "b.yaml")
    report = Report((*one.findings, *other.findings), files=5, without_field=2)
    shown = report.render(output_format)

    assert "a.yaml" in shown
    assert "b.yaml" in shown
    assert report.to_dict()["summary"] == {"files": 5, "errors": 4, "warnings": 2, "fixable": 4}
    if output_format == "concise":
        assert shown.splitlines()[-1].startswith(
            "5 files checked: 4 errors, 2 warnings (4 fixable with --fix"
        )
        assert "no lr_scheduler field in 2 of them" in shown


def test_raising_for_errors() -> None:
    report = check_text(BAD)
    with pytest.raises(ConfigError) as caught:
        report.raise_for_errors()

    assert (caught.value.report, str(caught.value)) == (report, str(report))
    warned = check_text(BAD, select="KLR3")
    assert (len(warned), warned.raise_for_errors() is warned) == (1, True)


def test_the_rules_are_what_the_command_line_lists(cli: Cli) -> None:
    rules = kumo_lr.all_rules()

    assert [rule.to_dict() for rule in rules] == json.loads(cli("rules", "--output-format", "json").out)
    assert {rule.rule for rule in rules} >= {finding.rule for finding in check_text(BAD)}
    for topic in ("KLR204", "number-as-text", "exponential"):
        assert f"{kumo_lr.explain(topic)}\n" == cli("explain", topic).out
    assert str(rules[0]) == kumo_lr.explain(rules[0].code)
    with pytest.raises(ValueError, match=r'^no rule or strategy "exponental"; did you mean "exponential"\?$'):
        kumo_lr.explain("exponental")
