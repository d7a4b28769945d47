"""The files that a preview is written to, told by their suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias

from kumo_lr.options import UsageError
from kumo_lr.previewing import Preview
from kumo_lr.source import printable

Theme: TypeAlias = Literal["auto", "light", "dark"]
PICTURES = (".svg", ".png")


def _svg(preview: Preview, theme: Theme) -> bytes:
    from kumo_lr.render.picture import picture  # matplotlib is imported by nobody who draws nothing

    return picture(preview, "svg", theme)


def _png(preview: Preview, theme: Theme) -> bytes:
    from kumo_lr.render.picture import picture

    return picture(preview, "png", theme)


def _html(preview: Preview, _theme: Theme) -> bytes:
    from kumo_lr.render.page import page_html

    return page_html(preview).encode()


def _csv(preview: Preview, _theme: Theme) -> bytes:
    from kumo_lr.render.series import series_csv

    return "".join(series_csv(preview)).encode()


def _json(preview: Preview, _theme: Theme) -> bytes:
    from kumo_lr.render.series import series_json

    return series_json(preview).encode()


WRITERS: dict[str, Callable[[Preview, Theme], bytes]] = {
    ".svg": _svg,
    ".png": _png,
    ".html": _html,
    ".csv": _csv,
    ".json": _json,
}


def writer_for(output: str, source: str) -> str:
    """Give the suffix that says how to write to a path.

    Raises `UsageError` for one that no writer knows, and for the plan that is to be shown itself.
    """
    target, plan = Path(output), Path(source)
    suffix = target.suffix.lower()
    if suffix not in WRITERS:
        raise UsageError(f'no writer for "{printable(output)}"; end its name in {", ".join(WRITERS)}')
    if source != "-" and target.exists() and plan.exists() and target.samefile(plan):
        raise UsageError(f'--output would replace the plan itself, "{printable(source)}"')
    return suffix
