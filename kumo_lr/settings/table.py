"""The table of settings: names, accepted values and descriptions."""

from __future__ import annotations

from collections.abc import Callable

from kumo_lr.facts.horizons import MOST
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.findings import Severity
from kumo_lr.records import Record
from kumo_lr.report import FORMATS
from kumo_lr.rules import codes_of, names
from kumo_lr.typed import TypeAlias

TABLE = "kumo-lr"


class Text(Record):
    """The kind of a text: its name, with an article in `wanted`, and the accepted values.

    `choices` are the accepted words, if limited, in the form that `fold` returns; `look_up` returns them
    where listing them takes time, and `is_known` accepts further ones. `parse` raises `ValueError` for an
    invalid word. With `to_file`, a path may follow a word after a colon. `leaves_out` says that it names
    rules to ignore. `listed` says how to list the choices if they are too many to name.

    In the help of the command line, `metavar` represents the text, or else its choices; `offers` names what
    a shell completes. In JSON Schema, `definition` is the name of its definition, and `pattern` a regular
    expression.
    """

    what: str
    wanted: str
    choices: tuple[str, ...] = ()
    look_up: Callable[[], tuple[str, ...]] | None = None
    fold: Callable[[str], str] = str
    is_known: Callable[[str], object] | None = None
    parse: Callable[[str], object] | None = None
    to_file: bool = False
    leaves_out: bool = False
    listed: str = ""
    metavar: str | None = None
    offers: str = ""
    definition: str = ""
    pattern: str = r"\S"

    @property
    def words(self) -> tuple[str, ...]:
        """The accepted words, if they are limited."""
        return self.choices if self.look_up is None else self.look_up()

    def takes(self, word: str) -> bool:
        """Return whether a word is one of the choices, if they are limited."""
        if self.is_known is not None:
            return bool(self.is_known(word))
        return not self.choices or self.fold(word) in self.choices


class Number(Record):
    """A whole number from 1 up, with as many digits as the command line accepts."""

    wanted: str = "a whole number"
    most: int = MOST


class Boolean(Record):
    """Yes or no; the option of the command line takes no value."""

    wanted: str = "true or false"


class ListOf(Record):
    """A list of at least `fewest` texts; `alone` says that a single text needs no list."""

    item: Text
    wanted: str
    alone: bool = False
    fewest: int = 0


class TableOf(Record):
    """A table of keys and values of one kind each; `weighs` says that the values are severities of rules."""

    key: Text
    value: Text | ListOf
    wanted: str
    weighs: bool = False


Takes: TypeAlias = Text | Number | Boolean | ListOf | TableOf


class Setting(Record):
    """One setting, with everything that help, schema and documentation say about it.

    `example` is written as in the file, `unset` describes the default. `option` is the help of the option
    of `kumo-lr check` with the same name, empty if there is none.
    """

    name: str
    takes: Takes
    summary: str
    example: str
    unset: str
    option: str = ""

    @property
    def field(self) -> str:
        """The name in Python."""
        return self.name.replace("-", "_")


def parse_pattern(word: str) -> object:
    """Read a pattern of files or folders, or raise `ValueError` with what is wrong with it."""
    from kumo_lr.settings.patterns import compiled  # most projects have none

    return compiled(word)


def _parse_field_path(word: str) -> object:
    from kumo_lr.document.locate import steps_of  # few commands read a plan

    return steps_of(word)


RULE = Text(
    "rule",
    "the code, prefix or slug of a rule",
    look_up=names,
    is_known=codes_of,
    listed='list the rules with "kumo-lr rules"',
    metavar="RULES",
    offers="rules",
    definition="rule",
)
PATTERN = Text(
    "pattern",
    "a pattern of files or folders",
    parse=parse_pattern,
    metavar="PATTERN",
    offers="file",
    pattern=r"^[^\\!][^\\]*$",
)
FORMAT = Text("output format", "an output format", tuple(FORMATS), to_file=True, metavar="FORMAT[:PATH]")
SEVERITY = Text("severity", "a severity", tuple(Severity))
PATH = Text("file", "the path of a file", metavar="PATH", offers="file")
_RUN_MODE = Text("run mode", "a run mode", tuple(RUN_MODES), fold=str.upper, metavar="MODE")
_LEVEL = Text("level", "a level", ("error", "warning", "never"))
_FIELD_PATH = Text("path", "a dotted path", parse=_parse_field_path, metavar="PATH")
_PATTERNS = ListOf(PATTERN, "a list of patterns")
_RULES = ListOf(RULE, "a list of rules")
_LEFT_OUT = _RULES.replaced(item=RULE.replaced(leaves_out=True))
_MODES = f"{', '.join([*RUN_MODES][:-1])} or {[*RUN_MODES][-1]}"

_SETTINGS = (
    Setting(
        "select",
        _RULES.replaced(fewest=1),
        "the only rules to check: codes, prefixes such as KLR3, or slugs",
        '["KLR1", "KLR2", "endless-warmup"]',
        "all rules",
        "only these codes, prefixes or slugs",
    ),
    Setting(
        "ignore",
        _LEFT_OUT,
        "rules to ignore: codes, prefixes such as KLR3, or slugs",
        '["KLR4", "single-cycle"]',
        "none",
        "all but these",
    ),
    Setting(
        "per-file-ignores",
        TableOf(PATTERN, _LEFT_OUT, "a table of lists of rules by pattern"),
        "rules to ignore in the files that a pattern matches, relative to the folder of the settings",
        '{"**/old/*.yaml" = ["KLR3"]}',
        "none",
    ),
    Setting(
        "severity",
        TableOf(RULE, SEVERITY, "a table of severities by rule", weighs=True),
        "severities of rules; a code takes precedence over a prefix, a long prefix over a short one",
        '{KLR3 = "error", engine-only-name = "warning"}',
        "as each rule says",
    ),
    Setting(
        "run-mode",
        _RUN_MODE,
        "the run mode of the training",
        '"BEST"',
        "the plan's own, or any",
        f"{_MODES} (default: the plan's, if it has one)",
    ),
    Setting(
        "steps-per-epoch",
        Number(),
        "optimisation steps in an epoch, by the data",
        "1000",
        "by the run mode",
        "optimisation steps in an epoch, by the data",
    ),
    Setting("max-epochs", Number(), "epochs of the training", "20", "by the plan, or the run mode", "epochs"),
    Setting(
        "at",
        _FIELD_PATH,
        'dotted path of the field if it is not where documented, "*" for any key or index; "." if the file '
        "is the list",
        '"experiments.0.lr_scheduler"',
        "where it is documented to be",
        'dotted path of the field, * for any key or index; "." if the file is the list',
    ),
    Setting(
        "include",
        _PATTERNS,
        "files and folders to check besides *.yaml, *.yml and *.json files, even if they are hidden",
        '["*.plan", ".kumo/"]',
        "none",
        "check matching files in folders, too; repeatable",
    ),
    Setting(
        "exclude",
        _PATTERNS,
        "files and folders to skip, unless they are named on the command line",
        '["generated/", "*.draft.yaml"]',
        "none",
        "skip matching files and folders; repeatable",
    ),
    Setting(
        "output-format",
        ListOf(FORMAT, "an output format or a list of them", alone=True, fewest=1),
        "how to show findings; NAME:PATH writes to a file, relative to the folder of the settings",
        '["full", "json:findings.json"]',
        "full",
        f"how to report, and to which file; repeatable. {', '.join(FORMATS)} "
        "(default: full; github where GitHub Actions runs it)",
    ),
    Setting(
        "fail-on",
        _LEVEL,
        "what makes the exit code 1",
        '"warning"',
        "error",
        "what makes the exit code 1 (default: error)",
    ),
    Setting(
        "fail-on-empty",
        Boolean(),
        "whether the exit code is 1 if no file, or none with an lr_scheduler field, was found",
        "true",
        "false",
        "exit with 1 if no file, or none with an lr_scheduler field, was found",
    ),
    Setting(
        "baseline",
        PATH,
        "file of known findings that are not reported, relative to the folder of the settings",
        '"kumo-lr-baseline.json"',
        "none",
        "report only findings that are not in this file",
    ),
)
SETTINGS: dict[str, Setting] = {setting.name: setting for setting in _SETTINGS}
