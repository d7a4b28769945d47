"""A field that stands elsewhere: named and found files, and the commands that load plans."""

from __future__ import annotations

from pathlib import Path

import pytest

import kumo_lr
from tests.support.cli import Cli, put

ELSEWHERE = "training:\n  lr_scheduler: [null]\n"
DEDENTED = "optimization:\nlr_scheduler:\n- null\n"
NOTE = "no lr_scheduler field in 1 of them; an lr_scheduler elsewhere in 1 of them, see --at"


def test_a_named_file_gets_a_warning(cli: Cli) -> None:
    put("a.yaml", ELSEWHERE)

    done = cli("check", "a.yaml", "--output-format", "concise")

    assert done.code == 0
    assert "a.yaml:2:3: warning KLR117" in done.out
    assert "--at training.lr_scheduler" in done.out
    assert cli("check", "a.yaml", "--at", "training.lr_scheduler").code == 0
    assert "--at training.lr_scheduler" in cli("check", "a.yaml", "--at", "training").out


@pytest.mark.parametrize("options", [(), ("--jobs", "2"), ("--fix",)], ids=str)
def test_files_in_folders_are_counted(cli: Cli, options: tuple[str, ...]) -> None:
    put("plans/a.yaml", ELSEWHERE)
    put("plans/b.yaml", "lr_scheduler: [null]\n")

    done = cli("check", "plans", *options)

    assert (done.code, done.out) == (0, f"2 files checked: no findings ({NOTE})\n")


@pytest.mark.parametrize("text", [ELSEWHERE, DEDENTED, f"# kumo-lr: ignore-file[KLR114] why\n{DEDENTED}"])
@pytest.mark.parametrize("command", [("resolve",), ("resolve", "--in-place"), ("preview",)], ids=str)
def test_no_command_takes_it_for_the_field(cli: Cli, text: str, command: tuple[str, ...]) -> None:
    put("a.yaml", text)

    done = cli(*command, "a.yaml")

    assert (done.code, done.out) == (1, "")
    assert "KLR11" in done.err
    assert Path("a.yaml").read_text(encoding="utf-8") == text
    with pytest.raises(kumo_lr.ConfigError) as caught:
        kumo_lr.load("a.yaml")
    assert [finding.code for finding in caught.value.report.findings] in (["KLR114"], ["KLR117"])


LIST = "- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n"
INSIDE = "".join(f"  {line}\n" for line in LIST.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        f"optimization:\n  max_epochs: 8\nlr_scheduler:\n{LIST}",
        f"training_job:\n  lr_scheduler:\n{INSIDE}",
        f"model_plan:\n  lr_scheduler:\n{INSIDE}",
        f"optimization:\n  scheduler:\n{INSIDE}",
        "optimization: lr_scheduler\n",
        "optimization:\n- lr_scheduler: [null]\n",
        "- optimization: {lr_scheduler: [null]}\n- optimization: {max_epochs: 8}\n",
        "optimization:\n  lr_scheduler:\n  -\n  name: cosine_with_warmup\n  interval: step\n",
        "optimization:\n  lr_scheduler: [{name: cosine_with_warmup, interval: step}]\n  warmup_ratio: 0.1\n",
        "optimization: {lr_scheduler: [null]}\nlr_scheduler: [null]\n",
        "optimization: {max_epochs: 8}\nlr_scheduler_type: cosine\n",
    ],
)
def test_all_agree_on_what_is_misplaced(cli: Cli, text: str) -> None:
    plan = put("plan.yaml", text)

    assert cli("check", "plan.yaml").code == 1
    assert cli("preview", "plan.yaml").code == 1
    assert cli("resolve", "plan.yaml").code == 1
    assert cli("resolve", "plan.yaml", "--in-place").code == 1
    assert cli("resolve", "plan.yaml", "--in-place", "--minimal").code == 1
    assert plan.read_text(encoding="utf-8") == text
    with pytest.raises(kumo_lr.ConfigError):
        kumo_lr.load("plan.yaml")


def test_a_moved_field_is_resolved_once(cli: Cli) -> None:
    plan = put("plan.yaml", f"optimization:\n  max_epochs: 8\nlr_scheduler:\n{LIST}")

    assert cli("check", "plan.yaml", "--fix", "--unsafe-fixes").code == 0
    assert cli("resolve", "plan.yaml", "--in-place").code == 0

    assert plan.read_text(encoding="utf-8").count("lr_scheduler") == 1
    (candidate,) = kumo_lr.load("plan.yaml").candidates
    assert candidate is not None
    assert candidate.name == "exponential"


def test_a_file_of_defaults_is_not_a_misplaced_field(cli: Cli) -> None:
    put("defaults.yaml", "FAST:\n  lr_scheduler: [null]\n")
    put("plan.yaml", "FAST:\n  lr_scheduler: [null]\na: 1\n")

    assert "KLR117" not in cli("check", "defaults.yaml").out
    assert "KLR117" in cli("check", "plan.yaml").out


def test_a_field_is_not_written_beside_keys_that_would_be_errors(cli: Cli) -> None:
    plan = put("plan.yaml", "lr_scheduler_type: cosine\n")

    code, out, err = cli("resolve", "plan.yaml", "--in-place")

    assert (code, out) == (2, "")
    assert 'the result would have an error: "lr_scheduler_type" is beside lr_scheduler' in err
    assert plan.read_text() == "lr_scheduler_type: cosine\n"
