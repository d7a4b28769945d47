"""The command `check`: what is asked for, by options and settings, and where the answers go."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from kumo_lr.check.checker import check_data
from kumo_lr.check.fixes import fix_source
from kumo_lr.check.runner import Selection, check_files
from kumo_lr.cli.outputs import Output, kept, outputs_of, refuse_target, write_report, write_target
from kumo_lr.cli.terminal import CLEAN, FOUND, USAGE, complain, no_stdin, wants_color
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.errors import UsageError
from kumo_lr.files import UnreadableError, walk, write
from kumo_lr.findings import Checked, Finding
from kumo_lr.phrases import printable
from kumo_lr.report import FORMATS
from kumo_lr.report.diff import render_diff
from kumo_lr.report.tally import Tally, plural
from kumo_lr.rules import is_mutable

if TYPE_CHECKING:
    from kumo_lr.check.baseline import Baseline


class Asked:
    """What one run of `check` is asked for, options and settings put together."""

    def __init__(self, options: argparse.Namespace, selection: Selection) -> None:
        self.options = options
        self.selection = selection
        self.tally = Tally()
        self.codes: Counter[str] = Counter()
        # With these, standard output belongs to the text, not to what is said about it.
        belongs_to_text = options.diff or (options.fix and "-" in options.paths)
        self.out: TextIO = sys.stderr if belongs_to_text else sys.stdout


def run_check(options: argparse.Namespace, selection: Selection) -> int:
    """Run `kumo-lr check`, options with the settings put in; gives the exit code."""
    with collector_off():
        return _run(Asked(options, selection))


def _run(asked: Asked) -> int:
    options = asked.options
    outputs = _outputs(options)
    if options.write_baseline is not None:
        _refuse_baseline(options)
    baseline = _baseline(options) if options.write_baseline is None else None
    results = _inputs(asked)
    if sys.stderr.isatty() and not options.quiet and _keeps_lines(outputs):
        from kumo_lr.cli.progress import reported  # where nobody looks, nobody needs it

        results = reported(results)
    if options.diff or options.fix:
        results = _fixing(results, asked)
    if options.write_baseline is not None:
        return _write_baseline(results, asked)
    if baseline is not None:
        results = baseline.filtered(results)
    _report(results, outputs, asked)
    if baseline is not None:
        _complain_of_stale(baseline, asked)
    return USAGE if _found_nothing(asked) else _exit_code(asked.tally, options)


def _found_nothing(asked: Asked) -> bool:
    """Whether nothing stands at the place that was asked for, in any file; says so."""
    tally, at = asked.tally, asked.options.at
    if at is None or asked.options.as_found or not tally.files or tally.with_field or tally.errors:
        return False
    complain(f'nothing stands at "{printable(at)}"', USAGE)
    return True


def _keeps_lines(outputs: list[Output]) -> bool:
    """Whether a line that comes and goes on the terminal harms nothing that is printed there."""
    printed = [output.name for output in outputs if output.path is None]
    return not sys.stdout.isatty() or printed in ([], ["full"], ["concise"], ["json-lines"])


def _complain_of_stale(baseline: Baseline, asked: Asked) -> None:
    if asked.options.diff:  # what it would mend is not mended
        return
    selection = asked.selection
    for line in baseline.complaints(lambda entry: entry.code in selection.codes_in(baseline.file_of(entry))):
        complain(line, CLEAN)


def _refuse_baseline(options: argparse.Namespace) -> None:
    """Say what cannot be asked for together with a baseline, or must not be replaced by one."""
    from kumo_lr.check.baseline import is_baseline

    path = options.write_baseline
    if options.diff:
        raise UsageError(
            "--write-baseline knows what is found, and --diff mends nothing: ask for one of them"
        )
    refuse_target(path, options.paths)
    if os.path.isfile(path) and not is_baseline(path):
        raise UsageError(f"cannot write {printable(path)}: it is there, and no baseline")


def _outputs(options: argparse.Namespace) -> list[Output]:
    """Return the formats that are asked for; where none is, the one that fits the place."""
    inputs = [*options.paths, *filter(None, [options.baseline, options.config])]
    if options.output_format is None:
        options.is_chosen = _in_github() and options.output_file is None and not options.diff
        options.output_format = ["github" if options.is_chosen else "full"]
    outputs = outputs_of(options.output_format, options.output_file, inputs)
    if options.diff:  # standard output has the diff, and standard error what is left
        return [Output("concise"), *(output for output in outputs if output.path is not None)]
    return outputs


def _in_github() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _baseline(options: argparse.Namespace) -> Baseline | None:
    if options.baseline is None:
        return None
    from kumo_lr.check.baseline import read_baseline  # json is worth its import only here

    return read_baseline(options.baseline)


def _inputs(asked: Asked) -> Iterator[Checked]:
    """Check standard input, where it is named, and then the files and folders."""
    options = asked.options
    if "-" in options.paths:
        yield _check_stdin(asked)
    named = (path for path in options.paths if path != "-")
    paths = walk(named, options.excluded, as_found=options.as_found)
    yield from check_files(paths, asked.selection, options.jobs)


def _check_stdin(asked: Asked) -> Checked:
    options, selection = asked.options, asked.selection
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
        asked.tally.fixed += fixed.applied
        return fixed.checked
    return checked


def _fixing(results: Iterator[Checked], asked: Asked) -> Iterator[Checked]:
    """Fix what comes, in its file or as a diff on standard output, and pass on what is left."""
    options, tally = asked.options, asked.tally
    for checked in results:
        fixed = fix_source(checked, asked.selection.check, unsafe=options.unsafe_fixes)
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


def _write_baseline(results: Iterable[Checked], asked: Asked) -> int:
    """Write a file that knows all findings; what cannot be muted stays to be mended."""
    from kumo_lr.check.baseline import baseline_text

    path = asked.options.write_baseline
    known: list[Finding] = []
    unknown = 0
    for checked in asked.tally.count(results):
        mutable = [finding for finding in checked.findings if is_mutable(finding.code)]
        known += mutable
        unknown += len(checked.findings) - len(mutable)
    if asked.tally.unanswerable:
        return complain(f"{printable(path)} is not written: not all could be checked", USAGE)
    if _found_nothing(asked):
        return USAGE
    write_target(path, baseline_text(known, path).encode())
    left = f"; {plural(unknown, 'finding')} cannot be known" if unknown else ""
    print(f"{plural(len(known), 'known finding')} in {printable(path)}{left}", file=asked.out)
    return CLEAN


def _report(results: Iterable[Checked], outputs: list[Output], asked: Asked) -> None:
    """Print what goes to standard output as it comes, and write the files after it."""
    options, tally, out = asked.options, asked.tally, asked.out
    shown: list[Checked] = []
    files = [output for output in outputs if output.path is not None]
    printed = [output.name for output in outputs if output.path is None]
    summary = os.environ.get("GITHUB_STEP_SUMMARY") if options.is_chosen else None
    if options.statistics:
        results = _counting(results, asked.codes)
    if files or summary:
        results = kept(results, shown)
    render = FORMATS[printed[0]] if printed else None
    for text in render(results, tally, wants_color(options.color, out)) if render else ():
        out.write(text)
    if render is None:
        for _ in tally.count(results):
            pass
    _conclude(asked, is_read=options.is_chosen or printed in ([], ["full"], ["concise"]))
    for output in files:
        write_report(output, shown)
    if summary:
        _append_summary(summary, shown, tally.fixed)


def _conclude(asked: Asked, *, is_read: bool) -> None:
    """Say after all findings how many there are, where a person reads them."""
    tally, options = asked.tally, asked.options
    if options.statistics:
        print(_statistics(asked.codes), end="", file=asked.out if is_read else sys.stderr)
    if not tally.files and not options.as_found:
        but = ", or all are excluded" if options.excluded else ""
        complain(f"no *.yaml, *.yml or *.json file there{but}", CLEAN)
    elif is_read and not options.quiet and (options.at is None or tally.with_field or tally.errors):
        print(tally.summary, file=asked.out)


def _counting(results: Iterable[Checked], codes: Counter[str]) -> Iterator[Checked]:
    for checked in results:
        codes.update(finding.code for finding in checked.findings)
        yield checked


def _statistics(codes: Counter[str]) -> str:
    """Return how often each rule spoke, the most frequent first."""
    from kumo_lr.rules import RULES

    rows = sorted(codes.items(), key=lambda row: (-row[1], row[0]))
    width = max((len(f"{count:,}") for _, count in rows), default=0)
    return "".join(f"{count:>{width},}  {code}  {RULES[code].slug}\n" for code, count in rows)


def _append_summary(path: str, shown: list[Checked], fixed: int) -> None:
    """Append to the page that GitHub shows for a job."""
    from kumo_lr.report.github import step_summary

    tally = Tally()
    tally.fixed = fixed
    text = step_summary(shown, tally)
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        complain(f"cannot write the job's summary: {(error.strerror or str(error)).lower()}", CLEAN)


def _exit_code(tally: Tally, options: argparse.Namespace) -> int:
    if tally.unanswerable or tally.unwritten:
        return USAGE
    if tally.would_fix:
        return FOUND
    failing = {"error": tally.errors, "warning": tally.errors + tally.warnings, "never": 0}
    return FOUND if failing[options.fail_on] else CLEAN
