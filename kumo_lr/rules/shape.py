"""KLR1xx: the field, its candidates or their kwargs do not have the documented structure."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.document.nodes import Mapping, Scalar, Sequence
from kumo_lr.document.patch import replace, replace_value
from kumo_lr.document.problems import RepeatedMerge
from kumo_lr.facts.foreign_names import NO_SCHEDULING_WORDS, squash
from kumo_lr.facts.plan_layout import FIELD, HOME, NOT_SET
from kumo_lr.facts.strategies import ARGUMENTS, KWARGS, STRATEGIES
from kumo_lr.findings import Safety
from kumo_lr.phrases import article, listed, quote
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Remedy, Rule
from kumo_lr.rules.remedies import remedy_of, rename
from kumo_lr.rules.subjects import (
    CandidateShape,
    DefaultsShape,
    FieldShape,
    KwargsShape,
    MisspeltKey,
    SectionShape,
)
from kumo_lr.suggest import suggest


@Rule(
    (MisspeltKey,),
    "KLR101",
    "misspelt-field",
    summary="a misspelt lr_scheduler key, or a misspelt key of a section that contains it",
    rationale="Under a misspelt key the field is not set: Kumo silently drops the key and uses its "
    "default schedulers.",
    bad="lr_schedular:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo of one edit; not offered if the right key is there too.",
    messages={"typo": Message("unknown key {key}", "did you mean {meant}?")},
).register
def misspelt_field(key: MisspeltKey) -> Iterator[Objection]:
    node, meant = key.node, key.meant
    if not isinstance(node, Scalar):
        return
    guess = suggest(node.text, (meant,))
    yield Objection(
        "typo",
        node.span,
        {"key": quote(node.text), "meant": quote(meant)},
        (meant,),
        None if key.taken else rename(node, meant, safe=guess.sure),
    )


@Rule(
    (FieldShape,),
    "KLR102",
    "field-not-list",
    summary="lr_scheduler is not a list",
    rationale="The field is a list of candidates, even if there is only one. Kumo's data model refuses "
    f"anything else except the text '{NOT_SET}', which means not set.",
    bad="lr_scheduler:\n  name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n",
    good=GOOD,
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
        "other": Message("lr_scheduler is {kind}, not a list", "write a list of candidates"),
    },
).register
def field_not_list(shape: FieldShape) -> Iterator[Objection]:
    node = shape.node
    if node.kind == "list" or node.text == NOT_SET:
        return
    words: dict[str, object] = {"kind": article(node.kind), "name": node.text}
    message = {"mapping": "one", "null": "null"}.get(node.kind, "other")
    if node.text in STRATEGIES:
        message = "word"
    if isinstance(node, Mapping) and node.get(FIELD) is not None and shape.path[-1:] != (FIELD,):
        message, words["inner"] = "around", ".".join(map(str, (*shape.path, FIELD)))
    elif node.kind in ("text", "boolean") and squash(node.text) in NO_SCHEDULING_WORDS:
        message = "none"
    span = shape.place if node.kind in ("mapping", "null") else node.span
    yield Objection(message, span, words)


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
    summary="a candidate that is neither empty nor a mapping",
    rationale="A candidate is empty (no scheduling) or a mapping with name, interval and kwargs.",
    bad="lr_scheduler:\n- exponential\n",
    good=GOOD,
    messages={
        "word": Message(
            "a candidate is a mapping, not just a name",
            'write "name: {name}", with its interval and kwargs below',
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
    message = "word" if node.text in STRATEGIES else "other"
    words: dict[str, object] = {"kind": article(node.kind), "name": node.text}
    if squash(node.text) in NO_SCHEDULING_WORDS:
        message = "none"
    yield Objection(message, node.span, words)


@Rule(
    (CandidateShape,),
    "KLR105",
    "nested-candidates",
    summary="a list of several candidates inside the list",
    rationale="The documentation gives the type of the field as a list of lists, but Kumo refuses a "
    "nested list, and several candidates in one place have no documented meaning.",
    bad="lr_scheduler:\n- - name: exponential\n    interval: epoch\n    kwargs: {gamma: 0.9}\n  - null\n",
    good="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n- null\n",
    messages={
        "several": Message(
            "a list of {count} candidates inside the list",
            "make each an item of lr_scheduler itself",
        ),
        "deeper": Message(
            "a list in a list inside the list", "make each candidate an item of lr_scheduler itself"
        ),
    },
).register
def nested_candidates(shape: CandidateShape) -> Iterator[Objection]:
    node = shape.node
    if not isinstance(node, Sequence):
        return
    if len(node.items) > 1:
        yield Objection("several", shape.place, {"count": len(node.items)})
    elif node.items and isinstance(node.items[0], Sequence):
        yield Objection("deeper", shape.place)


@Rule(
    (KwargsShape,),
    "KLR111",
    "kwargs-not-mapping",
    summary="kwargs is not a mapping",
    rationale="kwargs maps argument names to values. You can leave the key out to pass no arguments, but "
    "an empty `kwargs:` is null, which Kumo's data model refuses.",
    bad="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  kwargs:\n",
    good="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  kwargs: {}\n",
    fix=Availability.SOMETIMES,
    fix_note="Safe: an empty kwargs can only mean no arguments. None if an argument is required.",
    messages={
        "null": Message("kwargs is empty, which Kumo refuses", "write {{}} for no arguments"),
        "required": Message("kwargs is empty", 'add what "{strategy}" needs: {required}'),
        "list": Message("kwargs is a list, not a mapping", 'drop the "- "'),
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
        block = isinstance(node, Sequence) and not node.flow
        message = "list" if block else "other"
        yield Objection(message, shape.place if node.kind == "list" else node.span, words)
    elif any(entry.name in ARGUMENTS for entry in candidate.node.entries) or candidate.strays & {*ARGUMENTS}:
        return  # the arguments only lost their indentation; other rules report each of them
    elif strategy is not None and strategy.required:
        words |= {"strategy": strategy.name, "required": listed(strategy.required)}
        yield Objection("required", shape.place, words)
    else:
        yield Objection("null", shape.place, words, remedy=_empty_kwargs(shape))


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
    yield Objection("repeated", problem.span, {"line": problem.line})


_SETTINGS = "lr_scheduler:\n  - name: exponential\n    interval: epoch\n    kwargs:\n      gamma: 0.9\n"


_NO_MAPPING: tuple[type[SectionShape | DefaultsShape], ...] = (SectionShape, DefaultsShape)


@Rule(
    _NO_MAPPING,
    "KLR113",
    "section-not-mapping",
    summary="a section that should contain lr_scheduler is not a mapping",
    rationale="A plan, its optimization section and a model_plan around it are mappings. Kumo finds no "
    "settings in a list or a single value, and refuses the plan.",
    bad=f"optimization:\n- {_SETTINGS}",
    good=f"optimization:\n  {_SETTINGS}",
    messages={
        "dash": Message("{section} is a list, not a mapping", 'drop the "- " before its settings'),
        "document": Message(
            "the document is a list, not a mapping",
            'write "lr_scheduler:" above the list, or use --at . if the list is the field itself',
        ),
        "plans": Message(
            "the document is a list of plans, and Kumo reads one",
            "write each to a file of its own, or name a field with --at, such as --at 0.{path}",
        ),
        "name": Message(
            '{section} is the text "{text}", not a mapping that contains it',
            'write "lr_scheduler:" on a line of its own below, indented, with the candidates below it',
        ),
        "other": Message("{section} is {kind}, not a mapping", "write its settings as name: value"),
    },
).register
def section_not_mapping(shape: SectionShape | DefaultsShape) -> Iterator[Objection]:
    node, place = shape.node, shape.place
    is_document = place.start == node.span.start
    key = shape.source.text[place.start : place.end].strip("'\"")
    words: dict[str, object] = {"kind": article(node.kind), "section": "the document" if is_document else key}
    message = "other"
    if node.text.rstrip(":") == FIELD:
        message, words["text"] = "name", FIELD
    elif isinstance(shape, SectionShape) and shape.is_plans:
        message, words["path"] = "plans", ".".join((HOME, FIELD))
    elif isinstance(node, Sequence) and isinstance(shape, SectionShape):
        message = "document" if is_document else "other" if node.flow else "dash"
    yield Objection(message, place, words)
