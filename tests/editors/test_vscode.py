"""The extension of VS Code: it compiles, it says what it can do, and it finds the server."""

from __future__ import annotations

import json
import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from kumo_lr import check_file, check_text
from kumo_lr.cli.app import main
from kumo_lr.facts.run_modes import RUN_MODES
from tests.support.paths import ROOT
from tests.support.vscode import EXTENSION, MANIFEST, TSC, ask, bundled, needs_compilers, node

CONTRIBUTED = MANIFEST["contributes"]
SETTINGS = CONTRIBUTED["configuration"]["properties"]
COMMANDS = ["kumoLr.restart", "kumoLr.showOutput", "kumoLr.preview"]
HINTS = ("shares", "steps", "defaults", "peaks")


def test_settings_are_those_that_the_server_reads() -> None:
    assert set(SETTINGS) == {
        *(f"kumoLr.{name}" for name in ("enable", "path", "runMode", "stepsPerEpoch", "maxEpochs")),
        *(f"kumoLr.{name}" for name in ("completion", "codeLens", "trace.server")),
        *(f"kumoLr.inlayHints.{name}" for name in HINTS),
    }
    assert SETTINGS["kumoLr.runMode"]["enum"] == [None, *RUN_MODES]
    assert all(setting["description"].endswith(".") for setting in SETTINGS.values())


def test_schemas_that_are_contributed_exist() -> None:
    contributed = [*CONTRIBUTED["yamlValidation"], *CONTRIBUTED["jsonValidation"]]

    assert len(contributed) == 2
    assert all((EXTENSION / schema["url"]).is_file() for schema in contributed)


def test_it_depends_on_the_client_alone() -> None:
    assert list(MANIFEST["dependencies"]) == ["vscode-languageclient"]


def test_the_problem_matcher_reads_concise_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (matcher,) = CONTRIBUTED["problemMatchers"]
    pattern = matcher["pattern"]
    monkeypatch.chdir(tmp_path)
    file = Path("a folder") / "plan.yaml"
    file.parent.mkdir()
    file.write_text(
        "lr_scheduler:\n- name: cosine\n- name: exponential\n  interval: step\n", encoding="utf-8"
    )
    findings = check_file(file).findings

    main(["check", str(file), "--output-format", "concise"])
    lines = capsys.readouterr().out.splitlines()
    found = [match for line in lines if (match := re.fullmatch(pattern["regexp"], line))]

    assert len(found) == len(findings) > 1
    for match, finding in zip(found, findings, strict=True):
        groups = {name: match[group] for name, group in pattern.items() if name != "regexp"}
        assert groups.pop("message").startswith(finding.message)
        assert groups == {
            "file": str(file),
            "line": str(finding.location.start.line),
            "column": str(finding.location.start.column),
            "severity": str(finding.severity),
            "code": finding.code,
        }


def test_the_guide_has_the_same_problem_matcher() -> None:
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    tasks = [
        json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL) if "tasks" in block
    ]
    (matcher,) = CONTRIBUTED["problemMatchers"]

    ((task,),) = (task["tasks"] for task in tasks)
    assert task["problemMatcher"] == {name: part for name, part in matcher.items() if name != "name"}


@needs_compilers
def test_types_are_right() -> None:
    assert node(TSC, "--noEmit") == ""


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundled("src/extension.ts", tmp_path_factory.mktemp("bundle"))


def _activated(extension: Path, *documents: dict[str, str], **settings: Any) -> dict[str, list[str]]:
    question = {"settings": settings, "installed": [], "documents": documents}
    said: dict[str, list[str]] = ask("vscode_extension.mjs", extension, question)
    return said


@needs_compilers
def test_its_commands_are_registered(extension: Path) -> None:
    said = _activated(extension, enable=False)

    assert said == {"commands": COMMANDS, "errors": [], "log": [], "diagnostics": []}
    assert [command["command"] for command in CONTRIBUTED["commands"]] == COMMANDS


@needs_compilers
def test_a_server_that_is_not_there_is_said(extension: Path) -> None:
    said = _activated(extension, path="/nowhere/kumo-lr")

    (error,) = said["errors"]
    assert error == 'kumo-lr: cannot start the server: kumoLr.path: there is no program "/nowhere/kumo-lr".'


@needs_compilers
@pytest.mark.skipif(find_spec("kumo_lr.server") is None, reason="there is no server")
def test_the_client_shows_what_the_server_finds(extension: Path, tmp_path: Path) -> None:
    """The client that VS Code's extensions are made with starts the server, and asks for its findings."""
    text = "lr_scheduler:\n- name: cosine\n"
    document = {"path": str(tmp_path / "plan.yaml"), "language": "yaml", "text": text}

    said = _activated(extension, document, path=sys.executable)

    assert said["errors"] == []
    assert said["log"] == [f"starting {sys.executable} -m kumo_lr server"]
    assert len(said["diagnostics"]) == len(check_text(text).findings) > 0
    for finding in check_text(text).findings:
        assert any(message.startswith(finding.message) for message in said["diagnostics"])


def _program(path: Path, code: int = 0) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@needs_compilers
@pytest.mark.skipif(sys.platform == "win32", reason="programs are shell scripts")
def test_how_the_server_is_found(tmp_path: Path) -> None:
    bundle = bundled("src/command.ts", tmp_path)
    on_path = _program(tmp_path / "bin" / "kumo-lr")
    python = _program(tmp_path / "venv" / "bin" / "python3.12")
    without = _program(tmp_path / "other" / "bin" / "python", 1)
    search = os.pathsep.join(["", str(tmp_path / "nowhere"), str(tmp_path / "bin")])
    module = {"program": python, "args": ["-m", "kumo_lr"]}
    program = {"program": on_path, "args": []}
    absent = 'kumo-lr is not installed: run `pip install "kumo_lr[server]"`, or set kumoLr.path.'
    cases = {
        (on_path, None, ""): program,
        (python, without, search): module,
        ("kumo-lr", None, search): program,
        ("kumo-lr", python, ""): 'kumoLr.path: there is no program "kumo-lr".',
        (str(tmp_path), python, search): f'kumoLr.path: there is no program "{tmp_path}".',
        ("bin/kumo-lr", None, search): 'kumoLr.path: there is no program "bin/kumo-lr".',
        ("", python, search): module,
        ("", without, search): program,
        ("", str(tmp_path / "gone"), search): program,
        ("", None, search): program,
        ("", None, str(tmp_path)): absent,
        ("", without, ""): absent,
    }
    names = ("setting", "interpreter", "searchPath")

    places = [
        {name: value for name, value in zip(names, case, strict=True) if value is not None} for case in cases
    ]
    answers = ask("vscode_command.mjs", bundle, places)

    assert dict(zip(cases, answers, strict=True)) == cases


YAML = "redhat.vscode-yaml"


@needs_compilers
@pytest.mark.parametrize(
    ("installed", "settings", "by_schema"),
    [
        ([], {}, ["/p.kumo.json"]),
        ([YAML], {}, ["/p.kumo.yaml", "/P.KUMO.YML", "/p.kumo.json"]),
        ([YAML], {"completion": True}, []),
        ([YAML], {"completion": False}, ["/p.kumo.yaml", "/P.KUMO.YML", "/p.kumo.json"]),
    ],
)
def test_what_is_completed_by_the_schema(
    settings_module: Path, installed: list[str], settings: dict[str, bool], by_schema: list[str]
) -> None:
    names = ["/p.kumo.yaml", "/P.KUMO.YML", "/p.kumo.json", "/plan.yaml", "/kumo.yaml", "/p.kumo.yaml.txt"]
    question = {"installed": installed, "settings": settings, "names": names}

    assert ask("vscode_settings.mjs", settings_module, question)["bySchema"] == by_schema


@pytest.fixture(scope="module")
def settings_module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundled("src/settings.ts", tmp_path_factory.mktemp("settings"))


@needs_compilers
def test_what_the_server_and_the_preview_are_told(settings_module: Path) -> None:
    training = {"runMode": "FAST", "stepsPerEpoch": 1000, "maxEpochs": None}
    told = {**training, "completion": True, "codeLens": False, "inlayHints": dict.fromkeys(HINTS, True)}
    question = {"settings": {**told, "path": " ~/bin/kumo-lr "}, "names": []}

    answer = ask("vscode_settings.mjs", settings_module, question)

    assert answer["initial"] == told
    assert answer["training"] == ["--run-mode", "FAST", "--steps-per-epoch", "1000"]
    assert answer["path"] == f"{os.environ['HOME']}/bin/kumo-lr"


def test_its_licence_is_the_projects() -> None:
    assert (EXTENSION / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
