"""Files that `kumo-lr check` cannot read, or that hold no text, or no field."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from tests.support.cli import TIMEOUT, Cli, feed, not_root, put, run, start
from tests.support.cli_check import BAD, BAD_CONCISE, MISSING_FULL, UNCLOSED
from tests.support.findings import found, unread

REFUSED = ("permission denied", "check its permissions")


def test_missing_file_says_so(cli: Cli) -> None:
    assert cli("check", "nope.yaml") == (
        2,
        MISSING_FULL + "1 file checked: 1 error\n",
        "",
    )


def test_file_used_as_a_folder(cli: Cli) -> None:
    put("plan.yaml")
    code, out, err = cli("check", "plan.yaml/other.yaml", "--output-format", "concise", "--quiet")
    assert (code, err) == (2, "")
    assert found(out) == ["plan.yaml/other.yaml:1:1 KLR010"]
    assert "not a directory" in out


@not_root
def test_file_without_permission(cli: Cli) -> None:
    put("plan.yaml").chmod(0)
    refused = unread("plan.yaml", *REFUSED, output_format="concise")
    assert cli("check", "plan.yaml", "--output-format", "concise", "--quiet") == (2, refused, "")


def test_refused_file_and_folder(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("folder/plan.yaml")
    put("plan.yaml")

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        in_folder = cli("check", "folder", "--output-format", "concise", "--quiet")
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        in_file = cli("check", "plan.yaml", "--output-format", "concise", "--quiet")
    assert in_file == (2, unread("plan.yaml", *REFUSED, output_format="concise"), "")
    assert (in_folder.code, found(in_folder.out)) == (2, ["folder:1:1 KLR010"])
    assert in_folder.out.endswith(": {}; {}\n".format(*REFUSED))


@pytest.mark.parametrize("target", ["gone.yaml", "link.yaml"], ids=["broken", "loop"])
def test_link_that_leads_nowhere(cli: Cli, target: str) -> None:
    Path("link.yaml").symlink_to(target)
    put("plan.yaml", BAD)
    code, out, err = cli("check", "link.yaml", "--output-format", "concise", "--quiet")
    assert (code, found(out), err) == (2, ["link.yaml:1:1 KLR010"], "")
    assert cli("check", ".", "--output-format", "concise", "--quiet") == (1, BAD_CONCISE, "")


def test_fifo_is_read_when_named() -> None:
    os.mkfifo("plan.yaml")
    with start("check", "plan.yaml", "--quiet", "--output-format", "concise") as program:
        feed("plan.yaml", BAD.encode())
        out, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, out.decode(), err) == (1, BAD_CONCISE, b"")


def test_fifo_in_a_folder_does_not_hang() -> None:
    os.mkfifo("fifo.yaml")
    put("plan.yaml", BAD)
    result = run("check", "--output-format", "concise", timeout=5)
    assert BAD_CONCISE in result.out


@pytest.mark.parametrize("data", [bytes(range(256)), b"\x7fELF\x02\x01\x01\x00\xff\xfe" * 400])
def test_binary_file(cli: Cli, data: bytes) -> None:
    put("plan.yaml", data)
    code, out, err = cli("check", "plan.yaml")
    assert (code, err) == (1, "")
    assert "error[KLR00" in out.splitlines()[0]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", out)


@pytest.mark.parametrize("text", [b"", b"\n", b"# nothing\n", b"\xef\xbb\xbf", b"---\n...\n"])
def test_file_without_content(cli: Cli, text: bytes) -> None:
    put("plan.yaml", text)
    assert cli("check", "plan.yaml") == (0, "1 file checked: no findings (no lr_scheduler field)\n", "")


@pytest.mark.parametrize("text", [UNCLOSED.encode(), b"lr_scheduler: [null] # caf\xe9\n"])
def test_unread_text_is_not_said_to_lack_the_field(cli: Cli, text: bytes) -> None:
    put("plan.yaml", text)
    assert cli("check", "plan.yaml").out.splitlines()[-1] == "1 file checked: 1 error"
