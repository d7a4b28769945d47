"""Paths in reports, on every platform."""

from __future__ import annotations

import ntpath
import posixpath

import pytest

from kumo_lr.report.paths import Paths


@pytest.mark.parametrize(
    ("name", "relative", "uri"),
    [
        ("a.yaml", "a.yaml", "a.yaml"),
        (".\\sub\\a.yaml", "sub/a.yaml", "sub/a.yaml"),
        ("sub/a.yaml", "sub/a.yaml", "sub/a.yaml"),
        ("c:\\REPO\\sub\\a.yaml", "sub/a.yaml", "sub/a.yaml"),
        ("C:\\repository\\a.yaml", "C:/repository/a.yaml", "file:///C:/repository/a.yaml"),
        ("..\\a b.yaml", "../a b.yaml", "file:///C:/a%20b.yaml"),
        ("D:\\a.yaml", "D:/a.yaml", "file:///D:/a.yaml"),
    ],
)
def test_paths_of_windows(name: str, relative: str, uri: str) -> None:
    paths = Paths("C:\\Repo", ntpath)

    assert paths.relative(name) == relative
    assert paths.uri(name) == (uri, not uri.startswith("file:"))


@pytest.mark.parametrize(
    ("folder", "name", "relative"),
    [
        ("/r", "./a.yaml", "a.yaml"),
        ("/r", ".//x/../a.yaml", "a.yaml"),
        ("/r", "../r/a.yaml", "a.yaml"),
        ("/r", "../ra.yaml", "../ra.yaml"),
        ("/r", "/rather/a.yaml", "/rather/a.yaml"),
        ("/r", "back\\slash", "back\\slash"),
        ("/r", "<stdin>", "<stdin>"),
        ("/r", ".", "."),
        ("/", "/a.yaml", "a.yaml"),
    ],
)
def test_paths_elsewhere(folder: str, name: str, relative: str) -> None:
    assert Paths(folder, posixpath).relative(name) == relative
