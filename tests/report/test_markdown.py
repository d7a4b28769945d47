"""Markdown, read by markdown-it with the tables that GitHub and GitLab have."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kumo_lr.findings import Checked
from kumo_lr.phrases import printable
from kumo_lr.report.markdown import render_markdown
from kumo_lr.report.tally import Tally
from kumo_lr.source import Source
from tests.support.formats import BASE, NAMES, SPECIAL, TEXTS, findings, one, rendered, rich, summarised
from tests.support.properties import examples


def table(text: str) -> list[list[str]]:
    """Read the cells of the first table, as plain text."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    cells: list[list[str]] = []
    for before, token in pairwise(tokens):
        if before.type == "tr_open":
            cells.append([])
        if before.type in ("td_open", "th_open"):
            kinds = {child.type for child in token.children or ()}
            assert kinds <= {"text", "text_special"}, (kinds, token.content)
            cells[-1].append("".join(child.content for child in token.children or ()))
    return cells


@examples(60)
@given(message=st.one_of(TEXTS, SPECIAL), name=st.one_of(NAMES, SPECIAL))
def test_markdown_shows_what_it_got(message: str, name: str) -> None:
    message = f"[{message}]"
    _, row = table(rendered(render_markdown, one(BASE, message=message, file=name, help=None)))

    assert row[0] == "error"
    assert row[1] == printable(posixpath.normpath(name)).strip(" ")
    assert row[2:] == ["2:9", f"{BASE.code} {BASE.rule}", printable(message)]


@pytest.mark.parametrize("render", [lambda results: rendered(render_markdown, results), summarised])
def test_markdown_has_a_row_a_finding(render: Callable[[tuple[Checked, ...]], str]) -> None:
    text = render(rich())
    tally = Tally()
    list(tally.count(rich()))

    assert len(table(text)) == 1 + len(findings(rich()))
    assert tally.summary.replace("_", "\\_") in text
    assert "leaves out" not in text
    assert table(render(())) == []


def test_a_summary_stays_below_what_github_takes() -> None:
    many = 20_000
    finding = BASE._replace(file="計" * 60 + ".yaml")
    text = summarised((Checked(Source(""), (finding,) * many, has_field=True),))
    rows = text.count("| error |")
    left_out = re.search(r"leaves out ([\d,]+) more findings", text)

    assert 800_000 < len(text.encode()) < 1_000_000
    assert left_out is not None
    assert int(left_out[1].replace(",", "")) == many - rows
