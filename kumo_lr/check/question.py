"""What to check of a text, and what its characters tell of it before it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from kumo_lr.document.compose import RawNode
from kumo_lr.document.locate import Plan, find_plan
from kumo_lr.facts.horizons import Known
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.records import Record
from kumo_lr.source import Source

MARKER = "kumo-lr:"  # what a suppression comment starts with

Finder: TypeAlias = Callable[[RawNode, str | None], Plan]


class Question(NamedTuple):
    """What a caller asks of a text.

    `find` finds what there is to check in a document, `at` a place or where it is documented.
    `is_plan` = the caller knows that it is one, so that nothing in it is another program's setting.
    `suppressing` = suppression comments count. `known` is what the caller knows about training; None
    = what training makes of a candidate is not asked.
    """

    at: str | None = None
    find: Finder = find_plan
    is_plan: bool = False
    suppressing: bool = True
    known: Known | None = Known()


class Hints(Record):
    """What a text may hold, by the characters in it; what it has no hint of is not looked for.

    A fast path: most texts have none of these.
    """

    tabs: bool
    comments: bool
    merges: bool
    lengths: bool
    run_mode: bool


def hints_of(source: Source) -> Hints:
    """Return what a text may hold."""
    text = source.text
    return Hints(
        tabs="\t" in text and not source.is_json,
        comments=MARKER in text,
        merges="<<" in text,
        lengths="_epoch" in text,
        run_mode=RUN_MODE.name in text,
    )
