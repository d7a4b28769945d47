"""Compose YAML text into libyaml's nodes, with bounded depth; syntax errors are returned as data.

Raw nodes have a span and a tag, but no meaning yet; `nodes` interprets them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from math import isqrt

import yaml
from yaml.scanner import ScannerError

from kumo_lr.document.json_text import json_for_libyaml, string_of
from kumo_lr.document.problems import (
    TRAILING_COMMA,
    ControlCharacter,
    Invisible,
    JsonSyntax,
    Problem,
    Syntax,
    TooDeep,
)
from kumo_lr.errors import LibyamlMissingError
from kumo_lr.source import Source, Span
from kumo_lr.typed import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, TypeAlias, cast

try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML built without libyaml: commands that read no YAML still work
    CParser = object  # type: ignore[assignment,misc]  # the classes below need a base

# PyYAML builds values recursively: this is far below the depth at which it, or the C stack, overflows.
MAX_DEPTH = 100
LONG = 1000  # a list of more items is worth condensing

UNTAGGED = ""  # the tag of a raw node without one in the text: the reader decides by its style
TEXT = "!"  # a tag that turns a plain scalar into text, as quotes do

if TYPE_CHECKING:

    class RawNode(Protocol):
        """One of libyaml's nodes, as PyYAML creates them.

        `id` is its kind, `value` the text of a scalar, the items of a sequence or the pairs of a mapping.
        Only scalars have a `style`, their quote or indicator; only collections have a `flow_style`.
        """

        id: ClassVar[str]
        tag: str
        value: Any
        style: str | Any
        flow_style: bool | Any
        start_mark: yaml.Mark | Any
        end_mark: yaml.Mark | Any

else:
    RawNode = yaml.Node

RawPairs: TypeAlias = list[tuple[RawNode, RawNode]]
Condense: TypeAlias = Callable[[RawNode], RawNode]


class _TooDeepError(Exception):
    """Raised while composing, before the C stack overflows."""

    def __init__(self, opened: RawNode) -> None:
        super().__init__()
        self.opened = opened


class Document(NamedTuple):
    """The root of a document, and its collections, or None if they must be found by walking.

    If `tagged` or `aliased` is false, the text has no tag, or no alias.
    """

    root: RawNode
    collections: Iterable[RawNode] | None = None
    tagged: bool = False
    aliased: bool = False


_Roots: TypeAlias = Iterator[tuple[RawNode, Iterable[RawNode] | None]]


class _Composer(CParser):
    """libyaml's composer without tag resolution, for text that is known to be shallow.

    The hooks run for every node, so they are C functions. `resolve(kind, value, implicit)` returns a
    node's tag: formatting the empty text with these returns the empty text. `descend_resolver(parent,
    index)` is called before each child, with None before the root: as a dictionary's `setdefault`, it
    collects the parents, in order. `ascend_resolver()` is called after each child, and does nothing.
    """

    resolve: Any = UNTAGGED.format
    ascend_resolver = tuple

    def documents(self) -> _Roots:
        while True:
            parents: dict[Any, object] = {}
            self.descend_resolver = parents.setdefault
            if not self.check_node():
                return
            root = cast("RawNode", self.get_node())
            del parents[None]  # the root has no parent
            yield root, parents


class _DeepComposer(CParser):
    """The same composer for any text, which stops where the text is nested too deep.

    With `condense`, the items of a list beyond the first `LONG` are replaced by what it returns for them.
    """

    resolve: Any = UNTAGGED.format
    condense: Condense | None = None

    def documents(self) -> _Roots:
        opened: list[RawNode] = []
        push, condense, most = opened.append, self.condense, LONG

        # A closure costs a third of a method call. `index` is that of an item in a list, or a key, or None.
        def descend(parent: RawNode, index: object) -> None:
            push(parent)
            if len(opened) > MAX_DEPTH:
                raise _TooDeepError(parent)
            if condense is not None and index.__class__ is int and index > most:
                parent.value[-1] = condense(parent.value[-1])

        self.descend_resolver = descend
        self.ascend_resolver = opened.pop
        while self.check_node():
            yield cast("RawNode", self.get_node()), None


def _resolve_tagged(_kind: object, value: str | None, implicit: Any) -> str:
    return UNTAGGED if value is None or implicit[0] else TEXT


def _signs(text: str, sign: str) -> Iterator[int]:
    """Yield the offsets where an indicator starts a token: "no!" and "2*3" have no tag and no alias."""
    at = text.find(sign)
    while at >= 0:
        if at == 0 or text[at - 1] in " \t\r\n[{,:\x85\u2028\u2029\ufeff":
            yield at
        at = text.find(sign, at + 1)


def _may_be_first(text: str, alias: int) -> bool:
    """Return whether an alias may be the first item of a collection."""
    line = max(text.rfind("\n", 0, alias), text.rfind("\r", 0, alias)) + 1
    before = text[line:alias].rstrip()
    return not before or before[-1] in "[{?-"


def _is_shallow(text: str) -> bool:
    """Return whether a text is certainly nested no deeper than allowed.

    Each level is opened by one of these indicators, or by a line indented further than the one that opened
    the level above, with as many spaces as levels. A bracket may open two: `[a: b]` is a mapping in a list.
    """
    signs = 2 * text.count("[") + text.count("{") + text.count("-") + text.count("?")
    return signs + isqrt(2 * len(text)) < MAX_DEPTH


def require_libyaml() -> None:
    """Raise `LibyamlMissingError` if PyYAML was built without libyaml."""
    if not yaml.__with_libyaml__:
        raise LibyamlMissingError


def compose(source: Source, condense: Condense | None = None) -> Iterator[Document | Problem]:
    """Yield the documents of a text, followed by the problem that stopped reading, if any.

    `condense` replaces items of long lists, which frees their nodes; see `condensed`.

    Raises:
        LibyamlMissingError: PyYAML was built without libyaml.
    """
    require_libyaml()
    text = source.text
    if not text.isascii() and not source.is_json:
        from kumo_lr.document import invisible  # few texts have other characters

        problems = _outside_quotes(invisible.invisible_problems(source), text)
        text = invisible.made_visible(text, problems)
        yield from problems
        if any(map(invisible.breaks_indentation, problems)):
            return
    documents = _compose(source, text, condense)
    yield from _with_characters(documents, source) if source.is_json else documents


def _with_characters(documents: Iterator[Document | Problem], source: Source) -> Iterator[Document | Problem]:
    """Yield JSON documents whose strings have the characters that escapes stand for."""
    for document in documents:
        if isinstance(document, Document) and "\\u" in source.text:
            for raw in raw_nodes(document.root):
                if raw.id == "scalar" and raw.style == '"' and "\ufffd" in raw.value:
                    raw.value = string_of(source.text[raw.start_mark.index : raw.end_mark.index])
        yield document


def raw_nodes(root: RawNode) -> Iterator[RawNode]:
    """Return each raw node once. Without recursion: aliases can lead to what they stand in."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        raw = stack.pop()
        if id(raw) not in seen:
            seen.add(id(raw))
            yield raw
            if raw.id == "mapping":
                stack += [node for pair in raw.value for node in pair]
            elif raw.id == "sequence":
                stack += raw.value


def _outside_quotes(problems: list[Invisible], text: str) -> list[Invisible]:
    """Return the problems that do not stand in a quoted or block scalar, as far as the text can be read."""
    from kumo_lr.document.invisible import made_visible, outside

    quoted: list[Span] = []
    try:
        for document in _documents(made_visible(text, problems)):
            quoted += (
                Span(raw.start_mark.index, raw.end_mark.index)
                for raw in raw_nodes(document.root)
                if raw.id == "scalar" and raw.style
            )
    except (yaml.YAMLError, _TooDeepError, UnicodeError):
        pass
    return outside(problems, sorted(quoted))


def _compose(source: Source, text: str, condense: Condense | None) -> Iterator[Document | Problem]:
    if text.startswith("\ufeff"):
        # A second byte order mark: libyaml drops it without counting it, PyYAML keeps it.
        yield ControlCharacter(Span(0, 1), "U+FEFF")
        return
    if source.is_json:
        problem = _json_problem(text)
        if problem is not None:
            yield problem
            return
        text = json_for_libyaml(text)
    try:
        yield from _documents(text, condense)
    except _TooDeepError as error:
        yield _too_deep(error)
    except yaml.YAMLError as error:
        yield _refused_depth(error, text) or _syntax_problem(error, text)
    except UnicodeEncodeError as error:
        yield ControlCharacter(Span(error.start, error.start + 1), "surrogate")
    except UnicodeDecodeError:
        # PyYAML decodes the % escapes of a tag, and fails if they are not UTF-8.
        match = re.search(r"![^\s]*%", text)
        start = match.start() if match else 0
        yield Syntax(_within(start, text), "found broken tag")


def _documents(text: str, condense: Condense | None = None) -> Iterator[Document]:
    """Compose a text with the fastest composer that suits it, and propagate its errors."""
    data = text.encode("utf-8")
    tagged = "!" in text and next(_signs(text, "!"), None) is not None
    aliases = list(_signs(text, "*")) if "*" in text else []
    # A collection of nothing but aliases calls no hook, so it would be missed.
    gathers = not tagged and not any(_may_be_first(text, alias) for alias in aliases)
    composer = _Composer(data) if gathers and _is_shallow(text) else _DeepComposer(data)
    if tagged:
        composer.resolve = _resolve_tagged
    elif not aliases and isinstance(composer, _DeepComposer):
        composer.condense = condense
    for root, collections in composer.documents():
        yield Document(root, collections, tagged, bool(aliases))


def _json_problem(text: str) -> JsonSyntax | TooDeep | None:
    """Return the problem that Python's json module finds: libyaml accepts more than JSON."""
    import json  # only needed for .json files

    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        before = text[: error.pos + 1].rstrip("]} \t\r\n")
        if before.endswith(","):  # Python 3.13 reports it at the comma
            return JsonSyntax(_within(len(before) - 1, text), TRAILING_COMMA)
        said = error.msg.partition(":")[0].removesuffix(" starting at")
        return JsonSyntax(_within(error.pos, text), said)
    except RecursionError:
        return TooDeep(_within(0, text), MAX_DEPTH)
    except ValueError:  # an integer of thousands of digits, which a rule reports where it matters
        return None
    return None


def _too_deep(error: _TooDeepError) -> TooDeep:
    start = error.opened.start_mark.index
    return TooDeep(Span(start, start + 1), MAX_DEPTH)


def _refused_depth(error: yaml.YAMLError, text: str) -> TooDeep | None:
    """Return the problem of a text nested too deep for libyaml's scanner, or None for any other error.

    From libyaml 0.2.6 on, the scanner refuses 1,000 levels. It runs ahead of the composer, so the error
    is raised before the composer reaches the first level beyond our limit. Compose the part before the
    error again to find that level.
    """
    if not isinstance(error, ScannerError) or error.problem != "exceeded maximum nesting depth":
        return None
    taken = text[: error.problem_mark.index] if error.problem_mark is not None else text
    try:
        for _document in _DeepComposer(taken.encode("utf-8")).documents():
            pass
    except _TooDeepError as too_deep:
        return _too_deep(too_deep)
    except yaml.YAMLError:
        pass
    return None


_UNACCEPTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def _syntax_problem(error: yaml.YAMLError, text: str) -> Syntax | ControlCharacter:
    if isinstance(error, yaml.MarkedYAMLError):
        return _marked_problem(error, text)
    # libyaml counts a bad character in bytes or characters, depending on the encoding: search for it.
    match = re.search(_UNACCEPTABLE, text)
    start = match.start() if match else 0
    code = f"U+{ord(text[start]):04X}" if match else "unknown"
    return ControlCharacter(_within(start, text), code)


def _marked_problem(error: yaml.MarkedYAMLError, text: str) -> Syntax:
    said = str(error.problem or error.context or "")
    # Errors raised by the composer itself have their message in `context`, and no `problem`.
    mark = error.problem_mark or error.context_mark
    start = mark.index if mark is not None else 0
    opened = error.context_mark if error.problem_mark is not None else None
    return Syntax(_within(start, text), said, text[start : start + 1], opened.index if opened else None)


def _within(start: int, text: str) -> Span:
    """Return the span of one character at `start`, or of the last character if the text ends before it."""
    start = min(start, max(len(text) - 1, 0))
    return Span(start, min(start + 1, len(text)))
