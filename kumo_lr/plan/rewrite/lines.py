"""Lines to write into a plan: their text, and the comments that say where values come from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kumo_lr.facts.plan_layout import AUTHORITIES
from kumo_lr.rules.values import spell
from kumo_lr.source import Source

# One of our comments, up to the end of its line; another version may have written it.
_MARK = "# default: "


def _any_version(authority: str) -> str:
    name, has_version, _ = authority.partition(" ")
    return re.escape(name) + (r" \S+" if has_version else "")


_ORIGIN = rf"(?:{'|'.join(map(_any_version, AUTHORITIES.values()))}|not set, so .*|.*:[0-9]+)"
_OWN_COMMENT = re.compile(rf"\s*{_MARK}(?:{_ORIGIN}|\w+ \({_ORIGIN}\)(?:, .*\))?)$")


class Line(NamedTuple):
    """A line to insert, and the origin of its value for the comment after it."""

    text: str
    origin: str = ""

    def __str__(self) -> str:
        return f"{self.text}{own_comment([self.origin])}" if self.origin else self.text

    @property
    def note(self) -> str:
        """The comment for a line that has several values: it names the one it is about."""
        key = self.text.partition(":")[0].strip()
        return f"{key} ({self.origin})" if key else self.origin

    def indented(self, levels: int) -> Line:
        """Return the line with indentation."""
        return self._replace(text=f"{'  ' * levels}{self.text}")


def own_comment(notes: Iterable[str]) -> str:
    """Return the comment with the origins of values, without duplicates."""
    return f"  {_MARK}{', '.join(dict.fromkeys(notes))}"


def without_own(text: str) -> str:
    """Return the rest of a line without our comment at its end."""
    return _OWN_COMMENT.sub("", text)


def spelt_key(source: Source, name: str) -> str:
    """Return a key as it is written."""
    return f'"{name}"' if source.is_json else name


def in_flow(source: Source, value: object) -> str:
    """Return plain data in flow style, as YAML or JSON by the name of the text."""
    if isinstance(value, dict):
        pairs = (f"{spelt_key(source, key)}: {in_flow(source, inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_flow(source, item) for item in value) + "]"
    if isinstance(value, str):
        return spelt_key(source, value)
    return spell(value) if isinstance(value, int | float) else "null"
