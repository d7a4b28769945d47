"""Write into a text what an editor's server offers, as the editor does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.support.language_server import Message

_PLAIN_TEXT = 1  # `insertTextFormat` of an item that is no snippet
# A place to type at, one with a word in it, one with words to choose from, an escaped sign.
_STOP = re.compile(r"\$(?:\d+|\{\d+\}|\{\d+:([^}]*)\}|\{\d+\|([^,|}]*)[^}]*\|\})|\\([\\$}])")


def applied(text: str, offset: int, item: Message) -> str:
    """Return a text with what is offered at an offset in it, and the placeholders' own words."""
    edits = sorted(_edits(text, item, offset), reverse=True)
    for start, end, new in edits:
        text = text[:start] + new + text[end:]
    return text


def _edits(text: str, item: Message, offset: int) -> Iterator[tuple[int, int, str]]:
    edit = item.get("textEdit")
    for other in item.get("additionalTextEdits", []):
        yield (*_span(text, other["range"]), other["newText"])
    start, end = _span(text, edit["range"]) if edit else (offset, offset)
    written = str(edit["newText"] if edit else item.get("insertText") or item["label"])
    if item.get("insertTextFormat") != _PLAIN_TEXT:
        written = _filled(written)
    line = text[text.rfind("\n", 0, start) + 1 : start]
    indent = line[: len(line) - len(line.lstrip(" "))]
    yield start, end, written.replace("\n", "\n" + indent)


def _filled(snippet: str) -> str:
    """Return a snippet's text: with words of its own, and the first where there is a choice."""
    return _STOP.sub(lambda stop: stop[1] or stop[2] or stop[3] or "", snippet)


def _span(text: str, found: Message) -> tuple[int, int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    start, end = (starts[found[end]["line"]] + found[end]["character"] for end in ("start", "end"))
    return start, end
