"""Render a plan's curves as one HTML page that works offline, with all data, scripts and styles.

The user's text is passed as JSON and shown as text; it never becomes HTML.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import LONGEST, NEGLIGIBLE, WARMUP
from kumo_lr.preview.build import Curve, Preview

_ASSETS = Path(__file__).parent / "assets"
# The placeholders of the page, and the files that fill them.
_FILES = {
    "license": "uplot/LICENSE",
    "plot_style": "uplot/uPlot.min.css",
    "plot_script": "uplot/uPlot.iife.min.js",
    "style": "page.css",
    "formulas": "formulas.js",
    "script": "page.js",
}
# Characters that could end a script or begin markup within it.
_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&"})


def page_html(preview: Preview) -> str:
    """Return the curves as a page that draws them, and recomputes them for other horizons."""
    parts = {place: _text(name) for place, name in _FILES.items()}
    parts["data"] = _script_json(_data(preview))
    # In one pass, since inserted text may look like a placeholder.
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], _text("page.html"))


def _text(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8").strip()


def _script_json(data: object) -> str:
    """Return JSON that is safe in a script element: ASCII, and without markup."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False).translate(_ESCAPES)


def _data(preview: Preview) -> dict[str, Any]:
    modes = {
        mode.name: _horizon(mode.max_epochs, mode.min_steps_per_epoch, mode.max_steps_per_epoch)
        for mode in RUN_MODES.values()
    }
    # The plan's own run mode has the plan's own numbers.
    modes[preview.run_mode] = _horizon(preview.max_epochs, *preview.steps_bounds)
    return {
        "file": preview.file,
        "run_mode": preview.run_mode,
        "run_modes": modes,
        "max_epochs": preview.max_epochs,
        "steps_per_epoch": preview.steps_per_epoch,
        "base_lr": preview.base_lr,
        "is_default": preview.is_default,
        "default_from": preview.default_from,
        "negligible": NEGLIGIBLE,
        "longest": LONGEST,
        "curves": list(map(_curve, preview.curves)),
    }


def _horizon(max_epochs: int, low: int, high: int) -> dict[str, Any]:
    return {"max_epochs": max_epochs, "steps_per_epoch": {"low": low, "high": high}}


def _curve(curve: Curve) -> dict[str, Any]:
    schedule = curve.schedule
    return {
        "label": curve.label,
        "line": curve.line,
        "strategy": schedule.strategy,
        "interval": schedule.interval,
        "warmup": _warmup(schedule),
        "arguments": dict(schedule.arguments),
    }


def _warmup(schedule: Schedule) -> dict[str, Any]:
    """Return a warmup with its kind: JavaScript does not distinguish 1.0 from 1."""
    value = schedule.arguments.get(WARMUP.name, 0)
    return {"kind": "ratio" if isinstance(value, float) else "steps", "value": value}
