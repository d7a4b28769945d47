"""What reports are made of."""

from __future__ import annotations

import pytest

from kumo_lr.check.checker import check_data
from kumo_lr.findings import Checked, Fix
from tests.support.cases import plans
from tests.support.formats import rich


@pytest.fixture(scope="session")
def mendable() -> list[tuple[Checked, Fix]]:
    """Every fix of the fixtures, one at a time."""
    checks = [check_data(path.read_bytes(), path.name) for path in plans()]
    checks += rich()
    return [
        (checked._replace(findings=(finding,), muted=()), finding.fix)
        for checked in checks
        for finding in checked.findings
        if finding.fix is not None
    ]
