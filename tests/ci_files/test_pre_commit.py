"""The hooks as people have them: pre-commit itself installs them from a repository, and git runs them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.support.ci_files import CLEAN, PLAN, ROOT, WRONG
from tests.support.findings import words

MANIFEST = ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / MANIFEST).read_text(encoding="utf-8"))}
MISSING = (
    "git is not installed"
    if shutil.which("git") is None
    else "pre-commit is not installed"
    if find_spec("pre_commit") is None
    else ""
)
pytestmark = [
    pytest.mark.skipif(bool(MISSING) and "CI" not in os.environ, reason=MISSING),
    pytest.mark.usefixtures("installed"),
    pytest.mark.slow,
]
FINDING = f"error[KLR201] {words(WRONG)[0]}"
BEYOND_MENDING = PLAN.format("nothing_like_it")


@pytest.fixture(scope="module")
def installed() -> None:
    assert MISSING == ""


class Ran(NamedTuple):
    """What came of a command, with all it said."""

    code: int
    said: str


class Repository:
    """A repository of git, and its user, who has no settings of their own."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        # What runs these tests may be a hook itself, or a job on GitHub.
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GIT_", "GITHUB_", "PRE_COMMIT"))
        }
        self._variables = {
            **kept,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_NAME": "somebody" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "somebody@example.com" for who in ("AUTHOR", "COMMITTER")},
            "PRE_COMMIT_COLOR": "never",
            "PRE_COMMIT_HOME": str(home),
        }
        folder.mkdir(exist_ok=True)
        self.git("init", "--quiet")

    def git(self, *arguments: str) -> Ran:
        return self._run("git", *arguments)

    def pre_commit(self, *arguments: str) -> Ran:
        return self._run(sys.executable, "-m", "pre_commit", *arguments)

    def _run(self, *command: str) -> Ran:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self._variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return Ran(done.returncode, done.stdout)

    def commit(self, **files: str) -> Ran:
        """Commit files as they are, or as they are to be."""
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        self.git("add", "--all")
        return self.git("commit", "--quiet", "--message", "change")

    def head(self) -> str:
        return self.git("rev-parse", "--verify", "HEAD").said.strip()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all tests share: making a hook's environment takes as long as pip does."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def source(shared: Path) -> Repository:
    """Return this checkout as it is now, as the repository that people would name."""
    left_out = shutil.ignore_patterns(
        ".*", "__pycache__", "node_modules", "tests", "benchmarks", "fixtures", "docs", "build", "dist"
    )
    shutil.copytree(ROOT, shared / "source", ignore=left_out)
    shutil.copy(ROOT / MANIFEST, shared / "source")
    repository = Repository(shared / "source", shared / "home")
    assert repository.commit().code == 0
    return repository


@pytest.fixture
def repository(tmp_path: Path, shared: Path) -> Repository:
    return Repository(tmp_path / "repository", shared / "home")


def _use(repository: Repository, source: Repository, hook: str, *arguments: str) -> None:
    """Write the configuration of a repository, commit it, and install its hooks."""
    used = {"id": hook, "args": list(arguments)} if arguments else {"id": hook}
    config = {"repos": [{"repo": str(source.folder), "rev": source.head(), "hooks": [used]}]}
    (repository.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    assert repository.commit().code == 0
    # With its environment, so that what a later command prints does not depend on who came first.
    assert repository.pre_commit("install", "--install-hooks").code == 0


def test_try_repo(repository: Repository, source: Repository) -> None:
    (repository.folder / "plan.yaml").write_text(WRONG)
    repository.git("add", "--all")

    ran = repository.pre_commit("try-repo", str(source.folder), "kumo-lr", "--files", "plan.yaml")

    assert ran.code == 1
    assert f"- exit code: 1\n\nplan.yaml:2:9: {FINDING}\n" in ran.said


def test_a_commit_with_findings_is_stopped(repository: Repository, source: Repository) -> None:
    _use(repository, source, "kumo-lr")
    before = repository.head()

    stopped = repository.commit(**{"plan.yaml": WRONG, "my plan's $(touch x).yml": WRONG, "p.json": "{}"})

    assert stopped.code == 1
    assert f"plan.yaml:2:9: {FINDING}" in stopped.said
    assert f"my plan's $(touch x).yml:2:9: {FINDING}" in stopped.said
    assert (repository.folder / "plan.yaml").read_text() == WRONG
    assert repository.head() == before
    assert not (repository.folder / "x").exists()

    passed = repository.commit(**{"plan.yaml": CLEAN, "my plan's $(touch x).yml": CLEAN})

    assert passed.code == 0
    assert repository.head() != before


def test_only_what_is_committed_counts(repository: Repository, source: Repository) -> None:
    _use(repository, source, "kumo-lr")
    (repository.folder / "later.yaml").write_text(WRONG)
    (repository.folder / "plan.yaml").write_text(CLEAN)
    repository.git("add", "plan.yaml")

    assert repository.git("commit", "--quiet", "--message", "a plan").code == 0


def test_the_fixer_mends_and_has_it_looked_at(repository: Repository, source: Repository) -> None:
    _use(repository, source, "kumo-lr-fix")

    stopped = repository.commit(**{"plan.yaml": WRONG})

    assert stopped.code == 1
    assert "files were modified by this hook" in stopped.said
    assert "KLR" not in stopped.said
    assert (repository.folder / "plan.yaml").read_text() == CLEAN
    assert repository.commit().code == 0


def test_the_fixer_reports_what_it_cannot_mend(repository: Repository, source: Repository) -> None:
    _use(repository, source, "kumo-lr-fix")

    stopped = repository.commit(**{"plan.yaml": BEYOND_MENDING})

    assert stopped.code == 1
    assert "files were modified by this hook" not in stopped.said
    assert "plan.yaml:2:9: error[KLR201] " in stopped.said


@pytest.mark.parametrize("hook", HOOKS)
def test_files_without_the_field_are_silent(repository: Repository, source: Repository, hook: str) -> None:
    _use(repository, source, hook)
    for name in ("settings.yaml", "data.json"):
        (repository.folder / name).write_text('{"a": 1}\n')
    repository.git("add", "--all")

    ran = repository.pre_commit("run", "--verbose")

    assert ran.code == 0
    name = re.escape(HOOKS[hook]["name"])
    said = rf"{name}\.+Passed\n- hook id: {hook}\n- duration: [\d.]+s\n"
    assert re.fullmatch(said, ran.said) is not None


def test_arguments_are_added_to_those_of_the_hook(repository: Repository, source: Repository) -> None:
    _use(repository, source, "kumo-lr", "--fail-on", "never", "--select", "KLR201")

    assert repository.commit(**{"plan.yaml": WRONG}).code == 0


def test_notebooks_are_no_plans(repository: Repository, source: Repository) -> None:
    """They are JSON, and may well speak of the field."""
    _use(repository, source, "kumo-lr")
    cells = [{"cell_type": "code", "source": ["lr_scheduler:\n"]}]

    assert repository.commit(**{"study.ipynb": json.dumps({"lr_scheduler": 1, "cells": cells})}).code == 0


FOREIGN = {
    "chart.yaml": "metadata:\n{{- if .Values.on }}\n  name: {{ .Release.Name }}\n{{- end }}\n",
    "stack.yml": "Name: !Sub '${Stage}'\nOther: !Ref Name\n",
    "broken.yaml": "a: 1\n b: 2\n",
    "twice.yaml": "a: 1\na: 2\n",
    "tsconfig.json": '{\n  // for all\n  "strict": true,\n}\n',
    "empty.json": "",
}


@pytest.mark.parametrize("hook", HOOKS)
def test_files_of_others_pass(repository: Repository, source: Repository, hook: str) -> None:
    """Pre-commit names every file, and nobody asked for an opinion on those of others."""
    _use(repository, source, hook)

    assert repository.commit(**FOREIGN) == Ran(0, f"{HOOKS[hook]['name']:.<73}Passed\n")
    # What could be a plan is one, broken as it is.
    stopped = repository.commit(**{"plan.yaml": "lr_scheduler:\n\t- null\n"})
    assert stopped.code == 1
    assert "plan.yaml:2:1: error[KLR001] " in stopped.said


def test_a_place_of_its_own_need_not_be_in_every_file(repository: Repository, source: Repository) -> None:
    _use(repository, source, "kumo-lr", "--at", "study.lr_scheduler")

    assert repository.commit(**{"other.yaml": "a: 1\n"}).code == 0
