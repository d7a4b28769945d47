"""The parameters of a check, and hints about a text from its characters before it is read."""

from __future__ import annotations

from collections.abc import Callable

from kumo_lr.document.compose import RawNode
from kumo_lr.document.locate import Plan, find_plan, steps_of
from kumo_lr.document.wellformed import may_hold_unloadable
from kumo_lr.facts.horizons import Known
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.source import Source
from kumo_lr.typed import NamedTuple, TypeAlias

MARKER = "kumo-lr:"  # what a suppression comment starts with

_NOTHING_KNOWN = Known()
Finder: TypeAlias = Callable[[RawNode, str | None], Plan]


class Question(NamedTuple):
    """The parameters of a check.

    `find` finds what to check in a document, at the path `at` or where it is documented. `is_plan` says
    that the text is a plan, so that nothing in it is another program's setting. `suppressing` says whether
    suppression comments apply. `known` is what the caller specifies about training; if it is None, no rule
    about training applies. `is_trial` says that the text is the trial of a fix, whose own are not tried.
    """

    at: str | None = None
    find: Finder = find_plan
    is_plan: bool = False
    suppressing: bool = True
    known: Known | None = _NOTHING_KNOWN
    is_trial: bool = False


def question_of(at: str | None, known: Known | None = _NOTHING_KNOWN) -> Question:
    """Return the question about the field at a path, or where it is documented.

    Raises:
        ValueError: The path is empty.
    """
    if at is not None:
        steps_of(at)
    return Question(at=at, known=known)


class Hints(NamedTuple):
    """What a text may contain, judging by its characters, so that the rest is not searched for.

    This is a fast path: most texts have none of these.
    """

    tabs: bool
    comments: bool
    merges: bool
    lengths: bool
    run_mode: bool
    unloadable: bool
    libyaml_only: bool


def hints_of(source: Source) -> Hints:
    """Return what a text may contain."""
    text = source.text
    return Hints(
        tabs="\t" in text and not source.is_json,
        comments=MARKER in text,
        merges="<" in text and "<<" in text,  # the search for one sign is faster
        lengths="_epoch" in text,
        run_mode=RUN_MODE.name in text,
        unloadable=may_hold_unloadable(text),
        # Written out, because a loop over the signs takes twice the time.
        libyaml_only=("?" in text or "!" in text or "|" in text or ">" in text or "%" in text)
        or "\ufeff" in text,
    )
