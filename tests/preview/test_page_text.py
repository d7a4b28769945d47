"""The text of a preview's page."""

from __future__ import annotations

import json
import re

from kumo_lr import Config
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import LONGEST, NEGLIGIBLE
from kumo_lr.preview.page import page_html
from tests.support.page import HOSTILE, RESTARTS, data_of, preview
from tests.support.paths import ROOT


def test_the_page_is_one_text_that_names_no_other_file() -> None:
    page = page_html(preview())

    assert re.findall(r"<(?:link|img|iframe|base)\b|\bsrc=|@import|url\(", page) == []
    assert not re.search(r"\{\{\w+\}\}", page)
    assert "default-src 'none'" in page
    license_text = (ROOT / "kumo_lr/preview/assets/uplot/LICENSE").read_text(encoding="utf-8")
    assert license_text.strip() in page


def test_words_of_the_user_are_data_alone() -> None:
    page = page_html(preview(file=HOSTILE, label=lambda _: HOSTILE))

    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert not re.search(r"[<>&]|[^ -~]", data)
    assert json.loads(data)["file"] == json.loads(data)["curves"][0]["label"] == HOSTILE
    assert HOSTILE not in page
    # What cannot be encoded, as a name of a file may be, does not stand in the way of writing the page.
    page_html(preview(file="\udc80.yaml")).encode()


def test_the_facts_come_from_the_vocabulary() -> None:
    page = page_html(preview((), 7, 3))
    (text,) = re.findall(r'id="data">(.*?)</script>', page, re.DOTALL)
    data = json.loads(text)

    assert (data["negligible"], data["longest"], data["run_mode"]) == (NEGLIGIBLE, LONGEST, "NORMAL")
    assert list(data["run_modes"]) == list(RUN_MODES)
    for name, mode in data["run_modes"].items():
        known = RUN_MODES[name]
        bounds = {"low": known.min_steps_per_epoch, "high": known.max_steps_per_epoch}
        epochs = 3 if name == "NORMAL" else known.max_epochs
        assert mode == {"max_epochs": epochs, "steps_per_epoch": bounds}


def test_config_is_what_is_drawn() -> None:
    """The page takes what a config holds."""
    config = Config((RESTARTS, None))

    assert [curve["strategy"] for curve in data_of(list(config.candidates))] == [RESTARTS.name, None]
