"""Measure kumo-lr against its floor and its peers, and hold it to its budgets.

python benchmarks/run.py            everything, a few minutes
python benchmarks/run.py --quick    fewer rounds
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

import peers
from budgets import judge
from measure import CommandError
from report import budget_text, kumo_lr_version, markdown
from sections import MEASUREMENTS, Corpora, Effort, Plan, Section
from tally import tally
from tools import HERE, Tools
from verify import VerificationError, verify


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--full", action="store_true", help="run the slow peers on 10,000 files as well")
    parser.add_argument("--rounds", type=int, metavar="N", help="N rounds of every command")
    parser.add_argument("--only", action="append", choices=MEASUREMENTS, help="measure only this; repeatable")
    parser.add_argument("--no-fail", action="store_true", help="exit with 0 even if a budget is missed")
    parser.add_argument(
        "--work", type=Path, default=HERE / ".cache", help="folder for the peers and the corpora"
    )
    parser.add_argument(
        "--output", type=Path, help="report to write (default: RESULTS.md after a complete run)"
    )
    return parser.parse_args()


def find_kumo_lr() -> Path:
    """Return the console script of this interpreter's environment."""
    script = Path(sys.executable).parent / "kumo-lr"
    if not script.exists():
        sys.exit("no kumo-lr beside this interpreter: run `pip install .` first")
    return script


def measure_all(plan: Plan, chosen: list[str]) -> list[Section]:
    """Verify the tools, then measure the chosen sections."""
    print("verifying that every tool finds the mistakes")
    verify(plan.tools, plan.corpora, chosen)
    sections = []
    for name in chosen:
        print("measuring", name)
        sections += MEASUREMENTS[name](plan)
    return sections


def describe(sections: list[Section], tools: Tools, corpora: Corpora) -> None:
    """Count what is in the faulty corpus: after all is timed, for it takes memory."""
    for section in sections:
        if section.key == "faulty":
            section.note = tally(tools.kumo_lr, corpora.faulty()).sentences


def main() -> int:
    """Run the benchmark; return 1 if a budget is missed."""
    args = parse_arguments()
    script = find_kumo_lr()
    work = args.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    tools = Tools(script, peers.install(work))
    effort = Effort(args.quick, args.full, args.rounds)
    corpora = Corpora(work / "corpora")
    chosen = args.only or list(MEASUREMENTS)
    try:
        sections = measure_all(Plan(tools, corpora, effort), chosen)
    except (CommandError, VerificationError) as problem:
        sys.exit(f"error: {problem}")
    describe(sections, tools, corpora)
    verdicts = judge(sections)
    budgets = budget_text(verdicts, kumo_lr_version(sys.executable), date.today().isoformat())
    # A partial report must not replace the published one.
    complete = not args.only and not args.quick and args.rounds is None
    output = args.output or (HERE / "RESULTS.md" if complete else work / "partial.md")
    output.write_text(markdown(sections, budgets, sys.executable, tools.peers), encoding="utf-8")
    print(f"\n{budgets}\nwrote {output}")
    missed = any(verdict.missed for verdict in verdicts)
    return 1 if missed and not args.no_fail else 0


if __name__ == "__main__":
    sys.exit(main())
