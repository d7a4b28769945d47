"""The rule record, and what a check returns.

A rule is written once, as a record next to its check. Explaining, listing, documenting and testing
rules all read the record. A check takes one *subject*, a place where one mistake can be, and yields
an `Objection` for each mistake there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as _Mapping
from enum import Enum, StrEnum
from types import MappingProxyType

from kumo_lr.facts.plan_layout import DOCUMENTATION
from kumo_lr.findings import Safety, Severity
from kumo_lr.records import Record
from kumo_lr.rules.roles import Role
from kumo_lr.source import Replacement, Span
from kumo_lr.typed import Any, Generic, NamedTuple, TypeAlias, TypeVar


class Availability(StrEnum):
    """How often a rule can offer a fix."""

    NONE = "none"
    SOMETIMES = "sometimes"


class Remedy(NamedTuple):
    """A fix proposed by a rule: a title in the imperative, and the text to replace."""

    title: str
    edits: tuple[Replacement, ...]
    safety: Safety = Safety.SAFE


Words: TypeAlias = _Mapping[str, object]


class SecondPlace(NamedTuple):
    """Another place that belongs to a mistake, and a few words that say what is there."""

    span: Span
    message: str


class Objection(NamedTuple):
    """A mistake that a check found: the key of a message, its words, and the span to underline."""

    message: str
    span: Span
    words: Words = MappingProxyType({})
    suggestions: tuple[str, ...] = ()
    remedy: Remedy | None = None
    related: tuple[SecondPlace, ...] = ()


class Message(NamedTuple):
    """Templates for what is wrong and, where there is a remedy, what to do about it."""

    problem: str
    help: str | None = None


# The good example of most rules: the shortest candidate with an argument.
GOOD = "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n"

Subject = TypeVar("Subject")


class Hides(Enum):
    """Which other objections to the same subject an objection of this rule hides.

    LATER: all objections of rules with higher codes.
    SAME_SPAN: only those of them at the same span.
    NOTHING: none.
    """

    LATER = "later"
    SAME_SPAN = "same span"
    NOTHING = "nothing"


class Traits(Record):
    """How findings of a rule are treated; rules of one family mostly share their traits.

    Attributes:
        mutable: It can be left out of a check, muted by a comment, and recorded in a baseline.
        always_counts: No selection leaves it out.
        unreadable: Its finding means that the text cannot be read.
        unanswerable: The request has no answer, so the exit code is that of wrong usage.
        by_horizon: Its findings depend on the length of training, which not every caller knows.
        only_named: It objects to files that the caller names; those found in folders are only counted.
        tried: Its fixes change the shape of a text, and are offered only after a trial.
        unneeded: What it underlines has no effect, and can be deleted; editors show it faded.
        hides: Which other objections to the same subject its own objection hides.
    """

    mutable: bool = True
    always_counts: bool = False
    unreadable: bool = False
    unanswerable: bool = False
    by_horizon: bool = False
    only_named: bool = False
    tried: bool = False
    unneeded: bool = False
    hides: Hides = Hides.LATER


TRIED = Traits(tried=True)


def _objects_to_nothing(_subject: object) -> Iterable[Objection]:
    return ()


class Rule(NamedTuple, Generic[Subject]):
    """One rule: its text, its properties and its check.

    Write a record above its check, as `@Rule(...).register`. `subjects` are the classes that the check
    takes; put several in a typed constant above, because `Rule[A | B](...)` is slow to import. `bad`
    yields this rule's finding and no other; `good` yields none. With `on`, the check only takes subjects
    whose role has all words of one of these. It is not asked about a subject to which a rule of `unless`
    objects, because its own objection would be at the same place, and hidden.
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
    on: tuple[Role, ...] = ()
    unless: frozenset[str] = frozenset()
    fix: Availability = Availability.NONE
    fix_note: str = ""
    reference: str = DOCUMENTATION
    filename: str = "plan.yaml"
    check: Callable[[Subject], Iterable[Objection]] = _objects_to_nothing

    def register(
        self, check: Callable[[Subject], Iterable[Objection]]
    ) -> Callable[[Subject], Iterable[Objection]]:
        """Register the rule with the check below it."""
        if self.code in REGISTRY:
            raise ValueError(f"{self.code} is taken by {REGISTRY[self.code].slug}")
        REGISTRY[self.code] = self._replace(check=check)
        return check


# Rules for subjects of every class; each is only asked about its own.
REGISTRY: dict[str, Rule[Any]] = {}
