"""Find what sets the length of training in a plan: its numbers of epochs and steps, and its run mode."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml import MappingNode, ScalarNode

from kumo_lr.document.compose import RawNode
from kumo_lr.document.home import Home
from kumo_lr.document.locate import PLANS, Found, Keyed, Section, is_nothing, section_of
from kumo_lr.document.nodes import read_plain
from kumo_lr.facts.horizons import LENGTHS, MOST
from kumo_lr.facts.plan_layout import JOB, NOT_SET
from kumo_lr.facts.run_modes import RUN_MODE, RUN_MODES
from kumo_lr.findings import Path
from kumo_lr.typed import NamedTuple

# A run mode may be in a section that leads to a plan, or in the plan's section for the training job.
_RUN_MODE_HOMES = tuple(
    dict.fromkeys(
        (
            *(plan[:end] for plan in PLANS for end in range(len(plan) + 1)),
            *((*plan, JOB) for plan in PLANS),
        )
    )
)
RUN_MODE_PATHS = frozenset((*home, RUN_MODE.name) for home in _RUN_MODE_HOMES)

# An integer in text, as Kumo's data model reads it.
_INTEGER = re.compile(r"\s*([-+]?[0-9]{1,20}(?:_[0-9]{1,20})*)(?:\.0*)?\s*")
# An integer that is not what it looks like: 010 is 8, and 1:30 is 90.
_IN_OTHER_BASE = re.compile(r"[-+]?0[0-9_xb]|[^:]*:")


def find_run_modes(root: RawNode | None) -> Iterator[Keyed]:
    """Find the run mode: beside a plan or its sections, or in the section of the training job."""
    sections: dict[tuple[str, ...], Section] = {}
    for path in _RUN_MODE_HOMES:  # the innermost comes last
        outer = sections.get(path[:-1], {})
        raw = outer[path[-1]][1] if path and path[-1] in outer else None if path else root
        if isinstance(raw, MappingNode):
            section = sections[path] = section_of(raw)
            if RUN_MODE.name in section:
                key, value = section[RUN_MODE.name]
                yield Keyed(value, key, (*path, RUN_MODE.name))


class Length(NamedTuple):
    """A plan's number of epochs or steps: its raw value, its path, and the number, or None if invalid."""

    raw: RawNode
    path: Path
    number: int | None
    key: RawNode

    @property
    def name(self) -> str:
        """The key."""
        return str(self.path[-1])


def find_lengths(found: Found | Home) -> Iterator[Length]:
    """Find the entries beside the field that set the length of training."""
    lengths = lengths_in(found.beside or {}, found.path[:-1])
    return (length for length in lengths if not is_nothing(length.raw))


def lengths_in(section: Section, path: Path) -> Iterator[Length]:
    """Find the entries of a section that set the length of training."""
    for name in LENGTHS:
        if name in section:
            key, raw = section[name]
            if raw.value != NOT_SET:
                yield Length(raw, (*path, name), _read_length(raw), key)


def _read_length(raw: RawNode) -> int | None:
    """Return a valid number of epochs or steps, or None for anything else."""
    number = None if raw.tag else _integer(raw)
    return number if number is not None and 1 <= number <= MOST else None


def _integer(raw: RawNode) -> int | None:
    """Return the integer that Kumo's data model reads, also from text and from a number like 8.0."""
    if not isinstance(raw, ScalarNode):
        return None
    kind, number = ("text", raw.value) if raw.style else read_plain(raw.value)
    if kind == "text":
        match = _INTEGER.fullmatch(raw.value)
        return int(match[1]) if match else None
    if isinstance(number, float) and number.is_integer():
        return int(number)
    return number if type(number) is int else None


def is_in_doubt(length: Length) -> bool:
    """Return whether Kumo's data model refuses a length of training, or may read another number."""
    raw, limits = length.raw, LENGTHS[length.name].integer
    number = _integer(raw)
    if limits is None or number is None or number < limits.low or number > (limits.high or number):
        return limits is not None
    return not raw.style and _IN_OTHER_BASE.match(raw.value) is not None


def find_run_mode(root: RawNode | None) -> str | None:
    """Return the run mode of a document in upper case, or `""` for an invalid one."""
    modes = [str(found.raw.value).upper() for found in find_run_modes(root) if not is_nothing(found.raw)]
    known = [mode for mode in modes if mode in RUN_MODES]
    return known[0] if known else "" if modes else None
