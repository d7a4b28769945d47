"""The patch layer: on any small plan, an edit makes one change of the data and leaves all else as it is."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.document import patch
from kumo_lr.document.layout import Layout
from kumo_lr.document.nodes import Entry, Mapping, Node, Scalar, Sequence
from kumo_lr.document.patch import Edits
from kumo_lr.source import Source
from tests.support.nodes import load, root_of
from tests.support.properties import examples
from tests.support.small_plans import small_plans

Route = tuple[str | int, ...]


def nodes_in(node: Node, route: Route = ()) -> Iterator[tuple[Route, Node]]:
    yield route, node
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield from nodes_in(entry.value, (*route, entry.name))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from nodes_in(item, (*route, index))


def at(data: Any, route: Route) -> Any:
    for step in route:
        data = data[step]
    return data


def changed(data: Any, route: Route, change: Callable[[Any], Any]) -> Any:
    """Return data with what stands at a route changed."""
    if not route:
        return change(copy.deepcopy(data))
    data = copy.copy(data)
    data[route[0]] = changed(data[route[0]], route[1:], change)
    return data


def notes(text: str) -> list[str]:
    return sorted(re.findall(r"# note-[0-9]+;.*?(?=\r?$)|# it's the head|# the end", text, re.MULTILINE))


def assert_changes(source: Source, edits: Edits, wanted: Any, *, loses: str = "") -> None:
    """Assert that edits make one change: `loses` is the part of the text that they may replace."""
    new = source.replaced(edits)
    assert repr(load(new)) == repr(wanted)
    assert notes(new.text) == notes(source.text)
    assert new.text.count("\r\n") == (new.text.count("\n") if "\r\n" in source.text else 0)
    # What is replaced, but for blanks, signs and comments, is what may go.
    replaced = "".join(source.text[span.start : span.end] for span, _ in edits)
    kept = re.sub(r"# note-[0-9]+;.*|[\s,]", "", replaced)
    assert kept in (re.sub(r"# note-[0-9]+;.*|[\s,]", "", loses), "")


def mappings_in(source: Source) -> list[tuple[Route, Mapping]]:
    return [(route, n) for route, n in nodes_in(root_of(source)) if isinstance(n, Mapping)]


def entries_in(source: Source) -> list[tuple[Route, Mapping, Entry]]:
    return [(route, mapping, entry) for route, mapping in mappings_in(source) for entry in mapping.entries]


@st.composite
def plans_and_entries(draw: st.DrawFn) -> tuple[Source, Route, Mapping, Entry]:
    name, text = draw(small_plans())
    source = Source(text, name)
    route, mapping, entry = draw(st.sampled_from(entries_in(source)))
    return source, route, mapping, entry


def is_in_braces(source: Source, mapping: Mapping) -> bool:
    return source.text[mapping.span.start] == "{"


@examples(400)
@given(plans_and_entries())
def test_a_pair_is_inserted_behind_an_entry(drawn: tuple[Source, Route, Mapping, Entry]) -> None:
    source, route, mapping, entry = drawn
    quote = '"' if source.is_json else ""

    edits = patch.insert_after(source, mapping, entry, f"{quote}new{quote}: 7")

    def insert(data: dict[str, Any]) -> dict[str, Any]:
        pairs = list(data.items())
        pairs.insert(list(data).index(entry.name) + 1, ("new", 7))
        return dict(pairs)

    assert edits is not None
    assert_changes(source, edits, changed(load(source), route, insert))
    assert all(span.start == span.end for span, _ in edits)


@examples(400)
@given(small_plans(), st.data())
def test_a_pair_is_appended_in_braces(plan: tuple[str, str], data: st.DataObject) -> None:
    source = Source(plan[1], plan[0])
    braces = [(route, m) for route, m in mappings_in(source) if is_in_braces(source, m)]
    if not braces:
        return
    route, mapping = data.draw(st.sampled_from(braces))
    layout = Layout(source)
    pair = '"new": 7' if source.is_json else "new: 7"
    has_room = patch.has_room_for_line(layout, mapping) and not source.is_json

    edits = patch.append_in_braces(layout, mapping, f"{pair}  # mine" if has_room else pair)

    assert_changes(source, edits, changed(load(source), route, lambda data: {**data, "new": 7}))
    assert all(span.start == span.end for span, _ in edits)


@examples(400)
@given(plans_and_entries())
def test_an_entry_is_removed(drawn: tuple[Source, Route, Mapping, Entry]) -> None:
    source, route, mapping, entry = drawn
    braces = is_in_braces(source, mapping)

    edits = patch.remove_entry(Layout(source), mapping, entry)

    if edits is None:
        line = source.text[: entry.key.span.start].splitlines()[-1:]
        has_comment = "# note" in source.text[mapping.span.start : mapping.span.end]
        assert has_comment if braces else "- " in "".join(line)
        return

    def remove(data: dict[str, Any]) -> dict[str, Any] | None:
        left = {key: value for key, value in data.items() if key != entry.name}
        return left if left or braces else None

    loses = source.text[entry.key.span.start : entry.value.span.end]
    assert_changes(source, edits, changed(load(source), route, remove), loses=loses)


@examples(400)
@given(plans_and_entries())
def test_a_value_is_replaced(drawn: tuple[Source, Route, Mapping, Entry]) -> None:
    source, route, _, entry = drawn
    node = entry.value

    edits = patch.replace_value(source, entry, "7")

    written = source.text[node.span.start : node.span.end]
    if edits is None:
        assert written.startswith(("|", ">")) or not (isinstance(node, Scalar) or node.flow)
    elif not isinstance(node, Scalar) and "# note" in written:
        pass  # what goes takes its comments along: nobody but its caller can tell
    else:
        wanted = changed(load(source), (*route, entry.name), lambda _: 7)
        assert_changes(source, edits, wanted, loses=written)


@examples(400)
@given(plans_and_entries())
def test_a_key_is_renamed_in_its_quotes(drawn: tuple[Source, Route, Mapping, Entry]) -> None:
    source, route, _, entry = drawn

    edits = patch.respell(entry.key, "new")

    def rename(data: dict[str, Any]) -> dict[str, Any]:
        return {("new" if key == entry.name else key): value for key, value in data.items()}

    assert edits is not None
    written = source.text[entry.key.span.start : entry.key.span.end]
    assert_changes(source, edits, changed(load(source), route, rename), loses=written)
    assert [edit.text[0] == edit.text[-1] == written[0] for edit in edits] == [written[0] in "'\""]


def entry_at(source: Source, *route: str) -> tuple[Mapping, Entry]:
    node = root_of(source)
    for step in route[:-1]:
        assert isinstance(node, Mapping)
        entry = node.get(step)
        assert entry is not None
        node = entry.value
    assert isinstance(node, Mapping)
    entry = node.get(route[-1])
    assert entry is not None
    return node, entry


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("x: &x {a: 1}\ny: *x\n", ("y", "a")),
        ("x: &x {a: 1}\ny: {<<: *x, b: 2}\n", ("y", "a")),
        ("x: &x 1\ny: *x\n", ("y",)),
        ("y: [a: 1]\n", ("y", "0", "a")),
    ],
)
def test_what_stands_elsewhere_is_left_alone(text: str, route: tuple[str, ...]) -> None:
    source = Source(text)
    found = [(n, e) for _, n, e in entries_in(source) if e.name == route[-1]]
    mapping, entry = found[-1]

    assert patch.remove_entry(Layout(source), mapping, entry) is None
    if len(route) > 1:
        assert patch.insert_after(source, mapping, entry, "new: 7") is None
    if "*" in text:
        assert patch.replace_value(source, entry, "7") is None
        assert patch.respell(entry.value, "b") is None


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ('a: "1"#c\n', "a: 7 #c\n"),
        ("a: []#c\n", "a: 7 #c\n"),
        ("a:\n", "a: 7\n"),
        ("a: # c\n", "a: 7 # c\n"),
        ("a: &x\n", "a: &x 7\n"),
        ("{a: }\n", "{a: 7}\n"),
    ],
)
def test_a_value_stays_apart_from_what_is_beside_it(text: str, new: str) -> None:
    source = Source(text)
    _, entry = entry_at(source, "a")

    edits = patch.replace_value(source, entry, "7")

    assert edits is not None
    assert source.replaced(edits).text == new


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_pair_gets_a_line_before_a_brace_that_has_none(newline: str) -> None:
    source = Source("x: {\n  a: 1,\n  b: 2, }\n".replace("\n", newline))
    mapping, _ = entry_at(source, "x", "a")

    edits = patch.append_in_braces(Layout(source), mapping, "new: 7")

    wanted = "x: {\n  a: 1,\n  b: 2,\n  new: 7 }\n"
    assert source.replaced(edits).text == wanted.replace("\n", newline)


@pytest.mark.parametrize("text", ["y: [a: 1]\n", "y: [a: 1\n  ]\n"])
def test_a_pair_without_braces_takes_no_second(text: str) -> None:
    source = Source(text)
    ((_, mapping, entry),) = [found for found in entries_in(source) if found[2].name == "a"]

    assert patch.insert_after(source, mapping, entry, "new: 7") is None


def test_a_pair_behind_a_merge_stays_on_its_line() -> None:
    """The merged entries have lines of their own, but elsewhere."""
    source = Source("x: &x\n  a: 1\ny: {<<: *x}\n")
    mapping, _ = entry_at(source, "y", "a")

    edits = patch.append_in_braces(Layout(source), mapping, "new: 7")

    assert source.replaced(edits).text == "x: &x\n  a: 1\ny: {<<: *x, new: 7}\n"


def test_a_pair_on_the_line_of_another_has_no_room_for_a_comment() -> None:
    source = Source("x: {a: 1 # c\n  }\n")
    mapping, _ = entry_at(source, "x", "a")

    assert not patch.has_room_for_line(Layout(source), mapping)
    (edit,) = patch.append_in_braces(Layout(source), mapping, "new: 7")
    assert source.replaced([edit]).text == "x: {a: 1, new: 7 # c\n  }\n"


def test_a_comma_goes_before_a_comment_right_behind_quotes() -> None:
    source = Source("x: {\n  'a': \"it's\"#it's c\n  }\n")
    mapping, _ = entry_at(source, "x", "a")

    edits = patch.append_in_braces(Layout(source), mapping, "new: 7")

    assert source.replaced(edits).text == "x: {\n  'a': \"it's\",#it's c\n  new: 7\n  }\n"


def test_brackets_need_no_blank_before_a_comment() -> None:
    source = Source("a: []#c\n")
    _, entry = entry_at(source, "a")

    edits = patch.replace(source, entry.value, "[null]")

    assert edits is not None
    assert source.replaced(edits).text == "a: [null]#c\n"


def test_nothing_written_cannot_be_replaced() -> None:
    source = Source("a:\n")
    _, entry = entry_at(source, "a")

    assert patch.replace(source, entry.value, "7") is None


def test_an_entry_beside_a_merge_is_not_removed() -> None:
    """Behind it in the mapping come the merged entries, which stand elsewhere in the text."""
    source = Source("x: {<<: {a: 1}, b: 2}\n")
    mapping, entry = entry_at(source, "x", "b")

    assert patch.remove_entry(Layout(source), mapping, entry) is None


def test_lines_below_the_end_of_a_text_end_themselves() -> None:
    source = Source("a: 1\r\n")

    edit = patch.insert_lines(Layout(source), len(source.text), 0, ["b: 2", "c: 3"])

    assert source.replaced([edit]).text == "a: 1\r\nb: 2\r\nc: 3\r\n"
