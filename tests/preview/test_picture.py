"""Pictures of a preview."""

from __future__ import annotations

import io
import re
import warnings
from typing import Literal
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.preview.build import Preview
from kumo_lr.preview.picture import picture
from tests.support.previews import DEFAULTS, KINDS, preview, previews
from tests.support.properties import examples

_SVG = "{http://www.w3.org/2000/svg}"
ODD = preview((*DEFAULTS, None, DEFAULTS[3]), file="a $x_1$ <b>&amp; 計画 é \x1b[31m.yaml", base_lr=0.003)


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_svg(theme: Literal["auto", "light", "dark"]) -> None:
    data = picture(ODD, "svg", theme)
    texts = ["".join(text.itertext()) for text in ET.fromstring(data).iter(f"{_SVG}text")]

    assert data == picture(ODD, "svg", theme)
    assert "a $x_1$ <b>&amp; 計画 é \\x1b[31m.yaml, run mode FAST" in texts
    for curve in ODD.curves:
        assert f"{curve.label} (line {curve.line})" in texts
    assert {"end of the warmup", "restart", "optimisation step", "learning rate", "0.003"} <= set(texts)
    assert (b"prefers-color-scheme" in data) == (theme == "auto")
    assert (b"fill: #0d1117" in data) == (theme == "dark")


def test_every_colour_of_an_svg_follows_the_viewer() -> None:
    data = picture(ODD, "svg", "auto").decode()
    used = {f"{paint}: {color}" for paint, color in re.findall(r"(fill|stroke): (#[0-9a-f]{6})", data)}

    assert {f'[style*="{color}"]' for color in used} <= set(re.findall(r"\[style[^]]*\]", data))


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_png(theme: Literal["auto", "light", "dark"]) -> None:
    from matplotlib.image import imread

    data = picture(ODD, "png", theme)
    pixels = np.asarray(imread(io.BytesIO(data)))

    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data == picture(ODD, "png", theme)
    assert len(np.unique(pixels[::3, ::3, 0])) > 50
    assert (pixels[0, 0, 0] < 0.5) == (theme == "dark")


def test_a_picture_leaves_matplotlib_as_it_was() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        picture(ODD, "png", "dark")

    assert caught == []
    assert dict(mpl.rcParams) == before


@pytest.mark.slow
@examples(12)
@given(previews(), st.sampled_from(("auto", "dark")))
def test_pictures_of_anything(shown: Preview, theme: Literal["auto", "dark"]) -> None:
    ET.fromstring(picture(shown, "svg", theme))
    assert picture(shown, "png", theme)


def test_stairs_are_where_epochs_begin() -> None:
    """The points of an SVG, back in steps."""
    shown = preview((KINDS[0],), 1000, 8)
    data = ET.fromstring(picture(shown, "svg", "light"))
    path = next(
        part.get("d", "") for part in data.iter(f"{_SVG}path") if "stroke: #0072b2" in part.get("style", "")
    )
    points = [tuple(map(float, pair)) for pair in re.findall(r"[ML] (\S+) (\S+)", path)]
    xs, ys = zip(*points, strict=True)
    left, right = min(xs), max(xs)
    per_step = (right - left) / 8000

    assert len(points) == 17  # two ends of each stair, and the last once more
    assert [round((x - left) / per_step) for x in xs[1::2]] == list(range(1000, 9000, 1000))
    falls = np.diff(ys[:-1:2])
    assert falls[1:] / falls[:-1] == pytest.approx(0.9, abs=1e-3)
