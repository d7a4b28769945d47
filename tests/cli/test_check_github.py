"""`kumo-lr check` as a step of a job on GitHub, and paths as seen from a repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import Cli, environment, listing, put, run
from tests.support.cli_check import BAD, BAD_CONCISE, BAD_FULL, BAD_SUMMARY, GOOD, STUCK
from tests.support.cli_reports import BAD_DIFF, BAD_GITHUB, BAD_STEP_SUMMARY, formats


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
    said = "1 file checked: no new findings (1 known in known.out)"
    assert summary().removeprefix(before) == f"### kumo-lr\n\n{said}\n\n"


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
    said = "1 file checked: --fix would fix 1 finding and leave no findings\n"
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


@pytest.mark.parametrize("server", ["GITHUB_ACTIONS", "TF_BUILD"])
@pytest.mark.parametrize("name", ["full", "concise"])
def test_printed_text_has_no_commands(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, server: str, name: str
) -> None:
    put("plan.yaml", BAD.replace("exponental", '"##[error]x ##VSO[task.complete]"'))
    arguments = ("check", "plan.yaml", "--output-format", name)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert "##" in cli(*arguments).out
    monkeypatch.setenv(server, "true")
    out = cli(*arguments).out
    assert "##\\[error]x ##VSO\\[task.complete]" in out
    assert "##[" not in out
    assert "##VSO[" not in out
