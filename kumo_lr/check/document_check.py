"""Check one document: find the field in it, and pass its parts to the rules.

Each subject is passed to the rules of its kind in the order of their codes, and the first objection is
the finding: one mistake, one finding.
"""

from __future__ import annotations

from functools import cached_property

from yaml import SequenceNode

from kumo_lr.check.asker import Asker
from kumo_lr.check.candidate_check import CandidateCheck
from kumo_lr.check.candidates import Candidates, Doubt
from kumo_lr.check.screening import ScreenedField, Screening
from kumo_lr.check.trainings import training_of
from kumo_lr.document.compose import RawNode
from kumo_lr.document.flatten import dash_of
from kumo_lr.document.locate import Found, Keyed, Plan, has_one_name, is_field_itself, is_nothing, steps_of
from kumo_lr.document.nodes import (
    Builder,
    Entry,
    Mapping,
    Node,
    Sequence,
    first_character,
    is_mistagged,
)
from kumo_lr.document.problems import DuplicateKey, Problem
from kumo_lr.document.sharing import anchor_at
from kumo_lr.document.wellformed import unloadable_scalars
from kumo_lr.facts.horizons import LENGTHS
from kumo_lr.facts.plan_layout import FIELD, HOME
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.strategies import CANDIDATE_KEYS
from kumo_lr.findings import Finding, Path
from kumo_lr.rules.meanings import has_name, strategies_as_keys
from kumo_lr.rules.shape import are_candidates
from kumo_lr.rules.subjects import (
    CandidateShape,
    ContradictedLength,
    DefaultsKey,
    DefaultsShape,
    FieldElsewhere,
    FieldShape,
    LengthKey,
    MisplacedField,
    MisspeltKey,
    NestedSection,
    SectionShape,
    StrayKeys,
    WrappedBeside,
)
from kumo_lr.source import Span
from kumo_lr.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kumo_lr.document.field_search import Misplaced
    from kumo_lr.document.misplaced import Astray


class DocumentCheck:
    """The check of one document of a text; `index` is its position among the documents."""

    def __init__(self, screening: Screening, index: int) -> None:
        self._screening = screening
        self._source = screening.source
        self._question = screening.question
        self._document = screening.document
        # A method of this object would be a cycle, which keeps the nodes of every document until the end.
        is_kept = screening.sharing.changed_by if self._document.aliased else None
        self._asker = Asker(self._source, index or None, is_kept)
        self._strays = screening.strays
        self._built: dict[int, Node] = {}
        self._run_together: list[Span] = []  # mappings that hold several candidates
        self._nested_before: set[Span] = set()  # shared lists, which aliases may repeat without end

    def run(self) -> list[Finding]:
        """Return the findings, unsorted."""
        document = self._document
        if self._screening.misused is not None:
            self._asker.ask(self._screening.misused, ())
            return self._asker.findings
        self._check()
        findings = self._asker.findings
        if findings and document.aliased:
            from kumo_lr.check.aliased import has_uses, with_uses  # few documents with findings have aliases

            if any(has_uses(finding, self._screening.sharing) for finding in findings):
                return with_uses(findings, document.root, self._source, self._builder)
        return findings

    @cached_property
    def _candidates(self) -> CandidateCheck:
        """Return the check of candidates, which clean documents do not need."""
        return CandidateCheck(self._source, self._asker, self._strays)

    @property
    def _builder(self) -> Builder:
        return self._screening.builder

    @cached_property
    def _has_list_elsewhere(self) -> bool:
        astray = self._screening.astray
        if astray is None:
            return False
        lists = [field.found.raw for field in astray.fields if field.section is not None]
        lists += [section.raw for section in astray.sections if is_field_itself(section.raw)]
        return any(isinstance(raw, SequenceNode) for raw in lists)

    def _node(self, raw: RawNode) -> Node:
        return self._builder.build(raw)

    def _shared_node(self, raw: RawNode) -> Node:
        """Return the node of a mapping that many mistakes may be in, built once."""
        node = self._built.get(id(raw))
        if node is None:
            node = self._built[id(raw)] = self._node(raw)
        return node

    def _place(self, found: Found | Keyed, node: Node) -> Span:
        """Return what to underline if a whole node is the mistake."""
        return first_character(node) if found.key is None else self._builder.span(found.key)

    def _check(self) -> None:
        screening, plan = self._screening, self._screening.plan
        for field in screening.fields:
            self._field(field)
        if screening.problems:
            self._ask_problems(screening.problems)
        if screening.hints.unloadable:
            self._unloadable()
        if plan.misspelt or plan.misshapen or plan.defaults:
            self._sections(plan)
        if screening.astray is not None:
            self._ask_astray(screening.astray, plan)
        for length in screening.lengths:
            entry = Entry(self._node(length.key), self._node(length.raw))
            self._candidates.value(LENGTHS[length.name], entry, length.path[:-1])
        for key, raw, path in screening.run_modes():
            self._candidates.value(RUN_MODE, Entry(self._node(key), self._node(raw)), path)
        if not screening.has_field and self._question.at is None and f"{FIELD}:" in self._source.text:
            self._without_field()

    def _ask_problems(self, problems: list[Problem]) -> None:
        """Ask about what breaks any reader of the document."""
        from kumo_lr.document.raw_paths import paths_to  # few documents have such problems

        paths = paths_to(self._document.root, (problem.span.start for problem in problems))
        for problem in problems:
            if not (isinstance(problem, DuplicateKey) and self._is_answered(problem)):
                self._asker.ask(problem, paths.get(problem.span.start, ()))

    def _is_answered(self, problem: DuplicateKey) -> bool:
        """Return whether a key has a finding as part of a number, `{num_cycles: 1,000}`, or lacks a dash."""
        span = problem.span
        if problem.key in CANDIDATE_KEYS and any(
            candidate.start <= span.start < candidate.end for candidate in self._run_together
        ):
            return True
        return problem.key.isdigit() and any(
            finding.span.start < span.start and span.end <= finding.span.end
            for finding in self._asker.findings
        )

    def _without_field(self) -> None:
        """Ask about a colon without a space, which keeps the text from having the field."""
        from kumo_lr.document.causes import glued_field  # few texts have the name but no field

        problem = glued_field(self._document.root, self._source)
        if problem is not None:
            self._asker.ask(problem, ())

    def _ask_astray(self, astray: Astray, plan: Plan) -> None:
        source = self._source
        for misplaced in astray.fields:
            self._misplaced(misplaced)
        for listed in astray.listed:
            if isinstance(listed.raw, SequenceNode):
                self._field(self._screening.field(listed, is_read=False))
        self._ask_sections(astray)
        for stray in astray.strays:
            outer = self._shared_node(stray.outer)
            if isinstance(outer, Mapping):
                spans = [self._builder.span(key) for key, _ in stray.pairs]
                entries = tuple(entry for entry in outer.entries if entry.key.span in spans)
                field = outer.get(FIELD) if stray.is_beside else None
                keys = StrayKeys(entries, stray.meant, stray.section, outer, field, source)
                self._asker.ask(keys, stray.path)
        for misnamed in astray.misnamed:
            key = self._node(misnamed.key)
            outer, plan_node = map(self._shared_node, (misnamed.outer, misnamed.plan))
            if isinstance(outer, Mapping) and isinstance(plan_node, Mapping):
                words = (misnamed.meant, misnamed.section)
                length = LengthKey(key, *words, outer, plan_node, source, misnamed.contested)
                self._asker.ask(length, misnamed.path)
        if astray.plans and not any(m.sure for m in plan.misshapen):
            node = self._node(self._document.root)
            self._asker.ask(SectionShape(node, first_character(node), source, is_plans=True), ())

    def _ask_sections(self, astray: Astray) -> None:
        """Ask about sections that are not mappings; what should be in them may have its own finding."""
        from kumo_lr.document.misplaced import sections_beside  # few documents have anything misplaced

        for wrapper in astray.wrappers:
            key, value = self._node(wrapper.key), self._node(wrapper.raw)
            lost = tuple(map(self._node, sections_beside(self._document.root, wrapper)))
            self._asker.ask(WrappedBeside(key, value.kind == "null", lost), wrapper.path)
        for lost_one in astray.lost:
            key = self._node(lost_one.key)
            if lost_one.inside:
                self._asker.ask(NestedSection(key, lost_one.inside), lost_one.path)
            else:
                self._asker.ask(MisspeltKey(key, lost_one.meant, lost_one.taken), lost_one.path)
        is_lost = bool(astray.fields or astray.strays or astray.misnamed)
        for section in astray.sections:
            path = section.path
            inside = any(field.found.path[: len(path)] == path for field in astray.fields)
            if not inside and not (is_lost and path[-1] == HOME):
                node = self._node(section.raw)
                self._asker.ask(SectionShape(node, self._place(section, node), self._source), path)

    def _misplaced(self, misplaced: Misplaced) -> None:
        found, source = misplaced.found, self._source
        outer, plan = map(self._shared_node, (misplaced.outer, misplaced.plan))
        if found.key is None or not isinstance(outer, Mapping) or not isinstance(plan, Mapping):
            return
        key = self._node(found.key)
        if misplaced.section is not None:
            value = self._node(found.raw)
            section = ".".join(map(str, found.path[len(misplaced.plan_path) : -1]))
            section = section if misplaced.section else ""
            anchor = anchor_at(source.text, misplaced.outer) if misplaced.is_merged else ""
            field = MisplacedField(key, value, section, outer, plan, misplaced.plan_path, source, anchor)
            self._asker.ask(field, found.path)
            if isinstance(found.raw, SequenceNode):
                self._field(self._screening.field(found, is_read=False))
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

    def _field(self, screened: ScreenedField) -> None:
        field, candidates = screened.field, screened.candidates
        raw = field.raw
        if is_nothing(raw) and (self._strays or self._has_list_elsewhere):
            return  # its candidates are elsewhere, and are reported there
        for length, asked in screened.contradicted:
            number, span = length.number or 0, self._builder.span(length.raw)
            self._asker.ask(ContradictedLength(span, length.name, number, *asked), length.path)
        if candidates is None:
            node = self._node(raw)
            if not is_mistagged(node):
                self._misshapen_field(field, node, is_bare=raw.start_mark.index == node.span.start)
            return
        answered: set[int] = set()
        if any(doubt.identity is None and not has_one_name(doubt.raw) for doubt in screened.doubts):
            from kumo_lr.check.dash_check import DashCheck  # few candidates lack a name, or have two

            dashes = DashCheck(self._source, self._asker, self._builder).ask(screened)
            self._run_together += dashes.run_together
            answered = dashes.positions
        for doubt in screened.doubts:
            if doubt.position in answered:
                continue
            built = None if doubt.identity is not None else self._node(doubt.raw)
            if built is not None:
                self._candidate_shape(built, (*field.path, doubt.position), raw)
            self._training(doubt, candidates, field.path, built)
        for doubt in candidates.displaced:
            self._training(doubt, candidates, field.path)

    def _training(self, doubt: Doubt, candidates: Candidates, path: Path, node: Node | None = None) -> None:
        training = training_of(doubt, candidates, self._source, self._builder, node)
        if training is not None:
            self._asker.ask(training, (*path, doubt.position))

    def _misshapen_field(self, field: Found, node: Node, *, is_bare: bool) -> None:
        """Check a field that is not a list; a mapping may be its only candidate."""
        is_mapping = isinstance(node, Mapping) and node.kind == "mapping"
        named = None
        if is_mapping and isinstance(node, Mapping):
            named = strategies_as_keys(node, self._source, is_field=True, is_bare=is_bare)
        if named is None:
            at = self._question.at
            path = field.path if at is None else tuple(steps_of(at))
            is_alone = is_bare and not self._strays
            shape = FieldShape(node, self._place(field, node), self._source, path, is_alone)
            self._asker.ask(shape, field.path)
        if is_mapping and isinstance(node, Mapping) and (named is not None or has_name(node)):
            self._candidates.candidate(node, field.path, named, is_item=False)

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
