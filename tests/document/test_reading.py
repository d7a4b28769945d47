"""How text is read: scalars as PyYAML reads them, spans, lines, and what cannot be read."""

from __future__ import annotations

import math
import random

import pytest
import yaml

from kumo_lr import check_text
from kumo_lr.check.checker import check_data
from kumo_lr.document.compose import Document, compose
from kumo_lr.document.nodes import UNLOADABLE, Builder, Mapping, read_core, read_plain
from kumo_lr.source import DecodingError, Location, Position, Source, Span, decode

SPELLINGS = """
0 1 -1 +1 010 0o10 0x1F 0b101 1_000 1:30 190:20:30 0. .5 5.
1.5 -0.1 1e3 1.5e3 1.5e+3 1e-1 1.0e-1 .inf -.inf +.INF .nan .NaN nan inf
true True TRUE yes on off no y n ~ null Null NULL nUll
none 2024-01-01 2024-01-01T10:00:00Z step 0.1_5 1__0 _1 0_ 0x_ 09 1.2.3 + . =
<<! 12e03 0b 1:99 1:60.5 0o8
""".split()


def _by_pyyaml(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return UNLOADABLE


@pytest.mark.parametrize("text", SPELLINGS)
def test_plain_scalars_mean_what_pyyaml_makes_of_them(text: str) -> None:
    meaning, wanted = read_plain(text), _by_pyyaml(text)

    if wanted is UNLOADABLE:
        assert meaning.kind == UNLOADABLE
    elif isinstance(wanted, float) and math.isnan(wanted):
        assert isinstance(meaning.value, float)
        assert math.isnan(meaning.value)
    else:
        assert (type(wanted), wanted) == (type(meaning.value), meaning.value)


def test_random_plain_scalars_mean_what_pyyaml_makes_of_them() -> None:
    rng = random.Random(20240101)
    for _ in range(5000):
        text = "".join(rng.choice("0123456789._:eE+-xbo") for _ in range(rng.randint(1, 8)))
        try:
            wanted = yaml.safe_load(f"[{text}]")
        except (yaml.YAMLError, ValueError):
            continue
        if isinstance(wanted, list) and len(wanted) == 1 and not isinstance(wanted[0], dict | list):
            assert (type(wanted[0]), wanted[0]) == (type(read_plain(text).value), read_plain(text).value)


CORE = {
    "010": 10,
    "0o10": 8,
    "0x1F": 31,
    "1e3": 1000.0,
    "9e-1": 0.9,
    "1:30": "1:30",
    "1_000": "1_000",
    "0b11": "0b11",
    ".5": 0.5,
    "+5": 5,
    "-.inf": -math.inf,
    "yes": "yes",
}


@pytest.mark.parametrize(("text", "value"), CORE.items())
def test_plain_scalars_by_yaml_1_2(text: str, value: object) -> None:
    meaning = read_core(text)

    assert (type(value), value) == (type(meaning.value), meaning.value)


def _spans(text: str) -> dict[str, str]:
    """Return the text under the span of each value of the top mapping."""
    source = Source(text)
    (document,) = compose(source)
    assert isinstance(document, Document)
    root = Builder(source).build(document.root)
    assert isinstance(root, Mapping)
    return {entry.name: text[entry.value.span.start : entry.value.span.end] for entry in root.entries}


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ("plain # comment", "plain"),
        ("'quoted'   # comment", "'quoted'"),
        ("&anchor value", "value"),
        ("!!str &anchor value", "value"),
        ("&a\n  - 1\n  - 2\n\n# after", "- 1\n  - 2"),
        ("{a: 1}  # after", "{a: 1}"),
        ("|\n  text\n\n# after", "|\n  text"),
        ("", ""),
        ("\n  b:\n    c: 1\n# after", "b:\n    c: 1"),
        ("é̈ x", "é̈ x"),
    ],
)
def test_spans_hold_the_content_and_no_more(value: str, content: str) -> None:
    assert {"k": content, "end": "1"} == _spans(f"k: {value}\nend: 1\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_and_columns(newline: str) -> None:
    source = Source(newline.join(["ab", "", "𝒳é x", ""]))

    assert source.newline == newline
    assert source.position(source.text.index("x")) == Position(3, 4)
    assert source.line(3) == "𝒳é x"
    assert source.location(Span(0, source.text.index(" "))) == Location(Position(1, 1), Position(3, 3))


@pytest.mark.parametrize(
    ("data", "help_"),
    [
        ("é".encode("latin-1"), "it looks like Latin-1 or Windows-1252; save it as UTF-8"),
        ("a: b".encode("utf-16"), "it looks like UTF-16; save it as UTF-8"),
        (b"\x7fELF\x02\x01\x01\x00\xff", "it looks like no text at all; check the path"),
    ],
)
def test_what_is_not_utf8(data: bytes, help_: str) -> None:
    with pytest.raises(DecodingError) as caught:
        decode(data, "plan.yaml")

    assert help_ == caught.value.help
    (finding,) = check_data(data, "plan.yaml").findings
    assert finding.code == "KLR002"


def test_a_byte_order_mark_is_kept_and_not_counted() -> None:
    source = decode("﻿lr_scheduler:\n-\n".encode(), "plan.yaml")

    assert source.text.startswith("lr_scheduler")
    assert source.encode().startswith(b"\xef\xbb\xbf")
    (finding,) = check_text("﻿lr_schedular: [null]\n").findings
    assert finding.location == Location(Position(1, 1), Position(1, 13))


HOSTILE = {
    "1,000 brackets": ("lr_scheduler: " + "[" * 1000 + "]" * 1000, ["KLR006"]),
    "100,000 open brackets": ("[" * 100_000, ["KLR006"]),
    "100,000 dashes": ("- " * 100_000, ["KLR006"]),
    "deep indentation": ("".join(f"{' ' * i}a:\n" for i in range(300)), ["KLR006"]),
    "a line of 5 MB": (f'lr_scheduler:\n- name: "{"x" * 5_000_000}"\n  interval: step\n', ["KLR201"]),
    "aliases to aliases": (
        "a0: &a0 []\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 10_000)),
        ["KLR006"],
    ),
    "merges of merges": (
        "a0: &a0 {name: exponential, interval: epoch, kwargs: {gamma: 0.9}}\n"
        + "".join(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}\n" for i in range(1, 60))
        + "lr_scheduler: [{<<: *a59}]\n",
        ["KLR007"],
    ),
    "an integer of 10,000 digits": (
        f"lr_scheduler: [{{name: exponential, interval: step, kwargs: {{gamma: {'9' * 10_000}}}}}]\n",
        ["KLR205"],
    ),
    "itself": ("lr_scheduler: &a\n- *a\n", ["KLR008"]),
    "itself, merged": ("lr_scheduler:\n- &a\n  <<: *a\n", ["KLR008"]),
    "a lone surrogate": ("lr_scheduler: \udcff\n", ["KLR003"]),
    "a tab": ("lr_scheduler:\n\t- null\n", ["KLR001"]),
    "YAML 1.2": ("%YAML 1.2\n---\nlr_scheduler: [null]\n", []),
}


@pytest.mark.parametrize(("text", "codes"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_answered(text: str, codes: list[str]) -> None:
    findings = check_text(text).findings

    assert codes == [finding.code for finding in findings]
    assert all(len(finding.message) < 200 for finding in findings)
