"""The files that settings write to: new ones and own reports, in the folder that holds the settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kumo_lr.report import FORMATS
from tests.support.cli import listing, put, run
from tests.support.cli_check import BAD, GOOD

PWNED = GOOD.replace("exponential", "'$(touch PWNED)'")
OUTSIDE = "it is outside the folder of the settings"
NO_REPORT = "it exists, and is not a report of kumo-lr"


@pytest.fixture(autouse=True)
def project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a project with a plan, beside a file of somebody else."""
    put("outside.txt", "mine\n")
    put("project/plan.yaml", PWNED)
    monkeypatch.chdir("project")
    return folder / "project"


def set_output(path: str, name: str = "concise", file: str = "kumo-lr.toml") -> None:
    head = "" if file == "kumo-lr.toml" else "[tool.kumo-lr]\n"
    put(file, f"{head}output-format = ['full', '{name}:{path}']\n")


def refusal(path: str, reason: str, place: str = "kumo-lr.toml:1") -> str:
    return f"kumo-lr: {place}: cannot write {path}: {reason}; only --output-format can name it\n"


@pytest.mark.parametrize("path", ["../outside.txt", "../new.txt", "sub/../../new.txt", "/dev/null"])
@pytest.mark.parametrize(
    ("file", "place"), [("kumo-lr.toml", "kumo-lr.toml:1"), ("pyproject.toml", "pyproject.toml:2")]
)
def test_paths_that_lead_out(path: str, file: str, place: str) -> None:
    Path("sub").mkdir()
    set_output(path, file=file)
    assert run("check") == (2, "", refusal(path, OUTSIDE, place))
    assert Path("../outside.txt").read_text() == "mine\n"
    assert listing("..") == ["outside.txt", "project"]


def test_absolute_paths(project: Path) -> None:
    path = str(project.parent / "new.txt")
    set_output(path)
    assert run("check", "plan.yaml") == (2, "", refusal(path, OUTSIDE))


@pytest.mark.parametrize("target", ["../outside.txt", "../new.txt", "../new.txt/deep"])
def test_links_that_lead_out(target: str) -> None:
    Path("link.txt").symlink_to(target)
    Path("there").symlink_to("..")
    set_output("link.txt")
    assert run("check", "plan.yaml").code == 2
    set_output("there/new.txt")
    assert run("check", "plan.yaml") == (2, "", refusal("there/new.txt", OUTSIDE))
    assert listing("..") == ["outside.txt", "project"]
    assert Path("../outside.txt").read_text() == "mine\n"


@pytest.mark.parametrize("name", ["notes.txt", "kumo-lr.toml", "binary", "sub"])
def test_files_that_are_no_reports(name: str) -> None:
    put("notes.txt", "buy milk\n")
    put("binary", b"\xff\xfe\0")
    Path("sub").mkdir()
    set_output(name)
    before = {path: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    assert run("check").code == 2
    assert {path: path.read_bytes() for path in Path().iterdir() if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("__init__.py", ""),
        ("notes.txt", "p.yaml:2:9: error KLR201 unknown\nMy notes about this, keep\n"),
        ("notes.txt", "p.yaml:2:9: error[KLR201] unknown\n  |\nMy notes about this, keep\n"),
        ("notes.md", "| | file | place | rule | finding |\n| --- | --- | --- | --- | --- |\n\n# Notes\n"),
        ("ci.log", "::error file=p.yaml,line=2,title=KLR201::unknown\nMy notes\n"),
    ],
)
def test_reports_with_more_in_them_are_kept(name: str, text: str) -> None:
    Path(name).write_text(text)
    set_output(name)
    assert run("check", "plan.yaml") == (2, "", refusal(name, NO_REPORT))
    assert Path(name).read_text() == text


def test_pipes_and_gits_own_files() -> None:
    os.mkfifo("pipe")
    set_output("pipe")
    assert run("check") == (2, "", refusal("pipe", NO_REPORT))
    Path(".git/hooks").mkdir(parents=True)
    set_output(".git/hooks/post-checkout")
    assert run("check") == (2, "", refusal(".git/hooks/post-checkout", "git's own files are there"))


@pytest.mark.parametrize(
    "plan", [GOOD, BAD, PWNED, "lr_scheduler: [\n"], ids=["good", "bad", "odd", "broken"]
)
@pytest.mark.parametrize("name", FORMATS)
def test_own_reports_are_replaced(name: str, plan: str) -> None:
    put("plan.yaml", plan)
    Path("out").mkdir()
    set_output("out/report", name)
    first = run("check")
    text = Path("out/report").read_bytes()
    assert run("check") == first
    assert Path("out/report").read_bytes() == text
    # Another format takes the place of a report, too, and the way to the folder does not matter.
    set_output("out/report", "json")
    assert run("check", "--config", "../project/kumo-lr.toml").code == first.code
    assert '"version": 1' in Path("out/report").read_text()


def test_the_command_line_names_what_it_likes() -> None:
    set_output("../outside.txt")
    assert run("check", "--output-format", "concise:../outside.txt").code == 1
    assert Path("../outside.txt").read_text().startswith("plan.yaml:2:9: error KLR")
    put("kumo-lr.toml", "output-format = 'concise'\n")
    put("notes.txt", "buy milk\n")
    assert run("check", "-o", "../new.txt", "plan.yaml").code == 1
    assert run("check", "-o", "notes.txt", "plan.yaml").code == 1
    assert Path("notes.txt").read_text() == Path("../new.txt").read_text()


@pytest.mark.parametrize("name", ["kumo-lr.toml", ".kumo-lr.toml", "pyproject.toml"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "large"])
def test_settings_files_that_are_none(name: str, kind: str) -> None:
    put("plan.yaml", GOOD)
    match kind:
        case "pipe":
            os.mkfifo(name)
        case "device":
            Path(name).symlink_to("/dev/zero")
        case "folder":
            Path(name).mkdir()
        case _:
            with Path(name).open("wb") as file:
                file.truncate((1 << 22) + 1)
    code, _, err = run("check")
    assert code == (2 if kind == "large" else 0)
    assert ("it is larger than 4 MiB" in err) == (kind == "large")
