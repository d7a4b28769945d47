"""Make the engine's verdicts and curves anew. The README beside this file says what it needs."""

from __future__ import annotations

import argparse
import json
import math
import sys
import warnings
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from itertools import product
from typing import Any, TypeAlias

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of their own imports
    import torch
    from kumo_core.model_plan import OptimizationPlan
    from pydantic import ValidationError
    from torch_geometric.nn.resolver import lr_scheduler_resolver

from kumo_lr.facts.plan_layout import AUTHORITIES
from kumo_lr.facts.slots import Number, Slot
from kumo_lr.facts.strategies import INTERVAL, STRATEGIES, Strategy
from tests.support.paths import ENGINE

Row: TypeAlias = dict[str, Any]
VERDICTS, CURVES = ENGINE / "verdicts.json", ENGINE / "curves.json"
# A training short enough to be stepped for every verdict, and others for curves.
STEPS_PER_EPOCH, MAX_EPOCHS = 25, 4
HORIZONS = ((1, 3), (7, 3), (25, 2), (64, 3))
BASE_LRS = (1.0, 0.01)
LONGEST_NOTE = 200
ROUNDING = 1e-9
# What is no number in range: the kinds that YAML and JSON know, and numbers far out.
WRONG: tuple[object, ...] = (None, "0.5", True, [], {}, -1, 0, -0.5, 100.0, math.nan, math.inf)


def verdict_of(value: Any) -> Row:
    """Return what the engine says of a value of the field, and how training with it goes."""
    accepts, says = accepted(value)
    trains, note = trained(value) if accepts and isinstance(value, list) else (None, "")
    return {
        "lr_scheduler": value,
        "engine_accepts": accepts,
        "engine_says": says,
        "trains": trains,
        "trains_note": note,
    }


def accepted(value: Any) -> tuple[bool, str]:
    """Return whether the engine takes a value, and its message where it does not."""
    try:
        OptimizationPlan(lr_scheduler=value)
    except ValidationError as error:
        return False, "; ".join(detail["msg"] for detail in error.errors())
    except Exception as error:  # noqa: BLE001  # whatever the engine raises is its answer
        return False, f"{type(error).__name__}: {error}"
    return True, ""


def trained(candidates: list[Any]) -> tuple[bool, str]:
    """Return whether training with each of some candidates is sound, and what is wrong where it is not."""
    for candidate in candidates:
        if candidate is None:
            continue
        try:
            rates = stepped(candidate, 1.0, STEPS_PER_EPOCH, MAX_EPOCHS)
        except Exception as error:  # noqa: BLE001  # whatever the engine raises is its answer
            return False, f"{type(error).__name__}: {error}"[:LONGEST_NOTE]
        if not all(map(math.isfinite, rates)):
            return False, "non-finite lr"
        if min(rates) < 0:
            return False, "negative lr"
        if max(rates) > 1 + ROUNDING:
            return False, "lr above base_lr"
        if max(rates) == 0:
            return False, "lr always 0"
    return True, ""


def stepped(candidate: Row, base_lr: float, steps_per_epoch: int, max_epochs: int) -> list[float]:
    """Return the learning rate that each optimisation step sees, and what is left after the last.

    The engine counts the steps of a training in optimisation steps, and steps a scheduler after each of
    them, or after the last one of an epoch.
    """
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base_lr)
    scheduler = lr_scheduler_resolver(
        candidate["name"],
        optimizer=optimizer,
        num_training_steps=steps_per_epoch * max_epochs,
        **(candidate.get("kwargs") or {}),
    )
    by_step = candidate["interval"] == INTERVAL.choices[0]
    rates = []
    for step in range(1, steps_per_epoch * max_epochs + 1):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if by_step or step % steps_per_epoch == 0:
            scheduler.step()
    return [float(rate) for rate in (*rates, optimizer.param_groups[0]["lr"])]


def curve_of(row: Row) -> Row:
    """Return a row of curves with the learning rates of its training."""
    horizon = {key: row[key] for key in ("base_lr", "steps_per_epoch", "max_epochs")}
    rates = stepped(row["scheduler"], *horizon.values())
    return {"scheduler": row["scheduler"], **horizon, "lr_at_step": rates}


def new_curves(strategy: Strategy) -> Iterator[Row]:
    """Yield inputs of curves for a strategy: numbers that its arguments take, in every training."""
    trainings = list(product(INTERVAL.choices, HORIZONS, BASE_LRS))
    several = [*_arguments(strategy)]
    for index in range(max(len(trainings), len(several))):
        interval, (steps_per_epoch, max_epochs), base_lr = trainings[index % len(trainings)]
        yield {
            "scheduler": _candidate(strategy, several[index % len(several)], interval),
            "base_lr": base_lr,
            "steps_per_epoch": steps_per_epoch,
            "max_epochs": max_epochs,
        }


def new_values(strategy: Strategy) -> Iterator[list[Row]]:
    """Yield values of the field for a strategy: right ones, and ones with one wrong argument."""
    for arguments, interval in product(_arguments(strategy), INTERVAL.choices):
        yield [_candidate(strategy, arguments, interval)]
    usual: dict[str, object] = {slot.name: slot.examples[0] for slot in strategy.arguments}
    for slot in strategy.arguments:
        without = {name: number for name, number in usual.items() if name != slot.name}
        for wrong in (without, *({**without, slot.name: value} for value in WRONG)):
            yield [_candidate(strategy, wrong, strategy.example_interval)]


def _arguments(strategy: Strategy) -> Iterator[dict[str, Number]]:
    """Yield arguments of a strategy: each number of an argument beside the examples of the others."""
    usual = {slot.name: slot.examples[0] for slot in strategy.arguments}
    yield {name: usual[name] for name in strategy.required}
    for slot in strategy.arguments:
        for number in _numbers(slot):
            yield {**usual, slot.name: number}


def _numbers(slot: Slot) -> list[Number]:
    numbers: tuple[Number, ...] = (*slot.examples, 0, 0.0, 1, 1.0, 2, 3, 7, 50, 0.1, 0.25, 0.5, 0.813, 2.5)
    return list({repr(number): number for number in numbers if slot.takes(number)}.values())


def _candidate(strategy: Strategy, arguments: Mapping[str, object], interval: str) -> Row:
    return {"name": strategy.name, "interval": interval, "kwargs": arguments}


def added(name: str | None) -> tuple[list[Any], list[Row]]:
    """Return inputs of verdicts and curves for the strategy of a name; none without one."""
    strategy = STRATEGIES[name] if name else None
    return ([*new_values(strategy)], [*new_curves(strategy)]) if strategy else ([], [])


def main() -> int:
    """Ask the engine about every input, and write the answers or say which of them differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the answers")
    parser.add_argument(
        "--add", metavar="NAME", choices=list(STRATEGIES), help="a strategy to ask about, too"
    )
    options = parser.parse_args()
    running = f"kumo-engine {version('kumo-engine')}"
    if running != AUTHORITIES["engine"]:
        parser.error(f"this is {running}, and AUTHORITIES names {AUTHORITIES['engine']}")
    values, trainings = added(options.add)
    verdicts, curves = (json.loads(path.read_text(encoding="utf-8")) for path in (VERDICTS, CURVES))
    answers = {
        VERDICTS: [verdict_of(value) for value in (*(row["lr_scheduler"] for row in verdicts), *values)],
        CURVES: [curve_of(row) for row in (*curves, *trainings)],
    }
    differing = 0
    for path, before in ((VERDICTS, verdicts), (CURVES, curves)):
        rows = answers[path]
        # As text, as NaN differs from itself.
        changed = [i for i, row in enumerate(before) if json.dumps(row) != json.dumps(rows[i])]
        differing += len(changed) + len(rows) - len(before)
        sys.stdout.write(f"{path.name}: {len(changed)} of {len(before)} rows differ: {changed[:20]}, ")
        sys.stdout.write(f"{len(rows) - len(before)} are new\n")
        if options.write:
            path.write_text(json.dumps(rows), encoding="utf-8")
    return int(differing > 0 and not options.write)


if __name__ == "__main__":
    sys.exit(main())
