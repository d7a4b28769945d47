"""The typed record of each command's options, and the records that define options.

No other module uses argparse's `Namespace`, and records are immutable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kumo_lr.errors import UsageError
from kumo_lr.facts.horizons import Known, known_of
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.phrases import did_you_mean
from kumo_lr.records import Record
from kumo_lr.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from kumo_lr.facts.run_mode_names import RunModeName
    from kumo_lr.plan.schema import Draft
    from kumo_lr.preview.files import Theme


class Option(Record):
    """An option, or a positional argument, whose only name has no dashes.

    `choices` are the accepted words, `offers` what a shell completes: words, or the name of a lookup.
    `read` converts a word to a value, or raises `ValueError` with the reason why it cannot.
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
        """Whether it is positional."""
        return self.names[0][0] != "-"

    @property
    def field(self) -> str:
        """The name in Python."""
        return self.names[-1].lstrip("-").replace("-", "_")


def word_for(parse: Callable[[str], object]) -> Callable[[str], str]:
    """Return a reader that keeps a word as it is, and raises what `parse` raises."""

    def read(word: str) -> str:
        parse(word)
        return word

    return read


class Group(Record):
    """Options that the help shows together; a group without a title is at the top."""

    title: str
    options: tuple[Option, ...]


class Command(Record):
    """A command: the module of its name in this package has a function `run` that takes its `record`.

    `reads_plans` says that it needs to read YAML.
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
    """The options of `check`; None leaves an option to the settings."""

    paths: tuple[str, ...]
    select: tuple[str, ...] | None
    ignore: tuple[str, ...] | None
    at: str | None
    run_mode: RunModeName | None
    steps_per_epoch: int | None
    max_epochs: int | None
    include: tuple[str, ...] | None
    exclude: tuple[str, ...] | None
    fix: bool
    unsafe_fixes: bool
    diff: bool
    output_format: tuple[str, ...] | None
    output: str | None
    statistics: bool
    color: str
    quiet: bool
    fail_on: str | None
    fail_on_empty: bool | None
    write_baseline: str | None
    baseline: str | None
    config: str | None
    isolated: bool
    stdin_filename: str | None
    as_found: bool
    no_respect_gitignore: bool
    jobs: int | None


class ResolveOptions(Record):
    """The options of `resolve`."""

    path: str
    run_mode: RunModeName | None
    defaults: str | None
    at: str | None
    stdin_filename: str | None
    in_place: bool
    minimal: bool
    output_format: str


class DiffOptions(Record):
    """The options of `diff`."""

    left: str
    right: str
    run_mode: RunModeName | None
    defaults: str | None
    at: str | None
    stdin_filename: str | None
    output_format: str
    color: str


class PreviewOptions(Record):
    """The options of `preview`."""

    path: str
    run_mode: RunModeName | None
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
    """The options of `schema`."""

    draft: Draft | None
    field: bool
    completion: bool
    settings: bool
    check: str | None


class ExplainOptions(Record):
    """The options of `explain`."""

    topic: str


class SettingsOptions(Record):
    """The options of `settings`."""

    config: str | None
    isolated: bool
    output_format: str


class CompletionOptions(Record):
    """The options of `completion`."""

    shell: str


class ServerOptions(Record):
    """The options of `server`: whatever editors pass, there is one way to talk to it."""

    stdio: bool


class RulesOptions(Record):
    """The options of `rules`."""

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
    | ServerOptions
)


def known(run_mode: RunModeName | None, steps_per_epoch: int | None, max_epochs: int | None) -> Known:
    """Return what the options specify about training, or raise `UsageError` for an unknown run mode."""
    try:
        return known_of(run_mode, steps_per_epoch, max_epochs)
    except ValueError:
        hint = did_you_mean(run_mode or "", RUN_MODES) or f"; write {', '.join(RUN_MODES)}"
        raise UsageError(f'no run mode "{run_mode}"{hint}') from None
