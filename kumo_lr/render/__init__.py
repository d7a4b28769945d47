"""Output formats: each takes checked texts as they come and gives text to print as it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from kumo_lr.findings import Checked
from kumo_lr.render.tally import Tally
from kumo_lr.render.text import render_concise, render_full

Renderer: TypeAlias = Callable[[Iterable[Checked], Tally, bool], Iterator[str]]


def _render_json(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    from kumo_lr.render.data import render_json  # json is worth its import only here

    return render_json(results, tally)


def _render_json_lines(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    from kumo_lr.render.data import render_json_lines

    return render_json_lines(results, tally)


FORMATS: dict[str, Renderer] = {
    "full": render_full,
    "concise": render_concise,
    "json": _render_json,
    "json-lines": _render_json_lines,
}
