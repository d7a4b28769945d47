"""What each command is told: one typed record a command, and the records that its options are written with.

No other module sees argparse's `Namespace`, and no record changes once it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from kumo_lr.errors import UsageError
from kumo_lr.facts.horizons import Known, known_of
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.phrases import did_you_mean
from kumo_lr.records import Record

if TYPE_CHECKING:
    from kumo_lr.plan.schema import Draft
    from kumo_lr.preview.files import Theme


class Option(Record):
    """An option, or an argument, whose one name has no dashes.

    `choices` are all that it takes, `offers` what a shell completes: words, or the name of what it
    has to look up. `read` makes a value of a word, and raises `ValueError` with the reason it cannot.
    """

    names: tuple[str, ...]
    help: str | None = None
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    offers: str | tuple[str, ...] = ()
    read: Callable[[str], object] = str
    default: object = None
    is_switch: bool = False
    repeats: bool = False

    @property
    def is_argument(self) -> bool:
        """Whether it is told by its position."""
        return self.names[0][0] != "-"

    @property
    def field(self) -> str:
        """The name in Python."""
        return self.names[-1].lstrip("-").replace("-", "_")


class Group(Record):
    """Options that help shows together; without a title, they stand at the top."""

    title: str
    options: tuple[Option, ...]


class Command(Record):
    """A command: its module in this wing has its name, and a function `run` that takes its `record`.

    `reads_plans` = it needs what reads YAML.
    """

    name: str
    record: Callable[..., Options]
    help: str
    groups: tuple[Group, ...]
    description: str | None = None
    epilog: str | None = None
    reads_plans: bool = False

    @property
    def options(self) -> Iterator[Option]:
        """All options and arguments, in the order of the help."""
        return (option for group in self.groups for option in group.options)


class CheckOptions(Record):
    """What `check` is told. None = that is left to the settings."""

    paths: tuple[str, ...]
    select: tuple[str, ...] | None
    ignore: tuple[str, ...] | None
    at: str | None
    run_mode: str | None
    steps_per_epoch: int | None
    max_epochs: int | None
    fix: bool
    unsafe_fixes: bool
    diff: bool
    output_format: tuple[str, ...] | None
    output: str | None
    statistics: bool
    color: str
    quiet: bool
    fail_on: str | None
    write_baseline: str | None
    baseline: str | None
    config: str | None
    isolated: bool
    stdin_filename: str | None
    as_found: bool
    jobs: int | None


class ResolveOptions(Record):
    """What `resolve` is told."""

    path: str
    run_mode: str | None
    defaults: str | None
    at: str | None
    stdin_filename: str | None
    in_place: bool
    minimal: bool
    output_format: str


class DiffOptions(Record):
    """What `diff` is told."""

    left: str
    right: str
    run_mode: str | None
    defaults: str | None
    at: str | None
    stdin_filename: str | None
    output_format: str
    color: str


class PreviewOptions(Record):
    """What `preview` is told."""

    path: str
    run_mode: str | None
    defaults: str | None
    at: str | None
    stdin_filename: str | None
    steps_per_epoch: int | None
    max_epochs: int | None
    base_lr: float | None
    output: str | None
    theme: Theme | None
    color: str


class SchemaOptions(Record):
    """What `schema` is told."""

    draft: Draft | None
    field: bool
    check: str | None


class ExplainOptions(Record):
    """What `explain` is told."""

    topic: str


class SettingsOptions(Record):
    """What `settings` is told."""

    config: str | None
    isolated: bool
    output_format: str


class CompletionOptions(Record):
    """What `completion` is told."""

    shell: str


class RulesOptions(Record):
    """What `rules` is told."""

    output_format: str


Options: TypeAlias = (
    CheckOptions
    | ResolveOptions
    | DiffOptions
    | PreviewOptions
    | SchemaOptions
    | ExplainOptions
    | SettingsOptions
    | CompletionOptions
    | RulesOptions
)


def known(run_mode: str | None, steps_per_epoch: int | None, max_epochs: int | None) -> Known:
    """Return what a command is told about training. Raises `UsageError` for an unknown run mode."""
    try:
        return known_of(run_mode, steps_per_epoch, max_epochs)
    except ValueError:
        hint = did_you_mean(run_mode or "", RUN_MODES) or f"; write {', '.join(RUN_MODES)}"
        raise UsageError(f'no run mode "{run_mode}"{hint}') from None
