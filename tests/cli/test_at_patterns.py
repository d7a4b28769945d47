"""`--at` with patterns, in each command that takes it."""

from __future__ import annotations

import json

import pytest

import kumo_lr
from tests.support.cli import Cli, put

FIELD = "    lr_scheduler:\n    - name: linear_with_warmup\n      interval: step\n"
BLOCK = f"experiments:\n  a:\n{FIELD}  b:\n{FIELD}  c: {{title: none}}\n"
IN_LIST = "experiments:\n- lr_scheduler: [null]\n- title: x\n- lr_scheduler: [null]\n"
AT = ("--at", "experiments.*.lr_scheduler")
EMPTY = 'a path cannot be empty, nor a name in it; write "." for the whole document'
FORMS = {
    "block": (BLOCK, "plan.yaml"),
    "list": (IN_LIST, "plan.yaml"),
    "flow": ("experiments: {a: {lr_scheduler: [null]}, b: {lr_scheduler: [null]}}\n", "plan.yaml"),
    "json": (json.dumps({"experiments": [{"lr_scheduler": [None]}] * 2}), "plan.json"),
    "crlf": (BLOCK.replace("\n", "\r\n"), "plan.yaml"),
    "documents": ("---\n".join([BLOCK[: BLOCK.index("  b:")]] * 2), "plan.yaml"),
}


@pytest.mark.parametrize(("text", "name"), FORMS.values(), ids=FORMS)
def test_commands_for_several_fields_take_all_and_others_list_them(cli: Cli, text: str, name: str) -> None:
    put(name, text)

    assert cli("check", name, *AT) == (0, "1 file checked: no findings\n", "")
    assert len(json.loads(cli("resolve", name, *AT, "--output-format", "json").out)["fields"]) == 2
    for command in (["preview", name], ["diff", name, name]):
        code, out, err = cli(*command, *AT)
        assert (code, out) == (2, "")
        assert "holds 2 lr_scheduler fields: experiments." in err
    assert len(kumo_lr.load_all(name, at=AT[1])) == 2
    with pytest.raises(kumo_lr.ConfigError, match="holds 2 lr_scheduler fields"):
        kumo_lr.load(name, at=AT[1])


def test_a_mistake_in_any_of_them_is_found_and_fixed(cli: Cli) -> None:
    plan = put("plan.yaml", BLOCK.replace("step\n  c", "steps\n  c"))

    assert cli("check", "plan.yaml", *AT).code == 1
    assert cli("check", "plan.yaml", *AT, "--fix", "--quiet").code == 0
    assert plan.read_text() == BLOCK


def test_resolve_writes_each_and_takes_it_back(cli: Cli) -> None:
    plan = put("plan.yaml", BLOCK)

    assert cli("resolve", "plan.yaml", *AT, "--in-place").code == 0
    assert plan.read_text().count("warmup_ratio_or_steps: 0.1") == 2
    assert cli("resolve", "plan.yaml", *AT, "--in-place", "--minimal").code == 0
    assert plan.read_text() == BLOCK


@pytest.mark.parametrize("at", ["*.a.lr_scheduler", "*.*.lr_scheduler.1", "experiments.b.*"])
def test_a_pattern_that_leads_to_one_place_is_a_path(cli: Cli, at: str) -> None:
    put("plan.yaml", BLOCK + "  d: {lr_scheduler: [null, [null]]}\n")

    assert cli("diff", "plan.yaml", "plan.yaml", "--at", at).code == 0


def test_what_aliases_share_counts_once(cli: Cli) -> None:
    put("plan.yaml", "experiments:\n  a: &a {lr_scheduler: [null]}\n  b: *a\n  c: {<<: *a}\n")

    assert cli("diff", "plan.yaml", "plan.yaml", *AT).code == 0


def test_a_pattern_that_stops_above_the_fields_is_continued(cli: Cli) -> None:
    put("plan.yaml", BLOCK[: BLOCK.index("  c:")])

    out = cli("check", "plan.yaml", "--at", "experiments.*").out

    assert out.count("name the field itself: --at experiments.*.lr_scheduler") == 2


@pytest.mark.parametrize(
    "at", ["experiments.*.lr_schedular", "*.*.*.*.*.*.*", "lr_scheduler.*", f"x.{'9' * 5000}"]
)
def test_a_pattern_that_leads_nowhere_is_told(cli: Cli, at: str) -> None:
    put("plan.yaml", BLOCK)

    assert cli("check", "plan.yaml", "--at", at) == (2, "", f'kumo-lr: there is nothing at "{at}"\n')


@pytest.mark.parametrize("command", [["check"], ["resolve"], ["preview"], ["diff", "plan.yaml"]])
@pytest.mark.parametrize("given", [("--at", ""), ("--at=",), ("--at", "  ")])
def test_an_empty_path_is_refused(cli: Cli, command: list[str], given: tuple[str, ...]) -> None:
    put("plan.yaml", BLOCK)

    code, out, err = cli(*command, "plan.yaml", *given)

    assert (code, out) == (2, "")
    assert err == f"kumo-lr: --at: {EMPTY}\n"


def test_an_empty_path_is_refused_in_python() -> None:
    put("plan.yaml", BLOCK)
    for call in (kumo_lr.load, kumo_lr.load_all, kumo_lr.check_file):
        with pytest.raises(ValueError, match="a path cannot be empty"):
            call("plan.yaml", at="")
    for of_text in (kumo_lr.loads, kumo_lr.loads_all, kumo_lr.check_text):
        with pytest.raises(ValueError, match="a path cannot be empty"):
            of_text("", at="")


def test_settings_take_patterns(cli: Cli) -> None:
    put("plan.yaml", BLOCK.replace("step\n", "steps\n"))
    put("kumo-lr.toml", 'at = "experiments.*.lr_scheduler"\n')

    assert cli("check", "plan.yaml").out.count("[KLR202]") == 2
    assert cli("check", "plan.yaml", "--at", "experiments.b.*").out.count("[KLR202]") == 1


@pytest.mark.parametrize(
    ("at", "meant"),
    [
        ("trainng.lr_scheduler", '; did you mean "training.lr_scheduler"?'),
        ("training.lr_schedular", '; did you mean "training.lr_scheduler"?'),
        ("elsewhere.lr_scheduler", ""),
    ],
)
@pytest.mark.parametrize("path", ["folder", "folder/plan.yaml"])
def test_a_misspelt_path_is_corrected(cli: Cli, at: str, meant: str, path: str) -> None:
    put("folder/plan.yaml", "training:\n  lr_scheduler: [null]\n")
    put("folder/broken.yaml", "a: [\n")
    (code, out, err) = cli("check", path, "--exclude", "broken.yaml", "--at", at)
    assert (code, out, err) == (2, "", f'kumo-lr: there is nothing at "{at}"{meant}\n')
