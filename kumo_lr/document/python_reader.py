"""Find what libyaml takes and PyYAML's reader in Python, that of `yaml.safe_load`, refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from kumo_lr.document.problems import LibyamlOnly
from kumo_lr.source import Source, Span
from kumo_lr.typed import Any

# Not the question marks of a value "???", which is how a plan writes "not set".
_NOT_SET = r"(?:(?<=[:,\[{-] ['\"]\?)|(?<=[,\[{]['\"]\?)|(?<=['\"]:['\"]\?))\?\?['\"]"
# Nor those that begin a key: what they follow ends with a sign.
_IN_TEXT = r"(?<=[^\s:,\[{?-]\s\?)|(?<=\s\s\?)"
_QUESTION = rf"(?a:\?(?:(?<![\s?]\?)(?!{_NOT_SET})|{_IN_TEXT}))"
_GLUED_COMMENT = r"[|>][-+0-9]*(?=#)|%YAML[ \t]+[0-9]+\.[0-9]+(?=#)"
_GLUED_TAG = r"![^\s,\[\]{}]*(?=,)"
_ANY = f"{_QUESTION}|{_GLUED_COMMENT}|{_GLUED_TAG}|\ufeff"
_LINE_END = ("\n", "\r", "\x85", "\u2028", "\u2029", "")


def libyaml_only(source: Source) -> Iterator[LibyamlOnly]:
    """Yield what only libyaml takes, in its order, as far as libyaml takes the text."""
    text, depth, done = source.text, 0, 0
    if source.is_json or not re.search(_ANY, text):
        return
    tokens: Any = yaml.scan(text, Loader=yaml.CSafeLoader)
    try:
        for token in tokens:
            start, end = token.start_mark.index, token.end_mark.index
            yield from _byte_order_marks(text, done, start)
            done = max(done, end)
            if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
                depth += 1
            elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
                depth -= 1
            elif isinstance(token, yaml.TagToken) and text[end : end + 1] == ",":
                yield LibyamlOnly("tag", Span(start, end), text[start:end])
            elif isinstance(token, yaml.ScalarToken | yaml.DirectiveToken):
                yield from _in_token(text, token, inside=depth > 0)
    except yaml.YAMLError:
        return


def _in_token(text: str, token: Any, *, inside: bool) -> Iterator[LibyamlOnly]:
    start, end = token.start_mark.index, token.end_mark.index
    if glued := re.compile(_GLUED_COMMENT).match(text, start):
        yield LibyamlOnly("comment", Span(glued.end(), glued.end() + 1), glued.group())
    elif inside and getattr(token, "plain", False) and "?" in text[start:end]:
        yield LibyamlOnly("question", Span(start, end), text[start:end])


def _byte_order_marks(text: str, start: int, end: int) -> Iterator[LibyamlOnly]:
    """Yield the byte order marks that libyaml skips between two tokens: each is the first on its line."""
    at = text.find("\ufeff", start, end)
    while at >= 0:
        if text[at - 1 : at] in _LINE_END:
            yield LibyamlOnly("mark", Span(at, at + 1), "U+FEFF")
        at = text.find("\ufeff", at + 1, end)
