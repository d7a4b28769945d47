"""What rules look at: each subject is a place where one mistake can be.

The problems in `document.problems`, `settings_problems` and `suppression_problems` are subjects too.
"""

from __future__ import annotations

from collections.abc import Mapping as _Mapping

from kumo_lr.document.nodes import Entry, Mapping, Node, Scalar
from kumo_lr.document.problems import Problem
from kumo_lr.document.written import Earlier, Written
from kumo_lr.facts.horizons import Horizons
from kumo_lr.facts.slots import Number, Slot
from kumo_lr.facts.strategies import Strategy
from kumo_lr.findings import Path
from kumo_lr.records import Record
from kumo_lr.rules.settings_problems import SettingsProblem
from kumo_lr.rules.suppression_problems import SuppressionProblem
from kumo_lr.source import Source, Span
from kumo_lr.typed import NamedTuple, TypeAlias


class ContradictedLength(Record):
    """Subject: a length of training in a plan that contradicts the one the caller gave as `word`."""

    span: Span
    key: str
    number: int
    word: str
    known: int


class FieldShape(Record):
    """Subject: the node of the field, which should be a list with candidates; `path` leads to it, as asked.

    In all shapes, `place` is what to underline if the node as a whole is the mistake. `is_bare` says that
    the node has no anchor and no tag, and that no part of a candidate is beside it.
    """

    node: Node
    place: Span
    source: Source
    path: Path = ()
    is_bare: bool = False


class CandidateShape(NamedTuple):
    """Subject: an item of the field, which should be a mapping or empty.

    `dash` is the 0-based column of the dashes of the field; None if it is in brackets.
    """

    node: Node
    place: Span
    source: Source
    dash: int | None = None


class KwargsShape(NamedTuple):
    """Subject: the value of a candidate's `kwargs`, which should be a mapping."""

    node: Node
    place: Span
    source: Source
    candidate: Candidate


class SectionShape(Record):
    """Subject: a section of a plan, or the plan itself, that is not a mapping.

    Attributes:
        is_plans: It is a list of plans.
    """

    node: Node
    place: Span
    source: Source
    is_plans: bool = False


class DefaultsShape(Record):
    """Subject: a part of a defaults file that should be a mapping and is not."""

    node: Node
    place: Span
    source: Source


class MisspeltKey(Record):
    """Subject: a key of a plan, and the one it should be; `taken` if that one is there already."""

    node: Node
    meant: str
    taken: bool


class MisplacedField(Record):
    """Subject: a field where Kumo does not read it: its key and value, and the mapping that has them.

    Attributes:
        section: The path from the plan to the mapping, "" if it is not inside a section.
        plan: The plan that the field belongs in.
        path: The path to that plan.
        anchor: The anchor of the mapping, with its sign, if a merge key brings it there.
    """

    key: Node
    value: Node
    section: str
    outer: Mapping
    plan: Mapping
    path: Path
    source: Source
    anchor: str = ""


class WrappedBeside(Record):
    """Subject: the key of what should contain a plan, and has one beside it.

    `is_empty` says that it has no plan itself, `lost` are the sections beside it that the plan in it lacks.
    """

    node: Node
    is_empty: bool
    lost: tuple[Node, ...] = ()


class NestedSection(Record):
    """Subject: the key of a section of a plan that is in another section, `inside`."""

    node: Node
    inside: str


class StrayKeys(Record):
    """Subject: keys of a section that belong in a candidate.

    Attributes:
        meant: The key or argument that the first one means.
        section: The name of the section, "" at the top of a plan.
        field: The field beside them, if there is one.
    """

    entries: tuple[Entry, ...]
    meant: str
    section: str
    outer: Mapping
    field: Entry | None
    source: Source


class LengthKey(Record):
    """Subject: a key that would change the length of training, and the intended one.

    `outer` is the mapping that has it, `section` the name of that, "" for the plan itself. `contested` says
    that another key there stands for the same.
    """

    node: Node
    meant: str
    section: str
    outer: Mapping
    plan: Mapping
    source: Source
    contested: bool = False


class FieldElsewhere(Record):
    """Subject: the field's name in a mapping that is not part of a plan; `path` leads to it."""

    node: Node
    path: Path


class CandidateKey(NamedTuple):
    """Subject: a key of a candidate; `siblings` are all keys of the same mapping."""

    node: Node
    value: Node
    siblings: frozenset[str]
    candidate: Candidate


class KwargsKey(NamedTuple):
    """Subject: a key in a candidate's kwargs; `siblings` are all keys of the same mapping."""

    node: Node
    value: Node
    siblings: frozenset[str]
    candidate: Candidate


class DefaultsKey(Record):
    """Subject: a key in a defaults file; `allowed` are the keys that its place takes."""

    node: Node
    allowed: frozenset[str]


class Value(NamedTuple):
    """Subject: the scalar in a slot; `place` is its key."""

    slot: Slot
    node: Node
    place: Span
    source: Source


class Candidate(NamedTuple):
    """Subject: a candidate as a whole.

    Attributes:
        strategy: The strategy that it names or unambiguously means, if any.
        strays: Its keys and arguments that are written beside the field.
    """

    node: Mapping
    place: Span
    strategy: Strategy | None
    source: Source
    strays: frozenset[str] = frozenset()


class NamedByKey(Record):
    """Subject: entries whose keys are strategies, which should be names.

    Attributes:
        outer: The mapping that has them: a candidate, or the field itself.
        names: Their strategies in Kumo; None for one that Kumo does not have.
        is_field: The mapping is the field itself, rather than an item of it.
        is_bare: The mapping has no anchor and no tag.
    """

    heads: tuple[Entry, ...]
    names: tuple[str | None, ...]
    outer: Mapping
    source: Source
    is_field: bool
    is_bare: bool


class NamedNothing(Record):
    """Subject: a candidate whose name says that there is no scheduling."""

    candidate: Candidate
    name: Entry


class CompetingKeys(Record):
    """Subject: several keys of a candidate that stand for one.

    Attributes:
        entries: The entries, in the order of the text.
        inside: The keys of those that are in kwargs.
        meant: The key or the argument that they stand for.
    """

    entries: tuple[Entry, ...]
    inside: frozenset[Span]
    meant: str


class SeveralValues(Record):
    """Subject: a list where a candidate has one value; `others` are the further lists of the candidate."""

    entry: Entry
    slot: Slot
    candidate: Candidate
    others: tuple[tuple[Entry, Slot], ...]
    is_item: bool


class MisplacedDash(Record):
    """Subject: names that lack a dash before them, or items of the field that are parts of one candidate.

    `dash` is the 0-based column of the dashes of the field; None if it is in brackets.
    """

    names: tuple[Entry, ...]
    parts: tuple[Mapping, ...]
    source: Source
    dash: int | None


class Training(NamedTuple):
    """Subject: a valid candidate, with its arguments and every horizon that it may run with.

    `strategy` is None for no scheduling. `earlier` is an equal candidate of the same field.
    `written` is None where positions do not matter.
    """

    strategy: str | None
    interval: str
    arguments: _Mapping[str, Number]
    horizons: Horizons
    written: Written | None = None
    earlier: Earlier | None = None
    source: Source | None = None

    @property
    def node(self) -> Node | None:
        """The candidate."""
        return None if self.written is None else self.written.node

    @property
    def place(self) -> Span:
        """What to underline for the candidate as a whole."""
        return Span(0, 0) if self.written is None else self.written.place

    def value(self, name: str) -> Scalar | None:
        """Return the value of a key or an argument; None if it is not written out."""
        return None if self.written is None else self.written.value(name)

    def span(self, name: str) -> Span:
        """Return the span to underline for a key or an argument: its value's, or the candidate's."""
        value = self.value(name)
        return self.place if value is None else value.span


Subject: TypeAlias = (
    Problem
    | SuppressionProblem
    | ContradictedLength
    | SettingsProblem
    | FieldShape
    | CandidateShape
    | KwargsShape
    | SectionShape
    | DefaultsShape
    | MisspeltKey
    | MisplacedField
    | StrayKeys
    | WrappedBeside
    | NestedSection
    | LengthKey
    | FieldElsewhere
    | CandidateKey
    | KwargsKey
    | DefaultsKey
    | Value
    | Candidate
    | NamedByKey
    | NamedNothing
    | CompetingKeys
    | SeveralValues
    | MisplacedDash
    | Training
)
