"""Find the field in a document: alone, in a plan, in a plan inside a larger file, or `at` a path.

The rest of the document is ignored, apart from keys that are unambiguous misspellings of the field or of
a section that leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from yaml import MappingNode, ScalarNode, SequenceNode

from kumo_lr.document.compose import RawNode, RawPairs
from kumo_lr.document.nodes import is_merge, parts_of_merge, read_plain
from kumo_lr.facts.plan_layout import (
    FIELD,
    FIELD_PATHS,
    HOME,
    NOT_SET,
    PLACES,
    PLAN_SECTIONS,
    SECTION_KEYS,
)
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import CANDIDATE_KEYS, INTERVAL, NAME, STRATEGIES
from kumo_lr.findings import Path
from kumo_lr.records import Record
from kumo_lr.typed import NamedTuple, TypeAlias

# The sections that contain the field, and the paths that lead to it.
_SECTIONS = tuple(dict.fromkeys(name for path in FIELD_PATHS for name in path[:-1]))
_PREFIXES = frozenset(path[:end] for path in FIELD_PATHS for end in range(1, len(path)))
_KNOWN = frozenset((FIELD, RUN_MODE.name, *PLAN_SECTIONS, *_SECTIONS))
_OF_A_PLAN = frozenset(PLAN_SECTIONS)
_LEADING = frozenset(_SECTIONS)
_KUMOS_OWN = _OF_A_PLAN - _LEADING  # words that no other program uses for a section
HOMES = frozenset(path[:-1] for path in FIELD_PATHS)
# Near misses of nothing: most sections have no other keys, and need no comparison.
_FAMILIAR = _KNOWN | SECTION_KEYS[HOME]
_STRATEGIES = tuple(STRATEGIES)  # compared by equality, since a key may be an unhashable collection
_PLACEHOLDERS = ("${", "{{", "{%", "<%")
_TEXT_OF_FIELD = re.compile(rf"{FIELD}[ =]")  # with a colon, it lacks a space, which is reported
ANY = "*"  # as a step of a path: any key of a mapping, any item of a list
PLANS = tuple(dict.fromkeys(place.plan for place in PLACES if place.plan is not None))


Section: TypeAlias = dict[str, tuple[RawNode, RawNode]]


class Found(NamedTuple):
    """A raw value with its raw key (None for a whole document or an item) and its path.

    `beside` is the section that has the key, if it was searched.
    """

    raw: RawNode
    key: RawNode | None
    path: Path
    beside: Section | None = None


class Keyed(Record):
    """A raw value with its raw key and its path."""

    raw: RawNode
    key: RawNode
    path: Path


class Misspelt(Record):
    """A misspelt raw key with the intended key, its path, and whether the intended key also exists."""

    key: RawNode
    meant: str
    path: Path
    taken: bool


class Misshapen(Record):
    """A value that should be a section, and is not a mapping.

    `sure` says that it belongs to a plan; otherwise it may be another program's setting. `in_defaults`
    says that it is in a file of defaults rather than a plan.
    """

    found: Found | Keyed
    sure: bool
    in_defaults: bool = False


class Default(Record):
    """A key in a file of defaults, the keys allowed in its place, and the slot of its value."""

    found: Keyed
    allowed: frozenset[str]
    slot: Slot | None = None


class Level(NamedTuple):
    """A section that contains the field, or leads to it: raw, with its intended names, and its path.

    Attributes:
        is_plan: It has the sections of a plan, or should.
        is_around_plan: It is a plan or contains one, so the field does not belong directly in it.
    """

    raw: RawNode
    section: Section
    meant: tuple[str, ...]
    path: Path
    is_plan: bool
    is_around_plan: bool


def _level(raw: RawNode, meant: tuple[str, ...], path: Path) -> Level:
    section = section_of(raw)
    if meant:
        is_plan = meant in PLANS
        is_around_plan = is_plan or (meant not in HOMES and not _LEADING.isdisjoint(section))
        return Level(raw, section, meant, path, is_plan, is_around_plan)
    is_plan = not _KUMOS_OWN.isdisjoint(section) or _is_section(HOME, section)
    is_around_plan = is_plan or any(_is_section(name, section) for name in _SECTIONS)
    return Level(raw, section, meant, path, is_plan, is_around_plan)


class Plan:
    """The fields of a document, with the misspelt keys and misshapen values on the way to them.

    It is filled on the way down. Sections have their intended names, paths have the keys as written.
    `misplaced` are fields where Kumo does not read them; `levels` are the searched sections, outer ones
    first.
    """

    def __init__(self, fields: Iterable[Found] = ()) -> None:
        self.fields = list(fields)
        self.misspelt: list[Misspelt] = []
        self.misshapen: list[Misshapen] = []
        self.defaults: list[Default] = []
        self.misplaced: list[Found] = []
        self.levels: list[Level] = []

    def look(self, raw: RawNode, meant: tuple[str, ...], path: Path) -> None:
        """Look for the field in a section, and in the sections in it that can hold it."""
        level = _level(raw, meant, path)
        section = level.section
        self.levels.append(level)
        if FIELD in section:
            self._found(FIELD, level)
        for name in _SECTIONS:
            if name in section and (*meant, name) in _PREFIXES:
                self._section(name, level)
        if _FAMILIAR.issuperset(section):
            return
        misspelt: list[tuple[str, str]] = []
        for name in section:
            near = None if name in _KNOWN else _meant(name)
            if near is not None and self._look_under(name, near, level):
                misspelt.append((name, near))
        taken = [*section, *(near for _, near in misspelt)]
        for name, near in misspelt:  # where two keys claim one place, neither is to be renamed
            self.misspelt.append(Misspelt(section[name][0], near, (*path, name), taken.count(near) > 1))

    def _section(self, name: str, level: Level) -> None:
        key, value = level.section[name]
        path = (*level.path, name)
        if isinstance(value, MappingNode):
            self.look(value, (*level.meant, name), path)
        elif not is_nothing(value):
            others = len(_OF_A_PLAN & level.section.keys()) > 1
            sure = bool(level.meant) or others or _holds_field(value)
            self.misshapen.append(Misshapen(Found(value, key, path), sure))

    def _look_under(self, name: str, near: str, level: Level) -> bool:
        """Search under an unknown key that resembles a known one, and return whether the field is there."""
        value = level.section[name][1]
        before = len(self.fields)
        if near != FIELD:
            if (*level.meant, near) in _PREFIXES and isinstance(value, MappingNode):
                self.look(value, (*level.meant, near), (*level.path, name))
        elif level.path or _looks_like_candidates(value):
            self._found(name, level)
        return len(self.fields) > before

    def _found(self, name: str, level: Level) -> None:
        key, value = level.section[name]
        found = Found(value, key, (*level.path, name), level.section)
        is_read = level.meant in HOMES and (level.meant or not level.is_around_plan)
        (self.fields if is_read else self.misplaced).append(found)


def steps_of(at: str) -> list[str]:
    """Return the steps of a dotted path, `"."` the document itself; the step `*` is any key or index.

    Raises:
        ValueError: The path, or a step of it, is empty.
    """
    if at != "." and not all(map(str.strip, at.split("."))):
        raise ValueError('a path cannot be empty, nor a name in it; write "." for the whole document')
    return [] if at == "." else at.split(".")


def find_plan(root: RawNode, at: str | None = None) -> Plan:
    """Find the field in a document; `at` is a path as `steps_of` reads it."""
    if at is not None:
        return Plan(walk_path(root, steps_of(at)))
    plan = Plan()
    if isinstance(root, MappingNode):
        plan.look(root, (), ())
    elif not is_nothing(root):
        is_text = isinstance(root, ScalarNode) and not root.style and _TEXT_OF_FIELD.match(root.value)
        plan.misshapen.append(Misshapen(Found(root, None, ()), bool(is_text) or is_field_itself(root)))
    return plan


def _is_section(name: str, section: Section) -> bool:
    """Return whether a key names a section; with a word as its value, it may be another program's setting."""
    if name not in section:
        return False
    value = section[name][1]
    return not isinstance(value, ScalarNode) or is_nothing(value)


def is_nothing(raw: RawNode) -> bool:
    """Return whether a value is null, or the placeholder for an unset field."""
    if not isinstance(raw, ScalarNode):
        return False
    return raw.value == NOT_SET or (not raw.style and not raw.tag and read_plain(raw.value).kind == "null")


def _holds_field(raw: RawNode) -> bool:
    """Return whether a value is a section written wrongly: settings in a list or a text, or a placeholder."""
    if isinstance(raw, ScalarNode):
        return FIELD in raw.value or raw.value.startswith(_PLACEHOLDERS)
    items: list[RawNode] = raw.value if isinstance(raw, SequenceNode) else []
    sections = (section_of(item) for item in items if isinstance(item, MappingNode))
    is_named = any(item.value == FIELD for item in items) or is_field_itself(raw)
    known = SECTION_KEYS[HOME] | _OF_A_PLAN
    return is_named or any(known & section.keys() for section in sections)


def has_one_name(raw: RawNode) -> bool:
    """Return whether a raw node has one key "name" of its own, as a candidate has, or is no mapping."""
    return raw.id != "mapping" or sum(key.value == NAME.name for key, _ in raw.value) == 1


def is_field_itself(root: RawNode) -> bool:
    """Return whether a document, or a value, is a list with a documented candidate in it."""
    items: list[RawNode] = root.value if isinstance(root, SequenceNode) else []
    sections = (section_of(item) for item in items if isinstance(item, MappingNode))
    return any(map(_is_candidate, sections))


def _is_candidate(section: Section) -> bool:
    """Return whether a mapping has a documented name, or any name with an interval."""
    if NAME.name not in section:
        return False
    interval = section[INTERVAL.name][1].value if INTERVAL.name in section else None
    return section[NAME.name][1].value in _STRATEGIES or interval in INTERVAL.choices


def walk_path(root: RawNode, way: Iterable[str]) -> Iterator[Found]:
    """Yield what is at the end of a path, in order; what several aliases lead to is yielded once."""
    found = {id(root): Found(root, None, ())}
    for step in way:
        below: dict[int, Found] = {}
        for each in found.values():
            for one in _below(each, step):
                below.setdefault(id(one.raw), one)
        found = below
    return iter(found.values())


def _below(found: Found, step: str) -> Iterator[Found]:
    raw, path = found.raw, found.path
    if isinstance(raw, MappingNode):
        section = section_of(raw)
        for name in section if step == ANY else filter(section.__contains__, (step,)):
            key, value = section[name]
            yield Found(value, key, (*path, name), section)
    elif isinstance(raw, SequenceNode):
        items: list[RawNode] = raw.value
        numbers = range(len(items)) if step == ANY else _number(step, len(items))
        for number in numbers:
            yield Found(items[number], None, (*path, number))


def _number(step: str, length: int) -> range:
    """Return the index that a step names, if a list of some length has it."""
    number = int(step) if step.isdecimal() and len(step) <= len(str(length)) else length
    return range(number, min(number + 1, length))


def _looks_like_candidates(value: RawNode) -> bool:
    """Return whether the value of a near miss at the top is the field, not another program's setting."""
    if isinstance(value, SequenceNode):
        return any(map(_looks_like_candidates, value.value))
    if isinstance(value, MappingNode):
        return any(key in CANDIDATE_KEYS for key in section_of(value))
    return value.value in STRATEGIES or (not value.style and value.value in ("", "null", "~"))


@lru_cache(maxsize=4096)
def _meant(name: str) -> str | None:
    from kumo_lr.suggest import suggest  # few documents with the field have an unknown key

    guess = suggest(name, (FIELD, *_SECTIONS))
    return guess.words[0] if guess.sure else None


def section_of(raw: RawNode) -> Section:
    """Return the raw key and value of each key of a raw mapping: own keys first, then merged ones."""
    try:
        section: Section = {pair[0].value: pair for pair in raw.value}
    except TypeError:  # a key that is a collection, which has its own finding
        section = {pair[0].value: pair for pair in raw.value if isinstance(pair[0], ScalarNode)}
    if "<<" in section:
        section = _merged(raw, set())
    return section


def _merged(raw: RawNode, done: set[int]) -> Section:
    """Add the entries of merge keys; a mapping that is merged twice is added once."""
    section: Section = {}
    merges: list[RawNode] = []
    pairs: RawPairs = raw.value
    for key, value in pairs:
        if is_merge(key):
            merges.extend(parts_of_merge(value))
        elif isinstance(key, ScalarNode):
            section[key.value] = (key, value)
    for part in merges:
        if isinstance(part, MappingNode) and id(part) not in done:
            done.add(id(part))
            section = _merged(part, done) | section
    return section
