"""Text that looks like the field to a person, and is something else to YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.document.invisible import INVISIBLE, KEYS, name_of, spaces_for
from kumo_lr.document.nodes import Scalar, read_plain
from kumo_lr.document.problems import Invisible, MissingSpace
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.findings import Safety
from kumo_lr.phrases import quote
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Remedy, Rule, Traits
from kumo_lr.rules.subjects import (
    CandidateKey,
    CandidateShape,
    FieldShape,
    KwargsKey,
    KwargsShape,
    MisspeltKey,
    SectionShape,
    Value,
)
from kumo_lr.source import Replacement, Source, Span

_UNREADABLE = Traits(mutable=False, always_counts=True, unreadable=True)
_SPEC = "https://yaml.org/spec/1.2.2/"


@Rule[Invisible | MisspeltKey | Value | CandidateKey | KwargsKey](
    (Invisible, MisspeltKey, Value, CandidateKey, KwargsKey),
    "KLR012",
    "invisible-character",
    traits=_UNREADABLE,
    summary="a no-break space, or a character of no width, in the indentation, a key or a value",
    rationale="Copied from a web page or a chat, such characters look like spaces or like nothing. To YAML "
    "they are letters: they make another key of a key, and text of a number.",
    bad=GOOD.replace("gamma: ", "gamma:\u00a0 "),
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe beside a colon, in the indentation and where a word or number is left; unsafe "
    "between digits.",
    messages={
        "space": Message("{character} where a space belongs", "write a plain space"),
        "inside": Message("{character} in {token}", "delete it"),
    },
    reference=_SPEC,
).register
def invisible_character(
    subject: Invisible | MisspeltKey | Value | CandidateKey | KwargsKey,
) -> Iterator[Objection]:
    if isinstance(subject, Invisible):
        found = INVISIBLE.search(subject.run)
        if found is not None:
            remedy = Remedy("write plain spaces", (Replacement(subject.span, spaces_for(subject)),))
            start = subject.span.start + found.start()
            words: dict[str, object] = {"character": name_of(found.group())}
            yield Objection("space", Span(start, start + 1), words, (), remedy)
    elif isinstance(subject.node, Scalar) and not subject.node.text.isascii():
        yield from _inside(subject, subject.node)


def _inside(subject: MisspeltKey | Value | CandidateKey | KwargsKey, node: Scalar) -> Iterator[Objection]:
    start = node.span.start + len(node.quote)
    places = [start + at.start() for at in INVISIBLE.finditer(node.text)]
    if not places or node.span.end - node.span.start != len(node.text) + 2 * len(node.quote):
        return  # escapes, and text of several lines, are longer than what they stand for
    left = INVISIBLE.sub("", node.text).strip()
    if isinstance(subject, MisspeltKey):
        known = left == subject.meant and not subject.taken
    else:
        known = left in (subject.slot.choices if isinstance(subject, Value) else KEYS)
    number = isinstance(subject, Value) and read_plain(left).kind in ("integer", "float")
    if not known and not number:
        return
    apart = re.search(f"[0-9]{INVISIBLE.pattern}+[0-9]", node.text) is not None
    edits = tuple(Replacement(Span(place, place + 1), "") for place in places)
    safety = Safety.UNSAFE if apart else Safety.SAFE
    words = {"character": name_of(node.text[places[0] - start]), "token": quote(left)}
    remedy = Remedy("delete what cannot be seen", edits, safety) if node.editable else None
    yield Objection("inside", Span(places[0], places[0] + 1), words, (), remedy)


_GLUED = rf"(?m)^[ \t]*(?:{'|'.join(KEYS)})(:)(?=[^\s:])(?!{INVISIBLE.pattern})"
# Dashes of a list that all lack their space make one text of it.
_GLUED_DASH = rf"(?m)^[ \t]*(-)(?=(?:null|~|{'|'.join((*KEYS, *STRATEGIES))})\b|[{{\[])"


@Rule[MissingSpace | FieldShape | CandidateShape | KwargsShape | Value](
    (MissingSpace, FieldShape, CandidateShape, KwargsShape, Value),
    "KLR016",
    "missing-space",
    traits=_UNREADABLE,
    summary="no space after a dash or a colon",
    rationale="Without a space, the sign is a letter like any other: `-name` is a key with a dash in "
    "its name, `name:exponential` is text. The mistake then seems to be on the next line.",
    bad="lr_scheduler:\n-name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Unsafe: what the text becomes has not been read yet.",
    messages={"space": Message('a space is missing after the "{sign}"', "add it")},
    reference=_SPEC,
).register
def missing_space(
    subject: MissingSpace | FieldShape | CandidateShape | KwargsShape | Value,
) -> Iterator[Objection]:
    if isinstance(subject, MissingSpace):
        places = [subject.span]
        sign = subject.sign
    else:
        node = subject.node
        if not isinstance(node, Scalar) or not node.plain or node.kind != "text":
            return
        is_list = isinstance(subject, FieldShape) and node.text.startswith("-")
        sign = "-" if is_list else ":"
        places = list(_glued(subject.source, node.span, _GLUED_DASH if is_list else _GLUED))
    if places:
        edits = tuple(Replacement(Span(place.end, place.end), " ") for place in places)
        remedy = Remedy("add a space", edits, Safety.UNSAFE)
        yield Objection("space", places[0], {"sign": sign}, (), remedy)


def _glued(source: Source, span: Span, pattern: str) -> Iterator[Span]:
    for match in re.finditer(pattern, source.text[span.start : span.end]):
        yield Span(span.start + match.start(1), span.start + match.end(1))


# The last ones are only placeholders if they are all there is: $NAME, <name>.
_PLACEHOLDER = (
    r"(?s)\$\{[^{}]*\}|\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|\$\([^()]*\)"
    r"|\A\$[A-Za-z_]\w*\Z|\A<[A-Za-z_][^<>]*>\Z"
)


@Rule[FieldShape | CandidateShape | KwargsShape | SectionShape | Value](
    (FieldShape, CandidateShape, KwargsShape, SectionShape, Value),
    "KLR017",
    "unfilled-placeholder",
    summary="a placeholder that another program is to fill in",
    rationale="${...} and, in quotes, {{ ... }} are text to YAML, and to Kumo: nothing in Kumo fills "
    "them in. Check the file that they are rendered to.",
    bad=GOOD.replace("0.9", "${gamma}"),
    good=GOOD,
    messages={
        "template": Message("{token} is a placeholder, not yet a value", "fill it in, and check the result")
    },
).register
def unfilled_placeholder(
    subject: FieldShape | CandidateShape | KwargsShape | SectionShape | Value,
) -> Iterator[Objection]:
    node = subject.node
    if isinstance(subject, Value) and subject.slot is RUN_MODE:
        return  # unknown-run-mode says what it can be
    if isinstance(node, Scalar) and node.kind == "text" and (found := re.search(_PLACEHOLDER, node.text)):
        yield Objection("template", node.span, {"token": quote(found.group())})
