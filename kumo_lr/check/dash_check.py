"""Check the dashes of a field: whether one is missing between candidates, or within one."""

from __future__ import annotations

from kumo_lr.check.asker import Asker
from kumo_lr.check.screening import ScreenedField
from kumo_lr.document.dashes import run_together, scattered
from kumo_lr.document.flatten import dash_of
from kumo_lr.document.locate import has_one_name
from kumo_lr.document.nodes import Builder, Mapping
from kumo_lr.rules.subjects import MisplacedDash
from kumo_lr.source import Source, Span
from kumo_lr.typed import NamedTuple

_FEW_ITEMS = 100  # a longer list is not written by hand


class Answered(NamedTuple):
    """The items that need no other check, and the mappings among them that hold several candidates."""

    positions: set[int]
    run_together: list[Span]


class DashCheck:
    """The check of the dashes of one field."""

    def __init__(self, source: Source, asker: Asker, builder: Builder) -> None:
        self._source = source
        self._asker = asker
        self._builder = builder

    def ask(self, screened: ScreenedField) -> Answered:
        """Ask about dashes that are missing or too many, and return what needs no other check."""
        field, answered = screened.field, Answered(set(), [])
        items = field.raw.value
        doubtful = [d for d in screened.doubts if d.identity is None and not has_one_name(d.raw)]
        if not doubtful or len(items) > _FEW_ITEMS:
            return answered
        source, dash = self._source, dash_of(self._source, self._builder.span(field.raw).start)
        for doubt in doubtful:
            if names := run_together(self._builder.build(doubt.raw)):
                misplaced = MisplacedDash(tuple(names), (), source, dash)
                self._asker.ask(misplaced, (*field.path, doubt.position))
                answered.positions.add(doubt.position)
                answered.run_together.append(self._builder.span(doubt.raw))
        nodes = [self._builder.build(raw) for raw in items]
        for indices in scattered(nodes):
            parts = tuple(node for index in indices if isinstance(node := nodes[index], Mapping))
            self._asker.ask(MisplacedDash((), parts, source, dash), (*field.path, indices[1]))
            answered.positions.update(indices)
        return answered
