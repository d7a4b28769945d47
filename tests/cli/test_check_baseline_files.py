"""Baselines as files: how they are written, and which cannot be used."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from tests.support.cli import Cli, listing, names, put
from tests.support.cli_check import BAD, BAD_CONCISE
from tests.support.cli_reports import BRIEF, known_check, report


def test_a_baseline_is_written(known: Cli) -> None:
    row = '"code": "KLR201", "path": "lr_scheduler.*.name", "text": "exponental", "count"'
    rows = [
        f'    {{"file": "{file}", {row}: {count}}}'
        for file, count in (("plan.yaml", 2), ("sub/plan.yaml", 1))
    ]
    text = '{\n  "version": 2,\n  "findings": [\n' + ",\n".join(rows) + "\n  ]\n}\n"
    assert Path("known.out").read_text() == text
    for path in (".", str(Path.cwd()), "sub/../"):
        known("check", path, "--write-baseline", "known.out")
        assert Path("known.out").read_text() == text


def test_a_baseline_of_nothing(cli: Cli) -> None:
    put("plan.yaml")
    assert cli("check", "--write-baseline", "known.out") == (0, "0 known findings in known.out\n", "")
    assert known_check(cli) == (0, "", "")
    put("plan.yaml", BAD)
    assert known_check(cli) == (1, BAD_CONCISE, "")


_NONE = "it is not a baseline; write one"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"version": 3, "findings": []}', "is a baseline of version 3, not 2; write it anew"),
        ("{", "cannot use the baseline known.out: it is not JSON; write one"),
        (b"\xff\xfe", "cannot use the baseline known.out: it is not JSON; write one"),
        ("[" * 100_000, "cannot use the baseline known.out: it is not JSON; write one"),
        ('{"version": "\\u001b[31m", "findings": []}', f"cannot use the baseline known.out: {_NONE}"),
        (f'{{"version": {"9" * 5000}, "findings": []}}', f"cannot use the baseline known.out: {_NONE}"),
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
    ("path", "reason"), [("nope.out", "no such file or directory"), ("sub", "it is a folder")]
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
    entry = f'{{"file": "plan.yaml", "code": "KLR201", "path": "a", "text": "b", "count": {count}}}'
    put("known.out", f'{{"version": 2, "findings": [{entry}]}}\n')
    code, _, err = cli("check", "plan.yaml", "--baseline", "known.out")
    assert code == (0 if count == "3000000000" else 2)
    assert ("3,000,000,000 known findings are fixed or gone" in err) == (count == "3000000000")


@pytest.fixture
def linked(cli: Cli) -> Cli:
    """Have a known finding in a file that several paths lead to."""
    put("configs/team/a.yaml", BAD)
    Path("elsewhere").mkdir()
    Path("folder").symlink_to("configs")
    Path("file.yaml").symlink_to("configs/team/a.yaml")
    Path("whole").symlink_to(Path.cwd())
    return cli


@pytest.mark.parametrize("written", ["configs", "folder", "file.yaml", "whole/configs/team/a.yaml"])
@pytest.mark.parametrize(
    "baseline", ["known.out", "configs/known.out", "elsewhere/known.out", "whole/known.out"]
)
def test_a_finding_is_known_however_its_path_is_spelt(
    linked: Cli, monkeypatch: pytest.MonkeyPatch, folder: Path, written: str, baseline: str
) -> None:
    assert linked("check", written, "--write-baseline", baseline).code == 0
    (row,) = report(baseline)["findings"]
    above = {"configs/known.out": "team/a.yaml", "elsewhere/known.out": "../configs/team/a.yaml"}
    assert row["file"] == above.get(baseline, "configs/team/a.yaml")
    spelt = ("configs", f"{folder}/configs", "folder/team/a.yaml", "file.yaml", "whole/configs/../configs")
    for path in (*spelt, "./configs//team/a.yaml"):
        assert linked("check", *BRIEF, path, "--baseline", baseline) == (0, "", "")
    monkeypatch.chdir("configs/team")
    for path in (".", "a.yaml", "../../file.yaml", str(folder / "configs")):
        for known in (f"../../{baseline}", str(folder / baseline)):
            assert linked("check", *BRIEF, path, "--baseline", known) == (0, "", "")


def test_a_baseline_moves_with_its_files(cli: Cli) -> None:
    put("before/configs/a.yaml", BAD)
    cli("check", "before", "--write-baseline", "before/known.out")
    Path("deep").mkdir()
    Path("before").rename("deep/after")
    assert cli("check", *BRIEF, "deep", "--baseline", "deep/after/known.out") == (0, "", "")


@pytest.mark.parametrize("on_github", [False, True])
def test_what_a_baseline_says_is_printed_as_printable_text(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, on_github: bool
) -> None:
    if on_github:
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
    put("plan.yaml")
    evil = "x\x1b[31m\r\n::error file=plan.yaml,line=1::no\n##[error]no\u2028\ud800" + "x" * 10_000
    rows = [
        {"file": f"gone.yaml{evil}", "code": "KLR201", "path": evil, "text": evil, "count": 1},
        {"file": "nu\0ll", "code": "KLR201", "path": evil, "text": evil, "count": 1},
        {"file": "plan.yaml", "code": evil, "path": evil, "text": evil, "count": 1},
    ]
    put("b\x1b[31m.out", json.dumps({"version": 2, "findings": rows}))
    for name in ("b\x1b[31m.out", "no\n::error::pe.out"):
        code, out, err = cli("check", "plan.yaml", "--baseline", name)
        assert code == (2 if "pe" in name else 0)
        lines = [*out.splitlines(), *err.splitlines()]
        assert all(line.isprintable() and len(line) < 400 for line in lines)
        assert not any(line.startswith("::") and "title=kumo-lr::cannot read" not in line for line in lines)
        assert len(err.splitlines()) == (1 if code else 3)
        assert not (on_github and "##[" in err)


def test_a_baseline_that_is_no_file(cli: Cli) -> None:
    put("plan.yaml", BAD)
    os.mkfifo("pipe")
    with Path("large").open("wb") as file:
        file.truncate(1 << 27)
    for name, why in (
        ("/dev/zero", "it is a device"),
        ("pipe", "it is not a regular file"),
        ("large", "it is larger than 64 MiB"),
    ):
        said = f"kumo-lr: cannot read the baseline {name}: {why}\n"
        assert cli("check", "plan.yaml", "--baseline", name) == (2, "", said)
        put("kumo-lr.toml", f'baseline = "{name}"\n')
        assert cli("check", "plan.yaml") == (2, "", said)
        Path("kumo-lr.toml").unlink()


def test_a_baseline_on_standard_output(known: Cli) -> None:
    assert known("check", "--write-baseline", "-") == (0, Path("known.out").read_text(), "")
    assert not Path("-").exists()
    os.mkfifo("pipe")
    said = "kumo-lr: cannot write pipe: it is not a regular file\n"
    assert known("check", "--write-baseline", "pipe") == (2, "", said)
