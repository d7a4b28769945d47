"""A sketch of one curve for notebooks, as SVG in the colour of the text, without Matplotlib."""

from __future__ import annotations

from kumo_lr.facts.curves import Schedule
from kumo_lr.phrases import share
from kumo_lr.preview.series import sampled
from kumo_lr.report.html import shown

_WIDTH, _HEIGHT, _MARGIN = 420, 120, 4
_COLUMNS = 200


def schedule_html(schedule: Schedule) -> str:
    """Return a schedule as a curve from its first step to its last, with its key numbers."""
    total = schedule.total_steps
    steps = sorted({step for column in sampled(schedule, min(_COLUMNS, total)) for step in column})
    points = [(step, schedule.factor(step)) for step in steps] + [(total, schedule.final_factor)]
    path = " ".join(f"{_x(step, total):.1f},{_y(factor):.1f}" for step, factor in points)
    frame = (
        f'<line x1="{_MARGIN}" y1="{_y(0)}" x2="{_WIDTH - _MARGIN}" y2="{_y(0)}" '
        'stroke="currentColor" stroke-opacity="0.3"/>'
    )
    peak = schedule.peak
    words = (
        f"{schedule.strategy or 'no scheduling'}: {total:,} optimisation steps, peak {share(peak.factor)} "
        f"of base_lr at step {peak.step:,}, at the end {share(schedule.final_factor)}"
    )
    return (
        f'<div><svg width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{shown(words)}">{frame}<polyline points="{path}" fill="none" stroke="currentColor" '
        f'stroke-width="1.5"/></svg><p>{shown(words)}</p></div>'
    )


def _x(step: int, total: int) -> float:
    return _MARGIN + (_WIDTH - 2 * _MARGIN) * step / total


def _y(factor: float) -> float:
    return _HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * factor
