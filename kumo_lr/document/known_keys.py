"""Decide by the keys of a plan and of its sections alone that nothing in it is misplaced.

Nearly every document is such a one, so `misplaced`, which finds what is, is imported only for the others.
"""

from __future__ import annotations

from kumo_lr.document.compose import RawNode
from kumo_lr.document.locate import Level, Plan
from kumo_lr.facts.plan_layout import FIELD, FIELD_PATHS, INNER_KEYS, PLAN_SECTIONS, SECTION_KEYS, WRAPPER
from kumo_lr.facts.run_modes import RUN_MODE

# For each section, the known keys with those of the mappings that they hold, if they hold any.
_INNER_KEYS_IN = {name: {key: INNER_KEYS.get(key) for key in keys} for name, keys in SECTION_KEYS.items()}
# The keys allowed at the top of a plan, and around one.
AT_TOP = frozenset((FIELD, RUN_MODE.name, *PLAN_SECTIONS, *(name for path in FIELD_PATHS for name in path)))
_IN_PLAN = AT_TOP - {WRAPPER}


def may_have_misplaced(root: RawNode, plan: Plan, mentions: int) -> bool:
    """Return whether something in a document may be where Kumo does not read it.

    `mentions` counts the field's name in the text.
    """
    return (
        root.id == "sequence"
        or is_mentioned_elsewhere(plan, mentions)
        or bool(plan.misplaced)
        or any(map(_has_unknown, plan.levels))
    )


def is_mentioned_elsewhere(plan: Plan, mentions: int) -> bool:
    """Return whether a text has the field's name more often than its plan has the field."""
    fields = plan.fields
    return mentions > (len(fields) if len(fields) < 2 else len({id(found.key) for found in fields}))


def _has_unknown(level: Level) -> bool:
    """Return whether a plan, its sections, or the mapping of a lone field have an unknown key."""
    section = level.section
    if not level.is_plan:
        is_top = not level.meant and (FIELD in section or level.is_around_plan) and len(section) > 1
        return is_top and not AT_TOP.issuperset(section)
    if not _IN_PLAN.issuperset(section):
        return True
    try:  # faster than asking first, since nearly all keys are known
        for name, (_, raw) in section.items():
            if name in _INNER_KEYS_IN:
                if raw.id != "mapping":
                    return True
                inner_keys_of = _INNER_KEYS_IN[name]
                for key, value in raw.value:
                    inner_keys = inner_keys_of[key.value]
                    if inner_keys and value.id != "scalar" and not _takes_all(value, inner_keys):
                        return True
    except (KeyError, TypeError):  # an unknown key, or one that is a collection, which has its own finding
        return True
    return False


def _takes_all(raw: RawNode, known: frozenset[str]) -> bool:
    """Return whether all keys of a mapping, or of the mappings in a list, are known."""
    items = raw.value if raw.id == "sequence" else [raw]
    return all(key.value in known for item in items if item.id == "mapping" for key, _ in item.value)
