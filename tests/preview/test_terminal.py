"""What a terminal shows of a preview."""

from __future__ import annotations

import re
import time
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.preview.build import Preview
from kumo_lr.preview.picture import picture
from kumo_lr.preview.series import series_csv
from kumo_lr.preview.terminal import columns, wrapped
from tests.support.previews import DEFAULTS, KINDS, plotted, preview, previews
from tests.support.properties import examples

_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.slow
@examples(150)
@given(previews(), st.integers(40, 200), st.booleans(), st.booleans())
def test_no_line_is_too_wide(shown: Preview, width: int, color: bool, unicode: bool) -> None:
    text = plotted(shown, width, color=color, unicode=unicode)
    plain = _ESCAPE.sub("", text)

    assert text.endswith("\n")
    assert all(columns(line) <= width for line in plain.split("\n"))
    assert all(line.isprintable() and line == line.rstrip() for line in plain.split("\n"))
    assert unicode or text.isascii()
    assert plain == plotted(shown, width, unicode=unicode)


@examples(100)
@given(st.text(st.characters(codec="utf-8") | st.sampled_from(" 計é"), max_size=80), st.integers(2, 30))
def test_wrapping_leaves_nothing_out(text: str, width: int) -> None:
    lines = wrapped(text, width)

    assert "".join(lines).replace(" ", "") == re.sub("[ \u00a0]", "", text)
    assert all(columns(line) <= width for line in lines)


def test_a_million_steps_are_fast() -> None:
    """A picture and a text sample them; only data holds them all, and CSV only as it is read."""
    shown = preview((*DEFAULTS, *KINDS[:3]), 10**6, 1000)
    start = time.perf_counter()
    plotted(shown, 200)
    rows = list(islice(series_csv(shown), 100))
    picture(shown, "svg", "auto")

    assert len(rows) == 100
    assert time.perf_counter() - start < 5
