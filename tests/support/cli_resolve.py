"""Plans to resolve and to compare, and what comes of them."""

from __future__ import annotations

import pytest

from kumo_lr.facts.plan_layout import AUTHORITIES
from kumo_lr.facts.strategies import NUM_CYCLES, STRATEGIES, WARMUP
from tests.support.findings import told, unread

ENGINE = AUTHORITIES["engine"]
FROM_ENGINE = f"  # default: {ENGINE}"
FROM_DOCUMENTATION = f"  # default: {AUTHORITIES['documentation']}"
RATIO = WARMUP.default
CYCLES = int(NUM_CYCLES.default or 0)


def not_set(mode: str) -> str:
    """Say why the field's candidates are filled in; the documentation has no entry for DEBUG."""
    documented = "" if mode == "DEBUG" else ' (documentation: "Not included")'
    return f"not set, so {mode} applies those of {ENGINE}{documented}"


# What a plan can hold: both styles, all strategies, comments, odd blanks.
PLAN = """\
# My plan
run_mode: best

lr_scheduler:   # what to try
- name: exponential
  interval: epoch
  kwargs: {gamma: 0.9}
- name: cosine_with_warmup_restarts   # slow
  interval: step
- name: linear_with_warmup
  interval: step
  kwargs:
    # a long one
    warmup_ratio_or_steps: 500
- {name: constant_with_warmup, interval: epoch}
- {name: cosine_with_warmup_restarts, interval: epoch, kwargs: {num_cycles: 5}}  # five
- null
- name: cosine_with_warmup
  interval: step
  kwargs: {}
other: [1,  2]
"""
PLAN_FULL = f"""\
# My plan
run_mode: best

lr_scheduler:   # what to try
- name: exponential
  interval: epoch
  kwargs: {{gamma: 0.9}}
- name: cosine_with_warmup_restarts   # slow
  interval: step
  kwargs:
    num_cycles: {CYCLES}{FROM_DOCUMENTATION}
    warmup_ratio_or_steps: {RATIO}{FROM_ENGINE}
- name: linear_with_warmup
  interval: step
  kwargs:
    # a long one
    warmup_ratio_or_steps: 500
- {{name: constant_with_warmup, interval: epoch, kwargs: {{warmup_ratio_or_steps: {RATIO}}}}}\
  # default: warmup_ratio_or_steps ({ENGINE})
- {{name: cosine_with_warmup_restarts, interval: epoch, kwargs: {{num_cycles: 5, \
warmup_ratio_or_steps: {RATIO}}}}}  # five  # default: warmup_ratio_or_steps ({ENGINE})
- null
- name: cosine_with_warmup
  interval: step
  kwargs:
    warmup_ratio_or_steps: {RATIO}{FROM_ENGINE}
other: [1,  2]
"""
# Empty kwargs say nothing, so they go too.
PLAN_MINIMAL = PLAN.replace("  kwargs: {}\n", "")


def arguments_of(name: str) -> str:
    """Return the arguments of a strategy that gives none, on one line."""
    return ", ".join(f"{slot.name}: {slot.default}" for slot in STRATEGIES[name].arguments)


def default_candidate(name: str) -> str:
    arguments = "".join(
        f"    {slot.name}: {slot.default}  # default: {AUTHORITIES[slot.default_from]}\n"
        for slot in STRATEGIES[name].arguments
    )
    return f"- name: {name}{FROM_ENGINE}\n  interval: step{FROM_ENGINE}\n  kwargs:\n{arguments}"


STANDARD = (
    "cosine_with_warmup_restarts",
    "constant_with_warmup",
    "linear_with_warmup",
    "cosine_with_warmup",
)
CANDIDATES = "".join(map(default_candidate, STANDARD))
DATA = [
    {
        "name": name,
        "interval": "step",
        "kwargs": {slot.name: slot.default for slot in STRATEGIES[name].arguments},
    }
    for name in STANDARD
]


def default_field(mode: str = "NORMAL", indent: str = "") -> str:
    """Return the field with the four candidates, as it is filled in."""
    lines = f"lr_scheduler:  # default: {not_set(mode)}\n{CANDIDATES}".splitlines(keepends=True)
    return "".join(indent + line for line in lines)


SHORT = """\
lr_scheduler:
- name: linear_with_warmup
  interval: step
"""
SHORT_FULL = f"{SHORT}  kwargs:\n    warmup_ratio_or_steps: {RATIO}{FROM_ENGINE}\n"
LIST = SHORT.partition("\n")[2]
IN_LIST = "- " + SHORT.replace("\n", "\n  ").rstrip() + "\n"
LIST_FULL = SHORT_FULL.partition("\n")[2]
IN_LIST_FULL = "- " + SHORT_FULL.replace("\n", "\n  ").rstrip() + "\n"
BAD = """\
run_mode: fats
lr_scheduler:
- name: exponental
  interval: epok
  kwargs: {gamma: 9}
- name: linear_with_warmup
"""
BAD_SAID = told(BAD, "bad.yaml")
ONE_ERROR = "1 file checked: 1 error\n"
IS_LIST = told("optimization:\n- lr_scheduler: [null]\n")


def unreadable(name: str, why: str, what_to_do: str) -> str:
    return unread(name, why, what_to_do) + ONE_ERROR


MISSING = unreadable("nope.yaml", "no such file or directory", "check the path")
IS_FOLDER = unreadable(".", "it is a folder", "name a file in it")
NO_STDIN = unreadable("<stdin>", "standard input is closed", "pass a file, or pipe one in")
DEFAULTS = """\
# ours
normal:
  kwargs: {num_cycles: 5}
BEST:
  lr_scheduler:
  - name: exponential
    interval: epoch
    kwargs: {gamma: 0.5}
  - name: cosine_with_warmup_restarts
    interval: step
  kwargs:
    warmup_ratio_or_steps: 100
"""
RESTARTS = """\
run_mode: BEST
lr_scheduler:
- name: cosine_with_warmup_restarts
  interval: step
"""


def origin(kind: str, source: str, line: int | None = None) -> dict[str, object]:
    return {"kind": kind, "source": source, "line": line}


BY_ENGINE = origin("engine", ENGINE)
BY_DOCUMENTATION = origin("documentation", "documentation")
NAMES = pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two words.yaml", "two words.yaml"),
        ("ünï学🚀.yaml", "ünï学🚀.yaml"),
        ("""quotes"and'others.yaml""", """quotes"and'others.yaml"""),
        ("new\nline: 1.yaml", "new\\nline: 1.yaml"),
        ("tab\tred\x1b[31m.yaml", "tab\\tred\\x1b[31m.yaml"),
    ],
    ids=ascii,
)
LEFT = """\
lr_scheduler:
- name: exponential
  interval: epoch
  kwargs: {gamma: 0.9}
- name: linear_with_warmup
  interval: step
- null
- name: cosine_with_warmup
  interval: step
  kwargs: {warmup_ratio_or_steps: 1}
"""
RIGHT = f"""\
run_mode: BEST
lr_scheduler:
- name: linear_with_warmup
  interval: step
  kwargs: {{warmup_ratio_or_steps: {RATIO}}}
- name: exponential
  interval: epoch
  kwargs: {{gamma: 0.95}}
- name: cosine_with_warmup
  interval: epoch
  kwargs: {{warmup_ratio_or_steps: 1.0}}
- name: cosine_with_warmup_restarts
  interval: step
"""
DIFF = f"""\
~ exponential  (a.yaml:2, b.yaml:6)
  - gamma: 0.9  (a.yaml:4)
  + gamma: 0.95  (b.yaml:8)
~ cosine_with_warmup  (a.yaml:8, b.yaml:9)
  - interval: step  (a.yaml:9)
  + interval: epoch  (b.yaml:10)
  - warmup_ratio_or_steps: 1  (a.yaml:10)
  + warmup_ratio_or_steps: 1.0  (b.yaml:11)
- no scheduling  (a.yaml:7)
+ cosine_with_warmup_restarts, interval: step, {arguments_of("cosine_with_warmup_restarts")}  (b.yaml:12)
2 changed, 1 only in a.yaml, 1 only in b.yaml, 1 candidate the same (a.yaml as NORMAL, b.yaml as BEST)
"""
