"""Find the place that the field would have in a document that lacks it."""

from __future__ import annotations

from kumo_lr.document.compose import RawNode
from kumo_lr.document.locate import Section, section_of, walk_path
from kumo_lr.facts.plan_layout import PLACES, PLAN_SECTIONS
from kumo_lr.findings import Path
from kumo_lr.records import Record

_OF_A_PLAN = frozenset(PLAN_SECTIONS)


class Home(Record):
    """The path that the field would have in a document that lacks it, and the section there."""

    path: Path
    beside: Section | None
    raw: None = None
    key: None = None


def home_in(root: RawNode | None) -> Home:
    """Return the place that the field would have in a document that lacks it."""
    path = home_of(root)
    found = next(walk_path(root, map(str, path[:-1])), None) if root is not None else None
    section = section_of(found.raw) if found is not None and found.raw.id == "mapping" else None
    return Home(path, section)


def home_of(root: RawNode | None) -> Path:
    """Return the path that the field would have in a document that lacks it."""
    homes = (place.path for place in reversed(PLACES) if _holds_plan(root, place.plan))
    return next(homes)


def _holds_plan(root: RawNode | None, plan: tuple[str, ...] | None) -> bool:
    """Return whether a document has the plan that a location requires; the bare field requires none."""
    if plan is None:
        return True
    if plan:
        return root is not None and next(walk_path(root, plan), None) is not None
    return root is not None and root.id == "mapping" and bool(_OF_A_PLAN & section_of(root).keys())
