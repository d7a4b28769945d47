"""Check one document: find the field in it, and pass its parts to the rules.

Each subject is passed to the rules of its kind in the order of their codes, and the first objection is
the finding: one mistake, one finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from yaml import SequenceNode

from kumo_lr.check.asker import Asker
from kumo_lr.check.candidate_check import CandidateCheck
from kumo_lr.check.candidates import Candidates, contradictions
from kumo_lr.check.question import Hints, Question
from kumo_lr.document.compose import Document, RawNode
from kumo_lr.document.flatten import dash_of
from kumo_lr.document.locate import Found, Keyed, Plan, find_plan, is_nothing, steps_of
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
    unlisted,
)
from kumo_lr.document.plan_numbers import find_lengths, find_run_mode, find_run_modes
from kumo_lr.document.sharing import shared_nodes, shared_parts, shared_spans, touches
from kumo_lr.document.wellformed import alias_problem, inspect, unloadable_scalars, walk
from kumo_lr.facts.horizons import Horizons, horizons_of
from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.findings import Finding, Path
from kumo_lr.rules.meanings import has_name, strategies_as_keys
from kumo_lr.rules.shape import are_candidates
from kumo_lr.rules.subjects import (
    CandidateShape,
    DefaultsKey,
    DefaultsShape,
    FieldElsewhere,
    FieldShape,
    LengthKey,
    MisplacedField,
    MisspeltKey,
    SectionShape,
    StrayKeys,
)
from kumo_lr.source import Source, Span


def _has_its_name(field: Misplaced) -> bool:
    return field.found.key is not None and field.found.key.value == FIELD


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
        self._asker = Asker(source, index, self._changes_shared if document.aliased else None)
        self._strays: frozenset[str] = frozenset()
        self._nested_before: set[Span] = set()  # shared lists, which aliases may repeat without end

    def run(self) -> list[Finding]:
        """Return the findings, unsorted."""
        document = self._document
        misused = alias_problem(document, self._source) if document.aliased else None
        if misused is not None:
            self._asker.ask(misused, ())
            return self._asker.findings
        self._check()
        if not self.has_field and self._question.at is None and f"{FIELD}:" in self._source.text:
            self._without_field()
        findings = self._asker.findings
        if findings and document.aliased:
            from kumo_lr.check.aliased import with_uses  # few documents with findings have aliases

            return with_uses(findings, document.root, self._source, self._builder)
        return findings

    @cached_property
    def _candidates(self) -> CandidateCheck:
        """Return the check of candidates, which clean documents do not need."""
        return CandidateCheck(self._source, self._asker, self._strays)

    @cached_property
    def _builder(self) -> Builder:
        """Return the builder of this document's nodes, which most documents do not need."""
        shared = shared_parts(self._document) if self._document.aliased else frozenset()
        return Builder(self._source, shared)

    @cached_property
    def _shared_spans(self) -> list[Span]:
        return shared_spans(self._document, self._source, self._builder)

    def _changes_shared(self, span: Span) -> bool:
        """Return whether an edit would change what an alias or a merge key shares."""
        return touches(span, self._shared_spans)

    def _node(self, raw: RawNode) -> Node:
        return self._builder.build(raw)

    def _place(self, found: Found | Keyed, node: Node) -> Span:
        """Return what to underline if a whole node is the mistake."""
        return first_character(node) if found.key is None else self._builder.span(found.key)

    def _check(self) -> None:
        document = self._document
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

    def _without_field(self) -> None:
        """Ask about a colon without a space, which keeps the text from having the field."""
        from kumo_lr.document.causes import glued_field  # few texts have the name but no field

        problem = glued_field(self._document.root, self._source)
        if problem is not None:
            self._asker.ask(problem, ())

    def _run_modes(self) -> None:
        for found in find_run_modes(self._document.root):
            entry = Entry(self._node(found.key), self._node(found.raw))
            self._candidates.value(RUN_MODE, entry, found.path[:-1])

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
            fields = [f for f in astray.fields if id(f.found.raw) not in shared or _has_its_name(f)]
            astray = astray._replace(strays=strays, fields=fields)
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
            key, outer, plan_node = map(self._node, (misnamed.key, misnamed.outer, misnamed.plan))
            if isinstance(outer, Mapping) and isinstance(plan_node, Mapping):
                words = (misnamed.meant, misnamed.section)
                length = LengthKey(key, *words, outer, plan_node, source, misnamed.contested)
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
                self._candidates.value(default.slot, Entry(key, self._node(found.raw)), found.path[:-1])

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
            self._misshapen_field(field, node, is_bare=raw.start_mark.index == node.span.start)
            return
        # Large files are long lists: if all of a list is certainly clean, its nodes are not visited again.
        candidates = Candidates(raw.value, horizons, self._source, lambda: self._builder)
        clean = not self._document.tagged
        for index, item in candidates.to_look_at(tagged=self._document.tagged):
            clean = False
            node = self._node(item)
            self._candidate_shape(node, (*path, index), raw)
            self._training(candidates, node, (*path, index))
        if clean:
            done.add(id(raw))

    def _misshapen_field(self, field: Found, node: Node, *, is_bare: bool) -> None:
        """Check a field that is not a list; a mapping may be its only candidate."""
        is_mapping = isinstance(node, Mapping) and node.kind == "mapping"
        named = None
        if is_mapping and isinstance(node, Mapping):
            named = strategies_as_keys(node, self._source, is_field=True, is_bare=is_bare)
        if named is None:
            at = self._question.at
            path = field.path if at is None else tuple(steps_of(at))
            shape = FieldShape(node, self._place(field, node), self._source, path, is_bare)
            self._asker.ask(shape, field.path)
        if is_mapping and isinstance(node, Mapping) and (named is not None or has_name(node)):
            self._candidates.candidate(node, field.path, named, is_item=False)

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
        node = unlisted(node)
        training = candidates.training(int(path[-1]), node, place_of(node))
        if training is not None:
            self._asker.ask(training, path)

    def _candidate_shape(self, node: Node, path: Path, field: RawNode) -> None:
        if is_mistagged(node):
            return
        is_list = isinstance(node, Sequence)
        dash = dash_of(self._source, self._builder.span(field).start) if is_list else None
        self._asker.ask(CandidateShape(node, first_character(node), self._source, dash), path)
        if isinstance(node, Sequence) and are_candidates(node):
            self._nested(node, path, field)
        elif isinstance(node, Mapping) and node.kind == "mapping" and node.entries:
            self._candidates.candidate(node, path)

    def _nested(self, node: Sequence, path: Path, field: RawNode) -> None:
        """Check the candidates in a nested list; the lists in it are part of one mistake."""
        if node.shared:
            if node.span in self._nested_before:
                return
            self._nested_before.add(node.span)
        for index, item in enumerate(node.items):
            if isinstance(item, Sequence) and item.items:
                self._nested(item, (*path, index), field)
            else:
                self._candidate_shape(item, (*path, index), field)
