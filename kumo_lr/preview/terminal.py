"""Render a preview in the terminal: a curve of dots for each candidate, and its key numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple, TypeAlias
from unicodedata import category, east_asian_width

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.strategies import NUM_CYCLES
from kumo_lr.phrases import printable, share
from kumo_lr.preview.build import Curve, Preview
from kumo_lr.preview.series import sampled
from kumo_lr.report.tally import plural
from kumo_lr.report.text import paint

_BOLD, _YELLOW, _CYAN, _DIM, _PLAIN = "1", "33", "36", "2", ""
_NARROWEST = 40
# From this width on, a candidate's numbers are beside its curve, in this many columns.
_WIDE, _BESIDE = 120, 56
_INDENT = "  "
_LISTED = 3  # restarts, at most
_ROUNDED = 10**15  # larger numbers are rounded to be readable
_TIE = "\N{NO-BREAK SPACE}"  # a space at which lines do not break; those in names are escaped

Line: TypeAlias = list[tuple[str, str]]  # texts, each with its style


class _Glyphs(NamedTuple):
    """The characters of a curve: `rows` of cells of `across` x `down` dots, and the axes."""

    across: int
    down: int
    rows: int
    cells: tuple[str, ...]  # by the sum of their dots' bits, which count row by row
    side: str
    side_tick: str
    corner: str
    floor: str
    floor_tick: str
    warmup: str
    restart: str


def _braille(dots: int) -> str:
    """Return the character of eight dots numbered row by row, which Unicode numbers differently."""
    bits = (0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80)
    return chr(0x2800 + sum(bit for place, bit in enumerate(bits) if dots >> place & 1))


_UNICODE = _Glyphs(2, 4, 6, (" ", *map(_braille, range(1, 256))), "│", "┤", "└", "─", "┬", "◆", "▲")
_ASCII = _Glyphs(1, 1, 8, (" ", "*"), "|", "+", "+", "-", "|", "W", "^")


def plot_text(preview: Preview, width: int, *, color: bool, unicode: bool) -> Iterator[str]:
    """Yield the lines of a preview, each with its newline, for a terminal of `width` columns, 40 or more.

    Without `unicode` they are ASCII, with other characters in names escaped.
    """
    for line in _lines(preview, max(width, _NARROWEST), _UNICODE if unicode else _ASCII):
        yield "".join(paint(text, style, color and style != _PLAIN) for text, style in line) + "\n"


def _lines(preview: Preview, width: int, glyphs: _Glyphs) -> Iterator[Line]:
    title, *notes = heading(preview)
    yield from ([(text, _BOLD)] for text in wrapped(_spelled(title, glyphs), width))
    yield from ([(text, _PLAIN)] for note in notes for text in wrapped(note, width))
    for curve in preview.curves:
        yield []
        yield from ([(text, _BOLD)] for text in wrapped(_spelled(caption(curve), glyphs), width))
        yield from _candidate(curve.schedule, preview.base_lr, width, glyphs)


def heading(preview: Preview) -> list[str]:
    """Return the title of a preview, and sentences for a line each."""
    total = plural(preview.steps_per_epoch * preview.max_epochs, "optimisation step")
    epochs, steps = plural(preview.max_epochs, "epoch"), plural(preview.steps_per_epoch, "step")
    lines = [f"{printable(preview.file)}, run mode {preview.run_mode}", f"{epochs} x {steps} = {total}"]
    bounds = preview.steps_bounds
    if bounds.low != bounds.high:
        lines.append(
            f"The data decide the steps per epoch, {bounds}; the curves are of {preview.steps_per_epoch:,}."
        )
    if preview.is_default:
        lines.append(default_words(preview))
    return lines


def default_words(preview: Preview) -> str:
    """Return a sentence that names the source of the default candidates."""
    if preview.default_from is None:
        return "The file sets no lr_scheduler: this is Kumo's default set."
    return f"The file sets no lr_scheduler: these are the candidates of {printable(preview.default_from)}."


def caption(curve: Curve) -> str:
    """Return a candidate's label and its line in the file."""
    return printable(curve.label) + ("" if curve.line is None else f" (line{_TIE}{curve.line})")


def _spelled(text: str, glyphs: _Glyphs) -> str:
    """Return a text in the terminal's characters, except for no-break spaces, which are never printed."""
    if glyphs is not _ASCII:
        return text
    return _TIE.join(part.encode("ascii", "backslashreplace").decode() for part in text.split(_TIE))


def _candidate(schedule: Schedule, base_lr: float | None, width: int, glyphs: _Glyphs) -> Iterator[Line]:
    """Yield a curve and its numbers, side by side if there is room."""
    marks = {
        "warmup": glyphs.warmup if _has_warmup_end(schedule) else "",
        "restarts": glyphs.restart if schedule.restarts else "",
    }
    rows = [(name, text, marks.get(name, "")) for name, text in numbers(schedule, base_lr)]
    if width < _WIDE:
        yield from _plot(schedule, base_lr, width, glyphs)
        yield from _table(rows, width)
        return
    left = width - _BESIDE
    both = zip_longest(_plot(schedule, base_lr, left, glyphs), _table(rows, _BESIDE), fillvalue=Line())
    for plot, words in both:
        used = sum(columns(text) for text, _ in plot)
        yield [*plot, (" " * (left - used), _PLAIN), *words] if words else plot


def _has_warmup_end(schedule: Schedule) -> bool:
    return schedule.warmup_steps > 0 and schedule.warmup_end is not None


def _table(rows: Iterable[tuple[str, str, str]], width: int) -> Iterator[Line]:
    """Yield names and texts in two columns, each text after its mark."""
    for name, text, mark in rows:
        lead = f"{_INDENT}{name:<10}"
        first, *others = wrapped(text, width - len(lead) - 2)
        yield [(lead, _DIM), (f"{mark:<2}", _YELLOW if mark else _PLAIN), (first, _PLAIN)]
        yield from ([(" " * (len(lead) + 2), _PLAIN), (other, _PLAIN)] for other in others)


def numbers(schedule: Schedule, base_lr: float | None) -> Iterator[tuple[str, str]]:
    """Yield the key numbers of a schedule in words, with learning rates if base_lr is known."""
    yield "warmup", _warmup(schedule)
    step, factor = schedule.peak
    yield "peak", f"{_height(factor, base_lr)} at {_place(schedule, step)}"
    yield "final", _height(schedule.final_factor, base_lr)
    yield "below 1 %", f"of base_lr for {share(schedule.share_below())} of training"
    if schedule.arguments.get(NUM_CYCLES.name, 1) > 1:
        yield "restarts", _restarts(schedule)


def _warmup(schedule: Schedule) -> str:
    if not schedule.warmup_steps:
        return "none"
    unit, end = schedule.interval, schedule.warmup_end
    steps = schedule.warmup_steps
    length = plural(steps, unit) if steps < _ROUNDED else f"about {steps:.0e} {unit}s"
    if end is None:
        return f"{length}, and never over: training has {plural(schedule.scheduler_steps, unit)}"
    return f"{length}, over at {_place(schedule, end)}"


def _restarts(schedule: Schedule) -> str:
    steps = schedule.restarts
    if not steps:
        return "none within training"
    places = [_place(schedule, step) for step in steps[:_LISTED]]
    places += [f"and {len(steps) - _LISTED:,} more"] if len(steps) > _LISTED else []
    return f"{len(steps):,}, at {', '.join(places)}"


def _height(factor: float, base_lr: float | None) -> str:
    words = f"{share(factor)} of base_lr"
    return words if base_lr is None else f"{base_lr * factor:.6g}, {words}"


def _place(schedule: Schedule, step: int) -> str:
    return f"step{_TIE}{step:,} (epoch{_TIE}{schedule.epoch(step):,})"


def _plot(schedule: Schedule, base_lr: float | None, width: int, glyphs: _Glyphs) -> Iterator[Line]:
    """Yield a curve with its axes; the top of the y axis is base_lr."""
    top = "base_lr" if base_lr is None else f"{base_lr:.6g}"
    gutter = max(len(top), len("base_lr")) + len(_INDENT)
    cells = width - gutter - 2
    for row, cell_row in enumerate(_cells(schedule, cells, glyphs)):
        label = {0: top, glyphs.rows - 1: "0"}.get(row, "")
        side = glyphs.side_tick if label else glyphs.side
        yield [(f"{label:>{gutter}} {side}", _DIM), ("".join(cell_row).rstrip(), _CYAN)]
    ticks = _ticks(schedule, cells)
    yield [(f"{'':{gutter}} {glyphs.corner}", _DIM), *_floor(schedule, ticks, cells, glyphs)]
    epochs = _spread({column: f"{epoch:,}" for column, epoch in ticks.items()})
    yield [(f"{'epoch':>{gutter}}  {epochs}", _DIM)]
    last = f"{schedule.total_steps - 1:,}"
    steps = {0: "0"} | ({cells - len(last): last} if schedule.total_steps > 1 else {})
    yield [(f"{'step':>{gutter}}  {_spread(steps)}", _DIM)]


def _cells(schedule: Schedule, width: int, glyphs: _Glyphs) -> list[list[str]]:
    """Return the rows of characters of a curve, top row first."""
    across, down = glyphs.across, glyphs.down
    bits = [[0] * width for _ in range(glyphs.rows)]
    height = glyphs.rows * down - 1
    for x, levels in enumerate(_levels(schedule, width * across, height)):
        for level in levels:
            row, line = divmod(height - level, down)
            bits[row][x // across] |= 1 << (line * across + x % across)
    return [[glyphs.cells[cell] for cell in row] for row in bits]


def _levels(schedule: Schedule, count: int, height: int) -> Iterator[range]:
    """Yield the range of dots of a curve in each column, from 0 to `height`."""
    before = None
    for steps in sampled(schedule, count):
        dots = [round(schedule.factor(step) * height) for step in steps]
        low, high = min(dots), max(dots)
        if before is not None:  # so that the line has no gaps
            low, high = min(low, before + 1), max(high, before - 1)
        yield range(low, high + 1)
        before = dots[-1]


def _ticks(schedule: Schedule, cells: int) -> dict[int, int]:
    """Return the epochs to label on the x axis, by the column where they begin."""
    epochs = schedule.max_epochs
    room = len(f"{epochs:,}") + 1
    stride = next(n for n in strides() if n * cells >= room * epochs or n >= epochs)
    places = {(epoch - 1) * cells // epochs: epoch for epoch in range(1, epochs + 1, stride)}
    return {column: epoch for column, epoch in places.items() if column + len(f"{epoch:,}") <= cells}


def strides() -> Iterator[int]:
    """Yield round tick distances: 1, 2, 5, 10, 20, 50 and so on."""
    scale = 1
    while True:
        yield from (scale, 2 * scale, 5 * scale)
        scale *= 10


def _floor(
    schedule: Schedule, ticks: Iterable[int], width: int, glyphs: _Glyphs
) -> Iterator[tuple[str, str]]:
    """Yield the x axis, with marks at the end of the warmup and at restarts."""
    line = [(glyphs.floor, _DIM)] * width
    for column in ticks:
        line[column] = (glyphs.floor_tick, _DIM)
    for step in schedule.restarts:
        line[step * width // schedule.total_steps] = (glyphs.restart, _YELLOW)
    if schedule.warmup_steps and schedule.warmup_end is not None:
        line[schedule.warmup_end * width // schedule.total_steps] = (glyphs.warmup, _YELLOW)
    # Group neighbours of one style, to use fewer escapes.
    text, style = "", _DIM
    for char, its in line:
        if its != style:
            yield text, style
            text, style = "", its
        text += char
    yield text, style


def _spread(words: dict[int, str]) -> str:
    """Return a line with words at their columns."""
    line = ""
    for column, word in words.items():
        line = f"{line:<{column}}{word}"
    return line


def columns(text: str) -> int:
    """Count terminal columns: East Asian wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if category(c) in ("Mn", "Me") else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, width: int) -> list[str]:
    """Wrap a text into lines of a number of columns, at spaces if possible, without losing text.

    A no-break space does not break a line, and is printed as a space.
    """
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if columns(joined) <= width:
            lines[-1] = joined
            continue
        lines += [""] if lines[-1] else []
        for char in word:
            if columns(lines[-1] + char) > width:
                lines.append("")
            lines[-1] += char
    return [line.rstrip(" ").replace(_TIE, " ") for line in lines]
