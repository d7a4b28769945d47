"""What all tests have in common: properties have the same examples everywhere and every time."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.support import properties


def pytest_configure(config: pytest.Config) -> None:
    """Try properties on all of their examples; on a share of them in the fast lane."""
    if config.getoption("--hypothesis-profile") is None:
        is_fast_lane = config.getoption("markexpr") == "not slow"
        settings.load_profile(properties.FAST if is_fast_lane else properties.FULL)
