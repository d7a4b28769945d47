"""`kumo-lr preview --output` of pictures, and their themes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.cli import Cli, environment, listing, put, run
from tests.support.cli_preview import ALL, COSINE, COSINE_SHOWN, FEW, KNOWN, usage_error


@pytest.mark.slow
def test_a_backend_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    put("plan.yaml", COSINE)
    assert run("preview", "plan.yaml", *FEW, "--output", "x.svg").code == 0
    assert Path("x.svg").stat().st_size > 1000


def test_svg(cli: Cli) -> None:
    put("plan.yaml", ALL)
    assert cli("preview", "plan.yaml", *FEW, "--output", "x.svg") == (0, "", "")
    assert cli("preview", "plan.yaml", *FEW, "--output", "x.SVG") == (0, "", "")
    root = ET.fromstring(Path("x.svg").read_bytes())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "plan.yaml, run mode BEST" in "".join(root.itertext())
    assert Path("x.SVG").read_bytes() == Path("x.svg").read_bytes()
    assert listing() == ["plan.yaml", "x.SVG", "x.svg"]


def test_png(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    assert cli("preview", "plan.yaml", *FEW, "--output", "x.png") == (0, "", "")
    assert Path("x.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_without_matplotlib(cli: Cli, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    put("plan.yaml", COSINE)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    said = 'kumo-lr: drawing a picture needs matplotlib: pip install "kumo_lr[plot]"\n'
    assert cli("preview", "plan.yaml", *FEW, "--output", f"x{suffix}") == (2, "", said)
    assert listing() == ["plan.yaml"]
    put(f"x{suffix}", "mine")
    assert cli("preview", "plan.yaml", *FEW, "--output", f"x{suffix}") == (2, "", said)
    assert Path(f"x{suffix}").read_text() == "mine"


@pytest.mark.slow
def test_only_pictures_need_matplotlib() -> None:
    put("plan.yaml", COSINE)
    put("missing/matplotlib/__init__.py", "raise ImportError(__name__)\n")
    env = environment()
    env["PYTHONPATH"] = os.pathsep.join(["missing", env["PYTHONPATH"]])
    for suffix in (".html", ".csv", ".json"):
        assert run("preview", "plan.yaml", *FEW, "--output", f"x{suffix}", env=env) == (0, "", "")
        assert Path(f"x{suffix}").stat().st_size
    assert run("preview", "plan.yaml", *KNOWN, env=env) == (0, COSINE_SHOWN, "")
    assert run("preview", "plan.yaml", "--output", "x.svg", env=env).code == 2


@pytest.mark.slow
def test_themes(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    pictures: dict[tuple[str, str | None], bytes] = {}
    for suffix in (".svg", ".png"):
        for theme in (None, "auto", "light", "dark"):
            options = [] if theme is None else ["--theme", theme]
            assert cli("preview", "plan.yaml", *FEW, "--output", f"x{suffix}", *options) == (0, "", "")
            pictures[suffix, theme] = Path(f"x{suffix}").read_bytes()
    assert pictures[".svg", None] == pictures[".svg", "auto"]
    assert len({pictures[".svg", theme] for theme in ("auto", "light", "dark")}) == 3
    assert b"prefers-color-scheme" in pictures[".svg", "auto"]
    assert b"prefers-color-scheme" not in pictures[".svg", "light"] + pictures[".svg", "dark"]
    assert pictures[".png", None] == pictures[".png", "auto"] == pictures[".png", "light"]
    assert pictures[".png", "dark"] != pictures[".png", "light"]


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
@pytest.mark.parametrize(
    "output", [[], ["--output", "x.html"], ["--output", "x.csv"], ["--output", "x.json"]]
)
def test_theme_of_what_is_no_picture(cli: Cli, output: list[str], theme: str) -> None:
    put("plan.yaml", COSINE)
    said = "kumo-lr: --theme needs a picture: --output *.svg or *.png\n"
    assert cli("preview", "plan.yaml", "--theme", theme, *output) == (2, "", said)
    assert listing() == ["plan.yaml"]


def test_unknown_theme(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    usage_error(cli("preview", "plan.yaml", "--theme", "pink", "--output", "x.svg"), "--theme")
