"""The entry point of the command line: streams, interrupts and the exit.

Nothing is imported at the top that is not loaded anyway, so that Ctrl-C during the start ends as quietly as
later.
"""

from __future__ import annotations

import gc
import io
import os
import sys

TYPE_CHECKING = False  # importing typing takes a while
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

_RARELY = 50_000  # objects
_INTERRUPTED = 130  # 128 + the signal's number, as shells report it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    try:
        _open_streams()
        from kumo_lr.cli.dispatch import dispatch

        return dispatch(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        return _report_interrupt()


def script() -> NoReturn:
    """Run the command line as the console script, and leave without taking the interpreter apart.

    That would take a tenth of the time of a short check. A debugger, a profiler or a coverage tool still
    gets its turn at exit.
    """
    # Modules and rules stay to the end: looking for garbage among them takes a thirtieth of a short check.
    gc.set_threshold(_RARELY)
    try:
        sys.unraisablehook = _end_if_interrupted
        _forgive_stderr()
        try:
            code = main()
        except SystemExit as leave:  # argparse, after help or the version
            code = leave.code if isinstance(leave.code, int) else int(leave.code is not None)
        if _is_observed():
            sys.exit(code)
        sys.stderr.flush()
    except KeyboardInterrupt:
        code = _report_interrupt()
    os._exit(code)


def _report_interrupt() -> int:
    if sys.stderr is not None:
        print("kumo-lr: interrupted", file=sys.stderr, flush=True)
    return _INTERRUPTED


def _end_if_interrupted(unraisable: sys.UnraisableHookArgs) -> None:
    """End the process on Ctrl-C in a place where Python would report it and go on, such as a callback."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        os._exit(_report_interrupt())
    sys.__unraisablehook__(unraisable)


def _is_observed() -> bool:
    """Return whether a tool follows this process, and has something to write when it ends."""
    monitoring: Any = getattr(sys, "monitoring", None)  # Python 3.12 and newer
    tools = map(monitoring.get_tool, range(6)) if monitoring is not None else ()
    return bool(sys.gettrace() or sys.getprofile() or any(tools) or "coverage" in sys.modules)


class _Forgiving(io.RawIOBase):
    """A stream to another, in which what cannot be written is lost."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw

    def write(self, data: Any, /) -> int | None:
        try:
            return self._raw.write(data)
        except OSError:
            return memoryview(data).nbytes

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw.isatty()


def _forgive_stderr() -> None:
    """Let the exit code stand where the text beside it cannot be written, as on a full disk."""
    stderr: Any = sys.stderr
    if stderr is None or not hasattr(stderr, "buffer"):
        return
    raw = getattr(stderr.buffer, "raw", stderr.buffer)
    buffer = io.BufferedWriter(_Forgiving(raw))
    sys.stderr = io.TextIOWrapper(buffer, stderr.encoding, stderr.errors, line_buffering=True)


def _open_streams() -> None:
    """Make standard output and error accept any text; a closed standard error takes it to nowhere."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open
    if sys.stdout is None:
        # Writing is an error there, as it should be: a result must not be lost in silence.
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Do not fail on characters that the terminal's encoding lacks.
            stream.reconfigure(errors="backslashreplace")
