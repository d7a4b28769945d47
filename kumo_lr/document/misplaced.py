"""Find the field, or parts of it, in places in a plan where Kumo does not read them.

Keys that a section of a plan takes are never reported. Words that other programs use too, such as `name`,
count only if their value shows that a candidate is meant, or if the field is beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from yaml import MappingNode, SequenceNode

from kumo_lr.document.compose import RawNode, RawPairs
from kumo_lr.document.locate import Found, Level, Plan, Section, is_field_itself, section_of
from kumo_lr.document.meanings import meant_length, meant_part, meant_run_mode
from kumo_lr.facts.plan_layout import FIELD, FIELD_PATHS, HOME, INNER_KEYS, PLAN_SECTIONS, SECTION_KEYS
from kumo_lr.facts.run_modes import RUN_MODE, RUN_MODES
from kumo_lr.facts.strategies import CANDIDATE_KEYS
from kumo_lr.findings import Path
from kumo_lr.records import Record
from kumo_lr.suggest import suggest

_ON_THE_WAY = frozenset(name for path in FIELD_PATHS for name in path[:-1])
# For each section, the known keys with those of the mappings that they hold, if they hold any.
_INNER_KEYS_IN = {name: {key: INNER_KEYS.get(key) for key in keys} for name, keys in SECTION_KEYS.items()}
# The keys allowed at the top of a plan, and around one.
_AT_TOP = frozenset((FIELD, RUN_MODE.name, *PLAN_SECTIONS, *(name for path in FIELD_PATHS for name in path)))


class Stray(Record):
    """Keys of one mapping that belong in a candidate, with the meaning and the path of the first one.

    Attributes:
        section: The name of the section that has them, "" at the top of a plan.
        outer: The mapping that has them.
        is_beside: The field is in that mapping too.
    """

    pairs: RawPairs
    meant: str
    path: Path
    section: str
    outer: RawNode
    is_beside: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that they mean."""
        return (self.meant, *(key.value for key, _ in self.pairs[1:]))


class Misnamed(Record):
    """A key that would change the length of training, misspelt or in a section that does not take it.

    `outer` is the mapping that has it, `plan` the plan around that. `contested` says that another key there
    stands for the same.
    """

    key: RawNode
    meant: str
    path: Path
    section: str
    outer: RawNode
    plan: RawNode
    contested: bool


class Misplaced(Record):
    """A field where Kumo does not read it, with the mapping that has it and the plan around that.

    `section` is the section of the plan, "" at its top, None if there is no plan around the field.
    """

    found: Found
    outer: RawNode
    plan: RawNode
    plan_path: Path
    section: str | None


class Astray(NamedTuple):
    """Everything found where Kumo does not read it; `plans` says that the document is a list of plans."""

    fields: list[Misplaced]
    strays: list[Stray]
    misnamed: list[Misnamed]
    plans: bool = False


def find_astray(root: RawNode, plan: Plan, mentions: int) -> Astray | None:
    """Find what is written where Kumo does not read it, or return None if nothing is.

    `mentions` counts the field's name in the text. For nearly every document, the keys alone tell that
    nothing is misplaced.
    """
    fields = plan.fields
    mentioned = mentions > (len(fields) if len(fields) < 2 else len({id(found.key) for found in fields}))
    if isinstance(root, SequenceNode):
        plans = [_plan_in(item, index) for index, item in enumerate(root.value)]
        return _astray(root, plans, mentioned)
    if not mentioned and not plan.misplaced and not any(map(_has_unknown, plan.levels)):
        return None
    return _astray(root, [plan], mentioned)


def _has_unknown(level: Level) -> bool:
    """Return whether a plan, its sections, or the mapping of a lone field have an unknown key."""
    section = level.section
    if not level.is_plan:
        is_lone = not level.meant and FIELD in section and len(section) > 1
        return is_lone and not _AT_TOP.issuperset(section)
    if not _AT_TOP.issuperset(section):
        return True
    try:  # faster than asking first, since nearly all keys are known
        for name, (_, raw) in section.items():
            if raw.id == "mapping" and name in _INNER_KEYS_IN:
                inner_keys_of = _INNER_KEYS_IN[name]
                for key, value in raw.value:
                    inner_keys = inner_keys_of[key.value]
                    if inner_keys and value.id != "scalar" and not _takes_all(value, inner_keys):
                        return True
    except (KeyError, TypeError):  # an unknown key, or one that is a collection, which has its own finding
        return True
    return False


def _takes_all(raw: RawNode, known: frozenset[str]) -> bool:
    """Return whether all keys of a mapping, or of the mappings in a list, are known."""
    items = raw.value if raw.id == "sequence" else [raw]
    return all(key.value in known for item in items if item.id == "mapping" for key, _ in item.value)


def _astray(root: RawNode, plans: list[Plan], mentioned: bool) -> Astray | None:
    is_list = isinstance(root, SequenceNode)
    is_plans = is_list and any(level.is_around_plan for plan in plans for level in plan.levels[:1])
    astray = Astray([], [], [], is_plans)
    for plan in plans:
        for level in plan.levels:
            if level.is_plan:
                _look(level, astray)
            elif not level.path and FIELD in level.section and not level.is_around_plan:
                _look_beside(level, astray)
    if mentioned:
        astray.fields.extend(_fields(root, plans, [found for plan in plans for found in plan.fields]))
    named = {id(field.found.key) for field in astray.fields}
    for plan in plans:  # near misses of its name
        for found in plan.misplaced:
            if id(found.key) not in named:
                level = next(level for level in plan.levels if level.path == found.path[:-1])
                inner = _plan_below(level, plan)
                astray.fields.append(Misplaced(found, level.raw, inner.raw, inner.path, ""))
    return astray if any(astray) else None


def _plan_in(item: RawNode, index: int) -> Plan:
    plan = Plan()
    if isinstance(item, MappingNode):
        plan.look(item, (), (index,))
    return plan


def _plan_below(level: Level, plan: Plan) -> Level:
    """Return the level of the plan: this one, or the outermost one below it."""
    below = [inner for inner in plan.levels if inner.is_plan and inner.path[: len(level.path)] == level.path]
    return level if level.is_plan or not below else below[0]


def _look_beside(level: Level, astray: Astray) -> None:
    """Check the keys beside a field that has no plan around it."""
    section, field = level.section, level.section[FIELD][1]
    unknown = section.keys() - _AT_TOP
    astray.strays.extend(_strays(section, unknown, "", level.path, level.raw, beside=field))


def _look(level: Level, astray: Astray) -> None:
    """Check the keys of a plan, and of its sections."""
    unknown = level.section.keys() - _AT_TOP
    if unknown:
        astray.strays.extend(_strays(level.section, unknown, "", level.path, level.raw, beside=None))
        astray.misnamed.extend(_misnamed(unknown, "", level.path, level.raw, level))
        astray.fields.extend(_by_another_name(level, "", level.raw, unknown))
    for name in PLAN_SECTIONS:
        raw = level.section[name][1] if name in level.section else None
        if isinstance(raw, MappingNode):
            _look_in_section(name, raw, level, astray)


def _look_in_section(name: str, raw: RawNode, level: Level, astray: Astray) -> None:
    section, path = section_of(raw), (*level.path, name)
    unknown = section.keys() - SECTION_KEYS[name]
    if unknown:
        beside = section[FIELD][1] if name == HOME and FIELD in section else None
        astray.strays.extend(_strays(section, unknown, name, path, raw, beside=beside))
        astray.misnamed.extend(_misnamed(unknown, name, path, raw, level))
        astray.fields.extend(_by_another_name(level, name, raw, unknown))
    for key, known in INNER_KEYS.items():
        if key in section:
            for inner, item in _items(section[key][1], (*path, key)):
                unknown = section_of(item).keys() - known
                if unknown:
                    where = f"{name}.{key}"
                    astray.strays.extend(_strays(section_of(item), unknown, where, inner, item, beside=None))
                    astray.misnamed.extend(_misnamed(unknown, where, inner, item, level))


def _items(raw: RawNode, path: Path) -> Iterator[tuple[Path, RawNode]]:
    """Find the mappings that a setting holds, alone or in a list, with their paths."""
    items: list[RawNode] = raw.value if raw.id == "sequence" else [raw]
    for index, item in enumerate(items):
        if item.id == "mapping":
            yield path if item is raw else (*path, index), item


def _by_another_name(level: Level, name: str, raw: RawNode, unknown: set[str]) -> Iterator[Misplaced]:
    """Find the field under another name in a plan or a section: a near miss, or any with candidates.

    On the way to the field, near misses have been found already.
    """
    path = (*level.path, name) if name else level.path
    for key, (key_node, value) in section_of(raw).items():
        if key not in unknown or key == FIELD:
            continue
        is_near = suggest(key, (FIELD,)).sure
        if name not in ("", HOME) if is_near else is_field_itself(value):
            yield Misplaced(Found(value, key_node, (*path, key)), raw, level.raw, level.path, name)


def _strays(
    section: Section, unknown: set[str], name: str, path: Path, raw: RawNode, *, beside: RawNode | None
) -> Iterator[Stray]:
    """Find keys that belong in a candidate; those of one candidate in one mapping are one mistake."""
    keys: list[tuple[str, str]] = []
    for key in section:
        certain = beside is not None and name == HOME
        meant = meant_part(key, section[key][1], certain) if key in unknown else None
        if meant is not None:
            keys.append((key, meant))
    own = [key for key, _ in keys if key in CANDIDATE_KEYS]
    for key, meant in keys:
        if key not in CANDIDATE_KEYS:
            yield Stray([section[key]], meant, (*path, key), name, raw, beside is not None)
        elif key == own[0]:
            yield Stray([section[k] for k in own], meant, (*path, key), name, raw, beside is not None)


def _misnamed(unknown: set[str], name: str, path: Path, raw: RawNode, level: Level) -> Iterator[Misnamed]:
    """Find keys that would change the length of training, in a plan or in the section of this name."""
    section = section_of(raw)
    found: list[tuple[str, str]] = []
    for key in section:
        if key in unknown:
            meant = meant_length(key, name) or meant_run_mode(key, section[key][1], name)
            found += [(key, meant)] if meant is not None else []
    claims = Counter(meant for _, meant in found)
    for key, meant in found:
        yield Misnamed(section[key][0], meant, (*path, key), name, raw, level.raw, claims[meant] > 1)


def _fields(root: RawNode, plans: list[Plan], read: list[Found]) -> Iterator[Misplaced]:
    """Find every key of the field's name that is not where Kumo reads it, at any depth."""
    if root.id == "mapping" and all(name.upper() in RUN_MODES for name in section_of(root)):
        return  # a file of defaults
    keys = {id(found.key) for found in read}
    done = {id(found.raw) for found in read}
    levels = {id(level.raw): (level, plan) for plan in plans for level in plan.levels}
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
            inner = _plan_below(*level)
            plan, section = (inner.raw, inner.path), ""
        for key, value in raw.value:
            if key.id != "scalar":
                continue
            if key.value == FIELD and id(key) not in keys:
                yield Misplaced(Found(value, key, (*path, FIELD)), raw, *plan, section)
            if is_plan and key.value in _ON_THE_WAY and value.id != "mapping":
                continue  # section-not-mapping reports it
            inside = key.value if is_plan and key.value in PLAN_SECTIONS else None if is_plan else section
            stack.append((value, (*path, key.value), plan, inside))
