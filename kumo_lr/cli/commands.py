"""The table of commands and their options, in the order of the help.

The argparse parser, the fast reader of plain command lines and the completion scripts are built from it.
"""

from __future__ import annotations

from kumo_lr.cli.options import (
    CheckOptions,
    Command,
    CompletionOptions,
    DiffOptions,
    ExplainOptions,
    Group,
    Option,
    PreviewOptions,
    ResolveOptions,
    RulesOptions,
    SchemaOptions,
    ServerOptions,
    SettingsOptions,
    word_for,
)
from kumo_lr.cli.values import jobs, learning_rate, pattern, positive
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.settings.table import PATTERN, SETTINGS, Boolean, ListOf, Text

_CHECK_EXAMPLES = """\
examples:
  kumo-lr check configs/ --run-mode FAST             more is known, so more can be said
  kumo-lr check plan.yaml --diff --unsafe-fixes      what fixes would change
  kumo-lr check configs/ --output-format full --output-format sarif:out.sarif
  kumo-lr check configs/ --select KLR3 --statistics  the rules about training only
"""


def _setting(name: str) -> Option:
    """Return the option of `check` that overrides the setting of its name."""
    setting = SETTINGS[name]
    if isinstance(setting.takes, Boolean):
        return Option((f"--{name}",), setting.option, is_switch=True)
    repeats = isinstance(setting.takes, ListOf)
    text = setting.takes.item if isinstance(setting.takes, ListOf) else setting.takes
    if not isinstance(text, Text):
        return Option((f"--{name}",), setting.option, "N", read=positive)
    choices = () if text.metavar else text.choices
    offers = text.offers or text.choices
    parse = None if text.parse is None else word_for(text.parse)
    read = pattern if text is PATTERN else parse or str
    return Option((f"--{name}",), setting.option, text.metavar, choices, offers, read, repeats=repeats)


def _switch(*names: str, help: str) -> Option:  # noqa: A002 - as argparse calls it
    return Option(names, help, is_switch=True, default=False)


def _chosen(name: str, choices: tuple[str, ...], help: str | None, metavar: str | None = None) -> Option:  # noqa: A002 - as argparse calls it
    """Return an option whose first choice is its default."""
    return Option((name,), help, metavar, choices, default=choices[0])


_COLOR = _chosen("--color", ("auto", "always", "never"), "(default: auto)")
_FORMS = ("text", "json")
_STDIN_FILENAME = Option(("--stdin-filename",), "the name to show for standard input", "NAME", offers="plan")
_SETTINGS = Group(
    "settings",
    (
        Option(("--config",), "use this settings file, not the nearest one", "FILE", offers="file"),
        _switch("--isolated", help="no settings file"),
    ),
)
_RESOLVING = Group(
    "what to fill in",
    (
        Option(
            ("--run-mode",),
            "FAST, NORMAL, BEST or DEBUG (default: the plan's, else NORMAL)",
            "MODE",
            offers=tuple(RUN_MODES),
        ),
        Option(("--defaults",), "defaults that override Kumo's own", "FILE", offers="file"),
        _setting("at"),
        _STDIN_FILENAME,
    ),
)
_LENGTHS = Group("the training", (_setting("steps-per-epoch"), _setting("max-epochs")))


def _file(name: str, help: str = "a file, or - for standard input", metavar: str = "FILE") -> Group:  # noqa: A002 - as argparse calls it
    return Group("", (Option((name,), help, metavar, offers="plan"),))


_CHECK = Command(
    "check",
    CheckOptions,
    "check files and folders",
    (
        Group(
            "",
            (
                Option(
                    ("paths",),
                    "files, folders, or - (default: .)",
                    "PATH",
                    offers="plan",
                    default=(".",),
                    repeats=True,
                ),
            ),
        ),
        Group("what to look for", (_setting("select"), _setting("ignore"), _setting("at"))),
        Group("the training", (_setting("run-mode"), *_LENGTHS.options)),
        Group(
            "which files in folders",
            (
                _setting("include"),
                _setting("exclude"),
                _switch("--no-respect-gitignore", help="check files that git ignores, too"),
            ),
        ),
        Group(
            "fixing",
            (
                _switch("--fix", help="apply safe fixes to the files"),
                _switch("--unsafe-fixes", help="with --fix or --diff: apply unsafe fixes too"),
                _switch("--diff", help="show what --fix would change, and change nothing"),
            ),
        ),
        Group(
            "output",
            (
                _setting("output-format"),
                Option(
                    ("-o", "--output"),
                    "file for the format without a path; - is standard output",
                    "PATH",
                    offers="file",
                ),
                _switch("--statistics", help="the number of findings of each rule"),
                _COLOR,
                _switch("-q", "--quiet", help="no summary line, no progress"),
                _setting("fail-on"),
                _setting("fail-on-empty"),
            ),
        ),
        Group(
            "old findings",
            (
                Option(
                    ("--write-baseline",),
                    "write all current findings to a baseline file",
                    "PATH",
                    offers="file",
                ),
                _setting("baseline"),
            ),
        ),
        _SETTINGS,
        Group(
            "running",
            (
                _STDIN_FILENAME,
                _switch(
                    "--as-found",
                    help="treat named files as if found in a folder: skip those that are excluded, or "
                    "another program's",
                ),
                Option(
                    ("-j", "--jobs"),
                    "processes (default: one for each core, if that is faster)",
                    "N",
                    read=jobs,
                ),
            ),
        ),
    ),
    "Check the lr_scheduler field in files (*.yaml, *.yml, *.json in folders).",
    _CHECK_EXAMPLES,
    reads_plans=True,
)

_PREVIEW = Command(
    "preview",
    PreviewOptions,
    "draw what the learning rate will do",
    (
        _file("path"),
        _RESOLVING,
        _LENGTHS,
        Group(
            "output",
            (
                Option(
                    ("--base-lr",),
                    "show learning rates, not shares of base_lr",
                    "LR",
                    read=learning_rate,
                ),
                Option(
                    ("-o", "--output"),
                    "write to a file in .svg, .png, .html, .csv or .json",
                    "PATH",
                    offers="file",
                ),
                Option(
                    ("--theme",),
                    "colours of a picture (default: auto, which in .svg follows the viewer)",
                    choices=("auto", "light", "dark"),
                ),
                _COLOR,
            ),
        ),
    ),
    "Draw the learning rate of each candidate over one training, with its numbers.\n"
    "If a plan has no candidates, Kumo's default set is drawn.",
    reads_plans=True,
)

_RESOLVE = Command(
    "resolve",
    ResolveOptions,
    "write out what a plan leaves to Kumo",
    (
        _file("path"),
        _RESOLVING,
        Group(
            "output",
            (
                _switch("--in-place", help="write to the file, not to standard output"),
                _switch("--minimal", help="the inverse: remove values that equal the defaults"),
                _chosen(
                    "--output-format", _FORMS, "text (the file, filled in) or json (default: text)", "FORMAT"
                ),
            ),
        ),
    ),
    "Fill in every value that a plan leaves out, each with where it comes from.",
    reads_plans=True,
)

_DIFF = Command(
    "diff",
    DiffOptions,
    "compare two plans by what will run",
    (
        _file("left", metavar="A"),
        _file("right", "another file", "B"),
        _RESOLVING,
        Group(
            "output",
            (_chosen("--output-format", _FORMS, "text or json (default: text)", "FORMAT"), _COLOR),
        ),
    ),
    "Compare two plans candidate by candidate, after filling in what they leave out.\n"
    "The exit code is 1 if they differ.",
    reads_plans=True,
)

_SCHEMA = Command(
    "schema",
    SchemaOptions,
    "print the JSON Schema for editors",
    (
        Group(
            "",
            (
                Option(
                    ("--draft",),
                    "draft of JSON Schema (default: draft-07, which every editor supports)",
                    choices=("draft-07", "2020-12"),
                ),
                _switch("--field", help="print the schema of the field's value alone"),
                _switch(
                    "--completion",
                    help="print a schema that completes and accepts everything, beside kumo-lr server",
                ),
                _switch("--settings", help="print the schema of kumo-lr's settings"),
                Option(
                    ("--check",),
                    "report how a stored schema differs; exit code 1 if it does",
                    "FILE",
                    offers="file",
                ),
            ),
        ),
    ),
    "Print the JSON Schema of a file that holds the field, or of the settings, for editors.",
)

_EXPLAIN = Command(
    "explain",
    ExplainOptions,
    "explain a rule or a strategy",
    (Group("", (Option(("topic",), None, "CODE|SLUG|STRATEGY", offers="topics"),)),),
)

_SHOW_SETTINGS = Command(
    "settings",
    SettingsOptions,
    "show which settings are in force, and where each comes from",
    (_SETTINGS, Group("", (_chosen("--output-format", _FORMS, None),))),
)

_COMPLETION = Command(
    "completion",
    CompletionOptions,
    "print a script that completes commands in a shell",
    (Group("", (Option(("shell",), choices=("bash", "zsh", "fish")),)),),
)

_RULES = Command(
    "rules", RulesOptions, "list all rules", (Group("", (_chosen("--output-format", _FORMS, None),)),)
)

_SERVER = Command(
    "server",
    ServerOptions,
    "serve an editor: diagnostics, fixes, completion and more",
    (Group("", (_switch("--stdio", help="talk over standard input and output, as it does anyway"),)),),
    "Serve an editor over standard input and output, in the Language Server Protocol.\n"
    'Editors start it. It needs: pip install "kumo_lr[server]"',
    reads_plans=True,
)

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        _CHECK,
        _PREVIEW,
        _RESOLVE,
        _DIFF,
        _SCHEMA,
        _EXPLAIN,
        _SHOW_SETTINGS,
        _COMPLETION,
        _RULES,
        _SERVER,
    )
}
