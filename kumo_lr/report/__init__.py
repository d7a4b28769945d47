"""Output formats: each renderer consumes checked texts and yields text to print, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import NamedTuple, TypeAlias, cast

from kumo_lr.findings import Checked
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_concise, render_full

Renderer: TypeAlias = Callable[[Iterable[Checked], Tally, bool], Iterator[str]]


def _later(module: str, name: str) -> Renderer:
    """Return a renderer that imports its module on first use: most need json, or more."""

    def render(results: Iterable[Checked], tally: Tally, color: bool) -> Iterator[str]:
        renderer = cast("Renderer", getattr(import_module(f"{__name__}.{module}"), name))
        return renderer(results, tally, color)

    return render


class Format(NamedTuple):
    """An output format.

    `for_people` says that a summary may follow. `by_line` says that every piece of output is whole lines,
    so that a terminal may show another line between two findings.
    """

    render: Renderer
    for_people: bool = False
    by_line: bool = False


FORMATS: dict[str, Format] = {
    "full": Format(render_full, for_people=True, by_line=True),
    "concise": Format(render_concise, for_people=True, by_line=True),
    "json": Format(_later("json_v1", "render_json")),
    "json-lines": Format(_later("json_v1", "render_json_lines"), by_line=True),
    "github": Format(_later("github", "render_github")),
    "gitlab": Format(_later("gitlab", "render_gitlab")),
    "junit": Format(_later("junit", "render_junit")),
    "sarif": Format(_later("sarif", "render_sarif")),
    "markdown": Format(_later("markdown", "render_markdown")),
    "rdjson": Format(_later("rdjson", "render_rdjson")),
}
