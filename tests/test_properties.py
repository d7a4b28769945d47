"""What must hold of every text, not of chosen ones: for the checker, the screen, and the fixes.

Texts are built from a grammar of the field in which every part can be wrong. The engine's rules
and PyYAML's reading are stated here once more, and small, so that an error in one of the two shows.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias
from unittest import mock

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from kumo_lr.check import candidates
from kumo_lr.check.checker import check_data, check_source, check_text
from kumo_lr.check.fast_path import Identity, SafeNumbers, identity_if_clean
from kumo_lr.check.fixes import Fixed, applicable, apply_edits, fix_source
from kumo_lr.check.question import Question
from kumo_lr.document.compose import RawNode
from kumo_lr.facts.horizons import Known
from kumo_lr.findings import Checked, Finding, Severity
from kumo_lr.source import Source, from_text
from tests.fuzz import defects, position_of

Number: TypeAlias = int | float
Candidates: TypeAlias = list[Any]


def examples(count: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a property on the same `count` examples everywhere and every time."""
    return settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


# --- texts ---------------------------------------------------------------------------------------

STRATEGIES = (
    "constant_with_warmup",
    "linear_with_warmup",
    "cosine_with_warmup",
    "cosine_with_warmup_restarts",
    "exponential",
)
NAMES = (*STRATEGIES, "exponental", "CosineWithWarmup", "linear", "StepLR", "none", "Exponential-LR")
INTERVALS = ("step", "epoch", "Step", "batch", "epochs")
ARGUMENTS = ("warmup_ratio_or_steps", "gamma", "num_cycles", "gama", "warmup_steps", "lr", "Gamma")
KEYS = ("name", "interval", "kwargs", "nmae", "params", "frequency", "gamma", "warmup_ratio_or_steps", "x")
NUMBERS = (
    *("0.1", "0.9", "1", "10", "0", "0.0", "1.0", "3", "100.0", "1.5", "-1", "-0.5", ".5", "5.", "2.0"),
    *("1e3", "1e-3", "9e-1", "1.0e-3", "1.5e+3", "010", "0x1F", "0b11", "0o10", "1_000", "1:30", "1:30.5"),
    *(".nan", ".inf", "-.inf", "1e400", "1.0e+999", "10%", "0,9", "9" * 400, "0x" + "f" * 4000),
)
WORDS = (
    "null",
    "~",
    "",
    "true",
    "yes",
    "off",
    "2020-01-01",
    "2020-99-99",
    "=",
    "<<",
    "???",
    "x",
    "é",
    "\U0001f600",
)
COMMENTS = (
    *[""] * 24,
    *(" # note-1", "  # note-2: [a, 'b'", "\t# note-3", "# note-4"),
    *(" # kumo-lr: ignore[KLR201] note-5", " # kumo-lr: ignore[KLR204, unknown-key]", " # kumo-lr: ignore"),
    *(" # kumo-lr: ignore[nothing]", " # kumo-lr: ignore-file[KLR109]", " # kumo-lr: ignore[KLR001]"),
)
FORMS = (
    "_",
    "_",
    "_",
    '"_"',
    "'_'",
    '"_"',
    "&b _",
    "!!str _",
    "! _",
    "!!float _",
    "*base",
    "[_]",
    "|-\n          _",
)
HEADS = (
    *["lr_scheduler:"] * 8,
    *("lr_schedular:", '"lr_scheduler":', "LR_Scheduler:", "optimisation:\n  lr_scheduler:"),
    *("optimization:\n  lr_scheduler:", "model_plan:\n  optimization:\n    lr_scheduler:"),
    *("run_mode: FSAT\nlr_scheduler:", "training_job: {run_mode: fast}\nlr_scheduler:"),
)
PREAMBLES = (
    *[""] * 12,
    *("base: &base {interval: step}\n", "base: &base\n  name: exponential\n  interval: epoch\n"),
    *(
        "number: &base 0.1\n",
        "list: &base [1, 2]\n",
        "# note-6\n",
        "%YAML 1.1\n---\n",
        "other: {a: 1, b: [2]}\n",
    ),
    *("when: 2020-99-99\n", "# kumo-lr: ignore-file[KLR204]\n", "a: 1\na: 2\n", "? [a]\n: b\n"),
    *("set: !!set {a, b}\n", "map: !!omap [{a: 1}]\n", "map: !!omap [a]\n", "map: !!pairs [{a: 1, b: 2}]\n"),
)
DAMAGE = (
    *(
        "\t",
        " ",
        "  ",
        "\n",
        "\r",
        "\r\n",
        "\x00",
        "\x07",
        "\x7f",
        "\x85",
        "\xa0",
        "\u2028",
        "\ufeff",
        "\ud800",
    ),
    *(
        "- ",
        ": ",
        ":",
        "[",
        "]",
        "{",
        "}",
        ",",
        "? ",
        "& ",
        "*",
        "&a ",
        "*a",
        "!",
        "!!str ",
        "!x ",
        "!%ED%A0%80 ",
    ),
    *("|\n", ">-\n", "'", '"', "#", " #", "%", "@", "`", "\\", "---\n", "...\n", "<<: ", "<<: *base\n", "0"),
)


OWN = {"exponential": ("gamma",), "cosine_with_warmup_restarts": ("warmup_ratio_or_steps", "num_cycles")}
FIT = {
    "gamma": ("0.9", "0.5", "1"),
    "warmup_ratio_or_steps": ("0.1", "0", "100", "0.25", "1000000"),
    "num_cycles": ("3", "1"),
}


@st.composite
def rarely(draw: st.DrawFn, often: str, seldom: tuple[str, ...], one_in: int = 12) -> str:
    """Return the first, and now and then one of the others, or the first in another form."""
    if draw(st.integers(1, one_in)) < one_in:
        return often
    word = draw(st.sampled_from((often, *seldom)))
    form = draw(st.sampled_from(FORMS))
    return form.replace("_", word)


@st.composite
def argument_pairs(draw: st.DrawFn, strategy: str) -> list[tuple[str, str]]:
    own = OWN.get(strategy, ("warmup_ratio_or_steps",))
    pairs = []
    for name in own[: draw(st.integers(1 if strategy == "exponential" else 0, 2))]:
        value = draw(st.sampled_from(FIT[name]))
        pairs.append((draw(rarely(name, ARGUMENTS)), draw(rarely(value, NUMBERS + WORDS, 5))))
    return pairs


@st.composite
def flow_mappings(draw: st.DrawFn, pairs: list[tuple[str, str]]) -> str:
    joined = [
        f"{key}{draw(st.sampled_from((': ', ': ', ': ', ': ', ':', ' :')))}{value}" for key, value in pairs
    ]
    return "{" + ", ".join(joined) + draw(st.sampled_from(("", "", "", ","))) + "}"


@st.composite
def candidate_lines(draw: st.DrawFn) -> list[tuple[str, list[tuple[str, str]] | str]]:
    """Return the keys of a candidate with their values; those of kwargs are pairs again."""
    strategy = draw(st.sampled_from(STRATEGIES))
    interval = draw(st.sampled_from(("step", "epoch")))
    lines: list[tuple[str, list[tuple[str, str]] | str]] = [
        (draw(rarely("name", KEYS)), draw(rarely(strategy, NAMES))),
        (draw(rarely("interval", KEYS)), draw(rarely(interval, INTERVALS))),
        (draw(rarely("kwargs", KEYS)), draw(argument_pairs(strategy))),
    ]
    change = draw(st.integers(0, 15))
    if change == 0:
        del lines[draw(st.integers(0, 2))]
    elif change == 1:
        lines.append((draw(st.sampled_from(KEYS)), draw(st.sampled_from(NUMBERS + WORDS))))
    elif change == 2:
        lines.append(("<<", "*base"))
    elif change == 3:
        lines = draw(st.permutations(lines))
    elif change == 4:
        lines = [(key, value if isinstance(value, str) else "") for key, value in lines]
    return lines


@st.composite
def flow_candidates(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 7)) == 0:
        return draw(
            st.sampled_from(("{}", "[]", "null", "~", "exponential", "[[null]]", "[{}, {}]", "*base", "x"))
        )
    pairs = [
        (key, value if isinstance(value, str) else draw(flow_mappings(value)))
        for key, value in draw(candidate_lines())
    ]
    text = draw(flow_mappings(pairs))
    return draw(
        st.sampled_from((text, text, text, text, f"[{text}]", f"[ {text}, ]", text[1:].partition(",")[0]))
    )


@st.composite
def block_candidates(draw: st.DrawFn, pad: str) -> str:
    if draw(st.integers(0, 4)) == 0:
        return f"{pad}- {draw(flow_candidates())}{draw(st.sampled_from(COMMENTS))}\n"
    lines = []
    for key, value in draw(candidate_lines()):
        if isinstance(value, str):
            lines.append(f"{key}: {value}")
        elif not value or draw(st.integers(0, 3)) == 0:
            lines.append(f"{key}: {draw(flow_mappings(value))}")
        else:
            lines.append(f"{key}:")
            lines.extend(f"  {inner}: {number}" for inner, number in value)
    dash = draw(st.sampled_from(("- ", "- ", "- ", "- ", "- - ", "-   ", "-\n  ")))
    rest = " " * len(dash.rpartition("\n")[2])
    commented = [line + draw(st.sampled_from(COMMENTS)) for line in lines]
    return "".join(f"{pad}{dash if i == 0 else rest}{line}\n" for i, line in enumerate(commented))


@st.composite
def fields(draw: st.DrawFn) -> str:
    """Return a text that is the field as documented, or nearly."""
    head = draw(st.sampled_from(HEADS))
    form = draw(st.integers(0, 9))
    text = draw(st.sampled_from(PREAMBLES)) + head
    if form == 0:
        return f"{text} {draw(rarely('???', WORDS + STRATEGIES, 2))}{draw(st.sampled_from(COMMENTS))}\n"
    if form < 3:
        items = ", ".join(draw(flow_candidates()) for _ in range(draw(st.integers(0, 2))))
        return f"{text} {draw(st.sampled_from((*[''] * 8, '!!seq ', '&f ', '!x ')))}[{items}]\n"
    tag = draw(st.sampled_from((*[""] * 12, " !!seq", " &f", " !!omap")))
    last = head.rpartition("\n")[2]
    pad = " " * (len(last) - len(last.lstrip()))
    items = "".join(draw(block_candidates(pad)) for _ in range(draw(st.integers(1, 3))))
    return f"{text}{tag}{draw(st.sampled_from(COMMENTS))}\n{items}"


@st.composite
def texts(draw: st.DrawFn, *, damaged: bool = True) -> str:
    """Return a field with other line ends, more documents, or damage, or just as it is."""
    text = draw(fields())
    if draw(st.integers(0, 9)) == 0:
        text = f"{text}---\n{draw(fields())}"
    for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2))) if damaged else 0):
        at = draw(st.integers(0, len(text)))
        piece = draw(st.sampled_from((*DAMAGE, "", "")))
        text = text[:at] + piece + text[at + draw(st.integers(0, 2)) :]
    ends = draw(st.sampled_from(("\n", "\n", "\n", "\r\n", "\r")))
    return draw(st.sampled_from(("", "", "", "\ufeff"))) + text.replace("\n", ends)


def scalar_values() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.sampled_from(
            (0, 1, 3, 100, -1, 0.0, 0.1, 0.9, 1.0, 1.5, 100.0, -0.5, 1e-05, 1e16, 10**400, 10**60)
        ),
        st.sampled_from(
            (math.nan, math.inf, -math.inf, None, True, False, "0.9", "9e-1", "1e3", "10%", "", "x")
        ),
        st.integers(-2, 50),
        st.floats(0, 1),
    )


FITTING = {
    "gamma": st.sampled_from((0.9, 1, 0.5, 1e-05)),
    "warmup_ratio_or_steps": st.sampled_from((0.1, 0, 0.0, 100, 10**6, 10**60, 10**400)),
    "num_cycles": st.sampled_from((3, 1, 10, 10**60, 10**400)),
}


@st.composite
def candidate_values(draw: st.DrawFn) -> Any:
    form = draw(st.integers(0, 11))
    if form < 2:
        return draw(
            st.sampled_from((None, None, {}, [], "exponential", [None], [[None]], 1, True, [None, None]))
        )
    strategy = draw(st.sampled_from((*STRATEGIES, *STRATEGIES, *NAMES)))
    names = OWN.get(strategy, ("warmup_ratio_or_steps",)) if draw(st.integers(0, 5)) else ARGUMENTS
    kwargs: Any = {
        name: draw(FITTING[name] if name in FITTING and draw(st.integers(0, 2)) else scalar_values())
        for name in names
        if draw(st.integers(0, 3))
    }
    if draw(st.integers(0, 11)) == 0:
        kwargs = draw(st.sampled_from((None, [], "x", [{"gamma": 0.9}])))
    candidate = {
        "name": strategy,
        "interval": draw(st.sampled_from(("step", "epoch", *INTERVALS))),
        "kwargs": kwargs,
    }
    if draw(st.integers(0, 7)) == 0:
        del candidate[draw(st.sampled_from(tuple(candidate)))]
    if draw(st.integers(0, 11)) == 0:
        candidate[draw(st.sampled_from(KEYS))] = draw(scalar_values())
    return [candidate] if form == 2 else candidate


def field_values() -> st.SearchStrategy[Any]:
    lists = st.lists(candidate_values(), min_size=1, max_size=3)
    others: st.SearchStrategy[Any] = st.sampled_from(
        (None, [], {}, "???", "exponential", 1, {"name": "exponential"})
    )
    return st.one_of(lists, lists, lists, lists, lists, others)


# --- (a), (b): nothing crashes, and every span lies inside ---------------------------------------

FILENAMES = ("plan.yaml", "plan.json")
PLACES = (
    None,
    ".",
    "lr_scheduler",
    "optimization.lr_scheduler",
    "lr_scheduler.0",
    "lr_scheduler.0.kwargs",
    "",
    "x.1",
)


def assert_sound(checked: Checked) -> None:
    assert list(defects(checked.source.text, checked.findings)) == []


def assert_all_sound(text: str) -> None:
    body = text.removeprefix("\ufeff")
    for filename in FILENAMES:
        for at in PLACES:
            report = check_text(text, filename, at=at)
            assert list(defects(body, report.findings)) == []


@examples(300)
@given(st.text(max_size=60))
def test_any_text_is_checked(text: str) -> None:
    assert_all_sound(text)


@examples(300)
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"#%, \t\r\n\\<=~0.9\ufeff\x85\u2028", max_size=40))
def test_any_text_of_yaml_signs_is_checked(text: str) -> None:
    assert_all_sound(text)


@examples(400)
@given(texts())
def test_any_text_like_the_field_is_checked(text: str) -> None:
    assert_all_sound(text)


@examples(300)
@given(
    st.lists(st.sampled_from((*DAMAGE, *HEADS, *KEYS, *WORDS, *NUMBERS, *COMMENTS, "run_mode")), max_size=12)
)
@example(["run_mode"])
@example(["- ", "run_mode"])
@example(["!%ED%A0%80 ", "x"])
def test_any_row_of_pieces_is_checked(pieces: list[str]) -> None:
    assert_all_sound("".join(pieces))


@examples(200)
@given(st.binary(max_size=60), st.sampled_from(FILENAMES), st.sampled_from(PLACES))
def test_any_bytes_are_checked(data: bytes, filename: str, at: str | None) -> None:
    assert_sound(check_data(data, filename, Question(at=at)))


@examples(150)
@given(
    texts(), st.sampled_from(("utf-8", "latin-1", "utf-16", "utf-16-le", "utf-8-sig")), st.binary(max_size=2)
)
def test_any_encoding_is_checked(text: str, encoding: str, end: bytes) -> None:
    assert_sound(check_data(text.encode(encoding, "replace") + end, "plan.yaml"))


def test_positions_are_counted_as_the_source_does() -> None:
    text = "a\r\nb\rc\n\n\x85d"
    source = Source(text)
    assert [source.position(i) for i in range(len(text) + 1)] == [
        position_of(text, i) for i in range(len(text) + 1)
    ]


# --- (c): the screen agrees with the rules -------------------------------------------------------


# Nothing known, training not asked about, and trainings so short or long that other numbers are safe.
KNOWN = st.sampled_from(
    (Known(), None, Known("FAST"), Known(None, 1, 1), Known(None, 20, 2), Known(None, 2000, 100))
)


def test_the_screen_passes_nothing_that_a_rule_objects_to() -> None:
    passed = []

    def counted(raw: RawNode, safe: SafeNumbers | None) -> Identity | None:
        identity = identity_if_clean(raw, safe)
        if identity is not None:
            passed.append(raw)
        return identity

    def assert_agreement(text: str, filename: str, known: Known | None) -> None:
        source, question = from_text(text, filename), Question(known=known)
        with mock.patch.object(candidates, "identity_if_clean", counted):
            findings = check_source(source, question).findings
        with mock.patch.object(candidates, "identity_if_clean", lambda _raw, _safe: None):
            assert findings == check_source(source, question).findings

    @examples(600)
    @given(texts(damaged=False), st.sampled_from(FILENAMES), KNOWN)
    def agree(text: str, filename: str, known: Known | None) -> None:
        assert_agreement(text, filename, known)

    @examples(600)
    @given(field_values(), st.booleans(), KNOWN)
    def agree_on_values(value: Any, as_json: bool, known: Known | None) -> None:
        text, filename = (to_json(value), "plan.json") if as_json else (to_block(value), "plan.yaml")
        assert_agreement(text, filename, known)

    agree()
    agree_on_values()
    assert len(passed) > 100, "the property holds of nothing"


# --- (d): fixes ----------------------------------------------------------------------------------


def fix(checked: Checked, *, unsafe: bool) -> Fixed:
    return fix_source(checked, unsafe=unsafe, recheck=check_source)


def errors(findings: tuple[Finding, ...]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)


def loads(text: str) -> bool:
    try:
        list(yaml.safe_load_all(text))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return False
    return True


def noted(text: str) -> set[str]:
    """Return the notes of a text that are comments, that is, in no scalar of it."""
    events = yaml.parse(text, yaml.SafeLoader)
    inside = "\n".join(event.value for event in events if isinstance(event, yaml.ScalarEvent))
    return {note for note in (f"note-{n}" for n in range(1, 7)) if note in text and note not in inside}


@pytest.mark.parametrize("unsafe", [False, True])
@examples(300)
@given(text=texts(damaged=False))
@example(text="lr_scheduler:\n- {}# note-4\n" + "- {}\n" * 15)
def test_fixing_leaves_no_fix(text: str, unsafe: bool) -> None:
    fixed = fix(check_source(Source(text.removeprefix("\ufeff"), "plan.yaml")), unsafe=unsafe)
    assert applicable(fixed.checked.findings, unsafe=unsafe) == []


@pytest.mark.parametrize("unsafe", [False, True])
@examples(200)
@given(text=texts(damaged=False))
def test_fixing_twice_is_fixing_once(text: str, unsafe: bool) -> None:
    fixed = fix(check_source(Source(text.removeprefix("\ufeff"), "plan.yaml")), unsafe=unsafe)
    again = fix(fixed.checked, unsafe=unsafe)
    assert (again.applied, again.checked.source.text) == (0, fixed.checked.source.text)


@pytest.mark.parametrize("unsafe", [False, True])
@examples(300)
@given(text=texts(damaged=False))
@example(text='lr_scheduler:\n- name: exponential\n  interval: step\n  kwargs:\n    gamma: "0.9"# note-4\n')
def test_fixing_makes_nothing_worse(text: str, unsafe: bool) -> None:
    before = check_source(Source(text.removeprefix("\ufeff"), "plan.yaml"))
    after = fix(before, unsafe=unsafe).checked
    assert_sound(after)
    assert after == check_again(after)
    assert errors(after.findings) <= errors(before.findings)
    assert after.has_field >= before.has_field
    if loads(before.source.text):
        assert loads(after.source.text)
        assert noted(before.source.text) <= noted(after.source.text)


def check_again(checked: Checked) -> Checked:
    fresh = check_source(Source(checked.source.text, checked.source.name, has_bom=checked.source.has_bom))
    return fresh._replace(source=checked.source)


@pytest.mark.parametrize("unsafe", [False, True])
@examples(300)
@given(text=texts(damaged=False))
def test_a_pass_changes_nothing_outside_its_edits(text: str, unsafe: bool) -> None:
    source = Source(text.removeprefix("\ufeff"), "plan.yaml", has_bom=text.startswith("\ufeff"))
    fixes = applicable(check_source(source).findings, unsafe=unsafe)
    fixed = apply_edits(source, fixes)
    # From the end, so that the spans before stay where they are.
    expected = source.text
    start = len(expected)
    for edit in sorted((edit for fix in fixes for edit in fix.edits), reverse=True):
        assert edit.span.end <= start, "edits overlap"
        start = edit.span.start
        expected = expected[:start] + edit.text + expected[edit.span.end :]
    assert (fixed.text, fixed.name, fixed.has_bom) == (expected, source.name, source.has_bom)


# --- (e): clean means trains ---------------------------------------------------------------------

FIELD_PATHS = (
    ("lr_scheduler",),
    ("optimization", "lr_scheduler"),
    ("model_plan", "optimization", "lr_scheduler"),
)


def is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def factor(name: str, kwargs: dict[str, Any], t: int, total: int) -> float:
    """Return LR / base_lr at scheduler step `t` of `total`, as the engine computes it."""
    if name == "exponential":
        return float(kwargs["gamma"]) ** t
    warmup = kwargs.get("warmup_ratio_or_steps", 0.1)
    steps = round(warmup * total) if isinstance(warmup, float) else warmup
    if t < steps:
        return float(t / max(1, steps))
    p = (t - steps) / max(1, total - steps)
    if name == "linear_with_warmup":
        return max(0.0, float((total - t) / max(1, total - steps)))
    if name == "cosine_with_warmup":
        return max(0.0, 0.5 * (1 + math.cos(math.pi * p)))
    if name == "cosine_with_warmup_restarts":
        cycles = float(kwargs.get("num_cycles", 3))
        return 0.0 if p >= 1 else max(0.0, 0.5 * (1 + math.cos(math.pi * (cycles * p % 1))))
    return 1.0


def takes(argument: str, value: Any) -> bool:
    if argument == "warmup_ratio_or_steps":
        return type(value) in (int, float) and value >= 0 and (type(value) is int or value <= 1)
    if argument == "gamma":
        return type(value) in (int, float) and 0 < value <= 1
    return type(value) is int and value >= 1


def trains(candidate: Any) -> bool:
    """Whether the engine takes a candidate and trains with finite learning rates in [0, base_lr]."""
    if candidate is None:
        return True
    if not isinstance(candidate, dict) or not {"name", "interval"} <= candidate.keys() <= {
        "name",
        "interval",
        "kwargs",
    }:
        return False
    name, kwargs = candidate["name"], candidate.get("kwargs", {})
    if (
        name not in STRATEGIES
        or candidate["interval"] not in ("step", "epoch")
        or not isinstance(kwargs, dict)
    ):
        return False
    allowed = {
        "exponential": {"gamma"},
        "cosine_with_warmup_restarts": {"warmup_ratio_or_steps", "num_cycles"},
    }
    known = kwargs.keys() <= allowed.get(name, {"warmup_ratio_or_steps"})
    complete = name != "exponential" or "gamma" in kwargs
    return known and complete and all(takes(k, v) for k, v in kwargs.items()) and stays_in_range(name, kwargs)


def stays_in_range(name: str, kwargs: dict[str, Any]) -> bool:
    try:
        factors = [
            factor(name, kwargs, t, total) for total in (30, 240, 8000) for t in (0, 1, 29, 240, 7999, 8000)
        ]
    except (OverflowError, ValueError, TypeError):
        return False
    return all(is_number(value) and 0 <= value <= 1 for value in factors)


def accepted(field: Any) -> bool:
    return field == "???" or (isinstance(field, list) and bool(field) and all(map(trains, field)))


def fields_in(document: Any) -> Iterator[Any]:
    for path in FIELD_PATHS:
        value = document
        for key in path:
            value = (
                value.get(key, mock.sentinel.missing) if isinstance(value, dict) else mock.sentinel.missing
            )
        if value is not mock.sentinel.missing:
            yield value


class PlainDumper(yaml.SafeDumper):
    """Writes equal values out instead of as aliases, which JSON does not have."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def to_block(value: Any) -> str:
    return yaml.dump({"lr_scheduler": value}, Dumper=PlainDumper, default_flow_style=False, sort_keys=False)


def to_flow(value: Any) -> str:
    return yaml.dump({"lr_scheduler": value}, Dumper=PlainDumper, default_flow_style=True, sort_keys=False)


def to_json(value: Any) -> str:
    return json.dumps({"lr_scheduler": value})


def test_a_value_without_findings_trains() -> None:
    clean = []

    @examples(1200)
    @given(field_values())
    @example([{"name": "cosine_with_warmup_restarts", "interval": "step", "kwargs": {"num_cycles": 10**400}}])
    def holds(value: Any) -> None:
        for text, filename in ((to_block(value), "plan.yaml"), (to_json(value), "plan.json")):
            if not check_text(text, filename).findings:
                clean.append(text)
                assert accepted(value)

    holds()
    assert len(clean) > 50, "the property holds of nothing"


def test_a_text_without_findings_trains() -> None:
    clean = []

    @examples(800)
    @given(texts(damaged=False))
    def holds(text: str) -> None:
        if check_text(text).findings or "ignore" in text:
            return
        try:
            documents = list(yaml.safe_load_all(text))
        except (yaml.YAMLError, ValueError):
            return  # another property holds that this is said, where it is ours to say
        for document in documents:
            for field in fields_in(document):
                clean.append(text)
                assert accepted(field)

    holds()
    assert len(clean) > 50, "the property holds of nothing"


# --- (f): the style does not matter --------------------------------------------------------------

# What a rule says of YAML's spellings can't be said of JSON; a dumper writes none of them.
YAML_ONLY = {
    "KLR401",  # numbers that YAML 1.1 and 1.2 read differently: JSON has one grammar of numbers
}


@examples(700)
@given(field_values())
def test_block_flow_and_json_have_the_same_findings(value: Any) -> None:
    block, flow, as_json = (
        {(f.code, f.path) for f in check_text(text, filename).findings if f.code not in YAML_ONLY}
        for text, filename in (
            (to_block(value), "plan.yaml"),
            (to_flow(value), "plan.yaml"),
            (to_json(value), "plan.json"),
        )
    )
    assert block == flow == as_json


# --- (g): the checker agrees with PyYAML and json ------------------------------------------------


class LenientLoader(yaml.SafeLoader):
    """PyYAML's safe loader, but for plain scalars that it takes for a date or number it can't make.

    Those (`2020-99-99`, `=`, `<<` as a value) are the checker's business inside the field only, and
    there they have a finding of their value, not of their text. So they are text here.
    """

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it out
        if kind is yaml.ScalarNode and implicit[0]:
            try:
                self.yaml_constructors[tag](self, yaml.ScalarNode(tag, value))
            except (KeyError, ValueError, yaml.YAMLError):
                return tag if value == "<<" else "tag:yaml.org,2002:str"
        return tag

    def construct_undefined(self, node: Any) -> Any:
        if node.tag == "tag:yaml.org,2002:merge" and node.value == "<<":
            return node.value
        return super().construct_undefined(node)


LenientLoader.yaml_constructors = {
    **yaml.SafeLoader.yaml_constructors,
    None: LenientLoader.construct_undefined,
}


def refusal(text: str, loader: type[yaml.SafeLoader]) -> Exception | None:
    """Return what PyYAML raises for a text, all of whose documents are read."""
    try:
        list(yaml.load_all(text, loader))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, AttributeError, IndexError) as error:
        return error
    return None


# What libyaml refuses, and with it yaml.CSafeLoader, but not PyYAML's reader in Python.
LIBYAML_ONLY = (
    "unexpected ':'",  # {a:[b]}, {a:{b: c}}: a colon that nothing but a bracket follows
    "a %YAML line with a version",  # %YAML 1.3: PyYAML takes any 1.x
)


def syntax_errors(findings: tuple[Finding, ...]) -> list[str]:
    """Return what is said of syntax, but for what is known to hold for one of PyYAML's readers only."""
    said = [finding.message for finding in findings if finding.code == "KLR001"]
    return [message for message in said if not message.startswith(LIBYAML_ONLY)]


def unreadable(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings if finding.code < "KLR200"}


@examples(800)
@given(st.one_of(texts(), texts(damaged=False)))
@example("lr_scheduler:\n- name: constant_with_warmup\t# note-3\n  interval: step\n")
@example("map: !!omap [a]\nlr_scheduler: [null]\n")
def test_what_pyyaml_refuses_has_a_finding(text: str) -> None:
    error = refusal(text, LenientLoader)
    if error is not None:
        assert unreadable(check_text(text).findings), error


@examples(800)
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"#%, \n\\<=~0", max_size=16))
def test_what_pyyaml_refuses_among_signs_has_a_finding(text: str) -> None:
    error = refusal(text, LenientLoader)
    if error is not None:
        assert unreadable(check_text(text).findings), error


@examples(800)
@given(texts())
def test_a_syntax_error_is_one_to_pyyaml(text: str) -> None:
    if said := syntax_errors(check_text(text).findings):
        assert refusal(text, yaml.SafeLoader) is not None, said


@examples(800)
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"#%, \n\\<=~0", max_size=16))
def test_a_syntax_error_among_signs_is_one_to_pyyaml(text: str) -> None:
    if said := syntax_errors(check_text(text).findings):
        assert refusal(text, yaml.SafeLoader) is not None, said


@examples(500)
@given(
    field_values(),
    st.integers(0, 300),
    st.sampled_from((*DAMAGE, "", '"a": 1,', "\\u0041", "\\ud83d", "//x\n")),
)
def test_json_is_refused_where_json_refuses_it(value: Any, at: int, piece: str) -> None:
    text = to_json(value)
    at = min(at, len(text))
    text = text[:at] + piece + text[at + (not piece) :]
    assume("\ud800" not in text)
    try:
        json.loads(text)
    except ValueError:
        assert unreadable(check_text(text, "plan.json").findings)
    else:
        codes = {finding.code for finding in check_text(text, "plan.json").findings}
        assert not codes & {"KLR001", "KLR003"}
