"""KLR0xx: text that cannot be read, or that readers do not read alike."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.phrases import quote
from kumo_lr.rules.record import GOOD, Check, Message, Objection, rule
from kumo_lr.rules.subjects import Reading
from kumo_lr.source import Span

YAML_SPEC = "https://yaml.org/spec/1.2.2/"


# What libyaml says, what that is in a person's words, and the likely cause. `@` before the words:
# the finding stands where the unfinished thing was opened, since that is where a person looks.
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
        "this line is not indented like the mapping it stands in",
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
    "tab": ("a tab that PyYAML refuses here", "write spaces"),
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
        "JSON has no comments, and its text stands in double quotes",
    ),
    "Expecting property name enclosed in double quotes": (
        "a key in double quotes is missing here",
        "JSON has no comments, and its keys stand in double quotes",
    ),
    "Expecting ',' delimiter": ('a "," or a closing bracket is missing here', "add it"),
    "Expecting ':' delimiter": ('a ":" is missing here', 'write entries as "key": value'),
    "Unterminated string": ("this quote is never closed", "close the quote"),
    "Invalid control character at": ("a line break or tab in text", "write \\n or \\t"),
    "Invalid \\escape": ("a backslash that starts no escape", "double it"),
    "Invalid \\uXXXX escape": ("an unfinished \\u escape", "write four hexadecimal digits"),
    "Extra data": ("text after the end of the document", "a JSON file holds one value"),
}
_CAUSES |= {f"JSON: {said}": cause for said, cause in _JSON_CAUSES.items()}
_CAUSES["trailing comma"] = ("a comma with nothing after it", "delete it: JSON has no trailing commas")
_TAB = ("a tab where a value or indentation is expected", "indent with spaces")
_CLOSER = ("this bracket closes nothing", "drop it, or open the bracket it belongs to")


@rule(
    Reading,
    "KLR001",
    "yaml-syntax",
    summary="the text is not YAML (or not JSON, in a .json file)",
    rationale="Nothing after the first syntax error can be read, so nothing there is checked, and "
    "Kumo cannot load the file. The finding names the likely cause and stands where a person has "
    "to change something: for an open quote or bracket, where it was opened.",
    bad="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9\n",
    good=GOOD,
    messages={"cause": Message("{what}", "{help}")},
    reference=YAML_SPEC,
)
def yaml_syntax(reading: Reading) -> Iterator[Objection]:
    problem = reading.problem
    if problem.kind != "syntax":
        return
    said = problem.words["problem"]
    plain = said.removeprefix("JSON: ").removeprefix("found ").lower()
    what, help_ = _CAUSES.get(said, (plain, "check the lines around it"))
    token = problem.words.get("token", "")
    if said in (
        "found character that cannot start any token",
        "did not find expected node content",
    ):
        what, help_ = {"\t": _TAB, "]": _CLOSER, "}": _CLOSER}.get(token, (what, help_))
    span = problem.span
    if what.startswith("@"):
        what = what[1:]
        opened = int(problem.words.get("opened", span.start))
        span = Span(opened, opened + 1)
    yield Objection("cause", span, {"what": what, "help": help_})


def _of_kind(kind: str) -> Check:
    """Make the check of a rule that says one thing of one kind of problem."""

    def check(reading: Reading) -> Iterator[Objection]:
        problem = reading.problem
        if problem.kind == kind:
            words = {**problem.words, "token": quote(problem.words.get("key", ""))}
            yield Objection("problem", problem.span, words)

    return check


rule(
    Reading,
    "KLR002",
    "not-utf8",
    summary="the file is not UTF-8",
    rationale="YAML and JSON readers expect UTF-8. A file in Latin-1 or UTF-16 fails to load, or "
    "loads with the wrong letters.",
    bad="lr_scheduler:\n- name: exponential # caf\udce9\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    messages={"problem": Message("{what}", "{help}")},
    reference=YAML_SPEC,
)(_of_kind("encoding"))

rule(
    Reading,
    "KLR003",
    "control-character",
    summary="a control character that YAML does not allow",
    rationale="YAML readers refuse control characters such as NUL or escape, wherever they stand.",
    bad="lr_scheduler:\n- name: exponential # \x07\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    messages={"problem": Message("the character {code} is not allowed in YAML", "delete it")},
    reference=YAML_SPEC,
)(_of_kind("control"))

rule(
    Reading,
    "KLR004",
    "duplicate-key",
    summary="a key that the mapping already has",
    rationale="PyYAML keeps the last of two equal keys and says nothing; YAML 1.2 readers refuse "
    "the file. Either way one of the two values is lost.",
    bad="lr_scheduler:\n- name: exponential\n  interval: step\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    messages={
        "problem": Message(
            "duplicate key {token}, first on line {line}",
            "delete one of the two; PyYAML takes the last",
        )
    },
    reference=YAML_SPEC,
)(_of_kind("duplicate"))

rule(
    Reading,
    "KLR005",
    "foreign-tag",
    summary="a tag that a safe YAML reader does not know, or that does not fit its value",
    rationale="Tags such as !!python/object run code in an unsafe reader and are refused by a safe "
    "one; a local tag (!name) means something to one program only. Kumo needs neither.",
    bad="lr_scheduler:\n- !scheduler\n  name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    messages={"problem": Message("the tag {tag} cannot be loaded here", "delete the tag")},
    reference=YAML_SPEC,
)(_of_kind("tag"))

rule(
    Reading,
    "KLR006",
    "deep-nesting",
    summary="collections nested deeper than any reader should follow",
    rationale="Readers work by recursion and crash on text that is nested without measure.",
    bad="lr_scheduler: " + "[" * 101 + "]" * 101 + "\n",
    good=GOOD,
    messages={"problem": Message("nested more than {limit} levels deep", "a plan needs fewer than ten")},
    reference=YAML_SPEC,
)(_of_kind("depth"))

rule(
    Reading,
    "KLR007",
    "alias-expansion",
    summary="aliases that unfold to millions of nodes",
    rationale="A few lines of aliases to aliases unfold to billions of nodes and exhaust the memory "
    "of whatever walks them.",
    bad="a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
        for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    + "lr_scheduler: *h\n",
    good=GOOD,
    messages={"problem": Message("aliases here unfold to more than {limit} nodes", "write the values out")},
    reference=YAML_SPEC,
)(_of_kind("expansion"))

rule(
    Reading,
    "KLR008",
    "recursive-alias",
    summary="an anchor that holds an alias to itself",
    rationale="A value inside itself never ends; Kumo cannot load it.",
    bad="lr_scheduler: &all\n- *all\n",
    good=GOOD,
    messages={"problem": Message("this anchor holds an alias to itself", "write the value out")},
    reference=YAML_SPEC,
)(_of_kind("recursion"))

rule(
    Reading,
    "KLR009",
    "collection-key",
    summary="a list or mapping used as a key",
    rationale="YAML allows it, Python does not: PyYAML refuses the file, as a list cannot be the key "
    "of a dictionary.",
    bad="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n? [a]\n: b\n",
    good=GOOD,
    messages={"problem": Message("a list or mapping as a key", "use text as the key")},
    reference=YAML_SPEC,
)(_of_kind("collection-key"))

rule(
    Reading,
    "KLR010",
    "unreadable-file",
    summary="the file cannot be opened",
    rationale="It is missing, is a folder or a device, or may not be read. kumo-lr ends with exit "
    "code 2, so that a wrong path in CI is not taken for a clean file.",
    bad="",
    good=GOOD,
    messages={"problem": Message("cannot read the file: {reason}", "{help}")},
)(_of_kind("file"))

rule(
    Reading,
    "KLR011",
    "bad-merge",
    summary="a merge key whose value is not a mapping",
    rationale="`<<` takes a mapping or a list of mappings; PyYAML refuses the file otherwise.",
    bad="lr_scheduler:\n- <<: exponential\n  name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n",
    good=GOOD,
    messages={
        "problem": Message(
            'the merge key "<<" takes a mapping or a list of mappings',
            "write an alias: <<: *anchor",
        )
    },
    reference="https://yaml.org/type/merge.html",
)(_of_kind("merge"))
