"""Roles: words for a subject, by which rules choose the subjects that they look at."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from kumo_lr.document.nodes import Node, Scalar, Sequence
from kumo_lr.facts.strategies import STRATEGIES, WARMUP
from kumo_lr.rules.subjects import (
    CandidateKey,
    CandidateShape,
    KwargsKey,
    KwargsShape,
    Subject,
    Training,
    Value,
)
from kumo_lr.typed import Any, TypeAlias

Role: TypeAlias = frozenset[str]

WORD, NUMBER = "a word", "a number"  # what a slot takes
TEXT, INTEGER, DECIMAL = "text", "integer", "float"  # kinds of values, in YAML's words
LIST, EMPTY = "a list of any kind", "empty"
COLON, OTHER_LETTERS = "with a colon", "not in ASCII"
REPEATED, DECAYS = "repeated", "decays after a warmup"


def role_of(subject: Subject) -> Role | None:
    """Return the role of a subject; None if all rules for its class look at it."""
    find = _ROLES.get(type(subject))
    return None if find is None else find(subject)


def _of_training(training: Training) -> Role:
    return _training(training.strategy, training.interval, training.earlier is not None)


@cache
def _training(strategy: str | None, interval: str, is_repeated: bool) -> Role:
    """Return the interval, the names of the arguments, and whether it is repeated or decays."""
    words = {interval, REPEATED} if is_repeated else {interval}
    if strategy is not None:
        found = STRATEGIES[strategy]
        words.update(found.argument_names)
        words.update((DECAYS,) if found.decays and WARMUP in found.arguments else ())
    return frozenset(words)


def _of_value(value: Value) -> Role:
    slot, node = value.slot, value.node
    return _value(slot.name, bool(slot.choices), node.kind, node.text.isascii())


@cache
def _value(slot: str, takes_words: bool, kind: str, is_ascii: bool) -> Role:
    """Return the name of a slot, what it takes, and the kind of its value."""
    words = (slot, WORD if takes_words else NUMBER, kind)
    return frozenset(words if is_ascii else (*words, OTHER_LETTERS))


def _of_key(key: CandidateKey | KwargsKey) -> Role:
    return _key(":" in key.node.text, key.node.text.isascii())


@cache
def _key(has_colon: bool, is_ascii: bool) -> Role:
    return frozenset((*((COLON,) if has_colon else ()), *(() if is_ascii else (OTHER_LETTERS,))))


def _of_shape(shape: CandidateShape | KwargsShape) -> Role:
    node = shape.node
    return _shape(node.kind, isinstance(node, Sequence), _is_empty(node), node.text.isascii())


def _is_empty(node: Node) -> bool:
    if isinstance(node, Scalar):
        return False
    return not (node.items if isinstance(node, Sequence) else node.entries)


@cache
def _shape(kind: str, is_list: bool, is_empty: bool, is_ascii: bool) -> Role:
    """Return the kind of a node, and what else is to be known of it."""
    words = {LIST: is_list, EMPTY: is_empty, OTHER_LETTERS: not is_ascii}
    return frozenset((kind, *(word for word, is_so in words.items() if is_so)))


_ROLES: dict[type, Callable[[Any], Role]] = {
    Training: _of_training,
    Value: _of_value,
    CandidateKey: _of_key,
    KwargsKey: _of_key,
    CandidateShape: _of_shape,
    KwargsShape: _of_shape,
}
