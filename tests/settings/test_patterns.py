"""Patterns of paths."""

from __future__ import annotations

import ntpath
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.settings.patterns import compiled, matches, relative
from tests.support.properties import examples

PATTERNS = [
    ("*.json", "a.json a/b.json .json a.json/x.yaml", "a.jsonl json"),
    ("gen/", "gen/ gen/a.yaml a/gen/b/c.yaml", "gen a/gen gen.yaml agen/a.yaml"),
    ("gen", "gen gen/ gen/a.yaml a/gen/b.yaml", "agen gens"),
    ("**/old/*.yaml", "old/a.yaml a/b/old/c.yaml", "old/a/b.yaml old/a.yml a/bold/c.yaml"),
    ("a/*.yaml", "a/b.yaml a/.yaml", "b/a/c.yaml a/b/c.yaml a.yaml"),
    ("/a.yaml", "a.yaml", "b/a.yaml"),
    ("./a.yaml", "a.yaml", "b/a.yaml"),
    ("/gen/", "gen/ gen/a", "a/gen/b"),
    ("a/**", "a/b a/b/c", "a b/a/c"),
    ("a/**/b", "a/b a/c/b a/c/d/b a/b/x", "ab a/cb"),
    ("**", "a a/b", ""),
    ("?.yaml", "a.yaml é.yaml", "ab.yaml .yaml"),
    ("[a-c][!x].yaml", "ay.yaml", "ax.yaml dy.yaml a/.yaml"),
    ("[]].yaml", "].yaml", "a.yaml"),
    ("[a.yaml", "[a.yaml", "a.yaml"),
    ("[^a].yaml", "^.yaml a.yaml", "b.yaml"),
    ("*.{yaml,yml}", "a.yaml b/a.yml", "a.json a.yaml,yml"),
    ("{a", "{a", "a"),
    ("a,b+(c).yaml", "a,b+(c).yaml", "a.yaml"),
    ("../x/*.yaml", "../x/a.yaml", "x/a.yaml"),
    ("a\nb", "a\nb", ""),
]


@pytest.mark.parametrize(("pattern", "yes", "no"), PATTERNS, ids=[pattern for pattern, _, _ in PATTERNS])
def test_patterns(pattern: str, yes: str, no: str) -> None:
    for path in yes.split(" "):
        assert matches(pattern, path), path
    for path in no.split():
        assert not matches(pattern, path), path


@pytest.mark.parametrize("pattern", ["a\\b", "!a", "", "/", "[b-a]"])
def test_no_patterns(pattern: str) -> None:
    with pytest.raises(ValueError):
        compiled(pattern)


def test_paths_of_every_platform(folder: Path) -> None:
    assert relative("gen/a.yaml", ".") == "gen/a.yaml"
    assert relative(str(folder / "gen" / "a.yaml"), ".") == "gen/a.yaml"
    assert relative("a.yaml", "..") == f"{folder.name}/a.yaml"
    assert relative("gen", ".", is_folder=True) == "gen/"
    assert relative(".", ".", is_folder=True) == "."
    assert relative(r"C:\w\gen\a.yaml", r"C:\w", flavour=ntpath) == "gen/a.yaml"
    assert relative(r"C:/w/gen/a.yaml", r"C:\w", flavour=ntpath) == "gen/a.yaml"
    assert relative(r"C:\x\a.yaml", r"C:\w", flavour=ntpath) == "../x/a.yaml"
    assert relative(r"D:\x\a.yaml", r"C:\w", flavour=ntpath) == "D:/x/a.yaml"


def test_a_file_by_another_way(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "link").symlink_to(folder / "real")

    assert relative("link/a.yaml", "real") == "a.yaml"


@examples(300)
@given(
    st.text(st.sampled_from("ab*?[]!-^{},/.\\é&~|()"), max_size=12),
    st.text(st.sampled_from("ab/.é"), max_size=8),
)
def test_no_pattern_crashes(pattern: str, path: str) -> None:
    try:
        found = matches(pattern, path)
    except ValueError:
        return
    if re.fullmatch(r"[ab.é]+", pattern) and path and pattern.strip("."):
        assert found == (pattern in path.split("/"))
