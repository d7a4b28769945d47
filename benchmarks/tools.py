"""How each tool is called on a target: the one place that knows their command lines."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from measure import Command
from peers import Peers

HERE = Path(__file__).resolve().parent
SCHEMA = str(HERE / "schema.json")
# Where plans have mistakes, every tenth has one, the tenth first.
MISTAKE_EVERY = 10

PASS = "python -c pass"
IMPORT_YAML = "import yaml"
FLOOR = "floor: libyaml compose"
ONE_JOB = "kumo-lr --jobs 1"
CONCISE = "kumo-lr --jobs 1 --output-format concise"
UNTRAINED = "kumo-lr --jobs 1 --ignore KLR3"
KUMO_LR = "kumo-lr"
AJV = "ajv-cli"
AJV_ALL = "ajv-cli --all-errors"
CHECK_JSONSCHEMA = "check-jsonschema"
SOURCEMETA = "jsonschema (sourcemeta)"
YAMLLINT = "yamllint"
RYL = "ryl"
IMPORT = "import kumo_lr"
LOAD = "kumo_lr.load"
KUMO_API = "import kumoapi.model_plan"

# What is run in this interpreter, on a file.
CODE = {
    PASS: "pass",
    IMPORT_YAML: "import yaml",
    IMPORT: "import kumo_lr",
    LOAD: "import sys, kumo_lr; kumo_lr.load(sys.argv[1])",
}
# kumo-lr as it is called here: the options of each way.
OPTIONS = {
    KUMO_LR: (),
    ONE_JOB: ("--jobs", "1"),
    CONCISE: ("--jobs", "1", "--output-format", "concise"),
    UNTRAINED: ("--jobs", "1", "--ignore", "KLR3"),
}
# What each tool that knows the field prints for a file that it refuses, the file as a group.
REFUSALS = {
    **dict.fromkeys(OPTIONS, re.compile(r"(\S+\.yaml):\d+:\d+: error\b")),
    **dict.fromkeys((AJV, AJV_ALL), re.compile(r"(\S+\.yaml) invalid$")),
    CHECK_JSONSCHEMA: re.compile(r" *(\S+\.yaml)::"),
    SOURCEMETA: re.compile(r"fail: (\S+\.yaml)$"),
}


@dataclass(frozen=True)
class Target:
    """A file, or a folder of plans, by its name inside the folder of the corpora.

    A refused one has a mistake that a JSON Schema can see, so tools that know the field exit with 1.
    """

    corpora: Path
    name: str
    refused: bool = False

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

    def peer(self, name: str) -> str:
        """Return the command of a peer."""
        try:
            return str(self.peers.commands[name])
        except KeyError:
            raise NotInstalledError(name) from None

    def argv(self, tool: str, target: Target) -> list[str]:
        """Return the command line of a tool for a target."""
        if tool in CODE:
            return [sys.executable, "-c", CODE[tool], target.name]
        if tool in OPTIONS:
            return [str(self.kumo_lr), "check", *OPTIONS[tool], target.name]
        if tool == FLOOR:
            return [sys.executable, str(HERE / "floor.py"), target.name]
        if tool == KUMO_API:
            return [self.peer("kumo-api"), "-c", "import kumoapi.model_plan"]
        if tool in (AJV, AJV_ALL):
            options = ["--all-errors"] if tool == AJV_ALL else []
            return [self.peer("ajv-cli"), "validate", *options, "-s", SCHEMA, "-d", target.pattern]
        if tool == CHECK_JSONSCHEMA:
            return [self.peer("check-jsonschema"), "--schemafile", SCHEMA, *target.files]
        if tool == SOURCEMETA:
            # By default it stops at the first file that it refuses.
            return [self.peer("sourcemeta-jsonschema"), "validate", SCHEMA, target.name, "--continue"]
        # At start-up a configuration file would be one more thing to read.
        config = ["-c", str(HERE / "yamllint.yaml")] if target.is_folder else ["-d", "relaxed"]
        if tool == YAMLLINT:
            return [self.peer("yamllint"), *config, target.name]
        # ryl reads yamllint's configuration; by default it keeps what it found last time.
        return [self.peer("ryl"), "check", "--no-cache", *config, target.name]

    def command(self, tool: str, target: Target, rounds: int | None = None) -> Command:
        """Return the tool as a command, run from the folder of the corpora."""
        exit_code = 1 if target.refused and tool in REFUSALS else 0
        return Command(tool, tuple(self.argv(tool, target)), target.corpora, exit_code, rounds)
