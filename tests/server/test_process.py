"""The server as a process: how it starts and ends, what it prints, and how fast it is."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kumo_lr.cli.app import main
from tests.support.cli import environment
from tests.support.editor import BAD, SECONDS, Editor

COMMAND = [sys.executable, "-m", "kumo_lr", "server"]
URI = "file:///plans/plan.yaml"
GOOD = (
    "  - name: cosine_with_warmup_restarts\n    interval: step\n    kwargs:\n      num_cycles: 3\n"
    "      warmup_ratio_or_steps: 0.%d\n"
)


@contextmanager
def process(*options: str, folder: Path | None = None) -> Iterator[tuple[Editor, subprocess.Popen[bytes]]]:
    """Run a server, and yield an editor at its other end."""
    run = subprocess.Popen(
        [*COMMAND, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment(),
    )
    assert run.stdin is not None
    assert run.stdout is not None
    assert run.stderr is not None
    try:
        yield Editor(run.stdin, run.stdout), run
    finally:
        run.kill()
        run.wait()
        for pipe in (run.stdin, run.stdout, run.stderr):
            pipe.close()


def said(run: subprocess.Popen[bytes]) -> bytes:
    assert run.stderr is not None
    return run.stderr.read()


@pytest.mark.parametrize("options", [[], ["--stdio"]])
def test_an_orderly_end(options: list[str]) -> None:
    with process(*options) as (client, run):
        client.start()
        client.open(URI, BAD)
        assert len(client.diagnostics(URI)) == 1

        client.end()

        assert run.wait(SECONDS) == 0
        assert said(run) == b""


def test_the_end_of_the_input() -> None:
    with process() as (client, run):
        client.start()

        client.disconnect()

        assert run.wait(SECONDS) == 1
        assert said(run) == b""


def test_an_end_without_goodbye() -> None:
    with process() as (client, run):
        client.start()

        client.notify("exit", None)

        assert run.wait(SECONDS) == 1


@pytest.mark.skipif(os.name == "nt", reason="there, the end of the input says so")
def test_an_editor_that_is_gone() -> None:
    """Its pipes may live on in another process."""
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with parent, process() as (client, run):
        client.start(process=parent.pid)
        client.open(URI, BAD)
        assert len(client.diagnostics(URI)) == 1
        assert run.poll() is None

        parent.communicate(b"\n")

        assert run.wait(SECONDS) == 1


def test_a_process_of_another_container_does_not_matter() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with process() as (client, run):
        client.start(process=gone.pid)
        time.sleep(1.5)  # it looks every second
        client.open(URI, BAD)

        assert len(client.diagnostics(URI)) == 1
        assert run.poll() is None


def test_nothing_else_is_printed() -> None:
    """What a library prints would be read as a message."""
    code = (
        "import sys, kumo_lr.server.documents as d; check = d.Document.check\n"
        "def loud(self, *rest): print('loud'); return check(self, *rest)\n"
        "d.Document.check = loud\n"
        "from kumo_lr.cli.app import main; sys.exit(main(['server']))\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdin is not None
    assert run.stdout is not None
    client = Editor(run.stdin, run.stdout)
    client.start()
    client.open(URI, BAD)
    assert len(client.diagnostics(URI)) == 1
    client.end()

    with run:
        assert run.wait(SECONDS) == 0
        assert b"loud" in said(run)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in [name for name in sys.modules if name.startswith("kumo_lr.server.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)

    code = main(["server"])

    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err == 'kumo-lr: the server needs pygls: pip install "kumo_lr[server]"\n'


def memory(run: subprocess.Popen[bytes]) -> float:
    """Return the MiB that a process has in memory."""
    status = Path(f"/proc/{run.pid}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read as on Linux")
def test_memory_stays_flat() -> None:
    plan = "optimization:\n  lr_scheduler:\n" + "".join(GOOD % number for number in range(10, 50))
    with process() as (client, run):
        client.start()
        client.open(URI, plan)
        for number in range(10_000):
            client.change(URI, f"{plan}# {number}\n")
        client.diagnostics(URI)

        assert memory(run) <= 60


@pytest.mark.slow
def test_a_keystroke_in_a_long_plan_is_answered_at_once() -> None:
    plan = "optimization:\n  lr_scheduler:\n" + "".join(GOOD % number for number in range(100, 300))
    assert plan.count("\n") > 1000
    with process() as (client, _):
        client.start()
        client.open(URI, plan)
        client.diagnostics(URI)
        seconds = []
        for number in range(20):
            start = time.perf_counter()
            client.change(URI, f"{plan}# {number}\n")
            client.diagnostics(URI)
            seconds.append(time.perf_counter() - start)

        assert statistics.median(seconds) <= 0.05


@pytest.mark.parametrize("text", ["a:\n" + "- {x: [1, 2]}\n" * 75_000, "\x00\x01lr_scheduler\xff" * 75_000])
def test_a_megabyte(text: str) -> None:
    with process() as (client, run):
        client.start()
        client.open(URI, text)
        client.diagnostics(URI)
        client.close(URI)
        client.end()

        assert run.wait(SECONDS) == 0
