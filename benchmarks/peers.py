"""The tools to compare with: pinned, and installed into the work folder only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class PythonPeer:
    """A peer from PyPI: what to install, which command it brings, and the packages to report.

    Reported are the dependencies that decide how fast it is.
    """

    pin: str
    command: str
    packages: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name on PyPI."""
        return self.pin.partition("==")[0]


PYTHON_PEERS = (
    PythonPeer("yamllint==1.38.0", "yamllint", ("yamllint",)),
    PythonPeer(
        "check-jsonschema==0.39.0",
        "check-jsonschema",
        ("check-jsonschema", "jsonschema", "ruamel.yaml", "ruamel.yaml.clib"),
    ),
    # A command of the same name as that of the package jsonschema, which check-jsonschema brings.
    PythonPeer("sourcemeta-jsonschema==17.3.0", "jsonschema", ("sourcemeta-jsonschema",)),
    PythonPeer("ryl==0.26.1", "ryl", ("ryl",)),
    # Kumo's own data model, which the environment's interpreter imports.
    PythonPeer("kumo-api==0.92.0", "python", ("kumo-api",)),
)
AJV_PIN = "ajv-cli@5.0.0"
NODE_PACKAGES = ("ajv-cli", "ajv", "js-yaml")


@dataclass(frozen=True)
class Peers:
    """The commands by the peer's name, as far as they could be installed, and the versions behind them."""

    commands: dict[str, Path] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


def run_quietly(argv: list[str], cwd: Path) -> str | None:
    """Run an installer; return what went wrong, or nothing."""
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1] if lines else f"exit code {done.returncode}"


def install_python_peer(peer: PythonPeer, work: Path) -> str | None:
    """Make a virtual environment for a peer alone, unless this very pin is there."""
    venv = work / "python" / peer.name
    marker = venv / "pin.txt"
    if marker.exists() and marker.read_text(encoding="utf-8") == peer.pin:
        return None
    print("installing", peer.pin)
    python = str(venv / "bin" / "python")
    problem = run_quietly([sys.executable, "-m", "venv", "--clear", str(venv)], work)
    if problem is None:
        problem = run_quietly([python, "-m", "pip", "install", peer.pin], work)
    if problem is None:
        marker.write_text(peer.pin, encoding="utf-8")
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
        "found = {d.metadata['Name'].lower().replace('_', '-'): d.version for d in distributions()}\n"
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
    peers = Peers()
    for peer in PYTHON_PEERS:
        problem = install_python_peer(peer, work)
        if problem is not None:
            print(f"not installed: {peer.name}: {problem}")
            continue
        scripts = work / "python" / peer.name / "bin"
        peers.commands[peer.name] = scripts / peer.command
        peers.versions.update(python_versions(str(scripts / "python"), peer.packages))
    problem = install_ajv(work)
    if problem is None:
        peers.commands["ajv-cli"] = work / "npm" / "node_modules" / ".bin" / "ajv"
        peers.versions.update(node_versions(work / "npm"))
    else:
        print("not installed: ajv-cli:", problem)
    return peers
