"""On how many examples a property is tried: the fast lane takes a tenth of them."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

FULL = "full"
FAST = "fast"
# Profiles by name, with their share of the examples in percent.
for _name, _percent in ((FULL, 100), (FAST, 10)):
    settings.register_profile(
        _name,
        max_examples=_percent,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


def examples(count: int) -> settings:
    """Run a property on `count` examples in the full profile, and on a share of them in another one."""
    profile = settings.default or settings.get_profile(FULL)
    return settings(settings.get_profile(FULL), max_examples=max(1, count * profile.max_examples // 100))
