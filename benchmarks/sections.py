"""What is measured: which tools, on which corpus, how often."""

from __future__ import annotations

import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from measure import Command, Sample, interleave
from tools import (
    AJV,
    CHECK_JSONSCHEMA,
    FLOOR,
    HERE,
    IMPORT,
    KUMO_API,
    KUMO_LR,
    LOAD,
    ONE_JOB,
    PASS,
    UNTRAINED,
    YAMLLINT,
    NotInstalledError,
    Target,
    Tools,
)

CANDIDATES = 100_000
LINEARITY = (25_000, 50_000, 100_000)


@dataclass(frozen=True)
class Effort:
    """How much time to spend."""

    quick: bool = False
    full: bool = False
    rounds: int | None = None

    def of(self, normal: int, quick: int) -> int:
        """Return the number of rounds of a section, or of a slow tool in it."""
        usual = quick if self.quick else normal
        return usual if self.rounds is None else self.rounds


@dataclass
class Section:
    """One table: a baseline and the tools that are set against it."""

    key: str
    title: str
    baseline: str
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Corpora:
    """The corpora, each generated when it is first asked for."""

    folder: Path

    def make(self, name: str, kind: str, *arguments: str) -> Target:
        """Generate a corpus, in a process of its own, unless it is there."""
        # The generator's checksum is in the path: an edited generator makes its corpora anew.
        checksum = zlib.crc32((HERE / "corpus.py").read_bytes())
        root = self.folder / f"{checksum:08x}"
        if not (root / name).exists():
            print("generating", name)
            unfinished = root / f"unfinished-{name}"
            unfinished.parent.mkdir(parents=True, exist_ok=True)
            generator = [sys.executable, str(HERE / "corpus.py"), kind, str(unfinished)]
            subprocess.run([*generator, *arguments], check=True)
            unfinished.rename(root / name)
        return Target(root, name)

    def small(self) -> Target:
        """Return one small valid file."""
        return self.make("small.yaml", "small")

    def plans(self, count: int, spoil_last: bool = False) -> Target:
        """Return a folder of plans, all valid or all but the last."""
        name = f"plans-{count}-last-bad" if spoil_last else f"plans-{count}"
        mistakes = 1 / count if spoil_last else 0.0
        return self.make(name, "plans", str(count), "--mistakes", str(mistakes))

    def candidates(self, count: int, style: str, spoil_last: bool = False) -> Target:
        """Return one file of candidates, all valid or all but the last."""
        name = f"{style}-{count}-last-bad.yaml" if spoil_last else f"{style}-{count}.yaml"
        mistakes = 1 / count if spoil_last else 0.0
        return self.make(name, "candidates", str(count), "--style", style, "--mistakes", str(mistakes))


@dataclass(frozen=True)
class Plan:
    """Everything that a section needs to be measured."""

    tools: Tools
    corpora: Corpora
    effort: Effort

    def measure(
        self, section: Section, target: Target, rounds: int, slow: dict[str, int] | None = None
    ) -> Section:
        """Measure the tools that the section lists as samples; `slow` caps rounds by tool."""
        commands: list[Command] = []
        for tool in section.samples:
            try:
                commands.append(self.tools.command(tool, target, (slow or {}).get(tool)))
            except NotInstalledError:
                section.absent.append(tool)
        section.samples = interleave(commands, rounds)
        return section

    def cold(self) -> list[Section]:
        """Measure one small file: start-up, and little else."""
        tools = (PASS, KUMO_LR, YAMLLINT, CHECK_JSONSCHEMA, AJV)
        section = empty("cold", "Cold start, one small file", PASS, *tools)
        return [self.measure(section, self.corpora.small(), self.effort.of(15, 5))]

    def loading(self) -> list[Section]:
        """Measure what a program pays for one small file, beside Kumo's own data model."""
        section = empty("loading", "Loading one small file in Python", PASS, PASS, IMPORT, LOAD, KUMO_API)
        return [self.measure(section, self.corpora.small(), self.effort.of(11, 5))]

    def files_1000(self) -> list[Section]:
        """Measure a thousand plans in one process."""
        tools = (FLOOR, ONE_JOB, UNTRAINED, KUMO_LR, AJV, CHECK_JSONSCHEMA, YAMLLINT)
        section = empty("files-1000", "1,000 plans of about 750 bytes", FLOOR, *tools)
        slow = dict.fromkeys((CHECK_JSONSCHEMA, YAMLLINT), self.effort.of(3, 1))
        return [self.measure(section, self.corpora.plans(1_000), self.effort.of(9, 3), slow)]

    def files_10000(self) -> list[Section]:
        """Measure ten thousand plans; the slow tools only when asked to."""
        slow_tools = (CHECK_JSONSCHEMA, YAMLLINT) if self.effort.full else ()
        tools = (FLOOR, ONE_JOB, KUMO_LR, AJV, *slow_tools)
        section = empty("files-10000", "10,000 plans of about 750 bytes", FLOOR, *tools)
        slow = dict.fromkeys(slow_tools, 1)
        return [self.measure(section, self.corpora.plans(10_000), self.effort.of(5, 2), slow)]

    def large(self) -> list[Section]:
        """Measure one file of very many candidates, in both styles."""
        sections = []
        for style in ("block", "flow"):
            title = f"One file of {CANDIDATES:,} candidates, {style} style"
            section = empty(f"large-{style}", title, FLOOR, FLOOR, KUMO_LR, UNTRAINED, AJV)
            target = self.corpora.candidates(CANDIDATES, style)
            sections.append(self.measure(section, target, self.effort.of(5, 2)))
        return sections

    def linearity(self) -> list[Section]:
        """Measure files of growing size: the time for one candidate must stay the same."""
        sections = []
        for count in LINEARITY:
            title = f"One file of {count:,} candidates"
            section = empty(f"linearity-{count}", title, FLOOR, FLOOR, KUMO_LR, LOAD)
            target = self.corpora.candidates(count, "block")
            sections.append(self.measure(section, target, self.effort.of(5, 2)))
        return sections


def empty(key: str, title: str, baseline: str, *tools: str) -> Section:
    """Return a section whose tools are listed, not yet measured."""
    return Section(key, title, baseline, {tool: [] for tool in tools})


MEASUREMENTS: dict[str, Callable[[Plan], list[Section]]] = {
    "cold": Plan.cold,
    "loading": Plan.loading,
    "files-1000": Plan.files_1000,
    "files-10000": Plan.files_10000,
    "large": Plan.large,
    "linearity": Plan.linearity,
}
