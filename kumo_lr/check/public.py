"""The checks for programs: of a text, and of a file."""

from __future__ import annotations

import os

from kumo_lr.check.checker import check_source
from kumo_lr.check.question import question_of
from kumo_lr.check.runner import Selection, check_one
from kumo_lr.facts.horizons import Known, known_of
from kumo_lr.files import SUFFIXES
from kumo_lr.findings import Report, report_of
from kumo_lr.source import from_text
from kumo_lr.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kumo_lr.check.selection import Names
    from kumo_lr.facts.run_mode_names import RunModeName


def check_text(  # noqa: PLR0913 - what a caller may know, each by its name
    text: str,
    filename: str = "<text>",
    *,
    at: str | None = None,
    run_mode: RunModeName | None = None,
    steps_per_epoch: int | None = None,
    max_epochs: int | None = None,
    select: Names | None = None,
    ignore: Names | None = None,
) -> Report:
    """Check a text and report what is wrong with its `lr_scheduler` field.

    A bad config never raises. The less is known about training, the more certain a problem must be before
    it is a warning.

    Args:
        text: The YAML or JSON text.
        filename: The name to show in findings; a name in `.json` is read as JSON.
        at: The dotted path of the field if it is elsewhere than documented, in which `*` is any key or
            index; `"."` if the text is the list of candidates itself.
        run_mode: The run mode of the training: FAST, NORMAL, BEST or DEBUG, in any case.
        steps_per_epoch: The number of optimisation steps in an epoch.
        max_epochs: The number of epochs.
        select: The rules to apply, by code, prefix or slug; by default all. Text that cannot be read is
            always reported.
        ignore: The rules to leave out.

    Returns:
        A report whose locations have 1-based lines and columns.

    Raises:
        ValueError: The run mode or a rule is unknown, a number is below 1, `at` is empty, or the text is
            the name of a file.
        TypeError: The text is not a `str`, or a number is not an integer.

    Examples:
        >>> report = check_text("lr_scheduler: [{name: cosine_with_warmup, interval: stepp}]")
        >>> print(report[0])
        <text>:1:53: error KLR202 unknown interval "stepp"; did you mean "step"?
    """
    require_text("check_text", text)
    known = known_of(run_mode, steps_per_epoch, max_epochs)
    source = from_text(text, filename or "<text>")
    if select is None and ignore is None:
        checked = check_source(source, question_of(at, known))
    else:
        checked = selection_of(at, known, select, ignore).check(source)
    if not (checked.has_field or checked.findings) and text.endswith(SUFFIXES) and len(text.split()) == 1:
        raise ValueError(f'"{text}" is the name of a file; check_file checks it')
    return report_of(checked)


def check_file(  # noqa: PLR0913 - what a caller may know, each by its name
    path: str | os.PathLike[str],
    *,
    at: str | None = None,
    run_mode: RunModeName | None = None,
    steps_per_epoch: int | None = None,
    max_epochs: int | None = None,
    select: Names | None = None,
    ignore: Names | None = None,
) -> Report:
    """Check one file and report what is wrong with its `lr_scheduler` field.

    Neither a bad config nor an unreadable file raises: both are findings. Settings of a project are not
    read.

    Args:
        path: The file; a name in `.json` is read as JSON.
        at: The dotted path of the field if it is elsewhere than documented, in which `*` is any key or
            index; `"."` if the file is the list of candidates itself.
        run_mode: The run mode of the training, as for `check_text`.
        steps_per_epoch: The number of optimisation steps in an epoch.
        max_epochs: The number of epochs.
        select: The rules to apply, as for `check_text`.
        ignore: The rules to leave out.

    Raises:
        ValueError: The run mode or a rule is unknown, a number is below 1, or `at` is empty.
        TypeError: `path` is no path, or a number is not an integer.

    Examples:
        >>> check_file("fixtures/ok/plan.yaml").ok
        True
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"check_file takes the path of a file, not {type(path).__name__}")
    selection = selection_of(at, known_of(run_mode, steps_per_epoch, max_epochs), select, ignore)
    return report_of(check_one(os.fspath(path), selection))


def selection_of(at: str | None, known: Known, select: Names | None, ignore: Names | None) -> Selection:
    """Return the parameters of a check, validated.

    Raises:
        ValueError: `at` is empty, or a rule is unknown.
    """
    if select is None and ignore is None:
        return Selection(question=question_of(at, known))
    from kumo_lr.check.selection import selected  # few programs select rules

    return Selection.of(selected(select, ignore), question_of(at, known))


def require_text(function: str, text: object) -> None:
    """Raise `TypeError` for what is no text, with the function that takes it."""
    if isinstance(text, str):
        return
    hint = "check_plan takes a plan object"
    if isinstance(text, bytes | bytearray):
        hint = "decode it, or check its file with check_file"
    elif isinstance(text, os.PathLike):
        hint = "check_file takes the path of a file"
    raise TypeError(f"{function} takes text, not {type(text).__name__}; {hint}")
