"""Check one document: find the field in it, and pass its parts to the rules.

Each subject is passed to the rules of its kind in the order of their codes, and the first objection is
the finding: one mistake, one finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from yaml import SequenceNode

from kumo_lr.check.asker import Asker
from kumo_lr.check.candidates import Candidates, contradictions
from kumo_lr.check.question import Hints, Question
from kumo_lr.document.compose import Document, RawNode
from kumo_lr.document.locate import Found, Keyed, Plan, find_plan, is_nothing
from kumo_lr.document.misplaced import Astray, Misplaced, find_astray
from kumo_lr.document.nodes import (
    SEQUENCE_TAG,
    Builder,
    Entry,
    Mapping,
    Node,
    Sequence,
    first_character,
    is_mistagged,
    place_of,
)
from kumo_lr.document.plan_numbers import find_lengths, find_run_mode, find_run_modes
from kumo_lr.document.wellformed import alias_problem, inspect, shared_nodes, unloadable_scalars, walk
from kumo_lr.facts.horizons import Horizons, horizons_of
from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import KWARGS, NAME, Strategy
from kumo_lr.findings import Finding, Path
from kumo_lr.rules.keys import meant_for, slot_of_argument, slot_of_key
from kumo_lr.rules.subjects import (
    Candidate,
    CandidateKey,
    CandidateShape,
    DefaultsKey,
    DefaultsShape,
    FieldElsewhere,
    FieldShape,
    KwargsKey,
    KwargsShape,
    LengthKey,
    MisplacedField,
    MisspeltKey,
    SectionShape,
    StrayKeys,
    Value,
)
from kumo_lr.rules.words import meant_strategy
from kumo_lr.source import Source, Span


class DocumentCheck:
    """The check of one document of a text; `index` is its position among the documents."""

    def __init__(
        self, source: Source, question: Question, hints: Hints, document: Document, index: int
    ) -> None:
        self.has_field = False
        self._source = source
        self._question = question
        self._hints = hints
        self._document = document
        self._asker = Asker(source, index)
        self._merged: set[tuple[Span, str | None]] = set()
        self._strays: frozenset[str] = frozenset()

    def run(self) -> list[Finding]:
        """Return the findings, unsorted."""
        self._check()
        return self._asker.findings

    @cached_property
    def _builder(self) -> Builder:
        """Return the builder of this document's nodes, which most documents do not need."""
        shared = shared_nodes(self._document) if self._document.aliased else frozenset()
        return Builder(self._source, shared)

    def _node(self, raw: RawNode) -> Node:
        return self._builder.build(raw)

    def _place(self, found: Found | Keyed, node: Node) -> Span:
        """Return what to underline if a whole node is the mistake."""
        return first_character(node) if found.key is None else self._builder.span(found.key)

    def _check(self) -> None:
        document = self._document
        if document.aliased:
            misused = alias_problem(document, self._source)
            if misused is not None:
                self._asker.ask(misused, ())
                return
        plan = self._question.find(document.root, self._question.at)
        done: set[int] = set()
        astray = self._astray(plan)
        for field in plan.fields:
            self.has_field = True
            self._field(field, done)
        nodes: Iterable[RawNode] | None = document.collections
        if nodes is None:
            nodes = walk(document.root, done, scalars=document.tagged)
        for problem in inspect(
            nodes, lambda: self._builder, self._source, tagged=document.tagged, merges=self._hints.merges
        ):
            self._asker.ask(problem, ())
        if self._hints.unloadable:
            self._unloadable()
        if plan.misspelt or plan.misshapen or plan.defaults:
            self._sections(plan)
        if astray is not None:
            self._ask_astray(astray, plan, done)
        if self._hints.run_mode and (plan.fields or self._question.is_plan):
            self._run_modes()

    def _run_modes(self) -> None:
        for found in find_run_modes(self._document.root):
            entry = Entry(self._node(found.key), self._node(found.raw))
            self._value(RUN_MODE, entry, found.path[:-1])

    def _astray(self, plan: Plan) -> Astray | None:
        """Find what is written where Kumo does not read it, unless the caller named the field's location."""
        root = self._document.root
        if self._question.at is not None or self._question.find is not find_plan:
            return None
        mentions = self._source.text.count(FIELD, root.start_mark.index, root.end_mark.index)
        astray = find_astray(root, plan, mentions)
        if astray is None:
            return None
        if self._document.aliased:  # what an alias shares is meant to be used elsewhere
            shared = shared_nodes(self._document)
            strays = [s for s in astray.strays if not any(id(value) in shared for _, value in s.pairs)]
            astray = astray._replace(strays=strays)
        self._strays = frozenset(name for stray in astray.strays for name in stray.names)
        return astray

    def _ask_astray(self, astray: Astray, plan: Plan, done: set[int]) -> None:
        source = self._source
        for misplaced in astray.fields:
            self._misplaced(misplaced, done)
        for stray in astray.strays:
            outer = self._node(stray.outer)
            if isinstance(outer, Mapping):
                spans = [self._builder.span(key) for key, _ in stray.pairs]
                entries = tuple(entry for entry in outer.entries if entry.key.span in spans)
                field = outer.get(FIELD) if stray.is_beside else None
                keys = StrayKeys(entries, stray.meant, stray.section, outer, field, source)
                self._asker.ask(keys, stray.path)
        for misnamed in astray.misnamed:
            node = self._node(misnamed.key)
            length = LengthKey(node, misnamed.meant, misnamed.section, misnamed.taken)
            self._asker.ask(length, misnamed.path)
        if astray.plans and not (astray.fields or astray.strays) and not any(m.sure for m in plan.misshapen):
            node = self._node(self._document.root)
            self._asker.ask(SectionShape(node, first_character(node), source, is_plans=True), ())

    def _misplaced(self, misplaced: Misplaced, done: set[int]) -> None:
        found, source = misplaced.found, self._source
        outer, plan = self._node(misplaced.outer), self._node(misplaced.plan)
        if found.key is None or not isinstance(outer, Mapping) or not isinstance(plan, Mapping):
            return
        key = self._node(found.key)
        if misplaced.section is not None:
            value = self._node(found.raw)
            section = ".".join(map(str, found.path[len(misplaced.plan_path) : -1]))
            section = section if misplaced.section else ""
            field = MisplacedField(key, value, section, outer, plan, misplaced.plan_path, source)
            self._asker.ask(field, found.path)
            if isinstance(found.raw, SequenceNode):
                self._field(found, done, is_read=False)
        elif (
            source.text[misplaced.outer.start_mark.index] != "&"
        ):  # an anchored mapping is meant to be merged
            self._asker.ask(FieldElsewhere(key, found.path), found.path)

    def _unloadable(self) -> None:
        """Ask about scalars that PyYAML cannot load, but for those that have a finding already."""
        known = {finding.location for finding in self._asker.findings}
        for problem in unloadable_scalars(self._document.root, self._builder):
            if self._source.location(problem.span) not in known:
                self._asker.ask(problem, ())

    def _sections(self, plan: Plan) -> None:
        """Check the sections on the way to the field, which may be misspelt or of a wrong kind."""
        for misspelt in plan.misspelt:
            key = self._node(misspelt.key)
            self._asker.ask(MisspeltKey(key, misspelt.meant, misspelt.taken), misspelt.path)
        for misshapen in plan.misshapen:
            if misshapen.sure or self._question.is_plan or plan.fields:
                found = misshapen.found
                node = self._node(found.raw)
                shape = DefaultsShape if misshapen.in_defaults else SectionShape
                self._asker.ask(shape(node, self._place(found, node), self._source), found.path)
        for default in plan.defaults:
            found = default.found
            key = self._node(found.key)
            if default.allowed:
                self._asker.ask(DefaultsKey(key, default.allowed), found.path)
            if default.slot is not None:
                self._value(default.slot, Entry(key, self._node(found.raw)), found.path[:-1])

    def _field(self, field: Found, done: set[int], *, is_read: bool = True) -> None:
        """Check a field; one that Kumo does not read has no effect on training."""
        raw, path = field.raw, field.path
        if self._strays and is_nothing(raw):
            return  # its candidate is beside it, and is reported there
        horizons = self._horizons(field) if is_read else None
        if not isinstance(raw, SequenceNode) or raw.tag not in ("", SEQUENCE_TAG) or not raw.value:
            node = self._node(raw)
            if is_mistagged(node):
                return
            self._asker.ask(FieldShape(node, self._place(field, node), self._source, path), path)
            return
        # Large files are long lists: if all of a list is certainly clean, its nodes are not visited again.
        candidates = Candidates(raw.value, horizons, self._source, lambda: self._builder)
        clean = not self._document.tagged
        for index, item in candidates.to_look_at(tagged=self._document.tagged):
            clean = False
            node = self._node(item)
            self._candidate_shape(node, (*path, index))
            self._training(candidates, node, (*path, index))
        if clean:
            done.add(id(raw))

    def _horizons(self, field: Found) -> Horizons | None:
        """Return the possible lengths of training, and check them against what the caller specifies."""
        known = self._question.known
        if known is None:
            return None
        lengths = list(find_lengths(field)) if self._hints.lengths else []
        wrong = list(contradictions(known, lengths, lambda: self._builder))
        for path, contradicted in wrong:
            self._asker.ask(contradicted, path)
        if wrong:
            return None  # a contradictory length of training allows no further checks
        run_mode = find_run_mode(self._document.root) if self._hints.run_mode else None
        return horizons_of(known, run_mode, {length.name: length.number for length in lengths})

    def _training(self, candidates: Candidates, node: Node, path: Path) -> None:
        if isinstance(node, Sequence) and len(node.items) == 1:
            node = node.items[0]
        training = candidates.training(int(path[-1]), node, place_of(node))
        if training is not None:
            self._asker.ask(training, path)

    def _candidate_shape(self, node: Node, path: Path) -> None:
        if is_mistagged(node):
            return
        self._asker.ask(CandidateShape(node, first_character(node), self._source), path)
        if isinstance(node, Sequence) and len(node.items) == 1:
            if not isinstance(node.items[0], Sequence):
                self._candidate_shape(node.items[0], (*path, 0))
        elif isinstance(node, Mapping) and node.kind == "mapping" and node.entries:
            self._candidate(node, path)

    def _candidate(self, node: Mapping, path: Path) -> None:
        siblings = frozenset(entry.name for entry in node.entries)
        keys = [(entry, meant_for(entry.name, siblings)) for entry in node.entries]
        names = [e.value.text for e, meant in keys if meant == NAME.name and e.value.kind == "text"]
        strategy = meant_strategy(names[-1]) if names else None
        candidate = Candidate(node, place_of(node), strategy, self._source, self._strays)
        self._asker.ask(candidate, path)
        for entry, meant in keys:
            if entry.merged and self._is_known(entry, strategy):
                continue
            key = CandidateKey(entry.key, entry.value, siblings, candidate)
            self._asker.ask(key, (*path, entry.name))
            if meant == KWARGS:
                self._kwargs(entry, candidate, (*path, entry.name))
            elif slot := slot_of_key(meant):
                self._value(slot, entry, path)

    def _kwargs(self, kwargs: Entry, candidate: Candidate, path: Path) -> None:
        node = kwargs.value
        if is_mistagged(node):
            return
        self._asker.ask(KwargsShape(node, kwargs.key.span, self._source, candidate), path)
        if not isinstance(node, Mapping):
            return
        siblings = frozenset(entry.name for entry in node.entries)
        for entry in node.entries:
            if entry.merged and self._is_known(entry, candidate.strategy):
                continue
            key = KwargsKey(entry.key, entry.value, siblings, candidate)
            self._asker.ask(key, (*path, entry.name))
            if slot := slot_of_argument(entry.name, candidate):
                self._value(slot, entry, path)

    def _is_known(self, entry: Entry, strategy: Strategy | None) -> bool:
        """Return whether a merged entry was already checked elsewhere, under the same strategy."""
        place = (entry.key.span, strategy.name if strategy else None)
        known = place in self._merged
        self._merged.add(place)
        return known

    def _value(self, slot: Slot, entry: Entry, path: Path) -> None:
        if is_mistagged(entry.value):
            return
        value = Value(slot, entry.value, entry.key.span, self._source)
        self._asker.ask(value, (*path, entry.name))
