"""The command `check`: check files and folders, and write reports of the findings."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from kumo_lr.check.checker import check_data
from kumo_lr.check.runner import check_files
from kumo_lr.cli.options import CheckOptions
from kumo_lr.cli.outputs import STDOUT, is_stream, kept, refuse_target, write_report, write_target
from kumo_lr.cli.request import Request, request_of, settings_for
from kumo_lr.cli.terminal import CLEAN, FOUND, USAGE, complain, no_stdin, wants_color, without_commands
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.errors import UsageError
from kumo_lr.files import DeadLink, UnreadableError, write
from kumo_lr.findings import Checked
from kumo_lr.phrases import printable
from kumo_lr.report import FORMATS
from kumo_lr.report.tally import Tally, plural
from kumo_lr.rules import is_mutable
from kumo_lr.typed import TYPE_CHECKING, TextIO
from kumo_lr.walk import Found, walk

if TYPE_CHECKING:
    from kumo_lr.check.baseline import Baseline, Entry
    from kumo_lr.check.runner import Selection


_SHOWN = 3  # of several paths in one line


class Run:
    """One run of `check`: the request and its results."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.options = request.options
        self.selection = request.selection
        self.tally = Tally()
        self.dead: list[str] = []  # links to nowhere that were found in folders
        self.codes: Counter[str] = Counter()
        # With these, standard output is for the text itself.
        belongs_to_text = self.options.diff or (self.options.fix and "-" in self.options.paths)
        self.out: TextIO = sys.stderr if belongs_to_text else sys.stdout


def run(options: CheckOptions) -> int:
    """Run `kumo-lr check` and return the exit code."""
    _, settings = settings_for(options)
    with collector_off():
        return _check(Run(request_of(options, settings)))


def _check(run: Run) -> int:
    options = run.options
    if options.write_baseline is not None:
        _refuse_baseline(options.write_baseline, options)
    baseline = _baseline(options) if options.write_baseline is None else None
    results = _inputs(run)
    if sys.stderr.isatty() and not options.quiet and _keeps_lines(run.request):
        from kumo_lr.cli.progress import reported  # progress is only for terminals

        results = reported(results)
    if options.diff or options.fix:
        results = _fixing(results, run)
    if options.write_baseline is not None:
        return _write_baseline(results, options.write_baseline, run)
    if baseline is not None:
        results = _new(results, baseline, run.tally)
    _report(results, run)
    if baseline is not None:
        _complain_of_stale(baseline, run)
    if _found_nothing(run):
        return USAGE
    code = _exit_code(run.tally, options)
    return FOUND if code == CLEAN and _is_empty(run) else code


def _new(results: Iterator[Checked], baseline: Baseline, tally: Tally) -> Iterator[Checked]:
    """Yield results without the findings that a baseline knows, and count those."""
    tally.baseline = printable(baseline.path)
    for checked in baseline.filtered(results):
        tally.known = baseline.known
        yield checked


def _found_nothing(run: Run) -> bool:
    """Return whether no file has anything at the requested path, and report that."""
    tally, at = run.tally, run.options.at
    if at is None or run.options.as_found or not tally.files or tally.with_field or tally.errors:
        return False
    from kumo_lr.cli.nowhere import nothing_at  # few paths lead nowhere

    complain(nothing_at(at, run.options.paths, run.request.wanted), USAGE)
    return True


def _is_empty(run: Run) -> bool:
    """Return whether the run should fail for want of any field, and report that."""
    tally = run.tally
    if not run.options.fail_on_empty or tally.with_field:
        return False
    found = f"no lr_scheduler field in {plural(tally.files, 'file')}" if tally.files else "no file"
    complain(f"nothing to check: {found} (--fail-on-empty)", FOUND)
    return True


def _keeps_lines(request: Request) -> bool:
    """Return whether a transient line on the terminal would leave the printed output intact."""
    return not sys.stdout.isatty() or all(FORMATS[name].by_line for name in request.printed)


def _complain_of_stale(baseline: Baseline, run: Run) -> None:
    if run.options.diff:  # it would hide findings that should be fixed
        return
    for line in baseline.complaints(partial(_is_selected, baseline, run.selection)):
        complain(line, CLEAN)


def _is_selected(baseline: Baseline, selection: Selection, entry: Entry) -> bool:
    """Return whether the rule of an entry is selected in its file."""
    return entry.code in selection.codes_in(baseline.file_of(entry))


def _refuse_baseline(path: str, options: CheckOptions) -> None:
    """Refuse options that conflict with a baseline, and files that it must not replace."""
    from kumo_lr.check.baseline import is_baseline

    if options.diff:
        raise UsageError("--write-baseline and --diff cannot be used together")
    if path == STDOUT:
        return
    refuse_target(path, options.paths)
    if is_stream(path):
        raise UsageError(f"cannot write {printable(path)}: it is not a regular file")
    if os.path.isfile(path) and not is_baseline(path):
        raise UsageError(f"cannot write {printable(path)}: it exists, and is not a baseline")


def _baseline(options: CheckOptions) -> Baseline | None:
    if options.baseline is None:
        return None
    from kumo_lr.check.baseline import read_baseline  # json is only needed here

    return read_baseline(options.baseline)


def _inputs(run: Run) -> Iterator[Checked]:
    """Check standard input, if it is named, and then the files and folders."""
    options = run.options
    if "-" in options.paths:
        yield _check_stdin(run)
    named = (path for path in options.paths if path != "-")
    paths = _living(walk(named, run.request.wanted, as_found=options.as_found), run)
    yield from check_files(paths, run.selection, options.jobs)


def _living(found: Iterable[Found], run: Run) -> Iterator[Found]:
    """Yield what a walk found, and set links to nowhere aside, which were not named."""
    for path in found:
        if isinstance(path, DeadLink):
            run.dead.append(path)
        else:
            yield path


def _check_stdin(run: Run) -> Checked:
    options, selection = run.options, run.selection
    name = options.stdin_filename or "<stdin>"
    if sys.stdin is None:
        return no_stdin(name)
    data = sys.stdin.buffer.read()
    checked = selection.keep(check_data(data, name, selection.question))
    if options.fix and not options.diff:
        from kumo_lr.check.fixes import fix_source

        fixed = fix_source(checked, selection.check, unsafe=options.unsafe_fixes)
        # Unreadable input is passed on unchanged.
        sys.stdout.buffer.write(fixed.checked.source.encode() if fixed.applied else data)
        sys.stdout.flush()
        run.tally.fixed += len(fixed.applied)
        return fixed.checked
    return checked


def _fixing(results: Iterator[Checked], run: Run) -> Iterator[Checked]:
    """Fix each result, in its file or as a diff on standard output, and yield the remaining findings."""
    from kumo_lr.check.fixes import fix_source
    from kumo_lr.report.diff import render_diff

    options, tally = run.options, run.tally
    for checked in results:
        recheck = run.selection.check_as_found if checked.elsewhere else run.selection.check
        fixed = fix_source(checked, recheck, unsafe=options.unsafe_fixes)
        source = fixed.checked.source
        if options.diff:
            sys.stdout.flush()
            sys.stdout.buffer.writelines(render_diff(checked.source, source))
            tally.would_fix += len(fixed.applied)
        elif fixed.applied:
            try:
                write(source.name, source.encode(), expected=checked.source.encode())
            except UnreadableError as error:
                tally.unwritten += 1
                complain(f"cannot write {printable(error.path)}: {error}", USAGE)
                yield checked
                continue
            tally.fixed += len(fixed.applied)
        yield fixed.checked


def _write_baseline(results: Iterable[Checked], path: str, run: Run) -> int:
    """Write a baseline of all findings, except those that cannot be suppressed.

    What the baseline before it knows of other files, or of rules that are not selected, stays.
    """
    from kumo_lr.check.baseline import Entry, baseline_text, previous_baseline

    found: list[Checked] = []
    known = unknown = 0
    before = previous_baseline(path)
    if before is not None:
        results = before.noting(results)
    for checked in run.tally.count(results):
        mutable = tuple(finding for finding in checked.findings if is_mutable(finding.code))
        if mutable:
            found.append(checked._replace(findings=mutable))
        known += len(mutable)
        unknown += len(checked.findings) - len(mutable)
    if run.tally.unanswerable:
        return complain(f"{printable(path)} is not written: not everything could be checked", USAGE)
    if _found_nothing(run):
        return USAGE
    if _is_empty(run):
        return FOUND
    unchecked = Counter[Entry]()
    if before is not None:
        unchecked = before.unchecked(partial(_is_selected, before, run.selection))
    text = baseline_text(found, path, unchecked)
    if path == STDOUT:
        run.out.write(text)
        return CLEAN
    write_target(path, text.encode())
    left = f"; {plural(unknown, 'other finding')} cannot be in a baseline" if unknown else ""
    stay = f", {unchecked.total():,} of them from before" if unchecked else ""
    known += unchecked.total()
    print(f"{plural(known, 'known finding')} in {printable(path)}{stay}{left}", file=run.out)
    return CLEAN


def _report(results: Iterable[Checked], run: Run) -> None:
    """Print the report for standard output as it is produced, then write the files."""
    request, options, tally, out = run.request, run.options, run.tally, run.out
    shown: list[Checked] = []
    files = [output for output in request.outputs if output.path is not None]
    printed = [FORMATS[name] for name in request.printed]
    summary = os.environ.get("GITHUB_STEP_SUMMARY") if request.is_chosen else None
    if options.statistics:
        results = _counting(results, run.codes)
    if files or summary:
        results = kept(results, shown)
    for each in printed:
        for text in each.render(results, tally, wants_color(options.color, out)):
            out.write(without_commands(text) if each.for_people or request.is_chosen else text)
    if not printed:
        for _ in tally.count(results):
            pass
    _conclude(run, is_read=request.is_chosen or all(each.for_people for each in printed))
    for output in files:
        write_report(output, shown, tally.anew())
    if summary:
        _append_summary(summary, shown, tally)


def _conclude(run: Run, *, is_read: bool) -> None:
    """Print the summary after all findings, if people read them."""
    tally, options = run.tally, run.options
    if options.statistics:
        print(_statistics(run.codes), end="", file=run.out if is_read else sys.stderr)
    if run.dead and not options.quiet:
        complain(f"skipped {_links_to_nowhere(run.dead)}", CLEAN)
    if not tally.files and not options.as_found:
        complain(f"no *.yaml, *.yml or *.json file {_where(run)}", CLEAN)
    elif is_read and not options.quiet and (options.at is None or tally.with_field or tally.errors):
        print(tally.summary, file=run.out)


def _links_to_nowhere(paths: list[str]) -> str:
    if len(paths) == 1:
        return f"{printable(paths[0])}, a link to nowhere"
    more = f" and {len(paths) - _SHOWN:,} more" if len(paths) > _SHOWN else ""
    return f"{len(paths):,} links to nowhere: {', '.join(map(printable, paths[:_SHOWN]))}{more}"


def _where(run: Run) -> str:
    """Return where no file was found, in words."""
    folders = [path for path in run.options.paths if path != "-"]
    more = f" and {len(folders) - _SHOWN:,} more" if len(folders) > _SHOWN else ""
    where = "here" if folders == ["."] else f"in {', '.join(map(printable, folders[:_SHOWN]))}{more}"
    from kumo_lr.cli.nowhere import ignored_by_git  # few runs find no file

    if ignored_by_git(run.options.paths, run.request.wanted):
        return f"{where} that git does not ignore; --no-respect-gitignore checks the others"
    return f"{where}, or all are excluded" if run.request.wanted.excluded is not None else where


def _counting(results: Iterable[Checked], codes: Counter[str]) -> Iterator[Checked]:
    for checked in results:
        codes.update(finding.code for finding in checked.findings)
        yield checked


def _statistics(codes: Counter[str]) -> str:
    """Return the number of findings of each rule, the most frequent first."""
    from kumo_lr.rules import RULES

    rows = sorted(codes.items(), key=lambda row: (-row[1], row[0]))
    width = max((len(f"{count:,}") for _, count in rows), default=0)
    return "".join(f"{count:>{width},}  {code}  {RULES[code].slug}\n" for code, count in rows)


def _append_summary(path: str, shown: list[Checked], tally: Tally) -> None:
    """Append to the summary that GitHub shows for a job."""
    from kumo_lr.report.github import step_summary

    again = tally.anew()
    again.fixed = tally.fixed
    text = step_summary(shown, again)
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        complain(f"cannot write the job's summary: {(error.strerror or str(error)).lower()}", CLEAN)


def _exit_code(tally: Tally, options: CheckOptions) -> int:
    if tally.unanswerable or tally.unwritten:
        return USAGE
    if tally.would_fix:
        return FOUND
    failing = {"error": tally.errors, "warning": tally.errors + tally.warnings, "never": 0}
    return FOUND if failing[options.fail_on or "error"] else CLEAN
