"""Workflow commands for GitHub, read back as GitHub does.

https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts says what is escaped.
"""

from __future__ import annotations

import posixpath
import re
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.check.checker import check_data
from kumo_lr.findings import Checked, Severity
from kumo_lr.report.github import render_github
from kumo_lr.source import Position, Source
from tests.support.formats import BASE, NAMES, SPECIAL, TEXTS, findings, one, rendered, rich
from tests.support.paths import ROOT
from tests.support.properties import examples


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands: kind, properties and message."""
    found = []
    for line in text.split("\n")[:-1]:
        match = re.fullmatch(r"::(error|warning) (.*?)::(.*)", line)
        assert match is not None, line
        properties = (pair.partition("=") for pair in match[2].split(","))
        read = {name: unescaped(value, ":,") for name, _, value in properties}
        found.append((match[1], read, unescaped(match[3])))
    return found


def unescaped(text: str, also: str = "") -> str:
    for char in f"\r\n{also}%":  # the percent sign last, as it was the first
        text = text.replace(f"%{ord(char):02X}", char)
    return text


@examples(60)
@given(message=st.one_of(TEXTS, SPECIAL), name=st.one_of(NAMES, SPECIAL))
def test_github_gives_back_what_it_got(message: str, name: str) -> None:
    ((kind, properties, read),) = commands(rendered(render_github, one(BASE, message=message, file=name)))

    assert kind == "error"
    assert properties["file"] == without_controls(posixpath.normpath(name))
    assert properties["title"] == f"{BASE.code} {BASE.rule}"
    assert read == without_controls(f"{message}; {BASE.help}")


def without_controls(text: str) -> str:
    """Return a text as a log may show it, which a terminal reads too."""
    return "".join("\ufffd" if category(c) == "Cc" and c not in "\t\r\n" else c for c in text)


def test_github_shows_no_more_than_github_does() -> None:
    results = rich() * 3
    read = commands(rendered(render_github, results))
    kinds = [kind for kind, *_ in read]
    errors = [finding for finding in findings(results) if finding.severity is Severity.ERROR]

    assert kinds == sorted(kinds)
    assert kinds.count("error") == 10
    assert kinds.count("warning") <= 10
    kind, properties, message = read[9]
    assert kind == "error"
    assert properties == {"title": f"kumo-lr: {len(errors) - 9} more errors"}
    assert re.search(r"^\d+ more errors, in .*, .* and \d+ more files$", message, re.DOTALL)


@pytest.mark.parametrize(
    ("count", "last"),
    [(10, ""), (11, "2 more errors, in a.yaml"), (12, "3 more errors, in a.yaml and b.yaml")],
)
def test_github_counts_what_it_does_not_show(count: int, last: str) -> None:
    files = [BASE._replace(file="a.yaml")] * 11 + [BASE._replace(file="b.yaml")]
    results = (Checked(Source(""), tuple(files[:count]), has_field=True),)
    *_, (_, properties, message) = commands(rendered(render_github, results))

    assert message == last or properties["file"] == "a.yaml"


def test_github_gets_columns_of_one_line_only() -> None:
    """GitHub drops annotations with columns on different lines, and with an end before the start."""
    seen = 0
    for path in sorted(ROOT.glob("fixtures/rules/*/*.yaml")):
        checked = check_data(path.read_bytes(), path.name)
        for _, properties, _ in commands(rendered(render_github, (checked,))):
            if "line" in properties:
                same = properties["line"] == properties["endLine"]
                assert same == ("col" in properties) == ("endColumn" in properties)
                assert not same or int(properties["col"]) <= int(properties["endColumn"])
                seen += 1
    assert seen > 100
    location = BASE.location._replace(end=Position(3, 1))
    ((_, properties, _),) = commands(rendered(render_github, one(BASE, location=location)))
    assert {"line", "endLine", "col", "endColumn"} & set(properties) == {"line", "endLine"}
