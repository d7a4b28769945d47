"""The tools to compare with: pinned, and installed into the work folder only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

PYTHON_PINS = ("yamllint==1.38.0", "check-jsonschema==0.39.0", "kumo-api==0.92.0")
AJV_PIN = "ajv-cli@5.0.0"
# Dependencies that decide how fast a peer is, so the report names them.
PYTHON_PACKAGES = (
    "yamllint",
    "check-jsonschema",
    "jsonschema",
    "ruamel.yaml",
    "ruamel.yaml.clib",
    "kumo-api",
)
NODE_PACKAGES = ("ajv-cli", "ajv", "js-yaml")


@dataclass(frozen=True)
class Peers:
    """The commands, as far as they could be installed, and the versions behind them.

    `kumo_api` is the interpreter that has Kumo's own data model.
    """

    yamllint: Path | None = None
    check_jsonschema: Path | None = None
    ajv: Path | None = None
    kumo_api: Path | None = None
    versions: dict[str, str] = field(default_factory=dict)


def run_quietly(argv: list[str], cwd: Path) -> str | None:
    """Run an installer; return what went wrong, or nothing."""
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1] if lines else f"exit code {done.returncode}"


def install_python_peers(work: Path) -> str | None:
    """Make a virtual environment of the Python peers, unless these very pins are there."""
    venv, marker = work / "venv", work / "venv" / "pins.txt"
    pins = "\n".join(PYTHON_PINS)
    if marker.exists() and marker.read_text(encoding="utf-8") == pins:
        return None
    print("installing", *PYTHON_PINS)
    python = str(venv / "bin" / "python")
    problem = run_quietly([sys.executable, "-m", "venv", "--clear", str(venv)], work)
    if problem is None:
        problem = run_quietly([python, "-m", "pip", "install", *PYTHON_PINS], work)
    if problem is None:
        marker.write_text(pins, encoding="utf-8")
    return problem


def install_ajv(work: Path) -> str | None:
    """Install ajv-cli, which brings its own YAML reader, unless this very pin is there."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "node and npm are needed"
    folder = work / "npm"
    marker = folder / "pin.txt"
    if marker.exists() and marker.read_text(encoding="utf-8") == AJV_PIN:
        return None
    print("installing", AJV_PIN)
    folder.mkdir(exist_ok=True)
    # Without a package.json of its own, npm would install into a project further up.
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    problem = run_quietly([npm, "install", "--no-audit", "--no-fund", AJV_PIN], folder)
    if problem is None:
        marker.write_text(AJV_PIN, encoding="utf-8")
    return problem


def output_of(argv: list[str]) -> str:
    """Return what a command prints, or nothing if it fails."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def python_versions(python: str, packages: tuple[str, ...]) -> dict[str, str]:
    """Ask an interpreter for the versions of the packages it has."""
    code = (
        "import sys\n"
        "from importlib.metadata import distributions\n"
        "found = {d.metadata['Name'].lower(): d.version for d in distributions()}\n"
        "print(*(f'{p} {found[p.lower()]}' for p in sys.argv[1:] if p.lower() in found), sep='\\n')"
    )
    lines = output_of([python, "-c", code, *packages]).splitlines()
    return {line.split()[0]: line.split()[1] for line in lines}


def node_versions(folder: Path) -> dict[str, str]:
    """Ask node for its own version and those of the packages in `folder`."""
    versions = {"node": output_of(["node", "--version"]).lstrip("v")}
    for package in NODE_PACKAGES:
        manifest = folder / "node_modules" / package / "package.json"
        code = f"console.log(require({str(manifest)!r}).version)"
        versions[package] = output_of(["node", "-e", code]) or "unknown"
    return versions


def install(work: Path) -> Peers:
    """Install what is not installed yet; a peer that cannot be installed is left out."""
    versions: dict[str, str] = {}
    yamllint = check_jsonschema = ajv = kumo_api = None
    problem = install_python_peers(work)
    if problem is None:
        scripts = work / "venv" / "bin"
        yamllint, check_jsonschema = scripts / "yamllint", scripts / "check-jsonschema"
        kumo_api = scripts / "python"
        versions |= python_versions(str(scripts / "python"), PYTHON_PACKAGES)
    else:
        print("not installed: yamllint, check-jsonschema, kumo-api:", problem)
    problem = install_ajv(work)
    if problem is None:
        ajv = work / "npm" / "node_modules" / ".bin" / "ajv"
        versions |= node_versions(work / "npm")
    else:
        print("not installed: ajv-cli:", problem)
    return Peers(yamllint, check_jsonschema, ajv, kumo_api, versions)
