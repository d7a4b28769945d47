"""What git ignores: a table, and git itself on seeded ignore files."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kumo_lr.ignore_files import IgnoreFile
from kumo_lr.walk import Wanted, walk

# A line, what it ignores (a folder ends with "/"), and what it does not.
LINES = [
    ("a.yaml", "a.yaml b/a.yaml b/c/a.yaml a.yaml/", "aa.yaml a.yam"),
    ("/a.yaml", "a.yaml", "b/a.yaml"),
    ("gen/", "gen/ b/gen/", "gen b/gen gen.yaml"),
    ("gen", "gen/ gen b/gen", "gens"),
    ("b/a.yaml", "b/a.yaml", "a.yaml c/b/a.yaml"),
    ("b/*", "b/a.yaml b/c/ b/.x", "b/ b/c/d"),
    ("b/**", "b/a.yaml b/c/ b/c/d", "b/ a/b/c"),
    ("**/b", "b b/ a/b a/c/b/", "ab a/bc"),
    ("**/b/c", "b/c a/b/c", "c b/a/c"),
    ("a/**/b", "a/b a/x/b a/x/y/b", "ab a/bx x/a/b"),
    ("a/**/b/**/c", "a/b/c a/b/b/c a/x/b/y/c", "a/c a/b a/b/c/d"),
    ("a**b", "ab axb axxb", "a/b"),
    ("x/a**b", "x/ab x/axb", "x/a/b"),
    ("*", "a a/ b/c .x", ""),
    ("**", "a a/ b/c", ""),
    ("*.yaml", "a.yaml b/c.yaml .yaml", "a.yml yaml"),
    ("a*b*c", "abc axbxc abbcc", "ab abcx b/c"),
    ("?.yaml", "a.yaml é.yaml", ".yaml ab.yaml"),
    ("a?b", "axb", "a/b ab"),
    ("[a-c].yaml", "a.yaml c.yaml", "d.yaml -.yaml"),
    ("[a-].yaml", "a.yaml -.yaml", "b.yaml"),
    ("[!a].yaml", "b.yaml ^.yaml", "a.yaml"),
    ("[^a].yaml", "b.yaml !.yaml", "a.yaml ^a.yaml"),
    ("[]a].yaml", "].yaml a.yaml", "b.yaml"),
    ("[!]a].yaml", "b.yaml", "].yaml a.yaml"),
    ("[\\]-a].yaml", "].yaml ^.yaml a.yaml", "b.yaml \\.yaml"),
    ("[c-a]", "c", "a b -"),  # git takes a range's first character by itself, too
    ("[!c-a]", "a b -", "c aa"),
    ("[[:digit:]x]", "1 x", "a : ["),
    ("[[:digit]", "[ : d t", "1 ]"),
    ("[[:nothing:]]", "", "n : ["),
    ("[a", "", "a [a"),
    ("a[/]b", "", "a/b"),
    ("x/[!a]b", "x/cb", "x/ab x//b"),
    ("\\!a", "!a", "a \\!a"),
    ("\\#a", "#a", "a"),
    ("#a", "", "#a a"),
    ("\\*", "*", "a"),
    ("a\\", "", "a a\\"),
    ("{a,b}", "{a,b}", "a b"),
    ("a  ", "a", "aa"),
    ("a.b+(c)|d$", "a.b+(c)|d$", "a.bb+(c) d"),
    ("a\r", "a", "aa"),
    ("/", "", "a a/"),
    ("//a", "", "a"),
    ("a//", "", "a/ a"),
    ("", "", "a"),
    ("Ä", "Ä", "ä A"),
]


@pytest.mark.parametrize(("line", "yes", "no"), LINES, ids=[repr(line) for line, _, _ in LINES])
def test_lines(line: str, yes: str, no: str) -> None:
    file = IgnoreFile(line + "\n")
    for paths, verdict in ((yes, True), (no, None)):
        for path in paths.split():
            name = path.rstrip("/")
            found = file.verdict(name, name.rpartition("/")[2], is_folder=path.endswith("/"))
            assert found is verdict, path


@pytest.mark.parametrize(("line", "name"), [("a\\ ", "a "), ("a\\  ", "a "), ("a\t", "a\t"), ("a b", "a b")])
def test_spaces(line: str, name: str) -> None:
    assert IgnoreFile(line).verdict(name, name, is_folder=False)
    assert IgnoreFile(line).verdict("a", "a", is_folder=False) is None


def test_the_last_line_counts() -> None:
    file = IgnoreFile("*.yaml\n!keep.yaml\n/b/keep.yaml\n")

    assert file.verdict("a.yaml", "a.yaml", is_folder=False) is True
    assert file.verdict("keep.yaml", "keep.yaml", is_folder=False) is False
    assert file.verdict("b/keep.yaml", "keep.yaml", is_folder=False) is True
    assert file.verdict("a.json", "a.json", is_folder=False) is None


# --- git itself ----------------------------------------------------------------------------------

_NAMES = ["a", "b", "ab", "aab", "a-b", "[a]", "a b", "b ", "!a", "x^"]
_SIGNS = [
    "a",
    "b",
    "ab",
    "*",
    "**",
    "?",
    "[ab]",
    "[!a]",
    "[a-b]",
    "[^x]",
    "/",
    "/",
    "**/",
    "/**",
    "\\",
    "-",
    " ",
    "!",
    "[",
    "]",
    "^",
]
_ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def _git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, env=_ENVIRONMENT, capture_output=True, text=True, check=True
    ).stdout


def _line(rng: random.Random) -> str:
    if rng.random() < 0.3:  # a path of the tree, with a wildcard somewhere in it
        path = "/".join(rng.choices(_NAMES, k=rng.randint(1, 3))) + rng.choice(["", "/", ".yaml"])
        at = rng.randrange(len(path))
        line = path[:at] + rng.choice(["*", "?", "**", path[at]]) + path[at + rng.randint(0, 1) :]
    else:
        line = "".join(rng.choices(_SIGNS, k=rng.randint(1, 6))) + rng.choice(["", ".yaml", "/"])
    # What git makes of a `**` behind a letter depended on where it stood in memory, up to git 2.40.
    line = re.sub(r"(?<=[^/*])\*\*+", "*", line)
    return rng.choice(["", "", "", "!", "/"]) + line


def _grow(folder: Path, rng: random.Random) -> None:
    for _ in range(60):
        parts = rng.choices(_NAMES, k=rng.randint(0, 3))
        file = folder.joinpath(*parts, rng.choice(_NAMES) + ".yaml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_ignores_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random("ignored")
    _git(tmp_path, "init", "-q")
    _grow(tmp_path, rng)
    monkeypatch.chdir(tmp_path)
    for number in range(120):
        written = {folder: [_line(rng) for _ in range(rng.randint(1, 4))] for folder in (".", "a", "b")}
        for folder, lines in written.items():
            Path(folder).mkdir(exist_ok=True)
            Path(folder, ".gitignore").write_text("\n".join(lines) + "\n" * (number % 2))
        listed = _git(tmp_path, "ls-files", "-z", "--others", "--exclude-standard", "*.yaml")

        assert set(walk(["."])) == {path for path in listed.split("\0") if path}, written


# --- where they count ----------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `.git` in it, some plans, and an ignore file that leaves out one folder."""
    for path in ("plan.yaml", "gen/plan.yaml", "a/plan.yaml", "a/gen/plan.yaml", "a/b/plan.yaml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("gen/\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


ALL = ["a/b/plan.yaml", "a/gen/plan.yaml", "a/plan.yaml", "gen/plan.yaml", "plan.yaml"]
KEPT = ["a/b/plan.yaml", "a/plan.yaml", "plan.yaml"]


def test_in_a_repository(repository: Path) -> None:
    assert list(walk(["."])) == KEPT
    assert list(walk(["."], Wanted(respects_gitignore=False))) == ALL
    assert list(walk([str(repository)])) == [str(repository / path) for path in KEPT]


def test_not_elsewhere(repository: Path) -> None:
    (repository / ".git").rmdir()

    assert list(walk(["."])) == ALL


def test_what_is_named_is_checked(repository: Path) -> None:
    (repository / ".gitignore").write_text("*\n")

    assert list(walk(["gen/plan.yaml", "."])) == ["gen/plan.yaml"]
    (repository / ".gitignore").write_text("/gen/\n")
    assert list(walk(["gen", "."])) == [
        "gen/plan.yaml",
        "a/b/plan.yaml",
        "a/gen/plan.yaml",
        "a/plan.yaml",
        "plan.yaml",
    ]


def test_files_above_and_below(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / ".gitignore").write_text("gen/\n/a/b/plan.yaml\n")
    (repository / "a" / ".gitignore").write_text("!gen/\n")
    assert list(walk(["."])) == ["a/gen/plan.yaml", "a/plan.yaml", "plan.yaml"]
    assert list(walk(["a/b", "a"])) == ["a/gen/plan.yaml", "a/plan.yaml"]
    monkeypatch.chdir("a")
    assert list(walk([".", "../gen"])) == ["gen/plan.yaml", "plan.yaml", "../gen/plan.yaml"]
    (repository / "link").symlink_to("a")
    assert list(walk(["../link"])) == ["../link/gen/plan.yaml", "../link/plan.yaml"]


def test_a_repository_in_a_repository(repository: Path) -> None:
    (repository / "a" / ".git").write_text("gitdir: elsewhere\n")

    assert list(walk(["."])) == ["a/b/plan.yaml", "a/gen/plan.yaml", "a/plan.yaml", "plan.yaml"]
    assert list(walk(["a"])) == ["a/b/plan.yaml", "a/gen/plan.yaml", "a/plan.yaml"]


def test_what_the_repository_excludes(repository: Path) -> None:
    (repository / ".git" / "info").mkdir()
    (repository / ".git" / "info" / "exclude").write_text("/a/b/\nplan.yaml\n")
    (repository / ".gitignore").write_text("!/plan.yaml\n")

    assert list(walk(["."])) == ["plan.yaml"]
    assert list(walk(["a"])) == []


def test_ignore_files_that_cannot_be_read(repository: Path) -> None:
    (repository / "a" / ".gitignore").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(repository / "a" / "b" / ".gitignore")  # nobody writes to it

    assert list(walk(["."])) == KEPT


def test_ignore_files_of_any_bytes(repository: Path) -> None:
    (repository / ".gitignore").write_bytes(b"\xef\xbb\xbfgen\r\n\xff\0\n" + b"*" * 5000 + b"x\n")

    assert list(walk(["."])) == KEPT
