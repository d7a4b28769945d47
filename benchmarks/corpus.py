"""Seeded corpora: plan-like YAML files, files of very many candidates, one small file.

The same arguments always give the same bytes. Unless mistakes or careless plans are asked for, every
file is one in which a linter has nothing to say: a finding would cost time that the other tools do not
spend. A mistake is an error that a JSON Schema can see. Careless plans are valid, but most of them have
something that only the rules about training can see, as on the day that a linter arrives.

    python corpus.py plans FOLDER COUNT [--seed N] [--mistakes FRACTION] [--careless]
    python corpus.py candidates FILE COUNT [--style block|flow] [--seed N] [--mistakes FRACTION]
    python corpus.py small FILE [--finding warning|error]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kumo_lr.facts.strategies import GAMMA, NUM_CYCLES, STRATEGIES, WARMUP

FILES_PER_FOLDER = 500
WARMUP_STRATEGIES = [name for name, strategy in STRATEGIES.items() if strategy.arguments == (WARMUP,)]
STYLES = ("block", "mixed", "flow")

SMALL = """\
lr_scheduler:
- null
- name: cosine_with_warmup_restarts
  interval: step
  kwargs:
    warmup_ratio_or_steps: 0.2
    num_cycles: 4
- name: exponential
  interval: epoch
  kwargs:
    gamma: 0.9
"""
# The same file with one finding, by what it is.
SMALL_WITH = {
    "warning": SMALL.replace("interval: step", "interval: epoch"),
    "error": SMALL.replace("exponential", "exponental"),
}

# Of careless plans: the share that is well written all the same, and how often in the others a
# candidate is not, or is repeated in the list.
WELL_WRITTEN, NEGLECTED, REPEATED = 0.12, 0.82, 0.12


@dataclass(frozen=True)
class Candidate:
    """One scheduler, its argument values as they are written in the file."""

    name: str
    interval: str
    kwargs: tuple[tuple[str, str], ...]

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What candidates that mean the same have in common, `num_cycles` filled in."""
        _, value = self.kwargs[0]
        cycles = dict(self.kwargs).get(NUM_CYCLES.name, str(NUM_CYCLES.default))
        return self.name, self.interval, value, cycles


def draw_candidate(rng: random.Random, decimals: int) -> Candidate:
    """Draw one valid candidate whose ratio or gamma has that many decimals."""
    name = rng.choice([*STRATEGIES])
    slots = STRATEGIES[name].arguments
    if GAMMA in slots:
        # By step, anything but a gamma close to 1 is nothing long before training ends.
        by_step = rng.random() < 0.1
        low, high = (0.998, 0.999) if by_step else (0.8, 0.98)
        gamma = f"{rng.uniform(low, high):.{decimals}f}"
        return Candidate(name, "step" if by_step else "epoch", ((GAMMA.name, gamma),))
    if rng.random() < 0.15:
        warmup = str(rng.randint(5, 500))
    else:
        warmup = f"{rng.uniform(0.011, 0.499):.{decimals}f}"
    kwargs = [(WARMUP.name, warmup)]
    for slot in slots:
        if slot is NUM_CYCLES and rng.random() < 0.7:
            kwargs.append((slot.name, str(rng.randint(2, 7))))
        elif slot not in (NUM_CYCLES, WARMUP):
            kwargs.append((slot.name, str(rng.choice(slot.examples))))
    return Candidate(name, "step", tuple(kwargs))


def distinct_candidates(rng: random.Random, decimals: int) -> Iterator[Candidate]:
    """Yield valid candidates without end, no two of which mean the same."""
    seen: set[tuple[str, str, str, str]] = set()
    while True:
        candidate = draw_candidate(rng, decimals)
        if candidate.identity not in seen:
            seen.add(candidate.identity)
            yield candidate


def spoil(rng: random.Random, candidate: Candidate) -> Candidate:
    """Put one mistake, which a JSON Schema can see too, into a candidate."""
    kind = rng.randrange(4)
    if kind == 0:
        return replace(candidate, name=candidate.name[:3] + candidate.name[4:])
    if kind == 1:
        return replace(candidate, interval="Step")
    if kind == 2:
        return replace(candidate, kwargs=(*candidate.kwargs, ("patience", "3")))
    (argument, _), *others = candidate.kwargs
    return replace(candidate, kwargs=((argument, "-1.5"), *others))


def neglect(rng: random.Random, candidate: Candidate) -> Candidate:
    """Write a candidate as people do who have not seen its curve: valid, but not what they mean."""
    (argument, _), *others = candidate.kwargs
    if argument == GAMMA.name:
        if rng.random() < 0.2:
            return replace(candidate, kwargs=((argument, "1.0"),))
        # What suits one interval is far too small, or far too close to 1, for the other.
        return replace(candidate, interval="epoch" if candidate.interval == "step" else "step")
    habit = rng.random()
    if habit < 0.12:
        return replace(candidate, kwargs=((argument, "1"), *others))
    if habit < 0.24:
        return replace(candidate, kwargs=((argument, str(rng.randint(100, 900) * 1000)), *others))
    if habit < 0.5 and others:
        return replace(candidate, kwargs=(candidate.kwargs[0], (NUM_CYCLES.name, "1")))
    return replace(candidate, interval="epoch")


def is_spoilt(index: int, mistakes: float) -> bool:
    """Tell whether the item at `index` carries a mistake: the last one of each 1/mistakes."""
    return mistakes > 0 and (index + 1) % round(1 / mistakes) == 0


def flow_kwargs(candidate: Candidate) -> str:
    """Write the arguments of a candidate as a flow mapping."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in candidate.kwargs) + "}"


def candidate_lines(candidate: Candidate, style: str, kwargs: str = "") -> list[str]:
    """Write a candidate as a list entry; `kwargs`, an anchor or alias, replaces its arguments."""
    flow = kwargs or flow_kwargs(candidate)
    if style == "flow":
        return [f"- {{name: {candidate.name}, interval: {candidate.interval}, kwargs: {flow}}}"]
    lines = [f"- name: {candidate.name}", f"  interval: {candidate.interval}"]
    if style == "mixed" or kwargs:
        return [*lines, f"  kwargs: {flow}"]
    return [*lines, "  kwargs:", *(f"    {key}: {value}" for key, value in candidate.kwargs)]


def draw_candidates(rng: random.Random, careless: bool) -> list[Candidate]:
    """Draw one to three valid candidates, or up to four of which some are careless."""
    source = distinct_candidates(rng, decimals=4)
    candidates = [next(source) for _ in range(rng.randint(1, 3))]
    if not careless or rng.random() < WELL_WRITTEN:
        return candidates
    candidates = [neglect(rng, c) if rng.random() < NEGLECTED else c for c in candidates]
    return [*candidates, candidates[0]] if rng.random() < REPEATED else candidates


def scheduler_lines(rng: random.Random, spoilt: bool, careless: bool) -> list[str]:
    """Write the field with one to four candidates, and perhaps a null among them."""
    candidates = draw_candidates(rng, careless)
    if spoilt:
        chosen = rng.randrange(len(candidates))
        candidates[chosen] = spoil(rng, candidates[chosen])
    style = rng.choice(("block", *STYLES))
    entries = [candidate_lines(candidate, style) for candidate in candidates]
    plain = [c for c in candidates if c.name in WARMUP_STRATEGIES]
    # An anchor shared by a spoilt candidate would make two mistakes of one.
    if not spoilt and len({c.name for c in plain[:2]}) == 2 and rng.random() < 0.6:
        anchored = (f"&warmup {flow_kwargs(plain[0])}", "*warmup")
        for candidate, kwargs in zip(plain[:2], anchored, strict=True):
            entries[candidates.index(candidate)] = candidate_lines(candidate, "mixed", kwargs)
    if rng.random() < 0.4:
        place, null = rng.randrange(len(entries) + 1), rng.choice(("-", "- null", "- ~"))
        # Sourcemeta's reader takes the key that follows a bare dash for the entry's own.
        entries.insert(place, ["- null" if place == len(entries) else null])
    indent = rng.choice(("  ", "    "))
    return ["  lr_scheduler:", *(indent + line for entry in entries for line in entry)]


def job_lines(rng: random.Random) -> list[str]:
    """Write the sections that come before the optimization."""
    metric = rng.choice(("auroc", "ap", "mae", "rmse", "f1"))
    table = rng.choice(("orders", "users", "sessions", "payments"))
    hops = [[rng.choice((4, 8, 16, 32)) for _ in range(rng.randint(1, 3))] for _ in range(2)]
    lines = [
        "training_job:",
        f"  num_experiments: {rng.randint(2, 24)}",
        f"  metrics: [{metric}]",
        f"  tune_metric: {metric}  # ranks the trials",
        "column_processing:",
        "  encoder_overrides:",
        f'    {table}.amount: "Numerical"',
    ]
    if rng.random() < 0.5:
        lines.append(f"    {table}.country: Index")
    if rng.random() < 0.5:
        lines.append(f"  na_strategy: {{numerical: {rng.choice(('mean', 'zero'))}}}")
    lines += ["neighbor_sampling:", f"  num_neighbors: {hops}"]
    if rng.random() < 0.5:
        lines.append("  adaptive_sampling: true")
    return lines


def optimization_lines(rng: random.Random, spoilt: bool, careless: bool) -> list[str]:
    """Write the section that holds the field."""
    rates = ", ".join(f"{rng.uniform(0.0002, 0.02):.5f}" for _ in range(rng.randint(1, 3)))
    lines = [
        "optimization:",
        f"  max_epochs: {rng.randint(6, 24)}",
        f"  base_lr: [{rates}]",
        f"  batch_size: [{rng.choice((256, 512, 1024))}]",
    ]
    if rng.random() < 0.5:
        lines.append(f"  # Trial {rng.randint(1, 99)} diverged without warmup.")
    lines += scheduler_lines(rng, spoilt, careless)
    if rng.random() < 0.5:
        # In a line: a second block list, indented in another way, is a warning of yamllint.
        lines.append(f"  early_stopping: [{{min_delta: 0.0, patience: {rng.randint(2, 6)}}}]")
    return lines


def architecture_lines(rng: random.Random) -> list[str]:
    """Write the last section, some with an anchor and its alias."""
    lines = ["model_architecture:"]
    channels = rng.choice(("[64]", "[64, 128]", "[128, 256]"))
    if rng.random() < 0.25:
        lines += [f"  channels: &width {channels}", "  output_embedding_dim: *width"]
    else:
        lines.append(f"  channels: {channels}")
    return [
        *lines,
        f"  num_pre_message_passing_layers: [{rng.randint(0, 2)}]",
        f"  activation: [{rng.choice(('relu', 'leaky_relu', 'elu', 'gelu'))}]",
        "  normalization: [layer_norm]",
    ]


def plan_text(rng: random.Random, index: int, spoilt: bool = False, careless: bool = False) -> str:
    """Write one whole plan: about 700 bytes in 29 lines."""
    task = rng.choice(("churn", "fraud", "demand", "next purchase", "lifetime value"))
    lines = [
        f"# Plan {index:05d}: {task}",
        *job_lines(rng),
        *optimization_lines(rng, spoilt, careless),
        *architecture_lines(rng),
    ]
    return "\n".join(lines) + "\n"


def write_plans(
    folder: Path, count: int, seed: int = 1, mistakes: float = 0.0, careless: bool = False
) -> None:
    """Write `count` plans below `folder`; the fraction `mistakes` has one mistake each."""
    for index in range(count):
        part = folder / f"part-{index // FILES_PER_FOLDER:03d}"
        if index % FILES_PER_FOLDER == 0:
            part.mkdir(parents=True, exist_ok=True)
        # One generator a file: a plan does not depend on how many are written.
        rng = random.Random(f"{seed}/{index}")
        text = plan_text(rng, index, is_spoilt(index, mistakes), careless)
        (part / f"plan-{index:05d}.yaml").write_bytes(text.encode())


def write_candidates(
    file: Path, count: int, style: str = "block", seed: int = 1, mistakes: float = 0.0
) -> None:
    """Write one file of `count` candidates, about 90 bytes each."""
    rng = random.Random(f"{seed}/candidates")
    # Four decimals are too few for a hundred thousand candidates that all differ.
    source = distinct_candidates(rng, decimals=6)
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write("lr_scheduler:\n")
        for index in range(count):
            candidate = next(source)
            if is_spoilt(index, mistakes):
                candidate = spoil(rng, candidate)
            out.write("\n".join(candidate_lines(candidate, style)) + "\n")


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("target", type=Path)
    common.add_argument("count", type=int)
    common.add_argument("--seed", type=int, default=1)
    common.add_argument("--mistakes", type=float, default=0.0, metavar="FRACTION")
    kinds.add_parser("plans", parents=[common]).add_argument("--careless", action="store_true")
    kinds.add_parser("candidates", parents=[common]).add_argument("--style", choices=STYLES, default="block")
    small = kinds.add_parser("small")
    small.add_argument("target", type=Path)
    small.add_argument("--finding", choices=SMALL_WITH)
    return parser.parse_args()


def main() -> None:
    """Write what the command line asks for."""
    args = parse_arguments()
    if args.kind == "plans":
        write_plans(args.target, args.count, args.seed, args.mistakes, args.careless)
    elif args.kind == "candidates":
        write_candidates(args.target, args.count, args.style, args.seed, args.mistakes)
    else:
        args.target.write_bytes(SMALL_WITH.get(args.finding, SMALL).encode())


if __name__ == "__main__":
    main()
