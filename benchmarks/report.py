"""The results as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable

from budgets import Verdict
from measure import Sample, median_peak, median_seconds, ratio
from peers import Peers, output_of, python_versions
from sections import LINEARITY, Section
from tools import HERE, KUMO_LR, LOAD

HEAD = """\
# Benchmark results

Regenerate with `pip install . && python benchmarks/run.py`.

Read the ratios: they compare runs of the same round, and the table shows their median. Absolute
times belong to one machine and one hour. The peak is that of the largest process of a command.
What the slow tools take on 10,000 plans and on a large file is measured with `--full`.
"""


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a Markdown table whose first column is text and whose others are figures."""
    titles = list(header)
    lines = [
        "| " + " | ".join(titles) + " |",
        "| --- |" + " ---: |" * (len(titles) - 1),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def duration(seconds: float) -> str:
    """Write a time with the unit that suits it."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def section_rows(section: Section) -> Iterable[list[str]]:
    """Write one row a tool, the ones that are missing last."""
    baseline = section.samples[section.baseline]
    for tool, samples in section.samples.items():
        yield [
            tool,
            f"{ratio(samples, baseline):.2f}",
            duration(median_seconds(samples)),
            f"{median_peak(samples):.0f}",
            str(len(samples)),
        ]
    for tool in section.absent:
        yield [tool, "not installed", "", "", ""]


def section_text(section: Section) -> str:
    """Write one section, what there is to say about its corpus first."""
    note = f"{section.note}\n" if section.note else ""
    header = ("command", f"time / {section.baseline}", "median time", "peak MiB", "runs")
    return f"## {section.title}\n\n{note}{table(header, section_rows(section))}"


def per_candidate(samples: list[Sample], count: int) -> str:
    """Write the time that one candidate takes."""
    return f"{median_seconds(samples) / count * 1e6:.1f}"


def linearity_text(sections: list[Section]) -> str:
    """Write the files of growing size as one table."""
    header = (
        "candidates",
        "floor, µs each",
        "kumo-lr, µs each",
        "kumo-lr / floor",
        "peak MiB",
        "load, µs each",
        "load / floor",
        "peak MiB",
    )
    rows = []
    for section, count in zip(sections, LINEARITY, strict=True):
        own, floor = section.samples[KUMO_LR], section.samples[section.baseline]
        load = section.samples[LOAD]
        rows.append(
            [
                f"{count:,}",
                per_candidate(floor, count),
                per_candidate(own, count),
                f"{ratio(own, floor):.2f}",
                f"{median_peak(own):.0f}",
                per_candidate(load, count),
                f"{ratio(load, floor):.2f}",
                f"{median_peak(load):.0f}",
            ]
        )
    return f"## One file that grows\n\n{table(header, rows)}"


def budget_text(verdicts: list[Verdict], version: str, day: str) -> str:
    """Write the budgets, met or not, and by which kumo-lr on which day."""
    rows = []
    for verdict in verdicts:
        budget = verdict.budget
        measured = "" if verdict.measured is None else f"{verdict.measured:.3g}{budget.unit}"
        limit = f"<= {budget.limit:g}{budget.unit}"
        row = [f"{budget.section}: {budget.label}", limit, measured, verdict.word]
        rows.append([*row, *(("", "") if verdict.measured is None else (version, day))])
    header = ("budget", "limit", "measured", "verdict", "kumo-lr", "day")
    return f"## Budgets\n\n{table(header, rows)}"


def kumo_lr_version(python: str) -> str:
    """Return the installed version, and the commit of the tree that it was installed from."""
    version = python_versions(python, ("kumo-lr",)).get("kumo-lr", "unknown")
    commit = output_of(["git", "-C", str(HERE), "describe", "--always", "--dirty", "--exclude", "*"])
    return f"{version} ({commit})" if commit else version


def libyaml_version() -> str:
    """Return the version of the libyaml that PyYAML was built with."""
    # Imported here: before the runs it would add to what the children's peaks start from.
    from yaml._yaml import get_version_string

    return str(get_version_string())


def versions_text(python: str, peers: Peers) -> str:
    """Write what was compared, and on what."""
    versions = {
        "kumo-lr": kumo_lr_version(python),
        **python_versions(python, ("PyYAML", "pydantic")),
        "libyaml": libyaml_version(),
        "Python": platform.python_version(),
        **peers.versions,
    }
    rows = [[name, version] for name, version in versions.items()]
    system = f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores."
    return f"## Versions\n\n{system}\n\n{table(('name', 'version'), rows)}"


def markdown(sections: list[Section], budgets: str, python: str, peers: Peers) -> str:
    """Write the whole report."""
    growing = [section for section in sections if section.key.startswith("linearity")]
    parts = [section_text(section) for section in sections if section not in growing]
    if growing:
        parts.append(linearity_text(growing))
    return "\n".join([HEAD, budgets, *parts, versions_text(python, peers)])
