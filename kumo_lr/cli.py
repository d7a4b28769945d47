"""The command line: the only place that reads the environment, prints, and exits.

Exit codes: 0 clean, or all fixed; 1 findings at or above `--fail-on`; 2 usage or unreadable input.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TextIO

from kumo_lr.checker import check_data
from kumo_lr.collecting import collector_off
from kumo_lr.files import UnreadableError, walk, write
from kumo_lr.findings import Checked
from kumo_lr.fixes import fix_source
from kumo_lr.horizons import Known
from kumo_lr.options import UsageError, did_you_mean, known, parse
from kumo_lr.render import FORMATS
from kumo_lr.render.diff import render_diff
from kumo_lr.render.tally import Tally
from kumo_lr.rules import BY_SLUG, RULES, find
from kumo_lr.rules.record import Training
from kumo_lr.running import Selection, check_files
from kumo_lr.source import printable
from kumo_lr.terminal import CLEAN, FOUND, USAGE, complain, no_stdin, wants_color
from kumo_lr.vocabulary import STRATEGIES

_INTERRUPTED, _BROKEN_PIPE = 130, 141  # 128 + the signal's number, as shells report it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit code."""
    _open_streams()
    try:
        return _run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        return complain("interrupted", _INTERRUPTED)


def _run(arguments: list[str]) -> int:
    try:
        try:
            options = parse(arguments)
            code = _RUN[options.command](options)
        finally:
            # Not at exit: there, nobody could say what went wrong.
            sys.stdout.flush()
    except UsageError as error:
        return complain(str(error), USAGE)
    except BrokenPipeError:
        # Whoever read the output has had enough; keep Python from complaining at exit.
        _to_nowhere(sys.stdout)
        return _BROKEN_PIPE
    except OSError as error:
        _to_nowhere(sys.stdout)
        return complain(f"cannot write the output: {(error.strerror or str(error)).lower()}", USAGE)
    return code


def _open_streams() -> None:
    """Make standard output and error take any text, also where the caller closed them."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - it stays open
        elif hasattr(stream, "reconfigure"):
            # A name or text that the terminal's encoding lacks is no reason to fail.
            stream.reconfigure(errors="backslashreplace")


def _to_nowhere(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _check(options: argparse.Namespace) -> int:
    with collector_off():
        return _check_paths(options)


def _check_paths(options: argparse.Namespace) -> int:
    codes = _selected(options.select, options.ignore)
    asked = known(options)
    # Where no rule about training counts, and nobody says anything of it, nobody needs to ask any.
    counts = asked != Known() or any(RULES[code].subject is Training for code in codes)
    selection = Selection(codes, options.at, asked if counts else None)
    tally = Tally()
    results = _inputs(options, selection, tally)
    # With these, standard output belongs to the text, not to what is said about it.
    out = sys.stderr if options.diff or (options.fix and "-" in options.paths) else sys.stdout
    if options.diff or options.fix:
        results = _fixing(results, options, selection, tally)
    output_format = "concise" if options.diff else options.output_format
    for text in FORMATS[output_format](results, tally, wants_color(options.color, out)):
        out.write(text)
    if not tally.files:
        complain("no *.yaml, *.yml or *.json file there", CLEAN)
    elif options.at is not None and not (tally.with_field or tally.errors):
        return complain(f'nothing stands at "{printable(options.at)}"', USAGE)
    elif not options.quiet and output_format in ("full", "concise"):
        print(tally.summary, file=out)
    return _exit_code(tally, options)


def _exit_code(tally: Tally, options: argparse.Namespace) -> int:
    if tally.unanswerable or tally.unwritten:
        return USAGE
    if tally.would_fix:
        return FOUND
    failing = {"error": tally.errors, "warning": tally.errors + tally.warnings, "never": 0}
    return FOUND if failing[options.fail_on] else CLEAN


def _inputs(options: argparse.Namespace, selection: Selection, tally: Tally) -> Iterator[Checked]:
    """Check standard input, where it is named, and then the files and folders."""
    if "-" in options.paths:
        yield _check_stdin(options, selection, tally)
    paths = walk(path for path in options.paths if path != "-")
    yield from check_files(paths, selection, options.jobs)


def _check_stdin(options: argparse.Namespace, selection: Selection, tally: Tally) -> Checked:
    name = options.stdin_filename or "<stdin>"
    if sys.stdin is None:
        return no_stdin(name)
    data = sys.stdin.buffer.read()
    checked = selection.keep(check_data(data, name, at=selection.at, known=selection.known))
    if options.fix and not options.diff:
        fixed = fix_source(checked, selection.check, unsafe=options.unsafe_fixes)
        # What can't be read goes through as it came.
        sys.stdout.buffer.write(fixed.checked.source.encode() if fixed.applied else data)
        sys.stdout.flush()
        tally.fixed += fixed.applied
        return fixed.checked
    return checked


def _fixing(
    results: Iterator[Checked], options: argparse.Namespace, selection: Selection, tally: Tally
) -> Iterator[Checked]:
    """Fix what comes, in its file or as a diff on standard output, and pass on what is left."""
    for checked in results:
        fixed = fix_source(checked, selection.check, unsafe=options.unsafe_fixes)
        source = fixed.checked.source
        if options.diff:
            sys.stdout.flush()
            sys.stdout.buffer.writelines(render_diff(checked.source, source))
            tally.would_fix += fixed.applied
        elif fixed.applied:
            try:
                write(source.name, source.encode())
            except UnreadableError as error:
                tally.unwritten += 1
                complain(f"cannot write {printable(error.path)}: {error}", USAGE)
                yield checked
                continue
            tally.fixed += fixed.applied
        yield fixed.checked


def _selected(selects: Sequence[str] | None, ignores: Sequence[str] | None) -> frozenset[str]:
    """Give the codes that `--select` and `--ignore` leave; what can't be read always counts."""
    chosen = _named(selects) if selects else frozenset(RULES)
    always = frozenset(code for code in RULES if code < "KLR100" or code in ("KLR903", "KLR999"))
    return (chosen - _named(ignores or ())) | always


def _named(lists: Iterable[str]) -> frozenset[str]:
    codes: set[str] = set()
    for word in filter(None, (name.strip() for names in lists for name in names.split(","))):
        matching = {code for code in RULES if word and code.startswith(word.upper())}
        if not matching and (rule := find(word)):
            matching = {rule.code}
        if not matching:
            raise UsageError(f'no rule "{word}"{did_you_mean(word, [*RULES, *BY_SLUG])}')
        codes |= matching
    return frozenset(codes)


def _resolve(options: argparse.Namespace) -> int:
    from kumo_lr.plans import run_resolve  # loading imports Pydantic, which a check never needs

    return run_resolve(options)


def _diff(options: argparse.Namespace) -> int:
    from kumo_lr.plans import run_diff

    return run_diff(options)


def _preview(options: argparse.Namespace) -> int:
    from kumo_lr.plans import run_preview

    return run_preview(options)


def _schema(options: argparse.Namespace) -> int:
    from kumo_lr.plans import run_schema

    return run_schema(options)


def _explain(options: argparse.Namespace) -> int:
    from kumo_lr.render.pages import explain_rule, explain_strategy

    rule = find(options.topic)
    if rule is not None:
        print(explain_rule(rule), end="")
    elif strategy := STRATEGIES.get(options.topic.lower()):
        print(explain_strategy(strategy), end="")
    else:
        hint = did_you_mean(options.topic, [*RULES, *BY_SLUG, *STRATEGIES])
        raise UsageError(f'no rule or strategy "{options.topic}"{hint}')
    return CLEAN


def _rules(options: argparse.Namespace) -> int:
    from kumo_lr.render.pages import list_rules, rule_data

    if options.output_format == "json":
        import json

        print(json.dumps([rule_data(rule) for rule in RULES.values()], indent=2))
    else:
        print(list_rules(RULES.values()), end="")
    return CLEAN


_RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "preview": _preview,
    "resolve": _resolve,
    "diff": _diff,
    "schema": _schema,
    "explain": _explain,
    "rules": _rules,
}
