"""Bytes on disk: what is read, what is refused, and that a write leaves everything else as it was."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from kumo_lr import check_file
from kumo_lr.files import UnreadableError, read, write

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners, links and signals of POSIX")
ROOT = os.name == "posix" and os.geteuid() == 0


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"old")
    return path


def refused(path: str | Path, data: bytes = b"new", **options: Any) -> str:
    with pytest.raises(UnreadableError) as caught:
        write(str(path), data, **options)
    assert caught.value.help
    return str(caught.value)


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a\0b.yaml", "its name has a null character in it"),
        ("a\ud800.yaml", "its name has a character that no file name has"),
        ("missing.yaml", "no such file or directory"),
        ("/", "it is a folder"),
        ("/dev/zero", "it is a device"),
        ("/dev/urandom", "it is a device"),
    ],
)
def test_what_cannot_be_read(path: str, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(path)

    assert str(caught.value) == reason
    assert caught.value.path == path
    (finding,) = check_file(path).findings
    assert reason in finding.message


def test_null_device_is_an_empty_file() -> None:
    assert read("/dev/null") == b""


def test_a_pipe_is_read_to_its_end() -> None:
    source, sink = os.pipe()
    data = b"x" * 3_000_000

    def pour() -> None:
        with os.fdopen(sink, "wb") as file:
            file.write(data)

    writer = threading.Thread(target=pour)
    writer.start()
    try:
        assert read(f"/dev/fd/{source}") == data
    finally:
        writer.join()
        os.close(source)


def test_what_is_not_a_file_where_files_alone_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (str(tmp_path / "pipe"), "/dev/null"):
        with pytest.raises(UnreadableError, match="it is"):
            read(path, only_files=True)


def test_a_file_without_end(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)
    with pytest.raises(UnreadableError, match="larger than 1 GiB"):
        read(str(path))


def test_a_file_larger_than_its_kind_may_be(plan: Path) -> None:
    assert read(str(plan), most=3) == b"old"
    with pytest.raises(UnreadableError, match="it is larger than 0 MiB"):
        read(str(plan), most=2)


@pytest.mark.parametrize("target", ["Gone.yaml", "sub/Gone.yaml"])
def test_a_link_to_nowhere(target: str, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(target)
    with pytest.raises(UnreadableError) as caught:
        read(str(link))
    assert str(caught.value) == f'it is a link to nowhere: it leads to "{target}", which does not exist'
    assert caught.value.help == "correct the link, or name the file itself"


# --- writing -------------------------------------------------------------------------------------


def test_replaces_in_one_piece(plan: Path) -> None:
    with plan.open("rb") as before:
        write(str(plan), b"new", expected=b"old")
        assert before.read() == b"old"

    assert plan.read_bytes() == b"new"
    assert listing(plan.parent) == ["plan.yaml"]


@pytest.mark.parametrize("mode", [0o640, 0o755, 0o600, 0o4711, 0o666])
def test_keeps_the_mode(mode: int, plan: Path) -> None:
    plan.chmod(mode)
    write(str(plan), b"new")

    assert stat.S_IMODE(plan.stat().st_mode) == mode


def test_a_new_file_has_the_mode_that_is_asked_for(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(str(tmp_path / "new"), b"new", create=True)
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


@pytest.mark.skipif(not ROOT, reason="only root writes to others' files")
def test_keeps_the_owner(plan: Path) -> None:
    plan.chmod(0o4755)
    os.chown(plan, 1234, 2345)
    plan.chmod(0o4755)
    write(str(plan), b"new")

    status = plan.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 2345, 0o4755)


def test_refuses_where_the_owner_would_change(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def chown(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    status = os.stat(plan)  # noqa: PTH116 - what is replaced below
    other = os.stat_result((*status[:4], status.st_uid + 1, *status[5:]))
    monkeypatch.setattr(os, "fchown", chown)
    monkeypatch.setattr(os, "stat", lambda *_, **__: other)

    assert refused(plan) == "its owner or group would change"
    monkeypatch.undo()
    assert plan.read_bytes() == b"old"
    assert listing(plan.parent) == ["plan.yaml"]


def test_links_stay_links(plan: Path) -> None:
    near, far = plan.with_name("near.yaml"), plan.with_name("far.yaml")
    near.symlink_to("plan.yaml")
    far.symlink_to("near.yaml")
    write(str(far), b"new", expected=b"old")

    assert plan.read_bytes() == b"new"
    assert near.readlink() == Path("plan.yaml")
    assert far.readlink() == Path("near.yaml")


def test_hard_links_are_refused(plan: Path) -> None:
    plan.with_name("other.yaml").hardlink_to(plan)

    assert refused(plan) == "it has 2 names (hard links), and only this one would be changed"
    assert plan.read_bytes() == b"old"


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555, 0])
def test_read_only_files_are_refused(mode: int, plan: Path) -> None:
    plan.chmod(mode)

    assert refused(plan) == "it is read-only"
    plan.chmod(0o644)
    assert plan.read_bytes() == b"old"


@pytest.mark.parametrize("way", ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "link", "folder/0"])
def test_standard_input_is_no_file_to_write_to(way: str, plan: Path) -> None:
    plan.with_name("link").symlink_to("/dev/stdin")
    plan.with_name("folder").symlink_to("/dev/fd")
    code = f"from kumo_lr.files import write; write({way!r}, b'new')"
    with plan.open("rb") as stdin:
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdin=stdin,
            cwd=plan.parent,
            capture_output=True,
            text=True,
            check=False,
        )

    assert "UnreadableError: it is a device, or an open file by its number" in done.stderr
    assert plan.read_bytes() == b"old"


@pytest.mark.parametrize("path", ["/dev/null", "/dev/full", "/dev/fd/1"])
def test_devices_are_refused(path: str) -> None:
    assert refused(path, create=True).startswith("it is a device")


def test_pipes_folders_and_circles_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to("circle")

    assert refused(tmp_path / "pipe") == "not a regular file"
    assert refused(tmp_path) == "not a regular file"
    assert refused(tmp_path / "circle") == "too many levels of symbolic links"
    assert refused(tmp_path / "a\0b") == "its name has a null character in it"
    assert refused(tmp_path / "missing") == "no such file or directory"


@pytest.mark.parametrize("change", [b"old ", b"odl", b""])
def test_a_file_that_changed_is_not_replaced(change: bytes, plan: Path) -> None:
    plan.write_bytes(change)

    assert refused(plan, expected=b"old") == "it changed since it was read"
    assert plan.read_bytes() == change
    assert listing(plan.parent) == ["plan.yaml"]


def test_a_file_that_is_gone_is_not_made_anew(plan: Path) -> None:
    plan.unlink()

    assert refused(plan, expected=b"old") == "no such file or directory"
    assert listing(plan.parent) == []


def test_files_of_others_are_left_alone(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is taken is never one that is written to, nor one that is removed."""
    monkeypatch.setattr(os, "urandom", bytes)
    taken = plan.with_name(f".kumo-lr-{bytes(8).hex()}.tmp")
    taken.write_bytes(b"mine")

    assert refused(plan) == "file exists"
    assert (plan.read_bytes(), taken.read_bytes()) == (b"old", b"mine")


@pytest.mark.parametrize("call", ["fsync", "fchmod", "replace"])
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt(), MemoryError()]
)
def test_nothing_is_left_behind(
    call: str, error: BaseException, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(UnreadableError if isinstance(error, OSError) else type(error)):
        write(str(plan), b"new")

    assert plan.read_bytes() == b"old"
    assert listing(plan.parent) == ["plan.yaml"]


# --- signals -------------------------------------------------------------------------------------

# It hears signals that the tests' own process may have been started without, and ends with that process.
_WRITER = """
import os, signal, sys, threading
from kumo_lr.files import write
if "beside a thread" in sys.argv:
    threading.Thread(target=threading.Event().wait, daemon=True).start()
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
print("ready", flush=True)
parent = os.getppid()
while os.getppid() == parent:
    for data in (b"old", b"new" * 100_000):
        write(sys.argv[1], data)
"""


@pytest.mark.parametrize("threads", ["alone", "beside a thread"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_leave_nothing_behind(number: signal.Signals, threads: str, plan: Path) -> None:
    for attempt in range(4):
        arguments = [sys.executable, "-c", _WRITER, str(plan), threads]
        writer = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert writer.stdout is not None
        with writer:
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(0.01 + attempt * 0.007)
            writer.send_signal(number)

        assert writer.returncode == -number  # as the signal has it, and not for another reason
        assert plan.read_bytes() in (b"old", b"new" * 100_000)
        assert listing(plan.parent) == ["plan.yaml"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_answered_after_the_write(
    number: signal.Signals, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the handler that was there, which is there again."""
    heard: list[bytes] = []
    fsync = os.fsync

    def interrupted(descriptor: int) -> None:
        signal.raise_signal(number)
        assert heard == []
        fsync(descriptor)

    before = signal.signal(number, lambda *_: heard.append(plan.read_bytes()))
    try:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", interrupted)
            write(str(plan), b"new")
        assert heard == [b"new"]
        signal.raise_signal(number)
        assert len(heard) == 2
    finally:
        signal.signal(number, before)
