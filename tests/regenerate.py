"""Writes everything that is generated: goldens, the rules' page, and parts of the README.

    python -m tests.regenerate            write
    python -m tests.regenerate --check    compare, and name what differs

Read what has changed before committing it: a golden is only as good as the look it got.
"""

from __future__ import annotations

import os
import sys

from tests.support.generated import generated, stale
from tests.support.paths import ROOT
from tests.support.typed_models import renewed


def main() -> int:
    """Write what differs, or with `--check` only name it."""
    if "--check" not in sys.argv and renewed():
        # What is generated of the package has to be imported anew.
        os.execv(sys.executable, [sys.executable, "-m", "tests.regenerate"])
    files = generated()
    changed = stale(files)
    for path in changed:
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv:
            if path in files:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(files[path])
            else:
                path.unlink()
    return 1 if changed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
