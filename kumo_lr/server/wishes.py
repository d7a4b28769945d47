"""What an editor's user wishes: the settings `kumoLr` of the editor, read leniently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kumo_lr.facts.horizons import Known, known_of
from kumo_lr.server.hints import EVERY_KIND, HintKind

SECTION = "kumoLr"


class Wishes(NamedTuple):
    """The settings of an editor.

    `known` is what they say about training, and `hints` are the kinds of inlay hints that are switched on.
    """

    known: Known = Known()
    completion: bool = True
    code_lens: bool = False
    hints: frozenset[HintKind] = EVERY_KIND


def wishes_of(data: object) -> Wishes:
    """Return the wishes in an editor's settings; what has another type than it should is not set."""
    given = data if isinstance(data, Mapping) else {}
    inner = given.get(SECTION)
    if isinstance(inner, Mapping):  # some editors send the section with its name around it
        given = inner
    kinds = given.get("inlayHints")
    switches = kinds if isinstance(kinds, Mapping) else {}
    all_on = kinds if isinstance(kinds, bool) else True
    return Wishes(
        _known(given),
        completion=_switch(given, "completion", default=True),
        code_lens=_switch(given, "codeLens", default=False),
        hints=frozenset(kind for kind in HintKind if _switch(switches, kind, default=all_on)),
    )


def _switch(given: Mapping[str, object], name: str, *, default: bool) -> bool:
    value = given.get(name)
    return value if isinstance(value, bool) else default


def _known(given: Mapping[str, object]) -> Known:
    """Return what the settings say about training; a value that is out of range says nothing."""
    run_mode, steps, epochs = (given.get(name) for name in ("runMode", "stepsPerEpoch", "maxEpochs"))
    return Known(
        _accepted(lambda: known_of(run_mode if isinstance(run_mode, str) else None, None, None)).run_mode,
        _accepted(lambda: known_of(None, _whole(steps), None)).steps_per_epoch,
        _accepted(lambda: known_of(None, None, _whole(epochs))).max_epochs,
    )


def _whole(value: object) -> int | None:
    return value if type(value) is int else None


def _accepted(read: Callable[[], Known]) -> Known:
    try:
        return read()
    except ValueError:
        return Known()
