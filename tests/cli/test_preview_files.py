"""`kumo-lr preview --output`: pages, and names of files."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.cli import Cli, listing, put
from tests.support.cli_preview import ALL, COSINE, COSINE_SHOWN, FEW, KNOWN, SUFFIXES


def test_html(cli: Cli) -> None:
    put("plan.yaml", ALL)
    for name in ("x.html", "x.Html"):
        assert cli("preview", "plan.yaml", *FEW, "--output", name) == (0, "", "")
        page = Path(name).read_text()
        assert page.lower().startswith("<!doctype html>")
        assert page.rstrip().endswith("</html>")
        assert '"file": "plan.yaml", "run_mode": "BEST"' in page


@pytest.mark.parametrize("name", ["x", "x.pdf", "x.svgz", "x.csv.gz", "plan.yaml", "x.", "", "svg"])
def test_unknown_suffix(cli: Cli, name: str) -> None:
    put("plan.yaml", COSINE)
    said = f"kumo-lr: cannot draw to {name}: its name has to end in .svg, .png, .html, .csv, .json\n"
    assert cli("preview", "plan.yaml", f"--output={name}") == (2, "", said)
    assert cli("preview", "nope.yaml", f"--output={name}") == (2, "", said)
    assert listing() == ["plan.yaml"]
    assert Path("plan.yaml").read_text() == COSINE


def test_a_dash_is_the_terminal(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    assert cli("preview", "plan.yaml", *KNOWN, "-o", "-") == (0, COSINE_SHOWN, "")
    assert listing() == ["plan.yaml"]


def test_names_stay_on_their_line(cli: Cli) -> None:
    put("new\nline.yaml", COSINE)
    shown = COSINE_SHOWN.replace("plan.yaml", "new\\nline.yaml")
    assert cli("preview", "new\nline.yaml", *KNOWN) == (0, shown, "")
    said = "kumo-lr: cannot write no/a\\nb.csv: no such file or directory\n"
    assert cli("preview", "new\nline.yaml", *FEW, "--output", "no/a\nb.csv") == (2, "", said)
    said = "kumo-lr: cannot draw to a\\nb.pdf: its name has to end in .svg, .png, .html, .csv, .json\n"
    assert cli("preview", "new\nline.yaml", "--output", "a\nb.pdf") == (2, "", said)


@pytest.mark.parametrize(
    "name", ["ünï学🚀.yaml", "two words.yaml", "$x_1$<a>&.yaml", "raw\x1b[31m.yaml"], ids=ascii
)
def test_names_in_files(cli: Cli, name: str) -> None:
    put(name, COSINE)
    for suffix in SUFFIXES:
        assert cli("preview", name, *FEW, "--output", f"x{suffix}") == (0, "", "")
    assert json.loads(Path("x.json").read_text())["file"] == name
    ET.fromstring(Path("x.svg").read_bytes())
    assert b"\x1b" not in Path("x.svg").read_bytes() + Path("x.html").read_bytes()
