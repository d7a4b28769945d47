"""`kumo-lr check --jobs`: several processes print and write what one does."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.support.cli import TIMEOUT, Cli, feed, put, run, start
from tests.support.cli_check import BAD, GOOD, STUCK, TWO, UNCLOSED, WARNED


@pytest.fixture
def many() -> list[Path]:
    """Six hundred plans, most of them clean, more than one process takes at a time."""
    texts = [GOOD] * 20 + [BAD, TWO, WARNED, UNCLOSED, "other: 1\n", GOOD.replace("\n", "\r\n"), STUCK]
    paths = [
        put(f"{index % 7}/{index:03}.yaml", texts[index * 5 % len(texts)] + f"# {index}\n")
        for index in range(600)
    ]
    paths.append(put("0/latin.yaml", b"caf\xe9: 1\n"))
    return paths


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("output_format", ["full", "concise", "json", "json-lines"])
def test_jobs_give_the_same_output(output_format: str) -> None:
    arguments = ("check", ".", "gone.yaml", "--output-format", output_format)
    alone = run(*arguments, "--jobs", "1")
    assert alone.code == 2
    assert alone.out.count("KLR201") > 40
    for jobs in ("2", "4"):
        assert run(*arguments, "--jobs", jobs) == alone
    assert run(*arguments) == alone


def has_ended(process: str) -> bool:
    """Whether a process has ended, whether or not its parent has noticed."""
    try:
        return "(zombie)" in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return True


@pytest.mark.usefixtures("many")
def test_files_of_a_killed_process_are_checked_all_the_same() -> None:
    arguments = ("check", "fifo.yaml", *"0123456", "gone.yaml")
    fifo = put("fifo.yaml", BAD)
    alone = run(*arguments, "--jobs", "1")
    fifo.unlink()
    os.mkfifo(fifo)
    with start(*arguments, "--jobs", "2") as program:
        descriptor = feed("fifo.yaml", None)
        children = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()
        assert len(children) == 2
        os.kill(int(children[0]), signal.SIGKILL)  # with it ends the other
        deadline = time.monotonic() + TIMEOUT
        while not all(map(has_ended, children)):
            assert time.monotonic() < deadline, "the processes never ended"
            time.sleep(0.01)
        feed("fifo.yaml", BAD.encode())
        os.close(descriptor)
        out, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, out.decode(), err.decode()) == alone


@pytest.mark.slow
def test_jobs_fix_and_diff_alike(many: list[Path]) -> None:
    before = [path.read_bytes() for path in many]
    diffs = {run("check", "--diff", "--jobs", jobs) for jobs in "14"}
    assert len(diffs) == 1
    assert [path.read_bytes() for path in many] == before
    results = set()
    for jobs in "14":
        for path, data in zip(many, before, strict=True):
            path.write_bytes(data)
        fixed = run("check", "--fix", "--jobs", jobs)
        results.add((fixed, *(path.read_bytes() for path in many)))
    assert len(results) == 1
    after = next(iter(results))[1:]
    assert after == tuple(data.replace(b"exponental", b"exponential") for data in before)


@pytest.mark.parametrize("jobs", ["0", "-1", "x", "1.5", ""])
def test_jobs_that_are_no_number(cli: Cli, jobs: str) -> None:
    said = f'kumo-lr: --jobs: "{jobs}" is not a whole number from 1 to 1,024\n'
    assert cli("check", f"--jobs={jobs}") == (2, "", said)


def test_jobs_of_nothing(cli: Cli) -> None:
    Path("empty").mkdir()
    said = "kumo-lr: no *.yaml, *.yml or *.json file in empty\n"
    assert cli("check", "empty", "--jobs", "3") == (0, "", said)
