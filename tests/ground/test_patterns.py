"""Patterns of settings: the same as a plain reading of them, choices, and no time that grows with tries."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.globs import expression
from kumo_lr.settings.patterns import compiled, matches
from tests.support.properties import examples

# --- choices -------------------------------------------------------------------------------------

CHOICES = [
    ("{a,b}.yaml", "a.yaml x/b.yaml", "c.yaml ab.yaml"),
    ("{a,{b,c}d}", "a bd cd", "b c d ad"),
    ("{a,b}{c,d}", "ac bd ad", "a ab cd"),
    ("x/{a,b}/{c,d}.yaml", "x/a/d.yaml x/b/c.yaml x/a/c.yaml/y", "x/a/b.yaml x/c.yaml y/x/a/c.yaml"),
    ("a{,b}", "a ab", "b aa"),
    ("{,a}", "a x/a", "b x/b"),
    ("{a}", "a", "{a}"),
    ("{*a,b*}c", "xac bxc bc", "ab xc"),
    ("{[,],x}", "x ,", "{ [ ]"),
    ("{a/b,c}", "{a/b,c}", "a/b c"),
    ("a,b", "a,b", "a b"),
    ("[{]a", "{a", "a"),
    ("[[:digit:]]", ":] [] d]", "1 :"),
    ("[a-c^]", "^ b", "d -"),
]


@pytest.mark.parametrize(("pattern", "yes", "no"), CHOICES, ids=[pattern for pattern, _, _ in CHOICES])
def test_choices(pattern: str, yes: str, no: str) -> None:
    for path in yes.split():
        assert matches(pattern, path), path
    for path in no.split():
        assert not matches(pattern, path), path


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("{a,aa}" * 30, "it stands for more than 100 names"),
        ("/".join(["{a,b}"] * 7), "it stands for more than 100 names"),
        ("{" + ",".join("a" * 101) + "}b", "it stands for more than 100 names"),
        ("}a{b}{", 'it has a "}" without a "{"'),
        ("{,}", "it names nothing"),
        ("x[b-a]", "bad character range b-a"),
    ],
)
def test_what_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        compiled(pattern)


# --- a plain reading -----------------------------------------------------------------------------


def _reads(glob: str, path: str) -> bool:
    """Whether a glob of letters, `?`, `*` and `**/` matches a path: each way is tried."""
    return _reads_names(glob.split("/"), path.split("/"))


def _reads_names(globs: list[str], names: list[str]) -> bool:
    if not globs:
        return not names
    if globs[0] == "**":
        return any(_reads_names(globs[1:], names[count:]) for count in range(len(names) + 1))
    return bool(names) and _reads_name(globs[0], names[0]) and _reads_names(globs[1:], names[1:])


def _reads_name(glob: str, name: str) -> bool:
    if not glob:
        return not name
    if glob[0] == "*":
        return any(_reads_name(glob[1:], name[end:]) for end in range(len(name) + 1))
    return name != "" and glob[0] in ("?", name[0]) and _reads_name(glob[1:], name[1:])


_NAMES = st.lists(st.sampled_from(["a", "b", "?", "*"]), min_size=1, max_size=5).map("".join)
_GLOBS = st.lists(
    _NAMES.filter(lambda name: len(name) == 1 or name.strip("*") != "") | st.just("**"),
    min_size=1,
    max_size=5,
).map("/".join)
_PATHS = st.lists(st.text("ab", min_size=1, max_size=5), min_size=1, max_size=5).map("/".join)


def _has_a_name_last(glob: str) -> bool:
    return glob.rpartition("/")[2] != "**"


@examples(1500)
@given(_GLOBS.filter(_has_a_name_last), _PATHS)
def test_equals_a_plain_reading(glob: str, path: str) -> None:
    assert (re.fullmatch(expression(glob), path) is not None) == _reads(glob, path)


@examples(500)
@given(_GLOBS.filter(_has_a_name_last), _PATHS)
def test_a_pattern_matches_what_is_in_a_folder_too(glob: str, path: str) -> None:
    names = path.split("/")
    on_the_way = ["/".join(names[:count]) for count in range(1, len(names) + 1)]
    tried = on_the_way if "/" in glob else names

    assert matches(glob, path) == any(_reads(glob, text) for text in tried)


# --- time ----------------------------------------------------------------------------------------

HOSTILE = [
    "*a" * 25 + "b",
    "[a-z]*" * 20 + "!",
    "?*" * 20 + "b",
    "{a,aa}" * 6 + "b",
    "{a*,*a}/" * 6 + "b",
    "**/*a*/" * 20 + "b",
    "**/a*/**/" * 20 + "b",
    "*a*/" * 30 + "b",
    "**/" * 40 + "b",
    "*" * 1000 + "b",
]


@pytest.mark.parametrize("pattern", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("path", ["a" * 50, "a" * 250, "/".join(["aaaa"] * 50), "/".join(["a" * 50] * 5)])
def test_time_is_linear(pattern: str, path: str) -> None:
    compiled(pattern)
    start = time.process_time()

    assert not matches(pattern, path)
    assert time.process_time() - start < 0.01


def test_time_is_linear_where_it_nearly_matches() -> None:
    pattern, path = "*a" * 25 + "*/b", "a" * 2000 + "/c"
    compiled(pattern)
    start = time.process_time()

    assert not matches(pattern, path)
    assert time.process_time() - start < 0.1
