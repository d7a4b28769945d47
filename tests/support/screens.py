"""Draw what a terminal shows as an SVG that follows the viewer's theme, and read it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, TypeAlias
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

_FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
_FONT_SIZE, _CELL, _LINE, _BASELINE, _MARGIN = 14, 8.4, 20, 14.5, 16
_SGR = re.compile(r"\x1b\[([\d;]*)m")


class Look(NamedTuple):
    """How a character looks; colours are those of CSS, and the background may be the terminal's."""

    color: str
    background: str | None = None
    bold: bool = False
    italic: bool = False
    underlined: bool = False


class Cell(NamedTuple):
    """A place of a terminal: its character in a light terminal and in a dark one."""

    text: str
    light: Look
    dark: Look


class Theme(NamedTuple):
    """What a terminal's own colours are; `colors` has those of SGR parameters."""

    color: str
    background: str
    border: str
    colors: dict[str, str]


Row: TypeAlias = Sequence[Cell]

LIGHT = Theme(
    "#1f2328", "#f6f8fa", "#d1d9e0", {"31": "#c0142a", "33": "#8a5a00", "34": "#0a58ca", "36": "#0b6e7a"}
)
DARK = Theme(
    "#e0e2ea", "#14161b", "#3d4450", {"31": "#ff8a80", "33": "#fce094", "34": "#8cb8ff", "36": "#8cf8f7"}
)


def painted(text: str) -> list[Row]:
    """Return the rows of a text in which SGR sequences set colours and bold type."""
    rows: list[Row] = []
    for line in text.splitlines():
        row: list[Cell] = []
        parameters: list[str] = []
        for index, part in enumerate(_SGR.split(line)):
            if index % 2:
                parameters = part.split(";")
            else:
                row += [Cell(c, _look(LIGHT, parameters), _look(DARK, parameters)) for c in part]
        rows.append(row)
    return rows


def _look(theme: Theme, parameters: Iterable[str]) -> Look:
    colors = [theme.colors[p] for p in parameters if p in theme.colors]
    return Look(colors[0] if colors else theme.color, bold="1" in parameters)


def drawn(rows: Sequence[Row], columns: int, title: str, themes: tuple[Theme, Theme] = (LIGHT, DARK)) -> str:
    """Return the SVG of a screen."""
    light, dark = themes
    classes = _Classes()
    body: list[str] = []
    for number, row in enumerate(rows):
        body += _row(row, _MARGIN + number * _LINE, classes)
    width, height = columns * _CELL + 2 * _MARGIN, len(rows) * _LINE + 2 * _MARGIN
    frame = f'<rect class="frame" x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1:g}" rx="8"/>'
    style = [
        f"text {{ font: {_FONT_SIZE}px {_FONT}; white-space: pre }}",
        f".frame {{ {_frame(light)} }}",
        *(f".{name} {{ {css} }}" for name, css in classes.rules(0)),
        "@media (prefers-color-scheme: dark) {",
        f".frame {{ {_frame(dark)} }}",
        *(f".{name} {{ {css} }}" for name, css in classes.rules(1)),
        "}",
    ]
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{escape(title)}</title>",
            *("<style>", *style, "</style>", frame, *body, "</svg>\n"),
        ]
    )


def texts(svg: str) -> list[str]:
    """Return the text of each row of a picture."""
    elements = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(element.itertext()) for element in elements]


class _Classes:
    """Names for what is styled alike in both themes, in the order of their use."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}

    def name(self, light: str, dark: str) -> str:
        """Return the name of a pair of declarations."""
        return self._names.setdefault((light, dark), f"s{len(self._names)}")

    def rules(self, theme: int) -> Iterator[tuple[str, str]]:
        """Yield each name with its declarations in a theme, 0 or 1."""
        for declarations, name in self._names.items():
            yield name, declarations[theme]


def _frame(theme: Theme) -> str:
    return f"fill: {theme.background}; stroke: {theme.border}"


def _row(row: Row, top: float, classes: _Classes) -> Iterator[str]:
    """Yield the backgrounds of a row, then its text."""
    spans, column = [], 0
    for (light, dark), cells in groupby(row, lambda cell: (cell.light, cell.dark)):
        text = "".join(cell.text for cell in cells)
        left, width = _MARGIN + column * _CELL, len(text) * _CELL
        if light.background is not None and dark.background is not None:
            name = classes.name(f"fill: {light.background}", f"fill: {dark.background}")
            yield f'<rect class="{name}" x="{left:g}" y="{top}" width="{width:g}" height="{_LINE}"/>'
        name = classes.name(_css(light), _css(dark))
        # The length keeps the columns straight whatever font there is.
        place = f'x="{left:g}" textLength="{width:g}" lengthAdjust="spacingAndGlyphs"'
        spans.append(f'<tspan class="{name}" {place}>{escape(text)}</tspan>')
        column += len(text)
    yield f'<text y="{top + _BASELINE:g}" xml:space="preserve">{"".join(spans)}</text>'


def _css(look: Look) -> str:
    wanted = {
        f"fill: {look.color}": True,
        "font-weight: bold": look.bold,
        "font-style: italic": look.italic,
        "text-decoration: underline": look.underlined,
    }
    return "; ".join(css for css, is_set in wanted.items() if is_set)
