"""Any TOML, written in any of the ways that there are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

KEYS = st.sampled_from(
    ["a", "b-c", "3", "kumo-lr", "tool", "severity", "x.y", "é", "", "'", '"', " ", "#", "a\nb"]
)
TEXTS = st.text(st.sampled_from("ab\"'\\ \n#[]{}=,.é\t"), max_size=8)
SCALARS = TEXTS | st.integers(-9, 99) | st.booleans() | st.sampled_from([1.5, float("inf")])
INLINE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
TREES = st.dictionaries(
    KEYS,
    INLINE | st.dictionaries(KEYS, INLINE | st.dictionaries(KEYS, INLINE, max_size=3), max_size=3),
    max_size=4,
)


def _basic(text: str, draw: Any) -> str:
    """Write a text in one of the four kinds of quotes that can hold it."""
    ways = [json.dumps(text, ensure_ascii=draw(st.booleans()))]
    if "'" not in text and "\n" not in text:
        ways.append(f"'{text}'")
    if "'''" not in text and not text.startswith("\n"):
        ways.append(f"'''{text}'''" if not text.endswith("'''") else ways[0])
    body = json.dumps(text)[1:-1].replace("\\n", "\n").replace('\\"\\"', '\\""')
    if not body.startswith("\n"):
        ways.append(f'"""{body}"""')
    ways.append(f'"""\\\n  {body}"""' if body[:1] not in (" ", "\n", "") else ways[0])
    return str(draw(st.sampled_from(ways)))


def _key(key: str, draw: Any) -> str:
    bare = [key] if re.fullmatch("[A-Za-z0-9_-]+", key) else []
    literal = [f"'{key}'"] if "'" not in key and "\n" not in key else []
    return str(draw(st.sampled_from([*bare, *literal, json.dumps(key)])))


def _inline(value: Any, draw: Any) -> str:
    if isinstance(value, str):
        return _basic(value, draw)
    if isinstance(value, list):
        blank = draw(st.sampled_from(["", " ", "\n", " # ]\n", "\r\n"]))
        items = [f"{blank}{_inline(item, draw)}{blank}" for item in value]
        return f"[{','.join(items)}{',' if items and draw(st.booleans()) else ''}{blank}]"
    if isinstance(value, dict):
        items = [f"{_key(key, draw)} = {_inline(inner, draw)}" for key, inner in value.items()]
        return "{ " + ", ".join(items) + " }"
    return json.dumps(value) if isinstance(value, bool) else str(value)


def statements(tree: Mapping[str, Any], path: list[str], draw: Any) -> list[str]:
    """Write a table below its header: values first, then tables with headers of their own."""
    lines, tables = [], []
    comment = draw(st.sampled_from(["", " # [x]", "\r", "\n# '''"]))
    for key, value in tree.items():
        name = _key(key, draw)
        way = draw(st.sampled_from(["inline", "dotted", "header", "array"]))
        is_table = isinstance(value, dict) and bool(value)
        if is_table and way == "dotted":
            lines += [f"{name} . {_key(k, draw)}={_inline(v, draw)}{comment}" for k, v in value.items()]
        elif isinstance(value, dict) and way == "header":
            head = ".".join([*path, name])
            tables += [f"[ {head} ]{comment}", *statements(value, [*path, name], draw)]
        elif way == "array" and value and isinstance(value, list) and all(isinstance(v, dict) for v in value):
            head = ".".join([*path, name])
            for item in value:
                tables += [f"[[{head}]]", *statements(item, [*path, name], draw)]
        else:
            lines.append(f"{name} = {_inline(value, draw)}{comment}")
    return [*lines, *tables]
