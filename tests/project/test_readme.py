"""What the README shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kumo_lr.cli.app import main
from tests.support.paths import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ kumo-lr (.*)$", TEXT, re.MULTILINE)
YAML = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
SHOWN = re.findall(r"```console\n\$ kumo-lr ([^\n]*)\n(.+?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize(("command", "output"), [row for row in SHOWN if "$ kumo-lr" not in row[1]])
def test_commands_print_what_is_shown(
    command: str, output: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")

    main(shlex.split(command))

    assert output == capsys.readouterr().out


@pytest.mark.parametrize("command", [command for command in COMMANDS if "#" in command])
def test_commands_are_understood(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yaml").write_text("lr_scheduler: [null]\n")
    (tmp_path / "known.json").write_text('{"version": 1, "findings": []}\n')
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "a.yaml").write_text("lr_scheduler: [null]\n")
    arguments = shlex.split(command.partition("#")[0])
    if "<" in arguments:
        arguments = arguments[: arguments.index("<")]

    with (tmp_path / "plan.yaml").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert main(arguments) == 0
    assert capsys.readouterr().err == ("1 file checked: no findings\n" if "--diff" in arguments else "")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL))
def test_python_examples_run(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block, "README.md", "exec"), {})


def test_the_suppressed_example_is_silent() -> None:
    from kumo_lr import check_text

    (block,) = (block for block in YAML if "kumo-lr: ignore" in block)

    assert check_text(block).findings == ()


def test_the_file_of_defaults_can_be_used(tmp_path: Path) -> None:
    from kumo_lr import Config, resolve

    (block,) = (block for block in YAML if block.startswith("FAST:"))
    (tmp_path / "defaults.yaml").write_text(block)

    assert resolve(Config(), run_mode="FAST", defaults=tmp_path / "defaults.yaml").to_kumo() == [
        {"name": "cosine_with_warmup", "interval": "step", "kwargs": {"warmup_ratio_or_steps": 0.05}}
    ]


def test_ci_runs_the_tests_as_shown() -> None:
    (command,) = re.findall(r"```sh\n(.*pytest)\n```", TEXT)
    script = (ROOT / ".ci" / "run").read_text()

    assert command.endswith(".venv/bin/python -m pytest")
    assert ".venv/bin/python -m pytest" in script
    assert '-e ".[test]"' in command
    assert '-e ".[test]"' in script
