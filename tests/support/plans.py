"""Texts of plans without errors, with comments wherever there may be some."""

from __future__ import annotations

import itertools
import json
import re

from hypothesis import strategies as st

from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import ARGUMENTS, STRATEGIES, WARMUP
from tests.support.documented import WARMED, fitting, good_values


def _spellings(slot: Slot) -> tuple[str, ...]:
    """Return numbers that an argument takes, in several spellings, and its default several times."""
    numbers = [*map(str, fitting(slot))]
    defaults = [] if slot.default is None else [str(slot.default)] * 3
    first = numbers[0]
    decimals = [f"{number}0" for number in (first, *defaults[:1]) if "." in number]
    kind = "float" if "." in first else "int"
    return (*numbers, *defaults, *decimals, f"&number {first}", f"!!{kind} {first}")


FIT = {slot.name: _spellings(slot) for slot in ARGUMENTS.values()}
DEFAULT = WARMUP.default
NULLS = ("", "null", "~", "Null", "!!null null", "&none null")
UNSET = ("'???'", '"???"', "???", "&unset '???'")
NOTES = (
    "",
    "",
    "",
    "",
    "",
    " # _",
    "  # _: [a, {b: 'c",
    " # _ # default of x",
    " #_",
    "  # name: _",
    ' # "_"',
)
PLAN = (
    "",
    "",
    "",
    "max_epochs: 8¤\n",
    "max_epochs: 8¤\nbase_lr: [0.1, {a: b}]¤\n",
    "¤¤\n",
    "\n",
    "loss: |\n  # no note\n  x\n",
)
SHARED = (
    *[""] * 6,
    "base: &base {interval: step}¤\n",
    "base: &base¤\n  interval: epoch¤\n",
    f"args: &args {{warmup_ratio_or_steps: {DEFAULT}}}¤\n",
    "args: &args {}¤\n",
    "args: &args¤\n  warmup_ratio_or_steps: 5¤\n",
    "base: &base {interval: step, kwargs: {}}¤\n",
    f"base: &base {{interval: step, kwargs: &args {{warmup_ratio_or_steps: {DEFAULT}}}}}¤\n",
    f"base: &base¤\n  interval: step¤\n  kwargs: &args¤\n    warmup_ratio_or_steps: {DEFAULT}¤\n",
    "whole: &whole¤\n  name: cosine_with_warmup_restarts¤\n  interval: step¤\n",
    "whole: &whole {name: linear_with_warmup, interval: step, kwargs: &args {}}¤\n",
)
TOPS = (
    *[()] * 4,
    ("optimization",),
    ("optimization",),
    ("model_plan", "optimization"),
)


@st.composite
def good_arguments(draw: st.DrawFn, strategy: str) -> list[str]:
    return [
        f"{draw(quoted(slot.name))}: {draw(st.sampled_from(FIT[slot.name]))}"
        for slot in draw(st.permutations(STRATEGIES[strategy].arguments))
        if slot.default is None or draw(st.integers(0, 2))
    ]


def quoted(word: str) -> st.SearchStrategy[str]:
    return st.sampled_from((word, word, word, word, f'"{word}"', f"'{word}'"))


@st.composite
def braces(draw: st.DrawFn, pairs: list[str], pad: str) -> str:
    """Return a mapping in braces, on one line or on several; `pad` is where its own line starts."""
    form = draw(st.integers(0, 5))
    comma = draw(st.sampled_from(("", "", ","))) if pairs else ""
    if form < 3:
        return "{" + ", ".join(pairs) + comma + "}"
    if form == 3:
        return "{ " + " , ".join(pairs) + f"{comma} }}"
    if form == 4:
        return "{" + f",¤\n{pad}  ".join(pairs) + comma + "}"
    lines = "".join(f"{pad}  {pair}{',' if i + 1 < len(pairs) else comma}¤\n" for i, pair in enumerate(pairs))
    return f"{{¤\n{lines}{pad}}}"


@st.composite
def good_pairs(draw: st.DrawFn, shared: str) -> tuple[str, list[tuple[str, list[str] | str]]]:
    """Return the keys of a candidate without errors, those of kwargs as pairs again."""
    merges = [f"*{name}" for name in ("base", "whole") if f"&{name}" in shared]
    merge = draw(st.sampled_from((None, *merges))) if merges else None
    names = WARMED if "kwargs" in shared and merge else tuple(STRATEGIES)
    strategy = draw(st.sampled_from(names))
    if merge == "*whole" and draw(st.booleans()):
        return strategy, [("<<", merge)]
    arguments = draw(good_arguments(strategy))
    kwargs: list[str] | str = arguments
    if "&args" in shared and strategy in WARMED and draw(st.booleans()):
        own = f"{{<<: *args, warmup_ratio_or_steps: {DEFAULT}}}"
        kwargs = draw(st.sampled_from(("*args", "*args", "{<<: *args}", own)))
    pairs: list[tuple[str, list[str] | str]] = [(draw(quoted("name")), draw(quoted(strategy)))]
    if merge is None or draw(st.booleans()):
        pairs.append(
            (draw(quoted("interval")), draw(st.sampled_from(("step", "epoch", '"step"', "!!str step"))))
        )
    if bool(STRATEGIES[strategy].required) or draw(st.booleans()) or (merge is None and draw(st.booleans())):
        pairs.append((draw(quoted("kwargs")), kwargs))
    if merge:
        pairs.append(("<<", draw(st.sampled_from((merge, f"[{merge}]")))))
    return strategy, draw(st.permutations(pairs))


@st.composite
def good_flow(draw: st.DrawFn, shared: str, pad: str) -> str:
    if draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(("null", "~")))
    if "&whole" in shared and draw(st.integers(0, 3)) == 0:
        return "*whole"
    _, pairs = draw(good_pairs(shared))
    return draw(
        braces(
            [
                f"{key}: {value if isinstance(value, str) else draw(braces(value, pad + '  '))}"
                for key, value in pairs
            ],
            pad,
        )
    )


def entries(key: str, pad: str) -> st.SearchStrategy[str]:
    """Return a key, and what stands before its value."""
    plain = f"{key}: "
    if key == "<<":
        return st.just(plain)
    return st.sampled_from(
        (
            *[plain] * 12,
            f"{key}:   ",
            f"{key} : ",
            f"{key}:¤\n{pad}  ",
            f"{key}:¤\n¤¤\n\n{pad}  ",
            f"? {key}\n{pad}: ",
            f"? {key}¤\n{pad}:¤\n{pad}    ",
        )
    )


@st.composite
def good_block(draw: st.DrawFn, shared: str, pad: str) -> str:
    form = draw(st.integers(0, 11))
    if form == 0:
        return f"{pad}- {draw(st.sampled_from(NULLS))}¤\n"
    if form == 1:
        return f"{pad}- {draw(good_flow(shared, pad + '  '))}¤\n"
    if form == 2 and "&whole" in shared:
        return f"{pad}- *whole¤\n"
    _, pairs = draw(good_pairs(shared))
    dash = draw(st.sampled_from(("- ", "- ", "- ", "- ", "-   ", "-¤\n_  ", "- &own¤\n_  ", "-\n_    ")))
    inner = pad + " " * len(dash.rpartition("\n")[2].replace("_", ""))
    lines = []
    for key, value in pairs:
        if isinstance(value, str):
            lines.append(f"{draw(entries(key, inner))}{value}¤\n")
        elif not value or draw(st.integers(0, 3)) == 0:
            anchor = draw(st.sampled_from(("", "", "", "&kw ", "!!map ")))
            lines.append(f"{draw(entries(key, inner))}{anchor}{draw(braces(value, inner + '  '))}¤\n")
        else:
            deep = inner + draw(st.sampled_from(("  ", "  ", " ", "    ")))
            anchor = draw(st.sampled_from(("", "", "", " &kw", " !!map")))
            lines.append(
                f"{key}:{anchor}¤\n{deep}"
                + f"{draw(st.sampled_from(('', '¤¤')))}".join(f"{pair}¤\n{deep}" for pair in value)[
                    : -len(deep)
                ]
            )
            if draw(st.integers(0, 5)) == 0:
                lines[-1] += draw(st.sampled_from((f"{deep}¤¤\n", "¤¤\n", "\n", f"{inner}¤¤\n")))
    first = pad + dash.replace("_", pad)
    return first + inner.join(lines)


BARE = (
    *("", "¤¤\n", "null¤\n", "~¤\n", "{}¤\n", "{ }¤\n", "a: 1¤\n", "'???'¤\n", "\n\n", "'a b': c\n ¤¤\n"),
    *("optimization:¤\n", "optimization: {}¤\n", "optimization: '???'¤\n", "optimization: &o {}¤\n"),
    *("optimization:¤\n  max_epochs: 8¤\n", "optimization: {max_epochs: 8}¤\n", "optimization: !!map {}¤\n"),
    *("model_plan:¤\n  optimization:¤\n", "model_plan: {optimization: {}, a: 1}¤\n", "model_plan:¤\n"),
    *("{a: 1,¤\n b: 2}¤\n", "{¤\n  a: 1,¤\n  b: 2,¤\n}¤\n", "{model_plan: null}¤\n", "{a: {b: [c]}¤\n}¤\n"),
    *("data: {x: y}¤\noptimization: ~¤\nlast: z¤\n", "optimization:¤\n¤¤\nlast: z¤\n"),
    *("model_plan:¤\n  a: |\n    x\n\n  ¤¤\nz: 1¤\n", "a: >+\n  x\n\n", "a:\n- 1\n- 2¤\n", "a: 'x\n  y'¤\n"),
    *(
        "optimization: &o {a: 1}¤\nother: *o\n",
        "base: &o {a: 1}¤\noptimization: *o\n",
        "a:\n- b:\n    - c¤\n",
    ),
    *("model_plan:¤\n  optimization:¤\n    a: 1¤\n  b: 2¤\n", "base: &o {a: 1}\noptimization:\n  <<: *o¤\n"),
    *("? optimization¤\n: max_epochs: 8¤\n", "? a\n: b¤\n", "base: &o {optimization: {a: 1}}\n<<: *o¤\n"),
    "base: &o {optimization: {a: 1}}\nmodel_plan:\n  <<: *o¤\n  loss: x¤\n",
)
# Fields that aliases share, or that stand twice.
ODD = (
    "base: &f [{name: linear_with_warmup, interval: step}]¤\nlr_scheduler: *f¤\n",
    "base: &f¤\n- name: linear_with_warmup\n  interval: step¤\nlr_scheduler: *f¤\n",
    "base: &o {lr_scheduler: [null]}¤\noptimization: *o¤\n",
    "base: &o {lr_scheduler: [{name: linear_with_warmup, interval: step}]}¤\noptimization:¤\n  <<: *o¤\n",
    "base: &o¤\n  lr_scheduler:\n  - name: linear_with_warmup\n    interval: step¤\n<<: *o¤\n",
    "base: &o {lr_scheduler: '???'}¤\noptimization: *o¤\nrun_mode: fast\n",
    "lr_scheduler: &f [{name: linear_with_warmup, interval: step}]¤\noptimization:\n  lr_scheduler: *f¤\n",
    "lr_scheduler: '???'¤\noptimization:¤\n  lr_scheduler: '???'¤\n",
    "lr_scheduler: [null]¤\noptimization:¤\n  lr_scheduler: '???'¤\n  a: 1¤\n",
    "lr_scheduler: &f '???'¤\noptimization:¤\n  lr_scheduler: *f¤\n",
    "lr_scheduler: '???'¤\noptimization:¤\n  max_epochs: 8¤\n",
    (
        "n: &n 0.1¤\ni: &i step¤\nlr_scheduler:\n- name: linear_with_warmup\n  interval: *i\n"
        "  kwargs: {warmup_ratio_or_steps: *n}¤\n- name: linear_with_warmup¤\n  interval: *i¤\n"
    ),
    "lr_scheduler:\n- name: &x linear_with_warmup¤\n  interval: &i step¤\n- {interval: *i , name: *x }¤\n",
    "lr_scheduler:\n- &c {name: linear_with_warmup, interval: step}¤\n- *c¤\n",
    "lr_scheduler:\n- &c\n  name: exponential¤\n  interval: step¤\n  kwargs: {gamma: 1}\n- *c¤\n- <<: *c¤\n",
    "lr_scheduler: [&c {name: linear_with_warmup, interval: step}, *c , *c]¤\n",
    (
        "lr_scheduler: [&c {name: linear_with_warmup, interval: step, kwargs: &k {}}, *c ,¤\n"
        "  {name: linear_with_warmup, interval: epoch, kwargs: *k}]¤\n"
    ),
    (
        "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n"
        "  kwargs: &k {warmup_ratio_or_steps: 0.1}¤\n"
        "- name: cosine_with_warmup_restarts\n  interval: step\n  kwargs: *k¤\n"
    ),
    (
        "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n"
        "  kwargs: &k¤\n    warmup_ratio_or_steps: 0.1¤\n"
        "- name: cosine_with_warmup_restarts\n  interval: step\n  kwargs:¤\n    <<: *k¤\n    num_cycles: 3¤\n"
    ),
    "lr_scheduler:¤\n  [null,¤\n   ~]¤\n",
    "lr_scheduler:¤\n  '???'¤\n",
    "lr_scheduler: !!str ???¤\n",
    "? lr_scheduler\n: '???'¤\n",
    "? lr_scheduler\n: - null¤\n  - name: linear_with_warmup¤\n    interval: step¤\n",
    "lr_scheduler: >-¤\n  ???\n",
    "optimization: {lr_scheduler: '???'}¤\n",
    "optimization: {'lr_scheduler':'???'}¤\n",
    "optimization: {a: 1,¤\n  lr_scheduler: '???',¤\n  b: 2}¤\n",
    "lr_scheduler:\n- {name: linear_with_warmup, interval: step, kwargs: {¤\n  }}¤\n",
    "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs: {\n  ¤¤\n  }¤\n",
    "lr_scheduler:\n- {name: linear_with_warmup, interval: step¤\n  }¤\n",
    "lr_scheduler:\n- {name: linear_with_warmup, interval: 'step'}¤\n- null\n",
    "lr_scheduler:\n-   name: linear_with_warmup¤\n    interval: >-¤\n      step\n\n\nz: 1¤\n",
    "lr_scheduler:\n- name: linear_with_warmup¤\n  interval: |-\n    step\n- null\n",
    "lr_scheduler: # kumo-lr: ignore[KLR302] note-99;\n- name: linear_with_warmup\n  interval: epoch\n",
)


def indented(lines: str, pad: str) -> str:
    return "".join(f"{pad}{line}\n" if line else "\n" for line in lines.split("\n")[:-1])


@st.composite
def good_documents(draw: st.DrawFn) -> str:
    """Return a document without errors, ¤ where a comment may stand."""
    kind = draw(st.integers(0, 15))
    mode = draw(st.sampled_from(("", "", "", "run_mode: fast¤\n", "run_mode: BEST¤\n")))
    if kind == 0:  # without the field
        bare = draw(st.sampled_from(BARE))
        return f"{mode}{bare}" if mode and bare[:1].isalpha() and ":" in bare else bare
    if kind == 2:
        return draw(st.sampled_from(ODD))
    if kind == 1:  # all in braces
        shared = ""
        among = ", ".join(draw(st.lists(good_flow(shared, "  "), min_size=1, max_size=3)))
        value = draw(st.sampled_from((f"[{among}]", f"[{among}]", "'???'")))
        return draw(
            st.sampled_from(
                (
                    f"{{lr_scheduler: {value}}}¤\n",
                    f"{{a: 1, optimization: {{lr_scheduler: {value}, b: 2}}, run_mode: best}}¤\n",
                    f"{{optimization: {{lr_scheduler: {value}}}}}¤\n",
                    f"optimization: {{max_epochs: 8, lr_scheduler: {value}}}¤\n",
                    f"optimization: {{lr_scheduler: {value},¤\n  max_epochs: 8}}¤\n",
                )
            )
        )
    shared = draw(st.sampled_from(SHARED))
    top = draw(st.sampled_from(TOPS))
    pad = "  " * len(top)
    before, after = draw(st.sampled_from(PLAN)), draw(st.sampled_from(PLAN))
    key = draw(st.sampled_from(("lr_scheduler", "lr_scheduler", "lr_scheduler", '"lr_scheduler"')))
    form = draw(st.integers(0, 7))
    if form == 0:
        field = f"{key}: {draw(st.sampled_from(UNSET))}¤\n"
    elif form == 1:
        inside = draw(st.lists(good_flow(shared, f"{pad}  "), min_size=1, max_size=3))
        join = draw(st.sampled_from((", ", f",¤\n{pad}  ")))
        field = f"{key}: [{join.join(inside)}{draw(st.sampled_from(('', ',')))}]¤\n"
    else:
        deep = pad + draw(st.sampled_from(("", "", "  ")))
        items = [draw(good_block(shared, deep)) for _ in range(draw(st.integers(1, 3)))]
        field = f"{key}:¤\n{''.join(items)}"
        if draw(st.integers(0, 3)) == 0:
            field = field.replace(f":¤\n{deep}-", f":¤\n{deep}¤¤\n{deep}-", 1)
    sections = "".join(f"{'  ' * depth}{name}:¤\n" for depth, name in enumerate(top))
    body = f"{sections}{indented(before, pad)}{pad}{field}{indented(after, pad) if before != after else ''}"
    tail = draw(st.sampled_from(("", "", "", "other: [1, 2]¤\n", "¤¤\n", "\n¤¤\nz: !!binary aGk=¤\n")))
    return draw(st.sampled_from((shared + mode, mode + shared))) + body + tail


def numbered(text: str) -> str:
    """Return each anchor a number, as one may be defined once."""
    numbers = itertools.count()
    return re.sub("&(number|own|kw|none|unset)", lambda match: f"{match[0]}{next(numbers)}", text)


def commented(draw: st.DrawFn, text: str) -> str:
    """Put comments, each another one, where there may be some."""
    parts = re.split("(¤+)", text)
    quiet = draw(st.booleans())
    for index in range(1, len(parts), 2):
        note = "" if quiet else draw(st.sampled_from(NOTES))
        if parts[index] == "¤¤":
            note = "# _"
        parts[index] = note.replace("_", f"note-{index};")
    return "".join(parts)


@st.composite
def plans(draw: st.DrawFn) -> tuple[str, str]:
    """Return a text that has no error, mostly, and its name."""
    if draw(st.integers(0, 9)) == 0:
        value = draw(good_values())
        plan = draw(
            st.sampled_from(
                (
                    {"lr_scheduler": value},
                    {"a": 1, "optimization": {"lr_scheduler": value, "b": [2]}},
                    {"optimization": {"b": {}}},
                    {},
                )
            )
        )
        text = json.dumps(plan, indent=draw(st.sampled_from((None, None, 2, "\t"))))
        return text + draw(st.sampled_from(("", "\n"))), "x.json"
    separators = ("---\n", "---\n", "--- ¤\n", "...\n---\n", "---\n\n")
    text = draw(st.sampled_from(("", "", "", "", "---\n", "%YAML 1.1\n---\n", "¤¤\n", "\n"))) + draw(
        good_documents()
    )
    for _ in range(draw(st.sampled_from((0, 0, 0, 0, 0, 1, 2)))):
        text += draw(st.sampled_from(separators)) + draw(good_documents())
    if draw(st.integers(0, 7)) == 0:
        text = text[:-1]
    text = commented(draw, numbered(text))
    ends = draw(st.sampled_from(("\n", "\n", "\n", "\r\n", "\r")))
    return draw(st.sampled_from(("", "", "", "\ufeff"))) + text.replace("\n", ends), "x.yaml"
