"""Proof that every tool does its work on these corpora, before anything is timed.

A glob that matches nothing and a folder that is skipped are very fast, and exit with 0. So each tool
that knows the field must refuse a corpus whose one mistake is in the last file, or in the last
candidate, and must name all faulty plans with a mistake, and no other, as refused. That it accepts the
corpora without mistakes is checked by every timed run.
"""

from __future__ import annotations

import dataclasses
import subprocess
import tempfile
from collections.abc import Iterator

from measure import child_environment, run_checked
from sections import CANDIDATES, PEERS, PEERS_ALL, Corpora
from tools import (
    AJV,
    CONCISE,
    FLOOR,
    KUMO_LR,
    MISTAKE_EVERY,
    ONE_JOB,
    REFUSALS,
    SOURCEMETA,
    UNTRAINED,
    NotInstalledError,
    Target,
    Tools,
)


class VerificationError(Exception):
    """A tool let a mistake pass, or refused what is valid."""


def knowing(*tools: str) -> Iterator[str]:
    """Yield the tools that know the field."""
    return (tool for tool in tools if tool in REFUSALS)


def must_refuse(tools: Tools, tool: str, target: Target) -> None:
    """Raise unless the tool, if installed, exits with 1 on the target."""
    try:
        command = tools.command(tool, target)
    except NotInstalledError:
        return
    run_checked(dataclasses.replace(command, exit_code=1))


def must_name(tools: Tools, tool: str, target: Target) -> None:
    """Raise unless the tool, if installed, names the files with a mistake, and only them."""
    try:
        command = tools.command(tool, target)
    except NotInstalledError:
        return
    # Read by the line: this process must stay small, since a child's peak starts from its parent's.
    with tempfile.TemporaryFile() as output:
        subprocess.run(
            command.argv, cwd=command.cwd, env=child_environment(), stdout=output, stderr=output, check=False
        )
        output.seek(0)
        found = (REFUSALS[tool].match(line.decode(errors="replace").rstrip("\n")) for line in output)
        named = {match[1] for match in found if match}
    expected = set(target.files[MISTAKE_EVERY - 1 :: MISTAKE_EVERY])
    if named != expected:
        missing, wrong = sorted(expected - named), sorted(named - expected)
        raise VerificationError(
            f"{tool} let {len(missing)} files with a mistake pass {missing[:1]}, "
            f"and refused {len(wrong)} others {wrong[:1]}"
        )


def broken(corpora: Corpora) -> Target:
    """Return a file that is no YAML: the only mistake that the floor can see."""
    target = Target(corpora.folder, "broken.yaml", refused=True)
    target.corpora.mkdir(parents=True, exist_ok=True)
    (target.corpora / target.name).write_text("lr_scheduler: [\n", encoding="utf-8")
    return target


def verify(tools: Tools, corpora: Corpora, chosen: list[str]) -> None:
    """Check every tool on one bad file, and on what is about to be timed with a bad end."""
    must_refuse(tools, FLOOR, broken(corpora))
    for tool in knowing(KUMO_LR, ONE_JOB, *PEERS):
        must_refuse(tools, tool, corpora.candidates(1, "block", spoil_last=True))
        if any(name.startswith("files") for name in chosen):
            must_refuse(tools, tool, corpora.plans(1_000, spoil_last=True))
    if "faulty" in chosen:
        for tool in knowing(KUMO_LR, ONE_JOB, CONCISE, UNTRAINED, *PEERS_ALL):
            must_name(tools, tool, corpora.faulty())
    if "large" in chosen or "linearity" in chosen:
        for style in ("block", "flow"):
            for tool in knowing(KUMO_LR, AJV, SOURCEMETA):
                must_refuse(tools, tool, corpora.candidates(CANDIDATES, style, spoil_last=True))
