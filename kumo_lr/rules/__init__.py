"""All rules, in the order of their codes.

The modules that hold them are imported when the first rule is asked for: a text without findings needs none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from kumo_lr.typed import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from kumo_lr.rules import record

    # Code that only reads a rule's record does not care about its subject.
    Rule: TypeAlias = record.Rule[Any]
    RULES: dict[str, Rule]
    BY_SLUG: dict[str, Rule]

_FAMILIES = (
    "arguments",
    "dashes",
    "decay",
    "housekeeping",
    "keys",
    "lengths",
    "lookalikes",
    "misshapen",
    "other_letters",
    "placement",
    "portability",
    "sections",
    "settings",
    "shape",
    "syntax",
    "training",
    "values",
    "warmup",
    "words",
)


@cache
def all_rules() -> dict[str, Rule]:
    """Return the rules by code."""
    for family in _FAMILIES:
        import_module(f"{__name__}.{family}")
    from kumo_lr.rules.record import REGISTRY

    return dict(sorted(REGISTRY.items()))


@cache
def _by_slug() -> dict[str, Rule]:
    return {rule.slug: rule for rule in all_rules().values()}


def _record() -> object:
    from kumo_lr.rules.record import Rule

    return Rule


_LOADED_LATER: dict[str, Callable[[], object]] = {"RULES": all_rules, "BY_SLUG": _by_slug, "Rule": _record}


def __getattr__(name: str) -> object:
    """Return `RULES`, the rules by code, `BY_SLUG`, the rules by slug, or the class `Rule`."""
    if name not in _LOADED_LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return _LOADED_LATER[name]()


def is_mutable(code: str) -> bool:
    """Return whether a rule can be left out or muted, which unreadable text and kumo-lr's own cannot be."""
    return all_rules()[code].traits.mutable


def find(name: str) -> Rule | None:
    """Return the rule with this code or slug, in any case."""
    return all_rules().get(name.upper()) or _by_slug().get(name.lower())


def always_counts(code: str) -> bool:
    """Return whether a rule is always reported, as unreadable text and wrong usage are."""
    return all_rules()[code].traits.always_counts


def is_tried(code: str) -> bool:
    """Return whether the fixes of a rule have to be tried before they are offered."""
    return all_rules()[code].traits.tried


def is_about_training(code: str) -> bool:
    """Return whether a rule looks at how a valid candidate trains."""
    from kumo_lr.rules.subjects import Training

    return Training in all_rules()[code].subjects


def names() -> tuple[str, ...]:
    """Return the codes and the slugs of all rules."""
    return (*all_rules(), *_by_slug())


def codes_of(word: str) -> frozenset[str]:
    """Return the codes of the rules with this code, prefix or slug, in any case; empty if there are none."""
    codes = frozenset(code for code in all_rules() if word and code.startswith(word.upper()))
    named = _by_slug().get(word.lower())
    return codes or frozenset([named.code] if named else ())
