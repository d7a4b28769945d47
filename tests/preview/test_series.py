"""The steps of a preview, as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.plan.models import Scheduler
from kumo_lr.preview.build import Preview
from kumo_lr.preview.series import sampled, series_csv, series_json
from tests.support.previews import DEFAULTS, candidates, preview, previews, schedule
from tests.support.properties import examples


@examples(100)
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


@pytest.mark.slow
@examples(50)
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


@examples(50)
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
