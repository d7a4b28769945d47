"""Draw a preview with Matplotlib, as SVG or PNG: all curves in one axes."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.strategies import INTERVAL
from kumo_lr.preview.build import Curve, Preview
from kumo_lr.preview.series import sampled
from kumo_lr.preview.terminal import caption, heading, strides, wrapped

# Only pictures need Matplotlib; the caller reports how to install it.
if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH, _HEIGHT = 9.0, 4.2  # inches; the height is that of the curves
_DPI = 144  # of PNG
_COLUMNS = 96  # of a line of text below and above the curves
_POINTS = 300  # columns from which a curve's points are sampled
_MOST_MARKS = 200  # triangles for one curve; more become a grey bar
_WARMUP_END, _RESTART = "o", "^"
_MANY, _SMALL = 12, 3  # marks of one curve that would overlap are small
_SIZES = (13, 10, 7, 4)  # of marks, in points, in turn: marks at one place become concentric rings
_EPOCHS = 14  # at most labelled on the axis
_EPOCH = INTERVAL.choices[1]


class _Palette(NamedTuple):
    """The colours of a theme; they must be distinct, since those of a picture are replaced one by one."""

    background: str
    text: str
    muted: str
    grid: str
    curves: tuple[str, ...]


# Okabe and Ito's colours, which colour-blind people can distinguish, by decreasing contrast.
_LIGHT = _Palette(
    "#ffffff",
    "#1f2328",
    "#59636e",
    "#dfe3e8",
    ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9"),
)
_DARK = _Palette(
    "#0d1117",
    "#f0f6fc",
    "#9198a1",
    "#2a313c",
    ("#56b4e9", "#e8702a", "#00b888", "#d98cb8", "#ffffff", "#e69f01", "#f0e442"),
)
# Later lines have gaps that show the ones below; dash and gap lengths in points.
_DASHES: tuple[tuple[float, ...], ...] = ((), (7, 4), (1.6, 2.6), (9, 3, 1.6, 3), (3.5, 3.5))
# Matplotlib's own font comes first, so that text has its measured size; then, for names in other
# scripts, common system fonts.
_FONTS = (
    "DejaVu Sans",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Hiragino Sans",
    "PingFang SC",
    "Yu Gothic",
    "Microsoft YaHei",
    "Malgun Gothic",
    "WenQuanYi Zen Hei",
)
_STACK = "'DejaVu Sans',Verdana,'Noto Sans',sans-serif"


def picture(preview: Preview, kind: Literal["svg", "png"], theme: Literal["auto", "light", "dark"]) -> bytes:
    """Return the bytes of a picture, which are the same for the same preview.

    With the theme `auto` an SVG follows the viewer's colour scheme, and a PNG is light.

    Raises:
        ImportError: Matplotlib is not installed.
    """
    import matplotlib as mpl
    from matplotlib.font_manager import fontManager

    known = set(fontManager.get_font_names())
    # A character that no font has is drawn as a box, which needs no warning.
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams["font.family"] = [name for name in _FONTS if name in known]
        mpl.rcParams["text.parse_math"] = False  # a dollar sign in a name is literal
        mpl.rcParams["svg.fonttype"] = "none"
        mpl.rcParams["svg.hashsalt"] = "kumo_lr"
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from", category=UserWarning)
        figure = _figure(preview, _DARK if theme == "dark" else _LIGHT)
        data = _saved(figure, kind, heading(preview)[0])
    return _styled(data, theme == "auto") if kind == "svg" else data


def _saved(figure: Figure, kind: Literal["svg", "png"], title: str) -> bytes:
    file = io.BytesIO()
    # Otherwise an SVG contains the time of its creation.
    metadata = {"Date": None, "Title": title} if kind == "svg" else {"Title": title}
    figure.savefig(file, format=kind, dpi=_DPI, bbox_inches="tight", pad_inches=0.2, metadata=metadata)
    return file.getvalue()


def _styled(svg: bytes, follows: bool) -> bytes:
    """Add a style with fallback fonts, and dark colours if the viewer prefers them."""
    style = f"#figure_1 text{{font-family:{_STACK}!important}}"
    if follows:
        pairs = [*zip(_LIGHT[:-1], _DARK[:-1], strict=True), *zip(_LIGHT.curves, _DARK.curves, strict=True)]
        # Selectors without ancestors: a marker is drawn by reference, and has none.
        rules = "".join(
            f'[style*="{paint}: {light}"]{{{paint}:{dark}!important}}'
            for light, dark in pairs
            for paint in ("fill", "stroke")
        )
        style += f"@media (prefers-color-scheme: dark){{{rules}}}"
    head, end, rest = svg.rpartition(b"</svg>")
    return head + f" <style>{style}</style>\n".encode() + end + rest


def _figure(preview: Preview, palette: _Palette) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, _HEIGHT), facecolor=palette.background)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.08, 0.12, 0.9, 0.76), facecolor=palette.background)
    for number, curve in enumerate(preview.curves):
        _draw(axes, number, curve, palette)
    _scales(axes, preview, palette)
    _title(axes, preview, palette)
    _legend(axes, preview, palette)
    return figure


def _draw(axes: Axes, number: int, curve: Curve, palette: _Palette) -> None:
    """Draw a curve and its marks: a dot at the end of the warmup, triangles at restarts."""
    schedule = curve.schedule
    color = palette.curves[number % len(palette.curves)]
    dashes = _DASHES[number % len(_DASHES)]
    steps, factors = zip(*_points(schedule), strict=True)
    axes.plot(
        steps,
        factors,
        color=color,
        linewidth=2,
        linestyle=(0, tuple(length / 2 for length in dashes)) if dashes else "-",
        drawstyle="steps-post" if schedule.interval == _EPOCH else "default",
        label=caption(curve),
    )
    restarts = schedule.restarts
    places = {_RESTART: restarts[:: 1 + len(restarts) // _MOST_MARKS], _WARMUP_END: _warmup_ends(schedule)}
    for mark, at in places.items():
        axes.plot(
            at,
            [schedule.factor(step) for step in at],
            mark,
            color=color,
            markersize=_SIZES[number % len(_SIZES)] if len(at) <= _MANY else _SMALL,
            markeredgecolor=palette.background,
            markeredgewidth=0.5,
            zorder=3 + number % len(_SIZES),
        )


def _warmup_ends(schedule: Schedule) -> list[int]:
    end = schedule.warmup_end
    return [end] if schedule.warmup_steps and end is not None else []


def _points(schedule: Schedule) -> Iterator[tuple[int, float]]:
    """Yield the points of a curve, up to the end of training."""
    total = schedule.total_steps
    if schedule.interval == _EPOCH and schedule.max_epochs <= _POINTS:
        steps = list(range(0, total, schedule.steps_per_epoch))
    else:
        steps = sorted({step for column in sampled(schedule, min(_POINTS, total)) for step in column})
    for step in steps:
        yield step, schedule.factor(step)
    yield total, schedule.final_factor


def _scales(axes: Axes, preview: Preview, palette: _Palette) -> None:
    """Set up the axes: steps below, epochs above, and the title."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    total, base_lr = preview.steps_per_epoch * preview.max_epochs, preview.base_lr
    axes.set_xlim(-0.012 * total, 1.012 * total)
    axes.set_ylim(-0.03, 1.06)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda step, _: f"{step:,.0f}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda factor, _: f"{(base_lr or 1.0) * factor:.6g}"))
    axes.set_xlabel("optimisation step", color=palette.text)
    axes.set_ylabel("factor of base_lr" if base_lr is None else "learning rate", color=palette.text)
    axes.grid(color=palette.grid, linewidth=0.8)
    axes.set_axisbelow(True)
    above = axes.secondary_xaxis("top")
    stride = next(n for n in strides() if n * _EPOCHS >= preview.max_epochs)
    epochs = range(1, preview.max_epochs + 1, stride)
    above.set_ticks([(epoch - 1) * preview.steps_per_epoch for epoch in epochs])
    above.set_xticklabels([f"{epoch:,}" for epoch in epochs])
    above.set_xlabel("first step of epoch", color=palette.text)
    for part in (axes, above):
        part.tick_params(colors=palette.muted)
        for spine in part.spines.values():
            spine.set_color(palette.muted)


def _title(axes: Axes, preview: Preview, palette: _Palette) -> None:
    title, *notes = heading(preview)
    common: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "annotation_clip": False,
    }
    texts = [(line, palette.muted, 9) for note in notes for line in wrapped(note, _COLUMNS + 10)]
    texts = [(line, palette.text, 12) for line in wrapped(title, _COLUMNS - 16)] + texts
    height = 42.0
    for text, color, size in reversed(texts):
        axes.annotate(text, (0, 1), (0, height), color=color, fontsize=size, **common)
        height += size * 1.5


def _legend(axes: Axes, preview: Preview, palette: _Palette) -> None:
    """Add a legend of the curves and marks, no wider than the axes."""
    from matplotlib.lines import Line2D

    handles, labels = axes.get_legend_handles_labels()
    schedules = [curve.schedule for curve in preview.curves]
    for mark, label, is_used in (
        (_WARMUP_END, "end of the warmup", any(map(_warmup_ends, schedules))),
        (_RESTART, "restart", any(schedule.restarts for schedule in schedules)),
    ):
        if is_used:
            handles.append(Line2D([], [], color=palette.muted, marker=mark, linestyle="none", markersize=7))
            labels.append(label)
    legend = axes.legend(
        handles,
        ["\n".join(wrapped(label, _COLUMNS)) for label in labels],
        loc="upper left",
        bbox_to_anchor=(0, -0.19),
        frameon=False,
        handlelength=4.5,
        borderaxespad=0,
        borderpad=0,
    )
    for text in legend.get_texts():
        text.set_color(palette.text)
