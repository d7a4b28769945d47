"""The problems that keep readers from reading a text or a part of it, each a record with its place.

Each problem is the subject of the rule that reports it.
"""

from __future__ import annotations

from kumo_lr.records import Record
from kumo_lr.source import Replacement, Span
from kumo_lr.typed import TypeAlias


class Syntax(Record):
    """Text that is not YAML: libyaml's message, the character there, and where the context was opened."""

    span: Span
    said: str
    token: str = ""
    opened: int | None = None


# The message of `JsonSyntax` for a trailing comma, in every version of Python.
TRAILING_COMMA = "trailing comma"


class JsonSyntax(Record):
    """Text of a `.json` file that is not JSON, with the message of Python's json module."""

    span: Span
    said: str


class Tab(Record):
    """A tab that libyaml skips and PyYAML's own scanner refuses."""

    span: Span


class Undecodable(Record):
    """A byte that is not UTF-8."""

    span: Span
    reason: str
    help: str


class ControlCharacter(Record):
    """A character that YAML does not allow; `name` is its code point."""

    span: Span
    name: str


class DuplicateKey(Record):
    """A key that its mapping already has; `first` is the first one, on a `line`.

    `same` says that all equal keys have equal values; `removal` then deletes this one, where that is safe.
    """

    span: Span
    key: str
    line: int
    first: Span
    same: bool
    removal: tuple[Replacement, ...] | None


class RepeatedMerge(Record):
    """A merge key in a mapping that already has one; `first` is the first one, on a `line`."""

    span: Span
    line: int
    first: Span


class ForeignTag(Record):
    """A tag that a safe reader cannot load, in its short form."""

    span: Span
    tag: str


class TooDeep(Record):
    """A collection nested deeper than `limit` levels."""

    span: Span
    limit: int


class AliasExpansion(Record):
    """Aliases that unfold to more than `limit` nodes."""

    span: Span
    limit: int


class RecursiveAlias(Record):
    """An anchor that holds an alias to itself."""

    span: Span


class CollectionKey(Record):
    """A list or mapping used as a key."""

    span: Span


class BadMerge(Record):
    """A merge key whose value is neither a mapping nor a list of mappings."""

    span: Span


class Invisible(Record):
    """A run of characters that look like spaces or nothing, and are text to YAML.

    `leading` says that the run is indentation; `spaces` is what to write for it.
    """

    span: Span
    run: str
    leading: bool
    spaces: str


class MissingSpace(Record):
    """A dash or colon without the space after it, which makes it a part of a word; the span is the sign.

    `others` are the colons of known keys on its line, or the dashes and lines of its list, that lack theirs.
    """

    span: Span
    sign: str
    others: tuple[Span, ...] = ()


class LookalikeSign(Record):
    """A sign that looks like a dash or a colon, `meant`, and is text to YAML.

    `edits` write the right sign for all of them, because one may hide another.
    """

    span: Span
    sign: str
    meant: str
    edits: tuple[Replacement, ...]


class MergeConflict(Record):
    """The first marker of a conflict that git left in the text."""

    span: Span


class Template(Record):
    """An expression or statement of a template language, which is to be rendered before it is read."""

    span: Span
    what: str = "a template"


class PrintedObject(Record):
    """What Python prints of an object: a dict, or an object of a class with this `name`."""

    span: Span
    name: str


class UnloadableScalar(Record):
    """A plain scalar that looks like a date or number, and that PyYAML cannot make one of."""

    span: Span
    text: str


class LibyamlOnly(Record):
    """Text that libyaml takes and PyYAML's reader in Python refuses.

    `form` says which: "question" mark in text between brackets, a "tag" before a comma, a "comment" that
    nothing separates from `token`, or a byte order "mark" at the start of a line.
    """

    form: str
    span: Span
    token: str


class UnreadableFile(Record):
    """A file that cannot be opened, and what to do about it."""

    span: Span
    reason: str
    help: str


Problem: TypeAlias = (
    Syntax
    | JsonSyntax
    | Tab
    | Undecodable
    | ControlCharacter
    | DuplicateKey
    | RepeatedMerge
    | ForeignTag
    | TooDeep
    | AliasExpansion
    | RecursiveAlias
    | CollectionKey
    | BadMerge
    | Invisible
    | MissingSpace
    | LookalikeSign
    | MergeConflict
    | Template
    | PrintedObject
    | UnloadableScalar
    | LibyamlOnly
    | UnreadableFile
)
