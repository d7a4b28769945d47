"""What settings change in a check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import Cli, listing, names, put
from tests.support.cli_check import BAD, BAD_CONCISE, BAD_FULL, BAD_SUMMARY, CLEAN_SUMMARY, GOOD
from tests.support.cli_reports import BAD_DIFF, BRIEF, CONCISE, CONSTANT, CONSTANT_CONCISE, formats, report

# What is wrong with it depends on how long training is.
LONG_WARMUP = """\
lr_scheduler:
- name: linear_with_warmup
  interval: step
  kwargs: {warmup_ratio_or_steps: 10000}
"""


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
    assert cli("check", "--at", "nowhere") == (2, "", 'kumo-lr: there is nothing at "nowhere"\n')


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
