"""Reports of `kumo-lr check` written to files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kumo_lr.report import FORMATS
from tests.support.cli import Cli, listing, not_root, put
from tests.support.cli_check import (
    BAD,
    BAD_CONCISE,
    BAD_FULL,
    BAD_SUMMARY,
    CLEAN_SUMMARY,
    GOOD,
    MISSING_FULL,
    TWO,
    WARNED,
)
from tests.support.cli_reports import BAD_DIFF, NO_FILES, REPORTS, formats, report
from tests.support.findings import found


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_holds_what_would_be_printed(cli: Cli, jobs: str) -> None:
    put("plans/bad.yaml", BAD)
    put("plans/good.yaml")
    put("plans/two.yaml", WARNED.replace("exponential", "exponental"))
    put("plans/warned.yaml", WARNED)
    args = ("check", "plans", "--jobs", jobs, "--quiet")
    printed = {name: cli(*args, "--output-format", name) for name in FORMATS}
    assert {result.code for result in printed.values()} == {1}
    every = cli(*args, *formats(*(f"{name}:{name}.out" for name in FORMATS)))
    assert every == (1, "", "")
    for name, result in printed.items():
        assert Path(f"{name}.out").read_bytes() == result.raw
        assert result.out
    assert listing() == sorted(["plans", *(f"{name}.out" for name in FORMATS)])


def test_one_to_the_terminal_and_others_to_files(cli: Cli) -> None:
    put("plan.yaml", BAD)
    args = ("check", "plan.yaml", *formats("sarif:o.sarif", "concise", "junit:o.xml"))
    assert cli(*args) == (1, BAD_CONCISE + BAD_SUMMARY, "")
    assert report("o.sarif")["version"] == "2.1.0"
    assert Path("o.xml").read_text().startswith("<?xml")
    assert listing() == ["o.sarif", "o.xml", "plan.yaml"]


def test_all_to_files_leaves_the_summary(cli: Cli) -> None:
    put("plan.yaml", BAD)
    assert cli("check", "plan.yaml", *formats("json:a.out", "full:b.out")) == (1, BAD_SUMMARY, "")
    assert Path("b.out").read_text() == BAD_FULL
    assert report("a.out")["summary"] == {"files": 1, "errors": 1, "warnings": 0, "fixable": 1}
    assert cli("check", "plan.yaml", *formats("json:a.out"), "--quiet") == (1, "", "")


@pytest.mark.parametrize("args", [["json"], ["json", "junit:b.out"], ["junit:b.out", "json"]])
def test_output_file_is_for_the_format_without_one(cli: Cli, args: list[str]) -> None:
    put("plan.yaml", BAD)
    assert cli("check", "plan.yaml", *formats(*args), "--output", "a.out") == (1, BAD_SUMMARY, "")
    assert report("a.out")["version"] == 1


@pytest.mark.parametrize(
    "args", [["-o", "-"], ["--output=-"], formats("full:-"), formats("full", "json:a.out")]
)
def test_a_dash_is_standard_output(cli: Cli, args: list[str]) -> None:
    put("plan.yaml", BAD)
    assert cli("check", "plan.yaml", *args) == (1, BAD_FULL + BAD_SUMMARY, "")
    assert "-" not in listing()


def test_a_dash_in_settings_is_standard_output(cli: Cli) -> None:
    put("a/plan.yaml", BAD)
    put("kumo-lr.toml", 'output-format = ["concise:-"]\n')
    assert cli("check", "--config", "kumo-lr.toml", "a") == cli("check", "a", *formats("concise"))
    assert listing() == ["a", "kumo-lr.toml"]


def test_output_file_without_a_format(cli: Cli) -> None:
    put("plan.yaml", BAD)
    assert cli("check", "plan.yaml", "--output", "a.out") == (1, BAD_SUMMARY, "")
    assert Path("a.out").read_text() == BAD_FULL


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            formats("json", "full"),
            "only one format can go to standard output; give the others files, as in sarif:out.sarif",
        ),
        (formats("jsn"), 'no output format "jsn"; did you mean "json"?'),
        (formats("sarf:out.sarif"), 'no output format "sarf"; did you mean "sarif"?'),
        (formats("xyz"), f'no output format "xyz"; write one of {", ".join(FORMATS)}'),
        (formats(""), f'no output format ""; write one of {", ".join(FORMATS)}'),
        (formats("json:"), '"json:" names no file; write json:PATH'),
        (formats("json:plans"), "cannot write plans: it is a folder"),
        (formats("json:nope/a.out"), "cannot write nope/a.out: there is no such folder"),
        (formats("json:plan.yaml/a.out"), "cannot write plan.yaml/a.out: there is no such folder"),
        (
            formats("full", "json:a.out", "sarif:nope/b.out"),
            "cannot write nope/b.out: there is no such folder",
        ),
        (["--output", "plans"], "cannot write plans: it is a folder"),
        (["--output", "nope/a.out"], "cannot write nope/a.out: there is no such folder"),
        (
            [*formats("json:a.out"), "--output", "b.out"],
            "--output is for a format that names no file of its own",
        ),
    ],
)
def test_refused_before_anything_is_checked(cli: Cli, args: list[str], said: str) -> None:
    put("plan.yaml", BAD)
    put("plans/plan.yaml", BAD)
    assert cli("check", "--fix", *args) == (2, "", f"kumo-lr: {said}\n")
    assert listing() == ["plan.yaml", "plans"]
    assert listing("plans") == ["plan.yaml"]
    assert Path("plan.yaml").read_text() == BAD


@not_root
def test_a_folder_that_cannot_be_written_to(cli: Cli) -> None:
    put("plan.yaml", BAD)
    Path("shut").mkdir(mode=0o500)
    code, out, err = cli("check", "plan.yaml", *formats("json:shut/a.out"))
    assert (code, out, err) == (2, "", "kumo-lr: cannot write shut/a.out: its folder cannot be written to\n")


def test_a_link_to_a_file_that_is_not_there_yet(cli: Cli) -> None:
    put("plan.yaml")
    Path("a.out").symlink_to("b.out")
    assert cli("check", "plan.yaml", *formats("json:a.out")) == (0, CLEAN_SUMMARY, "")
    assert Path("a.out").is_symlink()
    assert report("b.out")["findings"] == []


def test_a_colon_in_the_path(cli: Cli) -> None:
    put("plan.yaml")
    assert cli("check", "plan.yaml", *formats("json:a:b.out"), "--quiet") == (0, "", "")
    assert report("a:b.out")["version"] == 1


def test_a_report_is_replaced_and_keeps_its_mode(cli: Cli) -> None:
    put("plan.yaml")
    put("a.out", "x" * 10_000).chmod(0o600)
    assert cli("check", "plan.yaml", *formats("json:a.out"), "--quiet").code == 0
    assert report("a.out")["findings"] == []
    assert Path("a.out").stat().st_mode & 0o777 == 0o600


def test_a_report_gets_no_color(cli: Cli) -> None:
    put("plan.yaml", BAD)
    assert cli("check", *formats("full:a.out"), "--color", "always", "--quiet") == (1, "", "")
    assert Path("a.out").read_text() == BAD_FULL


@pytest.mark.parametrize("output_format", ["json", "gitlab"])
def test_a_report_among_the_checked_files_is_no_plan(cli: Cli, output_format: str) -> None:
    put("plan.yaml", BAD)
    args = ("check", ".", *formats(f"{output_format}:out.json"), "--quiet")
    assert cli(*args) == (1, "", "")
    first = report("out.json")
    assert cli(*args) == (1, "", "")
    second = report("out.json")
    if output_format == "json":
        first["summary"]["files"] += 1
    assert second == first


def test_reports_of_what_is_left_after_fixing(cli: Cli) -> None:
    put("plan.yaml", TWO)
    code, out, err = cli("check", "plan.yaml", "--fix", *formats("concise", "json:a.out"))
    assert (code, err, found(out)) == (1, "", ["plan.yaml:3:13 KLR202"])
    assert out.endswith("fixed 1 finding; 1 file checked: 1 error (1 fixable with --fix --unsafe-fixes)\n")
    assert [finding["code"] for finding in report("a.out")["findings"]] == ["KLR202"]


def test_a_diff_with_formats_of_the_settings(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", 'output-format = ["json", "sarif:a.out"]\n')
    code, out, err = cli("check", "--diff")
    assert (code, out) == (1, BAD_DIFF)
    assert err == "1 file checked: --fix would fix 1 finding and leave no findings\n"


def test_reports_of_standard_input(cli: Cli) -> None:
    args = ("check", "-", "--stdin-filename", "plan.yaml", *formats("concise", "json:a.out"))
    assert cli(*args, stdin=BAD.encode()) == (1, BAD_CONCISE + BAD_SUMMARY, "")
    assert [finding["file"] for finding in report("a.out")["findings"]] == ["plan.yaml"]


def test_fixed_standard_input_and_a_report(cli: Cli) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "-", "--fix", *formats("json:a.out"), stdin=BAD.encode())
    assert (code, out, err) == (0, GOOD, "fixed 1 finding; 1 file checked: no findings\n")
    assert report("a.out")["findings"] == []


def test_reports_of_a_file_that_is_not_there(cli: Cli) -> None:
    args = ("check", "nope.yaml", *formats("full", "json:a.out"))
    assert cli(*args) == (2, MISSING_FULL + "1 file checked: 1 error\n", "")
    assert [finding["code"] for finding in report("a.out")["findings"]] == ["KLR010"]


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_to_check_still_makes_a_report(cli: Cli, name: str) -> None:
    Path("empty").mkdir()
    printed = cli("check", "empty", "--output-format", name)
    assert (printed.code, printed.err) == (0, NO_FILES)
    assert cli("check", "empty", *formats(f"{name}:a.out")) == (0, "", NO_FILES)
    assert Path("a.out").read_bytes() == printed.raw
