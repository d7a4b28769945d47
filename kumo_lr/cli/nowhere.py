"""Suggest what was meant where nothing was found: another path, or files that git ignores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kumo_lr.document.compose import Document, RawNode, compose
from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.files import UnreadableError, read
from kumo_lr.phrases import printable, quote
from kumo_lr.source import DecodingError, decode
from kumo_lr.suggest import suggest
from kumo_lr.walk import Wanted, walk

_FILES, _NODES = 20, 5_000  # the first ones show what the others are like


def nothing_at(at: str, paths: Iterable[str], wanted: Wanted) -> str:
    """Return the complaint about a path that leads nowhere, with one that leads to a field."""
    places = dict.fromkeys(place for path in _files(paths, wanted) for place in _places(path))
    guess = suggest(at, places)
    meant = f"; did you mean {quote(printable(guess.words[0]))}?" if guess.sure and at not in places else ""
    return f'there is nothing at "{printable(at)}"{meant}'


def ignored_by_git(paths: Iterable[str], wanted: Wanted) -> bool:
    """Return whether there are files to check that git ignores."""
    everything = wanted._replace(respects_gitignore=False)
    return wanted.respects_gitignore and next(_files(paths, everything), None) is not None


def _files(paths: Iterable[str], wanted: Wanted) -> Iterator[str]:
    found = (path for path in walk([p for p in paths if p != "-"], wanted) if isinstance(path, str))
    for _, path in zip(range(_FILES), found, strict=False):
        yield path


def _places(path: str) -> Iterator[str]:
    """Yield the dotted paths of the fields in a file."""
    try:
        source = decode(read(path), path)
    except (DecodingError, UnreadableError):
        return
    for document in compose(source):
        if isinstance(document, Document):
            yield from _fields_below(document.root)


def _fields_below(root: RawNode) -> Iterator[str]:
    stack: list[tuple[RawNode, tuple[str, ...]]] = [(root, ())]
    for _ in range(_NODES):
        if not stack:
            return
        raw, path = stack.pop()
        pairs = raw.value if raw.id == "mapping" else ()
        items = enumerate(raw.value) if raw.id == "sequence" else ()
        below = [(value, str(key.value)) for key, value in pairs] + [(item, str(i)) for i, item in items]
        for value, step in below:
            if step == FIELD:
                yield ".".join((*path, step))
            elif value.id != "scalar":
                stack.append((value, (*path, step)))
