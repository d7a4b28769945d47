"""The rule record, and what a rule says.

A rule is written once: its record and its check stand together, and whatever explains, lists,
documents or tests rules reads the record. A check gets one *subject*, a place where one mistake
can stand, and gives an `Objection` for what it finds there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as _Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from kumo_lr.facts.plan_layout import DOCUMENTATION
from kumo_lr.findings import Safety, Severity
from kumo_lr.source import Span


class Availability(StrEnum):
    """How often a rule can offer a fix."""

    NONE = "none"
    SOMETIMES = "sometimes"


class Replacement(NamedTuple):
    """Put `text` in the place of `span`."""

    span: Span
    text: str


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

Check: TypeAlias = Callable[[Any], Iterable[Objection]]


class Rule(NamedTuple):
    """One rule: all that is ever said about it, and the check itself.

    `bad` yields this rule's finding and no other; `good` yields none. `by_horizon` = whether it objects
    depends on how long training is, which one caller knows and another does not.
    """

    code: str
    slug: str
    severity: Severity
    summary: str
    rationale: str
    bad: str
    good: str
    messages: dict[str, Message]
    subject: type | None
    check: Check
    fix: Availability = Availability.NONE
    fix_note: str = ""
    reference: str = DOCUMENTATION
    filename: str = "plan.yaml"
    by_horizon: bool = False


REGISTRY: dict[str, Rule] = {}


def rule(subject: type | None, code: str, slug: str, **record: Any) -> Callable[[Check], Check]:
    """Register the check below as a rule; the keywords are the fields of `Rule`."""

    def register(check: Check) -> Check:
        if code in REGISTRY:
            raise ValueError(f"{code} is taken by {REGISTRY[code].slug}")
        record.setdefault("severity", Severity.ERROR)
        REGISTRY[code] = Rule(code=code, slug=slug, subject=subject, check=check, **record)
        return check

    return register
