"""KLR0xx: text that cannot be read, or that different readers read differently."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.document.problems import (
    AliasExpansion,
    BadMerge,
    CollectionKey,
    ControlCharacter,
    DuplicateKey,
    ForeignTag,
    JsonSyntax,
    MergeConflict,
    PrintedObject,
    RecursiveAlias,
    Syntax,
    Tab,
    Template,
    TooDeep,
    Undecodable,
    UnloadableScalar,
    UnreadableFile,
)
from kumo_lr.phrases import printable, quote, shortened
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Rule, SecondPlace, Traits
from kumo_lr.rules.remedies import remedy_of
from kumo_lr.source import Span

YAML_SPEC = "https://yaml.org/spec/1.2.2/"

# Text that cannot be read cannot be checked, so no selection and no comment hides these.
_UNREADABLE = Traits(mutable=False, always_counts=True, unreadable=True)


_SYNTAX: tuple[type[Syntax | JsonSyntax | Tab], ...] = (Syntax, JsonSyntax, Tab)


@Rule(
    _SYNTAX,
    "KLR001",
    "yaml-syntax",
    traits=_UNREADABLE,
    summary="the text is not YAML (or not JSON, in a .json file)",
    rationale="Nothing after the first syntax error can be read, so nothing there is checked, and "
    "Kumo cannot load the file. The finding names the likely cause and points to the place to "
    "change: for an unclosed quote or bracket, where it was opened.",
    bad="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9\n",
    good=GOOD,
    messages={"cause": Message("{what}", "{help}")},
    reference=YAML_SPEC,
).register
def yaml_syntax(problem: Syntax | JsonSyntax | Tab) -> Iterator[Objection]:
    from kumo_lr.rules.syntax_causes import cause_of  # most texts are YAML

    span = problem.span
    what, help_ = cause_of(problem)
    if what.startswith("@"):
        what = what[1:]
        opened = problem.opened if isinstance(problem, Syntax) else None
        start = span.start if opened is None else opened
        span = Span(start, start + 1)
    yield Objection("cause", span, {"what": what, "help": help_})


@Rule(
    (Undecodable,),
    "KLR002",
    "not-utf8",
    traits=_UNREADABLE,
    summary="the file is not UTF-8",
    rationale="YAML and JSON readers expect UTF-8. A file in Latin-1 or UTF-16 fails to load, or "
    "loads with the wrong letters.",
    bad="lr_scheduler:\n- name: exponential # caf\udce9\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    messages={"problem": Message("{what}", "{help}")},
    reference=YAML_SPEC,
).register
def not_utf8(problem: Undecodable) -> Iterator[Objection]:
    yield Objection("problem", problem.span, {"what": problem.reason, "help": problem.help})


@Rule(
    (ControlCharacter,),
    "KLR003",
    "control-character",
    traits=_UNREADABLE,
    summary="a control character that YAML does not allow",
    rationale="YAML readers refuse control characters such as NUL or escape, even in comments.",
    bad="lr_scheduler:\n- name: exponential # \x07\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    messages={"problem": Message("the character {code} is not allowed in YAML", "delete it")},
    reference=YAML_SPEC,
).register
def control_character(problem: ControlCharacter) -> Iterator[Objection]:
    yield Objection("problem", problem.span, {"code": problem.name})


@Rule(
    (DuplicateKey,),
    "KLR004",
    "duplicate-key",
    traits=_UNREADABLE,
    summary="a key that is already in the mapping",
    rationale="PyYAML silently keeps the last of two equal keys; YAML 1.2 readers refuse the file. "
    "Either way one of the two values is lost.",
    bad="lr_scheduler:\n- name: exponential\n  interval: step\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    messages={
        "problem": Message(
            "duplicate key {token}, first on line {line}",
            "delete one of the two; PyYAML takes the last",
        ),
        "same": Message(
            "duplicate key {token}, first on line {line}", "delete one of the two; their values are equal"
        ),
    },
    fix=Availability.SOMETIMES,
    fix_note="Safe: it deletes a key whose value equals that of the first. None if the values differ, or an "
    "alias leads there.",
    reference=YAML_SPEC,
).register
def duplicate_key(problem: DuplicateKey) -> Iterator[Objection]:
    words: dict[str, object] = {"token": quote(problem.key), "line": problem.line}
    first = SecondPlace(problem.first, "first written here")
    remedy = remedy_of(f"delete the second {words['token']}", problem.removal)
    yield Objection("same" if problem.same else "problem", problem.span, words, (), remedy, (first,))


@Rule(
    (ForeignTag,),
    "KLR005",
    "foreign-tag",
    traits=_UNREADABLE,
    summary="a tag that safe YAML readers do not know, or that does not fit its value",
    rationale="Tags such as !!python/object run code in an unsafe reader, and safe readers refuse them. "
    "A local tag (!name) means something to one program only. Kumo needs neither.",
    bad="lr_scheduler:\n- !scheduler\n  name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    messages={"problem": Message("the tag {tag} cannot be loaded here", "delete the tag")},
    reference=YAML_SPEC,
).register
def foreign_tag(problem: ForeignTag) -> Iterator[Objection]:
    yield Objection("problem", problem.span, {"tag": printable(shortened(problem.tag))})


@Rule(
    (TooDeep,),
    "KLR006",
    "deep-nesting",
    traits=_UNREADABLE,
    summary="collections nested deeper than any reader should follow",
    rationale="Most readers are recursive and crash on excessive nesting.",
    bad="lr_scheduler: " + "[" * 101 + "]" * 101 + "\n",
    good=GOOD,
    messages={"problem": Message("nested more than {limit} levels deep", "a plan needs fewer than ten")},
    reference=YAML_SPEC,
).register
def deep_nesting(problem: TooDeep) -> Iterator[Objection]:
    yield Objection("problem", problem.span, {"limit": problem.limit})


@Rule(
    (AliasExpansion,),
    "KLR007",
    "alias-expansion",
    traits=_UNREADABLE,
    summary="aliases that expand to millions of nodes",
    rationale="A few lines of aliases to aliases can expand to billions of nodes and exhaust the memory "
    "of any program that walks them.",
    bad="a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
        for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    + "lr_scheduler: *h\n",
    good=GOOD,
    messages={"problem": Message("aliases here unfold to more than {limit} nodes", "write the values out")},
    reference=YAML_SPEC,
).register
def alias_expansion(problem: AliasExpansion) -> Iterator[Objection]:
    yield Objection("problem", problem.span, {"limit": f"{problem.limit:,}"})


@Rule(
    (RecursiveAlias,),
    "KLR008",
    "recursive-alias",
    traits=_UNREADABLE,
    summary="an anchor that contains an alias to itself",
    rationale="A value that contains itself is endless; Kumo cannot load it.",
    bad="lr_scheduler: &all\n- *all\n",
    good=GOOD,
    messages={"problem": Message("this anchor holds an alias to itself", "write the value out")},
    reference=YAML_SPEC,
).register
def recursive_alias(problem: RecursiveAlias) -> Iterator[Objection]:
    yield Objection("problem", problem.span)


@Rule(
    (CollectionKey,),
    "KLR009",
    "collection-key",
    traits=_UNREADABLE,
    summary="a list or mapping used as a key",
    rationale="YAML allows this but Python does not: a list cannot be a dictionary key, so PyYAML "
    "refuses the file.",
    bad="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n? [a]\n: b\n",
    good=GOOD,
    messages={"problem": Message("a list or mapping as a key", "use text as the key")},
    reference=YAML_SPEC,
).register
def collection_key(problem: CollectionKey) -> Iterator[Objection]:
    yield Objection("problem", problem.span)


@Rule(
    (UnreadableFile,),
    "KLR010",
    "unreadable-file",
    traits=_UNREADABLE.replaced(unanswerable=True),
    summary="the file cannot be opened",
    rationale="The file is missing, is a folder or a device, or its permissions forbid reading it. "
    "kumo-lr exits with code 2, so that a wrong path in CI does not pass for a clean file.",
    bad="",
    good=GOOD,
    messages={"problem": Message("cannot read the file: {reason}", "{help}")},
).register
def unreadable_file(problem: UnreadableFile) -> Iterator[Objection]:
    yield Objection("problem", problem.span, {"reason": problem.reason, "help": problem.help})


@Rule(
    (BadMerge,),
    "KLR011",
    "bad-merge",
    traits=_UNREADABLE,
    summary="a merge key whose value is not a mapping",
    rationale="`<<` takes a mapping or a list of mappings. PyYAML refuses a file with anything else.",
    bad="lr_scheduler:\n- <<: exponential\n  name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    messages={
        "problem": Message(
            'the merge key "<<" takes a mapping or a list of mappings',
            "write an alias: <<: *anchor",
        )
    },
    reference="https://yaml.org/type/merge.html",
).register
def bad_merge(problem: BadMerge) -> Iterator[Objection]:
    yield Objection("problem", problem.span)


@Rule(
    (MergeConflict,),
    "KLR013",
    "merge-conflict",
    traits=_UNREADABLE,
    summary="an unresolved merge conflict",
    rationale="git leaves both sides of a conflict in the file, between lines of <, = and >. No reader of "
    "YAML or JSON takes these lines.",
    bad="lr_scheduler:\n<<<<<<< HEAD\n- null\n=======\n- name: exponential\n  interval: epoch\n"
    "  kwargs: {gamma: 0.9}\n>>>>>>> decay\n",
    good=GOOD,
    messages={
        "conflict": Message(
            "an unresolved merge conflict", "keep one of the two sides, and delete the lines of <, = and >"
        )
    },
    reference=YAML_SPEC,
).register
def merge_conflict(problem: MergeConflict) -> Iterator[Objection]:
    yield Objection("conflict", problem.span)


@Rule(
    (Template,),
    "KLR014",
    "unrendered-template",
    traits=_UNREADABLE,
    summary="a template that has not been rendered",
    rationale="Jinja, Helm and similar tools fill in {{ ... }} and {% ... %}. Until then the file is not "
    "what Kumo will read, and mostly not YAML: to YAML {{ x }} is a mapping as a key. Nor is ${x} between "
    "braces or brackets, where it opens a mapping.",
    bad=GOOD.replace("0.9", "{{ gamma }}"),
    good=GOOD,
    messages={"template": Message("{what}, not YAML", "render it, and check what it renders to")},
    reference=YAML_SPEC,
).register
def unrendered_template(problem: Template) -> Iterator[Objection]:
    yield Objection("template", problem.span, {"what": problem.what})


@Rule(
    (PrintedObject,),
    "KLR019",
    "printed-object",
    traits=_UNREADABLE,
    summary="what Python prints of a plan, which is no YAML",
    rationale="print(plan) shows text without quotes, and print(plan.as_json()) shows a dict, in which None "
    "is Python's word for null; to YAML both are other text. The first looks like one long value without any "
    "field, so a check would find nothing in it.",
    bad="OptimizationPlan(\n  max_epochs=8,\n  lr_scheduler=[\n"
    "    LRScheduler(name=csoine_with_warmup, interval=step),\n  ],\n)\n",
    good="optimization:\n  max_epochs: 8\n  lr_scheduler:\n  - name: cosine_with_warmup\n"
    "    interval: step\n",
    messages={
        "object": Message(
            "what Python prints of {an} {name}, not YAML", "write the result of json.dumps(plan.as_json())"
        ),
        "dict": Message(
            "what Python prints of a plan as data, in which None is not null to YAML",
            "write the result of json.dumps(plan.as_json())",
        ),
    },
    reference=YAML_SPEC,
).register
def printed_object(problem: PrintedObject) -> Iterator[Objection]:
    key = "dict" if problem.name == "dict" else "object"
    an = "an" if problem.name[0] in "AEIOU" else "a"
    yield Objection(key, problem.span, {"an": an, "name": problem.name})


@Rule(
    (UnloadableScalar,),
    "KLR015",
    "unloadable-scalar",
    traits=_UNREADABLE,
    summary="a value that looks like a date or number, and that PyYAML cannot load",
    rationale="PyYAML takes 2020-99-99 for a date, 0x_ for a number and = for a sign of its own, and then "
    "fails to make one of it: the whole file cannot be loaded, wherever the value stands. The same goes for "
    "an integer of more than 4,300 digits.",
    bad=f"{GOOD}released: 2020-99-99\n",
    good=f"{GOOD}released: '2020-99-99'\n",
    messages={"scalar": Message("PyYAML cannot load {token}", "put it in quotes if it is text")},
    reference=YAML_SPEC,
).register
def unloadable_scalar(problem: UnloadableScalar) -> Iterator[Objection]:
    yield Objection("scalar", problem.span, {"token": quote(problem.text)})
