"""The pictures of terminals show what is printed and what editors show today."""

from __future__ import annotations

import re

from kumo_lr import check_text
from kumo_lr.facts.horizons import Known
from kumo_lr.findings import Finding
from kumo_lr.report.paths import told
from kumo_lr.server.hints import hints
from kumo_lr.server.hover import hover
from kumo_lr.source import Position, Source
from tests.support.pictures import CHECK, EDITED, HOVERED, NEOVIM, check_picture, neovim_settings
from tests.support.screens import texts

AGAIN = "run python -m tests.pictures"
KNOWN = Known(run_mode="FAST", steps_per_epoch=None, max_epochs=None)
LINES = EDITED.splitlines()
ROWS = [row.rstrip() for row in texts(NEOVIM.read_text("utf-8"))]
# The width of the numbers before the lines.
GUTTER = 4


def findings() -> dict[int, Finding]:
    """Return the findings of the plan by line."""
    return {f.location.start.line: f for f in check_text(EDITED, run_mode="FAST").findings}


def test_check_prints_what_is_drawn() -> None:
    assert CHECK.read_bytes() == check_picture(), "run python -m tests.regenerate"


def test_the_settings_are_those_of_the_run_mode() -> None:
    assert 'runMode = "FAST"' in neovim_settings()
    assert "virtual_text = true" in neovim_settings()


def test_neovim_shows_the_plan() -> None:
    shown = [row[GUTTER:] for row in ROWS[: len(LINES)]]

    assert [row[: len(line)] for row, line in zip(shown, LINES, strict=True)] == LINES, AGAIN


def test_neovim_shows_every_finding() -> None:
    expected = findings()
    shown = {n: row.partition("■ ")[2] for n, row in enumerate(ROWS, 1) if "■" in row}

    assert len({finding.code[:4] for finding in expected.values()}) > 1
    assert shown.keys() == expected.keys(), AGAIN
    for line, finding in expected.items():
        # What does not fit into the window is cut, but never the message.
        assert told(finding).startswith(shown[line]), AGAIN
        assert shown[line].startswith(finding.message), AGAIN


def test_neovim_shows_every_hint() -> None:
    expected = hints(Source(EDITED), known=KNOWN)

    assert expected
    for hint in expected:
        assert hint.label in ROWS[hint.position.line - 1], AGAIN


def test_neovim_shows_what_is_hovered() -> None:
    line = next(n for n, text in enumerate(LINES, 1) if text.endswith(HOVERED))
    found = hover(Source(EDITED), Position(line, len(LINES[line - 1])), findings().values(), known=KNOWN)

    assert found is not None
    assert " ".join(ROWS[len(LINES) :]).split() == re.sub("[`*#]", "", found.markdown).split(), AGAIN


def test_pictures_name_no_folder() -> None:
    for picture in (CHECK, NEOVIM):
        words = " ".join(texts(picture.read_text("utf-8")))
        assert re.findall(r"/\w+", words) == []
