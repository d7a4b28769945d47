"""KLR1xx: the field, its candidates or their kwargs do not have the documented structure."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.document.flatten import flatten, leaves_of
from kumo_lr.document.nodes import Mapping, Node, Sequence
from kumo_lr.document.patch import replace, replace_value
from kumo_lr.document.problems import RepeatedMerge
from kumo_lr.facts.foreign_names import NO_SCHEDULING_WORDS, engine_match, squash
from kumo_lr.facts.plan_layout import FIELD, NOT_SET
from kumo_lr.facts.strategies import ARGUMENTS, KWARGS, NAME, STRATEGIES
from kumo_lr.findings import Safety
from kumo_lr.phrases import article, listed
from kumo_lr.rules.record import GOOD, TRIED, Availability, Message, Objection, Remedy, Rule, SecondPlace
from kumo_lr.rules.remedies import remedy_of
from kumo_lr.rules.subjects import (
    CandidateShape,
    FieldShape,
    KwargsShape,
)
from kumo_lr.rules.words import meant_strategy, other_strategy


@Rule(
    (FieldShape,),
    "KLR102",
    "field-not-list",
    traits=TRIED,
    summary="lr_scheduler is not a list",
    rationale="The field is a list of candidates, even if there is only one. Kumo's data model refuses "
    f"anything else except the text '{NOT_SET}', which means not set.",
    bad="lr_scheduler:\n  name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a candidate with a name, which becomes the only one of the list; unsafe if its name "
    "has another key, or if an interval and arguments have to be made up.",
    messages={
        "one": Message("lr_scheduler is a mapping, not a list", 'start the candidate with "- "'),
        "around": Message(
            "this is a mapping that contains lr_scheduler, not the field",
            "name the field itself: --at {inner}",
        ),
        "null": Message(
            "lr_scheduler is empty",
            f"for no scheduling write [null]; to leave it to Kumo delete the key, or write '{NOT_SET}'",
        ),
        "none": Message(
            "lr_scheduler is {kind}, not a list",
            f"for no scheduling write [null]; to leave it to Kumo delete the key, or write '{NOT_SET}'",
        ),
        "word": Message(
            "lr_scheduler is {kind}, not a list",
            'write a list of candidates: "- name: {name}", with its interval and kwargs below',
        ),
        "quoted": Message("lr_scheduler is text that holds a list", "write the list without quotes"),
        "literal": Message("lr_scheduler is text that holds a list", 'drop the "{sign}"'),
        "named": Message(
            "lr_scheduler is a mapping of candidates, not a list",
            'write each of them as an item: a "- " in place of its key',
        ),
        "twice": Message(
            "lr_scheduler is a mapping with lr_scheduler in it", "drop one of the two, and keep the list"
        ),
        "other": Message("lr_scheduler is {kind}, not a list", "write a list of candidates"),
    },
).register
def field_not_list(shape: FieldShape) -> Iterator[Objection]:
    node = shape.node
    if node.kind == "list" or node.text == NOT_SET:
        return
    message, words = _as_no_list(shape)
    span = shape.place if node.kind in ("mapping", "null") else node.span
    from kumo_lr.rules.reshaping import as_list  # few texts need such a fix

    yield Objection(message, span, words, (), as_list(shape, message))


def _as_no_list(shape: FieldShape) -> tuple[str, dict[str, object]]:
    """Return the message about a field that is not a list, and its words."""
    from kumo_lr.document.quoted import holds_list

    node = shape.node
    words: dict[str, object] = {"kind": article(node.kind), "name": node.text}
    if isinstance(node, Mapping):
        if node.get(FIELD) is not None:
            words["inner"] = ".".join(map(str, (*shape.path, FIELD)))
            return "twice" if shape.path[-1:] == (FIELD,) else "around", words
        return "named" if is_of_candidates(node) else "one", words
    if node.kind == "null":
        return "null", words
    if node.kind in ("text", "boolean") and squash(node.text) in NO_SCHEDULING_WORDS:
        return "none", words
    if holds_list(node, shape.source):
        words["sign"] = shape.source.text[node.span.start]
        return "literal" if words["sign"] in ("|", ">") else "quoted", words
    meant = meant_name(node) if node.kind == "text" else None
    return ("other" if meant is None else "word"), words | {"name": meant}


def is_of_candidates(node: Mapping) -> bool:
    """Return whether all values of a mapping are candidates with names."""
    values = [entry.value for entry in node.entries]
    return bool(values) and all(isinstance(v, Mapping) and v.get(NAME.name) is not None for v in values)


def meant_name(node: Node) -> str | None:
    """Return the strategy that a text means, or the one nearest to another library's."""
    meant, other = meant_strategy(node.text), other_strategy(node.text)
    if meant is not None:
        return meant.name
    return other.nearest if other is not None and other.nearest else None


@Rule(
    (FieldShape,),
    "KLR103",
    "empty-list",
    summary="lr_scheduler is a list without candidates",
    rationale="Kumo's data model requires at least one candidate. For no scheduling, the list has one "
    "empty candidate.",
    bad="lr_scheduler: []\n",
    good="lr_scheduler:\n-\n",
    messages={
        "empty": Message(
            "lr_scheduler has no candidate",
            f"for no scheduling write one empty candidate, [null]; for Kumo's default, '{NOT_SET}'",
        )
    },
    fix=Availability.SOMETIMES,
    fix_note="Unsafe: you may not have meant no scheduling.",
).register
def empty_list(shape: FieldShape) -> Iterator[Objection]:
    node = shape.node
    if isinstance(node, Sequence) and not node.items:
        edits = replace(shape.source, node, "[null]")
        remedy = remedy_of("write one empty candidate", edits, Safety.UNSAFE)
        yield Objection("empty", node.span, remedy=remedy)


@Rule(
    (CandidateShape,),
    "KLR104",
    "candidate-not-mapping",
    traits=TRIED,
    summary="a candidate that is neither empty nor a mapping",
    rationale="A candidate is empty (no scheduling) or a mapping with name, interval and kwargs.",
    bad="lr_scheduler:\n- exponential\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Unsafe: its interval, and arguments without a default, have to be made up.",
    messages={
        "word": Message(
            "a candidate is a mapping, not just a name",
            'write "name: {name}", with its interval and kwargs below',
        ),
        "meant": Message(
            "a candidate is a mapping, not just a word",
            'write "name: {name}", if that is meant, with its interval and kwargs below',
        ),
        "other": Message(
            "a candidate is a mapping or empty, not {kind}",
            "write a mapping with name, interval and kwargs",
        ),
        "none": Message(
            "a candidate is a mapping or empty, not {kind}",
            "for no scheduling leave the candidate empty: a bare - or null",
        ),
    },
).register
def candidate_not_mapping(shape: CandidateShape) -> Iterator[Objection]:
    node = shape.node
    if node.kind in ("mapping", "null", "list"):
        return
    meant = meant_name(node) if node.kind == "text" else None
    words: dict[str, object] = {"kind": article(node.kind), "name": meant}
    message = "other" if meant is None else "word" if engine_match(node.text) else "meant"
    from kumo_lr.rules.reshaping import write_candidate  # few texts need such a fix

    remedy = write_candidate(shape.source, node, "{}") if node.text in STRATEGIES else None
    if squash(node.text) in NO_SCHEDULING_WORDS:
        message = "none"
        remedy = remedy_of("write null", replace(shape.source, node, "null"), Safety.UNSAFE)
    yield Objection(message, node.span, words, (), remedy)


@Rule(
    (CandidateShape,),
    "KLR105",
    "nested-candidates",
    traits=TRIED,
    summary="a list of several candidates inside the list",
    rationale="The documentation declares the field as a list of lists, but its examples are plain lists, "
    "and Kumo's data model and engine refuse a list in the list.",
    bad="lr_scheduler:\n- - name: exponential\n    interval: epoch\n    kwargs: {gamma: 0.9}\n  - null\n",
    good="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n- null\n",
    messages={
        "several": Message(
            "a list of {count} candidates inside the list, which the documentation declares but Kumo refuses",
            "make each an item of lr_scheduler itself",
        ),
        "deeper": Message(
            "a list in a list inside the list, which Kumo refuses",
            "make each candidate an item of lr_scheduler itself",
        ),
    },
    fix=Availability.SOMETIMES,
    fix_note="Safe: the candidates and their order stay as they are. None if one of several has no name, "
    "because then they may be the parts of one candidate.",
).register
def nested_candidates(shape: CandidateShape) -> Iterator[Objection]:
    node = shape.node
    if not isinstance(node, Sequence):
        return
    if len(node.items) < 2 and not any(isinstance(item, Sequence) and item.items for item in node.items):
        return  # nested-candidate reports it, or empty-candidate-form
    edits = flatten(shape.source, node, shape.dash) if are_candidates(node) else None
    message = "several" if len(node.items) > 1 else "deeper"
    remedy = remedy_of("drop the inner lists", edits)
    yield Objection(message, shape.place, {"count": len(node.items)}, remedy=remedy)


def are_candidates(nested: Sequence) -> bool:
    """Return whether the items of a nested list are candidates, rather than the parts of one."""
    leaves = leaves_of(nested)
    return len(leaves) == 1 or all(map(_is_whole, leaves))


def _is_whole(node: Node) -> bool:
    if isinstance(node, Mapping):
        return not node.entries or node.get(NAME.name) is not None
    if isinstance(node, Sequence):
        return not node.items
    return node.kind == "null" or node.text in STRATEGIES


@Rule(
    (KwargsShape,),
    "KLR111",
    "kwargs-not-mapping",
    traits=TRIED,
    summary="kwargs is not a mapping",
    rationale="kwargs maps argument names to values. You can leave the key out to pass no arguments, but "
    "an empty `kwargs:` is null, which Kumo's data model refuses.",
    bad="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  kwargs:\n",
    good="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  kwargs: {}\n",
    fix=Availability.SOMETIMES,
    fix_note="Safe: an empty kwargs can only mean no arguments, and quotes around arguments can go. None if "
    "an argument is required, or not one of the strategy's.",
    messages={
        "null": Message("kwargs is empty, which Kumo refuses", "write {{}} for no arguments"),
        "required": Message("kwargs is empty", 'add what "{strategy}" needs: {required}'),
        "list": Message("kwargs is a list, not a mapping", 'drop the "- "'),
        "flow": Message("kwargs is a list, not a mapping", "write its arguments in braces"),
        "quoted": Message("kwargs is text that holds a mapping", "write it without quotes"),
        "other": Message("kwargs is {kind}, not a mapping", "write arguments as name: value"),
    },
).register
def kwargs_not_mapping(shape: KwargsShape) -> Iterator[Objection]:
    node, candidate = shape.node, shape.candidate
    if node.kind == "mapping":
        return
    strategy = candidate.strategy
    words: dict[str, object] = {"kind": article(node.kind)}
    if node.kind != "null":
        yield _other_than_mapping(shape, words)
    elif any(entry.name in ARGUMENTS for entry in candidate.node.entries) or candidate.strays & {*ARGUMENTS}:
        return  # the arguments only lost their indentation; other rules report each of them
    elif strategy is not None and strategy.required:
        words |= {"strategy": strategy.name, "required": listed(strategy.required)}
        yield Objection("required", shape.place, words)
    else:
        yield Objection("null", shape.place, words, remedy=_empty_kwargs(shape))


def _other_than_mapping(shape: KwargsShape, words: dict[str, object]) -> Objection:
    from kumo_lr.document.quoted import holds_mapping  # few texts need this, or a fix
    from kumo_lr.rules.reshaping import unlisted, unquoted

    node = shape.node
    if isinstance(node, Sequence):
        message = "flow" if node.flow else "list"
        return Objection(message, shape.place, words, (), unlisted(shape, node))
    message = "quoted" if holds_mapping(node, shape.source) else "other"
    span = shape.place if node.kind == "list" else node.span  # a mapping may have the tag of a list
    return Objection(message, span, words, (), unquoted(shape) if message == "quoted" else None)


def _empty_kwargs(shape: KwargsShape) -> Remedy | None:
    kwargs = shape.candidate.node.get(KWARGS)
    edits = replace_value(shape.source, kwargs, "{}") if kwargs else None
    return remedy_of('write "{}"', edits)


@Rule(
    (RepeatedMerge,),
    "KLR112",
    "repeated-merge",
    summary="two merge keys in one mapping",
    rationale="A key can be in a mapping only once, and `<<` is no exception: PyYAML uses the later one, "
    "and YAML 1.2 readers refuse the file.",
    bad="base: &base {interval: epoch}\nmore: &more {kwargs: {gamma: 0.9}}\n"
    "lr_scheduler:\n- <<: *base\n  <<: *more\n  name: exponential\n",
    good="base: &base {interval: epoch}\nmore: &more {kwargs: {gamma: 0.9}}\n"
    "lr_scheduler:\n- <<: [*base, *more]\n  name: exponential\n",
    messages={
        "repeated": Message(
            'a second merge key "<<", first on line {line}', "merge a list of aliases: <<: [*a, *b]"
        )
    },
    reference="https://yaml.org/type/merge.html",
).register
def repeated_merge(problem: RepeatedMerge) -> Iterator[Objection]:
    first = SecondPlace(problem.first, "the first one")
    yield Objection("repeated", problem.span, {"line": problem.line}, related=(first,))
