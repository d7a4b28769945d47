"""Plans with several mistakes, in which anchors, aliases and merge keys share any part."""

from __future__ import annotations

import copy
from io import StringIO
from typing import Any

import yaml
from hypothesis import strategies as st

from kumo_lr.document.meanings import meant_part
from kumo_lr.facts.plan_layout import FIELD, HOME, PLAN_SECTIONS
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS

NAMES = ("exponential", "csoine_with_warmup", "linear", "cosine_with_warmup_restarts", "Exponential")
KWARGS: tuple[Any, ...] = (
    *({"gamma": 0.9}, {"gama": 0.9}, {"gamma": "0.9"}, {"warmup_ratio": 0.1}, {"num_cycles": 2, "x": 1}),
    *({"warmup_steps": 10, "num_cycles": 3}, {}, None),
)
STRAYS = (
    *("name", "interval", "kwargs", "gamma", "num_cycles", "warmup_ratio", "warmup_steps"),
    *("max_epoch", "max_epochs", "max_step_per_epoch", "lr_scheduler_kwargs", "type"),
)
STRAY_VALUES: dict[str, Any] = {
    "name": "exponential",
    "interval": "step",
    "kwargs": {"gamma": 0.9},
    "lr_scheduler_kwargs": {"num_cycles": 2},
    "type": "cosine",
}
FIELD_NAMES = (FIELD, FIELD, FIELD, FIELD, "lr_schedular")
HOMES = (HOME, HOME, HOME, "training_job", "neighbor_sampling", "")
# The lengths of training by the keys that mean them, which a fix may correct, or move into their section.
_LENGTHS = {
    "max_epoch": "max_epochs",
    "max_epochs": "max_epochs",
    "max_step_per_epoch": "max_steps_per_epoch",
    "max_steps_per_epoch": "max_steps_per_epoch",
}


@st.composite
def candidates(draw: st.DrawFn) -> Any:
    """Return a candidate as data, with a mistake or without."""
    form = draw(st.integers(0, 9))
    if form == 0:
        return draw(st.sampled_from((None, {}, [], "exponential")))
    candidate: dict[str, Any] = {"name": draw(st.sampled_from(NAMES))}
    if form > 1:
        candidate["interval"] = draw(st.sampled_from(("step", "epoch", "steps")))
    if form > 3:
        candidate["kwargs"] = copy.copy(draw(st.sampled_from(KWARGS)))
    if form == 9:
        candidate[draw(st.sampled_from(("gamma", "nmae")))] = 0.5
    return [candidate] if form == 8 else candidate


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """Return a plan as data, in which the field or parts of it can be in wrong places."""
    plan: dict[str, Any] = {
        HOME: {"max_epochs": 8, "base_lr": [0.01]},
        "training_job": {"num_experiments": 4, "metrics": ["mae"]},
        "neighbor_sampling": {"adaptive_sampling": [True]},
    }
    for name in draw(st.sets(st.sampled_from(sorted(plan)), max_size=2)):
        if draw(st.booleans()):
            del plan[name]
        else:
            plan[name] = draw(st.sampled_from((None, {})))
    homes = [plan, *(section for section in plan.values() if isinstance(section, dict))]
    homes += [plan.setdefault(HOME, {})] if isinstance(plan.get(HOME, {}), dict) else []
    for _ in range(draw(st.sampled_from((1, 1, 1, 2)))):
        field = draw(st.lists(candidates(), min_size=1, max_size=3))
        draw(st.sampled_from(homes[-1:] * 3 + homes))[draw(st.sampled_from(FIELD_NAMES))] = field
    for _ in range(draw(st.integers(0, 2))):
        name = draw(st.sampled_from(STRAYS))
        draw(st.sampled_from(homes)).setdefault(name, copy.copy(STRAY_VALUES.get(name, 3)))
    return plan


def _collections(node: yaml.Node) -> list[Any]:
    found = [node] if isinstance(node, yaml.CollectionNode) else []
    for child in node.value if found else ():
        for part in child if isinstance(child, tuple) else (child,):
            found += _collections(part)
    return found


def _parts(node: yaml.Node) -> list[yaml.Node]:
    """Return all values below a node."""
    below = []
    for collection in _collections(node):
        below += [child[1] if isinstance(child, tuple) else child for child in collection.value]
    return below


def _key(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text)


@st.composite
def shared_plans(draw: st.DrawFn) -> str:
    """Return a plan as text, in which other places use some of its parts too."""
    plan = draw(plans())
    dumper = yaml.SafeDumper(StringIO())
    root: Any = dumper.represent_data(plan)
    for index in range(draw(st.integers(0, 3))):
        part: Any = draw(st.sampled_from(_parts(root)))
        outers = [node for node in _collections(root) if all(node is not own for own in _collections(part))]
        outer = draw(st.sampled_from([root, root, *outers]))
        is_merge = isinstance(part, yaml.MappingNode) and draw(st.booleans())
        if is_merge and isinstance(outer, yaml.MappingNode) and not _merges(outer):
            merge = yaml.ScalarNode("tag:yaml.org,2002:merge", "<<")
            outer.value.insert(draw(st.integers(0, len(outer.value))), (merge, part))
        elif isinstance(outer, yaml.MappingNode):
            at = draw(st.sampled_from((0, len(outer.value))))
            outer.value.insert(at, (_key(f"other{index}"), part))
        else:
            outer.value.append(part)
    for node in _collections(root):
        node.flow_style = draw(st.sampled_from((False, False, False, True)))
    root.flow_style = draw(st.sampled_from((False, False, False, False, True)))
    text: str = yaml.serialize(root, Dumper=yaml.SafeDumper, indent=draw(st.sampled_from((2, 2, 4))))
    return text.replace("\n", draw(st.sampled_from(("\n", "\n", "\n", "\r\n"))))


def _merges(node: yaml.MappingNode) -> bool:
    return any(key.tag == "tag:yaml.org,2002:merge" for key, _ in node.value)


def rest_of(text: str) -> Any:
    """Return what a plan's text holds beyond the field and its parts, with the lengths of training apart."""
    document = copy.deepcopy(yaml.safe_load(text))
    lengths = []
    sections = [document, *(document.get(name) for name in PLAN_SECTIONS)]
    for section in sections:
        if isinstance(section, dict):
            for key in [*section]:
                if key in FIELD_NAMES or _is_part(key):
                    del section[key]
                elif key in _LENGTHS:
                    lengths.append((_LENGTHS[key], section.pop(key)))
    return {key: value for key, value in document.items() if value not in (None, {})}, sorted(lengths)


_NOTHING: Any = yaml.ScalarNode("", "")


def _is_part(key: str) -> bool:
    return key in CANDIDATE_KEYS or key in ARGUMENTS or meant_part(key, _NOTHING, certain=True) is not None
