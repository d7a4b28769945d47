"""The pictures of terminals in the documentation: what they show, and where they are."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tests.support.paths import DOCS
from tests.support.screens import drawn, painted
from tests.support.site import Workplace

IMAGES = DOCS / "images"
CHECK = IMAGES / "check.svg"
NEOVIM = IMAGES / "neovim.svg"
EDITORS = DOCS / "editors.md"

CHECKED = """\
optimization:
  lr_scheduler:
  - name: csoine_with_warmup
    interval: step
  - name: linear_with_warmup
    interval: step
    kwargs:
      warmup_ratio_or_steps: 1
  - name: exponential
    interval: epoch
    kwargs:
      gamma: 9e-1
"""
EDITED = """\
optimization:
  lr_scheduler:
  - name: cosine_with_warmup
    interval: steps
    kwargs:
      warmup_ratio_or_steps: 1e-1
  - name: exponential
    interval: step
    kwargs:
      gamma: 0.9
  - name: linear_with_warmup
    interval: step
    kwargs:
      warmup_ratio_or_steps: 0.1
"""
# Where the hover window is opened: the end of a line.
HOVERED = " 0.1"
NEOVIM_TITLE = "A plan in Neovim, with findings, inlay hints and a hover window"


def check_picture() -> bytes:
    """Return the picture of `kumo-lr check` in a terminal."""
    with tempfile.TemporaryDirectory() as folder:
        workplace = Workplace(Path(folder))
        (workplace.folder / "plan.yaml").write_text(CHECKED, encoding="utf-8")
        printed = workplace.run("kumo-lr check plan.yaml --color always")
    rows = painted(f"\x1b[1m$ kumo-lr check plan.yaml\x1b[0m\n{printed}")
    return drawn(rows, max(map(len, rows)), "kumo-lr check in a terminal").encode()


def neovim_settings() -> str:
    """Return the settings of Neovim that the documentation has."""
    _, _, section = EDITORS.read_text(encoding="utf-8").partition("\n## Neovim\n")
    found = re.search(r"^```lua\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    if found is None:
        raise ValueError("the page has no settings of Neovim")
    return found[1]
