"""The page of a preview, in a real browser."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeAlias

import pytest

from kumo_lr import CosineWithWarmup, CosineWithWarmupRestarts, Exponential, LinearWithWarmup
from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.horizons import Bounds
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.plan.models import Scheduler
from kumo_lr.preview.build import Curve, Preview
from kumo_lr.preview.page import page_html
from tests.support.paths import TESTS

BROWSER = TESTS / "browser"
NODE = shutil.which("node") or ""
CHROMIUM = shutil.which("chromium") or ""
MISSING = (
    "node is not installed"
    if not NODE
    else "chromium is not installed"
    if not CHROMIUM
    else "playwright-core is not installed: run `npm ci` in tests/browser"
    if not (BROWSER / "node_modules").is_dir()
    else ""
)
# In CI only a missing browser is an excuse.
in_browser = pytest.mark.skipif(
    bool(MISSING) and not (CHROMIUM and "CI" in os.environ), reason=MISSING or "nothing is missing"
)
Candidate: TypeAlias = Scheduler | None
NORMAL = RUN_MODES["NORMAL"]
STEPS, EPOCHS = NORMAL.max_steps_per_epoch, NORMAL.max_epochs
RESTARTS = CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 3})
HALF_WAVE = CosineWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.2})
STAIRS = Exponential(interval="epoch", kwargs={"gamma": 0.9})
ENDLESS = LinearWithWarmup(interval="epoch", kwargs={"warmup_ratio_or_steps": 0.5})
CANDIDATES: tuple[Candidate, ...] = (RESTARTS, HALF_WAVE, STAIRS, None, ENDLESS)


def schedule(candidate: Candidate, steps_per_epoch: int, max_epochs: int) -> Schedule:
    if candidate is None:
        return Schedule(None, "step", {}, steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
    return candidate.schedule(steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)


def preview(
    candidates: tuple[Candidate, ...] = CANDIDATES,
    steps_per_epoch: int = STEPS,
    max_epochs: int = EPOCHS,
    *,
    file: str = "plan.yaml",
    base_lr: float | None = None,
    label: Callable[[Candidate], str] = lambda candidate: candidate.name if candidate else "null",
) -> Preview:
    curves = tuple(
        Curve(label(candidate), 3 + number, candidate, schedule(candidate, steps_per_epoch, max_epochs))
        for number, candidate in enumerate(candidates)
    )
    bounds = Bounds(NORMAL.min_steps_per_epoch, NORMAL.max_steps_per_epoch)
    return Preview(file, "NORMAL", steps_per_epoch, max_epochs, bounds, base_lr, False, curves)


HOSTILE = "</script><script>alert(1)</script><!-- \"quoted\" & 'so' ü \u2028 \U0001f300 {{style}}"


class Browser:
    """A headless Chromium that shows one page at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [NODE, str(BROWSER / "drive.mjs"), CHROMIUM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._process.communicate(timeout=20)
        finally:
            self._process.kill()
            self._process.wait()

    def ask(self, verb: str, **what: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": verb, **what}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer
        return answer["value"]

    def show(self, shown: Preview, width: int = 1280, height: int = 860, scheme: str = "light") -> None:
        path = self._folder / "curve.html"
        path.write_text(page_html(shown), encoding="utf-8")
        self.ask("open", url=path.as_uri(), width=width, height=height, scheme=scheme)

    def evaluate(self, expression: str) -> Any:
        return self.ask("evaluate", expression=expression)

    def fill(self, field: str, text: str) -> None:
        self.ask("fill", at=f"#{field}", text=text)

    def cells(self, column: str) -> list[float]:
        """Return the exact numbers in a column of the table, row by row."""
        return list(
            map(float, self.evaluate(f"[...document.querySelectorAll('td.{column} data')].map(d => d.value)"))
        )

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self.evaluate(
            f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)"
        )
        return found

    def text(self, selector: str) -> str:
        (found,) = self.texts(selector)
        return found

    def pixels(self) -> list[int]:
        """Count what is drawn of each curve, in the colours of the first eight."""
        return list(self.evaluate(_PIXELS))

    def over(self, share: float) -> None:
        """Point at a place of the plot, from its left to its right end."""
        box = self.ask("box", at=".u-over")
        self.ask("move", x=box["x"] + share * box["width"], y=box["y"] + 60)


_PIXELS = """(async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const canvas = document.querySelector("#plot canvas");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const style = getComputedStyle(document.documentElement);
  const names = Array.from({ length: 8 }, (_, i) => `--curve-${i}`);
  const colours = names.map((name) => parseInt(style.getPropertyValue(name).trim().slice(1), 16));
  const counts = new Map(colours.map((colour) => [colour, 0]));
  for (let i = 0; i < data.length; i += 4) {
    const colour = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
    if (data[i + 3] === 255 && counts.has(colour)) counts.set(colour, counts.get(colour) + 1);
  }
  return colours.map((colour) => counts.get(colour));
})()"""


def close(found: float, wanted: float) -> bool:
    # Where numbers end, at 1e-308, rounding is as large as they are.
    return math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-300)


def data_of(candidates: list[Candidate]) -> list[dict[str, Any]]:
    page = page_html(preview(tuple(candidates)))
    (text,) = re.findall(r'id="data">(.*?)</script>', page, re.DOTALL)
    curves: list[dict[str, Any]] = json.loads(text)["curves"]
    return curves
