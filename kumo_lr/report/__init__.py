"""Output formats: each takes checked texts as they come and gives text to print as it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TypeAlias, cast

from kumo_lr.findings import Checked
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_concise, render_full

Renderer: TypeAlias = Callable[[Iterable[Checked], Tally, bool], Iterator[str]]


def _later(module: str, name: str) -> Renderer:
    """Return a renderer whose module is imported when it is first used: most need json, or more."""

    def render(results: Iterable[Checked], tally: Tally, color: bool) -> Iterator[str]:
        renderer = cast("Renderer", getattr(import_module(f"{__name__}.{module}"), name))
        return renderer(results, tally, color)

    return render


FORMATS: dict[str, Renderer] = {
    "full": render_full,
    "concise": render_concise,
    "json": _later("json_v1", "render_json"),
    "json-lines": _later("json_v1", "render_json_lines"),
    "github": _later("github", "render_github"),
    "gitlab": _later("gitlab", "render_gitlab"),
    "junit": _later("junit", "render_junit"),
    "sarif": _later("sarif", "render_sarif"),
    "markdown": _later("markdown", "render_markdown"),
    "rdjson": _later("rdjson", "render_rdjson"),
}
