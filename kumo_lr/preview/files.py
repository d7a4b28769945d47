"""Write a preview to a file whose suffix decides the format."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, TypeAlias

from kumo_lr.errors import UsageError
from kumo_lr.phrases import printable
from kumo_lr.preview.build import Preview

Theme: TypeAlias = Literal["auto", "light", "dark"]
PICTURES = (".svg", ".png")
_MOST_STEPS = 2_000_000


def _svg(preview: Preview, theme: Theme) -> bytes:
    return _picture(preview, "svg", theme)


def _picture(preview: Preview, kind: Literal["svg", "png"], theme: Theme) -> bytes:
    # Jupyter sets a backend that exists only in its kernel, and none is needed here.
    os.environ.pop("MPLBACKEND", None)
    from kumo_lr.preview.picture import picture  # matplotlib is only imported to draw

    return picture(preview, kind, theme)


def _png(preview: Preview, theme: Theme) -> bytes:
    return _picture(preview, "png", theme)


def _html(preview: Preview, _theme: Theme) -> bytes:
    from kumo_lr.preview.page import page_html

    return page_html(preview).encode()


def _refuse_long(preview: Preview) -> None:
    steps = preview.steps_per_epoch * preview.max_epochs
    if steps > _MOST_STEPS:
        raise UsageError(f"{steps:,} steps are too many to list, {_MOST_STEPS:,} the most: ask for fewer")


def _csv(preview: Preview, _theme: Theme) -> bytes:
    _refuse_long(preview)
    from kumo_lr.preview.series import series_csv

    return "".join(series_csv(preview)).encode()


def _json(preview: Preview, _theme: Theme) -> bytes:
    _refuse_long(preview)
    from kumo_lr.preview.series import series_json

    return series_json(preview).encode()


WRITERS: dict[str, Callable[[Preview, Theme], bytes]] = {
    ".svg": _svg,
    ".png": _png,
    ".html": _html,
    ".csv": _csv,
    ".json": _json,
}


def writer_for(output: str, inputs: Iterable[str]) -> str:
    """Return the suffix of a path, which decides the writer.

    Raises:
        UsageError: No writer has this suffix, or the file is one of the inputs.
    """
    target = Path(output)
    suffix = target.suffix.lower()
    if suffix not in WRITERS:
        raise UsageError(f"cannot draw to {printable(output)}: its name has to end in {', '.join(WRITERS)}")
    for path in inputs:
        if _is_same(target, Path(path)):
            raise UsageError(f'--output would replace what is read, "{printable(path)}"')
    return suffix


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of the paths does not exist, or is invalid
        return False
