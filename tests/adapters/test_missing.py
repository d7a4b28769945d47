"""What is said where a library is missing, and what is tried where it is there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kumo_lr.facts.strategies import INTERVAL, STRATEGIES
from tests.support.adapters import SCHEDULERS
from tests.support.paths import ROOT


def test_every_strategy_is_tried() -> None:
    assert {(s.name, s.interval) for s in SCHEDULERS} == {
        (n, i) for n in STRATEGIES for i in INTERVAL.choices
    }


@pytest.mark.parametrize(
    ("module", "library"), [("torch", "torch"), ("lightning", "torch"), ("optuna", "optuna")]
)
def test_a_missing_library_is_named(module: str, library: str) -> None:
    code = f"import sys; sys.modules[{library!r}] = None; import kumo_lr.adapters.{module}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"ImportError: kumo_lr.adapters.{module} needs ")
    assert last.endswith(f': pip install "kumo_lr[{module}]"')
