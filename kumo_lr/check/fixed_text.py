"""Apply the fixes of a text, as the command line does in a file."""

from __future__ import annotations

from kumo_lr.check.checker import check_source
from kumo_lr.check.fixes import Fixed, fix_source
from kumo_lr.check.public import require_text
from kumo_lr.check.question import Question, question_of
from kumo_lr.facts.horizons import known_of
from kumo_lr.findings import Checked, Finding, Report, report_of
from kumo_lr.source import from_text
from kumo_lr.typed import TYPE_CHECKING, Value

if TYPE_CHECKING:
    from kumo_lr.facts.run_mode_names import RunModeName


class FixedText(Value):
    """The result of `fix_text`.

    `text` is the new text. `applied` has the findings whose fixes were applied, in order. Fixes are applied
    in passes, because one may uncover another mistake; the location of a finding is that in the text before
    its pass. `report` has the findings that are left in the new text.
    """

    text: str
    applied: tuple[Finding, ...]
    report: Report


def fix_text(  # noqa: PLR0913 - those of check_text, and whether to apply unsafe fixes
    text: str,
    *,
    filename: str = "<text>",
    unsafe: bool = False,
    at: str | None = None,
    run_mode: RunModeName | None = None,
    steps_per_epoch: int | None = None,
    max_epochs: int | None = None,
) -> FixedText:
    """Apply the fixes of a text, as `kumo-lr check --fix` does in a file.

    A bad config never raises. A text that cannot be read, or has nothing to fix, is returned as it is.

    Args:
        text: The YAML or JSON text.
        filename: The name to show in findings; a name in `.json` is read as JSON.
        unsafe: Whether to apply unsafe fixes too, as with `--unsafe-fixes`.
        at: The dotted path of the field, as for `check_text`.
        run_mode: The run mode of the training, as for `check_text`.
        steps_per_epoch: The number of optimisation steps in an epoch.
        max_epochs: The number of epochs.

    Raises:
        ValueError: The path is empty, the run mode is unknown, or a number is below 1.
        TypeError: The text is not a `str`, or a number is not an integer.
    """
    require_text("fix_text", text)
    question = question_of(at, known_of(run_mode, steps_per_epoch, max_epochs))
    checked, applied = fix_checked(check_source(from_text(text, filename), question), question, unsafe=unsafe)
    return FixedText(checked.source.original, applied, report_of(checked))


def fix_checked(checked: Checked, question: Question, *, unsafe: bool = False) -> Fixed:
    """Apply the fixes of a text that was checked with these parameters and all rules."""
    return fix_source(checked, lambda source: check_source(source, question), unsafe=unsafe)
