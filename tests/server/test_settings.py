"""Settings: those of each file's own folder, kept while their file is broken, and the editor's own."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kumo_lr.cli.app import main
from tests.support.editor import BAD, CAPABILITIES, PULLING, TWICE, Editor, Message, editor, uri_of

BOTH = BAD + TWICE.partition("\n")[2]


def codes(diagnostics: list[Message]) -> list[str]:
    return [each["code"] for each in diagnostics]


def write(path: Path, text: str) -> None:
    """Write a file, with a time that differs from before."""
    later = path.stat().st_mtime_ns + 10**7 if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if later is not None:
        os.utime(path, ns=(later, later))


def test_each_folder_has_its_own(client: Editor, tmp_path: Path) -> None:
    write(tmp_path / "a/kumo-lr.toml", 'ignore = ["KLR201"]\n')
    write(tmp_path / "b/pyproject.toml", '[tool.kumo-lr]\nseverity = {KLR309 = "error"}\n')
    client.start()

    found = [
        client.diagnostics(client.open(uri_of(tmp_path / name), BOTH))
        for name in ("a/deep/er/plan.yaml", "b/plan.yaml", "plan.yaml")
    ]

    assert [codes(each) for each in found] == [["KLR309"], ["KLR201", "KLR309"], ["KLR201", "KLR309"]]
    assert [each[-1]["severity"] for each in found] == [2, 1, 2]


@pytest.mark.parametrize(
    ("settings", "left"),
    [
        ('select = ["KLR3"]', ["KLR309"]),
        ('per-file-ignores = {"old/*" = ["KLR201"]}', ["KLR309"]),
        ('per-file-ignores = {"new/*" = ["KLR201"]}', ["KLR201", "KLR309"]),
        ('exclude = ["old"]', []),
        ('at = "*.lr_scheduler"', []),
    ],
)
def test_settings_apply_as_on_the_command_line(
    client: Editor, tmp_path: Path, settings: str, left: list[str]
) -> None:
    write(tmp_path / "kumo-lr.toml", f"{settings}\n")
    client.start()

    assert codes(client.diagnostics(client.open(uri_of(tmp_path / "old/plan.yaml"), BOTH))) == left


def test_a_baseline_hides_what_it_knows(
    client: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "plan.yaml", BAD)
    assert main(["check", "--write-baseline", "known.json"]) == 0
    write(tmp_path / "kumo-lr.toml", 'baseline = "known.json"\n')
    client.start()

    uri = client.open(uri_of(tmp_path / "plan.yaml"), BAD)
    assert client.diagnostics(uri) == []

    client.change(uri, BAD.replace("csoine", "nonsense"))
    assert codes(client.diagnostics(uri)) == ["KLR201"]


def test_mistakes_in_settings_are_shown_there_and_the_last_good_ones_stay(
    client: Editor, tmp_path: Path
) -> None:
    file = tmp_path / "kumo-lr.toml"
    write(file, 'ignore = ["KLR201"]\n')
    client.start()
    uri = client.open(uri_of(tmp_path / "plan.yaml"), BOTH)
    assert codes(client.diagnostics(uri)) == ["KLR309"]

    write(file, 'ignore = ["KLR20\n')
    client.change(uri, f"{BOTH}\n")
    assert codes(client.diagnostics(uri)) == ["KLR309"]
    assert codes(client.published_next(uri_of(file))) == ["KLR913"]

    write(file, "run-mod = 'FAST'\n")
    assert codes(client.published_next(uri_of(file))) == ["KLR911"]

    write(file, "")
    client.change(uri, f"{BOTH}\n\n")
    assert codes(client.diagnostics(uri)) == ["KLR201", "KLR309"]
    assert client.published_next(uri_of(file)) == []


def test_settings_in_two_files_of_a_folder(client: Editor, tmp_path: Path) -> None:
    write(tmp_path / "kumo-lr.toml", "")
    write(tmp_path / ".kumo-lr.toml", "")
    client.start()
    client.open(uri_of(tmp_path / "plan.yaml"), BAD)

    (found,) = client.published_next(uri_of(tmp_path / "kumo-lr.toml"))

    assert "keep one of them" in found["message"]


def test_closing_the_last_plan_clears_its_settings_file(client: Editor, tmp_path: Path) -> None:
    file = tmp_path / "kumo-lr.toml"
    write(file, "x")
    client.start()
    uri = client.open(uri_of(tmp_path / "plan.yaml"), BAD)
    assert client.published_next(uri_of(file))

    client.close(uri)

    assert client.published_next(uri_of(file)) == []


def test_a_change_is_noticed_without_being_told(client: Editor, tmp_path: Path) -> None:
    client.start()
    uri = client.open(uri_of(tmp_path / "plan.yaml"), BAD)
    assert codes(client.diagnostics(uri)) == ["KLR201"]

    write(tmp_path / "kumo-lr.toml", 'ignore = ["KLR201"]\n')

    assert client.published_next(uri) == []


def test_an_editor_that_watches_is_asked_to(client: Editor, tmp_path: Path) -> None:
    register = {"dynamicRegistration": True}
    watches = {"didChangeWatchedFiles": register, "didChangeConfiguration": register}
    client.start({**CAPABILITIES, "workspace": {**CAPABILITIES["workspace"], **watches}})
    uri = client.open(uri_of(tmp_path / "plan.yaml"), BAD)
    client.diagnostics(uri)
    write(tmp_path / "kumo-lr.toml", 'ignore = ["KLR201"]\n')

    client.notify("workspace/didChangeWatchedFiles", {"changes": []})

    assert client.published_next(uri) == []
    files, settings = client.requested[0]["params"]["registrations"]
    patterns = [each["globPattern"] for each in files["registerOptions"]["watchers"]]
    assert settings["registerOptions"] == {"section": "kumoLr"}
    assert sorted(patterns) == ["**/.kumo-lr.toml", "**/kumo-lr.toml", "**/pyproject.toml"]


def test_an_editor_that_asks_is_told_to_ask_again(client: Editor, tmp_path: Path) -> None:
    client.start(PULLING)
    uri = client.open(uri_of(tmp_path / "plan.yaml"), BAD)
    first = client.pull(uri)
    write(tmp_path / "kumo-lr.toml", 'ignore = ["KLR201"]\n')

    client.notify("workspace/didChangeWatchedFiles", {"changes": []})

    assert client.receive()["method"] == "workspace/diagnostic/refresh"
    assert client.pull(uri, first["resultId"])["items"] == []


WARMUP = (
    "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs:\n    warmup_ratio_or_steps: 200\n"
)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (None, []),
        ({"maxEpochs": 2, "stepsPerEpoch": 100}, ["KLR301"]),
        ({"kumoLr": {"maxEpochs": 2, "stepsPerEpoch": 100}}, ["KLR301"]),
        ({"runMode": "debug"}, ["KLR301"]),
        ({"runMode": "DEBUG", "maxEpochs": 0, "stepsPerEpoch": True, "inlayHints": 3}, ["KLR301"]),
        ({"runMode": 7, "maxEpochs": "2", "stepsPerEpoch": -1, "codeLens": "yes"}, []),
        ([1], []),
    ],
)
def test_what_an_editor_says_of_training(client: Editor, options: Message | None, found: list[str]) -> None:
    client.start(options=options)

    assert codes(client.diagnostics(client.open("file:///plans/plan.yaml", WARMUP))) == found


def test_the_configuration_is_read_and_read_again() -> None:
    with editor({"runMode": "DEBUG"}) as client:
        client.start()
        uri = client.open("file:///plans/plan.yaml", WARMUP)
        while codes(client.diagnostics(uri)) != ["KLR301"]:
            client.receive()  # the editor's answer may come after the first look

        client.configuration = {"runMode": "FAST"}
        client.notify("workspace/didChangeConfiguration", {"settings": None})

        assert client.published_next(uri) == []


def test_a_configuration_that_is_sent(client: Editor) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", WARMUP)
    assert client.diagnostics(uri) == []

    client.notify("workspace/didChangeConfiguration", {"settings": {"kumoLr": {"runMode": "DEBUG"}}})

    assert codes(client.published_next(uri)) == ["KLR301"]
    assert json.dumps(client.published[-1])
