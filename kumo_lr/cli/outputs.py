"""The outputs of one check: one format to standard output, others to files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from kumo_lr.check.checker import check_data
from kumo_lr.errors import UsageError
from kumo_lr.files import SUFFIXES, UnreadableError, read, write
from kumo_lr.findings import Checked
from kumo_lr.phrases import did_you_mean, printable, quote
from kumo_lr.report import FORMATS, is_report
from kumo_lr.report.tally import Tally
from kumo_lr.source import Source
from kumo_lr.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kumo_lr.settings.load import Settings

STDOUT = "-"
_SUFFIXES_OF_REPORTS = ("", ".txt", ".log", ".out", ".json", ".jsonl", ".sarif", ".xml", ".md")


class Output(NamedTuple):
    """A format and its file, or None for standard output."""

    name: str
    path: str | None = None


def outputs_of(words: Iterable[str], file: str | None, inputs: Iterable[str]) -> list[Output]:
    """Return the outputs of `NAME` and `NAME:PATH`; `file` is for the first without a path.

    A path of `-` is standard output.

    Raises:
        UsageError: A format is unknown, two are for standard output, or a path cannot be written to or is
            one of the `inputs`.
    """
    outputs = []
    for word in words:
        name, colon, path = word.partition(":")
        if name not in FORMATS:
            raise UsageError(f'no output format "{name}"{did_you_mean(name, FORMATS) or _listed()}')
        if colon and not path:
            raise UsageError(f'"{word}" names no file; write {name}:PATH')
        target = path if colon else file
        outputs.append(Output(name, None if target == STDOUT else target))
        file = file if colon else None
    if file is not None:
        raise UsageError("--output is for a format that names no file of its own")
    if sum(output.path is None for output in outputs) > 1:
        raise UsageError(
            "only one format can go to standard output; give the others files, as in sarif:out.sarif"
        )
    paths = [output.path for output in outputs if output.path is not None]
    for number, path in enumerate(paths):
        refuse_target(path, inputs, paths[:number])
    return outputs


def _listed() -> str:
    return f"; write one of {', '.join(FORMATS)}"


def refuse_target(path: str, inputs: Iterable[str], outputs: Iterable[str] = ()) -> None:
    """Refuse a file that cannot or must not be written, before a long check rather than after it.

    `inputs` are files that are read, `outputs` those that are written, too.

    Raises:
        UsageError: The file cannot or must not be written.
    """
    folder = os.path.dirname(os.path.realpath(path))
    reason = (
        "it has no name"
        if not path
        else ""
        if is_stream(path)
        else "it is a folder"
        if os.path.isdir(path) or path.endswith(("/", os.sep))
        else "there is no such folder"
        if not os.path.isdir(folder)
        else "its folder cannot be written to"
        if not os.access(folder, os.W_OK)
        else "this run reads it"
        if _is_one_of(path, inputs)
        else "this run writes something else to it"
        if _is_one_of(path, outputs)
        else "it is a plan"
        if _is_plan(path)
        else ""
    )
    if reason:
        raise UsageError(f"cannot write {printable(path) or quote(path)}: {reason}")


def _is_one_of(path: str, others: Iterable[str]) -> bool:
    return any(os.path.realpath(path) == os.path.realpath(other) for other in others)


def refuse_foreign(paths: Iterable[str | None], settings: Settings) -> None:
    """Refuse output files of settings that are not new files or earlier reports in the settings' folder.

    Settings can come with a repository that is not to be trusted.

    Raises:
        UsageError: A file must not be written.
    """
    home = os.path.realpath(settings.folder)
    for path in filter(None, paths):
        target = os.path.realpath(path)
        inner = (
            os.path.relpath(target, home)
            if os.path.splitdrive(home)[0] == os.path.splitdrive(target)[0]
            else ".."
        )
        names = inner.split(os.sep)
        reason = (
            "it is outside the folder of the settings"
            if names[0] == os.pardir
            else "git's own files are there"
            if ".git" in names
            else "it exists, and is not a report of kumo-lr"
            if os.path.lexists(target) and not _is_report(target)
            else ""
        )
        if reason:
            place = printable(settings.origins["output-format"])
            name = printable(path)
            raise UsageError(f"{place}: cannot write {name}: {reason}; only --output-format can name it")


def _is_report(path: str) -> bool:
    try:
        text = read(path, only_files=True).decode("utf-8")
        # A report of clean files can be empty, but so is a module such as __init__.py.
        return is_report(text) if text else os.path.splitext(path)[1] in _SUFFIXES_OF_REPORTS
    except (UnreadableError, UnicodeDecodeError):
        return False


def is_stream(path: str) -> bool:
    """Return whether a path is a device or a pipe, which is written to rather than replaced."""
    return path.startswith("/dev/") or (
        os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)
    )


def _is_plan(path: str) -> bool:
    """Return whether a file is a plan, which a report must not replace."""
    if not (path.lower().endswith(SUFFIXES) and os.path.isfile(path)):
        return False
    try:
        return check_data(read(path), path).has_field
    except UnreadableError:
        return False


def kept(results: Iterable[Checked], into: list[Checked]) -> Iterator[Checked]:
    """Yield results, and keep what reports need of each: only the name of a clean text."""
    for checked in results:
        is_clean = not (checked.findings or checked.muted)
        into.append(checked._replace(source=Source("", checked.source.name)) if is_clean else checked)
        yield checked


def write_report(output: Output, results: list[Checked], tally: Tally) -> None:
    """Write a report to its file atomically, or raise `UsageError`."""
    text = "".join(FORMATS[output.name].render(results, tally, False))
    write_target(output.path or "", text.encode("utf-8", "backslashreplace"))


def write_target(path: str, data: bytes) -> None:
    """Write to a file atomically, or to a device or a pipe, or raise `UsageError`."""
    try:
        if is_stream(path):
            with open(path, "wb") as stream:
                stream.write(data)
        else:
            write(path, data, create=True)
    except (UnreadableError, OSError) as error:
        reason = error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"cannot write {printable(path)}: {reason}") from None
