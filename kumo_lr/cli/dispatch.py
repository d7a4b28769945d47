"""Run the command that a command line names, and report what keeps it from its end.

Exit codes: 0 clean, or all fixed; 1 findings at or above `--fail-on`; 2 usage or unreadable input.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from kumo_lr.cli.options import Command
from kumo_lr.cli.parser import parse
from kumo_lr.cli.terminal import USAGE, complain, wants_color
from kumo_lr.errors import LibyamlMissingError, SettingsError, UsageError
from kumo_lr.phrases import printable
from kumo_lr.typed import TextIO

_BROKEN_PIPE = 141  # 128 + the signal's number, as shells report it


def dispatch(arguments: Sequence[str]) -> int:
    """Run a command line and return the exit code."""
    try:
        try:
            command, options = parse(arguments)
            if command.reads_plans:
                _require(command)
            # Import only the modules of this command: Pydantic above all is slow.
            code: int = import_module(f"{__package__}.{command.name}").run(options)
        finally:
            # Flush here: an error at interpreter exit could not be reported.
            sys.stdout.flush()
    except (UsageError, LibyamlMissingError) as error:
        return complain(str(error), USAGE)
    except SettingsError as error:
        return _refuse_settings(error)
    except BrokenPipeError:
        # The reader closed the pipe; keep Python from reporting that at exit.
        _to_nowhere(sys.stdout)
        return _BROKEN_PIPE
    except OSError as error:
        _to_nowhere(sys.stdout)
        is_closed = error.errno == errno.EBADF
        reason = "it is closed" if is_closed else (error.strerror or str(error)).lower()
        return complain(f"cannot write the output: {reason}", USAGE)
    return code


def _require(command: Command) -> None:
    """Refuse to read plans without libyaml, or in a folder that is gone, before anything is printed."""
    from kumo_lr.document.compose import require_libyaml  # PyYAML, which `rules` does not need

    require_libyaml()
    try:
        os.getcwd()
    except OSError:  # reports and settings need it, and a half of a report would be printed
        raise UsageError(f"cannot {command.name} here: the current folder no longer exists") from None


def _refuse_settings(error: SettingsError) -> int:
    """Report the mistakes in a settings file, with their places."""
    if not error.findings:
        return complain(str(error), USAGE)
    from kumo_lr.report.tally import Tally
    from kumo_lr.report.text import render_full  # correct settings need neither

    color = wants_color("auto", sys.stderr)
    sys.stderr.writelines(render_full([error.checked], Tally(), color))
    return complain(f"cannot use the settings in {printable(error.source.name)}", USAGE)


def _to_nowhere(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
