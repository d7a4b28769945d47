"""What completion offers in the sections of a plan, around the field."""

from __future__ import annotations

from collections.abc import Iterator

from yaml import MappingNode

from kumo_lr.document.locate import HOMES, PLANS
from kumo_lr.document.plan_numbers import RUN_MODE_PATHS, find_run_mode
from kumo_lr.facts.horizons import LENGTHS
from kumo_lr.facts.plan_layout import (
    FIELD,
    FIELD_PATHS,
    FIELD_SUMMARY,
    PLAN_SECTIONS,
    SECTION_KEYS,
    SECTION_SUMMARIES,
    WRAPPER,
)
from kumo_lr.facts.run_modes import DEFAULT_RUN_MODE, RUN_MODE, RUN_MODES
from kumo_lr.report.explain import sentence
from kumo_lr.server.cursor import Cursor, keys_of
from kumo_lr.server.offer import Kind, Offer, inserted, key_offer, spelt_word, style_at

_AROUND = frozenset((*PLAN_SECTIONS, WRAPPER))
_KNOWN = _AROUND | {FIELD, RUN_MODE.name}


def section_offers(cursor: Cursor) -> Iterator[Offer]:
    """Yield what can be at the cursor in a section: keys, or the values of a run mode or a length."""
    if not cursor.steps:
        yield from _keys(cursor, (), {}, inside=False)
        return
    names = tuple(str(step.name) for step in cursor.steps)
    if cursor.is_key:
        yield from _keys(cursor, names[:-1], dict.fromkeys(keys_of(cursor.parent), True), inside=True)
    elif names in RUN_MODE_PATHS:
        yield from _run_modes(cursor)
    elif names[-1] in LENGTHS and names[:-1] in HOMES:
        yield from _lengths(cursor, names[-1])
    elif cursor.word.begins_line and not cursor.word.has_dash:
        yield from _keys(cursor, names, {}, inside=True)


def _keys(
    cursor: Cursor, path: tuple[str, ...], siblings: dict[str, bool], *, inside: bool
) -> Iterator[Offer]:
    """Yield the keys of a section that it does not have yet."""
    if not path and siblings and not _KNOWN & siblings.keys():
        return  # another program's file
    if not inside and cursor.source.is_json:
        return  # the braces come first
    for name in _names(path, siblings):
        if name not in siblings:
            yield _key(cursor, path, name)


def _names(path: tuple[str, ...], siblings: dict[str, bool]) -> list[str]:
    names = [
        where[len(path)] for where in FIELD_PATHS if len(where) > len(path) and where[: len(path)] == path
    ]
    if path in HOMES and path:
        names += [*LENGTHS, *sorted(SECTION_KEYS[path[-1]])]
    if path and path[:-1] in PLANS and path[-1] in SECTION_KEYS:
        names += sorted(SECTION_KEYS[path[-1]])
    if (*path, RUN_MODE.name) in RUN_MODE_PATHS:
        names.append(RUN_MODE.name)
    if path in PLANS:
        names += PLAN_SECTIONS
    # A plan has the field further in, and so has a file around a plan.
    refused: set[str] = set()
    if path not in HOMES or not path:
        refused |= {FIELD} if _AROUND & siblings.keys() else set()
        refused |= _AROUND if FIELD in siblings else set()
        refused |= {WRAPPER} if siblings.keys() & set(PLAN_SECTIONS) else set()
        refused |= set(PLAN_SECTIONS) if WRAPPER in siblings else set()
    return [name for name in dict.fromkeys(names) if name not in refused]


def _key(cursor: Cursor, path: tuple[str, ...], name: str) -> Offer:
    style, value, summary = style_at(cursor), "", ""
    if name == FIELD:
        value = "[]" if style.flow else style.line("- ")
        summary = FIELD_SUMMARY
    elif name in SECTION_KEYS or name == WRAPPER:
        value = "{}" if style.flow else style.deeper().line("")
        summary = SECTION_SUMMARIES.get(name, "")
    elif name == RUN_MODE.name:
        value = style.word(DEFAULT_RUN_MODE)
        summary = RUN_MODE.summary
    elif name in LENGTHS and path in HOMES:
        value = str(_default_length(cursor, name))
        summary = LENGTHS[name].summary
    elif style.json:
        value = "null"
    said = sentence(summary) if summary else ""
    return key_offer(cursor, name, value, Kind.KEY, summary, said)


def _default_length(cursor: Cursor, name: str) -> int:
    mode = find_run_mode(cursor.root if isinstance(cursor.root, MappingNode) else None)
    number: int = getattr(RUN_MODES[mode or DEFAULT_RUN_MODE], name)
    return number


def _run_modes(cursor: Cursor) -> Iterator[Offer]:
    for mode in RUN_MODES.values():
        detail = (
            f"{mode.max_epochs} epochs of {mode.min_steps_per_epoch:,} to {mode.max_steps_per_epoch:,} steps"
        )
        yield Offer(mode.name, Kind.VALUE, inserted(cursor, spelt_word(cursor, mode.name)), detail)


def _lengths(cursor: Cursor, name: str) -> Iterator[Offer]:
    """Yield the default of each run mode for a length of training."""
    modes: dict[int, list[str]] = {}
    for mode in RUN_MODES.values():
        modes.setdefault(getattr(mode, name), []).append(mode.name)
    for number, names in modes.items():
        yield Offer(
            str(number), Kind.VALUE, inserted(cursor, str(number)), f"the default of {', '.join(names)}"
        )
