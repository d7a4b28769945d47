"""Plans as people write them, one structural damage to each, and what Kumo's data model then reads."""

from __future__ import annotations

import json
import random
from importlib import import_module
from typing import Any, NamedTuple

import yaml
from pydantic import TypeAdapter, ValidationError

from kumo_lr.facts.horizons import MAX_EPOCHS, MAX_STEPS, MIN_STEPS
from kumo_lr.facts.plan_layout import FIELD, HOME
from kumo_lr.facts.strategies import CANDIDATE_KEYS

KUMO: Any = import_module("kumoapi.model_plan")
_MODEL = TypeAdapter(KUMO.ModelPlan)
_LENGTHS = (MAX_EPOCHS, MIN_STEPS, MAX_STEPS)
_UNREADABLE = "unreadable"
_TRIES = 20  # most damages leave no YAML, which says little about the rules
_BY_COLUMN = "encoder_overrides"  # its keys are names of columns, which can be any

CANDIDATES: tuple[dict[str, Any] | None, ...] = (
    None,
    {"name": "exponential", "interval": "epoch", "kwargs": {"gamma": 0.9}},
    {"name": "constant_with_warmup", "interval": "step", "kwargs": {"warmup_ratio_or_steps": 0.2}},
    {"name": "linear_with_warmup", "interval": "step", "kwargs": {}},
    {"name": "cosine_with_warmup", "interval": "step"},
    {
        "name": "cosine_with_warmup_restarts",
        "interval": "step",
        "kwargs": {"num_cycles": 2, "warmup_ratio_or_steps": 0.1},
    },
)
OTHERS: dict[str, dict[str, Any]] = {
    "training_job": {"num_experiments": 4, "metrics": ["mae"], "tune_metric": "mae", "manual_seed": 1},
    "neighbor_sampling": {"sample_from_entity_table": True, "adaptive_sampling": [False]},
    "model_architecture": {"channels": [64, 128], "activation": ["relu"], "use_seq_id": [True]},
    "column_processing": {_BY_COLUMN: {"users.age": "Numerical"}},
}
OPTIMIZATION: dict[str, Any] = {
    "max_epochs": 12,
    "min_steps_per_epoch": 30,
    "max_steps_per_epoch": 500,
    "base_lr": [0.001, 0.01],
    "loss": [{"name": "focal", "alpha": 0.25, "gamma": 2.0}],
    "early_stopping": [{"min_delta": 0.0, "patience": 3}],
    "batch_size": [512],
}


def plan(rng: random.Random) -> dict[str, Any]:
    """Return a plan as data, without mistakes."""
    optimization = {key: OPTIMIZATION[key] for key in rng.sample(sorted(OPTIMIZATION), rng.randint(0, 4))}
    keys = [*optimization, FIELD]
    rng.shuffle(keys)
    distinct = rng.sample(CANDIDATES, rng.randint(1, 3))
    optimization[FIELD] = [None if item is None else dict(item) for item in distinct]
    sections = [*rng.sample(sorted(OTHERS), rng.randint(0, 3)), HOME]
    rng.shuffle(sections)
    home = {key: optimization[key] for key in keys}
    return {name: home if name == HOME else dict(OTHERS[name]) for name in sections}


def block(data: Any, indent: int = 2, dash: int = 0) -> list[str]:
    """Write data as lines of YAML in blocks; `dash` is how far the dashes of a list are indented."""
    lines: list[str] = []
    for key, value in data.items():
        if isinstance(value, dict) and value and key != _BY_COLUMN:
            lines += [f"{key}:", *(" " * indent + line for line in block(value, indent, dash))]
        elif isinstance(value, list) and any(isinstance(item, dict | None) for item in value):
            lines.append(f"{key}:")
            for item in value:
                inner = ["null"] if item is None else block(item, indent, dash)
                heads = ["- ", *["  "] * (len(inner) - 1)]
                lines += [f"{' ' * dash}{head}{line}" for head, line in zip(heads, inner, strict=True)]
        else:
            lines.append(f"{key}: {json.dumps(value)}")
    return lines


class Text(NamedTuple):
    """A text of a plan, and its name, which says how it is read."""

    text: str
    name: str


def written(data: dict[str, Any], rng: random.Random) -> Text:
    """Write a plan, in one of the styles that people use."""
    style = rng.random()
    if style < 0.75:
        indent = rng.choice((2, 2, 4))
        return Text("\n".join(block(data, indent, rng.choice((0, 0, 2)))) + "\n", "plan.yaml")
    if style < 0.85:
        return Text(json.dumps(data, indent=2) + "\n", "plan.json")
    flow = yaml.safe_dump(data, default_flow_style=True, sort_keys=False, width=rng.choice((60, 1000)))
    return Text(flow, "plan.yaml")


def damaged(original: Text, rng: random.Random) -> Text:
    """Return a text with one structural damage, which mostly is still YAML or JSON."""
    is_block = original.name == "plan.yaml" and not original.text.startswith("{")
    damages = (_shift_line, _shift_lines, _move_lines, _lose_dash) if is_block else (_move_brace, _lose_comma)
    broken = original
    for _ in range(_TRIES):
        broken = original._replace(text=rng.choice(damages)(original.text, rng))
        if not verdict(broken).refuses.startswith(_UNREADABLE):
            break
    return broken


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _subtree(lines: list[str], at: int) -> int:
    """Return the index behind a line and what is nested below it."""
    end = at + 1
    while end < len(lines) and _width(lines[end]) > _width(lines[at]):
        end += 1
    return end


def _shifted(lines: list[str], by: int) -> list[str]:
    return [" " * by + line if by > 0 else line[min(-by, _width(line)) :] for line in lines]


def _shift_line(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    at = rng.randrange(len(lines))
    lines[at : at + 1] = _shifted(lines[at : at + 1], rng.choice((-4, -2, -2, -1, 1, 2, 2, 4)))
    return "\n".join(lines) + "\n"


def _shift_lines(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    at = rng.randrange(len(lines))
    end = _subtree(lines, at)
    while end < len(lines) and rng.random() < 0.7 and _width(lines[end]) == _width(lines[at]):
        end = _subtree(lines, end)
    lines[at:end] = _shifted(lines[at:end], rng.choice((-6, -4, -2, -2, 2, 2, 4)))
    return "\n".join(lines) + "\n"


def _move_lines(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    # A null is valid in other lists too, so nothing shows that it was moved there.
    at = rng.choice([index for index, line in enumerate(lines) if ":" in line])
    moved = lines[at : _subtree(lines, at)]
    del lines[at : at + len(moved)]
    to = rng.randint(0, len(lines))
    width = _width(lines[to]) if to < len(lines) else 0
    lines[to:to] = _shifted(moved, width - _width(moved[0]))
    return "\n".join(lines) + "\n"


def _lose_dash(text: str, rng: random.Random) -> str:
    dashes = [i for i in range(len(text)) if text[i : i + 2] == "- "]
    if not dashes:
        return _shift_line(text, rng)
    at = rng.choice(dashes)
    with_blank = rng.choice(("  ", "", "-\n" + " " * (at - text.rfind("\n", 0, at) - 1)))
    return text[:at] + with_blank + text[at + 2 :]


def _move_brace(text: str, rng: random.Random) -> str:
    sign = rng.choice("{}}}[]]]") if "]" in text else rng.choice("{}")
    places = [i for i, character in enumerate(text) if character == sign]
    at = rng.choice(places)
    rest = text[:at] + text[at + 1 :]
    gaps = [i for i, character in enumerate(rest) if character in "{}[],"]
    to = rng.choice(gaps) + rng.randint(0, 1)
    return rest[:to] + sign + rest[to:]


def _lose_comma(text: str, rng: random.Random) -> str:
    places = [i for i, character in enumerate(text) if character in ",:"]
    at = rng.choice(places)
    return text[:at] + text[at + 1 :]


class Verdict(NamedTuple):
    """What Kumo's data model makes of a text: what it refuses of the field, and what it reads."""

    refuses: str
    reads: str


def verdict(text: Text) -> Verdict:
    """Ask Kumo's data model, with keys forbidden in candidates that it would drop."""
    try:
        data = json.loads(text.text) if text.name == "plan.json" else yaml.safe_load(text.text)
    except (yaml.YAMLError, ValueError) as error:
        return Verdict(f"{_UNREADABLE}: {error}", "")
    if not isinstance(data, dict):
        return Verdict("no mapping", "")
    home = data.get(HOME, {})
    if not isinstance(home, dict):
        return Verdict("no section", "")
    for item in home.get(FIELD, ()) if isinstance(home.get(FIELD), list) else ():
        if isinstance(item, dict) and item.keys() - {*CANDIDATE_KEYS}:
            return Verdict(f"extra keys: {item.keys()}", "")
    only = {key: home[key] for key in (FIELD, *_LENGTHS) if key in home}
    try:
        read = _MODEL.validate_python({HOME: only}).optimization
    except ValidationError as error:
        return Verdict(str(error), "")
    return Verdict("", f"{_read_of_field(read.lr_scheduler)} {[getattr(read, key) for key in _LENGTHS]}")


def _read_of_field(candidates: Any) -> list[str]:
    """Return all that is read of the field, in no order: that two candidates changed places is no mistake."""
    if not isinstance(candidates, list):
        return [str(candidates)]
    values = [(c.name, c.interval, *c.kwargs.items()) if c else (None,) for c in candidates]
    return sorted(str(value) for row in values for value in row)
