"""Small plans as text, in blocks, in braces and as JSON, with comments, beside the data that they hold."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from hypothesis import strategies as st


class Spelt(NamedTuple):
    """A scalar: how it is written, and what PyYAML makes of it."""

    text: str
    value: Any


KEYS = (
    Spelt("a", "a"),
    Spelt("it's", "it's"),
    Spelt("x#y", "x#y"),
    Spelt("'key #'", "key #"),
    Spelt('"q\\"#"', 'q"#'),
)
SCALARS = (
    Spelt("1", 1),
    Spelt("0.5", 0.5),
    Spelt("it's", "it's"),
    Spelt("a#b", "a#b"),
    Spelt("'it''s # 1'", "it's # 1"),
    Spelt('"say \\"it\'s\\" # no"', 'say "it\'s" # no'),
    Spelt("null", None),
    Spelt("''", ""),
)
# In braces these are written as JSON.
BLOCK_SCALARS = (Spelt("", None), Spelt("|", "x # no\n"), Spelt("|+", "x # no\n\n"), Spelt(">-", "x # no"))

leaves = st.sampled_from((*SCALARS, *SCALARS, *BLOCK_SCALARS))


def _branches(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
        st.dictionaries(st.sampled_from(KEYS), inner, min_size=1, max_size=3),
        st.lists(inner, max_size=2),
    )


trees = st.dictionaries(
    st.sampled_from(KEYS), st.recursive(leaves, _branches, max_leaves=5), min_size=1, max_size=3
)


def data_of(tree: Any) -> Any:
    """Return what PyYAML makes of a tree, however it is written."""
    if isinstance(tree, dict):
        return {key.value: data_of(value) for key, value in tree.items()}
    return [data_of(item) for item in tree] if isinstance(tree, list) else tree.value


class Writer:
    """Writes a tree in one of many ways; each comment has its own number."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._comments = 0

    def _one(self, *choices: str) -> str:
        return self._draw(st.sampled_from(choices))

    def _comment(self, before: str = "  ") -> str:
        self._comments += 1
        note = f"{before}# note-{self._comments};"
        return self._one("", "", "", f"{note} don't", f'{note} "[a, {{b: ')

    def block(self, tree: dict[Spelt, Any] | list[Any], pad: str) -> str:
        """Return the lines of a mapping or a list that is not empty."""
        lines = ""
        for part in tree.items() if isinstance(tree, dict) else tree:
            above = self._comment(pad)
            key, value = (f"{part[0].text}:", part[1]) if isinstance(tree, dict) else ("-", part)
            lines += f"{above}\n" if above else ""
            lines += f"{pad}{key}{self._value(value, pad, after_dash=key == '-')}"
        return lines

    def _value(self, tree: Any, pad: str, *, after_dash: bool) -> str:
        if isinstance(tree, dict | list) and tree and self._one("block", "flow") == "block":
            below = self.block(tree, f"{pad}  ")
            if (
                after_dash
                and "#" not in below.partition("\n")[0]
                and self._one("beside", "below") == "beside"
            ):
                return f" {below.lstrip(' ')}"
            return f"{self._comment()}\n{below}"
        if isinstance(tree, Spelt) and tree.text[:1] in tuple("|>"):
            blank = "\n" if tree.text == "|+" else ""
            return f" {tree.text}{self._comment()}\n{pad}  x # no\n{blank}"
        is_empty = isinstance(tree, Spelt) and not tree.text
        text = "" if is_empty else f" {self.flow(tree, f'{pad}    ')}"
        return f"{text}{self._comment()}\n"

    def flow(self, tree: Any, pad: str) -> str:
        """Return a tree in braces and brackets, on one line or several."""
        if isinstance(tree, Spelt):
            return json.dumps(tree.value) if tree in BLOCK_SCALARS else tree.text
        if isinstance(tree, dict):
            parts = [f"{key.text}: {self.flow(value, f'{pad}  ')}" for key, value in tree.items()]
        else:
            parts = [self.flow(item, f"{pad}  ") for item in tree]
        opening, closing = "{}" if isinstance(tree, dict) else "[]"
        if not parts or self._one("line", "lines") == "line":
            return f"{opening}{', '.join(parts)}{closing}"
        commas = [",", *[","] * (len(parts) - 2), self._one("", ",")][-len(parts) :]
        lines = [f"{part}{comma}{self._comment()}" for part, comma in zip(parts, commas, strict=True)]
        return f"{opening}{self._comment()}\n{pad}" + f"\n{pad}".join([*lines, closing])


@st.composite
def small_plans(draw: st.DrawFn) -> tuple[str, str]:
    """Return a file name and the text of a plan, a mapping at least at its top."""
    tree = draw(trees)
    style = draw(st.sampled_from(("block", "block", "flow", "json")))
    if style == "json":
        return "plan.json", json.dumps(data_of(tree), indent=draw(st.sampled_from((None, 2)))) + "\n"
    writer = Writer(draw)
    text = writer.block(tree, "") if style == "block" else f"{writer.flow(tree, '  ')}\n"
    text = text if draw(st.booleans()) else f"# it's the head\n{text}# the end\n"
    return "plan.yaml", text.replace("\n", draw(st.sampled_from(("\n", "\n", "\r\n"))))
