"""Show the progress of a long check in a line on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator

from kumo_lr.findings import Checked
from kumo_lr.report.tally import plural

_PATIENCE, _EVERY = 1.0, 0.1  # seconds before the first line, and between two
_CLEAR = "\r\x1b[K"


def reported(results: Iterable[Checked]) -> Iterator[Checked]:
    """Yield results, and show on standard error how many files are done and what they have."""
    files = findings = 0
    shown = False
    due = time.monotonic() + _PATIENCE
    try:
        for checked in results:
            files += 1
            findings += len(checked.findings)
            if shown and checked.findings:
                # Clear the line, since findings are printed to the same terminal.
                sys.stderr.write(_CLEAR)
                sys.stderr.flush()
                shown = False
            yield checked
            now = time.monotonic()
            if now >= due:
                due = now + _EVERY
                shown = True
                sys.stderr.write(f"{_CLEAR}{plural(files, 'file')} checked, {plural(findings, 'finding')}")
                sys.stderr.flush()
    finally:
        if shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
