"""The commands that load plans: `resolve` and `diff`; and `schema`, which is made of their models."""

from __future__ import annotations

import argparse
import sys

from kumo_lr.check.checker import check_data
from kumo_lr.cli.options import known
from kumo_lr.cli.terminal import (
    CLEAN,
    FOUND,
    USAGE,
    complain,
    draws_unicode,
    no_stdin,
    terminal_width,
    wants_color,
)
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.errors import UsageError
from kumo_lr.facts.horizons import Known
from kumo_lr.files import UnreadableError, read, write
from kumo_lr.findings import Checked
from kumo_lr.phrases import printable
from kumo_lr.plan.compare import compare
from kumo_lr.plan.defaults import Defaults, load_defaults
from kumo_lr.plan.load import ConfigError, check_path, config_of, configs_of
from kumo_lr.plan.resolve import resolve
from kumo_lr.plan.rewrite import minimised, written_out
from kumo_lr.plan.schema import differences, schema_text
from kumo_lr.plan.show import comparison_json, comparison_text, resolved_json
from kumo_lr.preview.build import preview_of
from kumo_lr.preview.files import PICTURES, WRITERS, writer_for
from kumo_lr.preview.terminal import plot_text
from kumo_lr.report.tally import UNANSWERABLE

_NOTHING = Known()


def run_resolve(options: argparse.Namespace) -> int:
    """Run `kumo-lr resolve`; gives the exit code."""
    if options.output_format == "json" and (options.in_place or options.minimal):
        raise UsageError("--output-format json says what will run: not with --in-place or --minimal")
    if options.in_place and options.path == "-":
        raise UsageError("--in-place writes to a file, and - is standard input")
    try:
        with collector_off():
            return _resolve_fields(options)
    except ConfigError as error:
        return _refuse(error)


def _resolve_fields(options: argparse.Namespace) -> int:
    defaults = _defaults(options)
    checked = _checked(options.path, options)
    configs = configs_of(checked, options.at)
    if not configs:
        raise UsageError(f'nothing stands at "{printable(options.at)}" in {printable(checked.source.name)}')
    fields = [resolve(config, run_mode=options.run_mode, defaults=defaults) for config in configs]
    if options.output_format == "json":
        print(resolved_json(checked.source.name, fields), end="")
        return CLEAN
    source = minimised(fields) if options.minimal else written_out(fields)
    if not options.in_place:
        sys.stdout.buffer.write(source.encode())
    elif source.text != checked.source.text:
        try:
            write(source.name, source.encode())
        except UnreadableError as error:
            return complain(f"cannot write {printable(error.path)}: {error}", USAGE)
    return CLEAN


def run_diff(options: argparse.Namespace) -> int:
    """Run `kumo-lr diff`; gives the exit code."""
    files = (options.left, options.right)
    if files == ("-", "-"):
        raise UsageError("only one of the two can be standard input")
    defaults = _defaults(options)
    configs, names = [], []
    with collector_off():
        for file in files:
            checked = _checked(file, options)
            names.append(checked.source.name)
            try:
                configs.append(config_of(checked, options.at))
            except ConfigError as error:
                _refuse(error)
    if len(configs) < len(files):
        return USAGE  # 1 says that both could be read, and differ
    try:
        left, right = (resolve(c, run_mode=options.run_mode, defaults=defaults) for c in configs)
    except ConfigError as error:
        return _refuse(error)
    comparison = compare(left, right)
    if options.output_format == "json":
        print(comparison_json((names[0], names[1]), comparison), end="")
    else:
        color = wants_color(options.color, sys.stdout)
        sys.stdout.writelines(comparison_text((names[0], names[1]), comparison, color))
    return FOUND if comparison.differences else CLEAN


def _checked(path: str, options: argparse.Namespace, known: Known = _NOTHING) -> Checked:
    """Check the file that a path names, or standard input."""
    if path != "-":
        return check_path(path, at=options.at, known=known)
    name = options.stdin_filename or "<stdin>"
    if sys.stdin is None:
        return no_stdin(name)
    return check_data(sys.stdin.buffer.read(), name, at=options.at, known=known)


def run_preview(options: argparse.Namespace) -> int:
    """Run `kumo-lr preview`; gives the exit code."""
    writer = writer_for(options.output, _inputs(options)) if options.output is not None else None
    if options.theme is not None and (writer is None or writer not in PICTURES):
        raise UsageError(f"--theme is of pictures: not without --output *{' or *'.join(PICTURES)}")
    asked = known(options)
    try:
        checked = _checked(options.path, options, asked)
        config = config_of(checked, options.at)
        resolved = resolve(config, run_mode=options.run_mode, defaults=_defaults(options))
        preview = preview_of(resolved, checked.source.name, asked, options.base_lr)
    except ConfigError as error:
        return _refuse(error)
    except ValueError as error:
        return complain(str(error), USAGE)
    if writer is None:
        color = wants_color(options.color, sys.stdout)
        sys.stdout.writelines(plot_text(preview, terminal_width(), color=color, unicode=draws_unicode()))
        return CLEAN
    try:
        write(options.output, WRITERS[writer](preview, options.theme or "auto"), create=True)
    except UnreadableError as error:
        return complain(f"cannot write {printable(error.path)}: {error}", USAGE)
    except ImportError:
        return complain('a picture is drawn by matplotlib: pip install "kumo_lr[plot]"', USAGE)
    return CLEAN


def _inputs(options: argparse.Namespace) -> list[str]:
    return [path for path in (options.path, options.defaults) if path not in (None, "-")]


def _defaults(options: argparse.Namespace) -> Defaults | None:
    try:
        return load_defaults(options.defaults) if options.defaults is not None else None
    except ConfigError as error:
        _refuse(error)
        raise UsageError(f"cannot use the defaults in {printable(options.defaults)}") from None


def _refuse(error: ConfigError) -> int:
    """Say why a config cannot be used; gives the exit code."""
    unreadable = any(finding.code in UNANSWERABLE for finding in error.report.findings)
    if error.report.findings:
        print(error, file=sys.stderr)
        return USAGE if unreadable else FOUND
    return complain(str(error), USAGE)


def run_schema(options: argparse.Namespace) -> int:
    """Run `kumo-lr schema`; gives the exit code."""
    if options.check is None:
        sys.stdout.write(schema_text(options.draft or "draft-07", field=options.field))
        return CLEAN
    name = printable(options.check)
    try:
        text = read(options.check).decode("utf-8-sig")
        found = differences(text, draft=options.draft, field=options.field or None)
    except UnreadableError as error:
        return complain(f"cannot read {name}: {error}", USAGE)
    except UnicodeDecodeError:
        return complain(f"cannot use {name}: it is not UTF-8", USAGE)
    except ValueError as error:
        return complain(f"cannot use {name}: {error}", USAGE)
    for difference in found:
        print(f"{name}: {difference}")
    return FOUND if found else CLEAN
