"""What kumo-lr says about a corpus, by its own JSON output: the proof that it is what it is meant to be."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import Target


@dataclass(frozen=True)
class Tally:
    """The findings of a corpus, counted."""

    files: int
    files_with_findings: int
    files_with_errors: int
    findings: int
    errors: int
    rules: tuple[tuple[str, int], ...]

    @property
    def sentences(self) -> str:
        """What the corpus is, in words."""
        rules = ", ".join(f"{code} {count:,}" for code, count in self.rules)
        return (
            f"{self.files:,} plans: {self.files_with_findings / self.files:.1%} have a finding, "
            f"{self.files_with_errors / self.files:.1%} an error. "
            f"{self.findings:,} findings, {self.findings / self.files:.2f} a plan; "
            f"{self.errors:,} of them errors. By rule: {rules}.\n"
        )


def count(report: dict[str, Any]) -> Tally:
    """Count the findings of a report."""
    findings = report["findings"]
    errors = [finding for finding in findings if finding["severity"] == "error"]
    return Tally(
        report["summary"]["files"],
        len({finding["file"] for finding in findings}),
        len({finding["file"] for finding in errors}),
        len(findings),
        len(errors),
        tuple(Counter(finding["code"] for finding in findings).most_common()),
    )


def tally(kumo_lr: Path, target: Target) -> Tally:
    """Have kumo-lr check a corpus, and count what it found."""
    argv = [str(kumo_lr), "check", "--isolated", "--output-format", "json", target.name]
    done = subprocess.run(argv, cwd=target.corpora, capture_output=True, text=True, check=False)
    return count(json.loads(done.stdout))
