"""Load models from text, and write them back.

A text is checked first, so that mistakes are reported with their place.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from pydantic import TypeAdapter, ValidationError

from kumo_lr.check.checker import check_data, check_source, check_unreadable
from kumo_lr.check.public import check_text
from kumo_lr.check.question import Question, question_of
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.facts.horizons import known_of
from kumo_lr.facts.plan_layout import FIELD, HOME, NOT_SET
from kumo_lr.facts.run_modes import RUN_MODE, RUN_MODES
from kumo_lr.facts.strategies import INTERVAL, KWARGS, NAME
from kumo_lr.files import UnreadableError, read
from kumo_lr.findings import Checked, ConfigError, Report, report_of
from kumo_lr.phrases import printable
from kumo_lr.plan.field import Field, read_fields
from kumo_lr.plan.models import Candidates, LRSchedulerField, Scheduler, to_kumo
from kumo_lr.plan.plain_data import sentence
from kumo_lr.plan.training import Training, schedules_of
from kumo_lr.source import Source, from_text

if TYPE_CHECKING:
    from kumo_lr.facts.curves import Schedule
    from kumo_lr.facts.run_mode_names import RunModeName

_MOST_NAMED = 10  # fields in a message
CANDIDATE = "candidate"  # a candidate as a whole, beside the names of its values
_FIELD: TypeAdapter[Candidates] = TypeAdapter(LRSchedulerField)


class Place(NamedTuple):
    """The origin of a config: a text, and which of its fields; `is_alone` says that it has no other."""

    source: Source
    at: str | None
    number: int
    is_alone: bool = True

    def field(self) -> Field:
        """Read the field again, with its nodes, which would take too much memory to keep for large files."""
        fields = read_fields if self.is_alone else _fields_of
        return fields(self.source, self.at)[self.number]


@lru_cache(maxsize=1)
def _fields_of(source: Source, at: str | None) -> list[Field]:
    """Return the fields of a text with many, which are mostly wanted one after the other."""
    return read_fields(source, at)


@dataclass(frozen=True)
class Config:
    """The field of one plan.

    `candidates` are the schedulers to try, None for no scheduling; it is empty if the field is not set, and
    Kumo then applies its own. `run_mode` is the plan's run mode in upper case, if it has one, and
    `training` its numbers of epochs and steps. Two configs are equal if their candidates are.
    """

    candidates: tuple[Scheduler | None, ...] = ()
    run_mode: RunModeName | None = dataclasses.field(default=None, compare=False)
    training: Training = dataclasses.field(default=Training(), compare=False, repr=False)
    place: Place | None = dataclasses.field(default=None, compare=False, repr=False)

    if TYPE_CHECKING:

        def __init__(
            self,
            candidates: Sequence[Scheduler | None] = (),
            run_mode: RunModeName | None = None,
            training: Training = ...,
            place: Place | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        """Validate the candidates, as `LRSchedulerField` does, and a run mode in any case.

        Raises:
            pydantic.ValidationError: The candidates are invalid.
            ConfigError: The run mode is unknown.
        """
        object.__setattr__(self, "candidates", _FIELD.validate_python(self.candidates))
        if self.run_mode is not None:
            object.__setattr__(self, "run_mode", run_mode_of(self.run_mode))

    @property
    def is_set(self) -> bool:
        """Whether the plan has candidates of its own."""
        return bool(self.candidates)

    def schedules(
        self,
        *,
        run_mode: RunModeName | None = None,
        steps_per_epoch: int | None = None,
        max_epochs: int | None = None,
    ) -> tuple[Schedule, ...]:
        r"""Return the learning rate schedule of each candidate over one training of the plan.

        What is not given is the plan's own, or else the default of its run mode, or else of NORMAL. If
        several numbers of steps per epoch are possible, it is the largest.

        Raises:
            ValueError: The run mode is unknown, or a number is below 1.
            TypeError: A number is not an integer.

        Examples:
            >>> config = loads("max_epochs: 5\nlr_scheduler: [{name: linear_with_warmup, interval: step}]")
            >>> config.schedules(run_mode="FAST")[0].total_steps
            5000
        """
        known = known_of(run_mode, steps_per_epoch, max_epochs)
        return schedules_of(self.candidates, known, self.run_mode, self.training)

    def _repr_html_(self) -> str:
        from kumo_lr.plan.html import config_html  # only notebooks ask for it

        mode = {} if self.run_mode is None else {RUN_MODE.name: self.run_mode}
        return config_html(self.candidates, {**mode, **self.training.numbers})

    def to_kumo(self) -> list[dict[str, Any] | None] | str:
        """Return the value for `kumoapi.model_plan.OptimizationPlan(lr_scheduler=...)`.

        Returns:
            A list of mappings with `name`, `interval` and `kwargs`, or None for no scheduling; `'???'` if the
            field is not set.
        """
        return to_kumo(self.candidates)


def run_mode_of(word: str) -> RunModeName:
    """Return the run mode that a word names, in any case, or raise `ConfigError` for another word."""
    if not isinstance(word, str):
        raise ConfigError(f"a run mode is text, not a value of type {type(word).__name__}")
    mode = str.__str__(word).upper()
    if mode in RUN_MODES:
        return cast("RunModeName", mode)
    # With a field beside it the text is a plan, which the rule for run modes checks.
    report = check_text(f"run_mode: {json.dumps(printable(word))}\nlr_scheduler: [null]\n", "<run_mode>")
    raise ConfigError("; ".join(map(sentence, report.findings)))


def load(path: str | os.PathLike[str], *, at: str | None = None, fix: bool = False) -> Config:
    """Load the `lr_scheduler` field of a file, alone or in a plan.

    Args:
        path: The file; a name in `.json` is read as JSON.
        at: The dotted path of the field if it is elsewhere than documented; `"."` if the file is the
            list of candidates itself. The step `*` is any key or index, of which one may lead to a field.
        fix: Whether to apply the safe fixes before loading, as `fix_text` does; the file itself stays as it
            is. If errors are left, the report is that of the file.

    Returns:
        The config; it is not set if the file does not have the field.

    Raises:
        ConfigError: The file cannot be read, has errors, has several fields, or has one only where Kumo does
            not read it.
        ValueError: `at` is empty.
    """
    question = question_of(at)
    with collector_off():
        return config_of(_ready(check_path(path, question), question, fix=fix), at)


def loads(text: str, filename: str = "<text>", *, at: str | None = None, fix: bool = False) -> Config:
    """Load the field of a text, as `load` does for a file; a `filename` in `.json` means JSON."""
    question = question_of(at)
    with collector_off():
        return config_of(_ready(check_source(_source_of(text, filename), question), question, fix=fix), at)


def load_all(path: str | os.PathLike[str], *, at: str | None = None, fix: bool = False) -> tuple[Config, ...]:
    """Load every `lr_scheduler` field of a file, in order: one or more for each document that has it.

    The result is empty if there is nothing at `at`, in which the step `*` is any key or index.
    `fix` is as for `load`.

    Raises:
        ConfigError: The file cannot be read or has errors.
        ValueError: `at` is empty.
    """
    question = question_of(at)
    with collector_off():
        return configs_of(_ready(check_path(path, question), question, fix=fix), at)


def loads_all(
    text: str, filename: str = "<text>", *, at: str | None = None, fix: bool = False
) -> tuple[Config, ...]:
    """Load every field of a text, as `load_all` does for a file."""
    question = question_of(at)
    with collector_off():
        return configs_of(_ready(check_source(_source_of(text, filename), question), question, fix=fix), at)


def _ready(checked: Checked, question: Question, *, fix: bool) -> Checked:
    """Return a checked text with its safe fixes applied, unless errors are left: those are in the file."""
    if not fix:
        return checked
    from kumo_lr.check.fixed_text import fix_checked  # few texts are fixed to be loaded

    fixed = fix_checked(checked, question).checked
    return fixed if Report(fixed.findings).ok else checked


def _source_of(text: str, filename: str) -> Source:
    if not isinstance(text, str):
        raise TypeError(f"loads takes text, not {type(text).__name__}; load takes the path of a file")
    return from_text(text, filename)


def configs_of(checked: Checked, at: str | None) -> tuple[Config, ...]:
    """Return the configs of a checked text, or raise `ConfigError` if it has errors."""
    source = checked.source
    raise_errors(checked)
    if not checked.has_field and at is None:
        # A text that is loaded is a plan, so a misshapen section on the way to the field is a mistake.
        raise_errors(check_source(source, Question(is_plan=True)))
        _raise_misplaced(check_source(source, Question(suppressing=False)))
    fields = read_fields(source, at)
    is_alone = len(fields) == 1
    return tuple(_config(field, Place(source, at, i, is_alone)) for i, field in enumerate(fields))


def _raise_misplaced(checked: Checked) -> None:
    """Raise `ConfigError` if the field is elsewhere, even if that finding is suppressed: it is not unset."""
    if not checked.findings:
        return
    from kumo_lr.rules import RULES  # few texts have findings
    from kumo_lr.rules.subjects import FieldElsewhere, MisplacedField

    found = (f for f in checked.findings if {MisplacedField, FieldElsewhere} & {*RULES[f.code].subjects})
    misplaced = checked._replace(findings=tuple(found))
    if misplaced.findings:
        raise _error(misplaced)


def _config(field: Field, place: Place) -> Config:
    try:
        run_mode = cast("RunModeName | None", field.run_mode)
        return Config(cast("Candidates", field.value), run_mode, Training.of(field.lengths), place)
    except ValidationError as error:
        # Only suppressed mistakes get here, and no suppression turns text into a number.
        raise_errors(check_source(place.source, Question(at=place.at, suppressing=False)))
        raise ConfigError(str(error)) from error


def check_path(path: str | os.PathLike[str], question: Question) -> Checked:
    """Check a file as `check_source` does a text; an unreadable file is a finding."""
    name = os.fspath(path)
    try:
        return check_data(read(name), name, question)
    except UnreadableError as error:
        return check_unreadable(name, str(error), error.help)


def raise_errors(checked: Checked) -> None:
    """Raise `ConfigError` with the findings if any of them is an error."""
    report_of(checked).raise_for_errors()


def _error(checked: Checked) -> ConfigError:
    report = report_of(checked)
    return ConfigError(str(report), report)


def config_of(checked: Checked, at: str | None) -> Config:
    """Return the only config of a checked text, or raise `ConfigError`."""
    configs, name = configs_of(checked, at), printable(checked.source.name)
    if not configs:
        raise ConfigError(f'there is nothing at "{printable(at or "")}" in {name}')
    if len(configs) > 1:
        places = [
            _named(config.place.field()) for config in configs[:_MOST_NAMED] if config.place is not None
        ]
        more = [f"{len(configs) - len(places)} more"] if len(configs) > len(places) else []
        raise ConfigError(
            f"{name} holds {len(configs)} lr_scheduler fields: {', '.join(places + more)}; "
            "name one by its place (at), or split the file"
        )
    return configs[0]


def _named(field: Field) -> str:
    node = field.key or field.node
    return f"{'.'.join(map(str, field.path))} on line {1 if node is None else field.line(node)}"


class HasCandidates(Protocol):
    """A config, or a resolved one."""

    @property
    def candidates(self) -> tuple[Scheduler | None, ...]:
        """The schedulers to try."""


def dump(config: HasCandidates) -> str:
    """Return a config as YAML: `lr_scheduler:` with its candidates, or with `'???'` if it is not set.

    Only given arguments are written, floats keep their dot, and `loads` returns an equal config. If the
    plan has a run mode or numbers of epochs and steps, they are written too, because they decide what the
    candidates do.
    """
    candidates = config.candidates
    lines = [line for candidate in candidates for line, _ in candidate_lines(candidate)]
    field = [f"{FIELD}:", *lines] if candidates else [f"{FIELD}: '{NOT_SET}'"]
    if isinstance(config, Config):
        lengths = [f"{name}: {number}" for name, number in config.training.numbers.items()]
        if lengths:
            field = [f"{HOME}:", *(f"  {line}" for line in (*lengths, *field))]
        if config.run_mode is not None:
            field = [f"{RUN_MODE.name}: {config.run_mode}", *field]
    return "".join(f"{line}\n" for line in field)


def candidate_lines(candidate: Scheduler | None) -> list[tuple[str, str]]:
    """Return a candidate as lines of YAML, from its dash on, each with the name of its value."""
    if candidate is None:
        return [("- null", CANDIDATE)]
    from kumo_lr.rules.values import spell  # loading needs no rules

    lines = [
        (f"- name: {candidate.name}", NAME.name),
        (f"  interval: {candidate.interval}", INTERVAL.name),
    ]
    if candidate.kwargs.given:
        lines.append((f"  {KWARGS}:", KWARGS))
    return [
        *lines,
        *((f"    {name}: {spell(value)}", name) for name, value in candidate.kwargs.given.items()),
    ]
