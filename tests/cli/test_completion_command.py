"""`kumo-lr completion`."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.support.cli import Cli


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(cli: Cli, shell: str) -> None:
    code, out, err = cli("completion", shell)
    assert (code, err) == (0, "")
    assert out.endswith("\n")
    for word in ("kumo-lr", "check", "settings", "write-baseline", "as-found"):
        assert word in out
    program = shutil.which(shell)
    if program is not None:
        done = subprocess.run([program, "-n"], input=out, text=True, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("args", [["tcsh"], [], ["bash", "zsh"]])
def test_completion_for_no_such_shell(cli: Cli, args: list[str]) -> None:
    code, out, err = cli("completion", *args)
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err
