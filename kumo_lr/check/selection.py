"""The rules that a caller selects, by their codes, prefixes of codes and slugs."""

from __future__ import annotations

from collections.abc import Iterable

from kumo_lr.phrases import did_you_mean
from kumo_lr.rules import all_rules, always_counts, codes_of, is_mutable, names
from kumo_lr.typed import TypeAlias

Names: TypeAlias = str | Iterable[str]


def selected(
    select: Names | None, ignore: Names | None, *, parameters: str = "select and ignore"
) -> frozenset[str] | None:
    """Return the codes that are selected and not ignored, or None for all; unreadable text always counts.

    A text may have several names, with commas between them. `parameters` are the caller's words for the two.

    Raises:
        ValueError: A name is of no rule, or a list names none.
    """
    if select is None and not ignore:
        return None
    rules = all_rules()
    chosen = _named(select, parameters) if select is not None else frozenset(rules)
    return (chosen - _named(ignore or (), parameters)) | frozenset(filter(always_counts, rules))


def _can_be_named(name: str) -> bool:
    return all(map(is_mutable, codes_of(name)))


def _named(lists: Names, parameters: str) -> frozenset[str]:
    lists = [lists] if isinstance(lists, str) else list(lists)
    codes: set[str] = set()
    for word in filter(None, (name.strip() for words in lists for name in words.split(","))):
        matching = codes_of(word)
        if not matching:
            raise ValueError(f'no rule "{word}"{did_you_mean(word, filter(_can_be_named, names()))}')
        codes |= matching
    if lists and not codes:
        # An unset variable in a script should not turn a check off.
        raise ValueError(f"{parameters} take rules; here they name none")
    return frozenset(codes)
