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
    AJV_ALL,
    CHECK_JSONSCHEMA,
    CONCISE,
    FLOOR,
    HERE,
    IMPORT,
    IMPORT_YAML,
    KUMO_API,
    KUMO_LR,
    LOAD,
    MISTAKE_EVERY,
    ONE_JOB,
    PASS,
    RYL,
    SOURCEMETA,
    UNTRAINED,
    YAMLLINT,
    NotInstalledError,
    Target,
    Tools,
)

CANDIDATES = 100_000
LINEARITY = (25_000, 50_000, 100_000)
FAULTY = 2_000
# What everything but kumo-lr says about a file; the last two do not know the field.
PEERS = (AJV, SOURCEMETA, CHECK_JSONSCHEMA, RYL, YAMLLINT)
PEERS_ALL = (AJV_ALL, *PEERS[1:])
# They take seconds where the others take tenths of one.
SLOW = (CHECK_JSONSCHEMA, YAMLLINT)


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
    note: str = ""


@dataclass(frozen=True)
class Corpora:
    """The corpora, each generated when it is first asked for."""

    folder: Path

    def make(self, name: str, kind: str, *arguments: str, refused: bool = False) -> Target:
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
        return Target(root, name, refused)

    def small(self, finding: str = "") -> Target:
        """Return one small file, valid or with one finding: a warning or an error."""
        if not finding:
            return self.make("small.yaml", "small")
        return self.make(f"small-{finding}.yaml", "small", "--finding", finding, refused=finding == "error")

    def plans(self, count: int, spoil_last: bool = False) -> Target:
        """Return a folder of plans, all valid or all but the last."""
        name = f"plans-{count}-last-bad" if spoil_last else f"plans-{count}"
        mistakes = 1 / count if spoil_last else 0.0
        return self.make(name, "plans", str(count), "--mistakes", str(mistakes), refused=spoil_last)

    def faulty(self) -> Target:
        """Return a folder of plans as on the day that a linter arrives."""
        mistakes = ("--mistakes", str(1 / MISTAKE_EVERY), "--careless")
        return self.make(f"faulty-{FAULTY}", "plans", str(FAULTY), *mistakes, refused=True)

    def candidates(self, count: int, style: str, spoil_last: bool = False) -> Target:
        """Return one file of candidates, all valid or all but the last."""
        name = f"{style}-{count}-last-bad.yaml" if spoil_last else f"{style}-{count}.yaml"
        mistakes = ("--mistakes", str(1 / count if spoil_last else 0.0))
        return self.make(name, "candidates", str(count), "--style", style, *mistakes, refused=spoil_last)


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
        rounds = self.effort.of(15, 5)
        clean = empty("cold", "Cold start, one small file", PASS, PASS, IMPORT_YAML, KUMO_LR, *PEERS)
        # Of the peers, none has anything to say about a warning.
        warning = empty("cold-warning", "Cold start, one small file with a warning", PASS, PASS, KUMO_LR)
        error = empty(
            "cold-error", "Cold start, one small file with an error", PASS, PASS, KUMO_LR, *PEERS_ALL
        )
        return [
            self.measure(clean, self.corpora.small(), rounds),
            self.measure(warning, self.corpora.small("warning"), rounds),
            self.measure(error, self.corpora.small("error"), rounds),
        ]

    def loading(self) -> list[Section]:
        """Measure what a program pays for one small file, beside Kumo's own data model."""
        section = empty("loading", "Loading one small file in Python", PASS, PASS, IMPORT, LOAD, KUMO_API)
        return [self.measure(section, self.corpora.small(), self.effort.of(11, 5))]

    def files_1000(self) -> list[Section]:
        """Measure a thousand plans about which there is nothing to say."""
        tools = (FLOOR, ONE_JOB, UNTRAINED, KUMO_LR, *PEERS)
        section = empty("files-1000", "1,000 plans of about 750 bytes", FLOOR, *tools)
        slow = dict.fromkeys(SLOW, self.effort.of(3, 1))
        return [self.measure(section, self.corpora.plans(1_000), self.effort.of(9, 3), slow)]

    def faulty(self) -> list[Section]:
        """Measure plans as on the day that a linter arrives: most have a finding."""
        tools = (FLOOR, ONE_JOB, CONCISE, UNTRAINED, KUMO_LR, *PEERS_ALL)
        section = empty("faulty", f"{FAULTY:,} faulty plans", FLOOR, *tools)
        slow = dict.fromkeys(SLOW, self.effort.of(2, 1))
        return [self.measure(section, self.corpora.faulty(), self.effort.of(9, 3), slow)]

    def files_10000(self) -> list[Section]:
        """Measure ten thousand plans; the slow tools only when asked to."""
        tools = (FLOOR, ONE_JOB, KUMO_LR, *(tool for tool in PEERS if self.effort.full or tool not in SLOW))
        section = empty("files-10000", "10,000 plans of about 750 bytes", FLOOR, *tools)
        slow = dict.fromkeys(SLOW, 1)
        return [self.measure(section, self.corpora.plans(10_000), self.effort.of(5, 2), slow)]

    def large(self) -> list[Section]:
        """Measure one file of very many candidates, in both styles, and with one error at its end."""
        rounds, title = self.effort.of(5, 2), f"One file of {CANDIDATES:,} candidates"
        sections = []
        for style in ("block", "flow"):
            tools = (FLOOR, KUMO_LR, UNTRAINED, *PEERS)
            section = empty(f"large-{style}", f"{title}, {style} style", FLOOR, *tools)
            sections.append(self.measure_large(section, self.corpora.candidates(CANDIDATES, style), rounds))
        section = empty("large-error", f"{title}, one error at the end", FLOOR, FLOOR, KUMO_LR, *PEERS_ALL)
        target = self.corpora.candidates(CANDIDATES, "block", spoil_last=True)
        return [*sections, self.measure_large(section, target, rounds)]

    def measure_large(self, section: Section, target: Target, rounds: int) -> Section:
        """Measure a large file; the slow tools once, and only when asked to."""
        if not self.effort.full:
            for tool in SLOW:
                del section.samples[tool]
        return self.measure(section, target, rounds, dict.fromkeys(SLOW, 1))

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
    "faulty": Plan.faulty,
    "files-10000": Plan.files_10000,
    "large": Plan.large,
    "linearity": Plan.linearity,
}
