"""The renderers of a preview: what a terminal shows, pictures, CSV and JSON.

Goldens are in tests/preview_goldens; `goldens()` gives what they should hold.
"""

from __future__ import annotations

import csv
import io
import json
import re
import time
import warnings
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kumo_lr import (
    ConstantWithWarmup,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Exponential,
    LinearWithWarmup,
)
from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.horizons import Bounds
from kumo_lr.phrases import share
from kumo_lr.plan.models import Scheduler
from kumo_lr.preview.build import Curve, Preview
from kumo_lr.preview.picture import picture
from kumo_lr.preview.series import sampled, series_csv, series_json
from kumo_lr.preview.terminal import columns, plot_text, wrapped

GOLDENS = Path(__file__).parent / "preview_goldens"
_SVG = "{http://www.w3.org/2000/svg}"
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
WARMUP = {"warmup_ratio_or_steps": 0.1}
DEFAULTS: tuple[Scheduler | None, ...] = (
    CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 3, "warmup_ratio_or_steps": 0.1}),
    ConstantWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.1}),
    LinearWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.1}),
    CosineWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.1}),
)
KINDS: tuple[Scheduler | None, ...] = (
    Exponential(interval="epoch", kwargs={"gamma": 0.9}),
    None,
    CosineWithWarmup(interval="epoch", kwargs={"warmup_ratio_or_steps": 0.1}),
    CosineWithWarmupRestarts(interval="epoch", kwargs={"num_cycles": 9000, "warmup_ratio_or_steps": 2}),
)


def schedule(candidate: Scheduler | None, steps_per_epoch: int, max_epochs: int) -> Schedule:
    if candidate is None:
        return Schedule(None, "step", {}, steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
    return candidate.schedule(steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)


def label(candidate: Scheduler | None) -> str:
    if candidate is None:
        return "no scheduling"
    given = (f"{name}: {value}" for name, value in candidate.kwargs.given.items())
    return ", ".join([candidate.name, f"interval: {candidate.interval}", *given])


def preview(
    candidates: tuple[Scheduler | None, ...] = DEFAULTS,
    steps: int = 1000,
    epochs: int = 8,
    *,
    file: str = "plan.yaml",
    words: str | None = None,
    base_lr: float | None = None,
) -> Preview:
    is_default = candidates is DEFAULTS
    return Preview(
        file,
        "FAST",
        steps,
        epochs,
        Bounds(min(30, steps), steps),
        base_lr,
        is_default,
        tuple(
            Curve(
                label(candidate) if words is None else words,
                None if is_default else 3 + 4 * place,
                candidate,
                schedule(candidate, steps, epochs),
            )
            for place, candidate in enumerate(candidates)
        ),
    )


def plotted(shown: Preview, width: int = 80, *, color: bool = False, unicode: bool = True) -> str:
    return "".join(plot_text(shown, width, color=color, unicode=unicode))


def goldens() -> dict[Path, bytes]:
    """Return the goldens with what they should hold."""
    kinds = preview(KINDS, file="configs/計画.yaml", base_lr=0.003)
    small = preview((DEFAULTS[3], None, KINDS[0]), 2, 2)
    texts = {
        **{f"default-{width}.txt": plotted(preview(), width) for width in (40, 80, 120)},
        **{f"kinds-{width}.txt": plotted(kinds, width) for width in (40, 80, 120)},
        "default-80-ascii.txt": plotted(preview(), unicode=False),
        "kinds-40-ascii.txt": plotted(kinds, 40, unicode=False),
        "default-80-color.txt": plotted(preview(DEFAULTS[:1]), color=True),
        "one-step-80.txt": plotted(preview((DEFAULTS[0], KINDS[2]), 1, 1)),
        "small.csv": "".join(series_csv(small)),
        "small.json": series_json(small),
    }
    return {GOLDENS / name: text.encode() for name, text in texts.items()}


def test_goldens() -> None:
    expected = goldens()

    assert sorted(GOLDENS.iterdir()) == sorted(expected)
    for path, data in expected.items():
        assert path.read_bytes() == data, path


# Horizons from a step on, and candidates of every kind, as far as models take them.
_INTERVALS = st.sampled_from(("step", "epoch"))
_WARMUPS = st.floats(0, 1) | st.integers(0, 300) | st.just(10**308)


@st.composite
def candidates(draw: st.DrawFn) -> Scheduler | None:
    interval: Any = draw(_INTERVALS)
    warmup = draw(_WARMUPS)
    plain: Any = draw(
        st.sampled_from(
            (
                None,
                ConstantWithWarmup,
                LinearWithWarmup,
                CosineWithWarmup,
                Exponential,
                CosineWithWarmupRestarts,
            )
        )
    )
    if plain is None:
        return None
    if plain is Exponential:
        return Exponential(interval=interval, kwargs={"gamma": draw(st.floats(0, 1, exclude_min=True))})
    if plain is CosineWithWarmupRestarts:
        cycles = draw(st.integers(1, 400) | st.just(10**308))
        return CosineWithWarmupRestarts(
            interval=interval, kwargs={"num_cycles": cycles, "warmup_ratio_or_steps": warmup}
        )
    shown: Scheduler = plain(interval=interval, kwargs={"warmup_ratio_or_steps": warmup})
    return shown


@st.composite
def previews(draw: st.DrawFn) -> Preview:
    return preview(
        tuple(draw(st.lists(candidates(), min_size=1, max_size=3))),
        draw(st.integers(1, 60)),
        draw(st.integers(1, 30)),
        file=draw(st.text(max_size=60)),
        words=draw(st.none() | st.text(max_size=120)),
        base_lr=draw(st.none() | st.floats(0, 1e300)),
    )


@settings(max_examples=150, deadline=None)
@given(previews(), st.integers(40, 200), st.booleans(), st.booleans())
def test_no_line_is_too_wide(shown: Preview, width: int, color: bool, unicode: bool) -> None:
    text = plotted(shown, width, color=color, unicode=unicode)
    plain = _ESCAPE.sub("", text)

    assert text.endswith("\n")
    assert all(columns(line) <= width for line in plain.split("\n"))
    assert all(line.isprintable() and line == line.rstrip() for line in plain.split("\n"))
    assert unicode or text.isascii()
    assert plain == plotted(shown, width, unicode=unicode)


@given(st.text(st.characters(codec="utf-8") | st.sampled_from(" 計é"), max_size=80), st.integers(2, 30))
def test_wrapping_leaves_nothing_out(text: str, width: int) -> None:
    lines = wrapped(text, width)

    assert "".join(lines).replace(" ", "") == re.sub("[ \u00a0]", "", text)
    assert all(columns(line) <= width for line in lines)


@settings(deadline=None)
@given(candidates(), st.integers(1, 60), st.integers(1, 30), st.integers(1, 50))
def test_samples_hold_the_extremes(candidate: Scheduler | None, steps: int, epochs: int, count: int) -> None:
    """Unless there are more turns in a column than anyone sees."""
    drawn = schedule(candidate, steps, epochs)
    total = drawn.total_steps
    for column, kept in enumerate(sampled(drawn, count)):
        start = column * total // count
        stop = max(start + 1, (column + 1) * total // count)
        every = [drawn.factor(step) for step in range(start, stop)]
        some = [drawn.factor(step) for step in kept if start <= step < stop]
        if sum(start < restart < stop for restart in drawn.restarts) < 16:
            assert min(some) == pytest.approx(min(every))
            assert max(some) == pytest.approx(max(every))
        assert {start, stop - 1} <= set(kept)
        assert len(kept) < 40


@settings(max_examples=50, deadline=None)
@given(previews())
def test_csv_holds_every_step(shown: Preview) -> None:
    text = "".join(series_csv(shown))
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    scale = 1.0 if shown.base_lr is None else shown.base_lr

    assert header[:2] == ["step", "epoch"]
    assert len(set(header[2:])) == len(shown.curves) == len(header) - 2
    assert len(rows) == text.count("\n") - 1 == shown.steps_per_epoch * shown.max_epochs
    assert "\r" not in text
    for step, row in enumerate(rows):
        assert row[:2] == [str(step), str(step // shown.steps_per_epoch + 1)]
        assert [float(cell) for cell in row[2:]] == [curve.schedule.lr(step, scale) for curve in shown.curves]


@settings(max_examples=50, deadline=None)
@given(previews())
def test_json_holds_every_step(shown: Preview) -> None:
    text = series_json(shown)
    data = json.loads(text)

    assert text.isascii()
    assert {key: data[key] for key in ("version", "file", "run_mode", "default", "base_lr")} == {
        "version": 1,
        "file": shown.file,
        "run_mode": "FAST",
        "default": False,
        "base_lr": shown.base_lr,
    }
    assert (data["steps_per_epoch"], data["max_epochs"]) == (shown.steps_per_epoch, shown.max_epochs)
    for entry, (words, line, candidate, drawn) in zip(data["candidates"], shown.curves, strict=True):
        assert entry == {
            "label": words,
            "line": line,
            "name": candidate and candidate.name,
            "interval": candidate and candidate.interval,
            "kwargs": candidate.kwargs.given if candidate else {},
            "warmup_end": drawn.warmup_end,
            "peak": {
                "step": drawn.peak.step,
                "epoch": drawn.epoch(drawn.peak.step),
                "factor": drawn.factor(drawn.peak.step),
            },
            "final_factor": drawn.final_factor,
            "share_below_1_percent": drawn.share_below(0.01),
            "restarts": list(drawn.restarts),
            "factors": [drawn.factor(step) for step in range(drawn.total_steps)],
        }


def test_equal_labels_are_told_apart_in_a_header() -> None:
    shown = preview((None, DEFAULTS[1], None), 1, 1)

    assert next(series_csv(shown)) == (
        'step,epoch,"no scheduling, candidate 1",'
        '"constant_with_warmup, interval: step, warmup_ratio_or_steps: 0.1",'
        '"no scheduling, candidate 3"\n'
    )


def test_a_million_steps_are_fast() -> None:
    """A picture and a text sample them; only data holds them all, and CSV only as it is read."""
    shown = preview((*DEFAULTS, *KINDS[:3]), 10**6, 1000)
    start = time.perf_counter()
    plotted(shown, 200)
    rows = list(islice(series_csv(shown), 100))
    picture(shown, "svg", "auto")

    assert len(rows) == 100
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (0.0, "0 %"),
        (1e-300, "less than 0.001 %"),
        (0.0000099, "less than 0.001 %"),
        (0.00001, "0.001 %"),
        (0.0000463, "0.005 %"),
        (0.0007, "0.07 %"),
        (0.00458, "0.5 %"),
        (0.00875, "0.9 %"),
        (0.00996, "0.9 %"),
        (0.01, "1 %"),
        (0.07, "7 %"),
        (0.29, "29 %"),
        (0.3138, "31.4 %"),
        (0.999, "99.9 %"),
        (0.9997, "more than 99.9 %"),
        (1.0, "100 %"),
        (12.5, "1,250 %"),
    ],
)
def test_share(factor: float, words: str) -> None:
    assert share(factor) == words


@given(st.floats(0, 1), st.floats(0, 1))
def test_shares_keep_what_counts(one: float, other: float) -> None:
    """A bigger factor never has a smaller share, and only all of it is 100 %."""
    low, high = (
        0.0005 if words.startswith("less") else float(words.split()[-2]) + words.startswith("more") / 20
        for words in map(share, sorted((one, other)))
    )

    assert low <= high
    assert (share(one) == "100 %") == (one == 1)
    assert (float(share(one).split()[-2]) >= 1) == (100 * one >= 1)


ODD = preview((*DEFAULTS, None, DEFAULTS[3]), file="a $x_1$ <b>&amp; 計画 é \x1b[31m.yaml", base_lr=0.003)


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


@settings(max_examples=12, deadline=None)
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
