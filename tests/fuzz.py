"""Throws hostile, random and mutated inputs at the checker and the fixer: `python tests/fuzz.py`.

No input may make them raise, report a failed rule, point outside the text, or take long. What goes
wrong is shrunk and shown once for each place in the code where it went wrong; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kumo_lr.check.checker import check_data, check_source
from kumo_lr.check.fixes import applicable, fix_source
from kumo_lr.facts.foreign_names import OTHER_ARGUMENTS, OTHER_KEYS
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS, STRATEGIES
from kumo_lr.findings import Checked, Finding
from kumo_lr.rules import RULES
from kumo_lr.source import Location, Position, Source, Span

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
LINE_END = r"\r\n|\n|\r"
SECONDS_EACH = 2.0  # for a random input, which is a few kilobytes at most
SECONDS_HOSTILE = 5.0
LONG = 100_000  # places in longer texts are not counted again: that would take longer than the check
FIX_SHARE = 0.2
SHRINK_SECONDS = 10.0
PLACES = (None, None, None, ".", "lr_scheduler", "lr_scheduler.0", "optimization.lr_scheduler", "a.0.b", "")


class Input(NamedTuple):
    """One input: the bytes, the name they are checked under, and where the field stands."""

    data: bytes
    name: str = "plan.yaml"
    at: str | None = None
    label: str = ""


class Failure(NamedTuple):
    """What went wrong with an input, and a key that is the same for the same defect."""

    key: str
    detail: str


class TooSlow(BaseException):
    """Raised by the alarm while an input is being checked."""


# --- what must hold of every check -------------------------------------------------------------


def position_of(text: str, offset: int) -> Position:
    """Return the line and column of an offset, by counting."""
    before = text[:offset]
    if before.endswith("\r") and text[offset : offset + 1] == "\n":
        before = before[:-1]  # between CR and LF: still on the line that they end
    ends = [match.end() for match in re.finditer(LINE_END, before)]
    return Position(len(ends) + 1, offset - (ends[-1] if ends else 0) + 1)


def span_defects(text: str, span: Span, location: Location, what: str) -> Iterator[str]:
    if not 0 <= span.start <= span.end <= len(text):
        yield f"{what}: span {tuple(span)} outside the text of {len(text)} characters"
        return
    if len(text) < LONG and location != (position_of(text, span.start), position_of(text, span.end)):
        yield f"{what}: location {location} is not where the span {tuple(span)} is"


def finding_defects(text: str, finding: Finding) -> Iterator[str]:
    if finding.code == "KLR999":
        yield f"KLR999: {finding.message}"
    yield from span_defects(text, finding.span, finding.location, finding.code)
    for edit in finding.fix.edits if finding.fix else ():
        yield from span_defects(text, edit.span, edit.location, f"{finding.code} edit")


def defects(text: str, findings: Iterable[Finding], *, most: int = 50) -> Iterator[str]:
    """Return what is wrong with the findings of a text whose byte order mark is left out."""
    found = list(findings)
    if found != sorted(found, key=lambda finding: finding.sort_key):
        yield "findings are not sorted"
    if len({(finding.sort_key, finding.path, finding.document) for finding in found}) < len(found):
        yield "findings are not distinct"
    if len({finding.document is None for finding in found}) > 1:
        yield "some findings name their document, others of the same text do not"
    for finding in found[:most]:
        yield from finding_defects(text, finding)


def run(data: Input, *, fixing: bool) -> list[str]:
    """Check, and fix if asked; give what is wrong with the outcome. Raises what they raise."""
    checked = check_data(data.data, data.name, at=data.at)
    wrong = list(defects(checked.source.text, checked.findings))
    if fixing:
        for unsafe in (False, True):
            wrong += fix_defects(checked, data.at, unsafe=unsafe)
    return wrong


def fix_defects(checked: Checked, at: str | None, *, unsafe: bool) -> Iterator[str]:
    def recheck(source: Source) -> Checked:
        return check_source(source, at=at)

    fixed = fix_source(checked, unsafe=unsafe, recheck=recheck).checked
    yield from (f"after fixing: {wrong}" for wrong in defects(fixed.source.text, fixed.findings))
    if left := applicable(fixed.findings, unsafe=unsafe):
        yield f"fixes left (unsafe={unsafe}): {left[0].title}"
    again = fix_source(fixed, unsafe=unsafe, recheck=recheck)
    if again.applied:
        yield f"fixing is not idempotent (unsafe={unsafe})"
    if len([f for f in fixed.findings if f.severity == "error"]) > len(
        [f for f in checked.findings if f.severity == "error"]
    ):
        yield f"fixing adds errors (unsafe={unsafe})"


# --- inputs that are built -----------------------------------------------------------------------

_NAMES = (
    *STRATEGIES,
    "exponental",
    "linear",
    "Cosine-With-Warmup",
    "StepLR",
    "none",
    "polynomial",
    "ConstantLR",
)
_KEYS = (
    *CANDIDATE_KEYS,
    *ARGUMENTS,
    *list(OTHER_KEYS)[:8],
    *list(OTHER_ARGUMENTS)[:8],
    "gama",
    "nme",
    "<<",
    "",
)
_NUMBERS = (
    *("0", "1", "1.0", "0.1", "100", "100.0", ".5", "5.", "-1", "-0.0", "1e3", "1e-3", "1.0e-3", "1.5e+3"),
    *("9e-1", "010", "0x1F", "0b11", "0o10", "1_000", "1:30", "190:20:30.15", ".nan", ".inf", "-.inf", "NaN"),
    *("Infinity", "10%", "0,9", "1e400", "1e999", "0x" + "f" * 30, "9" * 400, "0x" + "e" * 4000),
)
_WORDS = (
    *(
        "step",
        "epoch",
        "Step",
        "epochs",
        "batch",
        "yes",
        "no",
        "on",
        "off",
        "true",
        "null",
        "~",
        "none",
        "=",
        "<<",
    ),
    *(
        "???",
        "2020-01-01",
        "2020-99-99",
        "FAST",
        "fast",
        "FSAT",
        "normal",
        "debug",
        "x",
        "é",
        "\u2028",
        "\ufeff",
    ),
)
_SIGNS: tuple[str, ...] = (
    *"[]{},:?-&*!|>%@`'\"#\t\n\r \\~<=.0\x00\x07\x7f\x85\xa0\u2028\ufeff",
    *(
        chr(0xD800),
        "- ",
        ": ",
        "  ",
        "&a ",
        "*a",
        "!!str ",
        "!!seq ",
        "!!map ",
        "!!int ",
        "!!float ",
        "!!omap ",
    ),
    *("!!set ", "!!binary ", "! ", "!x ", "!%ED%A0%80 ", "<<: *a", "---\n", "...\n", "%YAML 1.2\n", "\r\n"),
    *("%TAG ! tag:x,2000:\n", "# c\n", " # kumo-lr: ignore[KLR201]\n", "# kumo-lr: ignore\n", "|\n", "|-\n"),
    *(" # kumo-lr: ignore-file[KLR104, unknown-key] x\n", ">+\n", '"0.9"', "'0.9'", "run_mode: FSAT\n"),
    *("lr_scheduler:\n", "lr_schedular:\n", "optimization:\n", "model_plan:\n"),
)


class Maker:
    """Makes YAML-like texts of the field, from one source of randomness."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def text(self) -> str:
        rng, lines = self.rng, []
        if rng.random() < 0.3:
            lines.append(
                rng.choice(("base: &a {interval: step}", "a: &a [x]", "a: &a 0.1", "run_mode: fsat"))
            )
        depth = rng.choice((0, 0, 0, 1, 2))
        lines += [f"{'  ' * i}{key}:" for i, key in enumerate(("model_plan", "optimization")[2 - depth :])]
        pad = "  " * depth
        key = rng.choice(("lr_scheduler", "lr_scheduler", "lr_scheduler", "lr_schedular", "'lr_scheduler'"))
        style = rng.random()
        items = rng.randrange(4)
        if style < 0.2:
            lines.append(f"{pad}{key}: [{', '.join(self.flow(3) for _ in range(items))}]")
        elif style < 0.3:
            lines.append(f"{pad}{key}: {self.value(2)}")
        else:
            lines.append(f"{pad}{key}:{self.comment()}")
            for _ in range(items):
                lines += self.candidate(pad + rng.choice(("", "  ")))
        text = rng.choice(("\n", "\n", "\n", "\r\n", "\r")).join(lines)
        return text + rng.choice(("", "\n", "\n---\n" + text))

    def comment(self) -> str:
        codes = self.rng.choice(
            ("KLR201", "KLR204", "unknown-key", "KLR001", "nonsense", "", "KLR107, KLR108")
        )
        return self.rng.choice(("", "", "", " # c", f" # kumo-lr: ignore[{codes}]", "# c", "\t# c"))

    def candidate(self, pad: str) -> list[str]:
        rng = self.rng
        kind = rng.random()
        if kind < 0.2:
            return [f"{pad}- {self.value(2)}{self.comment()}"]
        lines = [
            f"name: {self.scalar(_NAMES)}{self.comment()}",
            f"interval: {self.scalar(('step', 'epoch', 'batch'))}",
        ]
        if rng.random() < 0.2:
            lines.append(f"{self.scalar(_KEYS)}: {self.value(1)}{self.comment()}")
        if rng.random() < 0.2:
            lines.append("<<: *a")
        lines.append(f"kwargs:{self.comment()}")
        keys = (*ARGUMENTS, *_KEYS)
        arguments = range(rng.randrange(3))
        lines.extend(f"  {self.scalar(keys)}: {self.value(1)}{self.comment()}" for _ in arguments)
        if rng.random() < 0.2:
            del lines[rng.randrange(len(lines))]
        if rng.random() < 0.2:
            rng.shuffle(lines)
        first = rng.choice(("- ", "- ", "- ", "- - ", "- &b ", "-\t"))
        rest = " " * len(first)
        return [f"{pad}{first if i == 0 else rest}{line}" for i, line in enumerate(lines)]

    def value(self, depth: int) -> str:
        rng = self.rng
        kind = rng.random()
        if kind < 0.1:
            return rng.choice(("*a", "&c ", "!!str ", "!!float ", "! ", "!x ", "&a ")) + self.scalar(_NUMBERS)
        if kind < 0.2:
            return self.flow(depth)
        return self.scalar(_NUMBERS) if kind < 0.8 else self.scalar(_WORDS)

    def flow(self, depth: int) -> str:
        rng = self.rng
        kind = rng.random()
        if depth == 0 or kind < 0.2:
            return self.scalar((*_NUMBERS, *_WORDS, *_NAMES))
        if kind < 0.4:
            return "[" + ", ".join(self.flow(depth - 1) for _ in range(rng.randrange(3))) + "]"
        if kind < 0.6:
            pairs = [
                f"{self.scalar(_KEYS)}{rng.choice((': ', ':', ' :'))}{self.flow(depth - 1)}" for _ in range(2)
            ]
            return "{" + ", ".join(pairs) + "}"
        argument = f"{self.scalar(tuple(ARGUMENTS))}: {self.scalar(_NUMBERS)}"
        words = f"name: {self.scalar(_NAMES)}, interval: {self.scalar(('step', 'epoch'))}"
        return f"{{{words}, kwargs: {{{argument}}}}}"

    def scalar(self, choices: Sequence[str]) -> str:
        rng = self.rng
        quote = rng.choice(("", "", "", "", '"', "'"))
        return f"{quote}{rng.choice(choices)}{quote}"

    def mutated(self, text: str) -> str:
        for _ in range(self.rng.choice((1, 1, 1, 2, 3, 6))):
            text = self.rng.choice(_MUTATIONS)(self.rng, text)
        return text[:20_000]


def _insert(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_SIGNS) + text[at:]


def _delete(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.choice((1, 1, 2, 8)) :]


def _replace_token(rng: random.Random, text: str) -> str:
    tokens = list(re.finditer(r"[^\s\[\]{},:]+", text))
    if not tokens:
        return text
    start, end = rng.choice(tokens).span()
    return text[:start] + rng.choice((*_NUMBERS, *_WORDS, *_KEYS, *_NAMES, *_SIGNS)) + text[end:]


def _change_lines(rng: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    change = rng.randrange(5)
    if change == 0:
        del lines[at]
    elif change == 1:
        lines.insert(other, lines[at])
    elif change == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif change == 3:
        lines[at] = rng.choice(("  ", " ", "\t", "- ")) + lines[at]
    else:
        lines[at] = lines[at][rng.choice((1, 2)) :]
    return "".join(lines)


def _swap_quotes(rng: random.Random, text: str) -> str:
    return re.sub(
        r"(?<=: )([\w.+-]+)", rng.choice((r'"\1"', r"'\1'", r"&a \1", r"!!str \1", r"[\1]")), text, count=2
    )


def _glue(rng: random.Random, text: str) -> str:
    """Take the blank away before a comment, or behind a colon."""
    return re.sub(rng.choice((r" +(?=#)", r"(?<=:) +(?=[\"'\[{])")), "", text, count=2)


_MUTATIONS: tuple[Callable[[random.Random, str], str], ...] = (
    _insert,
    _insert,
    _delete,
    _replace_token,
    _replace_token,
    _change_lines,
    _swap_quotes,
    _glue,
)


def corpus() -> list[str]:
    """Return the texts that are mutated: the rules' own examples and the fixtures."""
    texts = [text for rule in RULES.values() for text in (rule.bad, rule.good)]
    if FIXTURES.is_dir():
        files = sorted(path for path in FIXTURES.rglob("*") if path.is_file())
        texts += [path.read_bytes().decode("utf-8", "surrogateescape") for path in files]
    candidate = {"name": "exponential", "interval": "epoch", "kwargs": {"gamma": "0.9"}}
    texts.append(json.dumps({"optimization": {"lr_scheduler": [candidate, None]}}, indent=1))
    return sorted({text for text in texts if text and len(text) < 20_000})


def inputs(rng: random.Random) -> Iterator[Input]:
    """Return random inputs without end."""
    maker, texts = Maker(rng), corpus()
    while True:
        name = rng.choice(("plan.yaml", "plan.yaml", "plan.yml", "plan.json"))
        kind = rng.random()
        if kind < 0.1:
            data = rng.randbytes(rng.randrange(200))
        elif kind < 0.15:
            data = "".join(rng.choices(_SIGNS, k=rng.randrange(40))).encode("utf-8", "surrogatepass")
        elif kind < 0.4:
            data = maker.text().encode("utf-8", "surrogateescape")
        else:
            text = maker.mutated(rng.choice(texts) if kind < 0.8 else maker.text())
            data = text.encode("utf-8", "surrogatepass" if kind < 0.42 else "replace")
        if kind > 0.95:
            at = rng.randrange(len(data) + 1)
            data = data[:at] + rng.randbytes(rng.randrange(1, 3)) + data[at:]
        yield Input(data, name, rng.choice(PLACES))


# --- inputs that are hostile ---------------------------------------------------------------------

_FIELD = "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: "


def _ladder(levels: int, width: int) -> str:
    """Return anchors each of which holds `width` aliases to the one before."""
    lines = [f"a0: &a0 [{', '.join('x' * width)}]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, levels)]
    return "\n".join(lines) + "\n"


def _merge_ladder(levels: int, width: int) -> str:
    lines = ["m0: &m0 {k0: 1}"]
    lines += [f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * width)}], k{i}: 1}}" for i in range(1, levels)]
    return "\n".join(lines) + f"\nlr_scheduler:\n- <<: *m{levels - 1}\n"


def hostile_texts() -> Iterator[tuple[str, str]]:
    """Return texts that are built to exhaust time, memory or the stack."""
    for count in (99, 1_000, 100_000):
        yield f"{count} open brackets", "lr_scheduler: " + "[" * count
        yield f"{count} nested brackets", "lr_scheduler: " + "[" * count + "]" * count
        yield f"{count} nested braces", "lr_scheduler: " + "{a: " * count + "}" * count
        yield f"{count} nested pairs", "lr_scheduler: " + "[a: " * count + "]" * count
        yield f"{count} nested dashes", "lr_scheduler:\n" + "- " * count + "x"
        yield f"{count} nested questions", "? " * count + "x"
    yield "indented 500 deep", "".join(f"{' ' * i}a:\n" for i in range(500))
    yield "a line of 5 MB", "lr_scheduler: " + "x" * 5_000_000
    yield "a quoted line of 5 MB", f'{_FIELD}"{"9" * 5_000_000}"\n'
    yield "a name of 5 MB", "lr_scheduler:\n- name: " + "e" * 5_000_000 + "\n  interval: step\n"
    yield "a comment of 5 MB", f"{_FIELD}0.9 # kumo-lr: ignore[{'KLR201,' * 700_000}]\n"
    yield "5 MB of blank lines", f"{_FIELD}0.9\n" + "\n" * 5_000_000
    yield "a percentage of 1 MB", f"{_FIELD}'{' ' * 500_000}{'9' * 500_000}%x'\n"
    for levels, width in ((10, 10), (30, 2), (6, 10), (1_000, 2)):
        bomb = _ladder(levels, width)
        yield f"alias bomb {width}**{levels}", bomb + f"lr_scheduler: *a{levels - 1}\n"
        yield f"alias bomb {width}**{levels} in kwargs", f"{bomb}{_FIELD}*a{levels - 1}\n"
        yield f"merge bomb {width}**{levels}", _merge_ladder(levels, width)
    yield "anchor in itself, list", "lr_scheduler: &a [*a]\n"
    yield "anchor in itself, mapping", "lr_scheduler: &a {x: *a}\n"
    yield "anchor in itself, merged", "lr_scheduler:\n- &a {<<: *a}\n"
    yield "anchor in itself, as key", "&a {? *a : x}\n"
    yield "anchor in itself, deep", "lr_scheduler: &a [[[[{x: [*a]}]]]]\n"
    yield "alias chain", "".join(f"- &a{i} [{f'*a{i - 1}' if i else 'x'}]\n" for i in range(10_000))
    yield (
        "merge chain",
        "".join(f"k{i}: &a{i} {{{f'<<: *a{i - 1}' if i else 'x: 1'}}}\n" for i in range(10_000)),
    )
    yield (
        "merge chain of 90 with 2,000 keys",
        "base: &a0 {"
        + ", ".join(f"k{i}: 1" for i in range(2_000))
        + "}\n"
        + ("".join(f"m{i}: &a{i} {{<<: *a{i - 1}}}\n" for i in range(1, 90)) + "lr_scheduler:\n- <<: *a89\n"),
    )
    yield (
        "wide mapping merged often",
        "base: &a {"
        + ", ".join(f"k{i}: 1" for i in range(1_000))
        + ("}\nlr_scheduler:\n" + "- <<: *a\n" * 2_000),
    )
    yield "10,000 aliases", "base: &a {name: exponental}\nlr_scheduler:\n" + "- *a\n" * 10_000
    yield from _many()
    yield from _odd_characters()


def _many() -> Iterator[tuple[str, str]]:
    """Return 10,000 of what is handled one by one, which must not be looked at pair by pair."""
    count = 10_000
    comment = "# kumo-lr: ignore[KLR201]"
    yield "comments in a row", f"{comment}\n" * count + f"{_FIELD}0.9\n"
    yield "comments behind values", f"{_FIELD}0.9\nlist:\n" + f"- x {comment}\n" * count
    yield "comments behind quotes", f"{_FIELD}0.9\nlist:\n" + f"- 'x' {comment}\n" * count
    yield "comments that mute", "lr_scheduler:\n" + "- foo # kumo-lr: ignore[KLR104]\n" * count
    yield "one comment, many codes", f"{_FIELD}0.9 # kumo-lr: ignore[{'KLR201, ' * count}]\n"
    yield "file comments", "# kumo-lr: ignore-file[KLR104]\n" * count + "lr_scheduler:\n" + "- foo\n" * count
    yield "comments without rules", "# kumo-lr: x\n" * count + f"{_FIELD}0.9\n"
    yield "comments with CR", f"{_FIELD}0.9\r" + f"# kumo-lr: x{comment}\r" * count
    yield "block scalars and comments", "list:\n" + f"- |\n  # kumo-lr: x\n- x {comment}\n" * count
    yield "duplicate keys", "".join("a: 1\n" for _ in range(count))
    yield (
        "misspelt keys",
        "lr_scheduler:\n- " + "  ".join(f"name{chr(0x4E00 + i)}: x\n" for i in range(count)),
    )
    arguments = "".join(f"    gamma{chr(0x4E00 + i)}: x\n" for i in range(count))
    yield "misspelt arguments", f"{_FIELD}0.9\n{arguments}"
    yield "misspelt fields", "".join(f"lr_scheduler{chr(0x4E00 + i)}: []\n" for i in range(count))
    yield (
        "candidates",
        "lr_scheduler:\n" + "- {name: exponental, interval: step, kwargs: {gama: '0.9'}}\n" * count,
    )
    yield (
        "candidates on a line",
        "lr_scheduler: [" + "{name: exponental, kwargs: {gamma: 9e-1}}, " * count + "]\n",
    )
    yield "documents", "lr_scheduler: []\n---\n" * count
    yield "scalars of words", "lr_scheduler: [" + "foo, " * count + "]\n"
    yield "anchors with aliases", "x: &x 1\nlist:\n" + "".join(f"- &a{i} [*x]\n" for i in range(count))
    yield "merges", "x: &x {interval: step}\nlr_scheduler:\n- " + "<<: *x\n  " * count + "name: exponential\n"
    yield "open quotes", "'" * count
    yield "tags", "lr_scheduler:\n" + "- !x y\n" * count


def _odd_characters() -> Iterator[tuple[str, str]]:
    for code in (*range(32), 0x7F, 0x85, 0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF, 0x1F600, 0x10FFFF):
        char = chr(code)
        yield f"U+{code:04X} alone", char
        yield f"U+{code:04X} in a comment", f"{_FIELD}0.9 # {char}\n"
        yield f"U+{code:04X} in a name", _FIELD.replace("exponential", f"expo{char}nential") + "0.9\n"
        yield f"U+{code:04X} at a line's start", f"{_FIELD}0.9\n{char}\n"
    for number in (
        "9" * 400,
        "9" * 5_000,
        "-" + "9" * 400,
        "0x" + "f" * 5_000,
        "0b" + "1" * 20_000,
        "0" + "7" * 9_000,
    ):
        for argument in ("gamma", "num_cycles", "warmup_ratio_or_steps"):
            for name in ("exponential", "cosine_with_warmup_restarts"):
                field = _FIELD.replace("gamma", argument).replace("exponential", name)
                yield f"{argument} of {number[:3]}... in {name}", f"{field}{number}\n"
                yield f"{argument} of '{number[:3]}...' in {name}", f"{field}'{number}'\n"
    yield "sexagesimal without end", f"{_FIELD}{'1' + ':00' * 5_000}\n"
    yield "a float without end", f"{_FIELD}{'1' + ':00' * 500}.5\n"
    yield "exponent of 300 digits", f"{_FIELD}1.0e+{'9' * 300}\n"
    yield "percentage of 400 digits", f"{_FIELD}{'9' * 400}%\n"
    yield "comma of 400 digits", f"{_FIELD}'{'9' * 400},5'\n"
    yield "surrogates in a tag", "lr_scheduler: !%ED%A0%80 x\n"
    yield "surrogates in a declared tag", "%TAG ! tag:%ED%A0%80\n---\n!x y\n"
    yield "surrogates in an escape", 'lr_scheduler: "\\ud800"\n'
    yield "two byte order marks", f"\ufeff\ufeff{_FIELD}'0.9'\n"
    yield "a list with a run mode", "- run_mode\n- lr_scheduler\n"
    yield "a word with a run mode", "run_mode"


def hostile() -> Iterator[Input]:
    """Return hostile inputs, as YAML and as JSON, whole and at other places."""
    for label, text in hostile_texts():
        data = text.encode("utf-8", "surrogatepass")
        yield Input(data, "plan.yaml", None, label)
        yield Input(data, "plan.json", None, f"{label}, as JSON")
        yield Input(data, "plan.yaml", ".", f"{label}, at .")
    for encoding in ("latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1252"):
        yield Input(f"{_FIELD}0.9 # café\n".encode(encoding), label=encoding)
    brackets = '{"lr_scheduler": ' + "[" * 100_000 + "]" * 100_000 + "}"
    yield Input(brackets.encode(), "plan.json", None, "100000 nested brackets in JSON")
    keys = ", ".join(f'"k{i}": "\\ud800"' for i in range(10_000))
    yield Input(f'{{{keys}, "lr_scheduler": [null]}}'.encode(), "plan.json", None, "10,000 escapes in JSON")
    yield Input(b"", label="nothing")
    yield Input(b"\xef\xbb\xbf", label="a byte order mark alone")
    yield Input(b"\xef\xbb", label="half a byte order mark")
    yield Input(bytes(range(256)) * 100, label="all bytes")
    yield Input(b"\x00" * 100_000, label="NUL bytes")


# --- running -------------------------------------------------------------------------------------


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Stop what runs in it after some seconds, where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_number: int, _frame: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def attempt(data: Input, *, fixing: bool, seconds: float) -> Failure | None:
    """Run one input; give what went wrong with it."""
    try:
        with alarm(seconds):
            wrong = run(data, fixing=fixing)
    except TooSlow:
        return Failure(f"slow {data.label}", f"took more than {seconds} s")
    except Exception as error:  # noqa: BLE001 - any exception is what is looked for
        place = error.__traceback__
        where = ""
        while place is not None:
            code = place.tb_frame.f_code
            if "kumo_lr" in code.co_filename:
                where = f"{Path(code.co_filename).name}:{place.tb_lineno} {code.co_name}"
            place = place.tb_next
        return Failure(f"{type(error).__name__} {where}", repr(error)[:200])
    if not wrong:
        return None
    return Failure(re.sub(r"[0-9]+|\".*\"|\(.*\)", "", wrong[0]), wrong[0][:300])


def shrink(data: Input, failure: Failure, *, fixing: bool) -> Input:
    """Leave out what the failure does not need, for a while."""
    end = time.perf_counter() + SHRINK_SECONDS
    size = max(len(data.data) // 2, 1)
    while size:
        at = 0
        while at < len(data.data) and time.perf_counter() < end:
            smaller = data._replace(data=data.data[:at] + data.data[at + size :])
            found = attempt(smaller, fixing=fixing, seconds=SECONDS_EACH)
            if found is not None and found.key == failure.key:
                data = smaller
            else:
                at += size
        size //= 2
    return data


class Fuzzer:
    """Runs inputs and remembers what went wrong, and what took longest."""

    def __init__(self) -> None:
        self.failures: dict[str, int] = {}
        self.checked = 0
        self.fixed = 0
        self.slowest: list[tuple[float, str]] = []

    def feed(self, data: Input, *, fixing: bool, seconds: float, keep: int = 5) -> None:
        start = time.perf_counter()
        failure = attempt(data, fixing=fixing, seconds=seconds)
        taken = time.perf_counter() - start
        self.checked += 1
        self.fixed += fixing
        if len(self.slowest) < keep or taken > self.slowest[-1][0]:
            label = data.label or repr(data.data[:60])
            self.slowest = sorted([*self.slowest, (taken, label)], reverse=True)[:keep]
        if failure is not None:
            self.failures[failure.key] = self.failures.get(failure.key, 0) + 1
            if self.failures[failure.key] == 1:
                self.show(data, failure, fixing=fixing)

    def show(self, data: Input, failure: Failure, *, fixing: bool) -> None:
        say(f"FAILED {failure.detail}\n  [{failure.key}] {data.label} name={data.name} at={data.at}")
        if not failure.key.startswith("slow"):
            shown = data if len(data.data) > 50_000 else shrink(data, failure, fixing=fixing)
            say(f"  {len(shown.data)} bytes: {shown.data[:400]!r}")

    def report(self, title: str) -> None:
        say(f"slowest {title}: " + "; ".join(f"{taken:.2f} s {label}" for taken, label in self.slowest))
        self.slowest = []


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run the hostile inputs once, then `--count` random ones."""
    parser = argparse.ArgumentParser(description="Throw inputs at the checker and the fixer.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    start, fuzzer = time.perf_counter(), Fuzzer()
    for data in hostile():
        fuzzer.feed(data, fixing=False, seconds=SECONDS_HOSTILE)
    fuzzer.report("hostile")
    rng = random.Random(options.seed)
    source = inputs(rng)
    for _ in range(options.count):
        data = next(source)
        fuzzer.feed(data, fixing=rng.random() < FIX_SHARE, seconds=SECONDS_EACH)
    fuzzer.report("random")
    taken = time.perf_counter() - start
    total = sum(fuzzer.failures.values())
    for key, count in sorted(fuzzer.failures.items(), key=lambda item: -item[1]):
        say(f"  {count} x {key}")
    say(
        f"{fuzzer.checked} inputs checked, {fuzzer.fixed} of them fixed, {total} failed in "
        f"{len(fuzzer.failures)} ways, {taken:.0f} s, seed {options.seed}"
    )
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
