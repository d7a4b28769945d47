"""Texts of the field, in which every part can be wrong."""

from __future__ import annotations

from typing import Any, TypeAlias

from hypothesis import strategies as st

from kumo_lr.facts.strategies import ARGUMENTS as SLOTS
from kumo_lr.facts.strategies import STRATEGIES
from tests.support.documented import fitting

Number: TypeAlias = int | float
Candidates: TypeAlias = list[Any]
NAMES = (*STRATEGIES, "exponental", "CosineWithWarmup", "linear", "StepLR", "none", "Exponential-LR")
INTERVALS = ("step", "epoch", "Step", "batch", "epochs")
ARGUMENTS = (*SLOTS, "gama", "warmup_steps", "lr", "Gamma")
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
    *("optimization:\nlr_scheduler:", "optimization: {max_epochs: 8}\nlr_scheduler:"),
    *("training_job:\n  lr_scheduler:", "training:\n  lr_scheduler:", "optimization:\n- lr_scheduler:"),
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
    needed = STRATEGIES[strategy].required
    own = sorted(STRATEGIES[strategy].arguments, key=lambda slot: slot.name not in needed)
    pairs = []
    for slot in own[: draw(st.integers(len(needed), len(own)))]:
        value = str(draw(st.sampled_from(fitting(slot))))
        pairs.append((draw(rarely(slot.name, ARGUMENTS)), draw(rarely(value, NUMBERS + WORDS, 5))))
    return pairs


@st.composite
def flow_mappings(draw: st.DrawFn, pairs: list[tuple[str, str]]) -> str:
    joined = [
        f"{key}{draw(st.sampled_from((': ', ': ', ': ', ': ', ':', ' :')))}{value}" for key, value in pairs
    ]
    return "{" + ", ".join(joined) + draw(st.sampled_from(("", "", "", ","))) + "}"


Lines: TypeAlias = list[tuple[str, list[tuple[str, str]] | str]]


@st.composite
def candidate_lines(draw: st.DrawFn) -> Lines:
    """Return the keys of a candidate with their values; those of kwargs are pairs again."""
    strategy = draw(st.sampled_from(tuple(STRATEGIES)))
    interval = draw(st.sampled_from(("step", "epoch")))
    lines: Lines = [
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
    elif change < 8:
        lines = draw(reshaped(lines))
    return lines


@st.composite
def reshaped(draw: st.DrawFn, lines: Lines) -> Lines:
    """Return a candidate in a shape that other programs read."""
    (_, name), (_, interval), (_, arguments) = lines
    pairs = arguments if isinstance(arguments, list) else []
    key, number = pairs[0] if pairs else ("warmup_ratio_or_steps", "0.1")
    beside: Lines = [(key, number) for key, number in pairs]
    forms: tuple[Lines, ...] = (
        [(str(name), arguments)],
        [(str(name), arguments), lines[1]],
        [(str(name), [*pairs, ("interval", str(interval))])],
        [(str(name), ""), *lines[1:]],
        [*lines[:2], *beside],
        [*lines[:2], *beside, ("kwargs", [])],
        [*beside, *lines[:2]],
        [lines[0], ("kwargs", [("interval", str(interval)), *pairs])],
        [("kwargs", [*pairs, ("name", str(name))]), lines[1]],
        [lines[0], ("interval", "[step, epoch]"), lines[2]],
        [*lines[:2], ("kwargs", [(key, f"[{number}, 0.3, 2]"), *pairs[1:]])],
        [("name", "[linear_with_warmup, cosine_with_warmup]"), lines[1]],
        [*lines[:2], ("kwargs", "'{" + ", ".join(f'"{k}": {n}' for k, n in pairs) + "}'")],
        [*lines, (draw(st.sampled_from(("type", "unit", "params", "by_epoch", key))), "true")],
        [*lines[:2], ("kwargs", [*pairs, ("warmup_steps", "3"), ("warmup_ratio", "0.1")])],
        [("name", draw(st.sampled_from(("none", "~", "off")))), lines[1]],
        [lines[0], ("by_epoch", draw(st.sampled_from(("true", "false", "1")))), lines[2]],
    )
    return draw(st.sampled_from(forms))


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
        return f"{text} {draw(rarely('???', (*WORDS, *STRATEGIES), 2))}{draw(st.sampled_from(COMMENTS))}\n"
    if form < 3:
        items = ", ".join(draw(flow_candidates()) for _ in range(draw(st.integers(0, 2))))
        return f"{text} {draw(st.sampled_from((*[''] * 8, '!!seq ', '&f ', '!x ')))}[{items}]\n"
    if form == 3:  # a mapping instead of a list
        mapping = draw(
            flow_mappings(
                [(k, v if isinstance(v, str) else draw(flow_mappings(v))) for k, v in draw(candidate_lines())]
            )
        )
        return f"{text} {mapping}{draw(st.sampled_from(COMMENTS))}\n"
    tag = draw(st.sampled_from((*[""] * 12, " !!seq", " &f", " !!omap")))
    last = head.rpartition("\n")[2]
    pad = " " * (len(last) - len(last.lstrip()))
    if form == 4:
        (first, *others) = draw(block_candidates(f"{pad}  ")).splitlines(keepends=True)
        if not first.strip().startswith("- {") and first.strip() != "-":
            mapping = first.replace("- ", "  ", 1) + "".join(others)
            return f"{text}{draw(st.sampled_from(COMMENTS))}\n{mapping}"
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


FILENAMES = ("plan.yaml", "plan.json")
