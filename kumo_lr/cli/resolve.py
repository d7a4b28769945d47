"""The command `resolve`: write out what a plan leaves to Kumo, or remove it again."""

from __future__ import annotations

import sys

from kumo_lr.cli.options import ResolveOptions
from kumo_lr.cli.plans import checked_input, defaults_of, refuse
from kumo_lr.cli.terminal import CLEAN, USAGE, complain
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.errors import UsageError
from kumo_lr.files import UnreadableError, write
from kumo_lr.findings import ConfigError
from kumo_lr.phrases import printable
from kumo_lr.plan.load import configs_of
from kumo_lr.plan.resolve import resolve
from kumo_lr.plan.rewrite import minimised, written_out
from kumo_lr.plan.show import resolved_json


def run(options: ResolveOptions) -> int:
    """Run `kumo-lr resolve` and return the exit code."""
    if options.output_format == "json" and (options.in_place or options.minimal):
        raise UsageError("--output-format json cannot be used with --in-place or --minimal")
    if options.in_place and options.path == "-":
        raise UsageError("--in-place writes to a file, and - is standard input")
    try:
        with collector_off():
            return _resolve_fields(options)
    except ConfigError as error:
        return refuse(error)


def _resolve_fields(options: ResolveOptions) -> int:
    defaults = defaults_of(options.defaults)
    checked = checked_input(options.path, options)
    configs = configs_of(checked, options.at)
    if not configs:
        place = printable(options.at or "")
        raise UsageError(f'there is nothing at "{place}" in {printable(checked.source.name)}')
    fields = [resolve(config, run_mode=options.run_mode, defaults=defaults) for config in configs]
    if options.output_format == "json":
        print(resolved_json(checked.source.name, fields), end="")
        return CLEAN
    source = minimised(fields) if options.minimal else written_out(fields)
    if not options.in_place:
        sys.stdout.buffer.write(source.encode())
    elif source.text != checked.source.text:
        try:
            write(source.name, source.encode(), expected=checked.source.encode())
        except UnreadableError as error:
            return complain(f"cannot write {printable(error.path)}: {error}", USAGE)
    return CLEAN
