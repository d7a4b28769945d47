"""`kumo-lr resolve` and `kumo-lr diff`, as a shell sees them: all that they print, write, and end with."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import test_cli
from tests.test_cli import TIMEOUT, Cli, feed, listing, not_root, on_terminal, plain, put, run, start

folder = test_cli.folder
cli = test_cli.cli

ENGINE = "kumo-engine 1.0.0"
FROM_ENGINE = f"  # default: {ENGINE}"
FROM_DOCUMENTATION = "  # default: documentation"


def not_set(mode: str) -> str:
    """Say why the field's candidates are filled in; the documentation has no entry for DEBUG."""
    documented = "" if mode == "DEBUG" else ' (documentation: "Not included")'
    return f"not set, so {mode} applies those of kumo-engine 1.0.0{documented}"


# Whatever can stand in a plan: both styles, all strategies, comments, odd blanks.
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
    num_cycles: 3{FROM_DOCUMENTATION}
    warmup_ratio_or_steps: 0.1{FROM_ENGINE}
- name: linear_with_warmup
  interval: step
  kwargs:
    # a long one
    warmup_ratio_or_steps: 500
- {{name: constant_with_warmup, interval: epoch, kwargs: {{warmup_ratio_or_steps: 0.1}}}}\
  # default: warmup_ratio_or_steps ({ENGINE})
- {{name: cosine_with_warmup_restarts, interval: epoch, kwargs: {{num_cycles: 5, \
warmup_ratio_or_steps: 0.1}}}}  # five  # default: warmup_ratio_or_steps ({ENGINE})
- null
- name: cosine_with_warmup
  interval: step
  kwargs:
    warmup_ratio_or_steps: 0.1{FROM_ENGINE}
other: [1,  2]
"""
# Empty kwargs say nothing, so they go too.
PLAN_MINIMAL = PLAN.replace("  kwargs: {}\n", "")


def default_candidate(name: str) -> str:
    cycles = f"    num_cycles: 3{FROM_DOCUMENTATION}\n" if "restarts" in name else ""
    return (
        f"- name: {name}{FROM_ENGINE}\n  interval: step{FROM_ENGINE}\n  kwargs:\n{cycles}"
        f"    warmup_ratio_or_steps: 0.1{FROM_ENGINE}\n"
    )


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
        "kwargs": {**({"num_cycles": 3} if "restarts" in name else {}), "warmup_ratio_or_steps": 0.1},
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
SHORT_FULL = f"{SHORT}  kwargs:\n    warmup_ratio_or_steps: 0.1{FROM_ENGINE}\n"
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
BAD_SAID = """\
bad.yaml:1:11: error[KLR208] unknown run mode "fats"
  |
1 | run_mode: fats
  |           ^^^^
  = help: did you mean "FAST"? (--fix)

bad.yaml:3:9: error[KLR201] unknown strategy "exponental"
  |
3 | - name: exponental
  |         ^^^^^^^^^^
  = help: did you mean "exponential"? (--fix)

bad.yaml:4:13: error[KLR202] unknown interval "epok"
  |
4 |   interval: epok
  |             ^^^^
  = help: did you mean "epoch"? (--fix --unsafe-fixes)

bad.yaml:5:19: error[KLR206] gamma 9 makes the learning rate grow
  |
5 |   kwargs: {gamma: 9}
  |                   ^
  = help: write a number above 0 up to 1

bad.yaml:6:9: error[KLR107] the candidate has no interval
  |
6 | - name: linear_with_warmup
  |         ^^^^^^^^^^^^^^^^^^
  = help: add "interval: step" or "epoch" (--fix --unsafe-fixes)

1 file checked: 5 errors (2 fixable with --fix, 2 more with --fix --unsafe-fixes)
"""
ONE_ERROR = "1 file checked: 1 error\n"
IS_LIST = f"""\
plan.yaml:1:1: error[KLR113] optimization is a list, not a mapping
  |
1 | optimization:
  | ^^^^^^^^^^^^
  = help: drop the "- " before its settings

{ONE_ERROR}"""


def unreadable(name: str, why: str, what_to_do: str) -> str:
    return f"{name}:1:1: error[KLR010] cannot read the file: {why}\n  = help: {what_to_do}\n\n{ONE_ERROR}"


MISSING = unreadable("nope.yaml", "no such file or directory", "check the path")
IS_FOLDER = unreadable(".", "is a directory", "name a file")
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


# Writing out


def test_resolve() -> None:
    put("plan.yaml", PLAN)
    assert run("resolve", "plan.yaml") == (0, PLAN_FULL, "")
    assert Path("plan.yaml").read_text() == PLAN


def test_what_comes_out_is_full_and_checks_clean(cli: Cli) -> None:
    put("full.yaml", PLAN_FULL)
    assert cli("resolve", "full.yaml") == (0, PLAN_FULL, "")
    assert cli("check", "full.yaml").code == 0


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("", default_field()),
        ("# nothing\n", "# nothing\n" + default_field()),
        ("# nothing", "# nothing\n" + default_field()),
        ("---\n...\n", None),
        ("a: 1\n", "a: 1\n" + default_field()),
        ("run_mode: fast\na: 1\n", "run_mode: fast\na: 1\n" + default_field("FAST")),
        ("run_mode: DEBUG\n", "run_mode: DEBUG\n" + default_field("DEBUG")),
        ("lr_scheduler: ???\nz: 1\n", default_field() + "z: 1\n"),
        (
            "lr_scheduler: '???'  # why\n",
            default_field().replace("lr_scheduler:", "lr_scheduler:  # why", 1),
        ),
        ("optimization:\n", "optimization:\n" + default_field(indent="  ")),
        (
            "optimization:\n  max_epochs: 1\n\n# end\nz: 1\n",
            "optimization:\n  max_epochs: 1\n" + default_field(indent="  ") + "\n# end\nz: 1\n",
        ),
        (
            "column_processing: {}\nrun_mode: best\n",
            "column_processing: {}\nrun_mode: best\noptimization:\n" + default_field("BEST", "  "),
        ),
        (
            "model_plan:\n  run_mode: best\n",
            "model_plan:\n  run_mode: best\n  optimization:\n" + default_field("BEST", "    "),
        ),
    ],
)
def test_default_candidates_stand_where_the_field_is_documented(
    cli: Cli, text: str, filled: str | None
) -> None:
    put("plan.yaml", text)
    code, out, err = cli("resolve", "plan.yaml")
    assert (code, err) == (0, "")
    assert filled is None or out == filled
    put("filled.yaml", out)
    assert cli("check", "filled.yaml").code == 0
    assert cli("resolve", "filled.yaml") == (0, out, "")
    assert cli("diff", "plan.yaml", "filled.yaml").code == 0


def test_every_filled_value_says_where_it_comes_from_also_behind_a_dash(cli: Cli) -> None:
    put("plan.yaml", "plans:\n- lr_scheduler: ???\n- lr_scheduler: ???  # why\n  x: 1\n")
    field = default_field(indent="  ").removeprefix("  ")
    expected = f"plans:\n- {field}- lr_scheduler: ???  # why\n  x: 1\n"
    assert cli("resolve", "plan.yaml", "--at", "plans.0.lr_scheduler") == (0, expected, "")
    field = field.replace("lr_scheduler:", "lr_scheduler:  # why", 1)
    expected = f"plans:\n- lr_scheduler: ???\n- {field}  x: 1\n"
    assert cli("resolve", "plan.yaml", "--at", "plans.1.lr_scheduler") == (0, expected, "")


@pytest.mark.parametrize("text", ["???\n", "'???'\n", "--- ???\n"])
def test_document_that_is_the_sign_for_not_set(cli: Cli, text: str) -> None:
    put("plan.yaml", text)
    code, out, err = cli("resolve", "plan.yaml", "--at", ".")
    assert (code, err, yaml.safe_load(out)) == (0, "", DATA)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("plan.yaml", "optimization: ???\n", {"optimization": {"lr_scheduler": DATA}}),
        ("plan.json", '{"optimization": "???"}', {"optimization": {"lr_scheduler": DATA}}),
        (
            "plan.json",
            '{"model_plan": {"optimization": null}}',
            {"model_plan": {"optimization": {"lr_scheduler": DATA}}},
        ),
    ],
)
def test_section_that_is_not_set(cli: Cli, name: str, text: str, expected: object) -> None:
    put(name, text)
    code, out, err = cli("resolve", name)
    assert (code, err) == (0, "")
    assert yaml.safe_load(out) == expected


def test_candidates_in_braces(cli: Cli) -> None:
    put("plan.yaml", "{a: 1, # c\n b: 2}\n")
    code, out, err = cli("resolve", "plan.yaml")
    assert (code, err) == (0, "")
    assert out.startswith("{a: 1, # c\n b: 2,\n lr_scheduler: [{name: cosine_with_warmup_restarts, ")
    assert out.endswith(f"}}]}}  # default: lr_scheduler ({not_set('NORMAL')})\n")
    assert yaml.safe_load(out) == {"a": 1, "b": 2, "lr_scheduler": DATA}


@pytest.mark.parametrize(
    "text",
    [
        "{\n  a: 1,\n  # c\n}\n",
        "{\n  a: 1\n  # c\n}\n",
        "a: |+\n  text\n\n\n",
        "a: |\n  text\n\n",
        "a:\n- 1\n",
        "a: 'x\n  y'",
    ],
)
def test_field_is_inserted_whatever_the_plan_ends_with(cli: Cli, text: str) -> None:
    put("plan.yaml", text)
    code, out, err = cli("resolve", "plan.yaml")
    assert (code, err) == (0, "")
    assert yaml.safe_load(out) == {**yaml.safe_load(text), "lr_scheduler": DATA}


def test_arguments_are_inserted_behind_a_comma_and_a_comment(cli: Cli) -> None:
    put("plan.yaml", "lr_scheduler:\n- {name: linear_with_warmup, interval: step, # c\n  }\n")
    code, out, err = cli("resolve", "plan.yaml")
    assert (code, err) == (0, "")
    assert yaml.safe_load(out) == {"lr_scheduler": [DATA[2]]}


@pytest.mark.parametrize("word", ["FAST", "normal", "Best", "dEbUg"])
def test_run_modes_in_any_case(cli: Cli, word: str) -> None:
    put("plan.yaml", "run_mode: fast\n")
    for arguments in (["--run-mode", word], [f"--run-mode={word}"]):
        expected = (0, "run_mode: fast\n" + default_field(word.upper()), "")
        assert cli("resolve", "plan.yaml", *arguments) == expected


@pytest.mark.parametrize("text", ["", "lr_scheduler: '???'\n", "optimization: {}\n"])
def test_what_runs_by_default_as_data(cli: Cli, text: str) -> None:
    put("plan.yaml", text)
    code, out, err = cli("resolve", "plan.yaml", "--output-format", "json")
    (field,) = json.loads(out)["fields"]
    assert (code, err, field["in_file"], field["candidates"]) == (0, "", None, DATA)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        (SHORT, SHORT_FULL),
        (
            f"{SHORT}---\nrun_mode: FAST\nlr_scheduler: ???\n---\n{SHORT}",
            f"{SHORT_FULL}---\nrun_mode: FAST\n{default_field('FAST')}---\n{SHORT_FULL}",
        ),
        (
            f"{SHORT}model_plan:\n  optimization:\n    lr_scheduler: '???'\n",
            f"{SHORT_FULL}model_plan:\n  optimization:\n{default_field(indent='    ')}",
        ),
        (
            f"{SHORT}model_plan:\n  optimization:\n    lr_scheduler: [null]\n---\n{SHORT}",
            f"{SHORT_FULL}model_plan:\n  optimization:\n    lr_scheduler: [null]\n---\n{SHORT_FULL}",
        ),
    ],
    ids=["one", "documents", "twice", "both"],
)
def test_every_field_of_a_file_is_filled(cli: Cli, text: str, filled: str) -> None:
    plan = put("plan.yaml", text)
    assert cli("resolve", "plan.yaml") == (0, filled, "")
    assert cli("resolve", "plan.yaml", "--in-place") == (0, "", "")
    assert plan.read_text() == filled
    assert cli("check", "plan.yaml").code == 0


ALIASED = """\
x: &d {name: linear_with_warmup, interval: step}
k: &k {}
lr_scheduler:
- *d
- *d
- name: cosine_with_warmup_restarts
  interval: step
  kwargs: *k
y: *d
"""


def test_aliases_are_merged_and_what_they_name_stays(cli: Cli) -> None:
    put("plan.yaml", ALIASED)
    own = f"- <<: *d\n  kwargs:\n    warmup_ratio_or_steps: 0.1{FROM_ENGINE}\n"
    merged = (
        "  kwargs: {<<: *k, num_cycles: 3, warmup_ratio_or_steps: 0.1}"
        f"  # default: num_cycles (documentation), warmup_ratio_or_steps ({ENGINE})\n"
    )
    expected = ALIASED.replace("- *d\n- *d\n", own * 2).replace("  kwargs: *k\n", merged)
    assert cli("resolve", "plan.yaml") == (0, expected, "")


def test_what_an_alias_shares_is_refused_and_nothing_is_written(cli: Cli) -> None:
    text = f"base: &b\n  {SHORT.replace(chr(10), chr(10) + '  ').rstrip()}\noptimization:\n  <<: *b\n"
    plan = put("plan.yaml", text)
    said = (
        "kumo-lr: {}: cannot write this: an alias shares values that would have to differ; "
        "write them where they are used\n"
    )
    for options in ([], ["--in-place"]):
        assert cli("resolve", "plan.yaml", *options) == (2, "", said.format("plan.yaml"))
        assert plan.read_text() == text
    assert cli("resolve", "-", stdin=text.encode()) == (2, "", said.format("<stdin>"))


# JSON files


def test_json_file_is_filled_without_comments(cli: Cli) -> None:
    text = """\
{
  "optimization": {
    "max_epochs": 3,
    "lr_scheduler": [
      {"name": "cosine_with_warmup", "interval": "step"},
      {
        "name": "cosine_with_warmup_restarts",
        "interval": "step",
        "kwargs": {
          "num_cycles": 2
        }
      }
    ]
  }
}
"""
    filled = text.replace('"step"}', '"step", "kwargs": {"warmup_ratio_or_steps": 0.1}}').replace(
        '"num_cycles": 2\n', '"num_cycles": 2,\n          "warmup_ratio_or_steps": 0.1\n'
    )
    plan = put("plan.json", text)
    assert cli("resolve", "plan.json") == (0, filled, "")
    assert cli("resolve", "plan.json", "--in-place") == (0, "", "")
    assert plan.read_text() == filled
    assert cli("resolve", "plan.json", "--in-place", "--minimal") == (0, "", "")
    assert plan.read_text() == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", {"lr_scheduler": DATA}),
        ("null\n", {"lr_scheduler": DATA}),
        ('{"lr_scheduler": "???"}\n', {"lr_scheduler": DATA}),
        (
            '{"run_mode": "fast", "optimization": {"max_epochs": 3}}',
            {"run_mode": "fast", "optimization": {"max_epochs": 3, "lr_scheduler": DATA}},
        ),
        (
            '{\n    "optimization": {\n        "max_epochs": 3\n    }\n}\n',
            {"optimization": {"max_epochs": 3, "lr_scheduler": DATA}},
        ),
    ],
)
def test_json_file_without_the_field(cli: Cli, text: str, expected: object) -> None:
    put("plan.json", text)
    code, out, err = cli("resolve", "plan.json")
    assert (code, err) == (0, "")
    assert json.loads(out) == expected
    assert out.endswith("\n") is text.endswith("\n")
    put("filled.json", out)
    code, out, err = cli("resolve", "filled.json", "--minimal")
    assert (code, err) == (0, "")
    assert json.loads(out) == {k: v for k, v in (json.loads(text) or {}).items() if k != "lr_scheduler"}


@pytest.mark.parametrize("text", ["", "[\n", '{"lr_scheduler": [null],}\n', "{'a': 1}\n"])
def test_text_that_is_no_json(cli: Cli, text: str) -> None:
    plan = put("plan.json", text)
    code, out, err = cli("resolve", "plan.json", "--in-place")
    assert (code, out) == (1, "")
    assert err.startswith("plan.json:1:")
    assert "error[KLR00" in err
    assert plan.read_text() == text


# As little as will do


def test_minimal(cli: Cli) -> None:
    put("full.yaml", PLAN_FULL)
    put("plan.yaml", PLAN)
    assert cli("resolve", "full.yaml", "--minimal") == (0, PLAN_MINIMAL, "")
    assert cli("resolve", "plan.yaml", "--minimal") == (0, PLAN_MINIMAL, "")


def test_minimal_keeps_what_the_user_said(cli: Cli) -> None:
    text = """\
run_mode: fast
optimization:
  lr_scheduler:
  - name: cosine_with_warmup_restarts
    interval: step
    kwargs:
      num_cycles: 3   # mine
      # keep
      warmup_ratio_or_steps: 0.10
  - {name: cosine_with_warmup, interval: step, kwargs: {warmup_ratio_or_steps: 0.1}}  # short
  - interval: epoch
    kwargs:
      num_cycles: 3
      warmup_ratio_or_steps: 500
    name: cosine_with_warmup_restarts
  - name: linear_with_warmup
    interval: epoch
    kwargs: {warmup_ratio_or_steps: 1}
"""
    expected = """\
run_mode: fast
optimization:
  lr_scheduler:
  - name: cosine_with_warmup_restarts
    interval: step
    # mine
    # keep
  - {name: cosine_with_warmup, interval: step}  # short
  - interval: epoch
    kwargs:
      warmup_ratio_or_steps: 500
    name: cosine_with_warmup_restarts
  - name: linear_with_warmup
    interval: epoch
    kwargs: {warmup_ratio_or_steps: 1}
"""
    put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--minimal") == (0, expected, "")
    put("less.yaml", expected)
    assert cli("diff", "plan.yaml", "less.yaml") == (0, "no difference: 4 candidates (FAST)\n", "")


def test_minimal_keeps_comments_that_only_look_like_its_own(cli: Cli) -> None:
    text = f"{SHORT}  kwargs:\n    warmup_ratio_or_steps: 0.1  # default: but we want to be sure\n"
    put("plan.yaml", text)
    code, out, err = cli("resolve", "plan.yaml", "--minimal")
    assert (code, err) == (0, "")
    assert "# default: but we want to be sure" in out


@pytest.mark.parametrize(
    ("text", "less"),
    [
        (default_field(), ""),
        ("a: 1\n" + default_field() + "b: 2\n", "a: 1\nb: 2\n"),
        ("lr_scheduler: ???\na: 1\n", "a: 1\n"),
        ("a: 1\noptimization:\n" + default_field("BEST", "  "), "a: 1\noptimization: {}\n"),
        (
            "optimization:\n  max_epochs: 3\n" + default_field(indent="  ") + "# end\n",
            "optimization:\n  max_epochs: 3\n# end\n",
        ),
        ("a: 1\n", "a: 1\n"),
        ("", ""),
    ],
)
def test_minimal_takes_the_whole_field_where_it_is_the_default(cli: Cli, text: str, less: str) -> None:
    plan = put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--minimal") == (0, less, "")
    assert plan.read_text() == text
    assert cli("resolve", "plan.yaml", "--minimal", "--in-place") == (0, "", "")
    assert plan.read_text() == less


@pytest.mark.parametrize(
    "text",
    [
        f"{default_field()}---\n{SHORT_FULL}",
        f"{SHORT_FULL}---\nrun_mode: BEST\n{default_field('BEST')}---\n{SHORT_FULL}",
        f"{default_field()}---\n{default_field()}",
        f"{SHORT_FULL}optimization:\n{default_field(indent='  ')}",
    ],
    ids=["first", "second", "all", "section"],
)
def test_minimal_loses_no_field_of_several(cli: Cli, text: str) -> None:
    put("full.yaml", text)
    code, out, err = cli("resolve", "full.yaml", "--minimal")
    assert (code, err) == (0, "")
    put("less.yaml", out)
    fields = [
        json.loads(cli("resolve", name, "--output-format", "json").out)["fields"]
        for name in ("full.yaml", "less.yaml")
    ]
    kept = [[(field["document"], field["candidates"]) for field in each] for each in fields]
    assert kept[0] == kept[1]


def test_minimal_trims_the_defaults_where_there_are_several_documents(cli: Cli) -> None:
    def trimmed(mode: str) -> str:
        return "".join(
            line
            for line in default_field(mode).splitlines(keepends=True)
            if not line.startswith(("  kwargs:", "    "))
        )

    put("full.yaml", f"{default_field()}---\nrun_mode: BEST\n{default_field('BEST')}")
    expected = f"{trimmed('NORMAL')}---\nrun_mode: BEST\n{trimmed('BEST')}"
    assert cli("resolve", "full.yaml", "--minimal") == (0, expected, "")
    put("full.yaml", f"a: 1\n---\n{default_field()}")
    assert cli("resolve", "full.yaml", "--minimal") == (0, f"a: 1\n---\n{trimmed('NORMAL')}", "")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (default_field(), "lr_scheduler"),
        (f"x:\n{default_field(indent='  ')}", "x.lr_scheduler"),
        ("x:\n  y: 1\n  lr_scheduler: ???\n", "x.lr_scheduler"),
        (f"schedules:  # mine\n{CANDIDATES}", "schedules"),
    ],
)
def test_minimal_of_the_defaults_at_a_place(cli: Cli, text: str, at: str) -> None:
    put("full.yaml", text)
    code, out, err = cli("resolve", "full.yaml", "--at", at, "--minimal")
    assert (code, err) == (0, "")
    assert "kwargs" not in out


def test_minimal_of_the_defaults_in_another_order_stays(cli: Cli) -> None:
    text = "lr_scheduler:\n" + "".join(f"- name: {name}\n  interval: step\n" for name in reversed(STANDARD))
    put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--minimal") == (0, text, "")


def test_minimal_knows_other_defaults(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    text = f"{RESTARTS}  kwargs: {{num_cycles: 3, warmup_ratio_or_steps: 100}}\n"
    put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--minimal", "--defaults", "ours.yaml") == (0, RESTARTS, "")
    less = f"{RESTARTS}  kwargs: {{warmup_ratio_or_steps: 100}}\n"
    assert cli("resolve", "plan.yaml", "--minimal") == (0, less, "")
    whole = cli("resolve", "-", "--defaults", "ours.yaml", stdin=b"run_mode: best\n").out
    assert "gamma: 0.5" in whole
    put("whole.yaml", whole)
    assert cli("resolve", "whole.yaml", "--minimal", "--defaults", "ours.yaml") == (0, "run_mode: best\n", "")


def test_minimal_is_the_inverse_whatever_the_defaults_are_called(cli: Cli) -> None:
    for name in ("ours.yaml", "our own.yaml", "öurs.yaml", "it's.yaml", "a # b.yaml", "new\nline.yaml"):
        put(name, DEFAULTS)
        put("plan.yaml", RESTARTS)
        assert cli("resolve", "plan.yaml", "--in-place", "--defaults", name) == (0, "", "")
        assert "warmup_ratio_or_steps: 100" in Path("plan.yaml").read_text()
        assert cli("resolve", "plan.yaml", "--minimal", "--defaults", name) == (0, RESTARTS, "")


# As data


def origin(kind: str, source: str, line: int | None = None) -> dict[str, object]:
    return {"kind": kind, "source": source, "line": line}


BY_ENGINE = origin("engine", ENGINE)
BY_DOCUMENTATION = origin("documentation", "documentation")


def test_json_of_a_field() -> None:
    put("plan.yaml", RESTARTS + "- null\n")
    code, out, err = run("resolve", "plan.yaml", "--output-format", "json")
    assert (code, err) == (0, "")
    assert out == json.dumps(json.loads(out), indent=2) + "\n"
    assert json.loads(out) == {
        "version": 1,
        "file": "plan.yaml",
        "fields": [
            {
                "path": ["lr_scheduler"],
                "document": 0,
                "run_mode": "BEST",
                "documented": "Not included",
                "in_file": [
                    {"name": "cosine_with_warmup_restarts", "interval": "step", "kwargs": {}},
                    None,
                ],
                "candidates": [DATA[0], None],
                "origins": [
                    {
                        "candidate": origin("file", "plan.yaml", 3),
                        "name": origin("file", "plan.yaml", 3),
                        "interval": origin("file", "plan.yaml", 4),
                        "num_cycles": BY_DOCUMENTATION,
                        "warmup_ratio_or_steps": BY_ENGINE,
                    },
                    {"candidate": origin("file", "plan.yaml", 5)},
                ],
            }
        ],
    }


def test_json_of_what_is_not_set(cli: Cli) -> None:
    put("plan.yaml", f"a: 1\n---\nlr_scheduler: ???\n---\n{SHORT}")
    code, out, err = cli("resolve", "plan.yaml", "--output-format", "json", "--run-mode", "fast")
    assert (code, err) == (0, "")
    *_, empty, short = json.loads(out)["fields"]
    place = ("path", "document", "run_mode", "documented")
    assert [empty[key] for key in place] == [["lr_scheduler"], 1, "FAST", "Not included"]
    assert [short[key] for key in place] == [["lr_scheduler"], 2, "FAST", "Not included"]
    assert (empty["in_file"], empty["candidates"]) == (None, DATA)
    assert empty["origins"][0] == {
        "candidate": BY_ENGINE,
        "name": BY_ENGINE,
        "interval": BY_ENGINE,
        "num_cycles": BY_DOCUMENTATION,
        "warmup_ratio_or_steps": BY_ENGINE,
    }
    assert short["in_file"] == [{"name": "linear_with_warmup", "interval": "step", "kwargs": {}}]
    assert short["origins"][0]["interval"] == origin("file", "plan.yaml", 7)


def test_json_where_the_documentation_says_nothing(cli: Cli) -> None:
    data = json.loads(cli("resolve", "-", "--output-format", "json", "--run-mode", "debug").out)
    (field,) = data["fields"]
    assert (data["file"], field["run_mode"], field["documented"]) == ("<stdin>", "DEBUG", None)
    assert field["in_file"] is None


def test_json_with_other_defaults(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    arguments = ("resolve", "-", "--output-format", "json", "--run-mode", "best", "--defaults", "ours.yaml")
    (field,) = json.loads(cli(*arguments).out)["fields"]
    lines = [{name: o["line"] for name, o in row.items()} for row in field["origins"]]
    assert lines == [
        {"candidate": 6, "name": 6, "interval": 7, "gamma": 8},
        {"candidate": 9, "name": 9, "interval": 10, "num_cycles": None, "warmup_ratio_or_steps": 12},
    ]
    assert field["origins"][1]["warmup_ratio_or_steps"] == origin("defaults", "ours.yaml", 12)
    assert field["origins"][1]["num_cycles"] == BY_DOCUMENTATION


# Other defaults


def test_other_defaults(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    put("plan.yaml", RESTARTS)
    best = f"""\
{RESTARTS}  kwargs:
    num_cycles: 3{FROM_DOCUMENTATION}
    warmup_ratio_or_steps: 100  # default: ours.yaml:12
"""
    normal = f"""\
{RESTARTS}  kwargs:
    num_cycles: 5  # default: ours.yaml:3
    warmup_ratio_or_steps: 0.1{FROM_ENGINE}
"""
    assert cli("resolve", "plan.yaml", "--defaults", "ours.yaml") == (0, best, "")
    assert cli("resolve", "plan.yaml", "--defaults", "ours.yaml", "--run-mode", "normal") == (0, normal, "")


def test_other_defaults_of_the_whole_field(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    code, out, err = cli("resolve", "-", "--defaults", "ours.yaml", "--run-mode", "Best", stdin=b"a: 1\n")
    assert (code, err) == (0, "")
    first, head, *rest = out.splitlines(keepends=True)
    assert (first, head) == (
        "a: 1\n",
        "lr_scheduler:  # default: not set, so BEST applies those of ours.yaml:6\n",
    )
    assert "".join(rest) == (
        """\
- name: exponential  # default: ours.yaml:6
  interval: epoch  # default: ours.yaml:7
  kwargs:
    gamma: 0.5  # default: ours.yaml:8
- name: cosine_with_warmup_restarts  # default: ours.yaml:9
  interval: step  # default: ours.yaml:10
  kwargs:
    num_cycles: 3  # default: documentation
    warmup_ratio_or_steps: 100  # default: ours.yaml:12
"""
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "{}\n",
        "FAST: {}\n",
        "normal:\n",
        "normal: # later\nfast:\n  kwargs:\n",
        "normal:\n  lr_scheduler: ???\n  kwargs: {}\n",
    ],
)
def test_defaults_that_override_nothing(cli: Cli, text: str) -> None:
    put("ours.yaml", text)
    assert cli("resolve", "-", "--defaults", "ours.yaml") == (0, default_field(), "")


def test_defaults_in_json(cli: Cli) -> None:
    put("ours.json", '{"NORMAL": {"lr_scheduler": [null], "kwargs": {"num_cycles": 7}}}')
    code, out, _ = cli("resolve", "-", "--defaults", "ours.json")
    assert (code, out.splitlines()[1:]) == (0, ["- null  # default: ours.json:1"])


BAD_DEFAULTS = """\
BSET:
  kwargs: {num_cycles: 5}
BEST:
  lr_schedulr: []
  kwargs: {gamma: 0.9, num_cycles: 0, warmup_ratio_or_steps: 2.5}
FAST: 7
NORMAL:
  lr_scheduler:
  - name: linear_with_warmup
    interval: stp
"""
BAD_DEFAULTS_SAID = """\
ours.yaml:1:1: error[KLR208] unknown run mode "BSET"
  |
1 | BSET:
  | ^^^^
  = help: did you mean "BEST"?

ours.yaml:4:3: error[KLR109] unknown key "lr_schedulr"
  |
4 |   lr_schedulr: []
  |   ^^^^^^^^^^^
  = help: did you mean "lr_scheduler"?

ours.yaml:5:12: error[KLR109] unknown key "gamma"
  |
5 |   kwargs: {gamma: 0.9, num_cycles: 0, warmup_ratio_or_steps: 2.5}
  |            ^^^^^
  = help: in a file of defaults only "num_cycles" or "warmup_ratio_or_steps" can stand here

ours.yaml:5:36: error[KLR206] num_cycles 0 is out of range
  |
5 |   kwargs: {gamma: 0.9, num_cycles: 0, warmup_ratio_or_steps: 2.5}
  |                                    ^
  = help: write an integer, 1 or more

ours.yaml:5:62: error[KLR206] warmup_ratio_or_steps 2.5 is a float, so a ratio, above 1
  |
5 |   kwargs: {gamma: 0.9, num_cycles: 0, warmup_ratio_or_steps: 2.5}
  |                                                              ^^^
  = help: write a ratio up to 1, or an integer number of steps

ours.yaml:6:1: error[KLR113] FAST is an integer, not a mapping
  |
6 | FAST: 7
  | ^^^^
  = help: write its settings as name: value

ours.yaml:10:15: error[KLR202] unknown interval "stp"
   |
10 |     interval: stp
   |               ^^^
   = help: did you mean "step"?

1 file checked: 7 errors
kumo-lr: cannot use the defaults in ours.yaml
"""


def test_every_mistake_in_defaults_is_told_at_its_place() -> None:
    put("ours.yaml", BAD_DEFAULTS)
    plan = put("plan.yaml", SHORT)
    for options in ([], ["--in-place"], ["--minimal"], ["--output-format", "json"]):
        result = run("resolve", "plan.yaml", "--defaults", "ours.yaml", *options)
        assert result == (2, "", BAD_DEFAULTS_SAID)
    assert run("diff", "plan.yaml", "plan.yaml", "--defaults", "ours.yaml") == (2, "", BAD_DEFAULTS_SAID)
    assert plan.read_text() == SHORT


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nope.yaml", MISSING),
        (".", IS_FOLDER),
        (
            "plan.yaml/x",
            unreadable("plan.yaml/x", "not a directory", "check the path and its permissions"),
        ),
    ],
)
@pytest.mark.parametrize("command", [["resolve"], ["diff", "plan.yaml"]])
def test_defaults_that_cannot_be_read(cli: Cli, command: list[str], name: str, said: str) -> None:
    put("plan.yaml", SHORT)
    expected = (2, "", f"{said}kumo-lr: cannot use the defaults in {name}\n")
    assert cli(*command, "plan.yaml", "--defaults", name) == expected


@pytest.mark.parametrize(
    "text", ["- a\n", "a: [\n", "normal: no\n", "x\n", b"\xff\xfe", "BEST: {kwargs: [1]}\n"]
)
def test_defaults_of_another_shape(cli: Cli, text: str | bytes) -> None:
    put("ours.yaml", text)
    code, out, err = cli("resolve", "-", "--defaults", "ours.yaml")
    assert (code, out) == (2, "")
    assert err.startswith("ours.yaml:1:")
    assert err.endswith("\nkumo-lr: cannot use the defaults in ours.yaml\n")
    # A file of defaults is no plan: neither option helps it.
    assert "--at" not in err
    assert "--fix" not in err


def test_defaults_that_are_a_list(cli: Cli) -> None:
    put("ours.yaml", "- NORMAL:\n    kwargs: {num_cycles: 5}\n")
    said = f"""\
ours.yaml:1:1: error[KLR113] the document is a list, not a mapping
  |
1 | - NORMAL:
  | ^
  = help: write its settings as name: value

{ONE_ERROR}kumo-lr: cannot use the defaults in ours.yaml
"""
    assert cli("resolve", "-", "--defaults", "ours.yaml") == (2, "", said)


@pytest.mark.parametrize(
    "text",
    [
        "fast:\n  kwargs: {num_cycles: 5}\n# again\nFAST:\n  kwargs: {num_cycles: 6}\n",
        "fast: {}\nbest:\n---\nFAST: {}\n",
        "{fast: {kwargs: {num_cycles: 5}}, FAST: {kwargs: {num_cycles: 6}}}\n",
    ],
    ids=["lines", "documents", "line"],
)
def test_defaults_that_name_a_run_mode_twice(cli: Cli, text: str) -> None:
    put("ours.yaml", text)
    line = text[: text.index("FAST")].count("\n") + 1
    said = f"kumo-lr: ours.yaml:{line}: FAST stands on line 1 already\n"
    said += "kumo-lr: cannot use the defaults in ours.yaml\n"
    # Also where another run mode is asked for.
    for mode in ("FAST", "BEST"):
        assert cli("resolve", "-", "--defaults", "ours.yaml", "--run-mode", mode) == (2, "", said)


def test_defaults_are_told_before_the_plan(cli: Cli) -> None:
    put("ours.yaml", BAD_DEFAULTS)
    put("bad.yaml", BAD)
    assert cli("resolve", "bad.yaml", "--defaults", "ours.yaml") == (2, "", BAD_DEFAULTS_SAID)


# Where the field stands


@pytest.mark.parametrize(
    ("text", "at", "filled"),
    [
        (LIST + "- null\n", ".", LIST_FULL + "- null\n"),
        (f"schedules:\n{LIST}", "schedules", f"schedules:\n{LIST_FULL}"),
        (
            f"lr_scheduler: ???\nexperiments:\n{IN_LIST}- x: 1\n",
            "experiments.0.lr_scheduler",
            f"lr_scheduler: ???\nexperiments:\n{IN_LIST_FULL}- x: 1\n",
        ),
        (
            f"{SHORT}model_plan:\n  optimization:\n    lr_scheduler: ???\n",
            "lr_scheduler",
            f"{SHORT_FULL}model_plan:\n  optimization:\n    lr_scheduler: ???\n",
        ),
    ],
    ids=["list", "name", "experiment", "first"],
)
def test_at(cli: Cli, text: str, at: str, filled: str) -> None:
    plan = put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--at", at) == (0, filled, "")
    assert cli("resolve", "plan.yaml", "--at", at, "--in-place") == (0, "", "")
    assert plan.read_text() == filled
    assert cli("resolve", "plan.yaml", "--at", at, "--minimal", "--in-place") == (0, "", "")
    assert plan.read_text() == text


def test_json_says_where_the_field_stands(cli: Cli) -> None:
    put("plan.yaml", f"plans:\n- x: 1\n{IN_LIST}")
    result = cli("resolve", "plan.yaml", "--at", "plans.1.lr_scheduler", "--output-format", "json")
    (field,) = json.loads(result.out)["fields"]
    assert field["path"] == ["plans", 1, "lr_scheduler"]
    assert field["origins"][0]["name"]["line"] == 4


@pytest.mark.parametrize("at", ["nope", "lr_scheduler.7.x", "experiments.3.lr_scheduler"])
@pytest.mark.parametrize("options", [[], ["--in-place"], ["--minimal"], ["--output-format", "json"]])
def test_at_a_missing_path_is_told(cli: Cli, at: str, options: list[str]) -> None:
    plan = put("plan.yaml", SHORT)
    expected = (2, "", f'kumo-lr: nothing stands at "{at}" in plan.yaml\n')
    assert cli("resolve", "plan.yaml", "--at", at, *options) == expected
    assert plan.read_text() == SHORT


# Bad input


def test_errors_are_told_as_check_tells_them() -> None:
    plan = put("bad.yaml", BAD)
    for options in ([], ["--in-place"], ["--minimal"], ["--output-format", "json"], ["--run-mode", "best"]):
        assert run("resolve", "bad.yaml", *options) == (1, "", BAD_SAID)
    assert run("check", "bad.yaml") == (1, BAD_SAID, "")
    assert plan.read_text() == BAD


@pytest.mark.parametrize(
    "text",
    [
        "optimization:\n- lr_scheduler: [null]\n",
        "optimization:\n- max_epochs: 2\n",
        "optimization:\n- lr_scheduler: ???\n- a: 1\n",
    ],
)
@pytest.mark.parametrize("options", [[], ["--in-place"], ["--minimal"], ["--in-place", "--minimal"]])
def test_optimization_that_is_a_list(cli: Cli, text: str, options: list[str]) -> None:
    plan = put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", *options) == (1, "", IS_LIST)
    assert cli("diff", "plan.yaml", "plan.yaml") in [(2, "", IS_LIST), (2, "", IS_LIST * 2)]
    assert plan.read_text() == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"foo\n", "1:1: error[KLR113] the document is text, not a mapping\n"),
        (LIST.encode(), "1:1: error[KLR113] the document is a list, not a mapping\n"),
        (b"optimization: 7\n", "1:1: error[KLR113] optimization is an integer, not a mapping\n"),
        (b"lr_scheduler: []\n", "1:15: error[KLR103] lr_scheduler has no candidate\n"),
        (b"lr_scheduler:\n", "1:1: error[KLR102] lr_scheduler is empty\n"),
        (b"a: [\n", "1:5: error[KLR001] a value is missing here\n"),
        (b"foo\xff", "1:4: error[KLR002] not UTF-8: byte 0xff cannot be decoded\n"),
        (b"a: 1\nb: \x00\n", "2:4: error[KLR003] the character U+0000 is not allowed in YAML\n"),
    ],
)
def test_other_texts(cli: Cli, text: bytes, said: str) -> None:
    plan = put("plan.yaml", text)
    for options in ([], ["--in-place"], ["--in-place", "--minimal"]):
        code, out, err = cli("resolve", "plan.yaml", *options)
        assert (code, out) == (1, "")
        assert err.startswith(f"plan.yaml:{said}")
        assert err.endswith(f"\n{ONE_ERROR}") or "1 fixable" in err
    assert plan.read_bytes() == text


def test_unknown_run_mode(cli: Cli) -> None:
    plan = put("plan.yaml", SHORT)
    for options in ([], ["--in-place"], ["--output-format", "json"]):
        said = 'kumo-lr: unknown run mode "nomral"; did you mean "NORMAL"?\n'
        assert cli("resolve", "plan.yaml", "--run-mode", "nomral", *options) == (2, "", said)
    assert plan.read_text() == SHORT


@pytest.mark.parametrize("text", [SHORT, ""])
@pytest.mark.parametrize("word", ["fats", "Fast"])
def test_unknown_run_mode_of_a_plan(cli: Cli, text: str, word: str) -> None:
    # Without a field, too: which candidates run depends on it.
    plan = put("plan.yaml", f"run_mode: {word}\n{text}")
    for options in ([], ["--in-place"], ["--minimal"], ["--output-format", "json"]):
        code, out, err = cli("resolve", "plan.yaml", *options)
        assert (code, out) == (1, "")
        assert err.startswith(f'plan.yaml:1:11: error[KLR208] unknown run mode "{word}"\n')
    put("b.yaml", SHORT)
    assert cli("diff", "plan.yaml", "b.yaml")[:2] == (2, "")
    assert plan.read_text() == f"run_mode: {word}\n{text}"


def test_unknown_run_mode_is_told_once(cli: Cli) -> None:
    plan = put("plan.yaml", SHORT)
    said = 'kumo-lr: unknown run mode "zzz"; write "BEST", "DEBUG", "FAST" or "NORMAL"\n'
    assert cli("resolve", "plan.yaml", "--run-mode", "zzz") == (2, "", said)
    assert cli("diff", "plan.yaml", "plan.yaml", "--run-mode", "zzz") == (2, "", said)
    assert plan.read_text() == SHORT


@pytest.mark.parametrize("options", [[], ["--in-place"], ["--minimal"], ["--output-format", "json"]])
def test_file_that_cannot_be_read(cli: Cli, options: list[str]) -> None:
    assert cli("resolve", "nope.yaml", *options) == (2, "", MISSING)
    assert cli("resolve", ".", *options) == (2, "", IS_FOLDER)
    assert listing() == []


@not_root
def test_file_without_permission(cli: Cli) -> None:
    put("nope.yaml", SHORT).chmod(0)
    said = unreadable("nope.yaml", "permission denied", "check its permissions")
    assert cli("resolve", "nope.yaml") == (2, "", said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["resolve", "-", "--in-place"],
            "kumo-lr: --in-place writes to a file, and - is standard input\n",
        ),
        (
            ["resolve", "plan.yaml", "--in-place", "--output-format", "json"],
            "kumo-lr: --output-format json says what will run: not with --in-place or --minimal\n",
        ),
        (
            ["resolve", "plan.yaml", "--minimal", "--output-format", "json"],
            "kumo-lr: --output-format json says what will run: not with --in-place or --minimal\n",
        ),
        (["resolve", "plan.yaml", "other.yaml"], 'kumo-lr: no argument "other.yaml"\n'),
        (["diff", "plan.yaml", "b.yaml", "c.yaml"], 'kumo-lr: no argument "c.yaml"\n'),
        (["diff", "-", "-"], "kumo-lr: only one of the two can be standard input\n"),
        (
            ["resolve", "plan.yaml", "--minimun"],
            'kumo-lr: no option "--minimun"; did you mean "--minimal"?\n',
        ),
        (
            ["resolve", "plan.yaml", "--runmode", "fast"],
            'kumo-lr: no option "--runmode"; did you mean "--run-mode"?\n',
        ),
        (
            ["diff", "plan.yaml", "plan.yaml", "--default=x"],
            'kumo-lr: no option "--default=x"; did you mean "--defaults"?\n',
        ),
        (["reslove", "plan.yaml"], 'kumo-lr: no command "reslove"; did you mean "resolve"?\n'),
        (["dif", "plan.yaml"], 'kumo-lr: no command "dif"; did you mean "diff"?\n'),
    ],
)
def test_wrong_usage(cli: Cli, arguments: list[str], said: str) -> None:
    plan = put("plan.yaml", SHORT)
    assert cli(*arguments, stdin=SHORT.encode()) == (2, "", said)
    assert plan.read_text() == SHORT


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["resolve"], "the following arguments are required: FILE"),
        (["diff"], "the following arguments are required: A, B"),
        (["diff", "plan.yaml"], "the following arguments are required: B"),
        (["resolve", "plan.yaml", "--at"], "argument --at: expected one argument"),
        (["resolve", "plan.yaml", "--output-format", "yaml"], "invalid choice: 'yaml'"),
        (["diff", "plan.yaml", "plan.yaml", "--color", "red"], "invalid choice: 'red'"),
    ],
)
def test_usage_that_argparse_tells(cli: Cli, arguments: list[str], named: str) -> None:
    put("plan.yaml", SHORT)
    code, out, err = cli(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"usage: kumo-lr {arguments[0]} ")
    assert named in err.splitlines()[-1]


@pytest.mark.parametrize("command", ["resolve", "diff"])
def test_help_is_as_wide_as_a_terminal(cli: Cli, command: str) -> None:
    code, out, err = cli(command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"usage: kumo-lr {command} ")
    assert max(map(len, out.splitlines())) < 80


# Standard input


def test_stdin() -> None:
    assert run("resolve", "-", stdin=PLAN.encode()) == (0, PLAN_FULL, "")
    assert run("resolve", "-", "--minimal", stdin=PLAN_FULL.encode()) == (0, PLAN_MINIMAL, "")
    assert run("resolve", "-") == (0, default_field(), "")


def test_stdin_filename(cli: Cli) -> None:
    arguments = ("resolve", "-", "--stdin-filename")
    assert cli(*arguments, "bad.yaml", stdin=BAD.encode()) == (1, "", BAD_SAID)
    assert cli("resolve", "-", stdin=BAD.encode()) == (1, "", BAD_SAID.replace("bad.yaml", "<stdin>"))
    code, out, _ = cli(*arguments, "some/plan.json", stdin=b"{}\n")
    assert (code, json.loads(out)) == (0, {"lr_scheduler": DATA})
    data = json.loads(cli(*arguments, "x.yaml", "--output-format", "json", stdin=SHORT.encode()).out)
    assert data["file"] == data["fields"][0]["origins"][0]["name"]["source"] == "x.yaml"


def test_closed_stdin() -> None:
    put("plan.yaml", SHORT)
    assert run("resolve", "-", shell="<&-") == (2, "", NO_STDIN)
    assert run("resolve", "-", "--output-format", "json", shell="<&-") == (2, "", NO_STDIN)
    assert run("diff", "-", "plan.yaml", shell="<&-") == (2, "", NO_STDIN)
    assert run("diff", "plan.yaml", "-", shell="<&-") == (2, "", NO_STDIN)


# In place

FORMS = {
    "plain": PLAN,
    "crlf": PLAN.replace("\n", "\r\n"),
    "bom": "\ufeff" + PLAN,
    "bom-crlf": "\ufeff" + PLAN.replace("\n", "\r\n"),
    "no-last-newline": PLAN.rstrip("\n"),
    "non-ascii": PLAN.replace("My plan", "学習\t é"),
}


@pytest.mark.parametrize("form", FORMS)
def test_line_ends_bom_and_bytes_stay(cli: Cli, form: str) -> None:
    text = FORMS[form]
    filled = PLAN_FULL.replace("My plan", "学習\t é") if form == "non-ascii" else PLAN_FULL
    filled = filled.rstrip("\n") if form == "no-last-newline" else filled
    filled = filled.replace("\n", "\r\n") if "crlf" in form else filled
    filled = ("\ufeff" if "bom" in form else "") + filled
    plan = put("plan.yaml", text)
    result = cli("resolve", "plan.yaml")
    assert (result.code, result.raw, result.err) == (0, filled.encode(), "")
    result = cli("resolve", "-", stdin=text.encode())
    assert (result.code, result.raw, result.err) == (0, filled.encode(), "")
    assert cli("resolve", "plan.yaml", "--in-place") == (0, "", "")
    assert plan.read_bytes() == filled.encode()
    assert cli("resolve", "plan.yaml", "--in-place", "--minimal") == (0, "", "")
    empty = "  kwargs: {}\r\n" if "crlf" in form else "  kwargs: {}\n"
    assert plan.read_bytes() == text.replace(empty, "").encode()


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_new_field_has_the_line_ends_of_the_file(cli: Cli, ends: str) -> None:
    text = f"\ufeffrun_mode: fast{ends}a: 1"
    plan = put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", "--in-place") == (0, "", "")
    added = default_field("FAST").rstrip("\n").replace("\n", ends)
    assert plan.read_bytes() == f"{text}{ends}{added}".encode()


@pytest.mark.parametrize("mode", [0o640, 0o755, 0o600, 0o666])
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_in_place_keeps_the_mode_and_the_link(cli: Cli, mode: int, umask: int) -> None:
    target = put("real/plan.yaml", PLAN)
    target.chmod(mode)
    Path("link.yaml").symlink_to("real/plan.yaml")
    before = os.umask(umask)
    try:
        assert cli("resolve", "link.yaml", "--in-place") == (0, "", "")
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == mode
    assert target.read_text() == PLAN_FULL
    assert Path("link.yaml").readlink() == Path("real/plan.yaml")
    assert (listing(), listing("real")) == (["link.yaml", "real"], ["plan.yaml"])


@pytest.mark.parametrize(
    ("text", "options"),
    [(PLAN_FULL, []), (PLAN_MINIMAL, ["--minimal"]), ("lr_scheduler: [null]\n", []), ("", ["--minimal"])],
)
def test_what_stays_as_it_is_is_not_written(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, text: str, options: list[str]
) -> None:
    plan = put("plan.yaml", text)
    os.utime(plan, (1, 1))
    before = plan.stat()

    def refuse(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        assert cli("resolve", "plan.yaml", "--in-place", *options) == (0, "", "")
    assert (plan.stat().st_ino, plan.stat().st_mtime) == (before.st_ino, 1)
    assert plan.read_text() == text


@pytest.mark.parametrize("call", ["replace", "fsync", "fchmod", "open"])
@pytest.mark.parametrize("options", [[], ["--minimal"]])
def test_failed_write_loses_nothing(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, call: str, options: list[str]
) -> None:
    text = PLAN_FULL if options else PLAN
    plan = put("new\nline.yaml", text)
    opened = os.open

    def refuse(path: Any, flags: int = 0, *rest: Any) -> int:
        if call == "open" and not flags & os.O_WRONLY:
            return opened(path, flags, *rest)
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        result = cli("resolve", plan.name, "--in-place", *options)
    assert result == (2, "", "kumo-lr: cannot write new\\nline.yaml: read-only file system\n")
    assert plan.read_text() == text
    assert listing() == [plan.name]


@not_root
def test_in_place_in_a_folder_that_is_read_only(cli: Cli) -> None:
    plan = put("folder/plan.yaml", PLAN)
    Path("folder").chmod(0o555)
    try:
        result = cli("resolve", "folder/plan.yaml", "--in-place")
    finally:
        Path("folder").chmod(0o755)
    assert result == (2, "", "kumo-lr: cannot write folder/plan.yaml: permission denied\n")
    assert plan.read_text() == PLAN


def test_fifo_is_read_and_stays() -> None:
    os.mkfifo("plan.yaml")
    for options, expected in (
        ([], (0, PLAN_FULL, "")),
        (["--in-place"], (2, "", "kumo-lr: cannot write plan.yaml: not a regular file\n")),
    ):
        with start("resolve", "plan.yaml", *options) as program:
            feed("plan.yaml", PLAN.encode())
            out, err = program.communicate(timeout=TIMEOUT)
        assert (program.returncode, out.decode(), err.decode()) == expected
    assert stat.S_ISFIFO(Path("plan.yaml").stat().st_mode)


# Names

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


@NAMES
def test_name_of_a_plan(cli: Cli, name: str, shown: str) -> None:
    plan = put(name, PLAN)
    assert cli("resolve", name) == (0, PLAN_FULL, "")
    data = json.loads(cli("resolve", name, "--output-format", "json").out)
    assert data["file"] == name
    assert cli("resolve", name, "--in-place") == (0, "", "")
    assert plan.read_text() == PLAN_FULL
    put(name, BAD)
    assert cli("resolve", name) == (1, "", BAD_SAID.replace("bad.yaml", shown))
    plan.unlink()
    assert cli("resolve", name) == (2, "", MISSING.replace("nope.yaml", shown))


@NAMES
def test_name_of_defaults_stays_in_its_comment(cli: Cli, name: str, shown: str) -> None:
    put(name, DEFAULTS)
    put("plan.yaml", RESTARTS)
    expected = (
        f"{RESTARTS}  kwargs:\n    num_cycles: 3{FROM_DOCUMENTATION}\n"
        f"    warmup_ratio_or_steps: 100  # default: {shown}:12\n"
    )
    assert cli("resolve", "plan.yaml", "--defaults", name) == (0, expected, "")


def test_name_of_defaults_that_is_no_text(cli: Cli) -> None:
    name = os.fsdecode(b"\xff.yaml")
    try:
        put(name, DEFAULTS)
    except OSError:
        pytest.skip("the file system does not take this name")
    put("plan.yaml", RESTARTS)
    code, out, err = cli("resolve", "plan.yaml", "--defaults", name)
    assert (code, err) == (0, "")
    assert out.endswith("    warmup_ratio_or_steps: 100  # default: \\udcff.yaml:12\n")


@NAMES
def test_names_in_a_diff_stay_on_their_lines(cli: Cli, name: str, shown: str) -> None:
    put(name, SHORT)
    put("plan.yaml", "lr_scheduler: [null]\n")
    expected = f"""\
- linear_with_warmup, interval: step, warmup_ratio_or_steps: 0.1  ({shown}:2)
+ no scheduling  (plan.yaml:1)
1 only in {shown}, 1 only in plan.yaml (NORMAL)
"""
    assert cli("diff", name, "plan.yaml") == (1, expected, "")
    data = json.loads(cli("diff", name, "plan.yaml", "--output-format", "json").out)
    assert data["files"] == [name, "plan.yaml"]


def test_names_in_complaints_stay_on_their_lines(cli: Cli) -> None:
    name = "red\x1b[31m\n.yaml"
    put(name, "lr_scheduler: [null]\noptimization: {lr_scheduler: [null]}\n")
    put("plan.yaml", SHORT)
    for arguments, lines in (
        (["diff", name, name], 2),
        (["diff", "plan.yaml", name], 1),
        (["resolve", name, "--run-mode", "no\npe\x1b"], 1),
        (["resolve", "-", "--stdin-filename", name, "--at", "nope"], 1),
        (["diff", "-", "plan.yaml", "--stdin-filename", name, "--at", "lr_scheduler"], 1),
    ):
        code, out, err = cli(*arguments)
        assert (code, out) == (2, "")
        assert (err.count("\n"), "\x1b" in err) == (lines, False)


@pytest.mark.parametrize("arguments", [["resolve", "plan.yaml"], ["diff", "plan.yaml", "plan.yaml"]])
def test_places_in_complaints_stay_on_their_lines(cli: Cli, arguments: list[str]) -> None:
    put("plan.yaml", SHORT)
    code, out, err = cli(*arguments, "--at", "no\npe\x1b")
    assert (code, out) == (2, "")
    assert (err.count("\n"), "\x1b" in err) == (len(arguments) - 1, False)


# The diff

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
RIGHT = """\
run_mode: BEST
lr_scheduler:
- name: linear_with_warmup
  interval: step
  kwargs: {warmup_ratio_or_steps: 0.1}
- name: exponential
  interval: epoch
  kwargs: {gamma: 0.95}
- name: cosine_with_warmup
  interval: epoch
  kwargs: {warmup_ratio_or_steps: 1.0}
- name: cosine_with_warmup_restarts
  interval: step
"""
DIFF = """\
~ exponential  (a.yaml:2, b.yaml:6)
  - gamma: 0.9  (a.yaml:4)
  + gamma: 0.95  (b.yaml:8)
~ cosine_with_warmup  (a.yaml:8, b.yaml:9)
  - interval: step  (a.yaml:9)
  + interval: epoch  (b.yaml:10)
  - warmup_ratio_or_steps: 1  (a.yaml:10)
  + warmup_ratio_or_steps: 1.0  (b.yaml:11)
- no scheduling  (a.yaml:7)
+ cosine_with_warmup_restarts, interval: step, num_cycles: 3, warmup_ratio_or_steps: 0.1  (b.yaml:12)
2 changed, 1 only in a.yaml, 1 only in b.yaml, 1 candidate the same (a.yaml as NORMAL, b.yaml as BEST)
"""


@pytest.fixture
def two() -> None:
    """Two plans that differ in all ways."""
    put("a.yaml", LEFT)
    put("b.yaml", RIGHT)


@pytest.mark.usefixtures("two")
def test_diff() -> None:
    assert run("diff", "a.yaml", "b.yaml") == (1, DIFF, "")
    assert Path("a.yaml").read_text() == LEFT


@pytest.mark.usefixtures("two")
def test_diff_of_itself(cli: Cli) -> None:
    assert cli("diff", "a.yaml", "a.yaml") == (0, "no difference: 4 candidates (NORMAL)\n", "")
    assert cli("diff", "b.yaml", "b.yaml") == (0, "no difference: 4 candidates (BEST)\n", "")
    same = json.loads(cli("diff", "a.yaml", "a.yaml", "--output-format", "json").out)
    assert same == {
        "version": 1,
        "files": ["a.yaml", "a.yaml"],
        "run_modes": ["NORMAL", "NORMAL"],
        "same": [[0, 0], [1, 1], [2, 2], [3, 3]],
        "differences": [],
    }


def side(position: int, source: str, **values: tuple[object, int | dict[str, object]]) -> dict[str, object]:
    """Return a candidate as the diff has it; each value with its line, or its origin."""
    spelt = {
        name: {"value": value, "origin": origin("file", source, at) if isinstance(at, int) else at}
        for name, (value, at) in values.items()
    }
    first = next(iter(values.values()))[1]
    assert isinstance(first, int)
    return {"position": position, "origin": origin("file", source, first), "values": spelt}


@pytest.mark.usefixtures("two")
def test_diff_as_json() -> None:
    code, out, err = run("diff", "a.yaml", "b.yaml", "--output-format", "json", "--color", "always")
    assert (code, err) == (1, "")
    assert out == json.dumps(json.loads(out), indent=2) + "\n"
    assert json.loads(out) == {
        "version": 1,
        "files": ["a.yaml", "b.yaml"],
        "run_modes": ["NORMAL", "BEST"],
        "same": [[1, 0]],
        "differences": [
            {
                "left": side(0, "a.yaml", name=("exponential", 2), interval=("epoch", 3), gamma=(0.9, 4)),
                "right": side(1, "b.yaml", name=("exponential", 6), interval=("epoch", 7), gamma=(0.95, 8)),
            },
            {
                "left": side(
                    3,
                    "a.yaml",
                    name=("cosine_with_warmup", 8),
                    interval=("step", 9),
                    warmup_ratio_or_steps=(1, 10),
                ),
                "right": side(
                    2,
                    "b.yaml",
                    name=("cosine_with_warmup", 9),
                    interval=("epoch", 10),
                    warmup_ratio_or_steps=(1.0, 11),
                ),
            },
            {
                "left": {"position": 2, "origin": origin("file", "a.yaml", 7), "values": {}},
                "right": None,
            },
            {
                "left": None,
                "right": side(
                    3,
                    "b.yaml",
                    name=("cosine_with_warmup_restarts", 12),
                    interval=("step", 13),
                    num_cycles=(3, BY_DOCUMENTATION),
                    warmup_ratio_or_steps=(0.1, BY_ENGINE),
                ),
            },
        ],
    }
    # A ratio and a number of steps are not the same, though 1 == 1.0.
    assert '"value": 1,' in out
    assert '"value": 1.0,' in out


def test_order_does_not_matter(cli: Cli) -> None:
    put("a.yaml", "lr_scheduler:\n- null\n" + LIST)
    put("b.yaml", SHORT_FULL + "- null\n")
    said = "no difference: 2 candidates, in another order (NORMAL)\n"
    assert cli("diff", "a.yaml", "b.yaml") == (0, said, "")
    assert json.loads(cli("diff", "a.yaml", "b.yaml", "--output-format", "json").out)["same"] == [
        [0, 1],
        [1, 0],
    ]


def test_candidates_in_another_order_beside_a_difference(cli: Cli) -> None:
    put("a.yaml", "lr_scheduler:\n- null\n" + LIST)
    put("b.yaml", SHORT_FULL + "- null\n- null\n")
    expected = (
        "+ no scheduling  (b.yaml:7)\n1 only in b.yaml, 2 candidates the same, in another order (NORMAL)\n"
    )
    assert cli("diff", "a.yaml", "b.yaml") == (1, expected, "")


def test_candidates_that_differ_in_one_value_are_paired_first(cli: Cli) -> None:
    head = "lr_scheduler:\n"
    first = "- {name: cosine_with_warmup_restarts, interval: step, kwargs: {num_cycles: 2}}\n"
    second = "- {name: cosine_with_warmup_restarts, interval: epoch, kwargs: {num_cycles: 7}}\n"
    put("a.yaml", head + first + second)
    put("b.yaml", head + second.replace("7", "8") + first.replace("2", "4"))
    expected = """\
~ cosine_with_warmup_restarts  (a.yaml:2, b.yaml:3)
  - num_cycles: 2  (a.yaml:2)
  + num_cycles: 4  (b.yaml:3)
~ cosine_with_warmup_restarts  (a.yaml:3, b.yaml:2)
  - num_cycles: 7  (a.yaml:3)
  + num_cycles: 8  (b.yaml:2)
2 changed (NORMAL)
"""
    assert cli("diff", "a.yaml", "b.yaml") == (1, expected, "")


def test_number_of_times_matters(cli: Cli) -> None:
    put("a.yaml", "lr_scheduler: [null, null]\n")
    put("b.yaml", "lr_scheduler: [null]\n")
    expected = "- no scheduling  (a.yaml:1)\n1 only in a.yaml, 1 candidate the same (NORMAL)\n"
    assert cli("diff", "a.yaml", "b.yaml") == (1, expected, "")


def test_what_is_left_out_is_compared_by_what_will_run(cli: Cli) -> None:
    put("a.yaml", "run_mode: fast\n")
    put("b.json", json.dumps({"optimization": {"lr_scheduler": DATA}}))
    put("c.yaml", "lr_scheduler: ???\n")
    assert cli("diff", "a.yaml", "b.json") == (
        0,
        "no difference: 4 candidates (a.yaml as FAST, b.json as NORMAL)\n",
        "",
    )
    assert cli("diff", "c.yaml", "b.json") == (0, "no difference: 4 candidates (NORMAL)\n", "")
    for mode in ("best", "BEST", "Best"):
        result = cli("diff", "a.yaml", "c.yaml", "--run-mode", mode)
        assert result == (0, "no difference: 4 candidates (BEST)\n", "")


def test_diff_with_other_defaults(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    put("a.yaml", "run_mode: best\n")
    put("b.yaml", "run_mode: normal\n" + RESTARTS.partition("\n")[2])
    expected = """\
~ cosine_with_warmup_restarts  (ours.yaml:9, b.yaml:3)
  - num_cycles: 3  (documentation)
  + num_cycles: 5  (ours.yaml:3)
  - warmup_ratio_or_steps: 100  (ours.yaml:12)
  + warmup_ratio_or_steps: 0.1  (kumo-engine 1.0.0)
- exponential, interval: epoch, gamma: 0.5  (ours.yaml:6)
1 changed, 1 only in a.yaml (a.yaml as BEST, b.yaml as NORMAL)
"""
    assert cli("diff", "a.yaml", "b.yaml", "--defaults", "ours.yaml") == (1, expected, "")


@pytest.mark.parametrize("name", [None, "my plan.yaml"])
def test_diff_with_stdin(cli: Cli, name: str | None) -> None:
    put("a.yaml", SHORT)
    shown = name or "<stdin>"
    options = ["--stdin-filename", name] if name else []
    removed = "linear_with_warmup, interval: step, warmup_ratio_or_steps: 0.1  (a.yaml:2)\n"
    stdin = b"lr_scheduler: [null]\n"
    summary = f"1 only in a.yaml, 1 only in {shown} (NORMAL)\n"
    expected = f"- {removed}+ no scheduling  ({shown}:1)\n{summary}"
    assert cli("diff", "a.yaml", "-", *options, stdin=stdin) == (1, expected, "")
    code, out, _ = cli("diff", "-", "a.yaml", *options, "--output-format", "json", stdin=stdin)
    assert (code, json.loads(out)["files"]) == (1, [shown, "a.yaml"])


def test_diff_at(cli: Cli) -> None:
    put("a.yaml", LIST + "- null\n")
    put("b.yaml", "- null\n" + LIST_FULL)
    said = "no difference: 2 candidates, in another order (NORMAL)\n"
    assert cli("diff", "a.yaml", "b.yaml", "--at", ".") == (0, said, "")
    put("c.yaml", f"plans:\n{IN_LIST}")
    at = ("--at", "plans.0.lr_scheduler")
    assert cli("diff", "c.yaml", "c.yaml", *at) == (0, "no difference: 1 candidate (NORMAL)\n", "")
    said = 'kumo-lr: nothing stands at "plans.0.lr_scheduler" in a.yaml\n'
    assert cli("diff", "c.yaml", "a.yaml", *at) == (2, "", said)
    assert cli("diff", "a.yaml", "c.yaml", *at) == (2, "", said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "lr_scheduler: [null]\nmodel_plan:\n  optimization:\n    lr_scheduler: [null]\n",
            "2 lr_scheduler fields: lr_scheduler on line 1, model_plan.optimization.lr_scheduler on line 4",
        ),
        (
            "lr_scheduler: [null]\n---\na: 1\nlr_scheduler: ???\n---\nlr_scheduler: [null]\n",
            "3 lr_scheduler fields: lr_scheduler on line 1, lr_scheduler on line 4, lr_scheduler on line 6",
        ),
    ],
)
def test_diff_of_several_fields(cli: Cli, text: str, said: str) -> None:
    put("a.yaml", SHORT)
    put("b.yaml", text)
    for files in (("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")):
        for options in ([], ["--output-format", "json"]):
            expected = f"kumo-lr: b.yaml holds {said}; name one by its place (at), or split the file\n"
            assert cli("diff", *files, *options) == (2, "", expected)
    expected = expected.replace("b.yaml", "<stdin>")
    assert cli("diff", "a.yaml", "-", stdin=text.encode()) == (2, "", expected)


def test_diff_of_one_of_two_fields(cli: Cli) -> None:
    put("a.yaml", SHORT)
    put("b.yaml", SHORT_FULL + "model_plan:\n  optimization:\n    lr_scheduler: [null]\n")
    result = cli("diff", "a.yaml", "b.yaml", "--at", "lr_scheduler")
    assert result == (0, "no difference: 1 candidate (NORMAL)\n", "")


@pytest.mark.parametrize("options", [[], ["--output-format", "json"]])
def test_diff_of_what_is_bad(cli: Cli, options: list[str]) -> None:
    put("a.yaml", SHORT)
    put("bad.yaml", BAD)
    assert cli("diff", "a.yaml", "bad.yaml", *options) == (2, "", BAD_SAID)
    assert cli("diff", "bad.yaml", "a.yaml", *options) == (2, "", BAD_SAID)
    assert cli("diff", "a.yaml", "nope.yaml", *options) == (2, "", MISSING)
    assert cli("diff", "nope.yaml", "a.yaml", *options) == (2, "", MISSING)
    assert cli("diff", "a.yaml", ".", *options) == (2, "", IS_FOLDER)


@pytest.mark.parametrize("options", [[], ["--output-format", "json"]])
def test_diff_of_two_that_are_bad(cli: Cli, options: list[str]) -> None:
    put("bad.yaml", BAD)
    put("two.yaml", "lr_scheduler: [null]\n---\nlr_scheduler: [null]\n")
    put("list.yaml", LIST)
    two = (
        "kumo-lr: two.yaml holds 2 lr_scheduler fields: lr_scheduler on line 1, lr_scheduler on line 3; "
        "name one by its place (at), or split the file\n"
    )
    stdin = BAD_SAID.replace("bad.yaml", "<stdin>")
    assert cli("diff", "bad.yaml", "nope.yaml", *options) == (2, "", BAD_SAID + MISSING)
    assert cli("diff", "nope.yaml", "bad.yaml", *options) == (2, "", MISSING + BAD_SAID)
    assert cli("diff", "two.yaml", "bad.yaml", *options) == (2, "", two + BAD_SAID)
    assert cli("diff", "nope.yaml", "-", *options, stdin=BAD.encode()) == (2, "", MISSING + stdin)
    said = [f'kumo-lr: nothing stands at "a.b" in {name}\n' for name in ("two.yaml", "list.yaml")]
    assert cli("diff", "two.yaml", "list.yaml", "--at", "a.b", *options) == (2, "", "".join(said))


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("options", "changes", "colored"),
    [
        ([], {}, False),
        (["--color", "auto"], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "never"], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": ""}, False),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_color_in_a_pipe(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, options: list[str], changes: dict[str, str], colored: bool
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    code, out, err = cli("diff", "a.yaml", "b.yaml", *options)
    assert (code, plain(out), err) == (1, DIFF, "")
    codes = {"~": "\x1b[36m", "-": "\x1b[31m", "+": "\x1b[32m"} if colored else {}
    for line in out.splitlines():
        assert line.startswith(codes.get(plain(line).lstrip()[0], plain(line)))
        assert line.count("\x1b") in ((0, 2) if colored else (0,))
    assert "\x1b" not in cli("diff", "a.yaml", "b.yaml", *options, "--output-format", "json").out


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("options", "changes", "colored"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {}, False),
    ],
)
def test_color_on_a_terminal(options: list[str], changes: dict[str, str], colored: bool) -> None:
    printed = on_terminal("diff", "a.yaml", "b.yaml", *options, **changes)
    assert ("\x1b[36m~ exponential" in printed) is colored
    assert plain(printed) == DIFF
    assert printed == DIFF or colored


# Ends that come early


ALL = [
    ["resolve", "a.yaml"],
    ["resolve", "a.yaml", "--minimal"],
    ["resolve", "a.yaml", "--output-format", "json"],
    ["diff", "a.yaml", "b.yaml"],
    ["diff", "a.yaml", "b.yaml", "--output-format", "json"],
]
of_all = pytest.mark.parametrize("arguments", ALL, ids=" ".join)


@pytest.mark.usefixtures("two")
@of_all
def test_reader_that_is_gone(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with start(*arguments, stdout=writer) as program:
        os.close(writer)
        _, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, err) == (141, b"")


@pytest.mark.usefixtures("two")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@of_all
def test_full_disk(arguments: list[str]) -> None:
    said = "kumo-lr: cannot write the output: no space left on device\n"
    assert run(*arguments, shell=">/dev/full") == (2, "", said)


@pytest.mark.usefixtures("two")
@of_all
def test_closed_streams(arguments: list[str]) -> None:
    expected = int(arguments[0] == "diff")
    assert run(*arguments, shell=">&-") == (expected, "", "")
    put("a.yaml", BAD)
    code, out, err = run(*arguments, shell="2>&-")
    assert (code, out, err) == (expected + 1, "", "")


# Size


def test_many_candidates(cli: Cli) -> None:
    texts = [LIST, "- {name: cosine_with_warmup_restarts, interval: epoch}\n", "- null\n"]
    put("plan.yaml", "lr_scheduler:\n" + "".join(texts[index % 3] for index in range(3000)))
    code, out, err = cli("resolve", "plan.yaml")
    assert (code, err) == (0, "")
    assert out.count(LIST_FULL) == 1000
    assert out.count("num_cycles: 3, warmup_ratio_or_steps: 0.1}}") == 1000
    put("full.yaml", out)
    assert cli("diff", "plan.yaml", "full.yaml") == (0, "no difference: 3,000 candidates (NORMAL)\n", "")
    result = cli("resolve", "full.yaml", "--minimal")
    assert (result.code, result.out == Path("plan.yaml").read_text()) == (0, True)
