"""`kumo-lr check --baseline`: which findings are known, new and fixed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import Cli, names, put
from tests.support.cli_check import BAD, BAD_CONCISE, BAD_MESSAGE, CLEAN_SUMMARY, GOOD, STUCK, UNCLOSED
from tests.support.cli_reports import BRIEF, CANDIDATE, CONSTANT, formats, known_check, report


def test_known_findings_are_passed_over(known: Cli) -> None:
    said = "2 files checked: no new findings (3 known in known.out)\n"
    assert known("check", "--baseline", "known.out") == (0, said, "")
    assert known("check", "--baseline", "known.out", "--jobs", "2") == (0, said, "")
    assert known("check", "--baseline", "known.out", "--fail-on", "warning") == (0, said, "")
    put("kumo-lr.toml", 'baseline = "known.out"\n')
    assert known("check") == (0, said, "")
    assert known("check", "--isolated", "--quiet").code == 1
    data = json.loads(known("check", *formats("json")).out)
    assert data["summary"] == {"files": 2, "errors": 0, "warnings": 0, "fixable": 0}


def test_a_new_finding_is_reported(known: Cli) -> None:
    put("sub/plan.yaml", BAD.replace("interval: epoch", "interval: day"))
    code, out, err = known_check(known)
    assert (code, err) == (1, "")
    assert [line.split(" ")[:3] for line in out.splitlines()] == [["sub/plan.yaml:3:13:", "error", "KLR202"]]
    put("new.yaml", BAD)
    assert names(known_check(known)) == ["new.yaml", "sub/plan.yaml"]


def test_lines_that_move_do_not_matter(known: Cli) -> None:
    put("plan.yaml", "# a\n\n# b\n" + (BAD + CANDIDATE).replace("interval: epoch", "# c\n  interval: epoch"))
    assert known_check(known) == (0, "", "")


def test_of_equal_findings_one_is_new(cli: Cli) -> None:
    put("plan.yaml", f"{BAD}---\n{BAD}")
    cli("check", "--write-baseline", "known.out")
    assert [row["count"] for row in report("known.out")["findings"]] == [2]
    assert known_check(cli) == (0, "", "")
    put("plan.yaml", f"{BAD}---\n{BAD}---\n{BAD}")
    assert known_check(cli) == (1, BAD_CONCISE.replace(":2:", ":12:"), "")


def test_fixed_findings_are_named(known: Cli) -> None:
    put("plan.yaml")
    code, out, err = known("check", "--baseline", "known.out")
    assert (code, out) == (0, "2 files checked: no new findings (1 known in known.out)\n")
    assert err == (
        "kumo-lr: 2 known findings are fixed or gone; update known.out with --write-baseline\n"
        "kumo-lr: not found any more: plan.yaml KLR201 lr_scheduler.*.name exponental (2 times)\n"
    )
    # Nothing is known of files that were not checked.
    assert known_check(known, "sub") == (0, "", "")
    # Reports stay what they are.
    code, out, again = known("check", "--baseline", "known.out", *formats("json"))
    assert (code, json.loads(out)["findings"], again) == (0, [], err)


def test_few_of_many_fixed_findings_are_listed(cli: Cli) -> None:
    put("plan.yaml", BAD + "".join(CANDIDATE.replace("exponental", f"strategy{n}") for n in range(9)))
    cli("check", "--write-baseline", "known.out")
    put("plan.yaml")
    code, out, err = known_check(cli)
    assert (code, out, len(err.splitlines())) == (0, "", 7)
    assert err.startswith("kumo-lr: 10 known findings are fixed or gone; ")
    assert err.endswith("kumo-lr: and 5 more\n")


def test_what_cannot_be_muted_is_never_known(cli: Cli) -> None:
    put("plan.yaml", UNCLOSED)
    said = "0 known findings in known.out; 1 other finding cannot be in a baseline\n"
    assert cli("check", "--write-baseline", "known.out") == (0, said, "")
    assert report("known.out")["findings"] == []
    code, out, err = known_check(cli)
    assert (code, out.split(" ")[:3], err) == (1, ["plan.yaml:2:3:", "error", "KLR001"], "")


def test_a_baseline_after_fixing(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("stuck.yaml", STUCK + STUCK.partition("\n")[2])
    code, out, err = cli("check", "--fix", "--write-baseline", "known.out")
    assert (code, out.splitlines()[-1], err) == (0, "2 known findings in known.out", "")
    assert Path("plan.yaml").read_text() == GOOD
    assert {row["file"] for row in report("known.out")["findings"]} == {"stuck.yaml"}
    assert known_check(cli) == (0, "", "")


def test_a_baseline_by_severity_and_selection(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("warned.yaml", CONSTANT)
    put("kumo-lr.toml", 'severity = {KLR306 = "error"}\n')
    assert cli("check", "--write-baseline", "known.out").out == "2 known findings in known.out\n"
    assert known_check(cli) == (0, "", "")
    assert known_check(cli, "--isolated", "--fail-on", "warning") == (0, "", "")


def test_a_baseline_of_standard_input(cli: Cli) -> None:
    args = ("check", "-", "--stdin-filename", "plan.yaml")
    two = (BAD + CANDIDATE).encode()
    assert cli(*args, "--write-baseline", "known.out", stdin=two).code == 0
    assert cli(*args, *BRIEF, "--baseline", "known.out", stdin=two) == (0, "", "")
    put("plan.yaml", two)
    assert known_check(cli) == (0, "", "")


def test_known_findings_in_reports(known: Cli) -> None:
    put("new.yaml", BAD)
    args = ("check", "--quiet", "--baseline", "known.out", "--statistics")
    assert known(*args, *formats("json:a.out")) == (1, "1  KLR201  unknown-strategy\n", "")
    assert [finding["file"] for finding in report("a.out")["findings"]] == ["new.yaml"]


def test_a_line_in_a_message_may_move(cli: Cli) -> None:
    twice = "- name: linear_with_warmup\n  interval: step\n" * 2
    put("plan.yaml", f"lr_scheduler:\n{twice}")
    assert cli("check", "--write-baseline", "known.out").out == "1 known finding in known.out\n"
    put("plan.yaml", f"# a comment\nlr_scheduler:\n{twice}")
    assert cli("check", "--baseline", "known.out", "--fail-on", "warning") == (
        0,
        "1 file checked: no new findings (1 known in known.out)\n",
        "",
    )


def test_entries_of_rules_that_were_not_asked_for_are_not_stale(cli: Cli) -> None:
    put("plan.yaml", BAD)
    cli("check", "--write-baseline", "known.out")
    for options in (["--select", "KLR3"], ["--ignore", "KLR201"]):
        assert cli("check", "--baseline", "known.out", *options) == (0, CLEAN_SUMMARY, "")


def test_entries_of_a_file_that_is_gone_are_stale(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("other.yaml")
    cli("check", "--write-baseline", "known.out")
    Path("plan.yaml").unlink()
    code, _, err = cli("check", "--baseline", "known.out")
    assert (code, err.splitlines()[0]) == (
        0,
        "kumo-lr: 1 known finding is fixed or gone; update known.out with --write-baseline",
    )


def test_a_summary_with_new_findings_also_counts_the_known_ones(known: Cli) -> None:
    put("new.yaml", BAD)
    code, out, _ = known("check", "--baseline", "known.out", "--output-format", "concise")
    said = "3 files checked: 1 error (1 fixable with --fix; 3 known in known.out)"
    assert (code, out.splitlines()[-1]) == (1, said)
    known("check", "--quiet", "--baseline", "known.out", *formats("markdown:a.md"))
    assert said.replace("_", "\\_") in Path("a.md").read_text()


@pytest.mark.parametrize(
    "change",
    [
        ("lr_scheduler:\n", "lr_scheduler:\n- null\n"),
        (
            "lr_scheduler:\n",
            "lr_scheduler:\n- name: exponential\n  interval: step\n  kwargs: {gamma: 0.99999}\n",
        ),
        ("interval: epoch", "interval: step"),
        ("gamma: 0.9", "gamma: 0.95"),
        ("name: exponental", 'name: "exponental"'),
        ("lr_scheduler:", "notes: x\nlr_scheduler:  # a comment"),
        ("lr_scheduler:", "another: document\n---\nlr_scheduler:"),
    ],
)
def test_a_finding_is_known_by_its_content(cli: Cli, change: tuple[str, str]) -> None:
    put("plan.yaml", BAD + CANDIDATE)
    cli("check", "--write-baseline", "known.out")
    put("plan.yaml", (BAD + CANDIDATE).replace(*change))
    assert known_check(cli) == (0, "", "")


def test_another_mistake_in_its_place_is_new(cli: Cli) -> None:
    put("plan.yaml", BAD)
    cli("check", "--write-baseline", "known.out")
    put("plan.yaml", BAD.replace("exponental", "cosine"))
    code, out, err = known_check(cli)
    assert (code, out.split(" ")[:3]) == (1, ["plan.yaml:2:9:", "error", "KLR201"])
    assert "not found any more: plan.yaml KLR201 lr_scheduler.*.name exponental\n" in err


def test_a_baseline_of_version_1_is_read(cli: Cli) -> None:
    put("sub/plan.yaml", BAD + CANDIDATE)
    rows = [
        {"file": "sub/plan.yaml", "code": "KLR201", "path": path, "message": BAD_MESSAGE, "count": 1}
        for path in ("lr_scheduler.0.name", "lr_scheduler.1.name")
    ]
    put("known.out", json.dumps({"version": 1, "findings": rows}))
    assert known_check(cli) == (0, "", "")
    put("sub/plan.yaml", (BAD + CANDIDATE).replace("lr_scheduler:", "lr_scheduler:\n- null"))
    assert known_check(cli, str(Path("sub").absolute())) == (0, "", "")
    put("sub/plan.yaml", BAD + CANDIDATE * 2)
    assert known_check(cli).code == 1


def test_nothing_is_said_of_a_file_that_cannot_be_read_for_now(known: Cli) -> None:
    put("plan.yaml", f'{BAD}{CANDIDATE}- name: "x\n')
    code, out, err = known_check(known)
    assert (code, out.split(" ")[:3], err) == (1, ["plan.yaml:8:9:", "error", "KLR001"], "")

    said = "3 known findings in known.out, 2 of them from before; 1 other finding cannot be in a baseline\n"
    assert known("check", "--write-baseline", "known.out") == (0, said, "")
    put("plan.yaml", BAD + CANDIDATE)
    assert known_check(known) == (0, "", "")


def test_a_finding_that_a_comment_suppresses_is_not_gone(known: Cli) -> None:
    comment = "exponental  # kumo-lr: ignore[KLR201] as agreed"
    put("plan.yaml", BAD.replace("exponental", comment) + CANDIDATE.replace("exponental", comment))
    assert known_check(known) == (0, "", "")


def test_a_part_of_the_files_or_rules_leaves_the_rest_of_a_baseline(known: Cli) -> None:
    before = Path("known.out").read_text(encoding="utf-8")
    for part in (("sub",), ("--select", "KLR3"), ("--ignore", "KLR201")):
        assert known("check", *part, "--write-baseline", "known.out").code == 0
        assert Path("known.out").read_text(encoding="utf-8") == before
    Path("plan.yaml").unlink()
    assert known("check", "sub", "--write-baseline", "known.out").out == "1 known finding in known.out\n"
