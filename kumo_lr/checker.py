"""Text to findings: read, find the field, ask the rules, apply suppressions, sort once.

A place is shown to the rules of its kind in the order of their codes, and the first objection is
the finding: one mistake, one finding.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from yaml import ScalarNode, SequenceNode

from kumo_lr.composing import Document, RawNode, ReadProblem, compose, has_aliases, has_tags
from kumo_lr.fields import Found, find_plan, find_run_modes
from kumo_lr.findings import Edit, Finding, Fix, Path, Report
from kumo_lr.inspection import alias_problem, inspect, shared_nodes, walk
from kumo_lr.nodes import Builder, Entry, Mapping, Node, Sequence, is_mistagged
from kumo_lr.rules import RULES, Rule
from kumo_lr.rules.record import (
    Candidate,
    Key,
    Objection,
    Reading,
    Remedy,
    Shape,
    Subject,
    Value,
)
from kumo_lr.rules.shape import meant_argument, meant_key
from kumo_lr.rules.values import meant_strategy
from kumo_lr.screen import is_spotless
from kumo_lr.source import DecodingError, Source, Span, decode
from kumo_lr.suppressions import MARKER, apply_suppressions
from kumo_lr.vocabulary import ARGUMENTS, CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, RUN_MODE, Slot

_BY_SUBJECT: dict[type, tuple[Rule, ...]] = {
    subject: tuple(rule for rule in RULES.values() if rule.subject is subject)
    for subject in (Reading, Shape, Key, Value, Candidate)
}
_CRASH = RULES["KLR999"]
_WORDS = {NAME.name: NAME, INTERVAL.name: INTERVAL}


class Checked(NamedTuple):
    """One checked text: its findings in order, and whether the field stands in it."""

    source: Source
    findings: tuple[Finding, ...]
    has_field: bool


def check_text(text: str, filename: str = "<text>", *, at: str | None = None) -> Report:
    """Check a text and report what is wrong with its `lr_scheduler` field.

    `filename` is shown in findings; one that ends in `.json` is read as JSON. `at` is the dotted
    path of the field where it stands elsewhere than documented, `"."` where the text is the list
    itself. Never raises for a bad config.
    """
    has_bom = text.startswith("\ufeff")
    checked = check_source(Source(text[has_bom:], filename, has_bom=has_bom), at=at)
    return Report(checked.findings, 1, int(not checked.has_field))


def check_data(data: bytes, filename: str, *, at: str | None = None) -> Checked:
    """Check the bytes of a file; like `check_text`, for text that is still to be decoded."""
    try:
        source = decode(data, filename)
    except DecodingError as error:
        # Only the text before the bad byte is known; it is enough to say where that byte is.
        end = len(error.text)
        problem = ReadProblem("encoding", Span(end, end), {"what": str(error), "help": error.help})
        return _unreadable(Source(error.text, filename), problem)
    return check_source(source, at=at)


def check_unreadable(filename: str, reason: str, help_: str) -> Checked:
    """Report a file that could not be read at all."""
    problem = ReadProblem("file", Span(0, 0), {"reason": reason, "help": help_})
    return _unreadable(Source("", filename), problem)


def _unreadable(source: Source, problem: ReadProblem) -> Checked:
    check = _Check(source, None)
    check.ask(Reading(problem), ())
    return Checked(source, tuple(check.findings), has_field=False)


def check_source(source: Source, *, at: str | None = None) -> Checked:
    """Check a decoded text."""
    # Nodes hold no cycles, and Python's cycle collector costs four times the parse on large files.
    collecting = gc.isenabled()
    gc.disable()
    try:
        check = _Check(source, at)
        check.run()
    finally:
        if collecting:
            gc.enable()
    return Checked(source, tuple(check.findings), check.has_field)


class _Check:
    """One run over one text; collects findings."""

    def __init__(self, source: Source, at: str | None) -> None:
        self.source = source
        self.at = at
        self.findings: list[Finding] = []
        self.has_field = False
        self.document = 0
        self._builder: Builder | None = None
        self.root = Document(None)
        self.tagged = has_tags(source.text)

    def run(self) -> None:
        readable = True
        scalars: list[Span] | None = [] if MARKER in self.source.text else None
        for index, document in enumerate(compose(self.source)):
            self.document = index
            if isinstance(document, ReadProblem):
                readable = False
                self.ask(Reading(document), ())
                continue
            if scalars is not None:
                scalars.extend(_quoted_spans(document.root))
            self._document(document)
        if self.findings or scalars is not None:
            self._finish(scalars if readable else None)

    def _finish(self, scalars: list[Span] | None) -> None:
        if not self.document:
            self.findings = [finding._replace(document=None) for finding in self.findings]
        # What several aliases lead to is one mistake, said once.
        unique = {(finding.sort_key, finding.document): finding for finding in reversed(self.findings)}
        self.findings = list(unique.values())
        if scalars is not None:
            self.findings, problems = apply_suppressions(self.source, self.findings, scalars)
            for problem in problems:
                self.ask(Reading(problem), ())
        self.findings.sort(key=lambda finding: finding.sort_key)

    def _document(self, document: Document) -> None:
        self._builder = None
        self.root = document
        if has_aliases(self.source.text):
            problem = alias_problem(document, self.source)
            if problem is not None:
                self.ask(Reading(problem), ())
                return
        plan = find_plan(document.root, self.at)
        done: set[int] = set()
        for field in plan.fields:
            self.has_field = True
            self._field(field, done)
        nodes: Iterable[RawNode] | None = document.collections
        if nodes is None or self.tagged:
            nodes = walk(document.root, done, scalars=self.tagged)
        for problem in inspect(nodes, self.builder, self.source, tagged=self.tagged):
            self.ask(Reading(problem), ())
        for raw, meant, path in plan.misspelt:
            self.ask(Key("plan", self.builder().build(raw), None, (meant,)), path)
        if plan.fields and RUN_MODE.name in self.source.text:
            for found in find_run_modes(document.root):
                entry = Entry(self.builder().build(found.key), self.builder().build(found.raw))
                self._value(RUN_MODE, entry, found.path[:-1])

    def builder(self) -> Builder:
        """Give what makes the nodes of this document; most documents need none."""
        if self._builder is None:
            aliased = has_aliases(self.source.text)
            self._builder = Builder(self.source, shared_nodes(self.root) if aliased else frozenset())
        return self._builder

    def _field(self, field: Found, done: set[int]) -> None:
        raw, path = field.raw, field.path
        if not isinstance(raw, SequenceNode) or raw.tag or not raw.value:
            node = self.builder().build(raw)
            if is_mistagged(node):
                return
            span = self.builder().span(field.key) if field.key is not None else _first(node)
            self.ask(Shape("field", node, span, self.source), path)
            return
        # Long lists are the rule in large files: what the screen passes is not looked at again.
        suspects = list(enumerate(raw.value))
        if not self.tagged:
            suspects = [(index, item) for index, item in suspects if not is_spotless(item)]
            if not suspects:
                done.add(id(raw))
        for index, item in suspects:
            self._candidate_shape(self.builder().build(item), (*path, index))

    def _candidate_shape(self, node: Node, path: Path) -> None:
        if is_mistagged(node):
            return
        self.ask(Shape("candidate", node, _first(node), self.source), path)
        if isinstance(node, Sequence) and len(node.items) == 1:
            if not isinstance(node.items[0], Sequence):
                self._candidate_shape(node.items[0], (*path, 0))
        elif isinstance(node, Mapping) and node.kind == "mapping" and node.entries:
            self._candidate(node, path)

    def _candidate(self, node: Mapping, path: Path) -> None:
        siblings = tuple(entry.name for entry in node.entries)
        keys = [(entry, _meant_key(entry, siblings)) for entry in node.entries]
        names = [e.value.text for e, meant in keys if meant == NAME.name and e.value.kind == "text"]
        strategy = meant_strategy(names[-1]) if names else None
        candidate = Candidate(node, _place(node), strategy, self.source)
        self.ask(candidate, path)
        for entry, meant in keys:
            key = Key("candidate", entry.key, entry.value, siblings, candidate)
            self.ask(key, (*path, entry.name))
            if meant == KWARGS:
                self._kwargs(entry, candidate, (*path, entry.name))
            elif slot := _WORDS.get(meant) or ARGUMENTS.get(meant):
                self._value(slot, entry, path)

    def _kwargs(self, kwargs: Entry, candidate: Candidate, path: Path) -> None:
        node = kwargs.value
        if is_mistagged(node):
            return
        self.ask(Shape("kwargs", node, kwargs.key.span, self.source, candidate), path)
        if not isinstance(node, Mapping):
            return
        siblings = tuple(entry.name for entry in node.entries)
        strategy = candidate.strategy
        for entry in node.entries:
            key = Key("kwargs", entry.key, entry.value, siblings, candidate)
            self.ask(key, (*path, entry.name))
            meant = meant_argument(entry.name, candidate) if strategy else entry.name
            taken = strategy is None or meant in strategy.argument_names
            slot = ARGUMENTS.get(meant) if meant and taken else _WORDS.get(entry.name)
            if slot is not None:
                self._value(slot, entry, path)

    def _value(self, slot: Slot, entry: Entry, path: Path) -> None:
        if is_mistagged(entry.value):
            return
        value = Value(slot, entry.value, entry.key.span, self.source)
        self.ask(value, (*path, entry.name))

    def ask(self, subject: Subject, path: Path) -> None:
        """Show a subject to its rules, and keep the first objection (of a candidate, all)."""
        for rule in _BY_SUBJECT[type(subject)]:
            try:
                found = [self._finding(rule, objection, path) for objection in rule.check(subject)]
            except Exception as error:  # noqa: BLE001 - a rule's defect must not cost the others
                words: dict[str, object] = {"code": rule.code, "error": repr(error)}
                self.findings.append(self._finding(_CRASH, Objection("crash", Span(0, 0), words), path))
                continue
            self.findings.extend(found)
            if found and not isinstance(subject, Candidate):
                return

    def _finding(self, rule: Rule, objection: Objection, path: Path) -> Finding:
        message = rule.messages[objection.message]
        return Finding(
            file=self.source.name,
            code=rule.code,
            rule=rule.slug,
            severity=rule.severity,
            message=message.problem.format_map(objection.words),
            help=message.help.format_map(objection.words) if message.help else None,
            path=path,
            location=self.source.location(objection.span),
            suggestions=objection.suggestions,
            fix=self._fix(objection.remedy) if objection.remedy else None,
            document=self.document,
            span=objection.span,
        )

    def _fix(self, remedy: Remedy) -> Fix:
        edits = (Edit(e.span, self.source.location(e.span), e.text) for e in remedy.edits)
        return Fix(remedy.title, remedy.safety, tuple(edits))


def _meant_key(entry: Entry, siblings: tuple[str, ...]) -> str:
    """Give the documented key that an entry is, or is surely meant to be; else its own."""
    if entry.name in CANDIDATE_KEYS:
        return entry.name
    guess = meant_key(entry.name)
    single = len(guess.words) == 1 and guess.words[0] not in siblings
    return guess.words[0] if single and entry.name not in ARGUMENTS else entry.name


def _first(node: Node) -> Span:
    """Give the first character of a node: a list's dash or bracket."""
    return Span(node.span.start, min(node.span.start + 1, node.span.end))


def _place(node: Mapping) -> Span:
    """Give what to underline for a candidate as a whole: its name, or the first key it has."""
    name = node.get(NAME.name)
    spans = [] if name is None else [name.value.span, name.key.span]
    spans.extend(entry.key.span for entry in node.entries[:1])
    start, end = node.span
    inside = (span for span in spans if start <= span.start < span.end <= end)
    return next(inside, _first(node))


def _quoted_spans(root: RawNode) -> Iterator[Span]:
    """Give the spans of scalars in which a `#` can stand without starting a comment."""
    for raw in walk(root, set(), scalars=True):
        if isinstance(raw, ScalarNode) and raw.style:
            yield Span(raw.start_mark.index, raw.end_mark.index)
