"""Write the versions that CI installs: `python ci/lock.py`, after a change of what pyproject.toml asks for.

`constraints.txt` has one version of everything that the extras `test` and `docs` bring, for each Python
and system that the project knows; `oldest.txt` has the lowest versions that pyproject.toml allows. pip
takes both with `--constraint`. Versions that still fit are kept; `--upgrade` takes the newest of all.
`--check` asks no registry: it says whether pyproject.toml has changed since.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("test", "docs")
CONSTRAINTS = ROOT / "ci" / "constraints.txt"
OLDEST = ROOT / "ci" / "oldest.txt"


def header() -> str:
    """Return the first line of a file of versions: how it is made, and from which requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [project["requires-python"], project["dependencies"]]
    asked += [project["optional-dependencies"][extra] for extra in EXTRAS]
    digest = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]
    return f"# Made by `python ci/lock.py` from the requirements {digest}.\n"


def is_current(file: Path) -> bool:
    """Return whether a file was made from the requirements that pyproject.toml has now."""
    return file.is_file() and file.read_text(encoding="utf-8").startswith(header())


def lock(uv: str, file: Path, *options: str) -> None:
    """Resolve what the project asks for, for all Pythons and systems at once."""
    extras = [f"--extra={extra}" for extra in EXTRAS]
    shape = ["--universal", "--no-header", "--no-annotate", "--quiet"]
    # It prints what it writes, and reads the versions to keep from the file it writes to.
    command = [uv, "pip", "compile", "pyproject.toml", *extras, *shape, *options, f"--output-file={file}"]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    file.write_text(header() + file.read_text(encoding="utf-8"), encoding="utf-8")


def main() -> int:
    """Write both files, or check them; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only say what is out of date")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    options = parser.parse_args()
    if options.check:
        stale = [file.name for file in (CONSTRAINTS, OLDEST) if not is_current(file)]
        for name in stale:
            print(
                f"ci/{name} was made from other requirements than pyproject.toml has: run python ci/lock.py"
            )
        return int(bool(stale))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        scripts = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin")
        subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        uv = str(scripts / "uv")
        lock(uv, CONSTRAINTS, *["--upgrade"] * options.upgrade)
        lock(uv, OLDEST, "--resolution=lowest-direct", "--upgrade")
    return 0


if __name__ == "__main__":
    sys.exit(main())
