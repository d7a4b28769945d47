"""Which files `kumo-lr check` takes from the paths it is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import Cli, names, put, run
from tests.support.cli_check import BAD, BAD_CONCISE, BAD_SUMMARY


def test_folders_are_walked_in_order(cli: Cli) -> None:
    wanted = ["B.yml", "a.yaml", "b/a.json", "b/c/d.yaml", "b.yaml", "dir.yaml/x.yml", "z.json"]
    skipped = [
        ".git/a.yaml",
        ".hidden.yaml",
        ".venv/a.yaml",
        "__pycache__/a.yaml",
        "b/.hidden/a.yaml",
        "b/node_modules/a.yaml",
        "node_modules/a.yaml",
        "notes.txt",
        "plan.yaml.orig",
        "venv/a.yaml",
        "yaml",
    ]
    bad_json = '{"lr_scheduler": [{"name": "exponental", "interval": "epoch", "kwargs": {"gamma": 0.9}}]}\n'
    for name in [*wanted, *skipped]:
        put(name, bad_json if name.endswith(".json") else BAD)
    first = cli("check", "--output-format", "concise", "--quiet")
    assert (first.code, first.err) == (1, "")
    # "b" before "b.yaml": entries of one folder come by name.
    assert names(first) == wanted
    assert names(cli("check", ".", "--output-format", "concise", "--quiet")) == wanted
    assert names(cli("check", "b", "--output-format", "concise", "--quiet")) == ["b/a.json", "b/c/d.yaml"]
    assert names(cli("check", "b/", "--output-format", "concise", "--quiet")) == ["b/a.json", "b/c/d.yaml"]


def test_named_paths_come_as_named(cli: Cli) -> None:
    put("a.yaml", BAD)
    put("b.txt", BAD)
    put(".hidden.yaml", BAD)
    paths = ["b.txt", ".hidden.yaml", "a.yaml"]
    assert names(cli("check", *paths, "--output-format", "concise", "--quiet")) == paths


@pytest.mark.parametrize("name", [".git", ".venv", ".hidden", "node_modules", "venv"])
def test_skipped_folder_is_walked_when_named(cli: Cli, name: str) -> None:
    put(f"{name}/plan.yaml", BAD)
    assert names(cli("check", name, "--output-format", "concise", "--quiet")) == [f"{name}/plan.yaml"]


def test_absolute_path(cli: Cli, folder: Path) -> None:
    put("in/plan.yaml", BAD)
    assert names(cli("check", str(folder / "in"), "--output-format", "concise", "--quiet")) == [
        f"{folder}/in/plan.yaml"
    ]


def test_links_between_folders_do_not_loop(cli: Cli) -> None:
    put("a/plan.yaml", BAD)
    Path("a/up").symlink_to("..")
    Path("a/self.yaml").symlink_to(".")
    assert names(cli("check", "--output-format", "concise", "--quiet")) == ["a/plan.yaml"]
    Path("linked").symlink_to("a")
    assert names(cli("check", "linked", "--output-format", "concise", "--quiet")) == ["linked/plan.yaml"]


def test_linked_file_in_a_folder_is_checked(cli: Cli) -> None:
    put("else/where.txt", BAD)
    Path("plan.yaml").symlink_to("else/where.txt")
    assert names(cli("check", ".", "--output-format", "concise", "--quiet")) == ["plan.yaml"]


def test_file_named_twice_is_checked_once(cli: Cli) -> None:
    put("plan.yaml", BAD)
    result = cli("check", "plan.yaml", ".", "./plan.yaml", "plan.yaml", "--output-format", "concise")
    assert result.out == BAD_CONCISE + BAD_SUMMARY


@pytest.mark.slow
def test_folders_deeper_than_recursion() -> None:
    path = Path()
    made = []
    for _ in range(1100):
        path /= "d"
        path.mkdir()
        made.append(path)
    plan = put(f"{path}/plan.yaml", BAD)
    try:
        code, out, err = run("check", "--output-format", "concise")
    finally:
        plan.unlink()
        for path in reversed(made):
            path.rmdir()
    assert (code, err) == (1, "")
    assert out.startswith(f"{plan}:2:9: error KLR201")


def test_options_between_paths(cli: Cli) -> None:
    put("a.yaml", BAD)
    put("b.yaml", BAD)
    result = cli("check", "a.yaml", "--quiet", "b.yaml", "--output-format", "concise")
    assert (names(result), result.err) == (["a.yaml", "b.yaml"], "")


def test_path_that_starts_with_a_dash(cli: Cli) -> None:
    put("-plan.yaml", BAD)
    result = cli("check", "--quiet", "--output-format", "concise", "--", "-plan.yaml")
    assert names(result) == ["-plan.yaml"]
