"""Fixes and objections that several rules share."""

from __future__ import annotations

from kumo_lr.document.nodes import Node, Scalar
from kumo_lr.document.patch import Edits, respell
from kumo_lr.facts.foreign_names import OtherName
from kumo_lr.facts.strategies import WARMUP
from kumo_lr.findings import Safety
from kumo_lr.phrases import quote
from kumo_lr.rules.record import Objection, Remedy
from kumo_lr.suggest import Guess


def remedy_of(title: str, edits: Edits | None, safety: Safety = Safety.SAFE) -> Remedy | None:
    """Return the fix that makes these edits; None if there are none."""
    return None if edits is None else Remedy(title, edits, safety)


def rename(entry_key: Scalar, name: str, *, safe: bool) -> Remedy | None:
    """Return the fix that writes `name` in place of a word and keeps its quotes; None if it can't be."""
    title = f'replace {quote(entry_key.text)} by "{name}"'
    return remedy_of(title, respell(entry_key, name), Safety.SAFE if safe else Safety.UNSAFE)


def typo(node: Scalar, guess: Guess, words: dict[str, object]) -> Objection:
    """Return an objection to a near miss, with a fix if only one word is near."""
    remedy = rename(node, guess.words[0], safe=guess.sure) if len(guess.words) == 1 else None
    return Objection("typo", node.span, words, guess.words, remedy)


def keeps_meaning(other: OtherName | None, value: Node) -> bool:
    """Return whether a value means the same under Kumo's name as under another library's, if it has one.

    `warmup_ratio: 1` is all of training there, but one step under Kumo's name.
    """
    if other is None or other.kind is None:
        return True
    return isinstance(value, Scalar) and value.kind == other.kind and WARMUP.takes(value.value)


def other_words(other: OtherName) -> dict[str, object]:
    """Return the words for messages about another library's name."""
    note = f"; {other.note}" if other.note else ""
    return {"origin": other.origin, "note": note, "meant": other.meant, "nearest": other.nearest}
