"""What a check of folders takes from them, and what it says if there was nothing to check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import Cli, names, put, run
from tests.support.cli_check import BAD, CLEAN_SUMMARY, GOOD

BRIEF = ("--output-format", "concise", "--quiet")


@pytest.fixture
def annexed(folder: Path) -> Path:
    """Make a folder whose links lead to files that were not fetched."""
    put("plan.yaml")
    Path("plan2.yaml").symlink_to("gone/plan2.yaml")
    return folder


# --- links to nowhere ----------------------------------------------------------------------------


@pytest.mark.usefixtures("annexed")
@pytest.mark.parametrize(
    "arguments", [["."], ["--as-found", "plan.yaml", "plan2.yaml"], [".", "--jobs", "2"]]
)
def test_a_link_to_nowhere_in_a_folder_is_a_remark(arguments: list[str]) -> None:
    said = "kumo-lr: skipped plan2.yaml, a link to nowhere\n"
    assert run("check", *arguments) == (0, CLEAN_SUMMARY, said)
    assert run("check", "--quiet", *arguments) == (0, "", "")


@pytest.mark.usefixtures("annexed")
def test_a_link_to_nowhere_is_no_part_of_a_report() -> None:
    done = run("check", "--output-format", "json")
    assert (done.code, json.loads(done.out)["summary"]["files"]) == (0, 1)
    assert run("check", "--write-baseline", "known.json").code == 0


@pytest.mark.usefixtures("annexed")
@pytest.mark.parametrize("command", ["check", "resolve", "preview"])
def test_a_link_to_nowhere_that_is_named_is_an_error(command: str) -> None:
    done = run(command, "plan2.yaml")
    assert done.code == 2
    assert (
        'it is a link to nowhere: it leads to "gone/plan2.yaml", which does not exist' in done.out + done.err
    )


def test_many_links_to_nowhere(cli: Cli) -> None:
    put("plan.yaml")
    for name in "abcde":
        Path(f"{name}.json").symlink_to(f"{name}.json")
    said = "kumo-lr: skipped 5 links to nowhere: ./a.json, ./b.json, ./c.json and 2 more\n"
    assert cli("check", "./") == (0, CLEAN_SUMMARY, said)


# --- include and exclude -------------------------------------------------------------------------


@pytest.fixture
def various(folder: Path) -> Path:
    for name in ("a.yaml", "b.plan", "old/c.yaml", "old/d.plan", ".kumo/e.yaml", ".kumo/f.txt", "g.txt"):
        put(name, BAD)
    return folder


@pytest.mark.usefixtures("various")
@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], ["a.yaml", "old/c.yaml"]),
        (["--include", "*.plan"], ["a.yaml", "b.plan", "old/c.yaml", "old/d.plan"]),
        (["--include", "/*.{plan,txt}"], ["a.yaml", "b.plan", "g.txt", "old/c.yaml"]),
        (["--include", ".kumo/"], [".kumo/e.yaml", ".kumo/f.txt", "a.yaml", "old/c.yaml"]),
        (["--exclude", "old/"], ["a.yaml"]),
        (["--exclude=a.yaml", "--exclude=/old/c.*", "--include=*.plan"], ["b.plan", "old/d.plan"]),
    ],
    ids=str,
)
def test_patterns_of_the_command_line(cli: Cli, options: list[str], found: list[str]) -> None:
    assert names(cli("check", *BRIEF, *options)) == found


@pytest.mark.usefixtures("various")
def test_patterns_of_settings(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("kumo-lr.toml", 'include = ["/old/*.plan"]\nexclude = ["a.yaml"]\n')
    assert names(cli("check", *BRIEF)) == ["old/c.yaml", "old/d.plan"]
    # An option takes the place of its setting, and is relative to the current folder.
    assert names(cli("check", *BRIEF, "--exclude", "c.yaml")) == ["a.yaml", "old/d.plan"]
    monkeypatch.chdir("old")
    assert names(cli("check", *BRIEF)) == ["c.yaml", "d.plan"]
    assert names(cli("check", *BRIEF, "--include", "/old/*.plan")) == ["c.yaml"]


# --- nothing to check ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ([], "here"),
        (["empty"], "in empty"),
        (["empty", "other", "./empty", "./other"], "in empty, other, ./empty and 1 more"),
        (["empty", "--exclude", "*"], "in empty, or all are excluded"),
    ],
)
def test_folders_without_a_file(cli: Cli, arguments: list[str], where: str) -> None:
    for name in ("empty", "other"):
        Path(name).mkdir()
    said = f"kumo-lr: no *.yaml, *.yml or *.json file {where}\n"
    assert cli("check", *arguments) == (0, "", said)
    assert cli("check", "--fail-on-empty", *arguments).err.startswith(said)


def test_a_folder_that_is_gone(cli: Cli) -> None:
    code, out, _ = cli("check", "gone/")
    assert (code, out.splitlines()[0]) == (
        2,
        "gone/:1:1: error[KLR010] cannot read the file: no such file or directory",
    )


@pytest.mark.parametrize(
    "options", [[], ["--fail-on", "never"], ["--quiet"], ["--write-baseline", "known.json"]]
)
@pytest.mark.parametrize("by_setting", [False, True])
def test_fail_on_empty(options: list[str], by_setting: bool) -> None:
    put("kumo-lr.toml", f"fail-on-empty = {str(by_setting).lower()}\n")
    asked = () if by_setting else ("--fail-on-empty",)
    nothing = "kumo-lr: nothing to check: "
    code, _, err = run("check", *asked, *options)
    assert (code, err.splitlines()[-1]) == (1, f"{nothing}no file (--fail-on-empty)")
    put("other.yaml", "a: 1\n")
    code, _, err = run("check", *asked, *options)
    assert (code, err) == (1, f"{nothing}no lr_scheduler field in 1 file (--fail-on-empty)\n")
    assert not Path("known.json").exists()
    put("plan.yaml", GOOD)
    assert run("check", *asked, *options)[::2] == (0, "")


def test_what_is_empty_and_wrong(cli: Cli) -> None:
    put("plan.yaml", "lr_scheduler: [\n")
    code, _, err = cli("check", "--fail-on-empty")
    assert (code, err) == (1, "")
    assert cli("check", "--isolated", "nope.yaml", "--fail-on-empty")[::2] == (2, "")
