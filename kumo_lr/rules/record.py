"""The rule record, what a rule looks at, and what it says.

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

from kumo_lr.document.compose import ReadProblem
from kumo_lr.document.nodes import UNLOADABLE, Mapping, Node, Scalar
from kumo_lr.facts.horizons import Horizons
from kumo_lr.facts.strategies import DOCUMENTATION, KWARGS, Number, OtherName, Slot, Strategy
from kumo_lr.findings import Safety, Severity
from kumo_lr.source import Source, Span, printable
from kumo_lr.suggest import Guess


class Availability(StrEnum):
    """How often a rule can offer a fix."""

    NONE = "none"
    SOMETIMES = "sometimes"


class Reading(NamedTuple):
    """Subject: something that no reader, or not every reader, gets through."""

    problem: ReadProblem


class Shape(NamedTuple):
    """Subject: a node that should be a list, a candidate or a mapping; `role` says which.

    `place` is what to underline where the node as a whole is the mistake.
    """

    role: str
    node: Node
    place: Span
    source: Source
    candidate: Candidate | None = None


class Key(NamedTuple):
    """Subject: one key, in the plan, in a candidate or in its kwargs; `role` says where.

    `siblings` are the keys of the same mapping. In a plan they hold the one key that was meant, and
    `value` is set where that key is taken.
    """

    role: str
    node: Node
    value: Node | None
    siblings: frozenset[str]
    candidate: Candidate | None = None


class Value(NamedTuple):
    """Subject: the scalar at a slot of the vocabulary; `place` is its key."""

    slot: Slot
    node: Node
    place: Span
    source: Source


class Candidate(NamedTuple):
    """Subject: a candidate as a whole. `strategy` is the one named or surely meant, if any."""

    node: Mapping
    place: Span
    strategy: Strategy | None
    source: Source


class Earlier(NamedTuple):
    """A candidate that stands before another one; `differs` = it leaves out other arguments."""

    line: int
    differs: bool


class Training(NamedTuple):
    """Subject: a candidate without mistakes, with the arguments and in all horizons that it may run.

    `strategy` is None for no scheduling. `earlier` is an equal candidate of the same field. Without a
    `node`, nobody asks where things stand.
    """

    strategy: str | None
    interval: str
    arguments: _Mapping[str, Number]
    horizons: Horizons
    node: Node | None = None
    place: Span = Span(0, 0)
    earlier: Earlier | None = None

    def value(self, name: str) -> Scalar | None:
        """Return the value of a key or an argument, where it is written out."""
        entry = self.node.get(name) if isinstance(self.node, Mapping) else None
        if entry is None and isinstance(self.node, Mapping):
            kwargs = self.node.get(KWARGS)
            inner = kwargs.value if kwargs is not None else None
            entry = inner.get(name) if isinstance(inner, Mapping) else None
        return entry.value if entry is not None and isinstance(entry.value, Scalar) else None

    def span(self, name: str) -> Span:
        """Return what to underline for a key or an argument: its value, or the candidate."""
        value = self.value(name)
        return self.place if value is None else value.span


Subject: TypeAlias = Reading | Shape | Key | Value | Candidate | Training


class Replacement(NamedTuple):
    """Put `text` in the place of `span`."""

    span: Span
    text: str


def before_comment(written: str, text: str, end: int) -> str:
    """Keep a plain scalar apart from a comment that stood right behind a quote or bracket."""
    return f"{written} " if text[end : end + 1] == "#" else written


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


_LONGEST_TOKEN = 60


def quote(text: str) -> str:
    """Put the user's own token in double quotes, cut where it is long, without control bytes."""
    shown = text if len(text) <= _LONGEST_TOKEN else text[: _LONGEST_TOKEN - 1] + "…"
    return f'"{printable(shown)}"'


def listed(words: Iterable[str]) -> str:
    """List words sorted, each in double quotes: `"a", "b" or "c"`."""
    quoted = [f'"{word}"' for word in sorted(words)]
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def rename(entry_key: Scalar, name: str, *, safe: bool) -> Remedy | None:
    """State the fix that spells a word as `name`, in the quotes it has; None where it can't be."""
    if not entry_key.editable:
        return None
    text = f"{entry_key.quote}{name}{entry_key.quote}"
    title = f'replace {quote(entry_key.text)} by "{name}"'
    edit = Replacement(entry_key.span, text)
    return Remedy(title, (edit,), Safety.SAFE if safe else Safety.UNSAFE)


def typo(node: Scalar, guess: Guess, words: dict[str, object]) -> Objection:
    """State that a word is a near miss; with a fix, where there is one near word."""
    remedy = rename(node, guess.words[0], safe=guess.sure) if len(guess.words) == 1 else None
    return Objection("typo", node.span, words, guess.words, remedy)


def article(kind: str) -> str:
    """Name a kind with its article: `a list`, `an integer`, `text`, `null`."""
    kind = "decimal number" if kind == "float" else kind
    if kind == UNLOADABLE:
        return "a value that PyYAML cannot load"
    if kind in ("text", "null", "binary data"):
        return kind
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def other_words(other: OtherName) -> dict[str, object]:
    """Return the words that messages about another library's name are made of."""
    note = f"; {other.note}" if other.note else ""
    return {"origin": other.origin, "note": note, "meant": other.meant, "nearest": other.nearest}
