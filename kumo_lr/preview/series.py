"""The curves of a preview as data: CSV, versioned JSON, and the few steps that a picture needs."""

from __future__ import annotations

import csv
import io
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.strategies import NEGLIGIBLE
from kumo_lr.phrases import printable
from kumo_lr.preview.build import Curve, Preview

VERSION = 1
# More turns than this in one column are indistinguishable.
_MOST_TURNS = 16


def series_csv(preview: Preview) -> Iterator[str]:
    """Yield a row for each optimisation step: `step` from 0, `epoch` from 1, a column for each candidate.

    The columns have factors of base_lr, or learning rates if the preview has a base_lr.
    """
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(["step", "epoch", *_headers(preview)])
    yield header.getvalue()
    scale = 1.0 if preview.base_lr is None else preview.base_lr
    schedules = [curve.schedule for curve in preview.curves]
    for step in range(preview.steps_per_epoch * preview.max_epochs):
        values = [repr(scale * schedule.factor(step)) for schedule in schedules]
        yield ",".join([str(step), str(step // preview.steps_per_epoch + 1), *values]) + "\n"


def _headers(preview: Preview) -> Iterator[str]:
    """Yield the labels; a label of several candidates is numbered by candidate, from 1."""
    labels = [printable(curve.label) for curve in preview.curves]
    for number, label in enumerate(labels, 1):
        yield label if labels.count(label) == 1 else f"{label}, candidate {number}"


def series_json(preview: Preview) -> str:
    """Return the preview as one document, one candidate per line.

    Steps count from 0 and epochs from 1; factors are of base_lr, one for each optimisation step.
    `warmup_end` is null if training ends before the warmup does; `name` and `interval` are null for no
    scheduling.
    """
    data = _head(preview)
    head = "".join(f'  "{key}": {_line(value)},\n' for key, value in data.items())
    rows = ",".join(f"\n    {_line(_candidate(curve))}" for curve in preview.curves)
    return f'{{\n{head}  "candidates": [{rows}\n  ]\n}}\n'


def series_data(preview: Preview) -> dict[str, Any]:
    """Return the preview as plain data, with what `series_json` writes."""
    return {**_head(preview), "candidates": [_candidate(curve) for curve in preview.curves]}


def _head(preview: Preview) -> dict[str, Any]:
    return {
        "version": VERSION,
        "file": preview.file,
        "run_mode": preview.run_mode,
        "steps_per_epoch": preview.steps_per_epoch,
        "max_epochs": preview.max_epochs,
        "base_lr": preview.base_lr,
        "default": preview.is_default,
    }


def _line(data: object) -> str:
    return json.dumps(data, ensure_ascii=True)


def _candidate(curve: Curve) -> dict[str, Any]:
    candidate, schedule = curve.candidate, curve.schedule
    peak = schedule.peak
    return {
        "label": curve.label,
        "line": curve.line,
        "name": candidate.name if candidate else None,
        "interval": candidate.interval if candidate else None,
        "kwargs": candidate.kwargs.given if candidate else {},
        "warmup_end": schedule.warmup_end,
        "peak": {"step": peak.step, "epoch": schedule.epoch(peak.step), "factor": peak.factor},
        "final_factor": schedule.final_factor,
        "share_below_1_percent": schedule.share_below(NEGLIGIBLE),
        "restarts": list(schedule.restarts),
        "factors": schedule.factors(),
    }


def sampled(schedule: Schedule, columns: int) -> Iterator[list[int]]:
    """Yield, for each column, sorted optimisation steps that include those of its extremes.

    Between the end of the warmup and the restarts a curve only rises or only falls, so a column's
    ends and the steps around its turns are enough. A column spans at least one step.
    """
    total = schedule.total_steps
    end = schedule.warmup_end
    turns = sorted({*schedule.restarts, *([] if end is None else [end])})
    for column in range(columns):
        start = column * total // columns
        stop = max(start + 1, (column + 1) * total // columns)
        inner = turns[bisect_right(turns, start) : bisect_left(turns, stop)]
        if len(inner) > _MOST_TURNS:
            inner = inner[: _MOST_TURNS // 2] + inner[-_MOST_TURNS // 2 :]
        yield sorted({start, *inner, *(turn - 1 for turn in inner), stop - 1})
