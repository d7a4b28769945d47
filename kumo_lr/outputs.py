"""Where the reports of one check go: one format to the terminal, others to files, all in one run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kumo_lr.files import UnreadableError, write
from kumo_lr.findings import Checked
from kumo_lr.options import UsageError, did_you_mean
from kumo_lr.render import FORMATS
from kumo_lr.render.tally import Tally
from kumo_lr.source import Source, printable


class Output(NamedTuple):
    """A format, and the file that it goes to; None = standard output."""

    name: str
    path: str | None = None


def outputs_of(words: Iterable[str], file: str | None = None) -> list[Output]:
    """Read `NAME` and `NAME:PATH`; `file` is where the one that names no path goes.

    Raises `UsageError` for an unknown format, two for standard output, and a path that cannot be
    written to.
    """
    outputs = []
    for word in words:
        name, colon, path = word.partition(":")
        if name not in FORMATS:
            raise UsageError(f'no output format "{name}"{did_you_mean(name, FORMATS) or _listed()}')
        if colon and not path:
            raise UsageError(f'"{word}" names no file; write {name}:PATH')
        outputs.append(Output(name, path or file))
        file = file if path else None
    if file is not None:
        raise UsageError("--output-file is for a format that names no file of its own")
    if sum(output.path is None for output in outputs) > 1:
        raise UsageError(
            "only one format can go to standard output; give the others files, as in sarif:out.sarif"
        )
    for output in outputs:
        if output.path is not None:
            _refuse_unwritable(output.path)
    return outputs


def _listed() -> str:
    return f"; write one of {', '.join(FORMATS)}"


def _refuse_unwritable(path: str) -> None:
    """Say before a long check, not after it, that its report has nowhere to go."""
    folder = os.path.dirname(os.path.realpath(path))
    reason = (
        "it is a folder"
        if os.path.isdir(path)
        else "there is no such folder"
        if not os.path.isdir(folder)
        else ""
        if os.access(folder, os.W_OK)
        else "its folder cannot be written to"
    )
    if reason:
        raise UsageError(f"cannot write {printable(path)}: {reason}")


def kept(results: Iterable[Checked], into: list[Checked]) -> Iterator[Checked]:
    """Pass results on, and keep of each what a report needs: of a clean text, only its name."""
    for checked in results:
        is_clean = not (checked.findings or checked.muted)
        into.append(checked._replace(source=Source("", checked.source.name)) if is_clean else checked)
        yield checked


def write_report(output: Output, results: list[Checked]) -> None:
    """Write a report to its file in one piece. Raises `UsageError` where that cannot be."""
    path = output.path or ""
    text = "".join(FORMATS[output.name](results, Tally(), False))
    try:
        write(path, text.encode("utf-8", "backslashreplace"), create=True)
    except UnreadableError as error:
        raise UsageError(f"cannot write {printable(path)}: {error}") from None
