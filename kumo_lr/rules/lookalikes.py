"""Text that looks like the field to a person, and is something else to YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.confusables import a_name_of
from kumo_lr.document.invisible import INVISIBLE, KEYS, is_blank
from kumo_lr.document.nodes import Scalar, read_plain
from kumo_lr.document.problems import Invisible, MissingSpace
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS, STRATEGIES
from kumo_lr.findings import Safety
from kumo_lr.phrases import quote
from kumo_lr.rules.meanings import meant_argument
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Remedy, Rule, Traits
from kumo_lr.rules.remedies import remedy_of
from kumo_lr.rules.roles import COLON, OTHER_LETTERS, TEXT
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
from kumo_lr.suggest import suggest
from kumo_lr.typed import TypeAlias

_UNREADABLE = Traits(mutable=False, always_counts=True, unreadable=True)
_SPEC = "https://yaml.org/spec/1.2.2/"


@Rule[Invisible | MisspeltKey | Value | CandidateKey | KwargsKey](
    (Invisible, MisspeltKey, Value, CandidateKey, KwargsKey),
    "KLR012",
    "invisible-character",
    traits=_UNREADABLE,
    on=(frozenset((OTHER_LETTERS,)),),
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
        "spare": Message("{character}, which is text to YAML", "delete it"),
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
            # A character of no width beside a space is not what the space is written for.
            is_space = is_blank(found.group()) or not any(map(is_blank, subject.run))
            message = "space" if subject.spaces and is_space else "spare"
            title = "write plain spaces" if message == "space" else "delete what cannot be seen"
            remedy = Remedy(title, (Replacement(subject.span, subject.spaces),))
            start = subject.span.start + found.start()
            words: dict[str, object] = {"character": a_name_of(found.group())}
            yield Objection(message, Span(start, start + 1), words, (), remedy)
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
    words = {"character": a_name_of(node.text[places[0] - start]), "token": quote(left)}
    remedy = Remedy("delete what cannot be seen", edits, safety) if node.editable else None
    yield Objection("inside", Span(places[0], places[0] + 1), words, (), remedy)


_GLUED = rf"(?m)^[ \t]*(?:{'|'.join(KEYS)})(:)(?=[^\s:])(?!{INVISIBLE.pattern})"
# Dashes of a list that all lack their space make one text of it.
_GLUED_DASH = rf"(?m)^[ \t]*(-)(?=(?:null|~|{'|'.join((*KEYS, *STRATEGIES))})\b|[{{\[])"
_GLUED_COMMENT = r"([^\s#]+)#"
_LINE_END = r"[ \t]*(?:[ \t]#.*)?(?=\r|\n|\Z)"
_NO_SCHEDULING = ("null", "~")

_Spaced: TypeAlias = (
    MissingSpace | FieldShape | CandidateShape | KwargsShape | CandidateKey | KwargsKey | Value
)
_SPACED: tuple[type[_Spaced], ...] = (
    MissingSpace,
    FieldShape,
    CandidateShape,
    KwargsShape,
    CandidateKey,
    KwargsKey,
    Value,
)


@Rule(
    _SPACED,
    "KLR016",
    "missing-space",
    traits=_UNREADABLE.replaced(tried=True),
    on=(frozenset((TEXT,)), frozenset((COLON,))),
    summary="no space after a dash or a colon, or before a comment",
    rationale="Without a space, the sign is a letter like any other: `-name` is a key with a dash in "
    "its name, `name:exponential` is text, and so is `epoch#c`. The mistake then seems to be on the next "
    "line.",
    bad="lr_scheduler:\n-name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe before a comment, after a word or a number that Kumo knows. Otherwise unsafe: what the "
    "text becomes has not been read yet.",
    messages={
        "space": Message('a space is missing after the "{sign}"', "add it"),
        "comment": Message('a space is missing before the "#"', "add it: this is text, not a comment"),
        "within": Message('the "#" is a part of {token}', "move the comment to the end of the line"),
    },
    reference=_SPEC,
).register
def missing_space(subject: _Spaced) -> Iterator[Objection]:
    if isinstance(subject, MissingSpace):
        yield _after(subject.sign, [subject.span, *subject.others])
        return
    node = subject.node
    if not isinstance(node, Scalar) or not node.plain:
        return
    if isinstance(subject, CandidateKey | KwargsKey):
        yield from _glued_key(subject, node)
    elif node.kind == "text" and "#" in node.text and (comment := _before_comment(subject, node)):
        yield comment
    elif node.kind == "text":
        is_list = isinstance(subject, FieldShape) and node.text.startswith("-")
        places = list(_glued(subject.source, node.span, _GLUED_DASH if is_list else _GLUED))
        if places:
            yield _after("-" if is_list else ":", places)


def _after(sign: str, places: list[Span], *, fixable: bool = True) -> Objection:
    edits = tuple(Replacement(Span(place.end, place.end), " ") for place in places)
    remedy = Remedy("add a space", edits, Safety.UNSAFE) if fixable else None
    return Objection("space", places[0], {"sign": sign}, (), remedy)


def _glued_key(key: CandidateKey | KwargsKey, node: Scalar) -> Iterator[Objection]:
    """Yield an objection to a key that has its value in it: `{name:exponential}`, `kwargs:{gamma: 0.9}`."""
    name, colon, rest = node.text.partition(":")
    if isinstance(key, CandidateKey):
        known = name in CANDIDATE_KEYS or name in ARGUMENTS
    else:
        known = meant_argument(name, key.candidate) is not None
    if not (colon and rest and known):
        return
    start = node.span.start + len(name)
    is_alone = isinstance(key.value, Scalar) and not key.value.text
    fixable = node.editable and node.span.end - node.span.start == len(node.text)
    yield _after(":", [Span(start, start + 1)], fixable=fixable and (is_alone or rest.startswith("{")))


def _before_comment(
    subject: FieldShape | CandidateShape | KwargsShape | Value, node: Scalar
) -> Objection | None:
    """Return an objection to a comment that nothing separates from a value: `epoch#c`."""
    match = re.match(_GLUED_COMMENT, node.text)
    if match is None or node.span.end - node.span.start != len(node.text):
        return None
    word = match[1]
    if isinstance(subject, Value):
        number = read_plain(word).value
        known = word in subject.slot.choices or (
            isinstance(number, int | float) and subject.slot.takes(number)
        )
        near = bool(suggest(word, subject.slot.choices).words)
    else:
        known, near = word in _NO_SCHEDULING, False
    if not (known or near):
        return None
    place = node.span.start + len(word)
    if re.compile(_LINE_END).match(subject.source.text, node.span.end) is None:
        return Objection("within", Span(place, place + 1), {"token": quote(node.text)})
    edits = (Replacement(Span(place, place), " "),) if node.editable else None
    remedy = remedy_of("add a space", edits, Safety.SAFE if known else Safety.UNSAFE)
    return Objection("comment", Span(place, place + 1), {}, (), remedy)


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
    on=(frozenset((TEXT,)),),
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
