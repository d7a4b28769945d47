"""`kumo-lr check` as a job runs it: reports, settings, old findings, and what a terminal gets beside them."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from kumo_lr.report import FORMATS
from kumo_lr.settings.table import SETTINGS
from tests import test_cli
from tests.test_cli import (
    BAD,
    BAD_CONCISE,
    BAD_FULL,
    BAD_SUMMARY,
    CLEAN_SUMMARY,
    GOOD,
    MISSING_FULL,
    STUCK,
    STUCK_CONCISE,
    TIMEOUT,
    TWO,
    UNCLOSED,
    WARNED,
    Cli,
    command,
    decoded,
    environment,
    feed,
    listing,
    names,
    not_root,
    on_terminal,
    put,
    run,
)

folder = test_cli.folder
cli = test_cli.cli

REPORTS = tuple(name for name in FORMATS if name not in ("full", "concise"))
CONCISE = ("--output-format", "concise")
BRIEF = (*CONCISE, "--quiet")
# The field with more of the same mistake: BAD's candidate again.
CANDIDATE = BAD.partition("\n")[2]
# A warning, and what it is called.
CONSTANT = GOOD.replace("0.9", "1.0")
CONSTANT_CONCISE = (
    "plan.yaml:4:19: warning KLR306 gamma 1.0 never decays: the learning rate stays at base_lr; "
    "write a gamma below 1, or an empty candidate for no scheduling\n"
)
# What is wrong with it depends on how long training is.
LONG_WARMUP = """\
lr_scheduler:
- name: linear_with_warmup
  interval: step
  kwargs: {warmup_ratio_or_steps: 10000}
"""
FOREIGN = "a: {b\n"
BAD_DIFF = """\
--- plan.yaml
+++ plan.yaml
@@ -1,4 +1,4 @@
 lr_scheduler:
-- name: exponental
+- name: exponential
   interval: epoch
   kwargs: {gamma: 0.9}
"""
BAD_SAID = 'unknown strategy "exponental"; did you mean "exponential"?'
BAD_GITHUB = (
    f"::error file=plan.yaml,line=2,endLine=2,col=9,endColumn=19,title=KLR201 unknown-strategy::{BAD_SAID}\n"
)
BAD_STEP_SUMMARY = f"""\
### kumo-lr

1 file checked: 1 error (1 fixable with --fix)

| | file | place | rule | finding |
| --- | --- | --- | --- | --- |
| error | plan.yaml | 2:9 | KLR201 unknown-strategy | {BAD_SAID} |

"""
NO_FILES = "kumo-lr: no *.yaml, *.yml or *.json file there\n"


def formats(*words: str) -> list[str]:
    return [part for word in words for part in ("--output-format", word)]


def report(name: str) -> Any:
    return json.loads(Path(name).read_text())


# Reports


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
    found = 'plan.yaml:3:13: error KLR202 unknown interval "epok"; '
    assert (code, err) == (1, "")
    assert out.startswith(found)
    assert out.endswith("fixed 1 finding; 1 file checked: 1 error (1 fixable with --fix --unsafe-fixes)\n")
    assert [finding["code"] for finding in report("a.out")["findings"]] == ["KLR202"]


def test_a_diff_with_formats_of_the_settings(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", 'output-format = ["json", "sarif:a.out"]\n')
    code, out, err = cli("check", "--diff")
    assert (code, out) == (1, BAD_DIFF)
    assert err == "1 file checked: --fix would mend 1 finding and leave no findings\n"


def test_reports_of_standard_input(cli: Cli) -> None:
    args = ("check", "-", "--stdin-filename", "plan.yaml", *formats("concise", "json:a.out"))
    assert cli(*args, stdin=BAD.encode()) == (1, BAD_CONCISE + BAD_SUMMARY, "")
    assert [finding["file"] for finding in report("a.out")["findings"]] == ["plan.yaml"]


def test_fixed_standard_input_and_a_report() -> None:
    put("plan.yaml", BAD)
    code, out, err = run("check", "-", "--fix", *formats("json:a.out"), stdin=BAD.encode())
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


# GitHub


@pytest.fixture
def github(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run the command line as a step of a job that has a summary already."""
    put("plan.yaml", BAD)
    put("summary.md", "before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    return cli


def summary() -> str:
    return Path("summary.md").read_text().removeprefix("before\n")


def test_github_by_itself(github: Cli) -> None:
    code, out, err = github("check", "plan.yaml")
    assert (code, out, err) == (1, BAD_GITHUB + BAD_SUMMARY, "")
    assert Path("summary.md").read_text() == "before\n" + BAD_STEP_SUMMARY
    github("check", "plan.yaml", "--quiet")
    assert summary() == BAD_STEP_SUMMARY * 2


def test_github_of_a_clean_plan(github: Cli) -> None:
    put("plan.yaml")
    code, _, err = github("check", "plan.yaml")
    assert (code, err) == (0, "")
    assert summary() == "### kumo-lr\n\n1 file checked: no findings\n\n"


def test_github_as_a_program_of_its_own() -> None:
    put("plan.yaml", BAD)
    env = environment(GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY="summary.md")
    assert run("check", "plan.yaml", env=env).out == BAD_GITHUB + BAD_SUMMARY
    assert summary() == BAD_STEP_SUMMARY


@pytest.mark.parametrize("value", ["", "false", "1", "TRUE"])
def test_not_on_github(github: Cli, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", value)
    assert github("check", "plan.yaml") == (1, BAD_FULL + BAD_SUMMARY, "")
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert github("check", "plan.yaml") == (1, BAD_FULL + BAD_SUMMARY, "")
    assert summary() == ""


def test_on_github_a_format_that_is_asked_for_counts(github: Cli) -> None:
    assert github("check", "plan.yaml", *formats("full")) == (1, BAD_FULL + BAD_SUMMARY, "")
    assert github("check", "plan.yaml", *formats("github")).out == BAD_GITHUB
    assert github("check", "plan.yaml", *formats("json:a.out")) == (1, BAD_SUMMARY, "")
    put("kumo-lr.toml", 'output-format = "concise"\n')
    assert github("check", "plan.yaml") == (1, BAD_CONCISE + BAD_SUMMARY, "")
    assert summary() == ""
    assert github("check", "plan.yaml", "--isolated").out == BAD_GITHUB + BAD_SUMMARY
    assert summary() == BAD_STEP_SUMMARY


def test_on_github_settings_without_a_format_leave_it(github: Cli) -> None:
    put("kumo-lr.toml", 'severity = {KLR201 = "warning"}\n')
    code, out, err = github("check", "plan.yaml")
    assert (code, out, err) == (
        0,
        (BAD_GITHUB + BAD_SUMMARY).replace("::error", "::warning").replace("1 error", "1 warning"),
        "",
    )
    assert "1 file checked: 1 warning (1 fixable with --fix)" in summary()


def test_github_knows_a_baseline(github: Cli) -> None:
    put("other.yaml", BAD)
    assert github("check", "plan.yaml", "other.yaml", "--write-baseline", "known.out").code == 0
    before = summary()
    code, out, _ = github("check", "plan.yaml", "--baseline", "known.out")
    assert (code, "::error" in out) == (0, False)
    assert summary().removeprefix(before) == "### kumo-lr\n\n1 file checked: no findings\n\n"


@pytest.mark.parametrize(
    ("path", "reason"), [("nope/summary.md", "no such file or directory"), (".", "is a directory")]
)
def test_a_summary_that_cannot_be_written(
    github: Cli, monkeypatch: pytest.MonkeyPatch, path: str, reason: str
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", path)
    said = f"kumo-lr: cannot write the job's summary: {reason}\n"
    assert github("check", "plan.yaml") == (1, BAD_GITHUB + BAD_SUMMARY, said)
    put("plan.yaml")
    code, _, err = github("check", "plan.yaml")
    assert (code, err) == (0, said)


@pytest.mark.parametrize("value", ["", None])
def test_a_job_without_a_summary(github: Cli, monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is None:
        monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    else:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", value)
    assert github("check", "plan.yaml") == (1, BAD_GITHUB + BAD_SUMMARY, "")
    assert listing() == ["plan.yaml", "summary.md"]


def test_a_diff_on_github(github: Cli) -> None:
    said = "1 file checked: --fix would mend 1 finding and leave no findings\n"
    assert github("check", "plan.yaml", "--diff") == (1, BAD_DIFF, said)


def test_fixes_on_github(github: Cli) -> None:
    code, out, err = github("check", "plan.yaml", "--fix")
    assert (code, "::error" in out, err) == (0, False, "")
    assert Path("plan.yaml").read_text() == GOOD
    put("plan.yaml", STUCK)
    code, out, _ = github("check", "plan.yaml", "--fix")
    assert (code, out.count("::error file=plan.yaml,")) == (1, 1)


def test_fixed_standard_input_on_github(github: Cli) -> None:
    code, out, _ = github("check", "-", "--fix", stdin=BAD.encode())
    assert (code, out) == (0, GOOD)


# Settings


@pytest.mark.parametrize("name", ["pyproject.toml", "kumo-lr.toml", ".kumo-lr.toml"])
@pytest.mark.parametrize("where", [".", "a", "a/b"])
def test_settings_are_found_upwards(cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, where: str) -> None:
    head = "[tool.kumo-lr]\n" if name == "pyproject.toml" else ""
    put(name, f'{head}ignore = ["KLR201"]\n')
    put("a/b/plan.yaml", BAD)
    monkeypatch.chdir(where)
    assert cli("check", "--quiet") == (0, "", "")
    assert cli("check", *BRIEF, "--isolated").code == 1


def test_the_nearest_settings_count(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("kumo-lr.toml", 'ignore = ["KLR201"]\n')
    put("a/kumo-lr.toml", 'ignore = ["KLR3"]\n')
    put("b/pyproject.toml", "[tool.other]\nx = 1\n")
    for name in "ab":
        put(f"{name}/plan.yaml", BAD)
    # Those of the folder in which the program runs.
    assert cli("check", *BRIEF, "a") == (0, "", "")
    monkeypatch.chdir("a")
    assert cli("check", *BRIEF) == (1, BAD_CONCISE, "")
    monkeypatch.chdir("../b")
    assert cli("check", *BRIEF) == (0, "", "")


def test_settings_by_name(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("ci/strict.toml", 'ignore = ["KLR201"]\n')
    put("kumo-lr.toml", 'fail-on = "never"\n')
    assert cli("check", *BRIEF) == (0, BAD_CONCISE, "")
    assert cli("check", *BRIEF, "--isolated") == (1, BAD_CONCISE, "")
    assert cli("check", *BRIEF, "--config", "ci/strict.toml") == (0, "", "")


@pytest.mark.parametrize("name", ["check", "settings"])
def test_settings_that_cannot_be_had(cli: Cli, name: str) -> None:
    put("plan.yaml", BAD)
    put("a.toml", "")
    put("pyproject.toml", "[project]\n")
    refused = "kumo-lr: --isolated asks for no settings, and --config for some\n"
    assert cli(name, "--config", "a.toml", "--isolated") == (2, "", refused)
    no_table = "kumo-lr: pyproject.toml has no table [tool.kumo-lr]\n"
    assert cli(name, "--config", "pyproject.toml") == (2, "", no_table)
    assert cli(name, "--config", "nope.toml") == (2, "", NO_SETTINGS)


@pytest.mark.parametrize("name", ["check", "settings"])
def test_two_files_of_settings_in_one_folder(cli: Cli, name: str) -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", "")
    put("pyproject.toml", "[tool.kumo-lr]\n")
    said = "kumo-lr: settings stand in kumo-lr.toml and pyproject.toml; keep one of them\n"
    assert cli(name) == (2, "", said)
    assert cli(name, "--isolated").code != 2
    assert cli(name, "--config", "kumo-lr.toml").code != 2


NO_SETTINGS = """\
nope.toml:1:1: error[KLR913] cannot be read: no such file or directory
  = help: check the path

kumo-lr: cannot use the settings in nope.toml
"""
MISSPELT = """\
kumo-lr.toml:1:1: error[KLR911] no setting "igonre"
  |
1 | igonre = ["KLR201"]
  | ^^^^^^
  = help: did you mean "ignore"?

kumo-lr.toml:2:11: error[KLR912] no level "eror"
  |
2 | fail-on = "eror"
  |           ^^^^^^
  = help: did you mean "error"?

kumo-lr: cannot use the settings in kumo-lr.toml
"""
BROKEN = """\
pyproject.toml:1:14: error[KLR913] not TOML: expected "]" at the end of a table declaration
  |
1 | [tool.kumo-lr
  |              ^
  = help: mend the file; see https://toml.io

kumo-lr: cannot use the settings in pyproject.toml
"""


@pytest.mark.parametrize("args", [["check", "--fix"], ["check", "-"], ["settings"]])
@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("kumo-lr.toml", 'igonre = ["KLR201"]\nfail-on = "eror"\n', MISSPELT),
        ("pyproject.toml", "[tool.kumo-lr\n", BROKEN),
    ],
)
def test_wrong_settings_are_shown_and_nothing_is_checked(
    cli: Cli, args: list[str], name: str, text: str, said: str
) -> None:
    put("plan.yaml", BAD)
    put(name, text)
    assert cli(*args) == (2, "", said)
    assert Path("plan.yaml").read_text() == BAD
    assert cli("check", "--isolated", "--quiet", *CONCISE) == (1, BAD_CONCISE, "")


def test_wrong_settings_on_a_terminal_and_for_a_program() -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", 'igonre = ["KLR201"]\nfail-on = "eror"\n')
    assert "\x1b[1;31m" in on_terminal("check")
    assert run("check", *formats("json")) == (2, "", MISSPELT)


def test_a_broken_pyproject_of_others(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("pyproject.toml", "[tool.other\n")
    assert cli("check", *BRIEF) == (1, BAD_CONCISE, "")


@pytest.mark.parametrize(
    ("setting", "text", "code", "out"),
    [
        ('select = ["KLR3"]', BAD, 0, CLEAN_SUMMARY),
        ('select = ["unknown-strategy"]', BAD, 1, BAD_CONCISE + BAD_SUMMARY),
        ('ignore = ["KLR2"]', BAD, 0, CLEAN_SUMMARY),
        ('per-file-ignores = {"pl*.yaml" = ["KLR201"]}', BAD, 0, CLEAN_SUMMARY),
        ('per-file-ignores = {"sub/*.yaml" = ["KLR201"]}', BAD, 1, BAD_CONCISE + BAD_SUMMARY),
        (
            'severity = {KLR2 = "warning"}',
            BAD,
            0,
            BAD_CONCISE.replace("error", "warning") + BAD_SUMMARY.replace("error", "warning"),
        ),
        (
            'severity = {KLR3 = "error"}',
            CONSTANT,
            1,
            CONSTANT_CONCISE.replace("warning", "error") + "1 file checked: 1 error\n",
        ),
        (
            'severity = {KLR3 = "error", KLR306 = "warning"}',
            CONSTANT,
            0,
            CONSTANT_CONCISE + "1 file checked: 1 warning\n",
        ),
        ('fail-on = "warning"', CONSTANT, 1, CONSTANT_CONCISE + "1 file checked: 1 warning\n"),
        ('fail-on = "never"', BAD, 0, BAD_CONCISE + BAD_SUMMARY),
        ('at = "lr_scheduler"', BAD, 1, BAD_CONCISE + BAD_SUMMARY),
        ('exclude = ["plan.yaml"]', BAD, 1, BAD_CONCISE + BAD_SUMMARY),
        ('run-mode = "best"', GOOD, 0, CLEAN_SUMMARY),
        ("", BAD, 1, BAD_CONCISE + BAD_SUMMARY),
    ],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_setting_counts(cli: Cli, setting: str, text: str, code: int, out: str, jobs: str) -> None:
    put("plan.yaml", text)
    put("kumo-lr.toml", f"{setting}\n")
    # The file is named: what is excluded is checked all the same.
    assert cli("check", "plan.yaml", *CONCISE, "--jobs", jobs) == (code, out, "")


@pytest.mark.parametrize(
    ("settings", "options"),
    [
        ('run-mode = "FAST"\nsteps-per-epoch = 100\n', ["--run-mode", "FAST", "--steps-per-epoch", "100"]),
        ("max-epochs = 3\nsteps-per-epoch = 100\n", ["--max-epochs", "3", "--steps-per-epoch", "100"]),
    ],
)
def test_what_settings_say_about_training(cli: Cli, settings: str, options: list[str]) -> None:
    put("plan.yaml", LONG_WARMUP)
    assert cli("check", "plan.yaml", *BRIEF) == (0, "", "")
    asked = cli("check", "plan.yaml", *BRIEF, *options)
    assert (asked.code, asked.out.count("KLR301")) == (0, 1)
    put("kumo-lr.toml", settings)
    assert cli("check", "plan.yaml", *BRIEF) == asked
    # The command line counts before the file.
    assert cli("check", "plan.yaml", *BRIEF, "--steps-per-epoch", "100000") == (0, "", "")


def test_a_field_where_settings_say(cli: Cli) -> None:
    put("plan.yaml", "x:\n  y:\n  - name: exponental\n    interval: epoch\n    kwargs: {gamma: 0.9}\n")
    put("kumo-lr.toml", 'at = "x.y"\n')
    assert cli("check", *CONCISE) == (1, BAD_CONCISE.replace(":2:9:", ":3:11:") + BAD_SUMMARY, "")
    assert cli("check", "--at", "nowhere") == (2, "", 'kumo-lr: nothing stands at "nowhere"\n')


def test_excluded_files(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("plan.yaml", "draft.yaml", "old/plan.yaml", "new/old/plan.yaml"):
        put(name, BAD)
    put("kumo-lr.toml", 'exclude = ["/old/", "draft.*"]\n')
    found = cli("check", *BRIEF)
    assert (found.code, names(found)) == (1, ["new/old/plan.yaml", "plan.yaml"])
    assert names(cli("check", *BRIEF, ".", "draft.yaml")) == ["new/old/plan.yaml", "plan.yaml", "draft.yaml"]
    assert names(cli("check", *BRIEF, "old/plan.yaml")) == ["old/plan.yaml"]
    assert names(cli("check", *BRIEF, "--isolated")) == [
        "draft.yaml",
        "new/old/plan.yaml",
        "old/plan.yaml",
        "plan.yaml",
    ]
    # Patterns are seen from the folder of the settings.
    monkeypatch.chdir("new")
    assert names(cli("check", *BRIEF, "..")) == ["../new/old/plan.yaml", "../plan.yaml"]
    assert names(cli("check", *BRIEF)) == ["old/plan.yaml"]


def test_formats_of_settings(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a/plan.yaml", BAD)
    put("kumo-lr.toml", 'output-format = ["concise", "json:a.out", "junit:a/b.out"]\n')
    monkeypatch.chdir("a")
    assert cli("check") == (1, BAD_CONCISE + BAD_SUMMARY, "")
    assert listing() == ["b.out", "plan.yaml"]
    assert listing("..") == ["a", "a.out", "kumo-lr.toml"]
    assert [finding["file"] for finding in report("../a.out")["findings"]] == ["plan.yaml"]
    Path("../a.out").unlink()
    # What the command line asks for counts instead of them all.
    assert cli("check", *formats("full")) == (1, BAD_FULL + BAD_SUMMARY, "")
    assert listing("..") == ["a", "kumo-lr.toml"]


def test_a_format_of_settings_that_cannot_be_written(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", 'output-format = "json:nope/a.out"\n')
    said = "kumo-lr: cannot write nope/a.out: there is no such folder\n"
    assert cli("check") == (2, "", said)


@pytest.mark.parametrize(
    ("setting", "options", "text", "code"),
    [
        ('select = ["KLR3"]', ["--select", "KLR2"], BAD, 1),
        ('select = ["KLR2"]', ["--ignore", "KLR201"], BAD, 0),
        ('ignore = ["KLR2"]', ["--ignore", "KLR3"], BAD, 1),
        ('ignore = ["KLR201"]', ["--select", "KLR2"], BAD, 0),
        ('fail-on = "never"', ["--fail-on", "error"], BAD, 1),
        ('fail-on = "warning"', ["--fail-on", "error"], CONSTANT, 0),
        ('at = "nowhere"', ["--at", "lr_scheduler"], BAD, 1),
        ('severity = {KLR306 = "error"}', ["--fail-on", "never"], CONSTANT, 0),
    ],
)
def test_the_command_line_counts_before_settings(
    cli: Cli, setting: str, options: list[str], text: str, code: int
) -> None:
    put("plan.yaml", text)
    put("kumo-lr.toml", f"{setting}\n")
    assert cli("check", *BRIEF, *options).code == code


def test_an_error_that_is_a_warning_now_is_still_fixed(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", 'severity = {KLR201 = "warning"}\n')
    assert cli("check", "--diff", "--quiet") == (1, BAD_DIFF, "")
    assert cli("check", "--fix") == (0, "fixed 1 finding; 1 file checked: no findings\n", "")
    assert Path("plan.yaml").read_text() == GOOD


def test_what_settings_ignore_is_not_fixed(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", 'per-file-ignores = {"plan.yaml" = ["KLR201"]}\n')
    assert cli("check", "--fix") == (0, CLEAN_SUMMARY, "")
    assert Path("plan.yaml").read_text() == BAD


def test_settings_and_standard_input(cli: Cli) -> None:
    put("kumo-lr.toml", 'per-file-ignores = {"sub/*.yaml" = ["KLR201"]}\n')
    args = ("check", "-", *BRIEF, "--stdin-filename")
    assert cli(*args, "sub/plan.yaml", stdin=BAD.encode()) == (0, "", "")
    assert cli(*args, "plan.yaml", stdin=BAD.encode()) == (1, BAD_CONCISE, "")


EFFECTIVE = """\
settings of ../pyproject.toml

select            default               (all rules)
ignore            ../pyproject.toml:2   ["KLR4", "single-cycle"]
per-file-ignores  ../pyproject.toml:7   "old/*.yaml" = ["KLR3"]
severity          ../pyproject.toml:10  KLR3 = "error"
run-mode          default               (the plan's own, or any)
steps-per-epoch   default               (by the run mode)
max-epochs        ../pyproject.toml:3   20
at                default               (where it is documented to stand)
exclude           default               (none)
output-format     ../pyproject.toml:4   ["full", "json:../a.out"]
fail-on           default               (error)
baseline          ../pyproject.toml:5   "../known.json"
"""


def test_settings_in_force(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put(
        "pyproject.toml",
        '[tool.kumo-lr]\nignore = ["KLR4", "single-cycle"]\nmax-epochs = 20\n'
        'output-format = ["full", "json:a.out"]\nbaseline = "known.json"\n\n'
        '[tool.kumo-lr.per-file-ignores]\n"old/*.yaml" = ["KLR3"]\n\n'
        '[tool.kumo-lr.severity]\nKLR3 = "error"\n',
    )
    Path("a").mkdir()
    monkeypatch.chdir("a")
    code, out, err = cli("settings")
    assert (code, out, err) == (0, EFFECTIVE, "")
    assert cli("settings", "--config", "../pyproject.toml") == (0, EFFECTIVE, "")
    code, out, err = cli("settings", "--output-format", "json")
    data = json.loads(out)
    assert (code, err, data["version"], data["file"]) == (0, "", 1, "../pyproject.toml")
    assert list(data["settings"]) == list(SETTINGS)
    default = {"kind": "default", "file": None, "line": None}
    assert data["settings"]["select"] == {"value": None, "origin": default}
    assert data["settings"]["severity"] == {
        "value": {"KLR3": "error"},
        "origin": {"kind": "file", "file": "../pyproject.toml", "line": 10},
    }


def test_no_settings_in_force(cli: Cli) -> None:
    code, out, err = cli("settings")
    assert (code, err) == (0, "")
    assert out.startswith("no file of settings\n\nselect            default  (all rules)\n")
    put("kumo-lr.toml", 'fail-on = "never"\n')
    assert cli("settings", "--isolated").out == out
    data = json.loads(cli("settings", "--isolated", "--output-format", "json").out)
    assert data["file"] is None
    assert {row["value"] for row in data["settings"].values()} == {None}


# Old findings


@pytest.fixture
def known(cli: Cli) -> Cli:
    """Have a baseline with two findings of one file and one of another."""
    put("plan.yaml", BAD + CANDIDATE)
    put("sub/plan.yaml", BAD)
    assert cli("check", "--write-baseline", "known.out") == (0, "3 known findings in known.out\n", "")
    return cli


def known_check(cli: Cli, *args: str) -> test_cli.Result:
    return cli("check", *BRIEF, "--baseline", "known.out", *args)


def test_a_baseline_is_written(known: Cli) -> None:
    row = '"code": "KLR201", "path": "{}", "message": "unknown strategy \\"exponental\\"", "count": 1'
    rows = [
        f'    {{"file": "{file}", {row.format(path)}}}'
        for file, path in (
            ("plan.yaml", "lr_scheduler.0.name"),
            ("plan.yaml", "lr_scheduler.1.name"),
            ("sub/plan.yaml", "lr_scheduler.0.name"),
        )
    ]
    text = '{\n  "version": 1,\n  "findings": [\n' + ",\n".join(rows) + "\n  ]\n}\n"
    assert Path("known.out").read_text() == text
    known("check", "--write-baseline", "known.out")
    assert Path("known.out").read_text() == text


def test_known_findings_are_passed_over(known: Cli) -> None:
    said = "2 files checked: no findings\n"
    assert known("check", "--baseline", "known.out") == (0, said, "")
    assert known("check", "--baseline", "known.out", "--jobs", "2") == (0, said, "")
    assert known("check", "--baseline", "known.out", "--fail-on", "warning") == (0, said, "")
    put("kumo-lr.toml", 'baseline = "known.out"\n')
    assert known("check") == (0, said, "")
    assert known("check", "--isolated", "--quiet").code == 1
    data = json.loads(known("check", *formats("json")).out)
    assert data["summary"] == {"files": 2, "errors": 0, "warnings": 0, "fixable": 0}


def test_a_baseline_of_nothing(cli: Cli) -> None:
    put("plan.yaml")
    assert cli("check", "--write-baseline", "known.out") == (0, "0 known findings in known.out\n", "")
    assert known_check(cli) == (0, "", "")
    put("plan.yaml", BAD)
    assert known_check(cli) == (1, BAD_CONCISE, "")


def test_a_new_finding_is_reported(known: Cli) -> None:
    put("sub/plan.yaml", BAD.replace("interval: epoch", "interval: day"))
    code, out, err = known_check(known)
    assert (code, err) == (1, "")
    assert [line.split(" ")[:3] for line in out.splitlines()] == [["sub/plan.yaml:3:13:", "error", "KLR202"]]
    put("new.yaml", BAD)
    assert names(known_check(known)) == ["new.yaml", "sub/plan.yaml"]


def test_lines_that_move_do_not_matter(known: Cli) -> None:
    put("plan.yaml", "# a\n\n# b\n" + (BAD + CANDIDATE).replace("interval: epoch", "# c\n  interval: epoch"))
    assert known_check(known) == (0, "", "")


def test_of_equal_findings_one_is_new(cli: Cli) -> None:
    put("plan.yaml", f"{BAD}---\n{BAD}")
    cli("check", "--write-baseline", "known.out")
    assert [row["count"] for row in report("known.out")["findings"]] == [2]
    assert known_check(cli) == (0, "", "")
    put("plan.yaml", f"{BAD}---\n{BAD}---\n{BAD}")
    assert known_check(cli) == (1, BAD_CONCISE.replace(":2:", ":12:"), "")


def test_stale_entries_are_said(known: Cli) -> None:
    put("plan.yaml")
    code, out, err = known("check", "--baseline", "known.out")
    assert (code, out) == (0, "2 files checked: no findings\n")
    assert err == (
        "kumo-lr: 2 entries of known.out are stale; write it anew with --write-baseline\n"
        'kumo-lr: stale: plan.yaml KLR201 lr_scheduler.0.name unknown strategy "exponental"\n'
        'kumo-lr: stale: plan.yaml KLR201 lr_scheduler.1.name unknown strategy "exponental"\n'
    )
    # Nothing is known of files that were not checked.
    assert known_check(known, "sub") == (0, "", "")
    # Reports stay what they are.
    code, out, again = known("check", "--baseline", "known.out", *formats("json"))
    assert (code, json.loads(out)["findings"], again) == (0, [], err)


def test_few_of_many_stale_entries_are_listed(cli: Cli) -> None:
    put("plan.yaml", BAD + CANDIDATE * 9)
    cli("check", "--write-baseline", "known.out")
    put("plan.yaml")
    code, out, err = known_check(cli)
    assert (code, out, len(err.splitlines())) == (0, "", 6)
    assert err.startswith("kumo-lr: 10 entries of known.out are stale;")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"version": 2, "findings": []}', "is a baseline of version 2, not 1; write it anew"),
        ("{", "cannot use the baseline known.out: it is no JSON; write one"),
        (b"\xff\xfe", "cannot use the baseline known.out: it is no JSON; write one"),
        ('{"version": 1}', "cannot use the baseline known.out: it is no baseline; write one"),
        ('{"version": 1, "findings": 7}', "cannot use the baseline known.out: it is no baseline; write one"),
        (
            '{"version": 1, "findings": [{}]}',
            "cannot use the baseline known.out: it is no baseline; write one",
        ),
    ],
)
def test_a_baseline_that_is_none(cli: Cli, text: str | bytes, said: str) -> None:
    put("plan.yaml", BAD)
    put("known.out", text)
    said = said if said.startswith("cannot") else f"known.out {said}"
    for options in (["--baseline", "known.out"], ["--baseline", "known.out", "--fix"]):
        assert cli("check", *options) == (2, "", f"kumo-lr: {said} with --write-baseline\n")
    assert Path("plan.yaml").read_text() == BAD


@pytest.mark.parametrize(
    ("path", "reason"), [("nope.out", "no such file or directory"), ("sub", "is a directory")]
)
def test_a_baseline_that_cannot_be_read(cli: Cli, path: str, reason: str) -> None:
    put("plan.yaml", BAD)
    Path("sub").mkdir()
    said = f"kumo-lr: cannot read the baseline {path}: {reason}\n"
    assert cli("check", "--baseline", path) == (2, "", said)
    put("kumo-lr.toml", f'baseline = "{path}"\n')
    assert cli("check") == (2, "", said)


@pytest.mark.parametrize("path", ["nope/known.out", "."])
def test_a_baseline_that_cannot_be_written(cli: Cli, path: str) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "--write-baseline", path)
    assert (code, out) == (2, "")
    assert re.fullmatch(f"kumo-lr: cannot write {re.escape(path)}: .+\n", err)
    assert listing() == ["plan.yaml"]


def test_what_cannot_be_muted_is_never_known(cli: Cli) -> None:
    put("plan.yaml", UNCLOSED)
    said = "0 known findings in known.out; 1 finding cannot be known\n"
    assert cli("check", "--write-baseline", "known.out") == (0, said, "")
    assert report("known.out")["findings"] == []
    code, out, err = known_check(cli)
    assert (code, out.split(" ")[:3], err) == (1, ["plan.yaml:2:3:", "error", "KLR001"], "")


def test_a_baseline_from_another_folder(known: Cli, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.chdir("sub")
    args = ("check", *BRIEF, "--baseline")
    for baseline in ("../known.out", str(folder / "known.out")):
        for path in (".", "..", "plan.yaml", str(folder), "../sub/plan.yaml"):
            assert known(*args, baseline, path) == (0, "", "")
    put("../kumo-lr.toml", 'baseline = "known.out"\n')
    assert known("check", *BRIEF) == (0, "", "")
    # Its paths lead from where it stands.
    Path("../deep").mkdir()
    shutil.copy("../known.out", "../deep/known.out")
    assert names(known(*args, "../deep/known.out", "..")) == [
        "../plan.yaml",
        "../plan.yaml",
        "../sub/plan.yaml",
    ]


def test_a_baseline_that_was_written_elsewhere(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a/b/plan.yaml", BAD)
    cli("check", "a", "--write-baseline", "a/known.out")
    assert [row["file"] for row in report("a/known.out")["findings"]] == ["b/plan.yaml"]
    monkeypatch.chdir("a/b")
    assert cli("check", *BRIEF, "--baseline", "../known.out") == (0, "", "")


def test_a_baseline_after_fixing(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("stuck.yaml", STUCK + STUCK.partition("\n")[2])
    code, out, err = cli("check", "--fix", "--write-baseline", "known.out")
    assert (code, out.splitlines()[-1], err) == (0, "2 known findings in known.out", "")
    assert Path("plan.yaml").read_text() == GOOD
    assert {row["file"] for row in report("known.out")["findings"]} == {"stuck.yaml"}
    assert known_check(cli) == (0, "", "")


def test_a_baseline_by_severity_and_selection(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("warned.yaml", CONSTANT)
    put("kumo-lr.toml", 'severity = {KLR306 = "error"}\n')
    assert cli("check", "--write-baseline", "known.out").out == "2 known findings in known.out\n"
    assert known_check(cli) == (0, "", "")
    assert known_check(cli, "--isolated", "--fail-on", "warning") == (0, "", "")


def test_a_baseline_of_standard_input(cli: Cli) -> None:
    args = ("check", "-", "--stdin-filename", "plan.yaml")
    two = (BAD + CANDIDATE).encode()
    assert cli(*args, "--write-baseline", "known.out", stdin=two).code == 0
    assert cli(*args, *BRIEF, "--baseline", "known.out", stdin=two) == (0, "", "")
    put("plan.yaml", two)
    assert known_check(cli) == (0, "", "")


def test_known_findings_in_reports(known: Cli) -> None:
    put("new.yaml", BAD)
    args = ("check", "--quiet", "--baseline", "known.out", "--statistics")
    assert known(*args, *formats("json:a.out")) == (1, "1  KLR201  unknown-strategy\n", "")
    assert [finding["file"] for finding in report("a.out")["findings"]] == ["new.yaml"]


# Statistics, quiet


def test_statistics(cli: Cli) -> None:
    put("a.yaml", BAD + CANDIDATE * 9)
    put("plan.yaml", STUCK.replace("epoch", "day"))
    counts = "11  KLR201  unknown-strategy\n 1  KLR202  unknown-interval\n"
    code, out, err = cli("check", *CONCISE, "--statistics")
    assert (code, err) == (1, "")
    assert out.endswith(f"{counts}2 files checked: 12 errors (10 fixable with --fix)\n")
    code, out, err = cli("check", *BRIEF, "--statistics")
    assert (code, err) == (1, "")
    assert out.endswith(f"\n{counts}")
    for name in REPORTS:
        plain = cli("check", "--output-format", name)
        assert cli("check", "--output-format", name, "--statistics") == (1, plain.out, counts)
    assert cli("check", *formats("json:a.out"), "--quiet", "--statistics") == (1, counts, "")


def test_statistics_of_what_is_left(cli: Cli) -> None:
    put("plan.yaml", TWO)
    code, out, err = cli("check", "--fix", *BRIEF, "--statistics")
    assert (code, out.splitlines()[1:], err) == (1, ["1  KLR202  unknown-interval"], "")
    assert cli("check", "--fix", "--unsafe-fixes", "--quiet", "--statistics") == (0, "", "")
    put("plan.yaml", STUCK)
    assert cli("check", "--diff", "--quiet", "--statistics") == (
        1,
        "",
        f"{STUCK_CONCISE}1  KLR201  unknown-strategy\n",
    )


def test_statistics_of_standard_input_that_is_fixed() -> None:
    code, out, err = run("check", "-", "--fix", "--quiet", *CONCISE, "--statistics", stdin=TWO.encode())
    assert (code, out) == (1, TWO.replace("exponental", "exponential"))
    assert err.splitlines()[1:] == ["1  KLR202  unknown-interval"]


@pytest.mark.parametrize("name", [*FORMATS])
def test_quiet_takes_only_the_summary_line(cli: Cli, name: str) -> None:
    put("plan.yaml", BAD)
    loud, quiet = (cli("check", "--output-format", name, *more) for more in ([], ["--quiet"]))
    ending = BAD_SUMMARY if name in ("full", "concise") else ""
    assert loud == (1, quiet.out + ending, "")
    assert (quiet.code, quiet.err) == (1, "")


# Progress


def terminal_run(*args: str, texts: tuple[str, ...], out: bool = True) -> tuple[int, str, str]:
    """Check some files and a slow one; gives the code, what the terminal got, and what a pipe did."""
    for index, text in enumerate(texts):
        put(f"{index}.yaml", text)
    os.mkfifo("slow.yaml")
    paths = [f"{index}.yaml" for index in range(len(texts))]
    terminal, other = pty.openpty()
    program = subprocess.Popen(
        command("check", *paths, "slow.yaml", "--color", "never", *args),
        stdin=subprocess.DEVNULL,
        stdout=other if out else subprocess.PIPE,
        stderr=other,
        env=environment(TERM="xterm"),
    )
    os.close(other)

    def serve() -> None:
        writer = feed("slow.yaml", None)
        threading.Event().wait(1.2)
        os.write(writer, GOOD.encode())
        os.close(writer)

    server = threading.Thread(target=serve)
    server.start()
    printed = b""
    try:
        while data := os.read(terminal, 65536):
            printed += data
    except OSError:  # the other end is closed
        pass
    rest = program.stdout.read() if program.stdout is not None else b""
    if program.stdout is not None:
        program.stdout.close()
    code = program.wait(TIMEOUT)
    server.join()
    os.close(terminal)
    return code, decoded(printed).replace("\r\n", "\n"), decoded(rest)


CLEAR = "\r\x1b[K"


def test_progress_is_shown_and_taken_away() -> None:
    code, shown, _ = terminal_run(*CONCISE, texts=(GOOD, GOOD))
    assert code == 0
    assert shown == f"{CLEAR}3 files checked, 0 findings{CLEAR}3 files checked: no findings\n"


def test_progress_beside_a_pipe() -> None:
    code, shown, rest = terminal_run(*CONCISE, texts=(BAD, BAD), out=False)
    assert (code, shown) == (1, f"{CLEAR}3 files checked, 2 findings{CLEAR}")
    first = BAD_CONCISE.replace("plan", "0")
    second = BAD_CONCISE.replace("plan", "1")
    assert rest == f"{first}{second}3 files checked: 2 errors (2 fixable with --fix)\n"


def test_no_progress_where_it_is_not_asked_for() -> None:
    assert terminal_run(*BRIEF, texts=(GOOD,)) == (0, "", "")


def test_no_progress_in_a_pipe() -> None:
    os.mkfifo("slow.yaml")
    with test_cli.start("check", "slow.yaml") as program:
        writer = feed("slow.yaml", None)
        threading.Event().wait(1.2)
        os.write(writer, GOOD.encode())
        os.close(writer)
        out, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, out, err) == (0, CLEAN_SUMMARY.encode(), b"")


def test_a_quick_check_shows_no_progress() -> None:
    put("plan.yaml")
    assert on_terminal("check", "--color", "never") == CLEAN_SUMMARY


# As found


def test_as_found_leaves_the_broken_files_of_others_alone(cli: Cli) -> None:
    put("foreign.yaml", FOREIGN)
    put("plan.yaml", UNCLOSED)
    assert cli("check", "foreign.yaml", *BRIEF).code == 1
    assert cli("check", "foreign.yaml", *BRIEF, "--as-found") == (0, "", "")
    ours = cli("check", "plan.yaml", *BRIEF, "--as-found")
    assert (ours.code, ours.out.split(" ")[:3]) == (1, ["plan.yaml:2:3:", "error", "KLR001"])
    both = cli("check", "foreign.yaml", "plan.yaml", *BRIEF, "--as-found", "--jobs", "2")
    assert both == ours
    assert cli("check", ".", *BRIEF, "--as-found") == ours


def test_as_found_passes_over_what_is_excluded(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("old/plan.yaml", BAD)
    put("kumo-lr.toml", 'exclude = ["old/"]\n')
    args = ("check", *BRIEF, "old/plan.yaml")
    assert cli(*args).code == 1
    assert cli(*args, "--as-found") == (0, "", "")
    assert names(cli(*args, "plan.yaml", "--as-found")) == ["plan.yaml"]
    assert cli(*args, "--as-found", "--fix") == (0, "", "")
    assert Path("old/plan.yaml").read_text() == BAD
    assert cli(*args, "--as-found", "--isolated").code == 1


def test_as_found_does_not_ask_for_a_field(cli: Cli) -> None:
    put("plan.yaml", "a: 1\n")
    assert cli("check", "plan.yaml", "--at", "x.y").code == 2
    assert cli("check", "plan.yaml", "--at", "x.y", "--as-found", "--quiet") == (0, "", "")


def test_as_found_still_needs_the_file(cli: Cli) -> None:
    args = ("check", "nope.yaml", "--as-found")
    assert cli(*args) == (2, MISSING_FULL + "1 file checked: 1 error\n", "")


# Completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(cli: Cli, shell: str) -> None:
    code, out, err = cli("completion", shell)
    assert (code, err) == (0, "")
    assert out.endswith("\n")
    for word in ("kumo-lr", "check", "settings", "write-baseline", "as-found"):
        assert word in out
    program = shutil.which(shell)
    if program is not None:
        done = subprocess.run([program, "-n"], input=out, text=True, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("args", [["tcsh"], [], ["bash", "zsh"]])
def test_completion_for_no_such_shell(cli: Cli, args: list[str]) -> None:
    code, out, err = cli("completion", *args)
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err


# What must not be written over


@pytest.mark.parametrize(
    "arguments",
    [
        ["--write-baseline", "plan.yaml"],
        ["--output", "plan.yaml"],
        ["--output-format", "json:plan.yaml"],
        ["plan.yaml", "--output-format", "json:./plan.yaml"],
        ["--output-format", "json:sub/plan.json"],
    ],
)
def test_a_plan_is_never_replaced(cli: Cli, arguments: list[str]) -> None:
    put("plan.yaml", BAD)
    put("sub/plan.json", '{"lr_scheduler": [null]}\n')
    code, out, err = cli("check", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("kumo-lr: cannot write ")
    assert Path("plan.yaml").read_text() == BAD
    assert Path("sub/plan.json").read_text() == '{"lr_scheduler": [null]}\n'


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--write-baseline", "notes.txt"], "cannot write notes.txt: it is there, and no baseline"),
        (["--write-baseline", ""], "cannot write : it has no name"),
        (["--write-baseline", "."], "cannot write .: it is a folder"),
        (["--write-baseline", "nope/x"], "cannot write nope/x: there is no such folder"),
        (
            ["--write-baseline", "b.out", "--diff"],
            "--write-baseline knows what is found, and --diff mends nothing: ask for one of them",
        ),
        (["--output", ""], "cannot write : it has no name"),
        (["--output", "x/"], "cannot write x/: it is a folder"),
        (
            ["--output-format", "json:a.out", "--output-format", "sarif:./a.out"],
            "cannot write ./a.out: it is read, or written, for something else",
        ),
        (["--diff", "--output-format", "nope"], 'no output format "nope"; write one of full, '),
    ],
)
def test_targets_are_looked_at_before_a_check(cli: Cli, arguments: list[str], said: str) -> None:
    put("plan.yaml", BAD)
    put("notes.txt", "a text\n")
    before = listing()
    code, out, err = cli("check", "plan.yaml", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"kumo-lr: {said}")
    assert listing() == before


def test_a_device_is_written_to() -> None:
    put("plan.yaml", BAD)
    done = run("check", "plan.yaml", "--output-format", "json:/dev/stdout", shell="> out.txt")
    assert (done.code, done.err) == (1, "")
    text = Path("out.txt").read_text()
    assert '"code": "KLR201"' in text
    assert run("check", "plan.yaml", "--output-format", "json:/dev/null", "--quiet").code == 1


def test_a_baseline_that_settings_name_is_written_anew(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", 'baseline = "known.out"\n')
    assert cli("check", "--write-baseline", "known.out").out == "1 known finding in known.out\n"
    assert cli("check").code == 0
    put("known.out", '{"version": 99, "findings": []}\n')
    assert cli("check").code == 2
    assert cli("check", "--write-baseline", "known.out").code == 0
    assert cli("check").code == 0


def test_a_line_in_a_message_may_move(cli: Cli) -> None:
    twice = "- name: linear_with_warmup\n  interval: step\n" * 2
    put("plan.yaml", f"lr_scheduler:\n{twice}")
    assert cli("check", "--write-baseline", "known.out").out == "1 known finding in known.out\n"
    put("plan.yaml", f"# a comment\nlr_scheduler:\n{twice}")
    assert cli("check", "--baseline", "known.out", "--fail-on", "warning") == (0, CLEAN_SUMMARY, "")


def test_entries_of_rules_that_were_not_asked_for_are_not_stale(cli: Cli) -> None:
    put("plan.yaml", BAD)
    cli("check", "--write-baseline", "known.out")
    for options in (["--select", "KLR3"], ["--ignore", "KLR201"]):
        assert cli("check", "--baseline", "known.out", *options) == (0, CLEAN_SUMMARY, "")


def test_entries_of_a_file_that_is_gone_are_stale(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("other.yaml")
    cli("check", "--write-baseline", "known.out")
    Path("plan.yaml").unlink()
    code, _, err = cli("check", "--baseline", "known.out")
    assert (code, err.splitlines()[0]) == (
        0,
        "kumo-lr: 1 entry of known.out is stale; write it anew with --write-baseline",
    )


def test_no_baseline_is_written_of_what_could_not_be_checked(cli: Cli) -> None:
    put("plan.yaml", BAD)
    said = "kumo-lr: known.out is not written: not all could be checked\n"
    assert cli("check", "plan.yaml", "nope.yaml", "--write-baseline", "known.out") == (2, "", said)
    code, out, err = cli("check", "plan.yaml", "--at", "nowhere", "--write-baseline", "known.out")
    assert (code, out, err) == (2, "", 'kumo-lr: nothing stands at "nowhere"\n')
    assert not Path("known.out").exists()


@pytest.mark.parametrize("count", ["1e400", "-1", "0", '"x"', "true", "3000000000"])
def test_numbers_in_a_baseline(cli: Cli, count: str) -> None:
    put("plan.yaml")
    entry = f'{{"file": "plan.yaml", "code": "KLR201", "path": "a", "message": "b", "count": {count}}}'
    put("known.out", f'{{"version": 1, "findings": [{entry}]}}\n')
    code, _, err = cli("check", "plan.yaml", "--baseline", "known.out")
    assert code == (0 if count == "3000000000" else 2)
    assert ("1 entry of known.out is stale" in err) == (count == "3000000000")


def test_a_number_of_steps_that_is_too_large_in_settings(cli: Cli) -> None:
    put("plan.yaml")
    put("kumo-lr.toml", "steps-per-epoch = 100000000\n")
    code, out, err = cli("check", "plan.yaml")
    assert (code, out) == (2, "")
    assert '"steps-per-epoch" is 100000000, and cannot be above 94906265' in err


@pytest.mark.parametrize("options", [["--select", ""], ["--select", ","], ["--ignore", ""]])
def test_a_list_of_rules_that_names_none(cli: Cli, options: list[str]) -> None:
    put("plan.yaml", BAD)
    said = "kumo-lr: --select and --ignore take rules; here they name none\n"
    assert cli("check", "plan.yaml", *options) == (2, "", said)


@pytest.mark.parametrize(
    ("variable", "name"),
    [("GITHUB_WORKSPACE", "github"), ("CI_PROJECT_DIR", "gitlab"), ("CI_PROJECT_DIR", "sarif")],
)
def test_paths_are_those_of_the_repository(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str, name: str
) -> None:
    put("inner/plan.yaml", BAD)
    monkeypatch.setenv(variable, str(Path.cwd()))
    monkeypatch.chdir("inner")
    spelt = {"github": "file=inner/plan.yaml,", "gitlab": '"inner/plan.yaml"', "sarif": '"inner/plan.yaml"'}
    for path in ("plan.yaml", str(Path("plan.yaml").absolute()), "../inner/plan.yaml"):
        assert spelt[name] in cli("check", path, "--output-format", name).out
    monkeypatch.setenv(variable, "/somewhere/else")
    assert "inner/plan.yaml" not in cli("check", "plan.yaml", "--output-format", name).out


def test_why_a_job_failed_is_an_annotation(github: Cli) -> None:
    said = '::error title=kumo-lr::no rule "nope"\n'
    assert github("check", "plan.yaml", "--select", "nope") == (2, "", said)
