"""Find the field, or parts of it, in places in a plan where Kumo does not read them.

Keys that a section of a plan takes are never reported. Words that other programs use too, such as `name`,
count only if their value shows that a candidate is meant, or if the field is beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from yaml import MappingNode, SequenceNode

from kumo_lr.document.compose import RawNode, RawPairs
from kumo_lr.document.field_search import Misplaced, find_fields, plan_below
from kumo_lr.document.known_keys import AT_TOP, is_mentioned_elsewhere
from kumo_lr.document.locate import (
    Found,
    Keyed,
    Level,
    Plan,
    Section,
    is_field_itself,
    is_nothing,
    section_of,
)
from kumo_lr.document.meanings import holds_arguments, meant_beside, meant_length, meant_part, meant_run_mode
from kumo_lr.facts.foreign_names import squash
from kumo_lr.facts.horizons import LENGTHS
from kumo_lr.facts.plan_layout import (
    CHECKED_SECTIONS,
    FIELD,
    HOME,
    INNER_KEYS,
    NOT_SET,
    PLAN_SECTIONS,
    SECTION_KEYS,
    WRAPPER,
)
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.strategies import CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES
from kumo_lr.findings import Path
from kumo_lr.records import Record
from kumo_lr.suggest import NO_GUESS, suggest
from kumo_lr.typed import NamedTuple


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


class LostSection(Record):
    """A section of a plan in another one, `inside`, or misspelt beside them; `taken` if `meant` is there."""

    key: RawNode
    meant: str
    path: Path
    inside: str
    taken: bool


class Astray(NamedTuple):
    """Everything found where Kumo does not read it.

    Attributes:
        sections: The sections that are not mappings, and belong to a plan for certain.
        wrappers: What should contain a plan, and has one beside it.
        lost: The sections that are in another one, or misspelt.
        plans: The document is a list of plans.
        listed: The fields of those plans.
    """

    fields: list[Misplaced]
    strays: list[Stray]
    misnamed: list[Misnamed]
    sections: list[Keyed]
    wrappers: list[Keyed]
    lost: list[LostSection]
    plans: bool = False
    listed: tuple[Found, ...] = ()


def find_astray(root: RawNode, plan: Plan, mentions: int) -> Astray | None:
    """Find what is written where Kumo does not read it, or return None if nothing is.

    `mentions` counts the field's name in the text.
    """
    mentioned = is_mentioned_elsewhere(plan, mentions)
    if isinstance(root, SequenceNode):
        plans = [_plan_in(item, index) for index, item in enumerate(root.value)]
        return _astray(root, plans, mentioned)
    return _astray(root, [plan], mentioned)


def _astray(root: RawNode, plans: list[Plan], mentioned: bool) -> Astray | None:
    is_list = isinstance(root, SequenceNode)
    first = [level for plan in plans for level in plan.levels[:1]]
    is_plans = is_list and any(level.is_around_plan or FIELD in level.section for level in first)
    listed = tuple(found for plan in plans for found in plan.fields)
    astray = Astray([], [], [], [], [], [], is_plans, listed if is_plans else ())
    for plan in plans:
        for level in plan.levels:
            if level.is_plan:
                _look(level, plan, astray)
            elif not level.path and (FIELD in level.section or level.is_around_plan):
                _look_beside(level, astray)
    if mentioned:
        astray.fields.extend(find_fields(root, plans, list(listed)))
    named = {id(field.found.key) for field in astray.fields}
    for plan in plans:  # near misses of its name
        for found in plan.misplaced:
            if id(found.key) not in named:
                level = next(level for level in plan.levels if level.path == found.path[:-1])
                inner = plan_below(level, plan)
                astray.fields.append(Misplaced(found, level.raw, inner.raw, inner.path, ""))
    return astray if any(astray) else None


def _plan_in(item: RawNode, index: int) -> Plan:
    plan = Plan()
    if isinstance(item, MappingNode):
        plan.look(item, (), (index,))
    return plan


def _look_beside(level: Level, astray: Astray) -> None:
    """Check the keys beside a field that has no plan around it, or beside what contains a plan."""
    section, unknown = level.section, level.section.keys() - AT_TOP
    field = None if level.is_around_plan else section[FIELD][1]
    if field is None:  # around a plan, other programs have keys of their own
        unknown = {key for key in unknown if key != KWARGS or holds_arguments(section[key][1])}
    astray.strays.extend(_strays(section, unknown, "", level.path, level.raw, beside=field))
    if field is not None:
        meant = {key: meant_beside(key, section[key][1]) for key in section if key in unknown}
        modes = {key: word for key, word in meant.items() if word == RUN_MODE.name}
        lengths = {key: word for key, word in meant.items() if key not in modes}
        astray.misnamed.extend(_named_anew(lengths, HOME, level.path, level.raw, level))
        astray.misnamed.extend(_named_anew(modes, "", level.path, level.raw, level))


def _look(level: Level, plan: Plan, astray: Astray) -> None:
    """Check the keys of a plan, and of its sections."""
    section = level.section
    unknown = section.keys() - AT_TOP
    if unknown:
        astray.strays.extend(_strays(section, unknown, "", level.path, level.raw, beside=None))
        astray.misnamed.extend(_misnamed(unknown, "", level.path, level.raw, level))
        astray.fields.extend(_by_another_name(level, "", level.raw, unknown))
        astray.lost.extend(_misspelt_sections(level, plan, unknown))
    if WRAPPER in section and _is_beside_plan(section, plan):
        astray.wrappers.append(_keyed(level, WRAPPER))
    for name in PLAN_SECTIONS:
        raw = section[name][1] if name in section else None
        if isinstance(raw, MappingNode):
            _look_in_section(name, raw, level, astray)
        elif raw is not None and name in CHECKED_SECTIONS and _is_wrong_section(name, raw, level):
            astray.sections.append(_keyed(level, name))


def _keyed(level: Level, name: str) -> Keyed:
    key, raw = level.section[name]
    return Keyed(raw, key, (*level.path, name))


def _is_beside_plan(section: Section, plan: Plan) -> bool:
    """Return whether sections of a plan are beside what should contain them, with one field at most."""
    raw = section[WRAPPER][1]
    inner = section_of(raw).keys() if isinstance(raw, MappingNode) else ()
    is_wrapper = is_nothing(raw) or not frozenset(PLAN_SECTIONS).isdisjoint(inner)
    return is_wrapper and len(plan.fields) < 2 and not section.keys().isdisjoint(PLAN_SECTIONS)


def sections_beside(root: RawNode, wrapper: Keyed) -> list[RawNode]:
    """Return the keys of the sections beside a plan that has none of them, and so may have lost them."""
    inner = section_of(wrapper.raw).keys() if isinstance(wrapper.raw, MappingNode) else frozenset()
    beside = [key for key, _ in root.value if key.value in PLAN_SECTIONS] if root.id == "mapping" else []
    return [] if any(key.value in inner for key in beside) else beside


def _is_wrong_section(name: str, raw: RawNode, level: Level) -> bool:
    """Return whether what is not a mapping is a section of Kumo's for certain, and has no other finding."""
    is_among_others = len(level.section.keys() & {FIELD, *PLAN_SECTIONS}) > 1
    if raw.value == NOT_SET:  # other programs write it too
        return is_among_others
    if name == HOME:  # other values have been found on the way to the field
        return is_nothing(raw)
    if is_nothing(raw) or raw.id == "sequence" or level.meant:
        return True
    return FIELD in raw.value or is_among_others


def _look_in_section(name: str, raw: RawNode, level: Level, astray: Astray) -> None:
    section, path = section_of(raw), (*level.path, name)
    unknown = section.keys() - SECTION_KEYS[name]
    if unknown:
        beside = section[FIELD][1] if name == HOME and FIELD in section else None
        astray.strays.extend(_strays(section, unknown, name, path, raw, beside=beside))
        astray.misnamed.extend(_misnamed(unknown, name, path, raw, level))
        astray.fields.extend(_by_another_name(level, name, raw, unknown))
        for key in [key for key in section if key in unknown and _is_section_of(key, section[key][1])]:
            astray.lost.append(LostSection(section[key][0], key, (*path, key), name, taken=False))
    for key, known in INNER_KEYS.items():
        if key in section:
            for inner, item in _items(section[key][1], (*path, key)):
                unknown = section_of(item).keys() - known
                if unknown:
                    where = f"{name}.{key}"
                    astray.strays.extend(_strays(section_of(item), unknown, where, inner, item, beside=None))
                    astray.misnamed.extend(_misnamed(unknown, where, inner, item, level))


def _misspelt_sections(level: Level, plan: Plan, unknown: set[str]) -> Iterator[LostSection]:
    """Find the sections with a misspelt name; those that lead to the field have been found already."""
    known = {id(misspelt.key) for misspelt in plan.misspelt}
    for name, (key, value) in level.section.items():
        guess = suggest(name, PLAN_SECTIONS) if name in unknown and id(key) not in known else NO_GUESS
        if guess.sure and _is_section_of(guess.words[0], value):
            (meant,) = guess.words
            yield LostSection(key, meant, (*level.path, name), "", meant in level.section)


def _is_section_of(name: str, raw: RawNode) -> bool:
    """Return whether a value has settings of the section of this name, but not the field."""
    keys = section_of(raw).keys() if raw.id == "mapping" else frozenset()
    known = SECTION_KEYS.get(name, frozenset()) | LENGTHS.keys()
    return name in PLAN_SECTIONS and FIELD not in keys and not keys.isdisjoint(known)


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
        if name not in ("", HOME) if is_near else _is_field_by_value(key, value):
            yield Misplaced(Found(value, key_node, (*path, key)), raw, level.raw, level.path, name)


def _is_field_by_value(key: str, value: RawNode) -> bool:
    """Return whether a value is a list of candidates; under a name about schedulers, also a part of one."""
    if is_field_itself(value):
        return True
    items = value.value if value.id == "sequence" else [value] if value.id == "mapping" else []
    is_strategy = any(item.id == "scalar" and item.value in STRATEGIES for item in items)
    is_candidate = value.id == "mapping" and {NAME.name, INTERVAL.name} <= section_of(value).keys()
    return "sched" in squash(key) and (is_strategy or is_candidate)


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
    meant = {
        key: meant_length(key, name) or meant_run_mode(key, section[key][1], name)
        for key in section
        if key in unknown
    }
    return _named_anew(meant, name, path, raw, level)


def _named_anew(
    names: Mapping[str, str | None], name: str, path: Path, raw: RawNode, level: Level
) -> Iterator[Misnamed]:
    section, claims = section_of(raw), Counter(names.values())
    for key, meant in names.items():
        if meant is not None:
            yield Misnamed(section[key][0], meant, (*path, key), name, raw, level.raw, claims[meant] > 1)
