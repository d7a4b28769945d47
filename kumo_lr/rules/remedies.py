"""Fixes and objections that several rules state in the same way."""

from __future__ import annotations

from kumo_lr.document.nodes import Scalar
from kumo_lr.document.patch import Edits, respell
from kumo_lr.facts.foreign_names import OtherName
from kumo_lr.findings import Safety
from kumo_lr.phrases import quote
from kumo_lr.rules.record import Objection, Remedy
from kumo_lr.suggest import Guess


def remedy_of(title: str, edits: Edits | None, safety: Safety = Safety.SAFE) -> Remedy | None:
    """State the fix that some edits make; None where they cannot be made."""
    return None if edits is None else Remedy(title, edits, safety)


def rename(entry_key: Scalar, name: str, *, safe: bool) -> Remedy | None:
    """State the fix that spells a word as `name`, in the quotes it has; None where it can't be."""
    title = f'replace {quote(entry_key.text)} by "{name}"'
    return remedy_of(title, respell(entry_key, name), Safety.SAFE if safe else Safety.UNSAFE)


def typo(node: Scalar, guess: Guess, words: dict[str, object]) -> Objection:
    """State that a word is a near miss; with a fix, where there is one near word."""
    remedy = rename(node, guess.words[0], safe=guess.sure) if len(guess.words) == 1 else None
    return Objection("typo", node.span, words, guess.words, remedy)


def other_words(other: OtherName) -> dict[str, object]:
    """Return the words that messages about another library's name are made of."""
    note = f"; {other.note}" if other.note else ""
    return {"origin": other.origin, "note": note, "meant": other.meant, "nearest": other.nearest}
