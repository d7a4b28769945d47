"""On how many examples a property is tried: `--hypothesis-profile=fast` takes a tenth of them."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# In each profile the examples are the same everywhere and every time.
for _name, _percent in (("full", 100), ("fast", 10)):
    settings.register_profile(
        _name,
        max_examples=_percent,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


def examples(count: int) -> settings:
    """Run a property on `count` examples in the full profile, and on fewer in a smaller one."""
    percent = 10 if settings.default is not None and settings.default.max_examples == 10 else 100
    return settings(settings.get_profile("full"), max_examples=max(1, count * percent // 100))
