"""What all reports have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from kumo_lr.report import Renderer
from kumo_lr.report.tally import Tally
from tests.support.formats import GOLDENS, RENDERERS, goldens, rich


@pytest.mark.parametrize(
    "path", [GOLDENS / name for name in (*RENDERERS, "step-summary.md", "github-few.txt")]
)
def test_goldens(path: Path) -> None:
    assert path.read_bytes() == goldens()[path]


@pytest.mark.parametrize("renderer", RENDERERS.values(), ids=RENDERERS)
def test_reports_count_what_passes_by(renderer: Renderer) -> None:
    tally, expected = Tally(), Tally()
    list(renderer(rich(), tally, False))
    list(expected.count(rich()))

    assert vars(tally) == vars(expected)
