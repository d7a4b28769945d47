"""Look at a document before the rules do, and find what they must look at.

Nearly every document of nearly every project is clean, and the rules are not imported for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from kumo_lr.check.candidates import Candidates, Doubt
from kumo_lr.check.question import Hints, Question
from kumo_lr.document.compose import Document, RawNode
from kumo_lr.document.known_keys import may_have_misplaced
from kumo_lr.document.locate import HOMES, Found, Plan, find_plan, is_nothing
from kumo_lr.document.nodes import SEQUENCE_TAG, Builder
from kumo_lr.document.plan_numbers import (
    Length,
    find_run_mode,
    find_run_modes,
    is_in_doubt,
    lengths_in,
)
from kumo_lr.document.problems import Problem
from kumo_lr.document.wellformed import alias_problem, inspect, walk
from kumo_lr.facts.horizons import Horizons, contradiction, horizons_of
from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.source import Source
from kumo_lr.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kumo_lr.document.field_search import Misplaced
    from kumo_lr.document.misplaced import Astray
    from kumo_lr.document.sharing import Sharing


class ScreenedField(NamedTuple):
    """A field, and what the rules must look at in it.

    `candidates` is None if it is no list of candidates. `contradicted` are lengths of training that
    contradict the caller, with the caller's word and number.
    """

    field: Found
    candidates: Candidates | None
    doubts: list[Doubt]
    contradicted: list[tuple[Length, tuple[str, int]]]

    @property
    def is_clean(self) -> bool:
        """Whether no rule needs to look at it."""
        return self.candidates is not None and not self.doubts and not self.contradicted


class Screening:
    """The first look at one document of a text.

    Attributes:
        misused: The problem with aliases that keeps the rest from being looked at.
        plan: Where the field is.
        astray: What is written where Kumo does not read it.
        fields: The fields that Kumo reads.
        problems: What is wrong with tags, keys and merge keys.
        lengths: The lengths of training that Kumo refuses.
    """

    def __init__(self, source: Source, question: Question, hints: Hints, document: Document) -> None:
        self.source = source
        self.question = question
        self.hints = hints
        self.document = document
        self.fields: list[ScreenedField] = []
        self.problems: list[Problem] = []
        self.lengths: list[Length] = []
        self.astray: Astray | None = None
        self.misused = alias_problem(document, source) if document.aliased else None
        if self.misused is not None:
            self.plan = Plan()
            return
        self.plan = question.find(document.root, question.at)
        self.astray = self._find_astray()
        self.fields += map(self.field, self.plan.fields)
        if not self.fields and hints.lengths:
            self._look_at_lengths()
        self.problems += self._inspect()

    @property
    def has_field(self) -> bool:
        """Whether the document has the field."""
        return bool(self.fields)

    @property
    def strays(self) -> frozenset[str]:
        """The keys of candidates that are written elsewhere."""
        strays = self.astray.strays if self.astray is not None else ()
        return frozenset(name for stray in strays for name in stray.names)

    @property
    def is_clean(self) -> bool:
        """Whether no rule needs to look at the document."""
        plan, hints = self.plan, self.hints
        if self.misused is not None or self.astray is not None or self.problems or hints.unloadable:
            return False
        if plan.misspelt or plan.misshapen or plan.defaults or self.lengths:
            return False
        if not all(field.is_clean for field in self.fields):
            return False
        if not self.fields and self.question.at is None and f"{FIELD}:" in self.source.text:
            return False
        return not (hints.run_mode and self._is_run_mode_in_doubt())

    @cached_property
    def builder(self) -> Builder:
        """The builder of this document's nodes."""
        if not self.document.aliased:
            return Builder(self.source, frozenset())
        return Builder(self.source, self.sharing.parts)

    @cached_property
    def sharing(self) -> Sharing:
        """What aliases share in this document."""
        from kumo_lr.document.sharing import Sharing  # few documents have aliases

        return Sharing(self.document, self.source)

    def field(self, found: Found, *, is_read: bool = True) -> ScreenedField:
        """Look at a field; one that Kumo does not read has no effect on training."""
        raw, tagged = found.raw, self.document.tagged
        horizons, contradicted = self._horizons(found) if is_read else (None, [])
        if raw.id != "sequence" or raw.tag not in ("", SEQUENCE_TAG) or not raw.value:
            return ScreenedField(found, None, [], contradicted)
        candidates = Candidates(raw.value, horizons)
        doubts = list(candidates.in_doubt(tagged=tagged))
        return ScreenedField(found, candidates, doubts, contradicted)

    def _horizons(self, found: Found) -> tuple[Horizons | None, list[tuple[Length, tuple[str, int]]]]:
        """Return the possible lengths of training, and those of the plan that contradict the caller's."""
        known, lengths = self.question.known, list[Length]()
        if self.hints.lengths:
            lengths += lengths_in(found.beside or {}, found.path[:-1])
            self.lengths += filter(is_in_doubt, lengths)
        if known is None:
            return None, []
        contradicted = []
        if known.max_epochs is not None or known.steps_per_epoch is not None:
            for length in lengths:
                asked = None if length.number is None else contradiction(known, length.name, length.number)
                contradicted += [(length, asked)] if asked else []
        if contradicted:
            return None, contradicted  # a contradictory length of training allows no further checks
        run_mode = find_run_mode(self.document.root) if self.hints.run_mode else None
        return horizons_of(known, run_mode, _numbers(lengths)), []

    def _look_at_lengths(self) -> None:
        """Look at the length of training in plans that do not have the field."""
        for level in self.plan.levels:
            if level.meant in HOMES and level.meant:
                self.lengths += filter(is_in_doubt, lengths_in(level.section, level.path))

    def _inspect(self) -> Iterable[Problem]:
        document = self.document
        nodes: Iterable[RawNode] | None = document.collections
        if nodes is None:
            # Large files are long lists: if all of a list is clean, its nodes are not visited again.
            clean = {id(field.field.raw) for field in self.fields if field.is_clean}
            nodes = walk(document.root, set() if document.tagged else clean, scalars=document.tagged)
        return inspect(
            nodes, lambda: self.builder, self.source, tagged=document.tagged, merges=self.hints.merges
        )

    def _find_astray(self) -> Astray | None:
        """Find what is written where Kumo does not read it, unless the caller named the field's location."""
        root = self.document.root
        if self.question.at is not None or self.question.find is not find_plan:
            return None
        mentions = self.source.text.count(FIELD, root.start_mark.index, root.end_mark.index)
        if not may_have_misplaced(root, self.plan, mentions):
            return None
        from kumo_lr.document.misplaced import find_astray  # few documents have anything misplaced

        astray = find_astray(root, self.plan, mentions)
        if astray is None or not self.document.aliased:
            return astray
        from kumo_lr.document.sharing import shared_with  # few documents have aliases

        # What an alias shares with a field that Kumo reads is meant to be used there, and candidates under
        # another name are meant to be used by any alias.
        shared = self.sharing.nodes
        used = shared_with([found.raw for found in self.plan.fields], shared)
        strays = [s for s in astray.strays if not any(id(value) in used for _, value in s.pairs)]
        fields = [
            field
            for field in astray.fields
            if id(field.found.raw) not in (used if _has_its_name(field) else shared) or _is_in_plan(field)
        ]
        return astray._replace(strays=strays, fields=fields)

    def run_modes(self) -> Iterator[tuple[RawNode, RawNode, tuple[str | int, ...]]]:
        """Yield the run modes of a plan: raw key, raw value and the path of what has them."""
        if self.hints.run_mode and (self.fields or self.question.is_plan):
            for found in find_run_modes(self.document.root):
                yield found.key, found.raw, found.path[:-1]

    def _is_run_mode_in_doubt(self) -> bool:
        known = RUN_MODE.choices
        return any(raw.tag or raw.value not in known for _, raw, _ in self.run_modes())


def _numbers(lengths: list[Length]) -> dict[str, int | None]:
    return {n.name: n.number for n in lengths if n.number is not None or not is_nothing(n.raw)}


def _is_in_plan(field: Misplaced) -> bool:
    """Return whether a field has its name, and is in a plan: Kumo's engine refuses it there."""
    return _has_its_name(field) and field.section is not None


def _has_its_name(field: Misplaced) -> bool:
    return field.found.key is not None and field.found.key.value == FIELD
