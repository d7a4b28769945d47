"""`kumo-lr check --fix` as a writer of files: modes, links, and writes that fail."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import TIMEOUT, Cli, Result, feed, listing, names, not_root, put, start
from tests.support.cli_check import BAD, GOOD, TWO


@pytest.mark.parametrize("mode", [0o640, 0o755, 0o600, 0o666])
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_fix_keeps_the_mode(cli: Cli, mode: int, umask: int) -> None:
    plan = put("plan.yaml", BAD)
    plan.chmod(mode)
    before = os.umask(umask)
    try:
        assert cli("check", "plan.yaml", "--fix").code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(plan.stat().st_mode) == mode
    assert plan.read_text() == GOOD
    assert listing() == ["plan.yaml"]


def test_fix_keeps_a_link(cli: Cli) -> None:
    target = put("real/plan.yaml", BAD)
    Path("link.yaml").symlink_to("real/plan.yaml")
    assert cli("check", "link.yaml", "--fix").code == 0
    assert Path("link.yaml").readlink() == Path("real/plan.yaml")
    assert target.read_text() == GOOD
    assert listing() == ["link.yaml", "real"]
    assert listing("real") == ["plan.yaml"]


def test_fix_keeps_a_fifo() -> None:
    os.mkfifo("plan.yaml")
    with start("check", "plan.yaml", "--fix") as program:
        feed("plan.yaml", BAD.encode())
        _, err = program.communicate(timeout=TIMEOUT)
    assert stat.S_ISFIFO(Path("plan.yaml").stat().st_mode)
    assert program.returncode == 2
    assert err.startswith(b"kumo-lr: cannot write plan.yaml: ")


def test_fix_of_the_longest_name(cli: Cli) -> None:
    plan = put("x" * 250 + ".yaml", BAD)
    code, _, err = cli("check", plan.name, "--fix")
    assert (code, err) == (0, "")
    assert plan.read_text() == GOOD


@not_root
def test_fix_in_a_folder_that_is_read_only(cli: Cli) -> None:
    plan = put("folder/plan.yaml", BAD)
    Path("folder").chmod(0o555)
    try:
        code, _, err = cli("check", "folder", "--fix")
    finally:
        Path("folder").chmod(0o755)
    assert (code, err) == (2, "kumo-lr: cannot write folder/plan.yaml: permission denied\n")
    assert plan.read_text() == BAD
    assert listing("folder") == ["plan.yaml"]


@pytest.mark.parametrize("call", ["replace", "fsync", "fchmod", "open"])
def test_failed_write_loses_nothing(cli: Cli, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    plan = put("plan.yaml", BAD)
    opened = os.open

    def refuse(path: Any, flags: int = 0, *rest: Any) -> int:
        if call == "open" and not flags & os.O_WRONLY:
            return opened(path, flags, *rest)
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        code, _, err = cli("check", "plan.yaml", "--fix")
    assert (code, err) == (2, "kumo-lr: cannot write plan.yaml: read-only file system\n")
    assert plan.read_text() == BAD
    assert listing() == ["plan.yaml"]


@pytest.fixture
def one_unwritable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three plans, of which the second cannot be written."""
    for name in "abc":
        put(f"{name}.yaml", TWO)
    replace = os.replace

    def refuse(source: str, target: str) -> None:
        if target.endswith("b.yaml"):
            raise OSError(errno.EROFS, "Read-only file system")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)


@pytest.mark.usefixtures("one_unwritable")
def test_failed_write_does_not_stop_the_others(cli: Cli) -> None:
    code, out, err = cli("check", "--fix", "--output-format", "concise")
    assert (code, err) == (2, "kumo-lr: cannot write b.yaml: read-only file system\n")
    fixed = TWO.replace("exponental", "exponential")
    assert [Path(f"{name}.yaml").read_text() for name in "abc"] == [fixed, TWO, fixed]
    # Of the file that stays as it was, both mistakes are left.
    assert names(Result(0, "".join(out.splitlines(keepends=True)[:-1]), "")) == [
        "a.yaml",
        "b.yaml",
        "b.yaml",
        "c.yaml",
    ]
    assert out.splitlines()[-1].startswith("fixed 2 findings; 3 files checked: 4 errors")


@pytest.mark.usefixtures("one_unwritable")
def test_failed_write_leaves_json_whole(cli: Cli) -> None:
    code, out, _ = cli("check", "--fix", "--output-format", "json")
    assert code == 2
    assert json.loads(out)["summary"]["files"] == 3


def test_name_in_a_failed_write_stays_on_its_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("new\nline.yaml", BAD)

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        _, _, err = cli("check", "--fix")
    assert err == "kumo-lr: cannot write new\\nline.yaml: read-only file system\n"
