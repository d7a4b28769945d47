"""Finding files: links, other names of one file, what is left out, and that it costs little."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kumo_lr.files import DeadLink, UnreadableError, Walked
from kumo_lr.walk import Wanted, walk

links = pytest.mark.skipif(os.name != "posix", reason="links of POSIX")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(*paths: str) -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch()


def kinds(*paths: str) -> list[tuple[str, type]]:
    return [(str(path), type(path)) for path in walk(paths)]


# --- links that lead nowhere ---------------------------------------------------------------------


@links
def test_links_to_nowhere_are_told_apart() -> None:
    put("a/plan.yaml")
    Path("a/dead.yaml").symlink_to("missing.yaml")
    Path("a/folder").symlink_to("missing")
    Path("a/self.yaml").symlink_to("self.yaml")

    assert kinds("a") == [("a/dead.yaml", DeadLink), ("a/plan.yaml", Walked), ("a/self.yaml", DeadLink)]
    assert kinds("a/dead.yaml") == [("a/dead.yaml", str)]
    assert kinds("a", "a/dead.yaml", "./a") == [*kinds("a"), ("a/dead.yaml", str)]
    assert kinds("./a/dead.yaml", "a") == [("./a/dead.yaml", str), *kinds("a")[1:]]
    assert [*map(type, walk(["a/dead.yaml", "a/plan.yaml"], as_found=True))] == [DeadLink, Walked]


@links
def test_links_to_what_is_no_file_are_left_out() -> None:
    put("a/plan.yaml", "b/inner.yaml")
    os.mkfifo("a/pipe.yaml")
    Path("a/folder.yaml").symlink_to("../b")
    Path("a/b").symlink_to("../b")
    Path("a/up").symlink_to("..")
    Path("a/null.yaml").symlink_to("/dev/null")
    Path("a/to-pipe.yaml").symlink_to("pipe.yaml")

    assert kinds("a") == [("a/plan.yaml", Walked)]


# --- one file under several names ----------------------------------------------------------------


@links
def test_a_file_under_several_links_is_given_once() -> None:
    put("a/plan.yaml", "z.yaml")
    for name in ("a/alias.yaml", "a/zulu.yaml"):
        Path(name).symlink_to("plan.yaml")
    Path("a/out.yaml").symlink_to("../z.yaml")
    Path("link").symlink_to("a")

    assert list(walk(["a"])) == ["a/alias.yaml", "a/out.yaml"]
    assert list(walk(["."])) == ["a/alias.yaml", "a/out.yaml"]
    assert list(walk(["a/plan.yaml", "link", "z.yaml", "a"])) == ["a/plan.yaml", "link/out.yaml"]


@links
def test_a_file_with_several_names_is_given_once() -> None:
    put("a/plan.yaml", "a/other.yaml")
    Path("a/same.yaml").hardlink_to("a/plan.yaml")

    assert list(walk(["a"])) == ["a/other.yaml", "a/plan.yaml"]
    assert list(walk(["a/same.yaml", "a"])) == ["a/same.yaml", "a/other.yaml"]


def test_a_file_that_is_named_twice_is_given_once(folder: Path) -> None:
    put("a/plan.yaml")

    assert list(walk(["a", "a/plan.yaml", ".", str(folder)])) == ["a/plan.yaml"]
    assert list(walk(["x.yaml", "./x.yaml", "y/../x.yaml"])) == ["x.yaml"]


@pytest.mark.parametrize("number", [0, 7])
def test_file_systems_that_number_no_files(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Different files stay different."""
    put("a/a.yaml", "a/b.yaml", "a/c.yaml")
    stat = os.stat

    def same(path: str, **options: bool) -> os.stat_result:
        status = stat(path, **options)
        return os.stat_result((status.st_mode, number, *status[2:]))

    monkeypatch.setattr("kumo_lr.walk._number", lambda entry: None if entry.is_dir() else number)
    monkeypatch.setattr(os, "stat", same)

    assert list(walk(["a"])) == ["a/a.yaml", "a/b.yaml", "a/c.yaml"]
    assert set(walk(["a/b.yaml", "a/c.yaml", "a"])) == {"a/a.yaml", "a/b.yaml", "a/c.yaml"}


# --- what is left out ----------------------------------------------------------------------------


def test_excluded_and_included() -> None:
    put("a/plan.yaml", "a/b/plan.yaml", "a/notes.json", "a/notes.txt", "c/plan.yaml")
    asked: list[tuple[str, bool]] = []

    def excluded(path: str, is_folder: bool) -> bool:
        asked.append((path, is_folder))
        return path == "a/b"

    assert list(walk(["a"], Wanted(excluded))) == ["a/notes.json", "a/plan.yaml"]
    assert sorted(asked) == [("a/b", True), ("a/notes.json", False), ("a/plan.yaml", False)]
    asked.clear()
    assert list(walk(["a/b/plan.yaml", "a/b"], Wanted(excluded), as_found=True)) == ["a/b/plan.yaml"]


@links
def test_included() -> None:
    put("a/plan.yaml", "a/notes.txt", "a/.hidden.yaml", ".kumo/plan.yaml", ".other/plan.yaml", "venv/x.yaml")
    Path("a/link.txt").symlink_to("nowhere")
    Path("a/same.txt").symlink_to("plan.yaml")
    names = {
        "a/notes.txt": False,
        "a/.hidden.yaml": False,
        ".kumo": True,
        "a/link.txt": False,
        "a/same.txt": False,
    }

    def included(path: str, is_folder: bool) -> bool:
        return names.get(path) is is_folder

    expected = [".kumo/plan.yaml", "a/.hidden.yaml", "a/link.txt", "a/notes.txt", "a/plan.yaml"]
    assert list(walk(["."], Wanted(included=included))) == expected
    left_out = Wanted(lambda path, _: path == "a/notes.txt", included)
    assert "a/notes.txt" not in list(walk(["."], left_out))


def test_paths_that_are_none() -> None:
    put("a/plan.yaml")

    assert list(walk(["x\0y.yaml", "a", "\ud800"])) == ["x\0y.yaml", "a/plan.yaml", "\ud800"]
    assert list(walk(["x\0y", "x\0y"], as_found=True)) == ["x\0y"]


@links
def test_a_working_folder_that_is_gone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("gone/plan.yaml")
    monkeypatch.chdir("gone")
    Path("plan.yaml").unlink()
    (folder / "gone").rmdir()

    assert list(walk(["."])) == []
    (error,) = walk(["./a/.."])
    assert error == "./a/.."


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_cannot_be_read() -> None:  # pragma: no cover
    put("a/plan.yaml")
    Path("a").chmod(0)
    try:
        (error,) = walk(["a", "./a"])
    finally:
        Path("a").chmod(0o755)

    assert isinstance(error, UnreadableError)
    assert (error.path, str(error)) == ("a", "permission denied")


# --- what it costs -------------------------------------------------------------------------------

# Much of what GitHub proposes for Python, which is what repositories have.
_COMMON = """
__pycache__/
*.py[codz]
*$py.class
*.so
build/
dist/
*.egg-info/
.installed.cfg
*.manifest
*.log
htmlcov/
.coverage.*
coverage.xml
/site
docs/_build/
.ipynb_checkpoints
celerybeat-schedule*
*.sage.py
.env
[Bb]in
cmake-build-*/
**/scratch/
"""


def test_ignore_files_cost_little_beside_reading() -> None:
    """The walk with ignore files against the walk and the reading that follows it, in turns."""
    for number in range(2000):
        put(f"plans/{number // 50}/plan-{number}.yaml")
    Path(".git").mkdir()
    Path(".gitignore").write_text(_COMMON)
    ratios = []
    for _ in range(7):
        spent = []
        for wanted in (Wanted(), Wanted(respects_gitignore=False)):
            start = time.process_time()
            found = list(walk(["."], wanted))
            spent.append(time.process_time() - start)
            assert len(found) == 2000
        start = time.process_time()
        for path in found:
            assert Path(str(path)).read_bytes() == b""
        ratios.append((spent[0] - spent[1]) / (time.process_time() - start))

    assert sorted(ratios)[1] < 0.3
