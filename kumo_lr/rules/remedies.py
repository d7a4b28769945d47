"""Fixes and objections that several rules state in the same way."""

from __future__ import annotations

from kumo_lr.document.nodes import Scalar
from kumo_lr.facts.foreign_names import OtherName
from kumo_lr.findings import Safety
from kumo_lr.phrases import quote
from kumo_lr.rules.record import Objection, Remedy, Replacement
from kumo_lr.suggest import Guess


def before_comment(written: str, text: str, end: int) -> str:
    """Keep a plain scalar apart from a comment that stood right behind a quote or bracket."""
    return f"{written} " if text[end : end + 1] == "#" else written


def rename(entry_key: Scalar, name: str, *, safe: bool) -> Remedy | None:
    """State the fix that spells a word as `name`, in the quotes it has; None where it can't be."""
    if not entry_key.editable:
        return None
    text = f"{entry_key.quote}{name}{entry_key.quote}"
    title = f'replace {quote(entry_key.text)} by "{name}"'
    edit = Replacement(entry_key.span, text)
    return Remedy(title, (edit,), Safety.SAFE if safe else Safety.UNSAFE)


def typo(node: Scalar, guess: Guess, words: dict[str, object]) -> Objection:
    """State that a word is a near miss; with a fix, where there is one near word."""
    remedy = rename(node, guess.words[0], safe=guess.sure) if len(guess.words) == 1 else None
    return Objection("typo", node.span, words, guess.words, remedy)


def other_words(other: OtherName) -> dict[str, object]:
    """Return the words that messages about another library's name are made of."""
    note = f"; {other.note}" if other.note else ""
    return {"origin": other.origin, "note": note, "meant": other.meant, "nearest": other.nearest}
