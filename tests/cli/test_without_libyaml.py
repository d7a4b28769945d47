"""A PyYAML that was built without libyaml: what reads YAML says so in one line, and the rest works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import kumo_lr
from kumo_lr.cli.commands import COMMANDS

pytestmark = pytest.mark.slow

# Python imports this before anything else, and finds libyaml's binding nowhere.
SITE = "import sys\nsys.modules['yaml._yaml'] = None\n"
CLEAN = "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n"
WORDS = (
    "PyYAML is installed without libyaml, which is needed to read plans; "
    "run: pip install --force-reinstall --only-binary :all: PyYAML"
)

# A command that is not here fails `test_every_command_is_tried`.
READING = {
    "check": ["check", "plan.yaml"],
    "check, a folder": ["check", "."],
    "check, nothing": ["check", "missing.yaml"],
    "check, two jobs": ["check", "--jobs", "2", "--output-format", "json", "."],
    "check, JSON": ["check", "broken.json"],
    "resolve": ["resolve", "plan.yaml"],
    "diff": ["diff", "plan.yaml", "plan.yaml"],
    "preview": ["preview", "plan.yaml"],
    "preview, to a file": ["preview", "plan.yaml", "--output", "plan.svg"],
    "server": ["server"],
}
WORKING = {
    "nothing": ["--help"],
    "version": ["--version"],
    "rules": ["rules"],
    "explain": ["explain", "KLR204"],
    "explain, a strategy": ["explain", "exponential"],
    "schema": ["schema"],
    "settings": ["settings"],
    "completion": ["completion", "bash"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(SITE)
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "plan.yaml").write_text(CLEAN)
    (plans / "broken.json").write_text("{")
    return plans


def _python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = [str(folder.parent / "site"), str(Path(kumo_lr.__file__).parents[1])]
    kept = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": os.pathsep.join(places)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_is_tried() -> None:
    assert {arguments[0] for arguments in (*READING.values(), *WORKING.values())} >= COMMANDS.keys()


@pytest.mark.parametrize("arguments", READING.values(), ids=READING)
def test_what_reads_yaml_says_what_helps(folder: Path, arguments: list[str]) -> None:
    done = _python(folder, "-m", "kumo_lr", *arguments)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"kumo-lr: {WORDS}\n")
    assert not (folder / "plan.svg").exists()


@pytest.mark.parametrize("arguments", WORKING.values(), ids=WORKING)
def test_what_reads_none_works(folder: Path, arguments: list[str]) -> None:
    without = _python(folder, "-m", "kumo_lr", *arguments)
    (folder.parent / "site" / "sitecustomize.py").write_text("")
    with_libyaml = _python(folder, "-m", "kumo_lr", *arguments)

    assert (without.returncode, without.stderr) == (0, "")
    assert without.stdout == with_libyaml.stdout != ""


@pytest.mark.parametrize(
    "call",
    [
        "check_text('')",
        "check_text('{', 'plan.json')",
        "check_file('plan.yaml')",
        "load('plan.yaml')",
        "loads('[]', at='.')",
    ],
)
def test_the_api_raises_the_same_words(folder: Path, call: str) -> None:
    done = _python(
        folder, "-c", f"import kumo_lr\ntry:\n    kumo_lr.{call}\nexcept ImportError as e:\n    print(e)"
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, f"{WORDS}\n", "")
