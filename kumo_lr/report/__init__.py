"""Output formats: each renderer consumes checked texts and yields text to print, one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from kumo_lr.findings import Checked
from kumo_lr.report.tally import Tally
from kumo_lr.typed import NamedTuple, TypeAlias, cast

Renderer: TypeAlias = Callable[[Iterable[Checked], Tally, bool], Iterator[str]]


def _later(module: str, name: str) -> Renderer:
    """Return a renderer that imports its module on first use: a check without findings needs none."""

    def render(results: Iterable[Checked], tally: Tally, color: bool) -> Iterator[str]:
        renderer = cast("Renderer", getattr(import_module(f"{__name__}.{module}"), name))
        return renderer(results, tally, color)

    return render


class Format(NamedTuple):
    """An output format.

    `for_people` says that a summary may follow. `by_line` says that every piece of output is whole lines,
    so that a terminal may show another line between two findings. `begins` is a regular expression that
    matches the start of reports with findings, and of those without unless they are empty; `lines` matches
    each line of a format that consists of lines for people, to which people may add their own.
    """

    render: Renderer
    begins: str
    lines: str = ""
    for_people: bool = False
    by_line: bool = False

    def may_have_written(self, text: str) -> bool:
        """Return whether a text is a report in this format, as far as its form tells."""
        if re.match(self.begins, text, re.DOTALL) is None:
            return False
        return not self.lines or all(re.fullmatch(self.lines, line) for line in text.split("\n"))


_PLACE = r"[^\n]+:\d+:\d+: (?:error|warning)"
_SUMMARY = r"\d[\d,]* files? checked: .*"
FORMATS: dict[str, Format] = {
    "full": Format(
        _later("text", "render_full"),
        _PLACE + r"\[KLR\d",
        rf"{_PLACE}\[KLR\d.*| *\d* \|.*| *::: .*| *= help: .*|{_SUMMARY}|",
        for_people=True,
        by_line=True,
    ),
    "concise": Format(
        _later("text", "render_concise"),
        _PLACE + r" KLR\d",
        rf"{_PLACE} KLR\d.*|{_SUMMARY}|",
        for_people=True,
        by_line=True,
    ),
    "json": Format(
        _later("json_v1", "render_json"),
        r'\{\s+"version": \d+,\s+"findings": \[.*\],\s+"summary": \{"files": ',
    ),
    "json-lines": Format(
        _later("json_v1", "render_json_lines"), r'\{"file": "[^\n]+, "code": "KLR\d', by_line=True
    ),
    "github": Format(
        _later("github", "render_github"), r"::(?:error|warning) [^\n]*title=KLR\d", r"::[a-z]+ .*|"
    ),
    "gitlab": Format(_later("gitlab", "render_gitlab"), r'\[\s*(?:\]|\{"description": "KLR\d)'),
    "junit": Format(
        _later("junit", "render_junit"), r'<\?xml [^<]*<testsuites [^<]*<testsuite name="kumo-lr"'
    ),
    "sarif": Format(
        _later("sarif", "render_sarif"),
        r'\{\s+"\$schema": [^\n]+sarif.{,200}"tool": \{"driver": \{"name": "kumo-lr"',
    ),
    "markdown": Format(
        _later("markdown", "render_markdown"),
        rf"\| \| file \| place \| rule \| finding \||{_SUMMARY}",
        rf"\|.*\||.*{_SUMMARY}|",
    ),
    "rdjson": Format(_later("rdjson", "render_rdjson"), r'\{\s+"source": \{"name": "kumo-lr"'),
}


def is_report(text: str) -> bool:
    """Return whether a text is a report in any format."""
    return any(known.may_have_written(text) for known in FORMATS.values())
