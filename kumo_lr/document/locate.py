"""Finds the field in a document: alone, in a plan, in a plan inside a larger file, or `at` a path.

The rest of the document is left alone, apart from the run mode beside the field and from keys that
are surely meant to be the field, or the section it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from yaml import MappingNode, ScalarNode, SequenceNode

from kumo_lr.document.compose import RawNode
from kumo_lr.document.nodes import is_merge, read_plain
from kumo_lr.facts.horizons import MAX_EPOCHS, MAX_STEPS, MIN_STEPS, MOST
from kumo_lr.facts.plan_layout import FIELD, FIELD_PATHS, NOT_SET, PLAN_SECTIONS
from kumo_lr.facts.run_modes import RUN_MODE, RUN_MODES
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import CANDIDATE_KEYS, NAME, STRATEGIES
from kumo_lr.findings import Path
from kumo_lr.suggest import suggest

# The sections that hold the field, and the ways that lead to it.
_SECTIONS = tuple(dict.fromkeys(name for path in FIELD_PATHS for name in path[:-1]))
_PREFIXES = frozenset(path[:end] for path in FIELD_PATHS for end in range(1, len(path)))
_KNOWN = frozenset((FIELD, RUN_MODE.name, *PLAN_SECTIONS, *_SECTIONS))
_OF_A_PLAN = frozenset(PLAN_SECTIONS)
_STRATEGIES = tuple(STRATEGIES)  # what is compared with a name may be a collection, and have no hash
_RUN_MODE_SECTIONS = ("model_plan", "training_job")


Section: TypeAlias = dict[str, tuple[RawNode, RawNode]]


class Found(NamedTuple):
    """A raw value with its raw key (None for a whole document or an item) and its path.

    `beside` is the section in which the key stands, if it was looked at.
    """

    raw: RawNode
    key: RawNode
    path: Path
    beside: Section | None = None


class Misspelt(NamedTuple):
    """A raw key with the key that was meant, its path, and whether the key meant is there already."""

    key: RawNode
    meant: str
    path: Path
    taken: bool


class Misshapen(NamedTuple):
    """What stands where a section should, and is no mapping.

    `sure` = it is a plan's, whoever wrote it; else it may be another program's setting. `in_defaults` =
    it stands in a file of defaults, not in a plan.
    """

    found: Found
    sure: bool
    in_defaults: bool = False


class Default(NamedTuple):
    """A key in a file of defaults, the keys that can stand in its place, and the slot of its value."""

    found: Found
    allowed: frozenset[str]
    slot: Slot | None = None


class Plan(NamedTuple):
    """Where the field stands in a document, and what is surely meant for it, or in its way.

    Filled on the way down; sections are named as they were meant, paths as they are written.
    """

    fields: list[Found]
    misspelt: list[Misspelt]
    misshapen: list[Misshapen]
    defaults: list[Default]

    def look(self, raw: RawNode, meant: tuple[str, ...], path: Path) -> None:
        """Look for the field in a section, and in the sections in it that can hold it."""
        section = section_of(raw)
        if FIELD in section:
            self._found(FIELD, section, path)
        for name in _SECTIONS:
            if name in section and (*meant, name) in _PREFIXES:
                key, value = section[name]
                if isinstance(value, MappingNode):
                    self.look(value, (*meant, name), (*path, name))
                elif not is_nothing(value):
                    sure = bool(meant) or _holds_field(value) or len(_OF_A_PLAN & section.keys()) > 1
                    self.misshapen.append(Misshapen(Found(value, key, (*path, name)), sure))
        taken = set(section)
        for name in section:
            near = None if name in _KNOWN else _meant(name)
            if near is not None and self._look_under(name, near, section, meant, path):
                self.misspelt.append(Misspelt(section[name][0], near, (*path, name), near in taken))
                taken.add(near)

    def _look_under(self, name: str, near: str, section: Section, meant: tuple[str, ...], path: Path) -> bool:
        """Look under a key that is not known, but near one that is; whether the field is there."""
        value = section[name][1]
        before = len(self.fields)
        if near != FIELD:
            if (*meant, near) in _PREFIXES and isinstance(value, MappingNode):
                self.look(value, (*meant, near), (*path, name))
        elif path or _looks_like_candidates(value):
            self._found(name, section, path)
        return len(self.fields) > before

    def _found(self, name: str, section: Section, path: Path) -> None:
        key, value = section[name]
        self.fields.append(Found(value, key, (*path, name), section))


def find_plan(root: RawNode, at: str | None = None) -> Plan:
    """Find the field in a document; `at` is a dotted path, `"."` the document itself."""
    if at is not None:
        return Plan(list(_walk(root, filter(None, at.split(".")))), [], [], [])
    plan = Plan([], [], [], [])
    if isinstance(root, MappingNode):
        plan.look(root, (), ())
    elif not is_nothing(root):
        plan.misshapen.append(Misshapen(Found(root, None, ()), _is_field_itself(root)))
    return plan


def home_of(root: RawNode) -> Path:
    """Return the path at which the field would stand in a document that lacks it."""
    if not isinstance(root, MappingNode):
        return FIELD_PATHS[0]
    section = section_of(root)
    if "model_plan" in section:
        return FIELD_PATHS[2]
    return FIELD_PATHS[1] if _OF_A_PLAN & section.keys() else FIELD_PATHS[0]


def is_nothing(raw: RawNode) -> bool:
    """Whether a value is null, or the sign for not set."""
    if not isinstance(raw, ScalarNode):
        return False
    return raw.value == NOT_SET or (not raw.style and not raw.tag and read_plain(raw.value).kind == "null")


def _holds_field(raw: RawNode) -> bool:
    """Whether a list has the field in one of its items: a section that got a dash."""
    items = raw.value if isinstance(raw, SequenceNode) else []
    return any(isinstance(item, MappingNode) and FIELD in section_of(item) for item in items)


def _is_field_itself(root: RawNode) -> bool:
    """Whether a document is a list with a documented candidate in it."""
    items = root.value if isinstance(root, SequenceNode) else []
    sections = (section_of(item) for item in items if isinstance(item, MappingNode))
    return any(section[NAME.name][1].value in _STRATEGIES for section in sections if NAME.name in section)


def _walk(root: RawNode, way: Iterable[str]) -> Iterator[Found]:
    found = Found(root, None, ())
    for step in way:
        if isinstance(found.raw, MappingNode):
            section = section_of(found.raw)
            if step not in section:
                return
            key, value = section[step]
            found = Found(value, key, (*found.path, step), section)
        elif isinstance(found.raw, SequenceNode) and step.isdecimal():
            if int(step) >= len(found.raw.value):
                return
            found = Found(found.raw.value[int(step)], None, (*found.path, int(step)))
        else:
            return
    yield found


def _looks_like_candidates(value: RawNode) -> bool:
    """Whether what stands under a near miss at the top is the field, not another program's setting."""
    if isinstance(value, SequenceNode):
        return any(map(_looks_like_candidates, value.value))
    if isinstance(value, MappingNode):
        return any(key in CANDIDATE_KEYS for key in section_of(value))
    return value.value in STRATEGIES or (not value.style and value.value in ("", "null", "~"))


@lru_cache(maxsize=4096)
def _meant(name: str) -> str | None:
    guess = suggest(name, (FIELD, *_SECTIONS))
    return guess.words[0] if guess.sure else None


def find_run_modes(root: RawNode) -> Iterator[Found]:
    """Find the run mode: beside the plan's sections, or in those that describe a training job."""
    if not isinstance(root, MappingNode):
        return
    section = section_of(root)
    places: list[tuple[Path, RawNode]] = [((), root)]
    places += [((name,), section[name][1]) for name in _RUN_MODE_SECTIONS if name in section]
    for path, raw in places:
        pair = section_of(raw).get(RUN_MODE.name) if isinstance(raw, MappingNode) else None
        if pair is not None:
            yield Found(pair[1], pair[0], (*path, RUN_MODE.name))


class Length(NamedTuple):
    """What a plan says of epochs or steps: its raw value, its path, and the number, None if it is none."""

    raw: RawNode
    path: Path
    number: int | None

    @property
    def name(self) -> str:
        """The key."""
        return str(self.path[-1])


def find_lengths(found: Found) -> Iterator[Length]:
    """Find what a plan says of the length of training, beside the field."""
    section = found.beside or {}
    for name in (MAX_EPOCHS, MIN_STEPS, MAX_STEPS):
        if name in section and not is_nothing(section[name][1]):
            raw = section[name][1]
            yield Length(raw, (*found.path[:-1], name), _read_length(raw))


def home_in(root: RawNode) -> Found:
    """Return the place at which the field would stand in a document that lacks it."""
    path = home_of(root)
    found = next(_walk(root, map(str, path[:-1])), None)
    section = section_of(found.raw) if found is not None and isinstance(found.raw, MappingNode) else None
    return Found(None, None, path, section)


def _read_length(raw: RawNode) -> int | None:
    """Read a number of epochs or steps that training can have; None for anything else."""
    plain = isinstance(raw, ScalarNode) and not raw.style and not raw.tag
    number = read_plain(raw.value).value if plain else None
    return number if type(number) is int and 1 <= number <= MOST else None


def find_run_mode(root: RawNode) -> str | None:
    """Return the run mode that a document names, in upper case; `""` for one that is none."""
    modes = [str(found.raw.value).upper() for found in find_run_modes(root) if not is_nothing(found.raw)]
    known = [mode for mode in modes if mode in RUN_MODES]
    return known[0] if known else "" if modes else None


def section_of(raw: RawNode) -> Section:
    """Return a raw mapping's keys with their raw key and value, own ones first, then merged ones."""
    try:
        section: Section = {pair[0].value: pair for pair in raw.value}
    except TypeError:  # a key that is a collection; it has a finding of its own
        section = {pair[0].value: pair for pair in raw.value if isinstance(pair[0], ScalarNode)}
    if "<<" in section:
        section = _merged(raw, set())
    return section


def _merged(raw: RawNode, done: set[int]) -> Section:
    """Merge in what merge keys name; a mapping that is merged in twice adds nothing again."""
    section: Section = {}
    merges: list[RawNode] = []
    for key, value in raw.value:
        if is_merge(key):
            merges.extend(value.value if isinstance(value, SequenceNode) else [value])
        elif isinstance(key, ScalarNode):
            section[key.value] = (key, value)
    for part in merges:
        if isinstance(part, MappingNode) and id(part) not in done:
            done.add(id(part))
            section = _merged(part, done) | section
    return section
