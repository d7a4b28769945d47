"""`kumo-lr resolve`: every default written into a plan."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent

import pytest
import yaml

from tests.support.cli import Cli, put, run
from tests.support.cli_resolve import (
    CYCLES,
    DATA,
    ENGINE,
    FROM_ENGINE,
    LIST,
    LIST_FULL,
    PLAN,
    PLAN_FULL,
    RATIO,
    SHORT,
    SHORT_FULL,
    default_field,
    not_set,
)


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
    ],
)
def test_section_that_is_not_set(cli: Cli, name: str, text: str, expected: object) -> None:
    put(name, text)
    code, out, err = cli("resolve", name)
    assert (code, err) == (0, "")
    assert yaml.safe_load(out) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [("plan.yaml", "optimization:\n"), ("plan.json", '{"model_plan": {"optimization": null}}')],
)
def test_a_section_that_is_null_is_refused(cli: Cli, name: str, text: str) -> None:
    """As it is by Kumo's data model."""
    put(name, text)
    code, out, err = cli("resolve", name)
    assert (code, out) == (1, "")
    assert "error[KLR113] optimization is empty, which Kumo refuses" in err


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


IN_SECTION = f"optimization:\n{indent(SHORT, '  ')}"
IN_SECTION_FULL = f"optimization:\n{indent(SHORT_FULL, '  ')}"


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        (SHORT, SHORT_FULL),
        (
            f"{SHORT}---\nrun_mode: FAST\nlr_scheduler: ???\n---\n{SHORT}",
            f"{SHORT_FULL}---\nrun_mode: FAST\n{default_field('FAST')}---\n{SHORT_FULL}",
        ),
        (
            f"{IN_SECTION}model_plan:\n  optimization:\n    lr_scheduler: '???'\n",
            f"{IN_SECTION_FULL}model_plan:\n  optimization:\n{default_field(indent='    ')}",
        ),
        (
            f"{IN_SECTION}model_plan:\n  optimization:\n    lr_scheduler: [null]\n---\n{SHORT}",
            f"{IN_SECTION_FULL}model_plan:\n  optimization:\n    lr_scheduler: [null]\n---\n{SHORT_FULL}",
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
    own = f"- <<: *d\n  kwargs:\n    warmup_ratio_or_steps: {RATIO}{FROM_ENGINE}\n"
    merged = (
        f"  kwargs: {{<<: *k, num_cycles: {CYCLES}, warmup_ratio_or_steps: {RATIO}}}"
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


@pytest.mark.slow
def test_many_candidates(cli: Cli) -> None:
    texts = [LIST, "- {name: cosine_with_warmup_restarts, interval: epoch}\n", "- null\n"]
    put("plan.yaml", "lr_scheduler:\n" + "".join(texts[index % 3] for index in range(3000)))
    code, out, err = cli("resolve", "plan.yaml")
    assert (code, err) == (0, "")
    assert out.count(LIST_FULL) == 1000
    assert out.count(f"num_cycles: {CYCLES}, warmup_ratio_or_steps: {RATIO}}}}}") == 1000
    put("full.yaml", out)
    assert cli("diff", "plan.yaml", "full.yaml") == (0, "no difference: 3,000 candidates (NORMAL)\n", "")
    result = cli("resolve", "full.yaml", "--minimal")
    assert (result.code, result.out == Path("plan.yaml").read_text()) == (0, True)
