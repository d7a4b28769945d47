"""Pause Python's cycle collector while large structures without cycles are built.

It would visit the new objects again and again, which costs four times the parse of a large file.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_off() -> Iterator[None]:
    """Pause the collector, unless it is already disabled."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
