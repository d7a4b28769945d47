"""Plots for programs: the curves of a plan as text, SVG, an interactive page and data."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kumo_lr.facts.horizons import known_of
from kumo_lr.plan.candidate import Candidate
from kumo_lr.plan.comparison import resolved_of
from kumo_lr.plan.defaults import Defaults
from kumo_lr.plan.load import Config
from kumo_lr.plan.models import Scheduler
from kumo_lr.plan.resolve import Resolved
from kumo_lr.preview.build import Preview, preview_of
from kumo_lr.preview.files import WRITERS, Theme
from kumo_lr.preview.page import page_html
from kumo_lr.preview.series import series_data
from kumo_lr.preview.terminal import plot_text

if TYPE_CHECKING:
    from kumo_lr.facts.run_mode_names import RunModeName

_WIDTH = 80  # of text, in characters
_HEIGHT = 640  # of the page in a notebook, in pixels
Plottable: TypeAlias = Config | Resolved | Scheduler | object


class Plot:
    """The learning rate of each candidate over one training; `plot` makes it.

    A notebook shows the interactive page, in a frame of its own, and `print` the curves as text.
    """

    def __init__(self, preview: Preview) -> None:
        self._preview = preview

    def svg(self, theme: Theme = "auto") -> str:
        """Return the curves as SVG; with the theme `auto` it follows the viewer's colours.

        Raises:
            ImportError: Matplotlib is not installed.
        """
        return WRITERS[".svg"](self._preview, theme).decode()

    def html(self) -> str:
        """Return the curves as one interactive HTML page, which works offline."""
        return page_html(self._preview)

    def data(self) -> dict[str, Any]:
        """Return the curves as `kumo-lr preview --output *.json` writes them, as plain data.

        `factors` has the learning rate divided by base_lr at each optimisation step.
        """
        return series_data(self._preview)

    def text(self, width: int = _WIDTH) -> str:
        """Return the curves as `kumo-lr preview` prints them."""
        return "".join(plot_text(self._preview, width, color=False, unicode=True)).rstrip("\n")

    def save(self, path: str | os.PathLike[str], *, theme: Theme = "auto") -> None:
        """Write the curves to a file whose suffix decides the format: .svg, .png, .html, .csv or .json.

        Raises:
            ValueError: No format has this suffix.
            ImportError: Matplotlib is not installed, for a picture.
            OSError: The file cannot be written.
        """
        file = Path(path)
        suffix = file.suffix.lower()
        if suffix not in WRITERS:
            raise ValueError(f'"{file}" has to end in {", ".join(WRITERS)}')
        file.write_bytes(WRITERS[suffix](self._preview, theme))

    def __str__(self) -> str:
        """Return the curves as text."""
        return self.text()

    def __repr__(self) -> str:
        preview = self._preview
        return (
            f"Plot({preview.run_mode}, {preview.max_epochs} epochs x {preview.steps_per_epoch} steps, "
            f"{[curve.label for curve in preview.curves]})"
        )

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, apart from the notebook and other plots."""
        return (
            f'<iframe srcdoc="{escape(self.html())}" sandbox="allow-scripts" title="learning rate" '
            f'style="width: 100%; height: {_HEIGHT}px; border: 0"></iframe>'
        )


def plot(
    plan: Plottable,
    *,
    run_mode: RunModeName | None = None,
    steps_per_epoch: int | None = None,
    max_epochs: int | None = None,
    base_lr: float | None = None,
    defaults: Defaults | str | os.PathLike[str] | None = None,
) -> Plot:
    """Plot the learning rate of each candidate over one training.

    What is not given is the plan's own, or else the default of its run mode. If several numbers of steps
    per epoch are possible, it is the largest.

    Args:
        plan: A config, a resolved one, one candidate, or a plan that `from_kumo` takes.
        run_mode: The run mode; by default the plan's, otherwise NORMAL.
        steps_per_epoch: The number of optimisation steps in an epoch.
        max_epochs: The number of epochs.
        base_lr: The learning rate that the factors multiply; by default factors are shown.
        defaults: A file that overrides Kumo's own defaults, or the result of `load_defaults`.

    Raises:
        ConfigError: `plan` is no plan or has errors, the run mode is unknown, or the file of defaults breaks
            a rule.
        ValueError: A number is below 1, the plan contradicts it, or the curve has too many cycles.
        TypeError: A number is not an integer.

    Examples:
        >>> from kumo_lr import Exponential
        >>> decay = Exponential(interval="epoch", kwargs={"gamma": 0.5})
        >>> curves = plot(decay, max_epochs=3, steps_per_epoch=2)
        >>> curves.data()["candidates"][0]["factors"]
        [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]
    """
    known = known_of(run_mode, steps_per_epoch, max_epochs)
    config = Config([plan]) if isinstance(plan, Candidate) else plan  # type: ignore[list-item]  # one of the strategies
    resolved = resolved_of(config, run_mode=run_mode, defaults=defaults)
    place = resolved.config.place
    return Plot(preview_of(resolved, "plan" if place is None else place.source.name, known, base_lr))
