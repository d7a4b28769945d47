"""The command line, as a shell sees it: what it prints, where, what it writes, and how it ends."""

from __future__ import annotations

import contextlib
import errno
import gc
import io
import json
import os
import pty
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from unicodedata import combining, east_asian_width

import pytest
import yaml

import kumo_lr
from kumo_lr.cli.app import main
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.report import FORMATS
from kumo_lr.rules import RULES

HOME = Path(kumo_lr.__file__).resolve().parents[1]
TIMEOUT = 30

GOOD = """\
lr_scheduler:
- name: exponential
  interval: epoch
  kwargs: {gamma: 0.9}
"""
# One mistake with a safe fix.
BAD = GOOD.replace("exponential", "exponental")
# One with a safe fix, and one with an unsafe fix.
TWO = BAD.replace("epoch", "epok")
# One without a fix.
STUCK = GOOD.replace("exponential", "foobar")
WARNED = "# kumo-lr: ignore[KLR201] no reason\n" + GOOD
UNCLOSED = "lr_scheduler:\n- {name: exponential\n"

BAD_FULL = """\
plan.yaml:2:9: error[KLR201] unknown strategy "exponental"
  |
2 | - name: exponental
  |         ^^^^^^^^^^
  = help: did you mean "exponential"? (--fix)

"""
MISSING_FULL = """\
nope.yaml:1:1: error[KLR010] cannot read the file: no such file or directory
  = help: check the path

"""
BAD_CONCISE = 'plan.yaml:2:9: error KLR201 unknown strategy "exponental"; did you mean "exponential"?\n'
BAD_SUMMARY = "1 file checked: 1 error (1 fixable with --fix)\n"
CLEAN_SUMMARY = "1 file checked: no findings\n"
STUCK_CONCISE = (
    'plan.yaml:2:9: error KLR201 unknown strategy "foobar"; write "constant_with_warmup", '
    '"cosine_with_warmup", "cosine_with_warmup_restarts", "exponential" or "linear_with_warmup"\n'
)

not_root = pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")


class Result(NamedTuple):
    """How a run ended; `out` and `err` are the streams as text."""

    code: int
    out: str
    err: str

    @property
    def raw(self) -> bytes:
        """Standard output as it was written."""
        return self.out.encode("utf-8", "surrogateescape")


Cli: TypeAlias = Callable[..., Result]


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without what changes output, and with `changes`."""
    dropped = (
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "LINES",
        "LANG",
        "LANGUAGE",
        "TERM",
        "CLICOLOR_FORCE",
    )
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith(("PYTHON", "LC_"))
    }
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(HOME), **changes}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "kumo_lr", *arguments]


def decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def run(
    *arguments: str,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
    shell: str = "",
    timeout: float = TIMEOUT,
) -> Result:
    """Run the program; `shell` is a redirection to run it with."""
    full = command(*arguments)
    if shell:
        full = ["/bin/sh", "-c", f'exec "$@" {shell}', "sh", *full]
    done = subprocess.run(
        full, input=stdin, capture_output=True, env=env or environment(), timeout=timeout, check=False
    )
    return Result(done.returncode, decoded(done.stdout), decoded(done.stderr))


@contextlib.contextmanager
def start(*arguments: str, stdout: int = subprocess.PIPE) -> Iterator[subprocess.Popen[bytes]]:
    """Start the program with pipes all around; whatever still runs in the end is killed."""
    with subprocess.Popen(
        command(*arguments),
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    ) as program:
        try:
            yield program
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Cli]:
    """Run the command line in this process."""
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsysbinary.readouterr()
        return Result(code, decoded(out), decoded(err))

    yield call
    gc.enable()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let started programs be interrupted, even where this one was started to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def put(name: str, text: str | bytes = GOOD) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def listing(folder: str = ".") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def names(result: Result) -> list[str]:
    """Return the files that concise findings name."""
    return [line.split(":")[0] for line in result.out.splitlines()]


def feed(fifo: str, data: bytes | None) -> int:
    """Open a FIFO once its reader has; write and close, or with None give what to close."""
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            descriptor = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError:
            assert time.monotonic() < deadline, "nobody read the FIFO"
            time.sleep(0.01)
    if data is not None:
        os.write(descriptor, data)
        os.close(descriptor)
    return descriptor


def until_blocked(program: subprocess.Popen[bytes]) -> None:
    """Wait until a program sleeps in a system call.

    Python answers a signal that comes between two instructions and a blocking read only after that
    read, so a test that interrupts a read must know that it has begun.
    """
    deadline = time.monotonic() + TIMEOUT
    before = ""
    while True:
        status = Path(f"/proc/{program.pid}/status").read_text()
        now = "".join(line for line in status.splitlines() if "State" in line or "ctxt_switches" in line)
        if now == before and "(sleeping)" in now:
            return
        assert time.monotonic() < deadline, "the program never slept"
        before = now
        time.sleep(0.1)


# Exit codes


@pytest.mark.parametrize(
    ("text", "error", "warning", "never"),
    [(GOOD, 0, 0, 0), (WARNED, 0, 1, 0), (BAD, 1, 1, 0), (WARNED + BAD, 1, 1, 0), (UNCLOSED, 1, 1, 0)],
    ids=["clean", "warning", "error", "both", "syntax"],
)
def test_fail_on(cli: Cli, text: str, error: int, warning: int, never: int) -> None:
    put("plan.yaml", text)
    assert cli("check", "plan.yaml").code == error
    for choice, code in {"error": error, "warning": warning, "never": never}.items():
        assert cli("check", "plan.yaml", "--fail-on", choice).code == code


@pytest.mark.parametrize("choice", ["error", "warning", "never"])
def test_missing_file_ends_with_2(cli: Cli, choice: str) -> None:
    put("plan.yaml", BAD)
    assert cli("check", "nope.yaml", "--fail-on", choice).code == 2
    assert cli("check", "plan.yaml", "nope.yaml", "--fail-on", choice).code == 2


def test_clean_file() -> None:
    put("plan.yaml")
    assert run("check", "plan.yaml") == (0, CLEAN_SUMMARY, "")


def test_finding() -> None:
    put("plan.yaml", BAD)
    assert run("check", "plan.yaml") == (1, BAD_FULL + BAD_SUMMARY, "")


def test_folder_by_default() -> None:
    put("plan.yaml", BAD)
    assert run("check") == (1, BAD_FULL + BAD_SUMMARY, "")


def test_missing_file_says_so() -> None:
    assert run("check", "nope.yaml") == (
        2,
        MISSING_FULL + "1 file checked: 1 error\n",
        "",
    )


def test_file_used_as_a_folder(cli: Cli) -> None:
    put("plan.yaml")
    code, out, err = cli("check", "plan.yaml/other.yaml", "--output-format", "concise", "--quiet")
    assert (code, err) == (2, "")
    assert out.startswith("plan.yaml/other.yaml:1:1: error KLR010 cannot read the file: not a directory; ")


@not_root
def test_file_without_permission(cli: Cli) -> None:
    put("plan.yaml").chmod(0)
    assert cli("check", "plan.yaml", "--output-format", "concise", "--quiet") == (
        2,
        "plan.yaml:1:1: error KLR010 cannot read the file: permission denied; check its permissions\n",
        "",
    )


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
    said = "cannot read the file: permission denied; check its permissions\n"
    assert in_file == (2, f"plan.yaml:1:1: error KLR010 {said}", "")
    assert in_folder.code == 2
    assert in_folder.out.startswith("folder:1:1: error KLR010 cannot read the ")
    assert in_folder.out.endswith(": permission denied; check its permissions\n")


@pytest.mark.parametrize("target", ["gone.yaml", "link.yaml"], ids=["broken", "loop"])
@pytest.mark.parametrize("path", ["link.yaml", "."])
def test_link_that_leads_nowhere(path: str, target: str) -> None:
    Path("link.yaml").symlink_to(target)
    put("plan.yaml", BAD)
    code, out, err = run("check", path, "--output-format", "concise", "--quiet")
    assert (code, err) == (2, "")
    first, *others = out.splitlines(keepends=True)
    assert first.startswith("link.yaml:1:1: error KLR010 cannot read the file: ")
    assert others == ([] if path == "link.yaml" else [BAD_CONCISE])


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


def test_empty_folder(cli: Cli) -> None:
    Path("empty").mkdir()
    put("empty/readme.txt", BAD)
    said = "kumo-lr: no *.yaml, *.yml or *.json file there\n"
    assert cli("check", "empty") == (0, "", said)
    code, out, err = cli("check", "empty", "--output-format", "json")
    assert (code, err) == (0, said)
    assert json.loads(out)["summary"] == {"files": 0, "errors": 0, "warnings": 0, "fixable": 0}


def test_summary_counts(cli: Cli) -> None:
    put("a.yaml", TWO)
    put("b.yaml", WARNED)
    put("c.yaml", "other: 1\n")
    put("d.yaml", "other: 1\n")
    assert cli("check").out.splitlines()[-1] == (
        "4 files checked: 2 errors, 1 warning "
        "(1 fixable with --fix, 1 more with --fix --unsafe-fixes; no lr_scheduler field in 2 of them)"
    )


def test_summary_counts_thousands_alike(cli: Cli) -> None:
    candidate = BAD.partition("\n")[2]
    put("plan.yaml", "lr_scheduler:\n" + candidate * 1500)
    summary = cli("check", "plan.yaml").out.splitlines()[-1]
    assert summary == "1 file checked: 1,500 errors (1,500 fixable with --fix)"


# Folders


def test_folders_are_walked_in_order() -> None:
    wanted = ["B.yml", "a.yaml", "b/a.json", "b/c/d.yaml", "b.yaml", "dir.yaml/x.yml", "z.json"]
    skipped = [
        ".git/a.yaml",
        ".hidden.yaml",
        ".venv/a.yaml",
        "__pycache__/a.yaml",
        "b/.hidden/a.yaml",
        "b/node_modules/a.yaml",
        "node_modules/a.yaml",
        "notes.txt",
        "plan.yaml.orig",
        "venv/a.yaml",
        "yaml",
    ]
    bad_json = '{"lr_scheduler": [{"name": "exponental", "interval": "epoch", "kwargs": {"gamma": 0.9}}]}\n'
    for name in [*wanted, *skipped]:
        put(name, bad_json if name.endswith(".json") else BAD)
    first = run("check", "--output-format", "concise", "--quiet")
    assert (first.code, first.err) == (1, "")
    # "b" before "b.yaml": entries of one folder come by name.
    assert names(first) == wanted
    assert names(run("check", ".", "--output-format", "concise", "--quiet")) == wanted
    assert names(run("check", "b", "--output-format", "concise", "--quiet")) == ["b/a.json", "b/c/d.yaml"]
    assert names(run("check", "b/", "--output-format", "concise", "--quiet")) == ["b/a.json", "b/c/d.yaml"]


def test_named_paths_come_as_named(cli: Cli) -> None:
    put("a.yaml", BAD)
    put("b.txt", BAD)
    put(".hidden.yaml", BAD)
    paths = ["b.txt", ".hidden.yaml", "a.yaml"]
    assert names(cli("check", *paths, "--output-format", "concise", "--quiet")) == paths


@pytest.mark.parametrize("name", [".git", ".venv", ".hidden", "node_modules", "venv"])
def test_skipped_folder_is_walked_when_named(cli: Cli, name: str) -> None:
    put(f"{name}/plan.yaml", BAD)
    assert names(cli("check", name, "--output-format", "concise", "--quiet")) == [f"{name}/plan.yaml"]


def test_absolute_path(cli: Cli, folder: Path) -> None:
    put("in/plan.yaml", BAD)
    assert names(cli("check", str(folder / "in"), "--output-format", "concise", "--quiet")) == [
        f"{folder}/in/plan.yaml"
    ]


def test_links_between_folders_do_not_loop() -> None:
    put("a/plan.yaml", BAD)
    Path("a/up").symlink_to("..")
    Path("a/self.yaml").symlink_to(".")
    assert names(run("check", "--output-format", "concise", "--quiet")) == ["a/plan.yaml"]
    Path("linked").symlink_to("a")
    assert names(run("check", "linked", "--output-format", "concise", "--quiet")) == ["linked/plan.yaml"]


def test_linked_file_in_a_folder_is_checked(cli: Cli) -> None:
    put("else/where.txt", BAD)
    Path("plan.yaml").symlink_to("else/where.txt")
    assert names(cli("check", ".", "--output-format", "concise", "--quiet")) == ["plan.yaml"]


def test_file_named_twice_is_checked_once(cli: Cli) -> None:
    put("plan.yaml", BAD)
    result = cli("check", "plan.yaml", ".", "./plan.yaml", "plan.yaml", "--output-format", "concise")
    assert result.out == BAD_CONCISE + BAD_SUMMARY


def test_folders_deeper_than_recursion() -> None:
    path = Path()
    made = []
    for _ in range(1100):
        path /= "d"
        path.mkdir()
        made.append(path)
    plan = put(f"{path}/plan.yaml", BAD)
    try:
        code, out, err = run("check", "--output-format", "concise")
    finally:
        plan.unlink()
        for path in reversed(made):
            path.rmdir()
    assert (code, err) == (1, "")
    assert out.startswith(f"{plan}:2:9: error KLR201")


def test_options_between_paths(cli: Cli) -> None:
    put("a.yaml", BAD)
    put("b.yaml", BAD)
    result = cli("check", "a.yaml", "--quiet", "b.yaml", "--output-format", "concise")
    assert (names(result), result.err) == (["a.yaml", "b.yaml"], "")


def test_path_that_starts_with_a_dash(cli: Cli) -> None:
    put("-plan.yaml", BAD)
    result = cli("check", "--quiet", "--output-format", "concise", "--", "-plan.yaml")
    assert names(result) == ["-plan.yaml"]


# Standard input


def test_stdin() -> None:
    result = run("check", "-", stdin=BAD.encode())
    assert result == (1, BAD_FULL.replace("plan.yaml", "<stdin>") + BAD_SUMMARY, "")
    assert run("check", "-", stdin=GOOD.encode()) == (0, CLEAN_SUMMARY, "")


def test_stdin_filename(cli: Cli) -> None:
    result = cli("check", "-", "--stdin-filename", "some/plan.yaml", stdin=BAD.encode())
    assert result == (1, BAD_FULL.replace("plan.yaml", "some/plan.yaml") + BAD_SUMMARY, "")


def test_stdin_as_json(cli: Cli) -> None:
    text = b'{"lr_scheduler": [null],}\n'
    assert cli("check", "-", stdin=text).code == 0
    code, out, _ = cli("check", "-", "--stdin-filename", "plan.json", stdin=text)
    assert code == 1
    assert out.startswith("plan.json:1:24: error[KLR001] ")


def test_stdin_beside_files(cli: Cli) -> None:
    put("plan.yaml", BAD)
    result = cli("check", "-", "plan.yaml", "--output-format", "concise", stdin=BAD.encode())
    findings = BAD_CONCISE.replace("plan.yaml", "<stdin>") + BAD_CONCISE
    assert result == (1, findings + "2 files checked: 2 errors (2 fixable with --fix)\n", "")


def test_empty_stdin(cli: Cli) -> None:
    assert cli("check", "-") == (0, "1 file checked: no findings (no lr_scheduler field)\n", "")


# What to look for


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ([], ["KLR201", "KLR202"]),
        (["--select", "KLR201"], ["KLR201"]),
        (["--select", "klr201"], ["KLR201"]),
        (["--select", "unknown-interval"], ["KLR202"]),
        (["--select", "Unknown-Interval"], ["KLR202"]),
        (["--select", "KLR2"], ["KLR201", "KLR202"]),
        (["--select", "KLR"], ["KLR201", "KLR202"]),
        (["--select", "KLR1"], []),
        (["--select", "KLR201,unknown-interval"], ["KLR201", "KLR202"]),
        (["--select", "KLR201, KLR202"], ["KLR201", "KLR202"]),
        (["--select", "KLR201", "--select", "KLR202"], ["KLR201", "KLR202"]),
        (["--ignore", "KLR201"], ["KLR202"]),
        (["--ignore", "unknown-strategy"], ["KLR202"]),
        (["--ignore", "KLR2"], []),
        (["--ignore", "KLR201,KLR202"], []),
        (["--ignore", "KLR201", "--ignore", "KLR202"], []),
        (["--select", "KLR2", "--ignore", "KLR202"], ["KLR201"]),
        (["--select", "KLR201", "--ignore", "KLR2"], []),
    ],
)
def test_select_and_ignore(cli: Cli, options: list[str], codes: list[str]) -> None:
    put("plan.yaml", TWO)
    code, out, err = cli("check", "plan.yaml", *options, "--output-format", "json-lines")
    assert [json.loads(line)["code"] for line in out.splitlines()] == codes
    assert (code, err) == (int(bool(codes)), "")


@pytest.mark.parametrize("options", [["--select", "KLR2"], ["--ignore", "KLR"], ["--ignore", "KLR001"]])
def test_unreadable_text_always_counts(cli: Cli, options: list[str]) -> None:
    put("plan.yaml", UNCLOSED)
    code, out, _ = cli("check", "plan.yaml", *options)
    assert (code, "KLR001" in out) == (1, True)


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("unknown-stratgy", 'no rule "unknown-stratgy"; did you mean "unknown-strategy"?'),
        ("klr20l", 'no rule "klr20l"; did you mean "KLR20'),
        ("KLR201,foo", 'no rule "foo"\n'),
        ("zzzzzzzz", 'no rule "zzzzzzzz"\n'),
    ],
)
def test_unknown_rule(cli: Cli, option: str, word: str, said: str) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "plan.yaml", option, word)
    assert (code, out) == (2, "")
    assert err.startswith(f"kumo-lr: {said}")
    assert err.count("\n") == 1


LIST = BAD.partition("\n")[2]


@pytest.mark.parametrize(
    ("text", "at", "place"),
    [
        (LIST, ".", "1:9"),
        (f"schedules:\n{LIST}", "schedules", "2:9"),
        ("a:\n  b:\n" + re.sub(r"(?m)^(?=.)", "    ", BAD), "a.b.lr_scheduler", "4:13"),
        (f"- other\n- x:\n  y:\n{re.sub(r'(?m)^(?=.)', '  ', LIST)}", "1.y", "4:11"),
    ],
)
def test_at(cli: Cli, text: str, at: str, place: str) -> None:
    put("plan.yaml", text)
    assert cli("check", "plan.yaml").code == 0
    result = cli("check", "plan.yaml", "--at", at, "--output-format", "concise")
    assert result == (1, BAD_CONCISE.replace("2:9", place) + BAD_SUMMARY, "")


@pytest.mark.parametrize("at", ["nope", "lr_scheduler.7.x", "model_plan.lr_scheduler"])
def test_at_a_missing_path_is_told(cli: Cli, at: str) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "plan.yaml", "--at", at)
    assert (code, out, err) == (2, "", f'kumo-lr: nothing stands at "{at}"\n')


# Fixing

OUTSIDE = {
    "plain": BAD,
    "crlf": BAD.replace("\n", "\r\n"),
    "bom": "\ufeff" + BAD,
    "bom-crlf": "\ufeff" + BAD.replace("\n", "\r\n"),
    "no-last-newline": BAD.rstrip("\n"),
    "cr": BAD.replace("\n", "\r"),
    "odd-spaces": "#  学習\t \n\n"
    + BAD.replace("exponental", "'exponental'   # why\t ")
    + "\n\na: [1,  2]   \n",
    "mixed-line-ends": BAD.replace("\n", "\r\n", 2),
    "next-line": "# one\x85# two\n" + BAD,
    "documents": "---\n" + BAD + "...\n---\n" + BAD,
}
outside = pytest.mark.parametrize("text", OUTSIDE.values(), ids=list(OUTSIDE))


@outside
def test_fix_changes_nothing_else(cli: Cli, text: str) -> None:
    plan = put("plan.yaml", text)
    code, out, err = cli("check", "plan.yaml", "--fix")
    assert plan.read_bytes() == text.replace("exponental", "exponential").encode()
    count = text.count("exponental")
    assert (code, err) == (0, "")
    assert out == f"fixed {count} finding{'s' * (count > 1)}; 1 file checked: no findings\n"


@pytest.mark.parametrize("text", [GOOD, STUCK, WARNED, UNCLOSED, b"\xff\xfea\x00", b"\x00\x01", b""])
def test_fix_leaves_other_files_alone(cli: Cli, text: str | bytes) -> None:
    plan = put("plan.yaml", text)
    os.utime(plan, (1, 1))
    before = plan.read_bytes()
    plain = cli("check", "plan.yaml")
    assert cli("check", "plan.yaml", "--fix") == plain
    assert plan.read_bytes() == before
    assert plan.stat().st_mtime == 1


def test_fix_says_what_is_left(cli: Cli) -> None:
    plan = put("plan.yaml", TWO)
    code, out, err = cli("check", "plan.yaml", "--fix", "--output-format", "concise")
    assert plan.read_text() == TWO.replace("exponental", "exponential")
    assert (code, err) == (1, "")
    assert out == (
        'plan.yaml:3:13: error KLR202 unknown interval "epok"; did you mean "epoch"?\n'
        "fixed 1 finding; 1 file checked: 1 error (1 fixable with --fix --unsafe-fixes)\n"
    )


def test_unsafe_fixes(cli: Cli) -> None:
    plan = put("plan.yaml", TWO)
    said = "fixed 2 findings; 1 file checked: no findings\n"
    assert cli("check", "plan.yaml", "--fix", "--unsafe-fixes") == (0, said, "")
    assert plan.read_text() == GOOD


def test_fix_heeds_select(cli: Cli) -> None:
    plan = put("plan.yaml", TWO)
    assert cli("check", "plan.yaml", "--fix", "--unsafe-fixes", "--select", "KLR202").code == 0
    assert plan.read_text() == BAD


def test_fix_in_a_folder_at_a_path(cli: Cli) -> None:
    plans = [put(f"folder/{name}.yaml", LIST) for name in "abc"]
    assert cli("check", "folder", "--fix", "--at", ".", "--quiet") == (0, "", "")
    assert {plan.read_text() for plan in plans} == {GOOD.partition("\n")[2]}


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


@pytest.mark.parametrize("text", [*OUTSIDE.values(), GOOD, ""], ids=[*OUTSIDE, "clean", "empty"])
def test_fix_of_stdin(cli: Cli, text: str) -> None:
    result = cli("check", "-", "--fix", stdin=text.encode())
    assert (result.code, result.raw) == (0, text.replace("exponental", "exponential").encode())


def test_fix_of_stdin_says_the_rest_on_stderr() -> None:
    result = run("check", "--fix", "--output-format", "concise", "-", stdin=TWO.encode())
    said = (
        '<stdin>:3:13: error KLR202 unknown interval "epok"; did you mean "epoch"?\n'
        "fixed 1 finding; 1 file checked: 1 error (1 fixable with --fix --unsafe-fixes)\n"
    )
    assert result == (1, TWO.replace("exponental", "exponential"), said)


@pytest.mark.parametrize(
    "data", [BAD.encode() + b"# caf\xe9\nother: 1\n", BAD.encode("utf-16"), UNCLOSED.encode(), b"\x00\x01"]
)
def test_fix_of_stdin_gives_back_what_it_cannot_read(cli: Cli, data: bytes) -> None:
    result = cli("check", "-", "--fix", stdin=data)
    assert result.raw == data
    assert result.code == 1
    assert "error[KLR00" in result.err


# The diff


def test_diff() -> None:
    plan = put("plan.yaml", BAD)
    code, out, _ = run("check", "plan.yaml", "--diff")
    assert code == 1
    assert out == (
        "--- plan.yaml\n+++ plan.yaml\n@@ -1,4 +1,4 @@\n lr_scheduler:\n-- name: exponental\n"
        "+- name: exponential\n   interval: epoch\n   kwargs: {gamma: 0.9}\n"
    )
    assert plan.read_text() == BAD
    assert listing() == ["plan.yaml"]


def test_diff_does_not_claim_to_have_fixed(cli: Cli) -> None:
    put("plan.yaml", BAD)
    for options in (["--diff"], ["--diff", "--fix"]):
        _, _, err = cli("check", "plan.yaml", *options)
        assert "1 finding" in err
        assert not err.startswith("fixed")


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (WARNED, 0), (STUCK, 1), ("", 0)])
def test_diff_of_what_stays(cli: Cli, text: str, code: int) -> None:
    put("plan.yaml", text)
    assert cli("check", "plan.yaml", "--diff")[:2] == (code, "")


def test_diff_wins_over_fix(cli: Cli) -> None:
    plan = put("plan.yaml", BAD)
    both = cli("check", "plan.yaml", "--diff", "--fix")
    assert both[:2] == cli("check", "plan.yaml", "--diff")[:2]
    assert plan.read_text() == BAD


def test_diff_with_unsafe_fixes(cli: Cli) -> None:
    put("plan.yaml", TWO)
    assert apply_patch(TWO.encode(), cli("check", "plan.yaml", "--diff").raw).count(b"epok") == 1
    unsafe = cli("check", "plan.yaml", "--diff", "--unsafe-fixes")
    assert unsafe.code == 1
    assert apply_patch(TWO.encode(), unsafe.raw) == GOOD.encode()


def test_diff_still_tells_what_cannot_be_read(cli: Cli) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "plan.yaml", "nope.yaml", "--diff")
    assert code == 2
    assert out.startswith("--- plan.yaml\n")
    assert "nope.yaml" in err


@outside
def test_diff_is_the_fix(cli: Cli, text: str) -> None:
    put("plan.yaml", text)
    result = cli("check", "plan.yaml", "--diff")
    assert result.code == 1
    assert apply_patch(text.encode(), result.raw) == text.replace("exponental", "exponential").encode()


def test_diff_of_stdin(cli: Cli) -> None:
    result = cli("check", "-", "--diff", "--stdin-filename", "x.yaml", stdin=BAD.encode())
    assert result.out.startswith("--- x.yaml\n+++ x.yaml\n@@ ")
    assert apply_patch(BAD.encode(), result.raw) == GOOD.encode()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_diff_keeps_the_bytes_of_the_file(encoding: str) -> None:
    text = "# café 学習\n" + BAD
    put("plan.yaml", text)
    result = run("check", "plan.yaml", "--diff", env=environment(PYTHONIOENCODING=encoding))
    assert apply_patch(text.encode(), result.raw) == text.replace("exponental", "exponential").encode()


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch program")
@pytest.mark.parametrize("name", ["plan.yaml", "sub/plan.yaml", "two words.yaml", "ünï学.yaml"])
def test_diff_is_taken_by_patch(cli: Cli, name: str) -> None:
    plan = put(name, BAD)
    result = cli("check", name, "--diff")
    done = subprocess.run(
        ["patch", "-p0"], input=result.raw, capture_output=True, check=False, timeout=TIMEOUT
    )
    assert (done.returncode, plan.read_text()) == (0, GOOD), done.stdout


def test_diff_keeps_a_name_on_its_line(cli: Cli) -> None:
    put("two\nlines.yaml", BAD)
    lines = cli("check", ".", "--diff").out.splitlines()
    assert [line[:4] for line in lines[:3]] == ["--- ", "+++ ", "@@ -"]


def apply_patch(before: bytes, patch: bytes) -> bytes:
    """Apply a unified diff of one file, without any leniency."""
    old, diff = (re.findall(rb"[^\n]*\n|[^\n]+", data) for data in (before, patch))
    assert [line[:4] for line in diff[:2]] == [b"--- ", b"+++ "]
    new: list[bytes] = []
    position = 0
    for line, following in zip(diff[2:], [*diff[3:], b""], strict=True):
        body = line[1:-1] if following.startswith(b"\\ ") else line[1:]
        if hunk := re.match(rb"@@ -(\d+)", line):
            new += old[position : int(hunk[1]) - 1]
            position = int(hunk[1]) - 1
        elif not line.startswith(b"\\ "):
            assert line[:1] in (b" ", b"-", b"+"), line
            if line[:1] != b"+":
                assert old[position] == body
                position += 1
            if line[:1] != b"-":
                new.append(body)
    return b"".join(new + old[position:])


# Formats


def test_concise(cli: Cli) -> None:
    put("plan.yaml", BAD)
    assert cli("check", "plan.yaml", "--output-format", "concise") == (1, BAD_CONCISE + BAD_SUMMARY, "")
    put("plan.yaml", STUCK)
    result = cli("check", "plan.yaml", "--output-format", "concise")
    assert result == (1, f"{STUCK_CONCISE}1 file checked: 1 error\n", "")


@pytest.mark.parametrize(("output_format", "out"), [("full", BAD_FULL), ("concise", BAD_CONCISE)])
def test_quiet(cli: Cli, output_format: str, out: str) -> None:
    put("plan.yaml", BAD)
    put("good.yaml")
    arguments = ("check", "--quiet", "--output-format", output_format)
    assert cli(*arguments, "plan.yaml") == (1, out, "")
    assert cli(*arguments, "good.yaml") == (0, "", "")
    assert cli(*arguments, "plan.yaml", "--fix") == (0, "", "")


CLEAN_JSON = """\
{
  "version": 1,
  "findings": [],
  "summary": {"files": 1, "errors": 0, "warnings": 0, "fixable": 0}
}
"""


def test_json_without_findings(cli: Cli) -> None:
    put("plan.yaml")
    assert cli("check", "plan.yaml", "--output-format", "json") == (0, CLEAN_JSON, "")
    assert cli("check", "plan.yaml", "--output-format", "json-lines") == (0, "", "")


BAD_JSON = {
    "file": "plan.yaml",
    "code": "KLR201",
    "rule": "unknown-strategy",
    "severity": "error",
    "message": 'unknown strategy "exponental"',
    "help": 'did you mean "exponential"?',
    "path": ["lr_scheduler", 0, "name"],
    "location": {"start": {"line": 2, "column": 9}, "end": {"line": 2, "column": 19}},
    "suggestions": ["exponential"],
    "fix": {
        "title": 'replace "exponental" by "exponential"',
        "safety": "safe",
        "edits": [
            {"start": {"line": 2, "column": 9}, "end": {"line": 2, "column": 19}, "text": "exponential"}
        ],
    },
}


def test_json(cli: Cli) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "plan.yaml", "--output-format", "json")
    assert (code, err) == (1, "")
    assert json.loads(out) == {
        "version": 1,
        "findings": [BAD_JSON],
        "summary": {"files": 1, "errors": 1, "warnings": 0, "fixable": 1},
    }
    # A reader may rely on the order of the keys, and a terminal on ASCII.
    assert list(json.loads(out)["findings"][0]) == list(BAD_JSON)
    lines = cli("check", "plan.yaml", "--output-format", "json-lines")
    assert lines == (1, json.dumps(BAD_JSON) + "\n", "")


def contract(finding: dict[str, Any]) -> None:
    """Hold a finding to the documented contract."""
    assert set(finding) - {"document"} == set(BAD_JSON)
    for key in ("file", "code", "rule", "severity", "message"):
        assert isinstance(finding[key], str)
        assert finding[key]
    assert RULES[finding["code"]].slug == finding["rule"]
    assert finding["severity"] in ("error", "warning")
    assert finding["help"] is None or isinstance(finding["help"], str)
    assert all(type(step) in (str, int) for step in finding["path"])
    assert all(isinstance(word, str) for word in finding["suggestions"])
    assert type(finding.get("document", 0)) is int
    placed(finding["location"], set())
    if finding["fix"] is not None:
        assert set(finding["fix"]) == {"title", "safety", "edits"}
        assert isinstance(finding["fix"]["title"], str)
        assert finding["fix"]["safety"] in ("safe", "unsafe")
        assert finding["fix"]["edits"]
        for edit in finding["fix"]["edits"]:
            placed(edit, {"text"})
            assert isinstance(edit["text"], str)


def placed(location: dict[str, Any], more: set[str]) -> None:
    assert set(location) == {"start", "end"} | more
    for position in (location["start"], location["end"]):
        assert set(position) == {"line", "column"}
        assert all(type(number) is int and number >= 1 for number in position.values())
    start, end = (tuple(location[side].values()) for side in ("start", "end"))
    assert start <= end


def test_json_contract_holds_for_every_rule(cli: Cli) -> None:
    for rule in RULES.values():
        if rule.bad:
            data = rule.bad.encode("utf-8", "surrogateescape")
            put(f"{rule.code}/{rule.filename}", data)
    put("twice.yaml", "a: 1\n---\n" + BAD)
    _, out, err = cli("check", "nope.yaml", ".", "--output-format", "json")
    assert err == ""
    document = json.loads(out)
    assert list(document) == ["version", "findings", "summary"]
    findings = document["findings"]
    for finding in findings:
        contract(finding)
    assert {finding["code"] for finding in findings} >= {rule.code for rule in RULES.values() if rule.bad}
    assert {finding["document"] for finding in findings if finding["file"] == "twice.yaml"} == {1}
    summary = document["summary"]
    assert list(summary) == ["files", "errors", "warnings", "fixable"]
    assert summary["errors"] == sum(finding["severity"] == "error" for finding in findings)
    assert summary["warnings"] == len(findings) - summary["errors"]
    fixes = [finding["fix"] for finding in findings if finding["fix"]]
    assert summary["fixable"] == sum(fix["safety"] == "safe" for fix in fixes)
    lines = cli("check", "nope.yaml", ".", "--output-format", "json-lines")
    assert [json.loads(line) for line in lines.out.splitlines()] == findings


@pytest.mark.parametrize(
    "text",
    [
        BAD,
        "\ufeff" + BAD,
        BAD.replace("\n", "\r\n"),
        BAD.replace("name:", '"name":'),
        "# 🚀\n" + BAD,
        'lr_scheduler:\n- {x: "🚀学e\u0301\t", name: exponental}\n',
    ],
    ids=ascii,
)
def test_json_places_count_code_points_from_1(cli: Cli, text: str) -> None:
    put("plan.yaml", text)
    out = cli("check", "plan.yaml", "--output-format", "json-lines", "--select", "KLR201").out
    location = json.loads(out.splitlines()[0])["location"]
    lines = text.removeprefix("\ufeff").splitlines()
    start, end = location["start"], location["end"]
    assert start["line"] == end["line"]
    assert lines[start["line"] - 1][start["column"] - 1 : end["column"] - 1] == "exponental"


def test_documents_are_numbered_only_where_there_are_several(cli: Cli) -> None:
    put("plan.yaml", BAD + "---\n" + BAD)
    out = cli("check", "plan.yaml", "--output-format", "json-lines").out
    assert [json.loads(line)["document"] for line in out.splitlines()] == [0, 1]


def test_json_after_a_fix(cli: Cli) -> None:
    put("plan.yaml", TWO)
    code, out, _ = cli("check", "plan.yaml", "--fix", "--output-format", "json")
    assert code == 1
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["KLR202"]


# How often a format spells the codes, of two findings and of one, where it is not once for each.
TIMES = {"gitlab": (4, 2), "junit": (6, 1)}


@pytest.mark.parametrize("output_format", FORMATS)
def test_formats_of_many_files_are_the_findings_of_each(cli: Cli, output_format: str) -> None:
    put("a.yaml", BAD)
    put("b.yaml")
    put("c.yaml", TWO)
    code, out, err = cli("check", "--output-format", output_format, "--quiet")
    assert (code, err) == (1, "")
    if output_format == "sarif":  # it tells of all rules, found or not
        results = json.loads(out)["runs"][0]["results"]
        assert sorted(result["ruleId"] for result in results) == ["KLR201", "KLR201", "KLR202"]
        return
    assert (out.count("KLR201"), out.count("KLR202")) == TIMES.get(output_format, (2, 1))


# Lines in a terminal


def columns(text: str) -> int:
    """Count the columns that a terminal gives a text."""
    return sum(
        0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1 for character in text
    )


@pytest.mark.parametrize(
    "line",
    [
        "- {name: exponential, interval: epok}",
        '- {name: "学習率", interval: epok}',
        '- {name: "\uff46\uff55\uff4c\uff4c", interval: epok}',
        '- {name: "\t学\t", interval: epok}',
        '- {name: "🚀", interval: epok}',
        '- {name: "ｶﾅ", interval: epok}',
        '- {name: "no\u00a0break\u200bzero", interval: epok}',
        '- {name: "caf\u00e9", interval: epok}',
        '- {name: "cafe\u0301", interval: epok}',
        '- {name: "學e\u0301\u0323\t", interval: epok}',
    ],
    ids=ascii,
)
def test_underline_stands_below_the_token(cli: Cli, line: str) -> None:
    put("plan.yaml", f"lr_scheduler:\n{line}\n")
    out = cli("check", "plan.yaml", "--select", "KLR202").out
    shown, underline = out.splitlines()[2:4]
    assert "\t" not in shown
    before = shown[: shown.index("epok")]
    assert underline == "  | " + " " * (columns(before) - 4) + "^^^^"


def test_underline_of_wide_text_is_as_wide(cli: Cli) -> None:
    put("plan.yaml", 'lr_scheduler:\n- {name: "学習率", interval: epoch}\n')
    shown, underline = cli("check", "plan.yaml", "--select", "KLR201").out.splitlines()[2:4]
    assert shown == '2 | - {name: "学習率", interval: epoch}'
    assert underline == "  |          ^^^^^^^^"


CANDIDATE = "{name: exponential, interval: epoch, kwargs: {gamma: 0.9}}"


def test_long_line_is_cut(cli: Cli) -> None:
    candidates = [CANDIDATE] * 5 + [CANDIDATE.replace("tial", "tal")] + [CANDIDATE] * 5
    put("plan.yaml", f"lr_scheduler: [{', '.join(candidates)}]\n")
    code, out, _ = cli("check", "plan.yaml", "--quiet", "--select", "KLR201")
    assert code == 1
    assert out == (
        'plan.yaml:1:323: error[KLR201] unknown strategy "exponental"\n'
        "  |\n"
        "1 | …kwargs: {gamma: 0.9}}, {name: exponental, interval: epoch, kwargs: {gamma: 0.9}}, "
        "{name: exponential…\n"
        "  |                                ^^^^^^^^^^\n"
        '  = help: did you mean "exponential"? (--fix)\n\n'
    )


@pytest.mark.parametrize(
    ("before", "token", "after"),
    [
        ("", "exponental", "x" * 100_000),
        ("x" * 100_000, "exponental", ""),
        ("x" * 100_000, "exponental", "x" * 100_000),
        ("", "y" * 5_000, ""),
        ("x" * 300, "y" * 5_000, "x" * 300),
        ("学" * 200, "exponental", "習" * 200),
        ("", "学" * 300, ""),
    ],
    ids=["start", "end", "middle", "token", "all", "wide", "wide token"],
)
def test_long_line_fits(cli: Cli, before: str, token: str, after: str) -> None:
    put("plan.yaml", f"lr_scheduler:\n- {{a: '{before}', name: '{token}', b: '{after}'}}\n")
    out = cli("check", "plan.yaml", "--select", "KLR201", "--quiet").out
    shown, underline = out.splitlines()[2:4]
    assert token[:20] in shown
    assert columns(shown) <= 110
    assert columns(underline) <= columns(shown)
    assert columns(shown[: shown.index(token[:20]) - 1]) == underline.index("^")


def test_control_characters_do_not_reach_the_terminal(cli: Cli) -> None:
    put("plan.yaml", BAD.replace("exponental", '"\\e[31mexponental\\a"'))
    put("raw.yaml", BAD.replace("exponental", "'\x1b[31mexponental'"))
    put("a\x1b[31m\n.yaml", BAD)
    for output_format in FORMATS:
        result = cli("check", "--output-format", output_format)
        assert "\x1b" not in result.out + result.err
        assert "\x07" not in result.out + result.err


# Colour


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize(
    ("options", "changes", "colored"),
    [
        ([], {}, False),
        (["--color", "auto"], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "never"], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": ""}, False),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"TERM": "dumb"}, True),
    ],
)
def test_color_in_a_pipe(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, options: list[str], changes: dict[str, str], colored: bool
) -> None:
    put("plan.yaml", BAD)
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    for output_format, expected in (("full", BAD_FULL), ("concise", BAD_CONCISE)):
        _, out, _ = cli("check", "plan.yaml", "--output-format", output_format, "--quiet", *options)
        assert ("\x1b[1;31m" in out) is colored
        assert plain(out) == expected
        assert out == plain(out) or colored
    for output_format in ("json", "json-lines"):
        assert "\x1b" not in cli("check", "plan.yaml", "--output-format", output_format, *options).out


def on_terminal(*arguments: str, **changes: str) -> str:
    """Run the program with its output on a terminal, and give what it printed."""
    terminal, other = pty.openpty()
    env = environment(TERM="xterm-256color") | changes
    with subprocess.Popen(
        command(*arguments), stdin=subprocess.DEVNULL, stdout=other, stderr=other, env=env
    ) as program:
        os.close(other)
        printed = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while data := os.read(terminal, 65536):
                printed += data
        program.wait(TIMEOUT)
    os.close(terminal)
    return decoded(printed).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("options", "changes", "colored"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {}, False),
    ],
)
def test_color_on_a_terminal(options: list[str], changes: dict[str, str], colored: bool) -> None:
    put("plan.yaml", BAD)
    printed = on_terminal("check", "plan.yaml", *options, **changes)
    assert ("\x1b[1;31m" in printed) is colored
    assert plain(printed) == BAD_FULL + BAD_SUMMARY
    assert printed == plain(printed) or colored


def test_color_leaves_the_text_as_it_is(cli: Cli) -> None:
    put("plan.yaml", TWO.replace("epok", '"学\t"'))
    for output_format in ("full", "concise"):
        arguments = ("check", "plan.yaml", "--output-format", output_format)
        assert plain(cli(*arguments, "--color", "always").out) == cli(*arguments, "--color", "never").out


# Ends that come early


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_reader_that_has_had_enough(jobs: str) -> None:
    for index in range(600):
        put(f"{index:03}.yaml", BAD)
    with start("check", "--jobs", jobs) as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith(b"000.yaml:2:9:")
        program.stdout.close()
        _, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, err) == (141, b"")


@pytest.mark.parametrize("arguments", [["rules"], ["explain", "KLR201"], ["--help"], ["check", "--help"]])
def test_reader_that_is_gone_from_the_start(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with start(*arguments, stdout=writer) as program:
        os.close(writer)
        _, err = program.communicate(timeout=TIMEOUT)
    assert err == b""


@pytest.mark.usefixtures("interruptible")
def test_interrupt_while_reading_stdin() -> None:
    with start("check", "-") as program:
        assert program.stdin is not None
        # More than a pipe holds: once it is written, the program reads.
        program.stdin.write(b"#" * 500_000)
        program.stdin.flush()
        until_blocked(program)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=TIMEOUT)
    assert (program.returncode, out, err) == (130, b"", b"kumo-lr: interrupted\n")


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupt_while_checking(jobs: str) -> None:
    os.mkfifo("fifo.yaml")
    put("plan.yaml")
    with start("check", "fifo.yaml", "plan.yaml", "--jobs", jobs) as program:
        descriptor = feed("fifo.yaml", None)
        until_blocked(program)
        # As a terminal does it: to the program and all that it started.
        os.killpg(program.pid, signal.SIGINT)
        out, err = program.communicate(timeout=TIMEOUT)
        os.close(descriptor)
    assert (program.returncode, out, err) == (130, b"", b"kumo-lr: interrupted\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [["check", "plan.yaml"], ["check", "plan.yaml", "--diff"], ["rules"]])
def test_full_disk(arguments: list[str]) -> None:
    put("plan.yaml", BAD)
    code, _, err = run(*arguments, shell=">/dev/full")
    assert "Traceback" not in err
    assert (code, "no space left on device" in err.lower()) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "shell"),
    [
        (["check", "plan.yaml"], ">&-"),
        (["check", "plan.yaml", "--output-format", "json"], ">&-"),
        (["check", "plan.yaml", "--diff"], ">&-"),
        (["check", "nope.yaml"], "2>&-"),
        (["check", "--select", "nope"], "2>&-"),
        (["rules"], ">&-"),
        (["check", "-"], "<&-"),
        (["check", "-", "--fix"], "<&-"),
    ],
)
def test_closed_streams(arguments: list[str], shell: str) -> None:
    put("plan.yaml", BAD)
    code, _, err = run(*arguments, shell=shell)
    assert "Traceback" not in err
    assert "Error" not in err
    assert code == 2 or shell != "<&-"


# Several processes


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
    code, out, err = cli("check", f"--jobs={jobs}")
    assert (code, out) == (2, "")
    assert "argument --jobs" in err


def test_jobs_of_nothing() -> None:
    Path("empty").mkdir()
    said = "kumo-lr: no *.yaml, *.yml or *.json file there\n"
    assert run("check", "empty", "--jobs", "3") == (0, "", said)


# Usage


def test_misspelt_command() -> None:
    assert run("chek", "plan.yaml") == (2, "", 'kumo-lr: no command "chek"; did you mean "check"?\n')
    assert run("frobnicate") == (2, "", 'kumo-lr: no command "frobnicate"\n')


def test_forgotten_command(cli: Cli) -> None:
    put("plan.yaml")
    said = 'kumo-lr: no command "plan.yaml"; did you mean "kumo-lr check plan.yaml"?\n'
    assert cli("plan.yaml") == (2, "", said)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["check", "--fail-on", "errors"], "'errors'"),
        (["check", "--color", "maybe"], "'maybe'"),
        (["check", "--select"], "--select"),
        (["check", "--at"], "--at"),
        (["rules", "--output-format", "yaml"], "'yaml'"),
        (["explain"], "CODE|SLUG|STRATEGY"),
        (["--versoin"], "kumo-lr: error: "),
        (["-x"], "kumo-lr: error: "),
    ],
)
def test_wrong_option(cli: Cli, arguments: list[str], named: str) -> None:
    code, out, err = cli(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: kumo-lr")
    assert named in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--output-format", "ful"], 'no output format "ful"; did you mean "full"?'),
        (["check", "--selct", "KLR201"], 'no option "--selct"; did you mean "--select"?'),
        (["check", "--unsafe-fix"], 'no option "--unsafe-fix"; did you mean "--unsafe-fixes"?'),
        (["check", "--frobnicate"], 'no option "--frobnicate"'),
        (["rules", "more"], 'no argument "more"'),
    ],
)
def test_misspelt_option(cli: Cli, arguments: list[str], said: str) -> None:
    assert cli(*arguments)[:3] == (2, "", f"kumo-lr: {said}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--help"],
        ["-h"],
        ["check", "--help"],
        ["check", "-h"],
        ["explain", "--help"],
        ["rules", "--help"],
    ],
)
def test_help(arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    assert out.startswith("usage: kumo-lr")
    assert not any(line != line.rstrip() for line in out.splitlines())


def test_help_names_every_option_and_format(cli: Cli) -> None:
    out = cli("check", "--help").out
    wanted = (
        "--fix --unsafe-fixes --diff --select --ignore --at --fail-on --output-format --jobs --color --quiet"
    )
    for word in [*wanted.split(), "--stdin-filename", *FORMATS]:
        assert word in out


def test_version(monkeypatch: pytest.MonkeyPatch, cli: Cli) -> None:
    assert run("--version") == (0, f"kumo-lr {metadata.version('kumo_lr')}\n", "")

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    # Sources that were only copied have no metadata.
    monkeypatch.setattr(metadata, "version", missing)
    code, out, err = cli("--version")
    assert (code, err) == (0, "")
    assert out.startswith("kumo-lr ")


@pytest.mark.parametrize("code", RULES)
def test_explain_a_rule(cli: Cli, code: str) -> None:
    rule = RULES[code]
    result = cli("explain", code)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"{code} {rule.slug} ({rule.severity})\n\n")
    assert result.out.endswith("\n")
    assert "  \n" not in result.out
    for topic in (rule.slug, code.lower(), rule.slug.upper()):
        assert cli("explain", topic) == result


@pytest.mark.parametrize("name", STRATEGIES)
def test_explain_a_strategy(cli: Cli, name: str) -> None:
    code, out, err = cli("explain", name)
    assert (code, err) == (0, "")
    assert out.startswith(f"{name}\n\n")
    for argument in STRATEGIES[name].argument_names:
        assert f"\n  {argument} (" in out
    example = out.partition("Example:\n\n")[2]
    put("plan.yaml", re.sub(r"(?m)^ {4}", "", example))
    assert cli("check", "plan.yaml") == (0, CLEAN_SUMMARY, "")


def test_explain_an_unknown_topic(cli: Cli) -> None:
    said = 'kumo-lr: no rule or strategy "exponental"; did you mean "exponential"?\n'
    assert cli("explain", "exponental") == (2, "", said)
    said = 'kumo-lr: no rule or strategy "unknown-stratgy"; did you mean "unknown-strategy"?\n'
    assert cli("explain", "unknown-stratgy") == (2, "", said)
    assert cli("explain", "zzzzzzzz") == (2, "", 'kumo-lr: no rule or strategy "zzzzzzzz"\n')


def test_rules(cli: Cli) -> None:
    code, out, err = cli("rules")
    assert (code, err) == (0, "")
    header, *lines = out.splitlines()
    assert header.split() == ["code", "rule", "severity", "fix", "finds"]
    assert [re.split(r" {2,}", line, maxsplit=4) for line in lines] == [
        [rule.code, rule.slug, rule.severity, rule.fix, rule.summary] for rule in RULES.values()
    ]


def test_rules_as_json(cli: Cli) -> None:
    code, out, err = cli("rules", "--output-format", "json")
    assert (code, err) == (0, "")
    rules = json.loads(out)
    assert [rule["code"] for rule in rules] == list(RULES)
    wanted = {"code", "rule", "severity", "summary", "rationale", "bad", "good", "fix", "reference"}
    assert all(wanted <= set(rule) for rule in rules)
    assert all(isinstance(value, str) for rule in rules for value in rule.values())
    assert out.isascii()


# Names and encodings


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two words.yaml", "two words.yaml"),
        ("new\nline.yaml", "new\\nline.yaml"),
        ("""quotes"and'others.yaml""", """quotes"and'others.yaml"""),
        ("ünï学🚀.yaml", "ünï学🚀.yaml"),
        ("tab\tred\x1b[31m.yaml", "tab\\tred\\x1b[31m.yaml"),
        ("#%{}$HOME*.yaml", "#%{}$HOME*.yaml"),
        (os.fsdecode(b"bytes\xff\xe9.yaml"), "bytes\\udcff\\udce9.yaml"),
    ],
    ids=ascii,
)
def test_names(name: str, shown: str) -> None:
    try:
        plan = put(name, BAD)
    except OSError:
        pytest.skip("the file system does not take this name")
    for path in (".", name):
        result = run("check", path, "--output-format", "concise")
        assert result == (1, BAD_CONCISE.replace("plan.yaml", shown) + BAD_SUMMARY, "")
    full = run("check", "--quiet")
    assert full == (1, BAD_FULL.replace("plan.yaml", shown), "")
    found = json.loads(run("check", "--output-format", "json").out)["findings"]
    assert [finding["file"] for finding in found] == [name]
    assert run("check", "--fix", "--quiet") == (0, "", "")
    assert plan.read_text() == GOOD


def test_name_in_a_failed_write_stays_on_its_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put("new\nline.yaml", BAD)

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        _, _, err = cli("check", "--fix")
    assert err == "kumo-lr: cannot write new\\nline.yaml: read-only file system\n"


@pytest.mark.parametrize(
    "changes",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX", "LANG": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
    ],
    ids=str,
)
@pytest.mark.parametrize("output_format", ["full", "concise", "json"])
def test_poor_terminals(changes: dict[str, str], output_format: str) -> None:
    put("学.yaml", BAD.replace("exponental", "学習率"))
    put("caf\u00e9.yaml", "# é\n" + "- [\n")
    code, out, err = run("check", "--output-format", output_format, env=environment(**changes))
    assert (code, err) == (1, "")
    assert "KLR201" in out


@pytest.mark.parametrize("arguments", [["rules"], ["explain", "KLR002"], ["explain", "KLR006"], ["--help"]])
def test_poor_terminals_explain(arguments: list[str]) -> None:
    code, out, err = run(*arguments, env=environment(PYTHONIOENCODING="ascii"))
    assert (code, err) == (0, "")
    assert out.isascii()


# What a check imports

HEAVY = {
    "pydantic",
    "jsonschema",
    "ruamel",
    "rich",
    "click",
    "dataclasses",
    "json",
    "multiprocessing",
    "difflib",
    "shutil",
    "inspect",
    "concurrent",
    "subprocess",
    "pathlib",
    "tempfile",
    "logging",
    "tomllib",
}


@pytest.mark.parametrize("text", [GOOD, BAD], ids=["clean", "finding"])
@pytest.mark.parametrize("options", [[], ["--fix"], ["--output-format", "concise"]], ids=" ".join)
def test_check_imports_little(text: str, options: list[str]) -> None:
    put("plan.yaml", text)
    script = (
        "import sys\n"
        "from kumo_lr.cli.app import main\n"
        f"main({['check', 'plan.yaml', *options]!r})\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    # Without `site`, so that only what is asked for is imported.
    places = os.pathsep.join([str(HOME), str(Path(yaml.__file__).resolve().parents[1])])
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        capture_output=True,
        text=True,
        env=environment(PYTHONPATH=places),
        timeout=TIMEOUT,
        check=True,
    )
    imported = {name.partition(".")[0] for name in done.stderr.split()}
    assert imported & HEAVY == set()
    assert "kumo_lr" in imported
