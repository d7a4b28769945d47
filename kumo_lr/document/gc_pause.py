"""Pause Python's cycle collector while large structures without cycles are built.

It would visit the new objects again and again, which costs four times the parse of a large file.
"""

from __future__ import annotations

import gc


class collector_off:  # noqa: N801 - it is used as a function
    """A context in which the collector is paused, unless it is already disabled."""

    def __enter__(self) -> None:
        self._collecting = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._collecting:
            gc.enable()
