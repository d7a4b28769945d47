"""KLR018: letters and signs of other scripts, where they look like those that belong there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kumo_lr.confusables import COLONS, first_lookalike, in_ascii, name_of
from kumo_lr.document.invisible import KEYS
from kumo_lr.document.nodes import Scalar, read_plain
from kumo_lr.document.patch import respell
from kumo_lr.document.problems import LookalikeSign
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS
from kumo_lr.findings import Safety
from kumo_lr.phrases import quote
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Remedy, Rule, Traits
from kumo_lr.rules.remedies import remedy_of
from kumo_lr.rules.roles import OTHER_LETTERS
from kumo_lr.rules.subjects import (
    CandidateKey,
    CandidateShape,
    FieldShape,
    KwargsKey,
    KwargsShape,
    MisspeltKey,
    Value,
)
from kumo_lr.source import Replacement, Span
from kumo_lr.typed import TypeAlias

_COLON_IN_TEXT = rf"(?m)^[ \t]*(?:{'|'.join(KEYS)})[ \t]*([{COLONS}])([ \t]?)"

_Subject: TypeAlias = (
    LookalikeSign | FieldShape | CandidateShape | KwargsShape | MisspeltKey | Value | CandidateKey | KwargsKey
)
_SUBJECTS: tuple[type[_Subject], ...] = (
    LookalikeSign,
    FieldShape,
    CandidateShape,
    KwargsShape,
    MisspeltKey,
    Value,
    CandidateKey,
    KwargsKey,
)


@Rule(
    _SUBJECTS,
    "KLR018",
    "lookalike-character",
    traits=Traits(mutable=False, always_counts=True, unreadable=True),
    on=(frozenset((OTHER_LETTERS,)),),
    summary="a letter or a sign of another script, which looks like the one that belongs there",
    rationale="A Cyrillic or Greek letter, or a full-width one, looks like a Latin letter, and is another to "
    "every program. A long dash does not start an item of a list, and a full-width colon does not end a key. "
    "Such characters come with text that is copied from documents and chats.",
    bad=GOOD.replace("exponential", "\u0435xponential"),
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe where exactly a word or number that Kumo takes is left; unsafe for a dash or a colon: "
    "what the text becomes has not been read yet. None if the right key is there too.",
    messages={
        "word": Message("{character} in {token}", "write {plain} in plain letters"),
        "sign": Message('{character} where "{plain}" belongs', 'write "{plain}"'),
    },
    reference="https://yaml.org/spec/1.2.2/",
).register
def lookalike_character(subject: _Subject) -> Iterator[Objection]:
    if isinstance(subject, LookalikeSign):
        yield _sign(subject.meant, subject.sign, subject.span, subject.edits)
        return
    node = subject.node
    if not isinstance(node, Scalar) or node.text.isascii():
        return
    if isinstance(subject, FieldShape | CandidateShape | KwargsShape):
        yield from _colons(subject.source.text, node)
    else:
        yield from _in_other_letters(subject, node)


def _sign(meant: str, sign: str, span: Span, edits: tuple[Replacement, ...]) -> Objection:
    words = {"character": name_of(sign), "plain": meant}
    return Objection("sign", span, words, (), Remedy(f'write "{meant}"', edits, Safety.UNSAFE))


def _colons(text: str, node: Scalar) -> Iterator[Objection]:
    """Yield an objection to colons that are none, where they make text of a mapping."""
    start = node.span.start
    found = list(re.finditer(_COLON_IN_TEXT, text[start : node.span.end])) if node.plain else []
    spans = [Span(start + match.start(1), start + match.end(1)) for match in found]
    if spans:
        edits = (
            Replacement(span, ":" if match[2] else ": ") for span, match in zip(spans, found, strict=True)
        )
        yield _sign(":", found[0][1], spans[0], tuple(edits))


def _in_other_letters(
    subject: MisspeltKey | Value | CandidateKey | KwargsKey, node: Scalar
) -> Iterator[Objection]:
    word, first = in_ascii(node.text), first_lookalike(node.text)
    as_written = node.span.end - node.span.start == len(node.text) + 2 * len(node.quote)
    start = node.span.start + len(node.quote)
    if isinstance(subject, CandidateKey | KwargsKey) and (colon := re.search(f"[{COLONS}]", node.text)):
        if as_written and node.plain and _is_known(subject, in_ascii(node.text[: colon.start()])):
            place = Span(start + colon.start(), start + colon.end())
            yield _sign(":", colon.group(), place, (Replacement(place, ": "),))
        return
    if not first or not _is_known(subject, word):
        return
    taken = subject.taken if isinstance(subject, MisspeltKey) else False
    if isinstance(subject, CandidateKey | KwargsKey):
        taken = word in subject.siblings
    start += node.text.index(first)
    place = Span(start, start + 1) if as_written else node.span
    words = {"character": name_of(first), "token": quote(node.text), "plain": quote(word)}
    remedy = None if taken else remedy_of(f"write {quote(word)} in plain letters", respell(node, word))
    yield Objection("word", place, words, () if taken else (word,), remedy)


def _is_known(subject: MisspeltKey | Value | CandidateKey | KwargsKey, word: str) -> bool:
    """Return whether a word is exactly one that belongs where a subject is."""
    if isinstance(subject, MisspeltKey):
        return word == subject.meant
    if isinstance(subject, CandidateKey):
        return word in CANDIDATE_KEYS or word in ARGUMENTS
    if isinstance(subject, KwargsKey):
        strategy = subject.candidate.strategy
        return word in (strategy.argument_names if strategy else ARGUMENTS) or word in CANDIDATE_KEYS
    number = read_plain(word).value
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    plain = isinstance(subject.node, Scalar) and subject.node.plain
    return word in subject.slot.choices or (is_number and plain and subject.slot.takes(number))
