"""Compare two resolved configs by what will run, candidate by candidate."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from kumo_lr.facts.slots import Number
from kumo_lr.facts.strategies import ARGUMENTS, INTERVAL, NAME
from kumo_lr.plan.defaults import Origin
from kumo_lr.plan.load import CANDIDATE
from kumo_lr.plan.models import Scheduler
from kumo_lr.plan.resolve import Origins, Resolved

_VALUES = (INTERVAL.name, *ARGUMENTS)


class Value(NamedTuple):
    """A value that will run, and its origin."""

    value: str | Number
    origin: Origin


class Side(NamedTuple):
    """A candidate of one of the two configs: its position, and its values by name.

    `position` is its 0-based index.
    """

    position: int
    origin: Origin
    values: dict[str, Value]


class Difference(NamedTuple):
    """A candidate that differs: changed, or only in one of the configs (the other side is None)."""

    left: Side | None
    right: Side | None

    @property
    def changes(self) -> dict[str, tuple[Value, Value]]:
        """The differing values, by name, of a candidate in both configs."""
        if self.left is None or self.right is None:
            return {}
        pairs = {name: (value, self.right.values[name]) for name, value in self.left.values.items()}
        # 1 and 1.0 are equal, but mean different things.
        return {name: pair for name, pair in pairs.items() if repr(pair[0].value) != repr(pair[1].value)}


@dataclass(frozen=True)
class Compared:
    """The differences, the positions of equal candidates, and the run modes and names of both sides."""

    run_modes: tuple[str, str]
    differences: tuple[Difference, ...]
    same: tuple[tuple[int, int], ...]
    names: tuple[str, str]

    @property
    def reordered(self) -> bool:
        """Whether equal candidates are in a different order."""
        rights = [right for _, right in self.same]
        return rights != sorted(rights)


def compared(left: Resolved, right: Resolved, names: tuple[str, str]) -> Compared:
    """Compare two resolved configs by what will run, in any order.

    Equal candidates are paired first, then those that differ in one value, then those of the same strategy
    in order. The remaining candidates are in one config only.
    """
    lefts, rights = _sides(left), _sides(right)
    same = _pairs(lefts, rights, _spelt)
    changed = [pair for name in _VALUES for pair in _pairs(lefts, rights, partial(_but_for, name))]
    changed += _pairs(lefts, rights, _strategy)
    changed.sort(key=lambda pair: pair[0].position)
    differences = [
        *(Difference(one, other) for one, other in changed),
        *(Difference(one, None) for one in lefts),
        *(Difference(None, other) for other in rights),
    ]
    positions = tuple((one.position, other.position) for one, other in same)
    return Compared((left.run_mode, right.run_mode), tuple(differences), positions, names)


def _sides(resolved: Resolved) -> list[Side]:
    sides = []
    for index, (candidate, origins) in enumerate(zip(resolved.candidates, resolved.origins, strict=True)):
        values = {} if candidate is None else _values(candidate, origins)
        sides.append(Side(index, origins[CANDIDATE], values))
    return sides


def _values(candidate: Scheduler, origins: Origins) -> dict[str, Value]:
    plain = {NAME.name: candidate.name, INTERVAL.name: candidate.interval, **candidate.kwargs.given}
    return {name: Value(value, origins[name]) for name, value in plain.items()}


def _spelt(side: Side) -> str:
    return repr([(name, value.value) for name, value in side.values.items()])


def _but_for(left_out: str, side: Side) -> str:
    return repr([(name, value.value) for name, value in side.values.items() if name != left_out])


def _strategy(side: Side) -> str:
    return str(side.values[NAME.name].value) if side.values else ""


def _pairs(lefts: list[Side], rights: list[Side], key: Callable[[Side], str]) -> list[tuple[Side, Side]]:
    """Remove and yield the pairs with the same key from both lists, in the order of the first."""
    waiting: dict[str, deque[Side]] = {}
    for side in rights:
        waiting.setdefault(key(side), deque()).append(side)
    pairs = [(side, waiting[key(side)].popleft()) for side in lefts if waiting.get(key(side))]
    taken = ({one.position for one, _ in pairs}, {other.position for _, other in pairs})
    for sides, indices in zip((lefts, rights), taken, strict=True):
        sides[:] = [side for side in sides if side.position not in indices]
    return pairs
