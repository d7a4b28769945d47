"""Find every key of the field's name that is not where Kumo reads it, at any depth of a document."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.document.compose import RawNode
from kumo_lr.document.locate import Found, Level, Plan, section_of
from kumo_lr.document.nodes import is_merge, parts_of_merge
from kumo_lr.facts.plan_layout import FIELD, FIELD_PATHS, NAMED_AFTER_DATA, PLAN_SECTIONS
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.findings import Path
from kumo_lr.records import Record

_ON_THE_WAY = frozenset(name for path in FIELD_PATHS for name in path[:-1])


_DOTTED = frozenset(".".join(path) for path in FIELD_PATHS if len(path) > 1)


class Misplaced(Record):
    """A field where Kumo does not read it, with the mapping that has it and the plan around that.

    `section` is the section of the plan, "" at its top, None if there is no plan around the field.
    `is_merged` says that a merge key brings it there.
    """

    found: Found
    outer: RawNode
    plan: RawNode
    plan_path: Path
    section: str | None
    is_merged: bool = False


def plan_below(level: Level, plan: Plan) -> Level:
    """Return the level of the plan: this one, or the outermost one below it."""
    below = [inner for inner in plan.levels if inner.is_plan and inner.path[: len(level.path)] == level.path]
    return level if level.is_plan or not below else below[0]


def find_fields(root: RawNode, plans: list[Plan], read: list[Found]) -> Iterator[Misplaced]:
    """Find every key of the field's name that is not where Kumo reads it, at any depth."""
    if root.id == "mapping" and all(name.upper() in RUN_MODES for name in section_of(root)):
        return  # a file of defaults
    yield from _dotted(root)
    keys = {id(found.key) for found in read}
    done = {id(found.raw) for found in read}
    levels = {id(level.raw): (level, plan) for plan in plans for level in plan.levels}
    merged: set[int] = set()
    stack: list[tuple[RawNode, Path, tuple[RawNode, Path], str | None]] = [(root, (), (root, ()), None)]
    while stack:
        raw, path, plan, section = stack.pop()
        if raw.id == "scalar" or id(raw) in done:
            continue
        done.add(id(raw))
        if raw.id == "sequence":
            stack.extend((item, (*path, i), plan, section) for i, item in enumerate(raw.value))
            continue
        level = levels.get(id(raw))
        is_plan = level is not None and level[0].is_around_plan
        if level is not None and is_plan:
            inner = plan_below(*level)
            plan, section = (inner.raw, inner.path), ""
        for key, value in _lasting(raw):
            if is_merge(key):
                parts = parts_of_merge(value)
                merged.update(map(id, parts))
                stack.extend((part, path, plan, section) for part in parts)
                continue
            if key.value == FIELD and id(key) not in keys:
                yield Misplaced(Found(value, key, (*path, FIELD)), raw, *plan, section, id(raw) in merged)
            if not _is_skipped(key.value, value, section, is_plan=is_plan):
                inside = key.value if is_plan and key.value in PLAN_SECTIONS else None if is_plan else section
                stack.append((value, (*path, key.value), plan, inside))


def _dotted(root: RawNode) -> Iterator[Misplaced]:
    """Yield the fields whose whole path is a key, which is no path to Kumo."""
    for key, value in root.value if root.id == "mapping" else ():
        if key.id == "scalar" and key.value in _DOTTED:
            yield Misplaced(Found(value, key, (key.value,)), root, root, (), "")


def _is_skipped(name: str, value: RawNode, section: str | None, *, is_plan: bool) -> bool:
    """Return whether a value has keys of other kinds, or is a section that section-not-mapping reports."""
    if section is not None and name in NAMED_AFTER_DATA:
        return True
    return is_plan and name in _ON_THE_WAY and value.id != "mapping"


def _lasting(raw: RawNode) -> Iterator[tuple[RawNode, RawNode]]:
    """Yield the entries of a mapping that no later one with the same key replaces."""
    last = {key.value: key for key, _ in raw.value if key.id == "scalar"}
    for key, value in raw.value:
        if key.id == "scalar" and (last[key.value] is key or is_merge(key)):
            yield key, value
