"""How each tool is called on a target: the one place that knows their command lines."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from measure import Command
from peers import Peers

HERE = Path(__file__).resolve().parent
SCHEMA = str(HERE / "schema.json")

PASS = "python -c pass"
FLOOR = "floor: libyaml compose"
ONE_JOB = "kumo-lr --jobs 1"
UNTRAINED = "kumo-lr --jobs 1 --ignore KLR3"
KUMO_LR = "kumo-lr"
AJV = "ajv-cli"
CHECK_JSONSCHEMA = "check-jsonschema"
YAMLLINT = "yamllint"
IMPORT = "import kumo_lr"
LOAD = "kumo_lr.load"
KUMO_API = "import kumoapi.model_plan"
# What is run in this interpreter, on a file.
CODE = {
    PASS: "pass",
    IMPORT: "import kumo_lr",
    LOAD: "import sys, kumo_lr; kumo_lr.load(sys.argv[1])",
}


@dataclass(frozen=True)
class Target:
    """A file, or a folder of plans, by its name inside the folder of the corpora."""

    corpora: Path
    name: str

    @property
    def is_folder(self) -> bool:
        """Tell a folder from a file."""
        return (self.corpora / self.name).is_dir()

    @property
    def pattern(self) -> str:
        """What ajv-cli expands itself: ten thousand arguments may be more than a shell takes."""
        return f"{self.name}/**/*.yaml" if self.is_folder else self.name

    @property
    def files(self) -> list[str]:
        """The files one by one, for check-jsonschema, which takes no folder."""
        if not self.is_folder:
            return [self.name]
        found = (self.corpora / self.name).rglob("*.yaml")
        return sorted(str(path.relative_to(self.corpora)) for path in found)


class NotInstalledError(Exception):
    """The tool could not be installed."""


@dataclass(frozen=True)
class Tools:
    """The tools of this run."""

    kumo_lr: Path
    peers: Peers

    def argv(self, tool: str, target: Target) -> list[str]:
        """Return the command line of a tool for a target."""
        peers = self.peers
        if tool in CODE:
            return [sys.executable, "-c", CODE[tool], target.name]
        if tool == FLOOR:
            return [sys.executable, str(HERE / "floor.py"), target.name]
        if tool == KUMO_LR:
            return [str(self.kumo_lr), "check", target.name]
        if tool == ONE_JOB:
            return [str(self.kumo_lr), "check", "--jobs", "1", target.name]
        if tool == UNTRAINED:
            return [str(self.kumo_lr), "check", "--jobs", "1", "--ignore", "KLR3", target.name]
        if tool == KUMO_API and peers.kumo_api:
            return [str(peers.kumo_api), "-c", "import kumoapi.model_plan"]
        if tool == AJV and peers.ajv:
            return [str(peers.ajv), "validate", "-s", SCHEMA, "-d", target.pattern]
        if tool == CHECK_JSONSCHEMA and peers.check_jsonschema:
            return [str(peers.check_jsonschema), "--schemafile", SCHEMA, *target.files]
        if tool == YAMLLINT and peers.yamllint:
            # At start-up a configuration file would be one more thing to read.
            quiet = ["-c", str(HERE / "yamllint.yaml")]
            config = quiet if target.is_folder else ["-d", "relaxed"]
            return [str(peers.yamllint), *config, target.name]
        raise NotInstalledError(tool)

    def command(self, tool: str, target: Target, rounds: int | None = None) -> Command:
        """Return the tool as a command, run from the folder of the corpora."""
        return Command(tool, tuple(self.argv(tool, target)), target.corpora, rounds)
