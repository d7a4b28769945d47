"""Proof that every tool does its work on these corpora, before anything is timed.

A glob that matches nothing and a folder that is skipped are very fast, and exit with 0. So each
tool must refuse a corpus whose one mistake stands in the last file, or in the last candidate; that
it accepts the corpora without mistakes is checked by every timed run.
"""

from __future__ import annotations

from measure import run_once
from sections import CANDIDATES, Corpora
from tools import AJV, CHECK_JSONSCHEMA, FLOOR, KUMO_LR, ONE_JOB, NotInstalledError, Target, Tools

SCHEMA_TOOLS = (KUMO_LR, ONE_JOB, AJV, CHECK_JSONSCHEMA)


class VerificationError(Exception):
    """A tool let a mistake pass."""


def must_refuse(tools: Tools, tool: str, target: Target) -> None:
    """Raise unless the tool, if installed, exits with 1 on the target."""
    try:
        sample = run_once(tools.command(tool, target))
    except NotInstalledError:
        return
    if sample.exit_code != 1:
        raise VerificationError(
            f"{tool} exited with {sample.exit_code}, not 1, on {target.name}, "
            f"which has a mistake at its end\n{sample.errors}"
        )


def broken(corpora: Corpora) -> Target:
    """Return a file that is no YAML: the only mistake that the floor can see."""
    target = Target(corpora.folder, "broken.yaml")
    target.corpora.mkdir(parents=True, exist_ok=True)
    (target.corpora / target.name).write_text("lr_scheduler: [\n", encoding="utf-8")
    return target


def verify(tools: Tools, corpora: Corpora, many: bool, large: bool) -> None:
    """Check every tool on one bad file, and on what is about to be timed with a bad end."""
    must_refuse(tools, FLOOR, broken(corpora))
    for tool in SCHEMA_TOOLS:
        must_refuse(tools, tool, corpora.candidates(1, "block", spoil_last=True))
        if many:
            must_refuse(tools, tool, corpora.plans(1_000, spoil_last=True))
    if large:
        for style in ("block", "flow"):
            for tool in (KUMO_LR, AJV):
                must_refuse(tools, tool, corpora.candidates(CANDIDATES, style, spoil_last=True))
