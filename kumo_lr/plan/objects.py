"""Objects that hold a plan, as plain data and back."""

from __future__ import annotations

import ast
import copy
import os
import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

import yaml
from yaml import CSafeLoader

from kumo_lr.facts.plan_layout import FIELD, FIELD_PATHS, HOME, NOT_SET, PLAN_SECTIONS, WRAPPER
from kumo_lr.facts.strategies import NAME
from kumo_lr.findings import ConfigError
from kumo_lr.plan.load import Config
from kumo_lr.plan.plain_data import plain_data, written
from kumo_lr.typed import NamedTuple

_SECTIONS = frozenset((*PLAN_SECTIONS, *(name for path in FIELD_PATHS for name in path[:-1])))
HINT = "pass a ModelPlan, an OptimizationPlan, a Trainer, or what as_json() returns"
# What Python prints of a dict or a list of them, which is no JSON.
_PYTHON = re.compile(r"\s*\[?\s*\{\s*'")
# What it prints of a plan, in which text has no quotes.
_PRINTED = re.compile(r"\s*\[?\s*(?:[A-Z]\w*Plan\w*|LRScheduler\w*)\(")


class Taken(NamedTuple):
    """A plan: the object that holds it, its data as text, and whether it was text from the start.

    `name` is that of a text, and `at` where the field is in it. `is_value` says that an object is the
    field's value alone, and `lacking` what keeps it from being a plan, if it has no mistakes.
    """

    plan: object
    data: bytes
    is_text: bool = False
    name: str = ""
    at: str | None = None
    is_value: bool = False
    lacking: str = ""


def taken(plan: object) -> Taken:
    """Return what a plan is as text, or raise `ConfigError` for what is no plan."""
    if isinstance(plan, bytes | str) and plan != NOT_SET:
        data = plan.encode("utf-8", "surrogatepass") if isinstance(plan, str) else plan
        return _text(data)
    if isinstance(plan, os.PathLike):
        raise ConfigError(f"a {type(plan).__name__} is no plan: check_file and load take paths; {HINT}")
    if plan is None:
        raise ConfigError(f"None is no plan: {HINT}")
    plan = _held(plan)
    kind = type(plan).__name__
    try:
        data = plain_data(plan)
        is_value = not isinstance(data, dict)
        text = written({FIELD: data} if is_value else data)
    except ValueError as error:
        raise ConfigError(f"this {kind} is no plan: {error}; {HINT}") from None
    lacking = "" if is_value else _lacking(plan, data)
    return Taken(plan, text.encode("utf-8", "surrogatepass"), is_value=is_value, lacking=lacking)


def _held(plan: object) -> object:
    """Return the plan that a Trainer holds, and anything else itself."""
    if isinstance(plan, Mapping) or is_dataclass(plan) or not hasattr(plan, WRAPPER):
        return plan
    held = getattr(plan, WRAPPER)
    if held is None:
        raise ConfigError(f"this {type(plan).__name__} has no model plan: {HINT}")
    return held


def _lacking(plan: object, data: dict[Any, Any]) -> str:
    """Return what is missing in an object without the field, and in a mapping that is no plan."""
    kind = type(plan).__name__
    if FIELD not in data and not data.keys() & _SECTIONS:
        near = ": pass a list of candidates" if NAME.name in data else f"; {HINT}"
        return f"a plan holds {FIELD}, or sections such as {HOME}; this {kind} has neither{near}"
    inner = data
    for name in (WRAPPER, HOME):
        inner = inner[name] if isinstance(inner.get(name), dict) else inner
    if isinstance(plan, Mapping) or FIELD in inner:
        return ""
    return f"this {kind} has no {FIELD}: its version of Kumo is not known here; {HINT}"


def _text(data: bytes) -> Taken:
    """Return a plan as text: JSON, YAML, or a dict as Python prints it, which is no text of a user's."""
    text = data.decode("utf-8", "replace")
    if _PYTHON.match(text):
        try:
            value = ast.literal_eval(text.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = None
        if value is not None:
            return taken(value)
    printed = _PRINTED.match(text)
    if printed:
        kind = printed.group().strip(" \n\t[(")
        raise ConfigError(
            f"this is what print shows of a {kind}, in which text has no quotes: pass the object "
            "itself, or what as_json() returns"
        )
    start = data.lstrip()[:1]
    name = "<plan>.json" if start in (b"{", b"[") else "<plan>"
    is_plan = start == b"[" or any(word.encode() in data for word in (FIELD, *_SECTIONS))
    lacking = "" if is_plan else f"this text has no {FIELD}, and no section of a plan; {HINT}"
    return Taken(data, data, True, name, "." if start == b"[" else None, lacking=lacking)


def in_object(given: Taken, text: str) -> object:
    """Return a copy of a plan with the values that its text has now."""
    before, after = (yaml.load(each, Loader=CSafeLoader) for each in (given.data, text))
    if given.is_value:
        before, after = before[FIELD], after[FIELD]
    return _changed(copy.deepcopy(given.plan), before, after)


def _changed(value: Any, before: Any, after: Any) -> Any:
    """Return an object with the parts replaced that changed; the object may be changed itself."""
    if repr(before) == repr(after):  # 1 is not 1.0
        return value
    if hasattr(value, "to_kumo"):
        return Config(after)
    if isinstance(value, Mapping) and isinstance(after, dict):
        return {name: _changed(value.get(name), before.get(name), after[name]) for name in after}
    if isinstance(after, dict) and isinstance(before, dict) and is_dataclass(value):
        for name in after:
            if repr(before.get(name)) != repr(after[name]):
                setattr(value, name, _changed(getattr(value, name), before.get(name), after[name]))
        return value
    if isinstance(value, list | tuple) and isinstance(after, list) and len(value) == len(after):
        return [_changed(*each) for each in zip(value, before, after, strict=True)]
    return after
