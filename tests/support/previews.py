"""Previews, and the goldens of what renders them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from kumo_lr import (
    ConstantWithWarmup,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Exponential,
    LinearWithWarmup,
)
from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.horizons import Bounds
from kumo_lr.plan.models import Scheduler
from kumo_lr.preview.build import Curve, Preview
from kumo_lr.preview.series import series_csv, series_json
from kumo_lr.preview.terminal import plot_text
from tests.support import documented
from tests.support.paths import FIXTURES

GOLDENS = FIXTURES / "preview"
WARMUP = {"warmup_ratio_or_steps": 0.1}
DEFAULTS: tuple[Scheduler | None, ...] = (
    CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 3, "warmup_ratio_or_steps": 0.1}),
    ConstantWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.1}),
    LinearWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.1}),
    CosineWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.1}),
)
KINDS: tuple[Scheduler | None, ...] = (
    Exponential(interval="epoch", kwargs={"gamma": 0.9}),
    None,
    CosineWithWarmup(interval="epoch", kwargs={"warmup_ratio_or_steps": 0.1}),
    CosineWithWarmupRestarts(interval="epoch", kwargs={"num_cycles": 9000, "warmup_ratio_or_steps": 2}),
)


def schedule(candidate: Scheduler | None, steps_per_epoch: int, max_epochs: int) -> Schedule:
    if candidate is None:
        return Schedule(None, "step", {}, steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
    return candidate.schedule(steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)


def label(candidate: Scheduler | None) -> str:
    if candidate is None:
        return "no scheduling"
    given = (f"{name}: {value}" for name, value in candidate.kwargs.given.items())
    return ", ".join([candidate.name, f"interval: {candidate.interval}", *given])


def preview(
    candidates: tuple[Scheduler | None, ...] = DEFAULTS,
    steps: int = 1000,
    epochs: int = 8,
    *,
    file: str = "plan.yaml",
    words: str | None = None,
    base_lr: float | None = None,
) -> Preview:
    is_default = candidates is DEFAULTS
    return Preview(
        file,
        "FAST",
        steps,
        epochs,
        Bounds(min(30, steps), steps),
        base_lr,
        is_default,
        tuple(
            Curve(
                label(candidate) if words is None else words,
                None if is_default else 3 + 4 * place,
                candidate,
                schedule(candidate, steps, epochs),
            )
            for place, candidate in enumerate(candidates)
        ),
    )


def plotted(shown: Preview, width: int = 80, *, color: bool = False, unicode: bool = True) -> str:
    return "".join(plot_text(shown, width, color=color, unicode=unicode))


def goldens() -> dict[Path, bytes]:
    """Return the goldens with what they should hold."""
    kinds = preview(KINDS, file="configs/計画.yaml", base_lr=0.003)
    small = preview((DEFAULTS[3], None, KINDS[0]), 2, 2)
    texts = {
        **{f"default-{width}.txt": plotted(preview(), width) for width in (40, 80, 120)},
        **{f"kinds-{width}.txt": plotted(kinds, width) for width in (40, 80, 120)},
        "default-80-ascii.txt": plotted(preview(), unicode=False),
        "kinds-40-ascii.txt": plotted(kinds, 40, unicode=False),
        "default-80-color.txt": plotted(preview(DEFAULTS[:1]), color=True),
        "one-step-80.txt": plotted(preview((DEFAULTS[0], KINDS[2]), 1, 1)),
        "small.csv": "".join(series_csv(small)),
        "small.json": series_json(small),
    }
    return {GOLDENS / name: text.encode() for name, text in texts.items()}


@st.composite
def candidates(draw: st.DrawFn) -> Scheduler | None:
    """Draw a candidate of any kind, with all its arguments, as far as models take them."""
    if draw(st.integers(0, 5)) == 0:
        return None
    return documented.typed(draw(documented.candidates(most=400, complete=True)))


@st.composite
def previews(draw: st.DrawFn) -> Preview:
    return preview(
        tuple(draw(st.lists(candidates(), min_size=1, max_size=3))),
        draw(st.integers(1, 60)),
        draw(st.integers(1, 30)),
        file=draw(st.text(max_size=60)),
        words=draw(st.none() | st.text(max_size=120)),
        base_lr=draw(st.none() | st.floats(0, 1e300)),
    )
