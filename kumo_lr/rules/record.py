"""The rule record, and what a rule says.

A rule is written once: its record and its check stand together, and whatever explains, lists,
documents or tests rules reads the record. A check gets one *subject*, a place where one mistake
can stand, and gives an `Objection` for what it finds there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as _Mapping
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from kumo_lr.facts.plan_layout import DOCUMENTATION
from kumo_lr.findings import Safety, Severity
from kumo_lr.records import Record
from kumo_lr.source import Replacement, Span


class Availability(StrEnum):
    """How often a rule can offer a fix."""

    NONE = "none"
    SOMETIMES = "sometimes"


class Remedy(NamedTuple):
    """A fix as a rule states it: a title in the imperative and what to replace."""

    title: str
    edits: tuple[Replacement, ...]
    safety: Safety = Safety.SAFE


Words: TypeAlias = _Mapping[str, object]


class Objection(NamedTuple):
    """What a check found: which of the rule's messages, with which words, at which span."""

    message: str
    span: Span
    words: Words = MappingProxyType({})
    suggestions: tuple[str, ...] = ()
    remedy: Remedy | None = None


class Message(NamedTuple):
    """Templates for what is wrong and, where there is a way out, what to do."""

    problem: str
    help: str | None = None


# What most rules show as their good example: the shortest candidate that takes an argument.
GOOD = "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n"

Subject = TypeVar("Subject")


class Hides(Enum):
    """What else a rule's objection makes needless to say of the same subject.

    `LATER` = what rules of higher codes object to; `SAME_SPAN` = that too, where they object to the same
    span; `NOTHING` = neither.
    """

    LATER = "later"
    SAME_SPAN = "same span"
    NOTHING = "nothing"


class Traits(Record):
    """How findings of a rule are treated; the rules of a family mostly have them in common.

    `mutable` = it can be left out of a check, muted by a comment, and known to a baseline;
    `always_counts` = no selection leaves it out. `unreadable` = it keeps readers from reading the text;
    `unanswerable` = what was asked has no answer, so that the exit code is that of a wrong usage.
    `by_horizon` = whether it objects depends on how long training is, which one caller knows and
    another does not.
    """

    mutable: bool = True
    always_counts: bool = False
    unreadable: bool = False
    unanswerable: bool = False
    by_horizon: bool = False
    hides: Hides = Hides.LATER


def _objects_to_nothing(_subject: object) -> Iterable[Objection]:
    return ()


class Rule(NamedTuple, Generic[Subject]):
    """One rule: all that is ever said about it, and the check itself.

    A record stands above its check, as `@Rule(...).register`. `subjects` are the classes of what the check
    takes; where there are several, they stand in a typed constant above, as `Rule[A | B](...)` is slow to
    import. `bad` yields this rule's finding and no other; `good` yields none.
    """

    subjects: tuple[type[Subject], ...]
    code: str
    slug: str
    summary: str
    rationale: str
    bad: str
    good: str
    messages: dict[str, Message]
    severity: Severity = Severity.ERROR
    traits: Traits = Traits()
    fix: Availability = Availability.NONE
    fix_note: str = ""
    reference: str = DOCUMENTATION
    filename: str = "plan.yaml"
    check: Callable[[Subject], Iterable[Objection]] = _objects_to_nothing

    def register(
        self, check: Callable[[Subject], Iterable[Objection]]
    ) -> Callable[[Subject], Iterable[Objection]]:
        """Register the rule with its check, which stands below."""
        if self.code in REGISTRY:
            raise ValueError(f"{self.code} is taken by {REGISTRY[self.code].slug}")
        REGISTRY[self.code] = self._replace(check=check)
        return check


# Rules of any subject: each is asked about its own alone.
REGISTRY: dict[str, Rule[Any]] = {}
