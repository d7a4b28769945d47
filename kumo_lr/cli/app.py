"""The entry point of the command line.

Exit codes: 0 clean, or all fixed; 1 findings at or above `--fail-on`; 2 usage or unreadable input.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn, TextIO

from kumo_lr.cli.parser import parse
from kumo_lr.cli.terminal import USAGE, complain, wants_color
from kumo_lr.errors import LibyamlMissingError, SettingsError, UsageError
from kumo_lr.phrases import printable
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_full

_INTERRUPTED, _BROKEN_PIPE = 130, 141  # 128 + the signal's number, as shells report it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    _open_streams()
    try:
        return _run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        return complain("interrupted", _INTERRUPTED)


def script() -> NoReturn:
    """Run the command line as the console script, and leave without taking the interpreter apart.

    That would take a tenth of the time of a short check. A debugger, a profiler or a coverage tool still
    gets its turn at exit.
    """
    try:
        code = main()
    except SystemExit as leave:  # argparse, after help or a usage error
        code = leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    if _is_observed():
        sys.exit(code)
    try:
        sys.stderr.flush()
    finally:
        os._exit(code)


def _is_observed() -> bool:
    """Return whether a tool follows this process, and has something to write when it ends."""
    monitoring: Any = getattr(sys, "monitoring", None)  # Python 3.12 and newer
    tools = map(monitoring.get_tool, range(6)) if monitoring is not None else ()
    return bool(sys.gettrace() or sys.getprofile() or any(tools) or "coverage" in sys.modules)


def _run(arguments: list[str]) -> int:
    try:
        try:
            command, options = parse(arguments)
            if command.reads_plans:
                from kumo_lr.document.compose import require_libyaml  # PyYAML, which `rules` does not need

                require_libyaml()  # before anything is printed
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
        return complain(f"cannot write the output: {(error.strerror or str(error)).lower()}", USAGE)
    return code


def _refuse_settings(error: SettingsError) -> int:
    """Report the mistakes in a settings file, with their places."""
    if not error.findings:
        return complain(str(error), USAGE)
    color = wants_color("auto", sys.stderr)
    sys.stderr.writelines(render_full([error.checked], Tally(), color))
    return complain(f"cannot use the settings in {printable(error.source.name)}", USAGE)


def _open_streams() -> None:
    """Make standard output and error accept any text, even if the caller closed them."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - it stays open
        elif hasattr(stream, "reconfigure"):
            # Do not fail on characters that the terminal's encoding lacks.
            stream.reconfigure(errors="backslashreplace")


def _to_nowhere(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
