"""Plans that come from Kumo, as objects: check them, load their field, and fix copies of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from kumo_lr.check.checker import check_data, check_source
from kumo_lr.check.fixes import fix_source
from kumo_lr.check.question import Question
from kumo_lr.check.runner import Selection
from kumo_lr.check.selection import Names, selected
from kumo_lr.facts.horizons import known_of
from kumo_lr.findings import Checked, ConfigError, Finding, Report, report_of
from kumo_lr.plan.load import Config, config_of
from kumo_lr.plan.object_paths import without_lines
from kumo_lr.plan.objects import Taken, in_object, taken
from kumo_lr.source import Source

if TYPE_CHECKING:
    from kumo_lr.facts.run_mode_names import RunModeName

Plan = TypeVar("Plan")
_ALL = Selection(question=Question(is_plan=True, suppressing=False))


@dataclass(frozen=True)
class FixedPlan(Generic[Plan]):
    """The result of `fix_plan`.

    `plan` is a copy with the fixes, or the plan itself if there were none; of a Trainer, it is its plan.
    `applied` has the findings whose fixes were applied, in order, and `report` those that are left.
    """

    plan: Plan
    applied: tuple[Finding, ...]
    report: Report


def check_plan(
    plan: object,
    *,
    run_mode: RunModeName | None = None,
    steps_per_epoch: int | None = None,
    max_epochs: int | None = None,
    select: Names | None = None,
    ignore: Names | None = None,
) -> Report:
    """Check a plan that comes from Kumo, as an object, and report the errors and warnings in it.

    The plan's own run mode, epochs and steps count, unless the caller knows better. A finding has the path
    to its place, as `optimization.lr_scheduler[0].name`, and no file; an object has no lines. What is text
    is checked as text.

    Args:
        plan: A plan object of `kumoapi.model_plan` (`ModelPlan`, `OptimizationPlan`, `ModelPlanInfo`), a
            `Trainer`, the result of `as_json()`, that as JSON, YAML or printed by Python, or the value of
            the field alone.
        run_mode: The run mode of the training: FAST, NORMAL, BEST or DEBUG, in any case.
        steps_per_epoch: The number of optimisation steps in an epoch.
        max_epochs: The number of epochs.
        select: The rules to apply, by code, prefix or slug; by default all.
        ignore: The rules to leave out.

    Raises:
        ConfigError: `plan` is none of these; the message says what to pass.
        ValueError: The run mode or a rule is unknown, or a number is below 1.
        TypeError: A number is not an integer.

    Examples:
        >>> plan = {"optimization": {"lr_scheduler": [{"name": "csoine_with_warmup", "interval": "step"}]}}
        >>> print(check_plan(plan))
        optimization.lr_scheduler[0].name: error[KLR201] unknown strategy "csoine_with_warmup"
          = help: did you mean "cosine_with_warmup"? (fix_plan)
        <BLANKLINE>
        1 plan checked: 1 error (1 fixable with fix_plan)
    """
    known = known_of(run_mode, steps_per_epoch, max_epochs)
    selection = Selection.of(selected(select, ignore), _ALL.question._replace(known=known))
    given = taken(plan)
    return _require_plan(given, _report(_checked(given, selection)))


def fix_plan(  # noqa: PLR0913 - those of check_plan, and whether to apply unsafe fixes
    plan: Plan,
    *,
    unsafe: bool = False,
    run_mode: RunModeName | None = None,
    steps_per_epoch: int | None = None,
    max_epochs: int | None = None,
    select: Names | None = None,
    ignore: Names | None = None,
) -> FixedPlan[Plan]:
    """Fix a copy of a plan that comes from Kumo; the plan itself stays as it is.

    Args:
        plan: What `check_plan` takes.
        unsafe: Whether to apply unsafe fixes too; look at the result before you train with it.
        run_mode: The run mode of the training, as for `check_plan`.
        steps_per_epoch: The number of optimisation steps in an epoch.
        max_epochs: The number of epochs.
        select: The rules to apply, as for `check_plan`.
        ignore: The rules to leave out.

    Raises:
        ConfigError: `plan` is no plan; the message says what to pass.
        ValueError: The run mode or a rule is unknown, or a number is below 1.
        TypeError: A number is not an integer.

    Examples:
        >>> plan = {"optimization": {"lr_scheduler": [{"name": "csoine_with_warmup", "interval": "step"}]}}
        >>> fixed = fix_plan(plan)
        >>> fixed.plan["optimization"]["lr_scheduler"][0]["name"], len(fixed.report)
        ('cosine_with_warmup', 0)
    """
    known = known_of(run_mode, steps_per_epoch, max_epochs)
    selection = Selection.of(selected(select, ignore), _ALL.question._replace(known=known))
    given = taken(plan)
    before = _checked(given, selection)
    _require_plan(given, report_of(before))
    checked, applied = fix_source(before, selection.check, unsafe=unsafe)
    if given.is_text:
        text = checked.source.original
        fixed = text.encode("utf-8", "surrogatepass") if isinstance(plan, bytes) else text
        return FixedPlan(fixed if applied else plan, applied, report_of(checked))  # type: ignore[arg-type]  # the kind that was given
    changed = in_object(given, checked.source.text) if applied else given.plan
    done = tuple(without_lines(before.source, applied))
    return FixedPlan(changed, done, _report(checked))  # type: ignore[arg-type]  # the kind that was given


def from_kumo(plan: object) -> Config:
    """Return the config of a plan that comes from Kumo, with its run mode, epochs and steps.

    Args:
        plan: A plan object of `kumoapi.model_plan` (`OptimizationPlan`, `ModelPlan`, `ModelPlanInfo`), a
            `Trainer`, the result of `as_json()`, that as JSON, YAML or printed by Python, or the value of
            the field alone.

    Raises:
        ConfigError: `plan` is none of these, or has errors.

    Examples:
        >>> from_kumo({"optimization": {"max_epochs": 8, "lr_scheduler": [None]}}).training.max_epochs
        8
    """
    given = taken(plan)
    checked = _checked(given, _ALL)
    if given.is_text:
        return config_of(checked, given.at)
    report = _require_plan(given, _report(checked).raise_for_errors())
    if report.without_field and report.findings:  # the field is elsewhere
        raise ConfigError(str(report), report)
    found = config_of(checked, None)
    return Config(found.candidates, found.run_mode, found.training)


def _checked(given: Taken, selection: Selection) -> Checked:
    """Check a plan, as text under a name of its own, or as an object, which has none."""
    if given.is_text:
        question = selection.question._replace(at=given.at, suppressing=True)
        checked = check_data(given.data, given.name, question)
    else:
        source = Source(given.data.decode("utf-8", "surrogatepass"), "")
        checked = check_source(source, selection.question)
    return selection.keep(checked)


def _require_plan(given: Taken, report: Report) -> Report:
    """Return the report of a plan, or raise `ConfigError` for what has no mistakes, but is no plan."""
    if report.findings or not report.without_field:
        return report
    if given.lacking:
        raise ConfigError(given.lacking)
    return report


def _report(checked: Checked) -> Report:
    """Return the report of a checked plan: of an object, with paths in place of lines."""
    if checked.source.name:
        return report_of(checked)
    findings = tuple(without_lines(checked.source, checked.findings))
    return report_of(checked._replace(findings=findings, source=Source("", "")))
