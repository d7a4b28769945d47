"""The command `preview`: draw the curves of a plan in the terminal or to a file."""

from __future__ import annotations

import sys

from kumo_lr.cli.options import PreviewOptions, known
from kumo_lr.cli.outputs import STDOUT
from kumo_lr.cli.plans import checked_input, defaults_of, refuse
from kumo_lr.cli.terminal import CLEAN, USAGE, complain, draws_unicode, terminal_width, wants_color
from kumo_lr.errors import UsageError
from kumo_lr.files import UnreadableError, write
from kumo_lr.findings import ConfigError
from kumo_lr.phrases import printable
from kumo_lr.plan.load import config_of
from kumo_lr.plan.resolve import resolve
from kumo_lr.preview.build import preview_of
from kumo_lr.preview.files import PICTURES, WRITERS, writer_for
from kumo_lr.preview.terminal import plot_text


def run(options: PreviewOptions) -> int:
    """Run `kumo-lr preview` and return the exit code."""
    output = None if options.output == STDOUT else options.output
    writer = writer_for(output, _inputs(options)) if output is not None else None
    if options.theme is not None and (writer is None or writer not in PICTURES):
        raise UsageError(f"--theme needs a picture: --output *{' or *'.join(PICTURES)}")
    asked = known(options.run_mode, options.steps_per_epoch, options.max_epochs)
    try:
        checked = checked_input(options.path, options, asked)
        config = config_of(checked, options.at)
        resolved = resolve(config, run_mode=options.run_mode, defaults=defaults_of(options.defaults))
        preview = preview_of(resolved, checked.source.name, asked, options.base_lr)
    except ConfigError as error:
        return refuse(error)
    except ValueError as error:
        return complain(str(error), USAGE)
    if output is None or writer is None:
        color = wants_color(options.color, sys.stdout)
        sys.stdout.writelines(plot_text(preview, terminal_width(), color=color, unicode=draws_unicode()))
        return CLEAN
    try:
        write(output, WRITERS[writer](preview, options.theme or "auto"), create=True)
    except UnreadableError as error:
        return complain(f"cannot write {printable(error.path)}: {error}", USAGE)
    except ImportError:
        return complain('drawing a picture needs matplotlib: pip install "kumo_lr[plot]"', USAGE)
    return CLEAN


def _inputs(options: PreviewOptions) -> list[str]:
    return [path for path in (options.path, options.defaults) if path is not None and path != "-"]
