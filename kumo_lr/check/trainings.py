"""Read candidates for the rules about training.

This module and the fast path each define what a documented candidate is, as do the rules and the models,
because each needs a different part of it. Property tests ensure that they agree.
"""

from __future__ import annotations

from collections.abc import Container

from kumo_lr.check.candidates import Candidates, Doubt
from kumo_lr.check.fast_path import EMPTY, Identity, documented, identity_of
from kumo_lr.document.nodes import Builder, Mapping, Node, Scalar, unlisted
from kumo_lr.document.written import Earlier, Written
from kumo_lr.facts.slots import Number, Slot
from kumo_lr.facts.strategies import CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES, WARMUP
from kumo_lr.rules.subjects import Training
from kumo_lr.source import Source, Span
from kumo_lr.typed import NamedTuple

_KEYS = frozenset(CANDIDATE_KEYS)
_ARGUMENTS = {strategy.name: strategy.argument_names for strategy in STRATEGIES.values()}
_NO_KWARGS = Mapping((), Span(0, 0), flow=True, shared=False)


class _Read(NamedTuple):
    """A documented candidate as read; `strategy` is None for no scheduling."""

    strategy: str | None
    interval: str
    given: dict[str, Number]

    @property
    def identity(self) -> Identity:
        """The values that distinguish it from other candidates."""
        if self.strategy is None:
            return EMPTY
        return identity_of(self.strategy, self.interval, STRATEGIES[self.strategy].filled(self.given))


def training_of(
    doubt: Doubt, candidates: Candidates, source: Source, builder: Builder, node: Node | None = None
) -> Training | None:
    """Return a candidate's subject for the rules about training; `node` is its node, if that is known.

    The result is None if the candidate has mistakes, or if no rule about training applies. Earlier
    candidates must have been recorded, or passed to this function.
    """
    if candidates.horizons is None:
        return None
    identity = doubt.identity
    written = Written(doubt.raw, builder, is_plain=identity is not None, node=node)
    if identity is None:
        read = _read(written.node)
        if read is None:
            return None
        identity = read.identity
    first = candidates.first_equal(identity, doubt.position)
    earlier = None
    if first != doubt.position:
        raw = candidates.raws[first]
        is_plain = doubt.identity is not None and documented(raw) is not None
        earlier = _earlier(Written(raw, builder, is_plain=is_plain), written, source)
    strategy, interval, arguments = _parts(identity)
    return Training(strategy, interval, arguments, candidates.horizons, written, earlier, source)


def _parts(identity: Identity) -> tuple[str | None, str, dict[str, Number]]:
    """Return the strategy, interval and arguments that an identity is made of."""
    if identity is EMPTY:
        return None, "", {}
    name, interval, *numbers = identity
    arguments = dict(zip(_ARGUMENTS[name], numbers, strict=True))
    ratio = arguments.get(WARMUP.name)
    if isinstance(ratio, str):  # 1.0, which would equal 1
        arguments[WARMUP.name] = float(ratio)
    return name, interval, arguments


def _earlier(earlier: Written, later: Written, source: Source) -> Earlier:
    """Return the place of an equal, earlier candidate, and whether it gives different arguments."""
    line = source.position(earlier.raw.start_mark.index).line
    return Earlier(earlier.place, line, earlier.given != later.given)


def _read(node: Node) -> _Read | None:
    """Return a candidate that is as documented, in its own list or not, or None for any other."""
    node = unlisted(node)
    if _is_empty(node):
        return _Read(None, "", {})
    values = _values(node, _KEYS) if isinstance(node, Mapping) else None
    if values is None:
        return None
    name, interval = _word(values.get(NAME.name), NAME), _word(values.get(INTERVAL.name), INTERVAL)
    kwargs = values.get(KWARGS, _NO_KWARGS)
    if name is None or interval is None or not isinstance(kwargs, Mapping):
        return None
    strategy, given = STRATEGIES[name], dict[str, Number]()
    arguments = _values(kwargs, strategy.argument_names)
    if arguments is None:
        return None
    for argument, value in arguments.items():
        slot = strategy.argument(argument)
        number = value.value if isinstance(value, Scalar) else None
        if slot is None or not isinstance(number, int | float) or not slot.takes(number):
            return None
        given[argument] = number
    return None if set(strategy.required) - given.keys() else _Read(name, interval, given)


def _is_empty(node: Node) -> bool:
    if isinstance(node, Scalar):
        return node.kind == "null"
    return not (node.entries if isinstance(node, Mapping) else node.items)


def _values(mapping: Mapping, known: Container[str]) -> dict[str, Node] | None:
    """Return the effective values by key, or None if one is not known.

    Own entries override merged ones, later ones override earlier.
    """
    if not all(entry.key.text in known for entry in mapping.entries):
        return None
    own = {entry.name: entry.value for entry in mapping.entries if not entry.merged}
    return {entry.name: entry.value for entry in reversed(mapping.entries) if entry.merged} | own


def _word(node: Node | None, slot: Slot) -> str | None:
    is_word = isinstance(node, Scalar) and node.kind == "text" and node.text in slot.choices
    return node.text if is_word and node is not None else None
