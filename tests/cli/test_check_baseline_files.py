"""Baselines as files: how they are written, and which cannot be used."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.support.cli import Cli, listing, names, put
from tests.support.cli_check import BAD, BAD_CONCISE, BAD_MESSAGE
from tests.support.cli_reports import BRIEF, known_check, report


def test_a_baseline_is_written(known: Cli) -> None:
    row = f'"code": "KLR201", "path": "{{}}", "message": {json.dumps(BAD_MESSAGE)}, "count": 1'
    rows = [
        f'    {{"file": "{file}", {row.format(path)}}}'
        for file, path in (
            ("plan.yaml", "lr_scheduler.0.name"),
            ("plan.yaml", "lr_scheduler.1.name"),
            ("sub/plan.yaml", "lr_scheduler.0.name"),
        )
    ]
    text = '{\n  "version": 1,\n  "findings": [\n' + ",\n".join(rows) + "\n  ]\n}\n"
    assert Path("known.out").read_text() == text
    known("check", "--write-baseline", "known.out")
    assert Path("known.out").read_text() == text


def test_a_baseline_of_nothing(cli: Cli) -> None:
    put("plan.yaml")
    assert cli("check", "--write-baseline", "known.out") == (0, "0 known findings in known.out\n", "")
    assert known_check(cli) == (0, "", "")
    put("plan.yaml", BAD)
    assert known_check(cli) == (1, BAD_CONCISE, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"version": 2, "findings": []}', "is a baseline of version 2, not 1; write it anew"),
        ("{", "cannot use the baseline known.out: it is not JSON; write one"),
        (b"\xff\xfe", "cannot use the baseline known.out: it is not JSON; write one"),
        ('{"version": 1}', "cannot use the baseline known.out: it is not a baseline; write one"),
        (
            '{"version": 1, "findings": 7}',
            "cannot use the baseline known.out: it is not a baseline; write one",
        ),
        (
            '{"version": 1, "findings": [{}]}',
            "cannot use the baseline known.out: it is not a baseline; write one",
        ),
    ],
)
def test_a_baseline_that_is_none(cli: Cli, text: str | bytes, said: str) -> None:
    put("plan.yaml", BAD)
    put("known.out", text)
    said = said if said.startswith("cannot") else f"known.out {said}"
    for options in (["--baseline", "known.out"], ["--baseline", "known.out", "--fix"]):
        assert cli("check", *options) == (2, "", f"kumo-lr: {said} with --write-baseline\n")
    assert Path("plan.yaml").read_text() == BAD


@pytest.mark.parametrize(
    ("path", "reason"), [("nope.out", "no such file or directory"), ("sub", "is a directory")]
)
def test_a_baseline_that_cannot_be_read(cli: Cli, path: str, reason: str) -> None:
    put("plan.yaml", BAD)
    Path("sub").mkdir()
    said = f"kumo-lr: cannot read the baseline {path}: {reason}\n"
    assert cli("check", "--baseline", path) == (2, "", said)
    put("kumo-lr.toml", f'baseline = "{path}"\n')
    assert cli("check") == (2, "", said)


@pytest.mark.parametrize("path", ["nope/known.out", "."])
def test_a_baseline_that_cannot_be_written(cli: Cli, path: str) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "--write-baseline", path)
    assert (code, out) == (2, "")
    assert re.fullmatch(f"kumo-lr: cannot write {re.escape(path)}: .+\n", err)
    assert listing() == ["plan.yaml"]


def test_a_baseline_from_another_folder(known: Cli, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.chdir("sub")
    args = ("check", *BRIEF, "--baseline")
    for baseline in ("../known.out", str(folder / "known.out")):
        for path in (".", "..", "plan.yaml", str(folder), "../sub/plan.yaml"):
            assert known(*args, baseline, path) == (0, "", "")
    put("../kumo-lr.toml", 'baseline = "known.out"\n')
    assert known("check", *BRIEF) == (0, "", "")
    # Its paths lead from where it stands.
    Path("../deep").mkdir()
    shutil.copy("../known.out", "../deep/known.out")
    assert names(known(*args, "../deep/known.out", "..")) == [
        "../plan.yaml",
        "../plan.yaml",
        "../sub/plan.yaml",
    ]


def test_a_baseline_that_was_written_elsewhere(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a/b/plan.yaml", BAD)
    cli("check", "a", "--write-baseline", "a/known.out")
    assert [row["file"] for row in report("a/known.out")["findings"]] == ["b/plan.yaml"]
    monkeypatch.chdir("a/b")
    assert cli("check", *BRIEF, "--baseline", "../known.out") == (0, "", "")


def test_a_baseline_that_settings_name_is_written_anew(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("kumo-lr.toml", 'baseline = "known.out"\n')
    assert cli("check", "--write-baseline", "known.out").out == "1 known finding in known.out\n"
    assert cli("check").code == 0
    put("known.out", '{"version": 99, "findings": []}\n')
    assert cli("check").code == 2
    assert cli("check", "--write-baseline", "known.out").code == 0
    assert cli("check").code == 0


def test_no_baseline_is_written_of_what_could_not_be_checked(cli: Cli) -> None:
    put("plan.yaml", BAD)
    said = "kumo-lr: known.out is not written: not everything could be checked\n"
    assert cli("check", "plan.yaml", "nope.yaml", "--write-baseline", "known.out") == (2, "", said)
    code, out, err = cli("check", "plan.yaml", "--at", "nowhere", "--write-baseline", "known.out")
    assert (code, out, err) == (2, "", 'kumo-lr: there is nothing at "nowhere"\n')
    assert not Path("known.out").exists()


@pytest.mark.parametrize("count", ["1e400", "-1", "0", '"x"', "true", "3000000000"])
def test_numbers_in_a_baseline(cli: Cli, count: str) -> None:
    put("plan.yaml")
    entry = f'{{"file": "plan.yaml", "code": "KLR201", "path": "a", "message": "b", "count": {count}}}'
    put("known.out", f'{{"version": 1, "findings": [{entry}]}}\n')
    code, _, err = cli("check", "plan.yaml", "--baseline", "known.out")
    assert code == (0 if count == "3000000000" else 2)
    assert ("1 entry of known.out is stale" in err) == (count == "3000000000")
