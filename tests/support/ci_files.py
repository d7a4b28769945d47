"""What CI services and pre-commit read of this repository, and what docs/ci.md tells people to write."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "ci" / "action.sh"
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
WORKFLOW, GITLAB, PRE_COMMIT = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
(OTHERS,) = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
PLAN = "lr_scheduler:\n- name: {}\n  interval: step\n"
CLEAN = PLAN.format("linear_with_warmup")
WRONG = PLAN.format("linear_with_wramup")


def data(text: str) -> Any:
    return yaml.safe_load(text)
