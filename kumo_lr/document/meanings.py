"""Find what a misplaced key means: a part of a candidate, a length of training, or the run mode."""

from __future__ import annotations

from yaml import MappingNode, ScalarNode

from kumo_lr.document.compose import RawNode
from kumo_lr.document.locate import is_nothing, section_of
from kumo_lr.document.nodes import read_plain
from kumo_lr.facts.foreign_names import (
    OTHER_ARGUMENTS,
    OTHER_INTERVALS,
    OTHER_KEYS,
    OTHER_LENGTHS,
    OTHER_RUN_MODES,
    OTHER_STRATEGIES,
    engine_match,
    squash,
)
from kumo_lr.facts.horizons import MAX_EPOCHS, MAX_STEPS, MIN_STEPS
from kumo_lr.facts.plan_layout import FIELD, HOME, JOB, PLAN_SECTIONS, SECTION_KEYS
from kumo_lr.facts.run_modes import RUN_MODE, RUN_MODES
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES
from kumo_lr.suggest import Guess, suggest

_LENGTHS = frozenset((MAX_EPOCHS, MIN_STEPS, MAX_STEPS))
_NO_SCHEDULING = ("null", "~", "")
CANDIDATE = "candidate"
# Other keys that one in a plan may be a near miss of.
_OF_A_PLAN = (FIELD, RUN_MODE.name, *PLAN_SECTIONS, *sorted(frozenset().union(*SECTION_KEYS.values())))
_SQUASHED_ARGUMENTS = {squash(name): name for name in ARGUMENTS}


def meant_part(key: str, value: RawNode, certain: bool) -> str | None:
    """Return the part of a candidate that a key unambiguously means, if any.

    `certain` says that the field is beside it. A whole candidate may be a key there: after a bracket closed
    too early, it has no value.
    """
    if certain and (key in _NO_SCHEDULING or key in STRATEGIES) and is_nothing(value):
        return CANDIDATE
    return _meant_key(key, value, certain)


def _meant_key(key: str, value: RawNode, certain: bool) -> str | None:
    """Return the key or the argument of a candidate that a key unambiguously means, if any."""
    squashed = squash(key)
    if key in ARGUMENTS or squashed in _SQUASHED_ARGUMENTS:
        return _SQUASHED_ARGUMENTS[squashed]
    known = OTHER_ARGUMENTS.get(squashed) or OTHER_KEYS.get(squashed)
    meant = key if key in CANDIDATE_KEYS else known.meant if known else _near_part(key, value)
    if meant is None or meant in ARGUMENTS or squashed in OTHER_ARGUMENTS:
        return meant
    if certain or "lrscheduler" in squashed or key == KWARGS:
        return meant
    if meant == NAME.name:
        is_meant = _is_strategy(value)
    elif meant == INTERVAL.name:
        is_meant = _is_interval(value)
    else:
        is_meant = "scheduler" in squashed or holds_arguments(value)
    return meant if is_meant else None


def _near_part(key: str, value: RawNode) -> str | None:
    """Return the key or the argument of a candidate that a key is a clear near miss of, if any."""
    parts = ARGUMENTS if _is_number(value) else CANDIDATE_KEYS
    guess = suggest(key, (*parts, *_OF_A_PLAN))
    return guess.words[0] if guess.sure and guess.words[0] in parts else None


def _is_number(value: RawNode) -> bool:
    return isinstance(value, ScalarNode) and read_plain(value.value).kind in ("integer", "float")


def _is_strategy(value: RawNode) -> bool:
    if not isinstance(value, ScalarNode):
        return False
    word = str(value.value)
    return bool(engine_match(word) or squash(word) in OTHER_STRATEGIES or suggest(word, STRATEGIES).words)


def _is_interval(value: RawNode) -> bool:
    if not isinstance(value, ScalarNode):
        return False
    word = str(value.value)
    return squash(word) in OTHER_INTERVALS or bool(suggest(word, INTERVAL.choices).words)


def holds_arguments(value: RawNode) -> bool:
    """Return whether a value is a mapping with keys or arguments of a candidate."""
    keys = section_of(value) if isinstance(value, MappingNode) else {}
    return any(squash(key) in _SQUASHED_ARGUMENTS or key in CANDIDATE_KEYS for key in keys)


def meant_length(key: str, name: str) -> str | None:
    """Return the length of training that a key of a section means, if any."""
    if name != HOME:
        guess = Guess((key,), sure=True) if key in _LENGTHS else suggest(key, sorted(_LENGTHS))
        return guess.words[0] if guess.sure else None
    if squash(key) in OTHER_LENGTHS:
        return OTHER_LENGTHS[squash(key)]
    word = key.partition(" ")[0]  # `{max_epochs 8}` is one word to YAML
    guess = Guess((word,)) if word in _LENGTHS else suggest(key, SECTION_KEYS[HOME])
    return guess.words[0] if len(guess.words) == 1 and guess.words[0] in _LENGTHS else None


def meant_run_mode(key: str, value: RawNode, name: str) -> str | None:
    """Return the key of the run mode if a key of a section is a near miss of it, or does not belong there."""
    if not isinstance(value, ScalarNode) or not suggest(key, (RUN_MODE.name,)).sure:
        return None
    word = str(value.value)
    known = squash(word) in OTHER_RUN_MODES or bool(suggest(word, RUN_MODES).words)
    is_placed = name in ("", JOB)
    return RUN_MODE.name if known and (key != RUN_MODE.name or not is_placed) else None


def meant_beside(key: str, value: RawNode) -> str | None:
    """Return the length of training, or the run mode, that a key beside a lone field is a near miss of."""
    guess = suggest(key, sorted(_LENGTHS))
    if guess.sure and key not in _LENGTHS:
        return guess.words[0]
    return meant_run_mode(key, value, "")
