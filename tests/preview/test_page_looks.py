"""How a preview's page looks, in light and dark, at any width."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kumo_lr.facts.strategies import LONGEST
from tests.support.page import CANDIDATES, Browser, in_browser, preview

pytestmark = pytest.mark.slow


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def colours(browser: Browser, *names: str) -> list[str]:
    style = "getComputedStyle(document.documentElement)"
    found = browser.evaluate(f"{json.dumps(names)}.map((name) => {style}.getPropertyValue(`--${{name}}`))")
    return [colour.strip() for colour in found]


@in_browser
def test_light_and_dark(browser: Browser, tmp_path: Path) -> None:
    seen = {}
    browser.show(preview(), scheme="light")
    for scheme in ("light", "dark", "light"):
        browser.ask("scheme", scheme=scheme)  # the open page follows
        assert min(browser.pixels()[: len(CANDIDATES)]) > 100
        assert browser.ask("screenshot", path=str(tmp_path / f"{scheme}.png")) > 20_000
        page, card = colours(browser, "page", "card")
        words = colours(browser, "text", "muted", "note", "accent")
        (error,) = colours(browser, "error")
        assert min(contrast(word, ground) for word in words for ground in (page, card)) >= 4.5
        assert contrast(error, page) >= 4.5
        assert (
            min(contrast(curve, card) for curve in colours(browser, *(f"curve-{i}" for i in range(8)))) >= 3
        )
        seen[scheme] = luminance(page)
    assert seen["dark"] < 0.02
    assert seen["light"] > 0.8
    assert (tmp_path / "light.png").read_bytes() != (tmp_path / "dark.png").read_bytes()


@in_browser
def test_curves_differ_without_colour(browser: Browser) -> None:
    browser.show(preview(CANDIDATES * 10))

    looks = browser.evaluate(
        """[...document.querySelectorAll("tbody svg path")].map((path) =>
          [path.style.stroke, path.getAttribute("stroke-dasharray")])"""
    )
    assert len({dash for _, dash in looks[:7]}) == 7
    assert len(set(map(tuple, looks))) == 50


@in_browser
@pytest.mark.parametrize("width", [360, 700, 820, 1280])
def test_any_width(browser: Browser, width: int) -> None:
    browser.show(
        preview(file="configs/" + "a_long_name_" * 12 + ".yaml", label=lambda _: "argument: 0.1, " * 12)
    )
    browser.ask("resize", width=width, height=740)

    # A plot that was wide makes room as soon as the page has told it.
    assert (
        browser.evaluate(
            "new Promise((done) => setTimeout(() => done(document.documentElement.scrollWidth), 100))"
        )
        == width
    )
    plot, canvas = browser.ask("box", at="#plot"), browser.ask("box", at="#plot canvas")
    assert abs(plot["width"] - canvas["width"]) <= 1
    assert min(browser.pixels()[: len(CANDIDATES)]) > 20


@in_browser
def test_extreme_plans(browser: Browser) -> None:
    for candidates, steps, epochs in (
        ((), 30, 8),
        (CANDIDATES, 1, 1),
        (CANDIDATES, 2, 2),
        (CANDIDATES, LONGEST, 1),
        (CANDIDATES, 1, 10**9),
        (CANDIDATES * 12, 2000, 16),
    ):
        browser.show(preview(candidates, steps, epochs))
        assert len(browser.cells("now")) == len(candidates)
        assert (max(browser.pixels()) > 0) is bool(candidates)
        assert browser.ask("problems")["errors"] == []
