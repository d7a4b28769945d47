"""The settings: each with its name, what it takes, and what there is to say about it."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from kumo_lr.facts.horizons import MOST
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.findings import Severity
from kumo_lr.report import FORMATS
from kumo_lr.rules import BY_SLUG, RULES

TABLE = "kumo-lr"


class Text(NamedTuple):
    """One text: what it is called, with its article in `wanted`, and the words that it is one of, if any."""

    what: str
    wanted: str
    choices: tuple[str, ...] = ()


class Number(NamedTuple):
    """A whole number from 1 up, of as many digits as the command line takes."""

    wanted: str = "a whole number"
    most: int = MOST


class ListOf(NamedTuple):
    """A list of texts; `alone` = one of them may stand without a list, `fewest` = how many there must be."""

    item: Text
    wanted: str
    alone: bool = False
    fewest: int = 0


class TableOf(NamedTuple):
    """A table, with keys and values of one kind each."""

    key: Text
    value: Text | ListOf
    wanted: str


Takes: TypeAlias = Text | Number | ListOf | TableOf


class Setting(NamedTuple):
    """One setting: all that is ever said about it.

    `example` is written as in the file, `unset` says what holds where the setting is not there.
    """

    name: str
    takes: Takes
    summary: str
    example: str
    unset: str

    @property
    def field(self) -> str:
        """The name in Python."""
        return self.name.replace("-", "_")


RULE = Text("rule", "the code, prefix or slug of a rule", (*RULES, *BY_SLUG))
PATTERN = Text("pattern", "a pattern of files or folders")
FORMAT = Text("output format", "an output format", tuple(FORMATS))
SEVERITY = Text("severity", "a severity", tuple(Severity))
PATH = Text("file", "the path of a file")
_RUN_MODE = Text("run mode", "a run mode", tuple(RUN_MODES))
_FAIL_ON = Text("level", "a level", ("error", "warning", "never"))
_FIELD_PATH = Text("path", "a dotted path")
_RULES = ListOf(RULE, "a list of rules")

_SETTINGS = (
    Setting(
        "select",
        _RULES._replace(fewest=1),
        "the rules to look for, and no others: codes, prefixes such as KLR3, or slugs",
        '["KLR1", "KLR2", "endless-warmup"]',
        "all rules",
    ),
    Setting(
        "ignore",
        _RULES,
        "rules to leave out: codes, prefixes such as KLR3, or slugs",
        '["KLR4", "single-cycle"]',
        "none",
    ),
    Setting(
        "per-file-ignores",
        TableOf(PATTERN, _RULES, "a table of lists of rules by pattern"),
        "rules to leave out in the files that a pattern matches, seen from the folder of the settings",
        '{"**/old/*.yaml" = ["KLR3"]}',
        "none",
    ),
    Setting(
        "severity",
        TableOf(RULE, SEVERITY, "a table of severities by rule"),
        "rules to make errors or warnings of; a code counts before a prefix, a long one before a short",
        '{KLR3 = "error", engine-only-name = "warning"}',
        "as each rule says",
    ),
    Setting("run-mode", _RUN_MODE, "the run mode of the training", '"BEST"', "the plan's own, or any"),
    Setting(
        "steps-per-epoch", Number(), "optimisation steps in an epoch, by the data", "1000", "by the run mode"
    ),
    Setting("max-epochs", Number(), "epochs of the training", "20", "by the plan, or the run mode"),
    Setting(
        "at",
        _FIELD_PATH,
        'dotted path of the field where it stands elsewhere than documented; "." = the file is the list',
        '"experiments.0.lr_scheduler"',
        "where it is documented to stand",
    ),
    Setting(
        "exclude",
        ListOf(PATTERN, "a list of patterns"),
        "files and folders that are passed over, unless they are named on the command line",
        '["generated/", "*.draft.yaml"]',
        "none",
    ),
    Setting(
        "output-format",
        ListOf(FORMAT, "an output format or a list of them", alone=True, fewest=1),
        "how to show findings; NAME:PATH writes to a file, seen from the folder of the settings",
        '["full", "json:findings.json"]',
        "full",
    ),
    Setting("fail-on", _FAIL_ON, "what makes the exit code 1", '"warning"', "error"),
    Setting(
        "baseline",
        PATH,
        "file of known findings, which are passed over; its path is seen from the folder of the settings",
        '"kumo-lr-baseline.json"',
        "none",
    ),
)
SETTINGS: dict[str, Setting] = {setting.name: setting for setting in _SETTINGS}
