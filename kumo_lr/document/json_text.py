"""Spell JSON as libyaml reads it, and restore the characters that libyaml cannot spell."""

from __future__ import annotations

import re

# Characters that JSON allows in strings, and libyaml refuses or treats as line ends.
_ODD = str.maketrans(
    dict.fromkeys([0x09, 0x7F, *range(0x80, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF], " ")
)


def json_for_libyaml(text: str) -> str:
    """Return valid JSON in a form that libyaml reads, with every offset unchanged."""
    text = text.translate(_ODD)
    if "\\u" in text:  # libyaml has no surrogate escapes
        text = re.sub(
            r"\\(?:u[dD][89a-fA-F][0-9a-fA-F]{2}|.)",
            lambda match: r"\uFFFD" if len(match.group()) > 2 else match.group(),
            text,
        )
    if re.search(r'"\s*\n\s*:', text):  # libyaml requires a key and its colon on one line
        text = re.sub(
            r'("(?:[^"\\]|\\.)*")(?:(\s+):)?',
            lambda match: f"{match[1]}:{match[2]}" if match[2] else match[1],
            text,
        )
    return text


def string_of(token: str) -> str:
    """Return the text of a JSON string, where half a pair of surrogates is U+FFFD."""
    import json  # only .json files are worth its import

    value: str = json.loads(token, strict=False)
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
