"""`kumo-lr resolve --in-place`: bytes, modes, links, and writes that fail."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import TIMEOUT, Cli, feed, listing, not_root, put, start
from tests.support.cli_resolve import PLAN, PLAN_FULL, PLAN_MINIMAL, default_field

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
