"""KLR4xx: text that YAML readers and JSON, or Kumo and its documentation, read differently."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.document.flatten import flatten
from kumo_lr.document.nodes import Mapping, Scalar, Sequence, read_core
from kumo_lr.document.patch import replace
from kumo_lr.document.problems import LibyamlOnly
from kumo_lr.facts.foreign_names import engine_match
from kumo_lr.facts.strategies import NAME, STRATEGIES, WARMUP
from kumo_lr.findings import Safety, Severity
from kumo_lr.phrases import quote
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Remedy, Rule
from kumo_lr.rules.remedies import remedy_of, rename
from kumo_lr.rules.roles import DECIMAL, EMPTY, INTEGER, LIST, NUMBER, TEXT
from kumo_lr.rules.subjects import CandidateShape, Value
from kumo_lr.rules.values import is_whole_ratio, spell
from kumo_lr.source import Replacement, Span

_WARMUP = "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs:\n"
_WARMUP += "    warmup_ratio_or_steps: "
_NESTED = "- name: exponential\n{0}  interval: epoch\n{0}  kwargs:\n{0}    gamma: 0.9\n"
_DIGIT_GROUPS = r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?"


@Rule(
    (Value,),
    "KLR401",
    "yaml-version-dependent",
    severity=Severity.WARNING,
    on=(frozenset((NUMBER, INTEGER)), frozenset((NUMBER, DECIMAL))),
    summary="a number that YAML 1.1 and YAML 1.2 readers read differently",
    rationale="PyYAML reads YAML 1.1, where 010 is 8 in octal, 1:30 is 90 in base 60, and 1_000 is 1000. A "
    "YAML 1.2 reader takes the first for 10 and the other two for text.",
    bad=f"{_WARMUP}010\n",
    good=f"{_WARMUP}8\n",
    fix=Availability.SOMETIMES,
    fix_note="Writes the number that PyYAML reads. Safe for 1_000; unsafe for octal and base-60 numbers, "
    "where you may have meant the other reading.",
    messages={
        "number": Message(
            "{token} is {number} to PyYAML, {other} to YAML 1.2 readers",
            "write {number}, or {other}",
        ),
        "text": Message("{token} is {number} to PyYAML, text to YAML 1.2 readers", "write {number}"),
    },
    reference="https://yaml.org/spec/1.2.2/#103-core-schema",
).register
def yaml_version_dependent(value: Value) -> Iterator[Objection]:
    node = value.node
    if not isinstance(node, Scalar) or not node.plain or value.source.is_json:
        return
    other = read_core(node.text)
    if not isinstance(node.value, int | float) or (other.kind, other.value) == (
        node.kind,
        node.value,
    ):
        return
    number = spell(node.value)
    words: dict[str, object] = {"token": quote(node.text), "number": number}
    message = "text"
    if isinstance(other.value, int | float):
        message, words["other"] = "number", spell(other.value)
    safety = Safety.SAFE if re.fullmatch(_DIGIT_GROUPS, node.text) and message == "text" else Safety.UNSAFE
    edits = replace(value.source, node, number)
    yield Objection(message, node.span, words, (), remedy_of(f"write {number}", edits, safety))


@Rule(
    (Value,),
    "KLR402",
    "engine-only-name",
    on=(frozenset((NAME.name, TEXT)),),
    summary="a spelling of a strategy's name that only the engine accepts",
    rationale="The engine ignores case, `_`, `-`, spaces and a final LR in names, so CosineWithWarmup works "
    "there. The documentation, and every other reader of the file, knows only one spelling.",
    bad="lr_scheduler:\n- name: Exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n",
    good="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n",
    fix=Availability.SOMETIMES,
    fix_note="Safe: the engine takes both for the same strategy.",
    messages={
        "loose": Message("{name} is not how the strategy is documented", "write {meant}"),
    },
).register
def engine_only_name(value: Value) -> Iterator[Objection]:
    node = value.node
    if not isinstance(node, Scalar) or node.text in STRATEGIES:
        return
    if meant := engine_match(node.text):
        words: dict[str, object] = {"name": quote(node.text), "meant": quote(meant)}
        yield Objection("loose", node.span, words, (meant,), rename(node, meant, safe=True))


@Rule(
    (CandidateShape,),
    "KLR403",
    "nested-candidate",
    on=(frozenset((LIST,)),),
    summary="a candidate wrapped in a list of its own",
    rationale="The documentation declares the field as a list of lists, but its examples are plain lists, "
    "and Kumo's data model and engine refuse the nested form.",
    bad="lr_scheduler:\n- " + _NESTED.format("  "),
    good="lr_scheduler:\n" + _NESTED.format(""),
    fix=Availability.SOMETIMES,
    fix_note="Safe: the candidate itself stays as it is. None if there is a comment in the brackets.",
    messages={
        "nested": Message(
            "a candidate in a list of its own, which the documentation declares but Kumo refuses",
            "drop the inner list",
        )
    },
).register
def nested_candidate(shape: CandidateShape) -> Iterator[Objection]:
    node = shape.node
    if not isinstance(node, Sequence) or len(node.items) != 1:
        return
    if isinstance(node.items[0], Sequence) and node.items[0].items:
        return  # nested-candidates reports deeper nesting
    edits = flatten(shape.source, node, shape.dash)
    dash_or_bracket = Span(node.span.start, node.span.start + 1)
    yield Objection("nested", dash_or_bracket, remedy=remedy_of("drop the inner list", edits))


@Rule(
    (CandidateShape,),
    "KLR404",
    "empty-candidate-form",
    on=(frozenset((EMPTY,)),),
    summary="an empty candidate written as {} or []",
    rationale="An empty candidate means no scheduling. The type that the documentation declares also allows "
    "{} and [] for it, but Kumo's data model and engine only accept null.",
    bad="lr_scheduler:\n- {}\n",
    good="lr_scheduler:\n- null\n",
    fix=Availability.SOMETIMES,
    fix_note="Safe: null means the same, in the form that Kumo takes.",
    messages={
        "empty": Message(
            "an empty candidate as {token}, which the documentation declares but Kumo refuses", "write null"
        )
    },
).register
def empty_candidate_form(shape: CandidateShape) -> Iterator[Objection]:
    node = shape.node
    if (isinstance(node, Mapping) and not node.entries) or (isinstance(node, Sequence) and not node.items):
        token = "[]" if isinstance(node, Sequence) else "{}"
        inside = shape.source.text[node.span.start + 1 : node.span.end - 1]
        edits = None if inside.strip() else replace(shape.source, node, "null")
        yield Objection("empty", node.span, {"token": token}, (), remedy_of("write null", edits))


@Rule(
    (Value,),
    "KLR405",
    "json-fragile-ratio",
    severity=Severity.WARNING,
    on=(frozenset((WARMUP.name, DECIMAL)),),
    summary="a warmup of 1.0, which JSON turns into 1",
    rationale="1.0 is all of training, but 1 is one step. JavaScript and many JSON tools do not tell them "
    "apart, so a plan that passes through one of them changes its meaning.",
    bad=f"{_WARMUP}1.0\n",
    good=f"{_WARMUP}0.99\n",
    messages={
        "ratio": Message(
            "{token} is all of training, which never reaches base_lr, and one step once JSON turns it into 1",
            "write a ratio below 1, or the number of steps",
        )
    },
).register
def json_fragile_ratio(value: Value) -> Iterator[Objection]:
    node = value.node
    if isinstance(node, Scalar) and is_whole_ratio(value.slot, node.value):
        yield Objection("ratio", node.span, {"token": quote(node.text)})


@Rule(
    (LibyamlOnly,),
    "KLR406",
    "libyaml-only",
    severity=Severity.WARNING,
    summary="text that libyaml takes, and PyYAML's reader in Python refuses",
    rationale="PyYAML has two readers: one in C, libyaml, and one in Python, which yaml.safe_load uses. The "
    "one in C takes [a?b], {a: !!str, b: 1}, a comment directly after > or | or a %YAML line, and a byte "
    "order mark at the start of any line. The one in Python refuses the whole file, wherever these are.",
    bad=f"{GOOD}questions: [who?]\n",
    good=f"{GOOD}questions: ['who?']\n",
    fix=Availability.SOMETIMES,
    fix_note="Safe: libyaml reads the same data. A byte order mark is deleted only with --unsafe-fixes, "
    "because libyaml takes it for indentation.",
    messages={
        "question": Message(
            '{token} has a "?" inside brackets or braces, which yaml.safe_load refuses', "put it in quotes"
        ),
        "tag": Message(
            '{token} directly before a ",", which yaml.safe_load refuses', "add a space between them"
        ),
        "comment": Message(
            "a comment directly after {token}, which yaml.safe_load refuses", "add a space between them"
        ),
        "mark": Message(
            "a byte order mark (U+FEFF) inside the file, which yaml.safe_load does not skip", "delete it"
        ),
    },
    reference="https://yaml.org/spec/1.2.2/",
).register
def libyaml_only(problem: LibyamlOnly) -> Iterator[Objection]:
    span, token = problem.span, problem.token
    space = {"tag": span.end, "comment": span.start}.get(problem.form)
    if space is not None:
        remedy = Remedy("add a space", (Replacement(Span(space, space), " "),))
    elif problem.form == "mark":
        remedy = Remedy("delete it", (Replacement(span, ""),), Safety.UNSAFE)
    else:
        quoted = token.replace("'", "''")
        remedy = Remedy("put it in quotes", (Replacement(span, f"'{quoted}'"),))
    yield Objection(problem.form, span, {"token": quote(token)}, (), remedy)
