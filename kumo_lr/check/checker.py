"""Text to findings: read, find the field, ask the rules, apply suppressions, sort once.

A place is shown to the rules of its kind in the order of their codes, and the first objection is
the finding: one mistake, one finding.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import TypeAlias

from yaml import SequenceNode

from kumo_lr.check.asker import Asker
from kumo_lr.check.candidates import Forecast, contradictions
from kumo_lr.check.suppressions import MARKER, SuppressionProblem, apply_suppressions
from kumo_lr.document.compose import Document, RawNode, compose
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.document.locate import Found, Plan, find_lengths, find_plan, find_run_mode, find_run_modes
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
from kumo_lr.document.problems import Problem, Undecodable, UnreadableFile
from kumo_lr.document.wellformed import alias_problem, inspect, quoted_spans, shared_nodes, tab_problems, walk
from kumo_lr.facts.horizons import Horizons, Known, horizons_of, known_of
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import ARGUMENTS, INTERVAL, KWARGS, NAME, Strategy
from kumo_lr.findings import Checked, Muted, Path, Report
from kumo_lr.rules.keys import is_of_another_kind, meant_argument, meant_for
from kumo_lr.rules.subjects import (
    Candidate,
    CandidateKey,
    CandidateShape,
    DefaultsKey,
    DefaultsShape,
    FieldShape,
    KwargsKey,
    KwargsShape,
    MisspeltKey,
    SectionShape,
    Value,
)
from kumo_lr.rules.words import meant_strategy
from kumo_lr.source import DecodingError, Source, Span, decode, from_text

Finder: TypeAlias = Callable[[RawNode, str | None], Plan]
_NOTHING = Known()
_WORDS = {NAME.name: NAME, INTERVAL.name: INTERVAL}


def check_text(
    text: str,
    filename: str = "<text>",
    *,
    at: str | None = None,
    run_mode: str | None = None,
    steps_per_epoch: int | None = None,
    max_epochs: int | None = None,
) -> Report:
    """Check a text and report what is wrong with its `lr_scheduler` field.

    `filename` is shown in findings; one that ends in `.json` is read as JSON. `at` is the dotted
    path of the field where it stands elsewhere than documented, `"."` where the text is the list
    itself. `run_mode`, in any case, and the numbers are what is known about training; the fewer, the
    more a candidate must be sure to go wrong before a warning says so.

    Never raises for a bad config. Raises `ValueError` for an unknown run mode or a number below 1.
    """
    known = known_of(run_mode, steps_per_epoch, max_epochs)
    checked = check_source(from_text(text, filename), at=at, known=known)
    return Report(checked.findings, 1, int(not checked.has_field))


def check_data(
    data: bytes,
    filename: str,
    *,
    at: str | None = None,
    find: Finder = find_plan,
    known: Known | None = _NOTHING,
) -> Checked:
    """Check the bytes of a file; like `check_source`, for text that is still to be decoded."""
    try:
        source = decode(data, filename)
    except DecodingError as error:
        # Only the text before the bad byte is known; it is enough to say where that byte is.
        end = len(error.text)
        problem = Undecodable(Span(end, end), str(error), error.help)
        return _unreadable(Source(error.text, filename), problem)
    del data  # a large file is in memory often enough
    return check_source(source, at=at, find=find, known=known)


def check_unreadable(filename: str, reason: str, help_: str) -> Checked:
    """Report a file that could not be read at all."""
    problem = UnreadableFile(Span(0, 0), reason, help_)
    return _unreadable(Source("", filename), problem)


def _unreadable(source: Source, problem: Undecodable | UnreadableFile) -> Checked:
    check = _Check(source)
    check.asker.ask(problem, ())
    check.finish(None)
    return Checked(source, tuple(check.asker.findings), has_field=False)


def check_source(
    source: Source,
    *,
    at: str | None = None,
    find: Finder = find_plan,
    is_plan: bool = False,
    suppressing: bool = True,
    known: Known | None = _NOTHING,
) -> Checked:
    """Check a decoded text.

    `find` finds what there is to check in a document, `at` a place or where it is documented.
    `is_plan` = the caller knows that it is one, so that nothing in it is another program's setting.
    `suppressing` = suppression comments count. `known` is what the caller knows about training; None
    = nobody asks what training makes of a candidate.
    """
    with collector_off():
        # The nodes are gone before the collector is back: it would look at them all.
        return _Check(source, at, find, is_plan=is_plan, suppressing=suppressing, known=known).run()


class _Check:
    """One run over one text; collects findings."""

    def __init__(
        self,
        source: Source,
        at: str | None = None,
        find: Finder = find_plan,
        *,
        is_plan: bool = False,
        suppressing: bool = True,
        known: Known | None = _NOTHING,
    ) -> None:
        self.source = source
        self.at = at
        self.find = find
        self.is_plan = is_plan
        self.suppressing = suppressing
        self.known = known
        self.asker = Asker(source)
        self.muted: list[Muted] = []
        self.has_field = False
        self.readable = True
        self._builder: Builder | None = None
        self.root = Document(None)
        self.merges = "<<" in source.text
        self.has_lengths = "_epoch" in source.text
        self.has_run_mode = RUN_MODE.name in source.text
        self.ends: list[int] = []
        self.merged: set[tuple[Span, str | None]] = set()

    def run(self) -> Checked:
        """Check the text."""
        text = self.source.text
        tabs = "\t" in text and not self.source.is_json
        scalars: list[Span] | None = [] if tabs or MARKER in text else None
        for index, document in enumerate(compose(self.source)):
            self.asker.document = index
            if not isinstance(document, Document):
                self.readable = False
                self.asker.ask(document, ())
                continue
            self.ends.append(document.root.end_mark.index)
            if scalars is not None:
                scalars.extend(quoted_spans(document.root, text))
            self._document(document)
        if tabs and self.readable and scalars is not None:
            for problem in tab_problems(self.source, sorted(scalars)):
                self._ask_in_place(problem)
        if self.asker.findings or scalars is not None:
            self.finish(scalars if self.readable else None)
        return Checked(self.source, tuple(self.asker.findings), self.has_field, tuple(self.muted))

    def _ask_in_place(self, problem: Problem | SuppressionProblem) -> None:
        """Ask about a problem of the text, in the document that it stands in."""
        self.asker.document = min(bisect_left(self.ends, problem.span.start), max(len(self.ends) - 1, 0))
        self.asker.ask(problem, ())

    def finish(self, scalars: list[Span] | None) -> None:
        """Say what aliases lead to once, apply suppressions, and put the findings in order."""
        # What several aliases lead to is one mistake, said once.
        unique = {(finding.sort_key, finding.document): finding for finding in reversed(self.asker.findings)}
        self.asker.findings = list(unique.values())
        if self.suppressing and scalars is not None and MARKER in self.source.text:
            found = apply_suppressions(self.source, self.asker.findings, scalars)
            self.asker.findings, self.muted = found.kept, found.muted
            for problem in found.problems:
                self._ask_in_place(problem)
        if len(self.ends) + (not self.readable) < 2:
            self.asker.findings = [finding._replace(document=None) for finding in self.asker.findings]
            self.muted = [
                muted._replace(finding=muted.finding._replace(document=None)) for muted in self.muted
            ]
        self.asker.findings.sort(key=lambda finding: finding.sort_key)

    def _document(self, document: Document) -> None:
        self._builder = None
        self.root = document
        if document.aliased:
            misused = alias_problem(document, self.source)
            if misused is not None:
                self.asker.ask(misused, ())
                return
        plan = self.find(document.root, self.at)
        done: set[int] = set()
        for field in plan.fields:
            self.has_field = True
            self._field(field, done)
        nodes: Iterable[RawNode] | None = document.collections
        if nodes is None:
            nodes = walk(document.root, done, scalars=document.tagged)
        for problem in inspect(nodes, self.builder, self.source, tagged=document.tagged, merges=self.merges):
            self.asker.ask(problem, ())
        if plan.misspelt or plan.misshapen or plan.defaults:
            self._sections(plan)
        if self.has_run_mode and (plan.fields or self.is_plan):
            for found in find_run_modes(document.root):
                entry = Entry(self.builder().build(found.key), self.builder().build(found.raw))
                self._value(RUN_MODE, entry, found.path[:-1])

    def _sections(self, plan: Plan) -> None:
        """Ask about what is in the way of the field: sections misspelt, or of a wrong kind."""
        for misspelt in plan.misspelt:
            key = self.builder().build(misspelt.key)
            self.asker.ask(MisspeltKey(key, misspelt.meant, misspelt.taken), misspelt.path)
        for misshapen in plan.misshapen:
            if misshapen.sure or self.is_plan or plan.fields:
                found = misshapen.found
                node = self.builder().build(found.raw)
                place = self.builder().span(found.key) if found.key is not None else first_character(node)
                shape = DefaultsShape if misshapen.in_defaults else SectionShape
                self.asker.ask(shape(node, place, self.source), found.path)
        for default in plan.defaults:
            found = default.found
            key = self.builder().build(found.key)
            if default.allowed:
                self.asker.ask(DefaultsKey(key, default.allowed), found.path)
            if default.slot is not None:
                self._value(default.slot, Entry(key, self.builder().build(found.raw)), found.path[:-1])

    def builder(self) -> Builder:
        """Return what makes the nodes of this document; most documents need none."""
        if self._builder is None:
            shared = shared_nodes(self.root) if self.root.aliased else frozenset()
            self._builder = Builder(self.source, shared)
        return self._builder

    def _field(self, field: Found, done: set[int]) -> None:
        raw, path = field.raw, field.path
        horizons = self._horizons(field)
        if not isinstance(raw, SequenceNode) or raw.tag not in ("", SEQUENCE_TAG) or not raw.value:
            node = self.builder().build(raw)
            if is_mistagged(node):
                return
            span = self.builder().span(field.key) if field.key is not None else first_character(node)
            self.asker.ask(FieldShape(node, span, self.source), path)
            return
        # Long lists are the rule in large files: what the screen passes is not looked at again.
        forecast = Forecast(raw.value, horizons, self.source, self.builder)
        clean = not self.root.tagged
        for index, item in enumerate(raw.value):
            if self.root.tagged or not forecast.passes(index, item):
                clean = False
                node = self.builder().build(item)
                self._candidate_shape(node, (*path, index))
                self._training(forecast, node, (*path, index))
        if clean:
            done.add(id(raw))

    def _horizons(self, field: Found) -> Horizons | None:
        """Return how long training may be, and ask about what the caller knows otherwise."""
        if self.known is None:
            return None
        lengths = list(find_lengths(field)) if self.has_lengths else []
        wrong = list(contradictions(self.known, lengths, lambda raw: self.builder().span(raw)))
        for path, contradicted in wrong:
            self.asker.ask(contradicted, path)
        if wrong:
            return None  # of a training that cannot be there is nothing to say
        run_mode = find_run_mode(self.root.root) if self.has_run_mode else None
        return horizons_of(self.known, run_mode, {length.name: length.number for length in lengths})

    def _training(self, forecast: Forecast, node: Node, path: Path) -> None:
        if isinstance(node, Sequence) and len(node.items) == 1:
            node = node.items[0]
        training = forecast.training(int(path[-1]), node, place_of(node))
        if training is not None:
            self.asker.ask(training, path)

    def _candidate_shape(self, node: Node, path: Path) -> None:
        if is_mistagged(node):
            return
        self.asker.ask(CandidateShape(node, first_character(node), self.source), path)
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
        candidate = Candidate(node, place_of(node), strategy, self.source)
        self.asker.ask(candidate, path)
        for entry, meant in keys:
            if entry.merged and self._is_known(entry, strategy):
                continue
            key = CandidateKey(entry.key, entry.value, siblings, candidate)
            self.asker.ask(key, (*path, entry.name))
            if meant == KWARGS:
                self._kwargs(entry, candidate, (*path, entry.name))
            elif slot := _WORDS.get(meant) or ARGUMENTS.get(meant):
                self._value(slot, entry, path)

    def _kwargs(self, kwargs: Entry, candidate: Candidate, path: Path) -> None:
        node = kwargs.value
        if is_mistagged(node):
            return
        self.asker.ask(KwargsShape(node, kwargs.key.span, self.source, candidate), path)
        if not isinstance(node, Mapping):
            return
        siblings = frozenset(entry.name for entry in node.entries)
        strategy = candidate.strategy
        for entry in node.entries:
            if entry.merged and self._is_known(entry, strategy):
                continue
            key = KwargsKey(entry.key, entry.value, siblings, candidate)
            self.asker.ask(key, (*path, entry.name))
            meant = meant_argument(entry.name, candidate) if strategy else entry.name
            taken = strategy is None or meant in strategy.argument_names
            if entry.name != meant and (":" in entry.name or is_of_another_kind(entry.name)):
                continue  # there is no value yet, or its number means something else here
            slot = ARGUMENTS.get(meant) if meant and taken else _WORDS.get(entry.name)
            if slot is not None:
                self._value(slot, entry, path)

    def _is_known(self, entry: Entry, strategy: Strategy | None) -> bool:
        """Whether a merged entry was looked at in another place, under the same strategy."""
        place = (entry.key.span, strategy.name if strategy else None)
        known = place in self.merged
        self.merged.add(place)
        return known

    def _value(self, slot: Slot, entry: Entry, path: Path) -> None:
        if is_mistagged(entry.value):
            return
        value = Value(slot, entry.value, entry.key.span, self.source)
        self.asker.ask(value, (*path, entry.name))
