"""`kumo-lr preview` as a writer of files: what it refuses, modes, links, and writes that fail."""

from __future__ import annotations

import errno
import os
import shlex
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import TIMEOUT, Cli, command, environment, listing, not_root, put
from tests.support.cli_preview import COSINE, FEW, SUFFIXES


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_folder_that_is_not_there(cli: Cli, suffix: str) -> None:
    put("plan.yaml", COSINE)
    said = f"kumo-lr: cannot write no/x{suffix}: no such file or directory\n"
    assert cli("preview", "plan.yaml", *FEW, "--output", f"no/x{suffix}") == (2, "", said)
    said = f"kumo-lr: cannot write plan.yaml/x{suffix}: not a directory\n"
    assert cli("preview", "plan.yaml", *FEW, "--output", f"plan.yaml/x{suffix}") == (2, "", said)
    assert listing() == ["plan.yaml"]


def test_name_that_is_too_long(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    code, out, err = cli("preview", "plan.yaml", *FEW, "--output", "x" * 300 + ".csv")
    assert (code, out) == (2, "")
    assert err.endswith(": file name too long\n")
    assert listing() == ["plan.yaml"]


@not_root
def test_folder_that_is_read_only(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    Path("no").mkdir(mode=0o555)
    said = "kumo-lr: cannot write no/x.csv: permission denied\n"
    assert cli("preview", "plan.yaml", *FEW, "--output", "no/x.csv") == (2, "", said)
    assert listing("no") == []


def test_output_that_is_no_file(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    put("x.csv/inner", "mine")
    os.mkfifo("fifo.json")
    Path("loop.html").symlink_to("loop.html")
    for name in ("x.csv", "fifo.json"):
        said = f"kumo-lr: cannot write {name}: not a regular file\n"
        assert cli("preview", "plan.yaml", *FEW, "--output", name) == (2, "", said)
    code, out, err = cli("preview", "plan.yaml", *FEW, "--output", "loop.html")
    assert (code, out) == (2, "")
    assert err.startswith("kumo-lr: cannot write loop.html: ")
    assert listing() == ["fifo.json", "loop.html", "plan.yaml", "x.csv"]
    assert listing("x.csv") == ["inner"]
    assert Path("fifo.json").is_fifo()


def test_output_that_is_the_plan_itself(cli: Cli) -> None:
    text = '{"lr_scheduler": [null]}\n'
    plan = put("plan.json", text)
    Path("link.json").symlink_to("plan.json")
    Path("hard.json").hardlink_to("plan.json")
    Path("sub").mkdir()
    Path("sub/far.json").symlink_to("../link.json")
    before = listing()
    for output in ("plan.json", "./plan.json", "sub/../plan.json", "link.json", "hard.json", "sub/far.json"):
        for source in ("plan.json", "link.json"):
            said = f'kumo-lr: --output would replace what is read, "{source}"\n'
            assert cli("preview", source, *FEW, "--output", output) == (2, "", said)
    assert plan.read_text() == text
    assert listing() == before
    assert Path("link.json").is_symlink()


def test_output_that_is_the_file_of_defaults(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    put("ours.json", '{"FAST": {"kwargs": {"num_cycles": 5}}}\n')
    said = 'kumo-lr: --output would replace what is read, "ours.json"\n'
    arguments = ("plan.yaml", *FEW, "--defaults", "ours.json", "--output", "ours.json")
    assert cli("preview", *arguments) == (2, "", said)


def test_output_is_replaced_and_keeps_its_mode(cli: Cli, umask: Callable[[int], int]) -> None:
    put("plan.yaml", COSINE)
    umask(0o077)
    for suffix in SUFFIXES:
        old = put(f"x{suffix}", "old" * 100_000)
        for mode in (0o640, 0o604, 0o600):
            old.chmod(mode)
            assert cli("preview", "plan.yaml", *FEW, "--output", old.name) == (0, "", "")
            assert stat.S_IMODE(old.stat().st_mode) == mode
        assert b"oldold" not in old.read_bytes()
    assert listing() == ["plan.yaml", *sorted(f"x{suffix}" for suffix in SUFFIXES)]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_new_output_has_the_mode_of_the_umask(
    cli: Cli, umask: Callable[[int], int], mask: int, mode: int
) -> None:
    put("plan.yaml", COSINE)
    umask(mask)
    for name in ("x.csv", "x.svg"):
        assert cli("preview", "plan.yaml", *FEW, "--output", name) == (0, "", "")
        assert stat.S_IMODE(Path(name).stat().st_mode) == mode


def test_output_through_a_link(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    old = put("far/old.csv", "old")
    for link, target in (("link.csv", "far/old.csv"), ("new.csv", "far/new.csv")):
        Path(link).symlink_to(target)
        assert cli("preview", "plan.yaml", *FEW, "--output", link) == (0, "", "")
        assert Path(link).is_symlink()
    assert old.read_text().startswith("step,epoch,")
    assert Path("far/new.csv").read_text() == old.read_text()
    assert listing("far") == ["new.csv", "old.csv"]
    assert listing() == ["far", "link.csv", "new.csv", "plan.yaml"]


@pytest.mark.parametrize("old", [None, "mine"], ids=["new", "replaced"])
@pytest.mark.parametrize("call", ["replace", "fsync", "open"])
@pytest.mark.parametrize("suffix", [".csv", ".svg"])
def test_failed_write_leaves_nothing_behind(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, old: str | None, call: str, suffix: str
) -> None:
    put("plan.yaml", COSINE)
    output = f"x{suffix}"
    if old is not None:
        put(output, old)
    before = listing()
    opened = os.open

    def refuse(path: Any, flags: int = 0, *rest: Any, **more: Any) -> int:
        if call == "open" and not flags & os.O_EXCL:
            return opened(path, flags, *rest, **more)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        result = cli("preview", "plan.yaml", *FEW, "--output", output)
    assert result == (2, "", f"kumo-lr: cannot write {output}: no space left on device\n")
    assert listing() == before
    assert old is None or Path(output).read_text() == old


def test_interrupted_write_leaves_nothing_behind(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("plan.yaml", COSINE)
    put("x.csv", "mine")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupt)
        result = cli("preview", "plan.yaml", *FEW, "--output", "x.csv")
    assert result == (130, "", "kumo-lr: interrupted\n")
    assert Path("x.csv").read_text() == "mine"
    assert listing() == ["plan.yaml", "x.csv"]


def test_disk_that_is_full_half_way() -> None:
    put("plan.yaml", COSINE)
    put("x.csv", "mine")
    arguments = command("preview", "plan.yaml", "--output", "x.csv")  # 24,000 rows
    full = ["/bin/sh", "-c", f"ulimit -f 8; exec {shlex.join(arguments)}"]
    done = subprocess.run(full, capture_output=True, env=environment(), timeout=TIMEOUT, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"kumo-lr: cannot write x.csv: file too large\n"
    assert Path("x.csv").read_text() == "mine"
    assert listing() == ["plan.yaml", "x.csv"]
