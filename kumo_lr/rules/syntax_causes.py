"""The errors of libyaml and Python's json module in plain words, each with its likely cause."""

from __future__ import annotations

from kumo_lr.document.problems import TRAILING_COMMA, JsonSyntax, Syntax, Tab

# libyaml's error, the same in plain words, and what to do about the likely cause. With a leading `@`,
# the finding is where the unclosed quote or bracket was opened, because that is the place to fix.
_CAUSES: dict[str, tuple[str, str]] = {
    "found character that cannot start any token": (
        "this character cannot start a value",
        "put the text in quotes",
    ),
    "found unexpected end of stream": ("@this quote is never closed", "close the quote"),
    "found unexpected document indicator": ("@this quote is never closed", "close the quote"),
    "did not find expected node content": (
        "a value is missing here",
        "write one, or quote text that starts with this character",
    ),
    "did not find expected ',' or ']'": (
        "@this bracket is not closed where it should be",
        'separate items by ",", and close the list with "]"',
    ),
    "did not find expected ',' or '}'": (
        "@this brace is not closed where it should be",
        'separate entries by ",", and close the mapping with "}"',
    ),
    "mapping values are not allowed in this context": (
        'a ":" that cannot start a value here',
        'quote text that holds ": ", and check the indentation and the line above',
    ),
    "could not find expected ':'": (
        '@this line has no ":" after its key',
        'write it as "key: value", or indent it below the key it belongs to',
    ),
    "did not find expected key": (
        "this line is not indented like the mapping it belongs to",
        "give all keys of one mapping the same indentation",
    ),
    "did not find expected '-' indicator": (
        'this line is neither an item of the list ("- ") nor outside it',
        'start items with "- " at one indentation, and end the list with less',
    ),
    "block sequence entries are not allowed in this context": (
        'a "- " that cannot start a list here',
        "put the list on a line of its own below its key",
    ),
    "block mapping entries are not allowed in this context": (
        "a key that cannot start a mapping here",
        "put the mapping on a line of its own below its key",
    ),
    "mapping keys are not allowed in this context": (
        "a key that cannot start a mapping here",
        "put the mapping on a line of its own below its key",
    ),
    "found a tab character that violates indentation": (
        "a tab in the indentation",
        "indent with spaces",
    ),
    "found a tab character where an indentation space is expected": (
        "a tab in the indentation",
        "indent with spaces",
    ),
    "did not find expected <document start>": (
        "text after the end of the document",
        'start a further document with a line "---", or check the indentation',
    ),
    "found undefined tag handle": (
        "a tag with a prefix that no %TAG line declares",
        "drop the tag",
    ),
    "found incompatible YAML document": (
        "a %YAML line with a version that no reader knows",
        'write "%YAML 1.2", or drop the line',
    ),
    "found duplicate %YAML directive": ("a second %YAML line", "keep one"),
    "found broken tag": ("a tag that escapes no text", "drop the tag"),
    "second occurrence": ("this anchor is defined twice", "give each anchor a name of its own"),
    "found undefined alias": (
        "an alias to an anchor that is not defined before it",
        "define the anchor with & above, or write the value out",
    ),
}
_JSON_CAUSES: dict[str, tuple[str, str]] = {
    "Expecting value": (
        "a value is missing here",
        "JSON has no comments, and its text goes in double quotes",
    ),
    "Expecting property name enclosed in double quotes": (
        "a key in double quotes is missing here",
        "JSON has no comments, and its keys go in double quotes",
    ),
    "Expecting ',' delimiter": ('a "," or a closing bracket is missing here', "add it"),
    "Expecting ':' delimiter": ('a ":" is missing here', 'write entries as "key": value'),
    "Unterminated string": ("this quote is never closed", "close the quote"),
    "Invalid control character at": ("a line break or tab in text", "write \\n or \\t"),
    "Invalid \\escape": ("a backslash that starts no escape", "double it"),
    "Invalid \\uXXXX escape": ("an unfinished \\u escape", "write four hexadecimal digits"),
    "Extra data": ("text after the end of the document", "a JSON file holds one value"),
    TRAILING_COMMA: ("a comma with nothing after it", "delete it: JSON has no trailing commas"),
}
_REFUSED_TAB = ("a tab that PyYAML refuses here", "write spaces")
_TAB = ("a tab where a value or indentation is expected", "indent with spaces")
_CLOSER = ("this bracket closes nothing", "drop it, or open the bracket it belongs to")
_NO_CONTENT = "did not find expected node content"
_BESIDE_DASH = ("this line is below a dash, but not indented further", "indent it further than the dash")
# Where a value cannot start, the character itself says more than libyaml's error.
_CAUSES_BY_TOKEN = {
    (said, token): cause
    for said in ("found character that cannot start any token", _NO_CONTENT)
    for token, cause in (("\t", _TAB), ("]", _CLOSER), ("}", _CLOSER))
}


def cause_of(problem: Syntax | JsonSyntax | Tab) -> tuple[str, str]:
    """Return what is wrong in plain words, and what to do about the likely cause."""
    if isinstance(problem, Tab):
        return _REFUSED_TAB
    unknown = (problem.said.removeprefix("found ").lower(), "check the lines around it")
    if isinstance(problem, JsonSyntax):
        return _JSON_CAUSES.get(problem.said, unknown)
    if problem.said == _NO_CONTENT and problem.token.isalnum():
        return _BESIDE_DASH
    by_token = _CAUSES_BY_TOKEN.get((problem.said, problem.token))
    return by_token or _CAUSES.get(problem.said, unknown)
