"""All rules, in the order of their codes."""

from __future__ import annotations

from typing import Any, TypeAlias

from kumo_lr.rules import (
    decay,
    housekeeping,
    keys,
    lookalikes,
    misshapen,
    placement,
    portability,
    record,
    settings,
    shape,
    syntax,
    training,
    values,
    warmup,
    words,
)
from kumo_lr.rules.record import REGISTRY

__all__ = [
    "BY_SLUG",
    "RULES",
    "Rule",
    "decay",
    "find",
    "housekeeping",
    "keys",
    "lookalikes",
    "misshapen",
    "placement",
    "portability",
    "settings",
    "shape",
    "syntax",
    "training",
    "values",
    "warmup",
    "words",
]

# Code that only reads a rule's record does not care about its subject.
Rule: TypeAlias = record.Rule[Any]

RULES: dict[str, Rule] = dict(sorted(REGISTRY.items()))
BY_SLUG: dict[str, Rule] = {rule.slug: rule for rule in RULES.values()}


def is_mutable(code: str) -> bool:
    """Return whether a rule can be left out or muted, which unreadable text and kumo-lr's own cannot be."""
    return RULES[code].traits.mutable


def find(name: str) -> Rule | None:
    """Return the rule with this code or slug, in any case."""
    return RULES.get(name.upper()) or BY_SLUG.get(name.lower())


def always_counts(code: str) -> bool:
    """Return whether a rule is always reported, as unreadable text and wrong usage are."""
    return RULES[code].traits.always_counts


def codes_of(word: str) -> frozenset[str]:
    """Return the codes of the rules with this code, prefix or slug, in any case; empty if there are none."""
    codes = frozenset(code for code in RULES if word and code.startswith(word.upper()))
    named = BY_SLUG.get(word.lower())
    return codes or frozenset([named.code] if named else ())
