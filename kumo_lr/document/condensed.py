"""What is left of an item of a long list when its nodes are not needed any more.

A list of 100,000 candidates has a million nodes, of which a check of a correct file needs none twice.
"""

from __future__ import annotations

from kumo_lr.document.compose import RawNode
from kumo_lr.typed import NoReturn


class CondensedError(Exception):
    """Raised by what needs the nodes of a condensed item: the text must be composed in full."""


class Condensed:
    """An item of a long list, in place of its raw node: what a reader made of it.

    Every attribute of a node raises `CondensedError`, and so does `isinstance`, so that no item is taken
    for something else.
    """

    __slots__ = ("content",)

    def __init__(self, content: tuple[object, ...]) -> None:
        self.content = content

    def _refuse(self) -> NoReturn:
        raise CondensedError

    __class__ = property(_refuse)  # what isinstance asks for
    id = tag = value = style = flow_style = start_mark = end_mark = property(_refuse)


def is_condensed(item: RawNode | Condensed) -> bool:
    """Return whether the nodes of an item are gone."""
    return type(item) is Condensed
