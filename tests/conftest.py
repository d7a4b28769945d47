"""What all tests have in common: properties have the same examples everywhere and every time."""

from __future__ import annotations

from hypothesis import settings

from tests.support import properties

settings.load_profile(properties.FULL)
