"""Random texts of the field, and mutations of the fixtures."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kumo_lr.facts.foreign_names import OTHER_ARGUMENTS, OTHER_KEYS
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS, STRATEGIES
from kumo_lr.rules import RULES
from tests.support.cases import fixture_files

PLACES = (
    None,
    None,
    None,
    ".",
    "lr_scheduler",
    "lr_scheduler.0",
    "optimization.lr_scheduler",
    "a.0.b",
    "*",
    "*.lr_scheduler",
)


class Input(NamedTuple):
    """One input: the bytes, the name they are checked under, and where the field stands."""

    data: bytes
    name: str = "plan.yaml"
    at: str | None = None
    label: str = ""


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
    *("# kumo-lr: disable[KLR201]\n", "# kumo-lr: enable[KLR201]\n", "- # kumo-lr: ignore[KLR204]\n"),
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
    texts += [path.read_bytes().decode("utf-8", "surrogateescape") for path in fixture_files()]
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
