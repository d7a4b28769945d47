"""What the command line takes: commands, options, and what they are called."""

from __future__ import annotations

import argparse

from kumo_lr import __version__
from kumo_lr.facts.horizons import MOST
from kumo_lr.report import FORMATS

_LONGEST_NUMBER = 15

_EXAMPLES = """\
examples:
  kumo-lr check plan.yaml               check one file
  kumo-lr check configs/ --fix          check a folder, and mend what is surely meant
  cat plan.yaml | kumo-lr check -       check standard input
  kumo-lr preview plan.yaml             draw what the learning rate will do
  kumo-lr resolve plan.yaml             write out what a plan leaves to Kumo
  kumo-lr schema > plan.schema.json     the JSON Schema for an editor
  kumo-lr diff old.yaml new.yaml        compare two plans by what will run
  kumo-lr explain KLR201                what a rule finds, and why
  kumo-lr settings                      which settings are in force, and where from
"""


_CHECK_EXAMPLES = """\
examples:
  kumo-lr check configs/ --run-mode FAST             more is known, so more can be said
  kumo-lr check plan.yaml --diff --unsafe-fixes      what fixes would change
  kumo-lr check configs/ --output-format full --output-format sarif:out.sarif
  kumo-lr check configs/ --select KLR3 --statistics  the rules about training only
"""


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """Return what parses the command line: of all commands, or of one, which is made in less time."""
    parser = argparse.ArgumentParser(
        prog="kumo-lr",
        description="Check the lr_scheduler field of Kumo.ai model plans.",
        epilog=_EXAMPLES,
        formatter_class=_help_formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"kumo-lr {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, prog=parser.prog)
    for name, add in COMMANDS.items():
        if command in (None, name):
            add(commands)
    return parser


def _help_formatter(prog: str) -> argparse.HelpFormatter:
    # argparse makes one for every argument, and without a width imports shutil to learn it.
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=32, width=79)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="check files and folders",
        description="Check the lr_scheduler field in files (*.yaml, *.yml, *.json in folders).",
        epilog=_CHECK_EXAMPLES,
        formatter_class=_help_formatter,
        allow_abbrev=False,
    )
    check.add_argument(
        "paths", nargs="*", metavar="PATH", default=["."], help="files, folders, or - (default: .)"
    )
    what = check.add_argument_group("what to look for")
    what.add_argument(
        "--select", metavar="RULES", action="append", help="only these codes, prefixes or slugs"
    )
    what.add_argument("--ignore", metavar="RULES", action="append", help="all but these")
    what.add_argument("--at", metavar="PATH", help='dotted path of the field; "." = the file is the list')
    training = check.add_argument_group("the training")
    training.add_argument(
        "--run-mode", metavar="MODE", help="FAST, NORMAL, BEST or DEBUG (default: the plan's, if it has one)"
    )
    _add_lengths(training)
    fix = check.add_argument_group("fixing")
    fix.add_argument("--fix", action="store_true", help="apply safe fixes to the files")
    fix.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: unsafe ones too")
    fix.add_argument("--diff", action="store_true", help="show what --fix would change, and change nothing")
    output = check.add_argument_group("output")
    output.add_argument(
        "--output-format",
        action="append",
        metavar="FORMAT[:PATH]",
        help="how to report, and to which file; repeatable. "
        f"{', '.join(FORMATS)} (default: full; github where GitHub Actions runs it)",
    )
    output.add_argument("--output-file", metavar="PATH", help="where a format goes that names no file")
    output.add_argument("--statistics", action="store_true", help="how often each rule spoke")
    output.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="(default: auto)"
    )
    output.add_argument("--quiet", action="store_true", help="no summary line, no progress")
    output.add_argument(
        "--fail-on",
        choices=("error", "warning", "never"),
        help="what makes the exit code 1 (default: error)",
    )
    _add_old(check)
    _add_settings(check)
    run = check.add_argument_group("running")
    run.add_argument("--stdin-filename", metavar="NAME", help="the name to show for standard input")
    run.add_argument(
        "--as-found",
        action="store_true",
        help="treat named files as if found in a folder: leave alone what is excluded, or another program's",
    )
    run.add_argument(
        "--jobs", type=_positive, metavar="N", help="processes (default: all cores, where it pays)"
    )
    check.set_defaults(command="check", is_chosen=False)


def _add_old(check: argparse.ArgumentParser) -> None:
    old = check.add_argument_group("old findings")
    old.add_argument(
        "--write-baseline", metavar="PATH", help="write a file that knows all findings there are"
    )
    old.add_argument("--baseline", metavar="PATH", help="report only findings that such a file does not know")


def _add_settings(parser: argparse.ArgumentParser) -> None:
    settings = parser.add_argument_group("settings")
    settings.add_argument(
        "--config", metavar="FILE", help="this file of settings, not the nearest one upwards"
    )
    settings.add_argument("--isolated", action="store_true", help="no file of settings")


def _add_resolve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    resolve = commands.add_parser(
        "resolve",
        help="write out what a plan leaves to Kumo",
        description="Fill in every value that a plan leaves out, each with where it comes from.",
        formatter_class=_help_formatter,
        allow_abbrev=False,
    )
    resolve.add_argument("path", metavar="FILE", help="a file, or - for standard input")
    _add_resolving(resolve)
    output = resolve.add_argument_group("output")
    output.add_argument("--in-place", action="store_true", help="write to the file, not to standard output")
    output.add_argument(
        "--minimal", action="store_true", help="the inverse: take out what equals the defaults"
    )
    output.add_argument(
        "--output-format",
        choices=("text", "json"),
        default="text",
        metavar="FORMAT",
        help="text (the file, filled in) or json (default: text)",
    )
    resolve.set_defaults(command="resolve")


def _add_diff(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    diff = commands.add_parser(
        "diff",
        help="compare two plans by what will run",
        description="Compare two plans candidate by candidate, after filling in what they leave out.\n"
        "Exit code 1 where they differ.",
        formatter_class=_help_formatter,
        allow_abbrev=False,
    )
    diff.add_argument("left", metavar="A", help="a file, or - for standard input")
    diff.add_argument("right", metavar="B", help="another one")
    _add_resolving(diff)
    output = diff.add_argument_group("output")
    output.add_argument(
        "--output-format",
        choices=("text", "json"),
        default="text",
        metavar="FORMAT",
        help="text or json (default: text)",
    )
    output.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="(default: auto)"
    )
    diff.set_defaults(command="diff")


def _add_schema(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema for editors",
        description="Print the JSON Schema of a file that holds the field, for editors.",
        formatter_class=_help_formatter,
        allow_abbrev=False,
    )
    schema.add_argument(
        "--draft", choices=("draft-07", "2020-12"), help="draft-07, which every editor reads, is the default"
    )
    schema.add_argument("--field", action="store_true", help="of the field's value alone")
    schema.add_argument("--check", metavar="FILE", help="say how a stored schema differs; exit code 1 if so")
    schema.set_defaults(command="schema")


def _add_resolving(parser: argparse.ArgumentParser) -> None:
    what = parser.add_argument_group("what to fill in")
    what.add_argument(
        "--run-mode", metavar="MODE", help="FAST, NORMAL, BEST or DEBUG (default: the plan's, else NORMAL)"
    )
    what.add_argument("--defaults", metavar="FILE", help="defaults that override Kumo's own")
    what.add_argument("--at", metavar="PATH", help='dotted path of the field; "." = the file is the list')
    what.add_argument("--stdin-filename", metavar="NAME", help="the name to show for standard input")


def _add_preview(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    preview = commands.add_parser(
        "preview",
        help="draw what the learning rate will do",
        description="Draw the learning rate of each candidate over one training, with its numbers.\n"
        "Where a plan has no candidates, Kumo's default set is drawn.",
        formatter_class=_help_formatter,
        allow_abbrev=False,
    )
    preview.add_argument("path", metavar="FILE", help="a file, or - for standard input")
    _add_resolving(preview)
    _add_lengths(preview.add_argument_group("the training"))
    output = preview.add_argument_group("output")
    output.add_argument(
        "--base-lr", type=_learning_rate, metavar="LR", help="show learning rates, not shares of base_lr"
    )
    output.add_argument(
        "--output", metavar="PATH", help="write to a file in .svg, .png, .html, .csv or .json"
    )
    output.add_argument(
        "--theme",
        choices=("auto", "light", "dark"),
        help="of a picture (default: auto, which in .svg follows the viewer)",
    )
    output.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="(default: auto)"
    )
    preview.set_defaults(command="preview")


def _add_lengths(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--steps-per-epoch", type=_positive, metavar="N", help="optimisation steps in an epoch, by the data"
    )
    group.add_argument("--max-epochs", type=_positive, metavar="N", help="epochs")


def _learning_rate(text: str) -> float:
    try:
        number = float(text) if "_" not in text else 0.0
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return number


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > _LONGEST_NUMBER or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MOST:,}")
    return int(text)


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    explain = commands.add_parser(
        "explain", help="explain a rule or a strategy", formatter_class=_help_formatter
    )
    explain.add_argument("topic", metavar="CODE|SLUG|STRATEGY")
    explain.set_defaults(command="explain")


def _add_settings_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    settings = commands.add_parser(
        "settings",
        help="show which settings are in force, and where each comes from",
        formatter_class=_help_formatter,
    )
    _add_settings(settings)
    settings.add_argument("--output-format", choices=("text", "json"), default="text")
    settings.set_defaults(command="settings")


def _add_completion(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    completion = commands.add_parser(
        "completion",
        help="print a script that completes commands in a shell",
        formatter_class=_help_formatter,
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    completion.set_defaults(command="completion")


def _add_rules(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rules = commands.add_parser("rules", help="list all rules", formatter_class=_help_formatter)
    rules.add_argument("--output-format", choices=("text", "json"), default="text")
    rules.set_defaults(command="rules")


COMMANDS = {
    "check": _add_check,
    "preview": _add_preview,
    "resolve": _add_resolve,
    "diff": _add_diff,
    "schema": _add_schema,
    "explain": _add_explain,
    "settings": _add_settings_command,
    "completion": _add_completion,
    "rules": _add_rules,
}
