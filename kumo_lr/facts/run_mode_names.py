"""The names of the run modes as a type."""

from __future__ import annotations

from typing import Literal, TypeAlias

RunModeName: TypeAlias = Literal["FAST", "NORMAL", "BEST", "DEBUG", "fast", "normal", "best", "debug"]
"""A run mode, as the documentation spells it or as Kumo's data model does."""
